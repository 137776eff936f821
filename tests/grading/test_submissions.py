"""A class: who handed in what, in files, folders and archives, with and without a roster."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.errors import UsageError
from cnncalc.grading.folder import read_submissions
from cnncalc.grading.roster import Person, Roster, read_roster
from tests.grading.submitted import ANSWERS, SHEET, by_student, handed_in, key, write, zipped

OTHER = SHEET.replace("34944", "34848")


def test_files_of_a_folder_are_the_students(tmp_path: Path) -> None:
    """Without anything better, a student is called as the file, and s2 stands before s10."""
    found = handed_in(tmp_path, {"s10.csv": SHEET, "s2.yaml": "q1: 7600", ".hidden": "x", "__MACOSX/s2.csv": "x"})
    assert [sheet.student for sheet in found.sheets] == ["s2", "s10"]
    assert by_student(found)["s10"].answers == ANSWERS


def test_a_folder_a_student_says_who_it_is(tmp_path: Path) -> None:
    """Where many files have one name, the folder around each is the student."""
    found = handed_in(tmp_path, {"s05/sheet.csv": SHEET, "s06/sheet.csv": SHEET})
    assert [sheet.student for sheet in found.sheets] == ["s05", "s06"]


def test_a_copy_of_a_browser_is_a_later_attempt(tmp_path: Path) -> None:
    """`s05 (1).csv` counts instead of `s05.csv`; without that it is just a name."""
    found = by_student(handed_in(tmp_path, {"s05.csv": SHEET, "s05 (1).csv": OTHER, "s06 (2).csv": SHEET}))
    assert set(found) == {"s05", "s06 (2)"}
    assert found["s05"].answers["conv1.params"] == "34848"
    assert found["s05"].notes == (f"an earlier attempt, not counted: {tmp_path / 's05.csv'}",)


CANVAS = {
    "doejane_12345_67000_sheet.csv": SHEET,
    "doejane_LATE_12345_67890_sheet-1.csv": OTHER,
    "roejohn_12346_67891_sheet.csv": SHEET,
    "roejohn_12347_67899_sheet.csv": OTHER,
    "van-der-berg_12348_67900_table.csv": SHEET,
    "anon_a1b2c_67901_sheet.csv": SHEET,
    "LATE_anon_x9Y8z_67902_sheet.csv": SHEET,
    "müllerjörg_12349_text.html": "<p>55</p>",
    "alexnet_homework_alice_3_final.csv": SHEET,
}


def test_names_of_canvas(tmp_path: Path) -> None:
    """The last upload counts, lateness is noted, and two students of one name are told apart by their number."""
    found = handed_in(tmp_path, CANVAS)
    sheets = by_student(found)
    assert list(sheets) == [
        "alexnet_homework_alice_3_final", "anon a1b2c", "anon x9Y8z", "doejane", "müllerjörg", "roejohn 12346",
        "roejohn 12347", "van-der-berg",
    ]  # fmt: skip
    assert [sheets[name].notes for name in ("anon a1b2c", "anon x9Y8z")] == [(), ("handed in late",)]
    assert sheets["müllerjörg"].problem == "a text typed into Canvas, and no sheet"
    assert sheets["doejane"].answers["conv1.params"] == "34848"
    assert sheets["doejane"].notes[1] == "handed in late"
    assert found.people["doejane"].ids == ("12345",)


def test_several_files_of_one_attempt_are_read_together(tmp_path: Path) -> None:
    """What they say alike or alone counts, and a cell in which they differ goes to a person."""
    layers, questions = SHEET.split("\n\n")
    files = {
        "doejane_1_10_layers.csv": layers,
        "doejane_1_11_questions.csv": questions,
        "doejane_1_12_more.csv": "id,answer\nq1,7500\n",
        "doejane_1_13_photo.jpg": b"\xff\xd8\xff",
    }
    (sheet,) = handed_in(tmp_path, files).sheets
    assert sheet.answers == ANSWERS | {"q1": "7600 | 7500"}
    assert "answered in two ways: q1" in sheet.notes
    assert "doejane_1_13_photo.jpg is not read: a picture" in sheet.notes


def test_names_of_moodle(tmp_path: Path) -> None:
    """With and without a folder a student; what cannot be read is a submission with its problem."""
    files = {
        "Jane Doe_12345_assignsubmission_file/exercise/sheet.csv": SHEET,
        "Max Doe_12340_assignsubmission_file_/sheet.csv": SHEET,
        "Default group_assignsubmission_file/sheet.csv": SHEET,
        "John Roe_12346_assignsubmission_file_/work.pdf": b"%PDF",
        "Al Bo_12347_assignsubmission_file_sheet.csv": SHEET,
        "Al Co_12348_assignsubmission_onlinetext_/onlinetext.html": "<html>",
    }
    found = handed_in(tmp_path, files)
    assert {sheet.student: sheet.problem for sheet in found.sheets} == {
        "Jane Doe": "", "Max Doe": "", "Default group": "", "John Roe": "a PDF", "Al Bo": "", "Al Co": "a web page",
    }  # fmt: skip
    assert found.people["Jane Doe"].ids == ("12345",)


METADATA = """---
submission_11:
  :submitters:
  - :name: Solo Student
    :sid: '100'
    :email: solo@example.edu
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2024-01-01
  :history:
  - :id: 3
