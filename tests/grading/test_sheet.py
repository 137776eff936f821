"""Answer sheets: a place for each answer and none of the answers, and solutions that are right when they are read."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import MissingExtra, UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.blank import blank, solution
from cnncalc.grading.folder import read_submissions
from cnncalc.grading.key import key_of, parse_key, read_key
from cnncalc.grading.key_words import QUANTITIES
from cnncalc.grading.mark import Marker
from cnncalc.grading.truths import written
from cnncalc.render.sheet import sheet
from tests.conftest import Run

KEY = """
title: "=Homework | 3"
spec: lenet5
ask: {all: [output, params], avgpool: [output], conv2: [output, params, rf]}
questions:
  - {id: q1, conv: {in: 32x32x3, filters: 10x5x5, pad: 2}, ask: params, points: 2}
  - {id: q2, text: "-1 or more?", choices: {a: "=yes", b: no}, answer: b}
  - {id: q3, conv: {in: 9x9x2, filters: 4x3x3}, ask: [output, macs]}
"""
FORMATS = ("plain", "table", "csv", "markdown", "yaml", "json")
NETS = ("lenet5", "alexnet", "vgg16", "googlenet", "resnet50", "mobilenet_v2", "unet", "densenet121")


def text(key: Key | str, format: str = "csv", *, filled: bool = False) -> str:
    """Return a sheet that is text."""
    found = sheet(parse_key(key) if isinstance(key, str) and "\n" in key else key, solution=filled, format=format)
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("format", FORMATS)
def test_blank_sheets_hold_no_answer(format: str) -> None:
    """None of the answers stands anywhere on the sheet that students get."""
    key = parse_key(KEY)
    blank_text = re.sub(r"[ ,]", "", text(KEY, format))
    long = [answer for cell in key.cells if len(answer := written(cell.truth)) > 3]
    assert len(long) > 8
    assert not [answer for answer in long if answer in blank_text]


def test_blank_cells_are_empty() -> None:
    """Every cell that is asked is there and empty, whatever it is."""
    key = parse_key(KEY)
    cells = [cell for table in blank(key).tables for line in table.lines for cell in line.cells]
    assert [cell.asked for cell in cells if cell.asked] == list(key.cells)
    assert not any(cell.answer or cell.worked for cell in cells)


def test_csv() -> None:
    """A CSV has the layers below `layer`, the single questions below `id`, and says what is not asked."""
    rows = list(csv.reader(io.StringIO(text(KEY))))
    assert rows[0] == ["layer", "what", "output", "params", "rf"]
    assert rows[1] == ["conv1", "6 x 5x5", "", "", "not asked"]
    assert rows[3] == ["conv2", "16 x 5x5", "", "", ""]
    assert rows[9] == ["id", "what", "output", "macs", "answer"]
    assert rows[10][:1] + rows[10][-1:] == ["q1", ""]


def test_spreadsheets_find_no_formula() -> None:
    """A text that begins as a formula does is escaped; what stands behind its first sign is as it was."""
    rows = list(csv.reader(io.StringIO(text(KEY))))
    assert [row[1] for row in rows if row and row[0] == "q2"] == ["'-1 or more?  (a) =yes  (b) no"]


@pytest.mark.parametrize("net", NETS)
def test_solutions_are_all_right(net: str, tmp_path: Path) -> None:
    """A solution that is handed in is read back, cell by cell, as what the key expects."""
    key = key_of(cnncalc.load(net).report(), ["output", "params", "rf", "macs", "memory"])
    (tmp_path / "teacher.csv").write_text(text(key, filled=True))
    (submission,) = read_submissions([tmp_path / "teacher.csv"], key).sheets
    assert submission.answers == {cell.id: written(cell.truth) for cell in key.cells}


EVERY_SORT = """
title: "*All* | of it_"
spec: lenet5
ask: {all: [output, params], conv2: [output, params, rf]}
questions:
  - {id: q1, conv: {in: nxnxc, filters: mxkxk, pad: p, stride: s}, ask: [output, params, macs]}
  - {id: q2, text: "one layer\nless?", in: nxnx1, layers: [conv: 1 x kxk, conv: 1 x kxk], ask: rf, of: conv1}
  - {id: q3, conv: {filters: 10x5x5, stride: 2, out: 16x16x10}, find: in, rounding: floor}
  - {id: q4, conv: {in: 32x16x3, filters: 10, out: 28x14x10}, find: kernel}
  - {id: q5, fc: {in: 784, units: 10}, ask: params, choices: {A: 7840, B: 7850}}
  - {id: q6, text: "Is it: <b> # 1?", choices: {n: "-\\\\|x", y: "*"}, answer: n}
  - {id: q7, deconv: {in: nxnx1, filters: 1xkxk, stride: s}, ask: output}
