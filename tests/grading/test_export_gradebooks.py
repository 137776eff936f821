"""Canvas's gradebook and Moodle's worksheet: what is filled in, what stays, and every other byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnncalc
from cnncalc.errors import UsageError
from cnncalc.grading.exports_csv import Book
from cnncalc.grading.exports_match import Line, matched
from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.roster import Person
from tests.grading.teacher import POINTS, gradebook, lay_out, read, worksheet


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Return a marked class of ten, and one file that is no sheet."""
    folder = tmp_path_factory.mktemp("desk")
    lay_out(folder)
    return cnncalc.grade(folder / "key.yaml", folder / "class")


def test_one_column_of_the_gradebook_is_filled(graded: Graded) -> None:
    """The points stand in the column that is called as the key, plain; every other field is as it was."""
    filled = cnncalc.fill_canvas(graded, gradebook(), "gradebook.csv")
    old, new = read(gradebook()), read(filled.content)
    assert {row[2]: row[6] for row in new[3:] if row[6] != "EX" and row[6]} == POINTS
    assert [row[:6] + row[7:] for row in new] == [row[:6] + row[7:] for row in old]
    assert (filled.grades, len(filled.notes)) == (8, 3)
    assert "s08 is not filled in: it holds EX" in filled.notes
    assert "s11 is not filled in: a person has to decide first" in filled.notes
    assert "s12 has a sheet and no line in it" in filled.notes


def test_every_other_byte_of_the_gradebook_stays(graded: Graded) -> None:
    """Without what was filled in, the file is the old one byte for byte: mark, line ends and quotes too."""
    filled = cnncalc.fill_canvas(graded, gradebook(), "gradebook.csv").content
    for points in POINTS.values():
        filled = filled.replace(b",9.00," + points.encode() + b",", b",9.00,,", 1)
    assert filled == gradebook()


def test_the_column_can_be_named(graded: Graded) -> None:
    """`column` is a heading, with or without the number that Canvas writes behind it."""
    for name in ("Homework 2 (900)", "homework 2"):
        new = read(cnncalc.fill_canvas(graded, gradebook(), "gradebook.csv", name).content)
        assert {row[2]: row[5] for row in new[3:] if row[2] in POINTS} == POINTS


def test_names_in_two_columns(graded: Graded) -> None:
    """A gradebook with first and last names apart is filled as well; neither points nor the test student are."""
    heading, hidden, points, *rest = read(gradebook())
    rows = [["LastName", "FirstName", *heading[1:]], ["", *hidden], [points[0], "", *points[1:]]]
    rows += [[*f"{row[0]}, ".split(", ")[:2], *row[1:]] for row in rest]
    data = "".join(",".join(f'"{field.replace(chr(34), chr(34) * 2)}"' for field in row) + "\n" for row in rows)
    new = read(cnncalc.fill_canvas(graded, data.encode(), "gradebook.csv").content)
    assert {row[3]: row[7] for row in new[3:] if row[7] not in ("", "EX")} == POINTS
    assert (new[2][7], new[-1][7]) == ("22.00", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"Homework 3: AlexNet by hand (901)", b"Exam (901)", "which column of g.csv is Homework 3"),
        (b"Student,ID", b"Student,Number", "g.csv is no gradebook of Canvas"),
        (b",22.00,", b",(read only),", "Canvas works it out itself"),
        (b'"Doe, Jane"', b'"Doe, Jane', "line 9: a quote that is never closed"),
    ],
)
def test_a_gradebook_that_is_not_certain_is_refused(graded: Graded, old: bytes, new: bytes, said: str) -> None:
    """Nothing is filled in where it is not certain which column is meant, or the file is no gradebook."""
    assert old in gradebook()
    with pytest.raises(UsageError, match=said):
        cnncalc.fill_canvas(graded, gradebook().replace(old, new), "g.csv")


@pytest.mark.parametrize(("column", "said"), [("Homework 4", "no column called"), ("Section", "no assignment")])
def test_a_column_that_is_no_assignment_is_refused(graded: Graded, column: str, said: str) -> None:
    """A name that no assignment has is answered with those there are."""
    with pytest.raises(UsageError, match=said):
        cnncalc.fill_canvas(graded, gradebook(), "g.csv", column)


