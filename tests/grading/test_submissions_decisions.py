"""The file in which a person decides what the program leaves open."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import SpecError, UsageError
from cnncalc.grading.decisions import Decision, read_decisions
from tests.conftest import Run
from tests.grading.submitted import key, write


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


def test_a_cell_is_named_as_people_name_it(tmp_path: Path) -> None:
    """Capitals do not matter, and a blank does for the point between row and column."""
    path = tmp_path / "decisions.csv"
    path.write_text("student,cell,points,why\ns1,Conv1 Params,1,\ns1,Q1,1,\n")
    assert set(read_decisions(path, key())) == {("s1", "conv1.params"), ("s1", "q1")}


ROSTER = 'id,name,email\ns1,"Müller, Jörg",jm@x.edu\ns2,Ann Lee,al@x.edu\ns3,Ann Lee,\ns4,Gus Green,\ns5,Kim Oh,\n'
FILES = {
    "mullerjorg_5001_67_sheet.csv": "q1,34.944",
    "s2.csv": "id,answer\nq1,7.600\n",
    "s3.csv": "id,answer\nq1,7.600\n",
    "s5.csv": b"%PDF",
}


def ruled(folder: Path, lines: str, roster: bool = True) -> tuple[dict[str, int], list[str]]:
    """Mark the class with decisions; return the points of those that were decided, and what was not counted."""
    write(folder / "class", FILES)
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "decisions.csv").write_text(f"student,cell,points,why\n{lines}", encoding="utf-8")
    graded = cnncalc.grade(
        key(),
        folder / "class",
        roster=folder / "roster.csv" if roster else None,
        decisions=folder / "decisions.csv",
    )
    marks = [(marked.submission.student, mark) for marked in graded.sheets for mark in marked.marks]
    decided = {student: int(mark.points) for student, mark in marks if mark.decision is not None}
    return decided, [problem.message for problem in graded.idle]


@pytest.mark.parametrize(
    "name", ["s1", "S1", "jm@x.edu", "5001", "Jörg Müller", "jorg muller", "Müller, Jörg", "mullerjorg", "'s1"]
)
def test_a_decision_finds_its_student_as_the_roster_does(tmp_path: Path, name: str) -> None:
    """A number, an address, a name in any order, and what the sheet was called without a roster: all mean one sheet."""
    quoted = f'"{name}"'
    assert ruled(tmp_path, f"{quoted},q1,1,\n") == ({"s1": 1}, [])


IDLE = {
    "Ann Lee": "Ann Lee can be s2 or s3",
    "gus green": "Gus Green is on the roster and has no sheet",
    "s5": "the sheet of s5 cannot be read",
    "Kim Oh": "the sheet of s5 cannot be read",
    "nobody": "there is no sheet of nobody",
    "Müler; Jörg": "there is no sheet of Müler; Jörg; did you mean `Müller, Jörg`?",
}


@pytest.mark.parametrize(("name", "why"), IDLE.items())
def test_a_decision_that_is_about_no_sheet_is_told(tmp_path: Path, name: str, why: str) -> None:
    """Nothing that a person has decided is dropped without a word."""
    decided, (message,) = ruled(tmp_path, f"{name},q1,1,\n")
    assert decided == {}
    assert message.startswith(f"not counted: {name}, q1: {why}")


def test_one_cell_decided_under_two_names_is_an_error(tmp_path: Path) -> None:
    """Which of the two counts is not guessed."""
    with pytest.raises(SpecError) as caught:
        ruled(tmp_path, "s1,q1,1,\nJörg Müller,q1,0,\n")
    (problem,) = caught.value.problems
    assert problem.message == "Jörg Müller, q1 is decided twice: s1 has that decision from line 2"


def test_what_was_not_counted_is_told_everywhere(tmp_path: Path, run: Run) -> None:
    """It stands in the class, in the JSON, and as a warning with its line on standard error; the exit code is 1."""
    ruled(tmp_path, "")
    (tmp_path / "decisions.csv").write_text("student,cell,points,why\ns2,conv1.params,1,\nnobody,conv1.params,1,\n")
    (tmp_path / "class" / "s2.csv").write_text("layer,params\nconv1,34.944\n")
    command = ("grade", "alexnet", str(tmp_path / "class" / "s2.csv"), str(tmp_path / "class" / "s5.csv"))
    command += ("--decisions", str(tmp_path / "decisions.csv"))
    answer = run(*command)
    assert answer.code == 1
    assert "\ndecisions  line 3, not counted: nobody, conv1.params: there is no sheet of nobody\n" in answer.out
    assert answer.err == (
        f"{tmp_path}/decisions.csv:3:1: warning[decision]: not counted: nobody, conv1.params: "
        "there is no sheet of nobody\n"
    )
    document = json.loads(run(*command, "--json").out)
    assert document["idle_decisions"] == [
        {"line": 3, "message": "not counted: nobody, conv1.params: there is no sheet of nobody"}
    ]
    one = run(*command[:3], *command[4:])
    assert "\ndecisions  line 3, not counted: nobody" in one.out
