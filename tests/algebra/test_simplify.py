"""Formulas compared, and solved for a letter, by a computer algebra system."""

from __future__ import annotations

import pytest

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import evaluate, lift
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import text
from cnncalc.algebra.simplify import equal, fraction, solved


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("(n - k + 1)^2", "n*n - 2*n*k + k*k + 2*n - 2*k + 1"),
        ("(n + 2*p - k)/s + 1", "(n + 2*p - k + s)/s"),
        ("(n - k + 2*p)/s + 1", "1 + (n + 2*p)/s - k/s"),
        ("(W - F + 2*P)/S + 1", "(2*P + W - F + S)/S"),
        ("10*(3*k^2 + 1)", "30*k*k + 10"),
        ("(n^2 - 1)/(n - 1)", "n + 1"),
        ("max(n, n + 1)", "n + 1"),
        ("ceil(n/2)", "floor((n + 1)/2)"),
    ],
)
def test_the_same_written_differently(first: str, second: str) -> None:
    """What is equal for all letters is found to be, however it is written."""
    assert equal(parse(first, power=True), parse(second, power=True))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("(n - k + 1)^2", "n^2 - k^2 + 1"),
        ("(n + p - k)/s + 1", "(n + 2*p - k)/s + 1"),
        ("(n - k)/s", "(n - k)/s + 1"),
        ("floor(n/2)", "ceil(n/2)"),
        ("3*k*k*10", "(3*k*k + 1)*10"),
    ],
)
def test_what_differs(first: str, second: str) -> None:
    """The slips of the lectures' formulas are not the same."""
    assert not equal(parse(first, power=True), parse(second, power=True))


@pytest.mark.parametrize(
    ("left", "right", "letter", "expected"),
    [
        ("(n + 2*p - k)/s + 1", "m", "p", ["((m - 1)*s + k - n)/2"]),
        ("(n + 2*p - k)/s + 1", "m", "s", ["(n + 2*p - k)/(m - 1)"]),
        ("(n + 2*p - k)/s + 1", "m", "k", ["n + 2*p - (m - 1)*s"]),
        ("-n", "m", "n", ["-m"]),
        ("m/n", "3", "n", ["m/3"]),
        ("2*k + k*n", "m", "k", ["m/(n + 2)"]),
        ("3*k^2 + 1", "28", "k", ["3"]),
        ("k*(k + 1)", "n", "k", ["sqrt(4*n + 1)/2 - 1/2"]),
    ],
)
def test_solved_for_a_letter(left: str, right: str, letter: str, expected: list[str]) -> None:
    """Each solution is the expected formula, and put in, both sides are equal at some numbers."""
    found = solved(parse(left, power=True), parse(right), letter)
    assert len(found) == len(expected)
    for formula, wanted in zip(found, expected, strict=True):
        assert equal(formula, parse(wanted, power=True)), text(lift(formula))
        numbers = {"n": 6, "m": 9, "p": 1, "s": 2, "k": 3}
        value = evaluate(lift(formula), numbers)
        assert evaluate(parse(left, power=True), {**numbers, letter: value}) == evaluate(parse(right), numbers)


def test_over_one_bar() -> None:
    """A sum with divisions is one division."""
    above, below = fraction(parse("(n - k)/s + 1"))
    assert equal(above, parse("n - k + s"))
    assert text(lift(below)) == "s"


def test_what_is_no_formula_of_sizes() -> None:
    """Conditions and rounding to even are refused by name."""
    with pytest.raises(ExprError, match="cannot stand in a formula that is compared"):
        equal(parse("n if n > 1 else 2"), parse("m"))
