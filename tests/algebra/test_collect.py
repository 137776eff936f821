"""Formulas put in order: the same value, the shape in which a person writes them, and a text that reads back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnncalc.algebra.collect import added, collected, compared, same
from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Dim, Expr, Name, Op, evaluate, lift
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import text

LETTERS = "Nkps"
SIGNS = ("+", "-", "*", "/", "//", "max", "min")


def _composed(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda name, a, b: Op(name, (a, b)), st.sampled_from(SIGNS), inner, inner),
        st.builds(lambda name, a: Op(name, (a,)), st.sampled_from(["neg", "floor", "ceil"]), inner),
        st.builds(lambda a, n: Op("^", (a, lift(n))), inner, st.integers(0, 3)),
    )


def _sums(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda name, a, b: Op(name, (a, b)), st.sampled_from("+-*"), inner, inner),
        st.builds(lambda a, n: Op("/", (a, lift(n))), inner, st.integers(1, 4)),
    )


formulas = st.recursive(
    st.one_of(st.integers(0, 9).map(lift), st.sampled_from(LETTERS).map(Name)), _composed, max_leaves=9
)
"""Anything that a rule computes with, quotients of letters too."""

polynomials = st.recursive(
    st.one_of(st.integers(0, 9).map(lift), st.sampled_from(LETTERS).map(Name)), _sums, max_leaves=9
)
"""Sums and products, divided by numbers only."""

values = st.fixed_dictionaries({letter: st.integers(1, 12) for letter in LETTERS})


def value(formula: Dim, numbers: dict[str, int]) -> Fraction:
    """What a formula is worth; no example where it has no value."""
    try:
        found = evaluate(lift(formula), dict(numbers))
    except ExprError:
        assume(False)
    assert isinstance(found, int | Fraction)
    return Fraction(found)


def put_in_order(formula: Dim) -> Dim:
    """A formula put in order; no example where something is divided by 0 whatever its letters stand for."""
    try:
        return collected(formula)
    except ExprError:
        assume(False)
        raise


@settings(max_examples=300)
@given(formulas, values)
def test_the_value_stays(formula: Expr, numbers: dict[str, int]) -> None:
    """Put in order, a formula is worth the same, whatever whole numbers its letters stand for."""
    assert value(put_in_order(formula), numbers) == value(formula, numbers)


@settings(max_examples=300)
@given(formulas, values)
def test_the_text_reads_back(formula: Expr, numbers: dict[str, int]) -> None:
    """What is printed of a formula put in order reads back as that formula, powers and all."""
    found = put_in_order(formula)
    read = parse(text(lift(found)), power=True)
    assert value(read, numbers) == value(found, numbers)


@given(polynomials)
def test_in_order_stays_in_order(formula: Expr) -> None:
    """To put a polynomial in order twice changes nothing."""
    found = put_in_order(formula)
    assert collected(found) == found


@given(st.lists(formulas, min_size=1, max_size=4), values)
def test_a_sum_is_worth_its_parts(parts: list[Expr], numbers: dict[str, int]) -> None:
    """Added up, formulas are worth what their values add up to."""
    try:
        total = added(parts)
    except ExprError:
        assume(False)
        raise
    assert value(total, numbers) == sum(value(part, numbers) for part in parts)


@given(formulas, formulas, values)
def test_a_difference_that_is_known_is_right(a: Expr, b: Expr, numbers: dict[str, int]) -> None:
    """Where formulas are told to be so far apart, they are."""
    try:
        apart = compared(a, b)
    except ExprError:
        assume(False)
        raise
    assume(apart is not None)
    assert value(a, numbers) - value(b, numbers) == apart


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ("(n + 2*p - k)/s + 1", "(n + 2*p - k)/s + 1"),
        ("(n - k)/1 + 1", "n - k + 1"),
        ("(k*k*3 + 1)*10", "10*(3*k^2 + 1)"),
        ("(N - 2)/2 + 1", "N/2"),
        ("(N + 2*1 - 3)/1 + 1", "N"),
        ("((N/2 - 2)/2 + 1 - 2)/2 + 1", "N/8"),
        ("(N + 2*3 - 7)/2 + 1", "(N + 1)/2"),
        ("floor((N + 2*3 - 7)/2) + 1", "ceil(N/2)"),
        ("floor((ceil(N/2) + 2*1 - 3)/2) + 1", "ceil(N/4)"),
        ("floor(floor(N/2)/2)", "floor(N/4)"),
        ("ceil(ceil(N/2)/2)", "ceil(N/4)"),
        ("floor(N + 3)", "N + 3"),
        ("floor((N - 3)/4) + 1", "floor((N + 1)/4)"),
        ("1 + k - 1 + k - 1 + k - 1", "3*k - 2"),
        ("C*25*C", "25*C^2"),
        ("2*(C*3*3*C)", "18*C^2"),
        ("(N - K)/K + 1", "N/K"),
        ("ceil((7 - k)/k) + 1", "ceil(7/k)"),
        ("floor((7 - k)/k) + 1", "floor(7/k)"),
        ("max(N, N - 2)", "N"),
        ("max(max(N, k), N - 2)", "max(N, k)"),
        ("max(3*ceil(N/2)^2, 2*ceil(N/2)^2)", "3*ceil(N/2)^2"),
        ("min(N + 1, N)", "N"),
        ("0*N", "0"),
        ("N - N", "0"),
        ("(3*N)/(3*N)", "1"),
        ("(h - 1)*s + k", "s*(h - 1) + k"),
        ("N*N*3 + N*N*5", "8*N^2"),
    ],
)
def test_the_order_of_a_person(written: str, ordered: str) -> None:
    """What a person would work out is worked out, and letters stay in the order in which they were written."""
    assert str(collected(parse(written, power=True))) == ordered


def test_letters_with_a_value_are_counted() -> None:
    """A letter that has a value is put in; a formula of such letters alone is a whole number."""
    formula = (Name("N", 32) + 2 * Name("p") - Name("F", 5)) / Name("S", 1) + 1
    assert str(collected(formula)) == "2*p + 28"
    assert collected(Name("N", 32) - Name("F", 5)) == 27
    assert str(collected(Fraction(7, 2))) == "7/2"


def test_equal_formulas_are_recognised() -> None:
    """Formulas are the same however their brackets stand, and different where a number tells them apart."""
    n = Name("n")
    assert same((n + 1) * (n - 1), n * n - 1)
    assert not same((n + 1) * (n - 1), n * n)
    assert compared(2 * n + 5, n + n) == 5
    assert compared(n, 7) is None


def test_division_by_nothing_is_refused() -> None:
    """What is divided by 0, also by letters that cancel, has no value."""
    n = Name("n")
    with pytest.raises(ExprError, match="by zero"):
        collected(1 / (n - n))
