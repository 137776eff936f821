"""`cnncalc grade --to`: where files go, what is never overwritten, and what is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.grading.teacher import NAMES, gradebook, lay_out


@pytest.fixture
def desk(in_folder: Path) -> Path:
    """Work in a folder with a key, a class, a gradebook and a worksheet."""
    lay_out(in_folder)
    return in_folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


EVERYTHING = (
    "--to csv --to json --to html --to markdown --to gradescope=results --to canvas=gradebook.csv --to autograder"
)


def test_every_file_at_once(run: Run, desk: Path) -> None:
    """One command line writes all files beside the class on the screen, says which, and changes nothing it read."""
    before = files_of(desk)
    answer = run("grade", "key.yaml", "class", *EVERYTHING.split(), "--to", "moodle=worksheet.csv")
    after = files_of(desk)
    students = [*NAMES, "s12"]
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {
        "grades.csv", "grades.json", "gradebook-graded.csv", "worksheet-graded.csv", "autograder.zip",
        *(f"feedback/{student}.{ending}" for student in students for ending in ("md", "html")),
        *(f"results/{student}.json" for student in students),
    }  # fmt: skip
    assert answer.out == run("grade", "key.yaml", "class").out
    assert answer.err.count("written: ") == 8
    assert "gradebook.csv: 8 grades filled in\n" in answer.err


def test_the_same_inputs_give_the_same_bytes(run: Run, desk: Path) -> None:
    """Written again, every file is as it was."""
    run("grade", "key.yaml", "class", *EVERYTHING.split())
    first = files_of(desk)
    run("grade", "key.yaml", "class", *EVERYTHING.split())
    assert files_of(desk) == first


def test_a_gradebook_is_filled_in_place_with_a_copy(run: Run, desk: Path) -> None:
    """With --in-place the export itself is filled, each time behind a copy under a new name."""
    for copy in ("gradebook.csv.bak", "gradebook.csv.bak2"):
        old = (desk / "gradebook.csv").read_bytes()
        answer = run("grade", "key.yaml", "class", "--to", "canvas=gradebook.csv", "--in-place")
        assert (desk / copy).read_bytes() == old
        assert f"the file as it was: {copy}\nwritten: gradebook.csv\n" in answer.err
    assert (desk / "gradebook.csv.bak").read_bytes() == gradebook() != (desk / "gradebook.csv").read_bytes()


def test_many_files_get_a_bar(run: Run, in_folder: Path) -> None:
    """In a terminal the writing of hundreds of pages shows how far it is, on standard error only."""
    rows = "".join(f"s{number},156\n" for number in range(250))
    (in_folder / "class.csv").write_text(f"student,conv1.params\n{rows}")
    for terminal in (True, False):
        answer = run("grade", "lenet5", "class.csv", "--to", "markdown", terminal=terminal)
        assert ("writing markdown" in answer.err) == terminal
        assert "writing" not in answer.out
        assert "written: feedback: 250 files" in answer.err


def test_one_sheet_can_be_one_file(run: Run, desk: Path) -> None:
    """Of one student results.json is a file, and a page may be one."""
    run("grade", "key.yaml", "class/s05.csv", "--to", "gradescope", "--to", "html=eve.html", "--visibility", "hidden")
    assert json.loads((desk / "results.json").read_text())["visibility"] == "hidden"
    assert "../../Eve (s05)" in (desk / "eve.html").read_text()


def test_students_called_like_paths_stay_in_the_folder(run: Run, in_folder: Path) -> None:
    """A sheet whose student is called like a path outside, or like a device, gets a plain name in the folder."""
    (in_folder / "class.csv").write_text("student,conv1.params\n../../out,156\n/etc/x,156\nnul,156\n")
    run("grade", "lenet5", "class.csv", "--to", "markdown=a/b")
    assert {path.name for path in (in_folder / "a" / "b").iterdir()} == {"_.._out.md", "_etc_x.md", "_nul.md"}
    assert {path.name for path in in_folder.iterdir()} == {"class.csv", "a"}


def test_names_of_files_are_such_as_the_file_system_takes(
    run: Run, in_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file system knows ASCII only, files are named in ASCII, and each student has one."""
    (in_folder / "class.csv").write_text("student,conv1.params\nŁukasz,156\nŻukasz,150\n", encoding="utf-8")
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "ascii")
    words = "--to html --to markdown --to csv --to json --to gradescope=results"
    answer = run("grade", "lenet5", "class.csv", *words.split(), encoding="ascii")
    assert answer.err.count("written: ") == 5
    names = {path.name for folder in ("feedback", "results") for path in (in_folder / folder).iterdir()}
    assert names == {f"{name}.{ending}" for name in ("_ukasz", "_ukasz-2") for ending in ("md", "html", "json")}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
