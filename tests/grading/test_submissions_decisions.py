"""The file in which a person decides what the program leaves open."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cnncalc.errors import SpecError, UsageError
from cnncalc.grading.decisions import Decision, read_decisions
from tests.grading.submitted import key


def test_decisions_are_read_by_student_and_cell(tmp_path: Path) -> None:
    """Points in halves, with a reason; a row without points is still open, and the file stays as it is."""
    path = tmp_path / "decisions.csv"
    text = 'student,cell,points,why\ns11,conv1.params,1,"meant 34,944"\ns12,q1,"0,5",half\ns13,q1,,\n'
    path.write_text(text)
    assert read_decisions(path, key()) == {
        ("s11", "conv1.params"): Decision(Fraction(1), "meant 34,944", 2),
        ("s12", "q1"): Decision(Fraction(1, 2), "half", 3),
    }
    assert path.read_text() == text


WRONG = {
    "s1,conv1.parms,1,": "the key has no cell `conv1.parms`",
    "s1,q1,2,": "`2` points: q1 is worth 0 to 1",
    "s1,q1,-1,": "`-1` points: q1 is worth 0 to 1",
    "s1,q1,all,": "`all` points: q1 is worth 0 to 1",
    "s1,q1,1e9999999,": "`1e9999999` points: q1 is worth 0 to 1",
    "s1,q1,1,\ns1,q1,0,": "s1, q1 is decided twice, first in line 2",
}


@pytest.mark.parametrize(("lines", "message"), WRONG.items())
def test_a_decision_that_decides_nothing_is_an_error(tmp_path: Path, lines: str, message: str) -> None:
    """A wrong cell, points out of range and a second decision are reported with their line."""
    path = tmp_path / "decisions.csv"
    path.write_text(f"student,cell,points,why\n{lines}\n")
    with pytest.raises(SpecError) as caught:
        read_decisions(path, key())
    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.origin is not None
    assert problem.origin.line == 2 + lines.count("\n")


def test_all_wrong_rows_are_reported_at_once(tmp_path: Path) -> None:
    """One run shows everything that is to be put right."""
    path = tmp_path / "decisions.csv"
    path.write_text("student,cell,points,why\n" + "\n".join(WRONG))
    with pytest.raises(SpecError) as caught:
        read_decisions(path, key())
    assert len(caught.value.problems) == len(WRONG)


@pytest.mark.parametrize(("content", "message"), [("a,b\n1,2\n", "holds no decisions"), ("%PDF", "a PDF named .csv")])
def test_another_file_is_no_list_of_decisions(tmp_path: Path, content: str, message: str) -> None:
    """What has another heading, or is no table, is refused by name."""
    path = tmp_path / "decisions.csv"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        read_decisions(path, key())
