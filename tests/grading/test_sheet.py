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
from cnncalc.grading.key import key_of, parse_key
from cnncalc.grading.key_words import QUANTITIES
from cnncalc.grading.truths import written
from cnncalc.render.sheet import sheet

KEY = """
title: "=Homework | 3"
spec: lenet5
ask: {all: [output, params], avgpool: [output], conv2: [output, params, rf]}
questions:
  - {id: q1, conv: {in: 32x32x3, filters: 10x5x5, pad: 2}, ask: params, points: 2}
  - {id: q2, text: "-1 or more?", choices: {a: "=yes", b: no}, answer: b}
  - {id: q3, conv: {in: 9x9x2, filters: 4x3x3}, ask: [output, macs]}
"""
FORMATS = ("plain", "table", "csv", "markdown", "json")
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


@pytest.mark.parametrize("format", ["csv", "markdown"])
def test_solutions_of_questions_are_read_back(format: str, tmp_path: Path) -> None:
    """So are those of single questions, from a table of its own."""
    key = parse_key(KEY)
    file = tmp_path / f"teacher.{'csv' if format == 'csv' else 'md'}"
    file.write_text(text(KEY, format, filled=True))
    (submission,) = read_submissions([file], key).sheets
    assert submission.answers == {cell.id: written(cell.truth) for cell in key.cells}


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