def test_a_name_that_is_no_text_gets_its_files(run: Run, in_folder: Path) -> None:
    """A sheet whose name is bytes of no encoding is marked, and every file is written."""
    (in_folder / "s\udcff.csv").write_text("layer,params\nconv1,156\n")
    words = "--to html --to csv --to json --to gradescope -o out.json"
    answer = run("grade", "lenet5", "s\udcff.csv", *words.split())
    assert answer.err.count("written: ") == 4
    for name in ("grades.json", "out.json"):
        assert json.loads((in_folder / name).read_text(encoding="utf-8"))["sheets"][0]["student"] == "s?"


def test_the_files_of_one_student_are_marked_together(run: Run, in_folder: Path) -> None:
    """With --one several files are one sheet, and two answers to one cell go to a person."""
    (in_folder / "key.yaml").write_text("spec: lenet5\nask: {conv1: [output, params]}\n")
    (in_folder / "a.csv").write_text("layer,output,params\nconv1,28x28x6,156\n")
    (in_folder / "b.csv").write_text("layer,params\nconv1,150\n")
    answer = run("grade", "key.yaml", "a.csv", "b.csv", "--one", "--json")
    (sheet,) = json.loads(answer.out)["sheets"]
    assert [cell["verdict"] for cell in sheet["cells"]] == ["right", "undecided"]
    assert (sheet["points"], sheet["most"]) == (1, 2)


REFUSED = [
    ("class --to cvs", "--to has no cvs; did you mean `csv`"),
    ("class --to canvas", "--to canvas needs a file"),
    ("class --to csv=", "--to csv needs a file"),
    ("class --to csv=-", "- is no file: standard output holds the marks that are shown"),
    ("class --to json=-", "--to json=grades.json"),
    ("class --to csv=key.yaml", "key.yaml is what is read here, and would be lost"),
    ("class --to csv=gradebook.csv --to canvas=gradebook.csv", "gradebook.csv is what is read here"),
    ("class --to html=class/feedback", "class/feedback lies in class, and would be read as a sheet"),
    ("class --to html=class", "class is what is read here"),
    ("class/s01.csv --to csv=class/s01.csv", "class/s01.csv is what is read here"),
    ("class -o key.yaml", "key.yaml is what is read here"),
    ("class --to csv=x --to json=x", "csv and json would both be x"),
    ("class --to csv=class", "class is what is read here"),
    ("class --to csv=nowhere/x.csv", "nowhere/x.csv cannot be written"),
    ("class --to html=key.yaml/x", "the folder key.yaml/x cannot be made"),
    ("class --to canvas=none.csv", "none.csv cannot be read"),
    ("class --to canvas=worksheet.csv", "worksheet.csv is no gradebook of Canvas"),
    ("class --to canvas=gradebook.csv --column Homework", "no column called Homework; did you mean"),
    ("class --to moodle=class/s12.csv", "class/s12.csv is a PDF"),
    ("class --to gradescope", "results.json is of one student, and there are 11 sheets"),
    ("class --to csv --in-place", "--in-place is for a gradebook"),
    ("class --to csv --column x", "--column names a column of Canvas's gradebook"),
    ("class --in-place", "--column, --in-place and --visibility are about files"),
    ("class --to csv --why s05 conv1.params", "--why is the reason of one mark"),
    ("class --one --roster class/s01.csv", "--one is for the files of one student"),
    ("none --one", "there is no file none"),
    ("--to csv", "missing argument 'SUBMISSION...'"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_is_refused(run: Run, desk: Path, words: str, said: str) -> None:
    """A wrong request is refused by name, and no file is written or changed."""
    before = files_of(desk)
    answer = run("grade", "key.yaml", *words.split())
    assert (answer.code, files_of(desk)) == (2, before)
    assert said in " ".join(answer.err.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("lenet5 --to autograder", "an autograder needs a key file, and this is a spec"),
        ("lenet5 class --one", "--one needs a key file, which says what is asked"),
        ("hw/key.yaml --to autograder", "is not in the folder of hw/key.yaml"),
    ],
)
def test_what_needs_a_key_is_refused(run: Run, desk: Path, words: str, said: str) -> None:
    """What has to say what is asked is a key with its spec beside it."""
    (desk / "hw").mkdir()
    (desk / "net.yaml").write_text("input: 8x8x1\nlayers:\n  - conv: 2 x 3x3\n")
    (desk / "hw" / "key.yaml").write_text("spec: ../net.yaml\nask: {conv1: [output]}\n")
    answer = run("grade", *words.split())
    assert (answer.code, said in " ".join(answer.err.split())) == (2, True)
