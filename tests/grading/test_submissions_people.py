"""Whose answers they are: several students in one file, a roster with one id twice, and who handed in nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from cnncalc.errors import UsageError
from cnncalc.grading.folder import read_submissions
from cnncalc.grading.roster import read_roster
from cnncalc.grading.sheets import read_sheets
from cnncalc.grading.sheets_index import Index
from cnncalc.grading.tables_text import Unreadable
from tests.grading.submitted import SHEET, by_student, handed_in, key, write, zipped

SEVERAL = {
    "records.json": '[{"student": "a", "q1": 1}, {"student": "b", "q1": 2}]',
    "behind.json": '[{"q1": 1, "student": "a"}, {"q1": 2, "student": "b"}]',
    "ids.yaml": "- {id: a, q1: 1}\n- {id: b, q1: 2}\n",
    "named.yaml": "a: {q1: 1}\nb: {q1: 2}\n",
    "rows.json": json.dumps(
        [{"student": who, "layer": "conv1", "params": n} for n, who in ((1, "a"), (2, "b"))]
        + [{"student": who, "id": "q1", "answer": n} for n, who in ((1, "a"), (2, "b"))]
    ),
    "blocks.csv": "id,a\nid,answer\nq1,1\n\nid,b\nid,answer\nq1,2\n",
    "headed_once.csv": "id,a\nname,Ann\nid,answer\nq1,1\nid,b\nname,Bo\nq1,2\n",
    "blocks.md": "id: a\n\n| id | answer |\n|--|--|\n| q1 | 1 |\n\nid: b\n\n| id | answer |\n|--|--|\n| q1 | 2 |\n",
}


@pytest.mark.parametrize("name", SEVERAL)
def test_two_students_in_one_file_are_two_sheets(name: str) -> None:
    """Every entry and every block that says somebody else is another sheet."""
    sheets = read_sheets(SEVERAL[name].encode(), name, Index(key()))
    assert [(sheet.who[0], sheet.answers["q1"]) for sheet in sheets] == [("a", "1"), ("b", "2")]
    assert all(sheet.notes == () for sheet in sheets)


def test_what_stands_around_answers_is_no_student() -> None:
    """The layers and the questions of one student may stand below words of their own."""
    (sheet,) = read_sheets(b"layers: {conv1: {params: 1}}\nquestions: {q1: 2}\n", "a.yaml", Index(key()))
    assert (sheet.who, sheet.answers) == ((), {"conv1.params": "1", "q1": "2"})


UNCLEAR = {
    "below.csv": ("id,answer\nq1,1\nid,a\nid,answer\nq1,2\nid,b\n", "two students, a and on line 6 b"),
    "deep.json": ('{"all": [{"student": "a", "q1": 1}, {"student": "b", "q1": 2}]}', "several students: a, b"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_two_students_whose_answers_are_not_told_apart_are_refused(name: str) -> None:
    """Nobody's answers are given to somebody else."""
    content, why = UNCLEAR[name]
    with pytest.raises(Unreadable, match=why):
        read_sheets(content.encode(), name, Index(key()))


def test_a_student_without_answers_is_not_lost() -> None:
    """Beside one who answered, a block or an entry that is empty is a blank sheet."""
    for name, content in {
        "a.csv": "id,a\nid,answer\nq1,1\nid,b\n",
        "a.json": '[{"id": "a", "q1": 1}, {"id": "b"}]',
    }.items():
        sheets = read_sheets(content.encode(), name, Index(key()))
        assert [(sheet.who, sheet.answers) for sheet in sheets] == [(("a",), {"q1": "1"}), (("b",), {})]


def test_one_who_is_named_twice_is_one() -> None:
    """The same line above every block is no second student."""
    (sheet,) = read_sheets(f"id,a\n{SHEET}id,a\nlayer,params\nfc6,37752832\nname,Ann\n".encode(), "a.csv", Index(key()))
    assert sheet.who == ("a", "Ann")


def test_an_id_that_two_have_is_no_roster(tmp_path: Path) -> None:
    """Two students of one id would be one; a line that stands there twice is only that."""
    file = tmp_path / "list.csv"
    file.write_text("id,name\ns1,Ann Lee\ns2,Jo Fox\nS1,Bo Li\n")
    with pytest.raises(UsageError, match=r"list\.csv, line 4: S1 is the id of Ann Lee on line 2 as well"):
        read_roster(file)
    file.write_text("1,Ann Lee\n1,Bo Li\n")
    with pytest.raises(UsageError, match=r"list\.csv, line 2: 1 is the id of Ann Lee on line 1 as well"):
        read_roster(file)
    file.write_text("s1,Ann Lee\ns1,Ann Lee\n")
    assert [person.name for person in read_roster(file).people] == ["Ann Lee"]


METADATA = """---
submission_11:
  :submitters:
  - :name: Ann Lee
    :sid: '1'
submission_12:
  :submitters:
  - :name: Bo Li
    :sid: '2'
submission_13:
  :submitters:
  - :name: Ann Lee
    :sid: '1'
"""


def test_who_is_on_the_list_of_the_platform_without_a_sheet_is_named(tmp_path: Path) -> None:
    """Of Gradescope the list says it; an older sheet still counts where the last one has no folder."""
    found = by_student(handed_in(tmp_path, {"submission_metadata.yml": METADATA, "submission_11/sheet.csv": SHEET}))
    assert {student: sheet.problem for student, sheet in found.items()} == {
        "Ann Lee": "", "Bo Li": "nothing was handed in",
    }  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_an_empty_folder_of_moodle_is_named(tmp_path: Path, packed: bool) -> None:
    """A folder of a student without a file is one who handed in nothing; another empty folder is nobody's."""
    jane, bo = "Jane Doe_12345_assignsubmission_file", "Bo Li_12346_assignsubmission_file"
    files = {f"{bo}/exercise/sheet.csv": SHEET}
    if packed:
        (tmp_path / "all.zip").write_bytes(zipped({f"{jane}/": "", f"{bo}/": "", "notes/": "", **files}))
    else:
        write(tmp_path, {**files, f"{jane}/.DS_Store": ""})
        (tmp_path / "notes").mkdir()
    found = read_submissions([tmp_path / "all.zip" if packed else tmp_path], key())
    assert {sheet.student: sheet.problem for sheet in found.sheets} == {
        "Bo Li": "", "Jane Doe": "nothing was handed in",
    }  # fmt: skip
    assert found.people["Jane Doe"].ids == ("12345",)


@pytest.mark.parametrize("named", ["sheet.csv", "sheet.xlsx", "sheet.zip"])
def test_a_workbook_is_one_whatever_it_is_called(tmp_path: Path, named: str) -> None:
    """Given by its own path, a workbook is no archive of students, as it is none in a folder."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["id", "s7"], ["layer", "params"], ["conv1", 34944]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    write(tmp_path, {named: buffer.getvalue()})
    (sheet,) = read_submissions([tmp_path / named], key()).sheets
    assert (sheet.student, sheet.problem, sheet.answers) == ("s7", "", {"conv1.params": "34944"})


def test_a_document_is_no_archive_of_students(tmp_path: Path) -> None:
    """Word's file is one submission that cannot be read, not a student for every part of it."""
    write(tmp_path, {"essay.csv": zipped({"word/document.xml": "<w/>", "docProps/app.xml": "<p/>"})})
    (sheet,) = read_submissions([tmp_path / "essay.csv"], key()).sheets
    assert (sheet.student, sheet.problem) == ("essay", "a zip archive named .csv")
