"""What students write as a formula, and what it means."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncalc.algebra.expr import evaluate
from cnncalc.algebra.parser import parse
from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Asked, Quantity, Reading, Value
from cnncalc.grading.key import parse_key


def read(raw: str, truth: Value, quantity: Quantity = "params") -> Reading:
    """What an answer means."""
    return read_answer(raw, Asked("q", "q", quantity, quantity, Fraction(1), truth))


FORMULAS = {
    "(n-k+1)^2": 36, "(N − K + 1)²": 36, "(n-k+1)**2": 36, "(n-k+1)(n-k+1)": 36, "(n-k+1) x (n-k+1)": 36,
    "out = (n-k+1)^2": 36, "n*n - 2nk + k^2 + 2n - 2k + 1": 36, "⌊(n-k)/2⌋ + 1": 3, "floor((n-k)/2)+1": 3,
    "n(k+1)": 32, "3x3xn": 72, "5": 5, "nxn": 64, "n×n×k": 192, "kxkxnxk+n": 224, "(k×n+1)×n": 200, "2 x n": 16,
    "nk^2": 72, "(nk)^2": 576, "2kn^2 + n": 392, "n(1+nk^2)": 584, "NK²": 72, "nk = k*n": 24,
    "params = n*k": 24, "n^2 = n*n": 64, "A_1 = n(n+k) = n^2 + nk": 88,
    "\\left(n-k+1\\right)^{2}": 36, "\\frac{n+k}{2}+1": Fraction(13, 2), "\\frac{\\frac{n}{2}}{2}": 2,
    "\\left\\lfloor \\frac{n-k}{2} \\right\\rfloor + 1": 3, "\\lceil (n-k)/2 \\rceil": 3, "$n \\times k$": 24,
    "\\text{out} = n \\cdot k": 24, "k^{2}n": 72,
}  # fmt: skip


@pytest.mark.parametrize(("raw", "value"), FORMULAS.items())
def test_a_formula_keeps_its_letters(raw: str, value: int) -> None:
    """Powers, products without a sign and capitals are read as they are meant: the value at n = 8, k = 3 is right."""
    (tree,) = read(raw, parse("(n-k+1)^2", power=True)).values
    assert evaluate(tree, {"n": 8, "k": 3}) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["(n-f+1)^2", "n*k*q", "W^2", "n2", "2kq^2"])
def test_a_letter_that_the_question_does_not_have_is_for_a_person(raw: str) -> None:
    """The letters of another lecture may mean the right thing, which nobody can tell."""
    reading = read(raw, parse("n*k"))
    assert not reading.values
    assert "the question has no `" in reading.why


def test_a_capital_is_another_letter_where_both_are_asked() -> None:
    """With n and N in the question each is itself, and K is k."""
    (tree,) = read("N - n*K", parse("n + N + k")).values
    assert evaluate(tree, {"n": 2, "N": 9, "k": 3}) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["n^2 = (n-k+1)^2", "(n-k+1)^2 = n^2 - 2nk", "nk = n + k"])
def test_sides_that_differ_are_for_a_person(raw: str) -> None:
    """Of two formulas that are not the same, nobody can tell which one is the answer."""
    reading = read(raw, parse("n*k"))
    assert (len(reading.values), reading.why) == (2, "its sides are not equal")


def test_a_hexadecimal_number_is_for_a_person() -> None:
    """`0x8880` is no product with 0."""
    assert read("0x8880 + n", parse("n")).why == "it cannot be read: is it a product with 0, or a hexadecimal number?"


WHOLE = [
    "(n+2p-k)/s+1", "((n+2p-k)/s+1)x((n+2p-k)/s+1)xm", "((n+2p-k)/s+1) × ((n+2p-k)/s+1)", "O = (n+2×p-k)/s + 1",
    "(n+2p-k)/s+1 x (n+2p-k)/s+1 x M", "((n+2p-k)/s+1, (n+2p-k)/s+1, m)", "((n+2p-k)/s+1)*((n+2p-k)/s+1)*m",
    "1 + (n-k)/s + 2×p/s",
]  # fmt: skip
OTHER_WHOLE = ["(n/s) x (k/s) x m", "((n+2p-k)/s+1) x ((n+2p-k)/s+1) x c", "n x n x n x m", "n x m"]


def side(raw: str) -> Reading:
    """What an answer means where the output of a convolution in letters is asked for."""
    question = "conv: {in: nxnxc, filters: mxkxk, pad: p, stride: s}, ask: output"
    (cell,) = parse_key(f"questions:\n  - {{{question}}}").cells
    return read_answer(raw, cell)


@pytest.mark.parametrize("raw", WHOLE)
def test_a_volume_in_letters_means_its_side(raw: str) -> None:
    """Who writes the whole volume with the right depth, or all sides, has written the side that is asked for."""
    (tree,) = side(raw).values
    assert evaluate(tree, {"n": 20, "p": 1, "k": 4, "s": 3, "m": 5, "c": 7}) == 7  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", OTHER_WHOLE)
def test_a_volume_in_letters_with_other_sides_is_for_a_person(raw: str) -> None:
    """With sides that differ, or the depth of the input, a side cannot be told."""
    assert side(raw) == Reading(
        raw, (), "it cannot be read: a size whose sides or depth differ, where one side is asked for"
    )


def test_a_broken_formula_says_where() -> None:
    """What cannot be read has no value, and a reason."""
    assert read("(n-k+1", parse("n")) == Reading(
        "(n-k+1", (), "it cannot be read: expected `)` to close the bracket at character 1, not the end"
    )
