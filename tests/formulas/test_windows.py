"""The window formulas: on numbers against counting, on named leaves against the numbers, and as they print."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.expr import Dim, Expr, Name, known
from cnncalc.algebra.printers import text as printed
from cnncalc.formulas import counts, windows

sizes = st.integers(1, 30)
small = st.integers(1, 6)
pads = st.integers(0, 5)


def leaf(letter: str, value: int) -> Name:
    """Return a number under its textbook letter."""
    return Name(letter, value)


@given(sizes, small, small, pads, pads, small)
def test_the_quotient_is_whole_exactly_where_windows_fill_the_row(
    size: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    """Window positions tried one by one: the formula gives their number, and a fraction when something is left over."""
    row = range(-before, size + after)
    starts = [at for at in row[::stride] if at + dilation * (kernel - 1) in row]
    exact = windows.quotient(size, kernel, stride, before, after, dilation)
    assert isinstance(exact, int | Fraction)
    if starts:
        assert exact // 1 == len(starts)
        left = row[-1] - (starts[-1] + dilation * (kernel - 1))
        assert (exact.denominator == 1) == (left % stride == 0)
    else:
        assert exact < 1


@given(sizes, small, small, pads, pads, small)
def test_the_quotient_on_letters_is_the_quotient_on_numbers(
    size: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    """The formula written with letters has the value of the formula on the numbers."""
    letters = windows.quotient(
        leaf("N", size),
        leaf("F", kernel),
        leaf("S", stride),
        leaf("P1", before),
        leaf("P2", after),
        leaf("D", dilation),
    )
    assert not isinstance(letters, Fraction)
    assert known(letters) == windows.quotient(size, kernel, stride, before, after, dilation)


@given(sizes, small, small, pads, pads, small, st.integers(0, 3))
def test_the_transposed_size_on_letters_is_that_on_numbers(
    size: int, kernel: int, stride: int, before: int, after: int, dilation: int, more: int
) -> None:
    """The same for the transposed convolution."""
    letters = windows.transposed(
        leaf("N", size),
        leaf("F", kernel),
        leaf("S", stride),
        leaf("P1", before),
        leaf("P2", after),
        leaf("D", dilation),
        leaf("A", more),
    )
    assert known(letters) == windows.transposed(size, kernel, stride, before, after, dilation, more)


@given(sizes, small, small)
def test_the_same_size_is_the_strides_begun(size: int, kernel: int, stride: int) -> None:
    """With `same` padding there is a place at every multiple of the stride, and the padding is what they lack."""
    starts = range(0, size, stride)
    exact = windows.same_output(size, stride)
    assert isinstance(exact, int | Fraction)
    assert -(-exact // 1) == len(starts)
    assert windows.same_padding(size, kernel, stride, 1) == max(starts[-1] + kernel - size, 0)


@given(small, small)
def test_an_extent_is_counted_from_the_first_to_the_last_tap(kernel: int, dilation: int) -> None:
    """The taps of a dilated kernel, written out, span its extent."""
    taps = range(0, kernel * dilation, dilation)
    assert windows.extent(kernel, dilation) == len(range(taps[0], taps[-1] + 1))
    assert known(windows.extent(leaf("F", kernel), leaf("D", dilation))) == windows.extent(kernel, dilation)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (
            windows.quotient(Name("N", 32), Name("F", 5), Name("S", 1), Name("P", 2), Name("P", 2), 1),
            "(N + 2*P - F)/S + 1",
        ),
        (windows.quotient(Name("N", 7), Name("F", 3), Name("S", 3), 0, 0, 1), "(N - F)/S + 1"),
        (
            windows.quotient(Name("N", 7), Name("F", 3), Name("S", 1), 0, 0, Name("D", 2)),
            "(N - D*(F - 1) - 1)/S + 1",
        ),
        (
            windows.quotient(Name("N", 7), Name("F", 2), Name("S", 2), Name("P1", 0), Name("P2", 1), 1),
            "(N + P1 + P2 - F)/S + 1",
        ),
        (
            windows.transposed(Name("N", 3), Name("F", 3), Name("S", 2), Name("P", 1), Name("P", 1), 1, 0),
            "(N - 1)*S - 2*P + F",
        ),
        (windows.transposed(Name("N", 3), Name("F", 3), Name("S", 2), 0, 0, 1, Name("A", 1)), "(N - 1)*S + F + A"),
        (windows.extent(Name("F", 3), Name("D", 2)), "D*(F - 1) + 1"),
        (counts.tensor((Name("F", 5), Name("F", 5), Name("C", 3), Name("K", 10))), "F*F*C*K"),
        (counts.with_biases((Name("F", 5), Name("F", 5), Name("C", 3), Name("K", 10))), "(F*F*C + 1)*K"),
    ],
)
def test_a_formula_prints_as_in_the_textbook(formula: Dim, text: str) -> None:
    """Letters stay letters, and what has no effect (no padding, dilation 1) is not written."""
    assert isinstance(formula, Expr)
    assert printed(formula) == text


def test_a_formula_with_its_numbers_is_the_lecture_s_line() -> None:
    """32x32, filters 5x5, stride 1, padding 2 (CSCE 5218): the formula on values is written as on the slide."""
    formula = windows.quotient(Name("N", 32), Name("F", 5), Name("S", 1), Name("P", 2), Name("P", 2), 1)
    assert isinstance(formula, Expr)
    assert printed(formula, values=True) == "(32 + 2*2 - 5)/1 + 1"
    assert known(formula) == 32
