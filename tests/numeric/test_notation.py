"""How numbers are written, and what is refused, with its place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncalc.errors import UsageError
from cnncalc.numeric.notation import Nested, read

FOUR = ((1, 2), (3, 4))


@pytest.mark.parametrize(
    "text",
    [
        "1 2; 3 4",
        "1,2;3,4",
        "1 2\n3 4\n",
        "1,2\r\n3,4\r\n",
        "1\t2\n3\t4",
        "[[1, 2], [3, 4]]",
        "[[1 2]\n [3 4]]",
        "[1 2; 3 4]",
        [[1, 2], [3, 4]],
        ["1 2", "3 4"],
        [["1", "2"], ["3", "4"]],
        ((1.0, 2.0), (3.0, 4.0)),
    ],
)
def test_spellings_of_one_matrix(text: Nested) -> None:
    """Terminals, CSV files, Python, numpy, MATLAB and YAML write the same matrix."""
    assert read(text, "it").filters == ((FOUR,),)


def test_depth_and_filters() -> None:
    """`|` or an empty line ends a map, `||` a filter."""
    one = ((5, 6), (7, 8))
    assert read("1 2; 3 4 | 5 6; 7 8", "it").filters == ((FOUR, one),)
    assert read("1 2\n3 4\n\n5 6\n7 8\n", "it").filters == ((FOUR, one),)
    assert read("1 2; 3 4 || 5 6; 7 8", "it").filters == ((FOUR,), (one,))
    assert read([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], "it").filters == ((FOUR, one),)


def test_a_semicolon_in_a_csv_file_separates_columns() -> None:
    """Where a comma stands in decimals, spreadsheets write `1;2`."""
    assert read("1;2\n3;4\n", "it", csv=True).filters == ((FOUR,),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("-1/9", Fraction(-1, 9)),
        ("\N{MINUS SIGN}3", -3),
        (".5", Fraction(1, 2)),
        ("2.5e-1", Fraction(1, 4)),
        ("1.000000000000000000e+00", 1),
    ],
)
def test_numbers_stay_exact(text: str, value: Fraction | int) -> None:
    """Decimals, fractions and what other programs export are read without rounding."""
    assert read(text, "it").filters == ((((value,),),),)


def test_a_float_means_what_it_shows() -> None:
    """Python's 0.1 is a tenth, not the nearest binary number."""
    assert read([[0.1]], "it").filters == ((((Fraction(1, 10),),),),)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("1 2; 3", "it, row 2 has 1 number, but row 1 has 2"),
        ([[1, 2], [3]], "it, row 2 has 1 number, but row 1 has 2"),
        ("1 2; 3 4 | 5", "it, map 2 is 1x1, but the first is 2x2"),
        ("1 | 2 || 3", "it, filter 2 has 1 map, but filter 1 has 2"),
        ("1 nan", "it, number 2: `nan` is no number"),
        ([[1.0, float("nan")]], "it, row 1, number 2: `nan` is no number"),
        ([[1.0, float("inf")]], "`inf` is no number"),
        ("1 2; 3 x", "it, row 2, number 2: `x` is no number"),
        ([[True]], "`True` is no number"),
        ("1/0", "`1/0` divides by zero"),
        ("1e99", "beyond 2\\^53"),
        ("1e999999999", "is too large or too long"),
        ("9" * 60, "is too large or too long"),
        ("", "it is empty"),
        ("[[1, 2], [3, 4]", "a bracket is never closed"),
        ("[1, 2]]", "a bracket is closed that was never opened"),
        ("[" * 50 + "1", "nested too deeply"),
        ("[(1, 2)]", "`\\(` has no meaning here"),
        ([], "it is empty"),
        ([[]], "it is empty"),
        ([[[[[1]]]]], "nested 5 deep"),
        ([[1, 2], 3], "`3` stands where a list of numbers is expected"),
        ([[0] * 10_000] * 10_000, "more than 10,000 numbers"),
        ("1 " * 600_000, "a text of 1,200,000 characters"),
    ],
)
def test_what_is_no_rectangle_of_numbers_is_refused(given: Nested, message: str) -> None:
    """The message names the row and the number where it goes wrong."""
    with pytest.raises(UsageError, match=message):
        read(given, "it")
