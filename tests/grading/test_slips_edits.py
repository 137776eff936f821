"""Formulas changed in one place."""

from __future__ import annotations

import pytest

from cnncalc.algebra.edit import added, halved, one_divided, with_value, without_factor, without_one
from cnncalc.algebra.expr import Expr, Name, Num, lift
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import text


@pytest.mark.parametrize(
    ("formula", "left"),
    [("(N - F)/S + 1", "(N - F)/S"), ("(F + 1)*K", "(F + 1)*K"), ("N + 2", "N + 2"), ("1 + N", "1 + N")],
)
def test_only_the_one_at_the_end_is_left_out(formula: str, left: str) -> None:
    """The + 1 of a size goes; any other stays where it is."""
    assert text(without_one(parse(formula))) == left


@pytest.mark.parametrize(
    ("formula", "left"),
    [("(N - F)/S + 1", "(N - F + 1)/S"), ("(N - F)*S + 1", "(N - F)*S + 1"), ("N/S", "N/S")],
)
def test_the_one_is_divided_too(formula: str, left: str) -> None:
    """The + 1 behind a quotient moves into its dividend."""
    assert text(one_divided(parse(formula))) == left


@pytest.mark.parametrize(
    ("formula", "left"),
    [
        ("(N + 2*P - F)/S + 1", "(N + P - F)/S + 1"),
        ("2*P + 2*Q", "P + 2*Q"),
        ("N + P + P", "N + P"),
        ("N + P + Q", "N + P + Q"),
        ("2*(P + 1)", "2*(P + 1)"),
    ],
)
def test_twice_a_name_becomes_once(formula: str, left: str) -> None:
    """Only the doubled name itself is halved, be it multiplied by 2 or added twice."""
    assert text(halved(parse(formula), {"P"})) == left


@pytest.mark.parametrize(
    ("formula", "left"),
    [("(N - 1)*S - 2*P + F", "(N - 1)*S + 2*P + F"), ("N - P1 - P2 + F", "N + P1 + P2 + F"), ("N - F", "N - F")],
)
def test_what_was_taken_away_is_added(formula: str, left: str) -> None:
    """Every subtraction of one of the names becomes an addition."""
    assert text(added(parse(formula), {"P", "P1", "P2"})) == left


@pytest.mark.parametrize(
    ("formula", "left"), [("N*N*C", "N*N"), ("C*N", "N"), ("C", "1"), ("C//G", "1"), ("4*(C//G)", "4")]
)
def test_a_factor_is_left_out(formula: str, left: str) -> None:
    """The factor, or its share of a group, goes wherever it stands in the product."""
    rest = without_factor(parse(formula), "C")
    assert rest is not None
    assert text(lift(rest)) == left


@pytest.mark.parametrize("formula", ["N*N", "N + C", "7", "N//C"])
def test_no_such_factor(formula: str) -> None:
    """A sum that holds the name has no such factor."""
    assert without_factor(parse(formula), "C") is None


def test_a_letter_gets_another_value() -> None:
    """Everywhere, and only that letter."""
    tree: Expr = Name("B", 4) * (Name("H", 5) + Name("B", 4))
    assert with_value(tree, "B", 8) == Name("B", 8) * (Name("H", 5) + Name("B", 8))
    assert with_value(Num(3), "B", 8) == Num(3)