"""
ENDINGS = ("csv", "md", "json", "yaml", "yml", "xlsx")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("text", [KEY, EVERY_SORT])
def test_solutions_of_every_format_are_marked_full(text: str, ending: str, run: Run, in_folder: Path) -> None:
    """A solution in a file of any format is read back, without any doubt, and earns everything."""
    if ending == "xlsx":
        pytest.importorskip("openpyxl")
    (in_folder / "key.yaml").write_text(text)
    assert run("sheet", "key.yaml", "--solution", "-o", f"teacher.{ending}").err == ""
    key = read_key("key.yaml")
    (submission,) = read_submissions([in_folder / f"teacher.{ending}"], key).sheets
    assert (submission.problem, submission.notes) == ("", ())
    assert submission.answers == {cell.id: written(cell.truth) for cell in key.cells}
    assert {mark.verdict for mark in Marker(key).mark(submission).marks} == {"right"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_blank_sheets_of_every_format_are_blank(ending: str, run: Run, in_folder: Path) -> None:
    """A blank sheet in a file of any format is read as one that answers nothing, and nothing else is noted."""
    if ending == "xlsx":
        pytest.importorskip("openpyxl")
    (in_folder / "key.yaml").write_text(EVERY_SORT)
    assert run("sheet", "key.yaml", "-o", f"student.{ending}").err == ""
    key = read_key("key.yaml")
    (submission,) = read_submissions([in_folder / f"student.{ending}"], key).sheets
    assert (submission.problem, submission.notes) == ("", ())
    assert {mark.verdict for mark in Marker(key).mark(submission).marks} == {"blank"}


def test_yaml() -> None:
    """A sheet in YAML names each cell; comments above say what it is about, and in a solution how it comes about."""
    key = """
title: T
spec: lenet5
ask: {conv1: [output, params], avgpool1: [output]}
questions:
  - {text: Does a pool learn?, choices: {a: yes, b: no}, answer: b}
  - {fc: {in: 784, units: 10}, ask: params}
