"""Calculations line by line."""

from __future__ import annotations

import pytest

from cnncalc.algebra.expr import Name
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import text
from cnncalc.algebra.reduction import steps


@pytest.mark.parametrize(
    "lines",
    [
        ["(32 + 2*2 - 5)/1 + 1", "31/1 + 1", "32"],
        ["(5*5*3 + 1)*10", "76*10", "760"],
        ["floor((224 + 2*0 - 11)/4) + 1", "floor(213/4) + 1", "floor(53.25) + 1", "53 + 1", "54"],
        ["floor(23/3) + 1", "7 + 1", "8"],
        ["max((56 - 1)*2 + 3 - 112, 0)", "max(55*2 + 3 - 112, 0)", "max(1, 0)", "1"],
        ["((1 + 2)*3 + 1)*(4 - 6)", "(3*3 + 1)*(-2)", "10*(-2)", "-20"],
        ["2*3 + 1", "7"],
        ["(7 - 4)/2", "3/2", "1.5"],
        ["(3 + 4)/(5 - 2)", "7/3"],
        ["(3 + 1)*2 == 8", "4*2 == 8", "true"],
        ["(1 + 1 if true else 1/0)*2", "2*2", "4"],
        ["12"],
        ["n.0"],
        ["(1 + 2)*(k - 1)", "3*(k - 1)", "3*k - 3"],
    ],
    ids=lambda lines: lines[0],
)
def test_lines(lines):
    """Each line works out the innermost brackets of the line before, as on paper."""
    assert [text(line) for line in steps(parse(lines[0]))] == lines


def test_the_first_line_has_the_numbers_in():
    """Named leaves show their numbers from the start."""
    size, pad = Name("N", 32), Name("P", -2)
    assert [text(line) for line in steps((size + 2 * pad) / 4)] == ["(32 + 2*(-2))/4", "28/4", "7"]
