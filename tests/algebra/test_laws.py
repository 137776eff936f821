"""What holds for every tree: it reads back, means what it prints, and is worked out to its value."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Flag, Name, Op, evaluate, known, lift
from cnncalc.algebra.operators import FUNCTIONS, INFIX
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import latex, text
from cnncalc.algebra.reduction import steps

SYMBOLS = ("N", "in", "i", "width", "c_2", "of", "max")
ARITHMETIC = ("+", "-", "*", "/", "//", "%")

numbers = st.one_of(st.integers(0, 300), st.integers(0, 4000).map(lambda eighths: Fraction(eighths, 8))).map(lift)


def _written(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda name, a, b: Op(name, (a, b)), st.sampled_from(sorted(INFIX)), inner, inner),
        st.builds(lambda name, a: Op(name, (a,)), st.sampled_from(["neg", "not"]), inner),
        st.builds(lambda a, c, b: Op("if", (a, c, b)), inner, inner, inner),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(
            lambda name: st.lists(inner, min_size=FUNCTIONS[name].least, max_size=min(FUNCTIONS[name].most, 4)).map(
                lambda args: Op(name, tuple(args))
            )
        ),
        st.builds(lambda name, at: Op(".", (Name(name), lift(at))), st.sampled_from(SYMBOLS), st.integers(0, 12)),
    )


def _arithmetic(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda name, a, b: Op(name, (a, b)), st.sampled_from((*ARITHMETIC, "max")), inner, inner),
        st.builds(lambda name, a: Op(name, (a,)), st.sampled_from(["neg", "floor", "ceil", "abs"]), inner),
    )


written = st.recursive(
    st.one_of(numbers, st.booleans().map(Flag), st.sampled_from(SYMBOLS).map(Name)), _written, max_leaves=16
)
"""Trees of every operator, as the parser makes them: names have no values."""

valued = st.recursive(
    st.one_of(
        numbers,
        st.builds(
            Name,
            st.sampled_from("NFPSD"),
            st.one_of(st.integers(-50, 300), st.fractions(-9, 9, max_denominator=12)),
        ),
    ),
    _arithmetic,
    max_leaves=12,
)
"""Arithmetic in which every name has a number, which may be negative or a fraction."""


@given(written)
def test_the_text_reads_back_as_the_same_tree(tree):
    """Whatever is printed, the parser makes the tree of it that was printed."""
    assert parse(text(tree), power=True) == tree


@given(valued)
def test_the_text_with_numbers_is_worth_the_same(tree):
    """With the numbers put in, the printed line evaluates to the value of the tree."""
    try:
        value = known(tree)
    except ExprError:
        assume(False)
    assert evaluate(parse(text(tree, values=True))) == value


@given(written)
def test_latex_braces_balance(tree):
    r"""Every brace is closed, none is closed before it is opened, and each \left has its \right."""
    line = latex(tree)
    depth = 0
    for character in line:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert len(re.findall(r"\\left\b", line)) == len(re.findall(r"\\right\b", line))


@given(valued)
def test_every_line_is_worth_the_same(tree):
    """No step changes the value, and the last line is the value itself."""
    try:
        value = known(tree)
    except ExprError:
        assume(False)
    lines = steps(tree)
    assert {known(line) for line in lines} == {value}
    assert lines[-1] == lift(value)
    assert len({text(line) for line in lines}) == len(lines)