"""
    blank = text(key, "yaml").splitlines()
    assert blank[:2] == ["# T", "# Input: 32x32x1"]
    at = blank.index("# 6 x 5x5")
    assert blank[at:] == [
        "# 6 x 5x5", "conv1:", "  output:", "  params:", "# 2x2, stride 2", "avgpool1:", "  output:", "",
        "# Does a pool learn?  (a) yes  (b) no", "q1:", "# fc: 10, on 784: parameters?", "q2:",
    ]  # fmt: skip
    assert text(key, "yaml", filled=True).splitlines()[-3:] == [
        "# fc: 10, on 784: parameters?", "# (784 + 1)*10 = 7,850: 7,840 weights + 10 biases", "q2: 7850",
    ]  # fmt: skip


WORKED: list[tuple[str, str]] = [
    ("output", "(14 - 5)/1 + 1 = 10, 16 filters make 16 maps"),
    ("params", "(5*5*6 + 1)*16 = 2,416: 2,400 weights + 16 biases"),
    ("weights", "(5*5*6 + 1)*16 = 2,416: 2,400 weights + 16 biases"),
    ("macs", "5*5*6 * 10*10*16 = 240,000"),
    ("flops", "FLOPs 480,000 at 2 per MAC"),
    ("rf", "6 + (5 - 1)*2 = 14"),
    ("jump", "2*1 = 2"),
    ("activations", "10*10*16 = 1,600"),
    ("memory", "10*10*16 numbers * 4 bytes = 6,400"),
]


@pytest.mark.parametrize(("column", "line"), WORKED, ids=[column for column, _ in WORKED])
def test_worked_lines(column: str, line: str) -> None:
    """Behind each answer of a solution stands the line that gives it."""
    key = key_of(cnncalc.load("lenet5").report(), [column], ["conv2"])
    assert [cell.worked for table in solution(key).tables for row in table.lines for cell in row.cells] == [line]


@pytest.mark.parametrize("net", NETS)
def test_worked_lines_end_in_the_answer(net: str) -> None:
    """What a worked line of a count comes to is the answer beside it."""
    key = key_of(cnncalc.load(net).report(), ["params", "macs", "memory", "activations"])
    held = 0
    for table in solution(key).tables:
        for line in table.lines:
            for cell in line.cells:
                if result := re.search(r"= ([\d,]+)(?:$|:)", cell.worked):
                    assert result[1].replace(",", "") == cell.answer
                    held += 1
    assert held > len(key.cells) / 3


def test_layers_are_described_with_their_inputs() -> None:
    """A layer that does not follow the one before it says by name which rows it works on."""
    described = {line.name: line.what for table in blank(cnncalc.key("resnet50")).tables for line in table.lines}
    assert described["conv4"] == "256 x 1x1"
    assert described["conv5"] == "256 x 1x1, on maxpool1"
    assert described["add1"] == "sum, on conv4, conv5"


def test_what_is_left_out_of_the_table_is_told() -> None:
    """Where only some rows are asked, the sheet lists all of them, so that their sizes can be worked out."""
    some = parse_key("spec: lenet5\nask: {fc1: [params]}")
    assert [name for name, _ in blank(some).net] == ["conv1", "avgpool1", "conv2", "avgpool2", "fc1", "fc2", "fc3"]
    assert not blank(parse_key("spec: lenet5\nask: {all: [params]}")).net


SAID: list[tuple[str, str]] = [
    ("ask: {all: [output]}", "height x width x channels"),
    ("ask: {all: [output]}\nlayout: chw", "channels x height x width"),
    ("ask: {all: [params]}", "Parameters are weights and biases"),
    ("ask: {all: [flops]}", "2 for each multiply-accumulate"),
    ("ask: {all: [memory]}\nbatch: 8\ndtype: float16", "in bytes, for 8 images in float16"),
    ("ask: {all: [rf]}", "pixels of the input along each axis"),
    ("ask: {conv1: [macs]}\ntolerance: 1 %", "within 1 % of the right one"),
    ("ask: {conv1: [output, params]}\npoints: {params: 2}", "3 points: output 1, params 2."),
    ("ask: {conv1: [output, params]}", "2 points, 1 for each answer."),
]


@pytest.mark.parametrize(("rest", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_conventions_are_said(rest: str, sentence: str) -> None:
    """A sheet says how its answers are to be written and counted, and what there is to earn."""
    assert sentence in " ".join(blank(parse_key(f"spec: lenet5\n{rest}")).said)


def test_channels_first() -> None:
    """A key with `layout: chw` has sizes with the channels in front, on the sheet and in its solution."""
    page = solution(parse_key("spec: lenet5\nlayout: chw\nask: {conv1: [output]}"))
    assert (page.input, page.tables[0].lines[0].cells[0].answer) == ("1x32x32", "6x28x28")


def test_json_has_every_cell() -> None:
    """The JSON of a sheet names each cell by its id, with its points, blank or filled."""
    for filled in (False, True):
        document = json.loads(text(KEY, "json", filled=filled))
        cells = [cell for table in document["tables"] for row in table["rows"] for cell in row["cells"]]
        assert [cell["id"] for cell in cells] == [cell.id for cell in parse_key(KEY).cells]
        assert all((cell["answer"] is not None) == filled for cell in cells)


def test_a_workbook(tmp_path: Path) -> None:
    """A workbook has the table with numbers as numbers and no formula, and is the same whenever it is written."""
    openpyxl = pytest.importorskip("openpyxl")
    content = sheet(parse_key(KEY), solution=True, format="xlsx")
    assert isinstance(content, bytes)
    assert content == sheet(parse_key(KEY), solution=True, format="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book["answers"].iter_rows()]
    assert rows[1][:4] == ["conv1", "6 x 5x5", "28x28x6", 156]
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert book["about"]["A1"].value == "=Homework | 3"


def test_a_workbook_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without openpyxl the command that installs it is named."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match="needs openpyxl") as caught:
        sheet(parse_key(KEY), format="xlsx")
    assert caught.value.lines[0][0] == 'pip install "cnncalc[xlsx]"'


def test_no_such_format() -> None:
    """A format that there is none of is refused with those that there are."""
    with pytest.raises(UsageError, match="a sheet is no pdf; its formats are table, plain, csv"):
        sheet(parse_key(KEY), format="pdf")


def test_every_quantity_can_be_a_column() -> None:
    """A sheet may ask everything that can be asked at all."""
    key = key_of(cnncalc.load("lenet5").report(), QUANTITIES)
    assert blank(key).tables[0].columns == QUANTITIES