submission_12:
  :submitters:
  - :name: Pair O'One
    :sid: '200'
  - :name: "Pair Two"
    :sid: '201'
submission_13:
  :submitters:
  - :name: Solo Student
    :sid: '100'
    :email: solo@example.edu
"""


def test_an_export_of_gradescope(tmp_path: Path) -> None:
    """The list beside the folders says who they are, all of a group; of two submissions the later one counts."""
    files = {"submission_metadata.yml": METADATA}
    files |= {f"submission_{number}/sheet.csv": SHEET for number in (11, 12)} | {"submission_13/other.csv": OTHER}
    found = handed_in(tmp_path / "assignment_1_export", files)
    sheets = by_student(found)
    assert list(sheets) == ["Pair O'One", "Pair Two", "Solo Student"]
    assert sheets["Solo Student"].answers["conv1.params"] == "34848"
    assert found.people["Solo Student"] == Person("Solo Student", "Solo Student", ("100",), "solo@example.edu")


def test_a_table_with_a_row_a_student(tmp_path: Path) -> None:
    """Every row is a submission; a student with two rows has both answers where they differ."""
    table = "Student,conv1.output,Conv1.Params,q1,shoe size\ns01,55x55x96,34944,7600,44\ns02,(55,55,96),34944,,\n"
    found = by_student(handed_in(tmp_path, {"class.csv": table + "s01,55x55x96,34848,7600,\n"}))
    assert found["s01"].answers == {"conv1.output": "55x55x96", "conv1.params": "34944 | 34848", "q1": "7600"}
    assert found["s02"].answers == {"conv1.output": "(55, 55, 96)", "conv1.params": "34944", "q1": ""}
    assert "columns that are not asked: shoe size" in found["s02"].notes


def test_the_table_of_a_class_may_be_large(tmp_path: Path) -> None:
    """The limit of a sheet is one for each student, not for the table of all."""
    table = "id,conv1.output,conv1.params\n" + "".join(f"s{n},55x55x96,34944\n" for n in range(50_000))
    assert len(table) > 1_000_000
    assert len(handed_in(tmp_path, {"class.csv": table}).sheets) == 50_000


def test_an_archive_is_read_as_its_folder(tmp_path: Path) -> None:
    """A zip of a platform, and the zip that a student handed in inside it, give the same as folders."""
    inner = zipped({"work/sheet.csv": SHEET, "__MACOSX/._sheet.csv": b"\0"})
    (tmp_path / "all.zip").write_bytes(zipped({**CANVAS, "poe_5_6_work.zip": inner}))
    found = by_student(read_submissions([tmp_path / "all.zip"], key()))
    assert found["poe"].answers["conv1.output"] == "55x55x96"
    assert found["doejane"].answers["conv1.params"] == "34848"


def test_what_an_archive_must_not_do(tmp_path: Path) -> None:
    """A path that leads out, a bomb, a lie and an archive of archives are one submission each, with its problem."""
    files = {
        "a_1_1_x.zip": zipped({"../../etc/sheet.csv": SHEET}),
        "b_2_2_x.zip": zipped({"sheet.csv": b"0" * 50_000_000}),
        "c_3_3_x.zip": zipped({"one.zip": zipped({"sheet.csv": SHEET})}),
        "d_4_4_x.zip": zipped({f"{number}.csv": "" for number in range(101)}),
        "e_5_5_x.zip": zipped({}),
        "f_6_6_x.zip": zipped({"sheet.csv": SHEET})[:-30],
        "g_7_7_x.csv": SHEET,
    }
    (tmp_path / "all.zip").write_bytes(zipped({**files, "/abs_8_8_x.csv": SHEET}))
    found = read_submissions([tmp_path / "all.zip"], key())
    problems = {sheet.student: sheet.problem for sheet in found.sheets}
    assert problems.pop("f").startswith("a damaged zip archive")
    assert problems == {
        "a": "its name leads out of the archive", "b": "larger than 1 MB", "c": "a zip archive",
        "d": "a zip archive of more than 100 files", "e": "an empty zip archive", "g": "",
        "abs": "its name leads out of the archive",
    }  # fmt: skip


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link in a folder could lead anywhere, and is named instead."""
    (tmp_path / "secret.txt").write_text(SHEET)
    write(tmp_path / "class", {"s01.csv": SHEET})
    (tmp_path / "class" / "s02.csv").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "class" / "s03").symlink_to(tmp_path)
    found = by_student(read_submissions([tmp_path / "class"], key()))
    assert {student: sheet.problem for student, sheet in found.items()} == {
        "s01": "", "s02": "a link to another file, which is not followed",
        "s03": "a link to another file, which is not followed",
    }  # fmt: skip