def test_semicolons_stay(graded: Graded) -> None:
    """A gradebook of a country with decimal commas keeps its semicolons, and gets points that Canvas reads."""
    rows = "".join(f"x;{5000 + n};{student};A;\r\n" for n, student in enumerate(POINTS))
    data = "Student;ID;SIS Login ID;Section;Exam (7)\r\n    Points Possible;;;;22,00\r\n" + rows
    filled = cnncalc.fill_canvas(graded, data.encode(), "g.csv").content.decode()
    assert filled.count("\r\n") == data.count("\r\n")
    assert "x;5004;s05;A;16.5\r\n" in filled


def test_another_scale_is_said(graded: Graded) -> None:
    """Where the gradebook counts other points than the key, that is said; points are never converted."""
    filled = cnncalc.fill_canvas(graded, gradebook().replace(b",22.00,", b",100.00,"), "g.csv")
    assert filled.notes[0] == "it counts 100 points and the key 22: the points of the key are written"


def test_the_worksheet_gets_grades_and_comments(graded: Graded) -> None:
    """Grade and Feedback comments are filled; rows, columns and the dates by which Moodle compares stay."""
    filled = cnncalc.fill_moodle(graded, worksheet(), "worksheet.csv")
    old, new = read(worksheet()), read(filled.content)
    grades = {row[2]: row[5] for row in new[1:] if row[5]}
    assert grades == {student: points for student, points in {**POINTS, "s08": "19"}.items() if student != "s02"}
    assert [row[:5] + row[6:10] for row in new] == [row[:5] + row[6:10] for row in old]
    comments = {row[2]: row[10] for row in new[1:]}
    assert comments["s05"].startswith("<ol><li>conv2, output. What happens to the border")
    assert comments["s01"] == "<p>Everything is right.</p>"
    assert (comments["s02"], comments["s11"]) == ("", "")
    assert "s02 is not filled in: the grade is locked" in filled.notes


def test_a_grade_that_moodle_would_pass_over_is_said(graded: Graded) -> None:
    """Moodle skips a grade above the maximum without a word, so such a line is not filled in but named."""
    filled = cnncalc.fill_moodle(graded, worksheet("20.00"), "worksheet.csv")
    assert {row[2] for row in read(filled.content)[1:] if row[5]} == {"s03", "s04", "s05", "s07", "s08"}
    told = "s01 is not filled in: 22 is more than the 20.00 of the assignment, which Moodle does not take"
    assert told in filled.notes


def test_what_is_replaced_is_said(graded: Graded) -> None:
    """A grade or a comment that was there goes only with a word; the same one again is none."""
    first = cnncalc.fill_canvas(graded, gradebook(), "g.csv").content
    again = cnncalc.fill_canvas(graded, first.replace(b",16.5,", b",16.50,"), "g.csv")
    assert not [note for note in again.notes if "had" in note]
    other = cnncalc.fill_canvas(graded, first.replace(b",16.5,", b",3,"), "g.csv")
    assert [note for note in other.notes if "had" in note] == ["s05 had 3 and has 16.5 now"]
    filled = cnncalc.fill_moodle(graded, worksheet(), "w.csv").content
    assert not [note for note in cnncalc.fill_moodle(graded, filled, "w.csv").notes if "had" in note]
    changed = filled.replace(b",16.5,", b",3,").replace(b"Everything is right.", b"Well done!")
    assert [note for note in cnncalc.fill_moodle(graded, changed, "w.csv").notes if "had" in note] == [
        "s01 had another comment, which is replaced",
        "s05 had 3 and has 16.5 now",
    ]


def test_a_worksheet_without_comments_gets_the_grades(graded: Graded) -> None:
    """Where the teacher has no comments in the assignment, the grades are filled in and that is said."""
    lines = worksheet().decode().splitlines()
    data = "\n".join([lines[0].rpartition(",")[0], *(line.rpartition(",")[0] for line in lines[1:])]) + "\n"
    filled = cnncalc.fill_moodle(graded, data.encode(), "worksheet.csv")
    assert filled.grades == 8
    assert "it has no column Feedback comments: only the grades are filled in" in filled.notes


