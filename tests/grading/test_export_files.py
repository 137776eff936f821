"""grades.csv, the JSON, and Gradescope's results and autograder."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

import cnncalc
from cnncalc.cli.grades_model import GradesDocument
from cnncalc.grading.klass_grade import Graded
from cnncalc.render.exports.grades import safe
from cnncalc.render.exports.names import file_names
from tests.conftest import Run
from tests.grading.teacher import NAMES, POINTS, lay_out

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Return a marked class of ten, and one file that is no sheet, with a roster on which one is missing."""
    folder = tmp_path_factory.mktemp("desk")
    lay_out(folder)
    roster = folder / "roster.csv"
    students = "".join(f'{student},"{name}",{student}@x.edu\n' for student, name in NAMES.items())
    roster.write_text(f"id,name,email\n{students}s12,Pat Poe,s12@x.edu\ns13,Quin Roy,s13@x.edu\n", encoding="utf-8")
    return cnncalc.grade(folder / "key.yaml", folder / "class", roster=roster)


def table(graded: Graded) -> dict[str, dict[str, str]]:
    """Return the lines of grades.csv by student."""
    text = cnncalc.grade_files(graded, "csv")["grades.csv"].decode()
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_grades_csv_has_everybody(graded: Graded) -> None:
    """A line a student: marked, to be decided, unreadable, or of the roster without a sheet."""
    rows = table(graded)
    assert list(rows) == [*NAMES, "s12", "s13"]
    assert {student: rows[student]["points"] for student in POINTS} == POINTS
    assert [rows[student]["state"] for student in ("s01", "s11", "s12", "s13")] == [
        "marked", "to be decided", "unreadable", "no sheet",
    ]  # fmt: skip
    assert (rows["s11"]["points"], rows["s11"]["most"], rows["s11"]["conv1.params"]) == ("21", "22", "")
    assert (rows["s12"]["points"], rows["s12"]["what went wrong"]) == ("", "a PDF named .csv")
    assert rows["s13"]["email"] == "s13@x.edu"


def test_the_cells_of_a_line_add_up(graded: Graded) -> None:
    """The points of the cells are those of the sheet."""
    cells = [asked.id for asked in graded.key.cells]
    for row in table(graded).values():
        if row["state"] == "marked":
            assert sum(Fraction(row[cell]) for cell in cells) == Fraction(row["points"])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("-5", "-5"),
        ("+49", "+49"),
        ("-1.5", "-1.5"),
        ("7=7", "7=7"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text: str, written: str) -> None:
    """A text that a spreadsheet would work out gets an apostrophe; a number stays one."""
    assert safe(text) == written


def test_a_name_that_is_a_formula_is_text(graded: Graded) -> None:
    """The name that would start a program is written as a text."""
    assert table(graded)["s04"]["name"] == "'=cmd|'/c calc'!A1"


def test_file_names_stay_in_their_folder() -> None:
    """Whatever students are called, names of files are plain, different on every system, and mean no device."""
    students = ["../../Eve", "Eve", "eve", "CON", "con.txt", "", "..", "a/b\\c:d", "é" * 200, "Zoë", "x\0y", "\ud800"]
    names = file_names(students)
    assert list(names) == students
    assert [names[each] for each in students[:8]] == [
        "_.._Eve",
        "Eve",
        "eve-2",
        "_CON",
        "_con.txt",
        "_",
        "_-2",
        "a_b_c_d",
    ]
    assert len({name.casefold() for name in names.values()}) == len(students)
    assert all(len(name.encode()) <= 110 and not {"/", "\\", ":", "\0"} & set(name) for name in names.values())


def test_the_json_keeps_to_its_schema(graded: Graded) -> None:
    """The document validates against the model whose schema `cnncalc schema --grades` prints, and holds the points."""
    for reveal in (False, True):
        text = cnncalc.grade_files(graded, "json", reveal=reveal)["grades.json"]
        document = GradesDocument.model_validate_json(text)
        points = {sheet.student: sheet.points for sheet in document.sheets}
        assert {student: points[student] for student in POINTS} == {name: float(text) for name, text in POINTS.items()}
        assert all((cell.right is not None) == reveal for sheet in document.sheets for cell in sheet.cells)


def test_the_schema_is_printed(run: Run) -> None:
    """`cnncalc schema --grades` is the schema of the marks; it cannot be asked for together with that of reports."""
    schema = json.loads(run("schema", "--grades").out)
    assert (schema["title"], "class" in schema["properties"]) == ("cnncalc grades", True)
    both = run("schema", "--grades", "--report")
    assert (both.code, "two schemas" in both.err) == (2, True)


DOCUMENTED = {"output", "output_format", "visibility", "stdout_visibility", "tests"}
"""The fields of results.json that are used; a score beside the tests would replace their sum."""
OF_A_TEST = {"name", "name_format", "score", "max_score", "output", "output_format", "visibility"}


def results(graded: Graded, student: str, **options: object) -> dict[str, object]:
    """Return the results of a student."""
    files = cnncalc.grade_files(graded, "gradescope", **options)  # type: ignore[arg-type]
    document = json.loads(files[f"{student}.json"])
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("student", ["s01", "s05", "s11", "s12"])
def test_results_have_the_documented_fields(graded: Graded, student: str) -> None:
    """A test a cell with score, max_score, output and visibility, and no score beside the tests; also if unreadable."""
    document = results(graded, student)
    tests = document["tests"]
    assert isinstance(tests, list)
    assert set(document) == DOCUMENTED
    assert all(set(test) == OF_A_TEST for test in tests)
    assert [test["name"] for test in tests] == [f"{asked.row} {asked.column}" for asked in graded.key.cells]
    assert all(0 <= test["score"] <= test["max_score"] == 1 for test in tests)