def test_one_broken_file_leaves_the_others_alone(tmp_path: Path) -> None:
    """Every file is a submission: what cannot be read has a problem, and the rest is read."""
    found = by_student(handed_in(tmp_path, {"s1.csv": b"\0\1", "s2.csv": SHEET, "s3.csv": "", "s4.csv": b"\xff" * 9}))
    assert [name for name, sheet in found.items() if not sheet.problem] == ["s2"]
    assert found["s3"].problem == "the file is empty"


def test_nothing_at_all_is_a_wrong_request(tmp_path: Path) -> None:
    """An empty folder and a file that is not there are refused by name."""
    with pytest.raises(UsageError, match=f"no answer sheets in {tmp_path}"):
        read_submissions([tmp_path], key())
    with pytest.raises(UsageError, match=r"there is no file nowhere\.csv"):
        read_submissions(["nowhere.csv"], key())
    (tmp_path / "empty.zip").write_bytes(zipped({}))
    with pytest.raises(UsageError, match=r"no answer sheets in .*empty\.zip"):
        read_submissions([tmp_path / "empty.zip"], key())


ROSTERS = {
    "plain": "id,name,email\ns1,Jane Doe,jane@example.edu\ns2,John Roe,roe@example.edu\ns3,Ann Lee,\n",
    "bare": "s1,Jane Doe\ns2,John Roe\ns3,Ann Lee\n",
    "canvas": "Student,ID,SIS User ID,SIS Login ID,Section,HW 3\n    Points Possible,,,,,22\n"
    '"Doe, Jane",12345,s1,jdoe,A,\n"Roe, John",12346,s2,jroe,A,\n"Lee, Ann",12347,s3,alee,A,\n'
    '"Student, Test",9,,x,A,\n',
    "moodle": "Identifier,Full name,Email address,Status,Grade\nParticipant 12345,Jane Doe,jane@example.edu,,\n"
    "Participant 12346,John Roe,roe@example.edu,,\nParticipant 12347,Ann Lee,,,\n",
    "gradescope": "First Name,Last Name,SID,Email\nJane,Doe,s1,jane@example.edu\nJohn,Roe,s2,roe@example.edu\n"
    "Ann,Lee,s3,\n",
}


@pytest.mark.parametrize("name", ROSTERS)
def test_a_roster_names_the_students_and_who_is_unmatched(tmp_path: Path, name: str) -> None:
    """Canvas' `doejane` is the Jane Doe of any list; who is on one side only is listed."""
    (tmp_path / "roster.csv").write_text(ROSTERS[name])
    roster = read_roster(tmp_path / "roster.csv")
    files = {"doejane_12345_67890_sheet.csv": SHEET, "roejohn_12346_67891_sheet.csv": SHEET, "zoe.csv": SHEET}
    found = handed_in(tmp_path / "class", files, roster)
    first, second, third = (person.student for person in roster.people)
    assert [sheet.student for sheet in found.sheets] == [first, second, "zoe"]
    assert [person.student for person in found.missing] == [third]
    assert found.strangers == {"zoe": "is not on the roster"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("key.yaml", "title: x", "is no roster"),
        ("list.csv", "id,name\n", "names no student"),
        ("list.csv", "%PDF", "a PDF named .csv"),
    ],
)
def test_another_file_is_no_roster(tmp_path: Path, name: str, content: str, message: str) -> None:
    """A key, a list of nobody and a file that is no text are refused by name."""
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=message):
        read_roster(tmp_path / name)


def test_a_roster_finds_by_number_address_and_name() -> None:
    """Accents, capitals and the order of the names do not matter; two of one name are found both."""
    jorg = Person("s1", "Jörg van der Berg", ("s1", "770"), "jb@example.edu")
    ann, other = Person("s2", "Ann Lee"), Person("s3", "Lee, Ann")
    roster = Roster([jorg, ann, other])
    for text in ("S1", "770", "jb@example.edu", "jb", "van der Berg, Jörg", "vanderbergjorg", "JORG VAN DER BERG"):
        assert roster.find(text) == (jorg,), text
    assert roster.find("Ann Lee") == (ann, other)
    assert roster.find("Berg") == ()


def test_two_of_one_name_and_a_second_sheet_stay_unmatched(tmp_path: Path) -> None:
    """Where the roster has several of a name, or a student two sheets, nobody is guessed."""
    roster = Roster([Person("s1", "Ann Lee"), Person("s2", "Ann Lee"), Person("s3", "Jo Fox")])
    files = {"annlee.csv": SHEET, "jofox.csv": SHEET, "foxjo.csv": OTHER}
    assert handed_in(tmp_path, files, roster).strangers == {
        "annlee": "the roster has several of that name: s1, s2",
        "jofox": "the roster's s3 has handed in another sheet already",
    }


@given(names=st.lists(st.text("ab_-1 .()", min_size=1, max_size=12), min_size=1, max_size=5, unique=True))
def test_no_file_is_lost(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    """Whatever the names: every file is one that counts, or is noted as an earlier attempt or a second sheet."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "all.zip").write_bytes(zipped({f"x{name}.csv": SHEET for name in names}))
    found = read_submissions([folder / "all.zip"], key())
    told = [text for sheet in found.sheets for text in (sheet.file, *sheet.notes)]
    assert all(any(f"x{name}.csv" in text for text in told) for name in names)