def test_a_file_that_is_no_worksheet_is_refused(graded: Graded) -> None:
    """A gradebook is no worksheet: the columns that Moodle needs are named."""
    with pytest.raises(UsageError, match="no grading worksheet of Moodle in English: it has no column Identifier"):
        cnncalc.fill_moodle(graded, gradebook(), "gradebook.csv")


PEOPLE = {
    "jd": Person("jd", "Jane Doe", ("jd",), "jane@x.edu"),
    "1001": Person("1001", "John Roe", ("1001",)),
    "x7": Person("x7", "", ("x7",)),
}


@pytest.mark.parametrize(
    ("ids", "name", "student"),
    [
        (("5000", "jd"), "Doe, Jane", "jd"),
        (("5000", "jane@x.edu"), "", "jd"),
        (("5000",), "Doe, Jane", "jd"),
        (("1001", "jd"), "", None),
        (("1001",), "Doe, Jane", None),
        (("x7",), "Somebody Else", "x7"),
        (("5000",), "Jan Doe", None),
    ],
)
def test_whose_a_line_is(ids: tuple[str, ...], name: str, student: str | None) -> None:
    """A line is somebody's only where all that is known agrees; a number of the platform can be another's login."""
    assert matched([Line(4, ids, name)], PEOPLE).students == ({4: student} if student else {})


def test_two_lines_of_one_student_are_nobodys() -> None:
    """Where two lines mean one student, neither is filled in, and it is said."""
    found = matched([Line(1, ("jd",), "Jane Doe"), Line(2, ("jane@x.edu",), "J. Doe")], PEOPLE)
    assert found.students == {}
    assert found.notes[0] == "Jane Doe, J. Doe are both jd: not filled in"


FIELDS = st.text(st.sampled_from('ab,;"\r\n é\t'), max_size=5)


ROWS = st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=2, max_size=4)


@given(ROWS, FIELDS, st.sampled_from(["\n", "\r\n"]))
def test_filling_one_field_changes_that_field(rows: list[list[str]], text: str, end: str) -> None:
    """Read with another reader, a filled file differs from the old one in the filled field only."""
    data = (end.join(",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows) + end).encode()
    book = Book(b'"a","b","c"\n' + data, "x.csv")
    assert book.filled({}) == b'"a","b","c"\n' + data
    expected = [row[:] for row in rows]
    expected[1][1] = text
    assert read(book.filled({(2, 1): text}))[1:] == expected


def test_latin_letters_of_an_old_file_stay() -> None:
    """A file that is not in UTF-8 keeps its bytes, and signs that it cannot hold are written as HTML does."""
    data = "Name,Grade\nM\xfcller,\n".encode("latin-1")
    book = Book(data, "x.csv")
    assert book.rows[1][0].text == "M\xfcller"
    assert book.filled({(1, 1): "½ → 1"}) == b"Name,Grade\nM\xfcller,\xbd &#8594; 1\n"


def test_the_class_of_a_zip_finds_its_lines_by_the_platforms_number(tmp_path: Path) -> None:
    """Sheets that Canvas and Moodle hand out are known by number, which is the one of their lists."""
    folder = tmp_path / "handed_in"
    folder.mkdir()
    (folder / "doejane_5005_777_sheet.csv").write_text("layer,params\nconv1,156\n")
    filled = cnncalc.fill_canvas(cnncalc.grade("lenet5", folder), gradebook(), "g.csv", "Homework 2")
    assert {row[1]: row[5] for row in read(filled.content) if row[5] == "1"} == {"5005": "1"}
    moodle = tmp_path / "moodle"
    moodle.mkdir()
    (moodle / "Jane Doe_305_assignsubmission_file_sheet.csv").write_text("layer,params\nconv1,156\n")
    filled = cnncalc.fill_moodle(cnncalc.grade("lenet5", moodle), worksheet(), "w.csv")
    assert {row[0]: row[5] for row in read(filled.content) if row[5] == "1"} == {"Participant 305": "1"}