def test_the_scores_add_up(graded: Graded) -> None:
    """The sum of the tests is the points; what is not decided counts what is certain, an unreadable sheet nothing."""
    expected = {name: float(points) for name, points in POINTS.items()} | {"s11": 21, "s12": 0}
    for student, points in expected.items():
        tests = results(graded, student)["tests"]
        assert isinstance(tests, list)
        assert sum(test["score"] for test in tests) == points


def test_the_outputs_are_hints(graded: Graded) -> None:
    """A test says its verdict and the hint; the right answer only with reveal."""
    document = results(graded, "s05")
    tests = {test["name"]: test["output"] for test in document["tests"]}  # type: ignore[attr-defined]
    assert tests["conv2 output"] == "wrong\nconv2, output. What happens to the border before the window starts?"
    assert tests["maxpool2 output"].startswith("right, given an earlier answer\n")
    assert "27x27x256" not in json.dumps(document)
    assert "27x27x256" in str(results(graded, "s05", reveal=True)["output"])


def test_a_sheet_that_answers_nothing_has_a_test_that_says_why(tmp_path: Path) -> None:
    """With a spec as the key nothing is asked where nothing can be read: one test holds no score, and the reason."""
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.4")
    document = results(cnncalc.grade("lenet5", tmp_path / "x.csv"), "x")
    assert document["tests"] == [
        {
            "name": "answer sheet",
            "name_format": "text",
            "score": 0,
            "max_score": 1,
            "output": "The sheet cannot be read: a PDF named .csv",
            "output_format": "text",
            "visibility": "visible",
        }
    ]


@pytest.mark.parametrize("visibility", ["visible", "after_due_date", "after_published", "hidden"])
def test_visibility_is_that_of_gradescope(graded: Graded, visibility: str) -> None:
    """When results are seen stands in each test, and above them."""
    document = results(graded, "s01", visibility=visibility)
    assert document["visibility"] == visibility
    assert {test["visibility"] for test in document["tests"]} == {visibility}  # type: ignore[attr-defined]


@pytest.fixture
def autograder(in_folder: Path, run: Run) -> Path:
    """Return the folder of an image: the unpacked archive of a key with a spec of its own, and what is handed in."""
    Path("hw").mkdir()
    Path("hw/net.yaml").write_text("input: 8x8x1\nlayers:\n  - conv: 2 x 3x3\n")
    Path("hw/the key.yaml").write_text("spec: net.yaml\nask: {conv1: [output, params]}\n")
    assert run("grade", "hw/the key.yaml", "--to", "autograder").code == 0
    image = in_folder / "autograder"
    with zipfile.ZipFile("autograder.zip") as archive:
        modes = {member.filename: member.external_attr >> 16 & 0o777 for member in archive.infolist()}
        assert modes == {"key/net.yaml": 0o644, "key/the key.yaml": 0o644, "run_autograder": 0o755, "setup.sh": 0o755}
        archive.extractall(image / "source")
    (image / "submission").mkdir()
    (image / "results").mkdir()
    return image


def marked(image: Path) -> dict[str, object]:
    """Run `run_autograder` in an image, with the folders and the program of this machine, and return the results."""
    script = (image / "source" / "run_autograder").read_text()
    script = script.replace("/opt/cnncalc/bin/cnncalc", f"'{sys.executable}' -m cnncalc").replace(
        "/autograder", str(image)
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=env, cwd=image)
    assert done.returncode == 0, done.stderr
    document = json.loads((image / "results" / "results.json").read_text())
    assert isinstance(document, dict)
    return document


HANDED_IN = [
    ({"sheet.csv": "layer,output,params\nconv1,6x6x2,20\n"}, 2, "2.0 of 2"),
    ({"a.csv": "layer,output\nconv1,6x6x2\n", "b.csv": "layer,params\nconv1,18\n"}, 1, "1.0 of 2"),
    ({"sheet.csv": "%PDF-1.4"}, 0, "cannot be read: a PDF"),
    ({"evil.py": "open('/tmp/x', 'w')"}, 0, "cannot be read"),
    ({}, 0, "no answer sheet was handed in"),
]


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="needs bash")
@pytest.mark.parametrize(("files", "score", "said"), HANDED_IN)
def test_the_autograder_marks_what_is_handed_in(autograder: Path, files: dict[str, str], score: int, said: str) -> None:
    """Unpacked as Gradescope does, the script marks one file, several, none, and what is no sheet."""
    for name, text in files.items():
        (autograder / "submission" / name).write_text(text)
    document = marked(autograder)
    assert sum(test["score"] for test in document["tests"]) == score  # type: ignore[attr-defined]
    assert said in str(document["output"])


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_scripts_are_bash(autograder: Path) -> None:
    """Both scripts are read by bash without complaint, and the setup installs this version."""
    for name in ("setup.sh", "run_autograder"):
        assert subprocess.run(["bash", "-n", autograder / "source" / name], capture_output=True).stderr == b""
    assert f"cnncalc=={cnncalc.__version__}" in (autograder / "source" / "setup.sh").read_text()
