"""One file of one student: every format and encoding, and what is no sheet."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.grading.answers import read_answer
from cnncalc.grading.sheets import read_sheets
from cnncalc.grading.sheets_index import Index
from cnncalc.grading.tables import rows
from cnncalc.grading.tables_text import Clock, Unreadable
from cnncalc.render.sheet import sheet as written
from tests.grading.submitted import ANSWERS, SHEET, by_student, handed_in, key, read

MARKDOWN = """# Homework

id: s05

| layer | output | params |
|:------|-------:|--------|
| conv1 | 55x55x96 | **34944** |
| maxpool1 | 27x27x96 |  |
| fc6 | 4096 | `37752832` |

Some words.

| id | answer |
|---|---|
| q1 | 7600 |
"""
YAML = """
conv1: {output: 55x55x96, params: 34944}
maxpool1: {output: 27x27x96}
fc6:
  output: 4096
  params: 37752832
q1: 7600
"""
ROWS = [
    {"layer": "conv1", "output": "55x55x96", "params": 34944},
    {"layer": "maxpool1", "output": "27x27x96"},
    {"layer": "fc6", "output": 4096, "params": 37752832},
    {"id": "q1", "answer": 7600},
]
FILES: dict[str, str | bytes] = {
    "comma.csv": SHEET,
    "semicolon.csv": SHEET.replace(",", ";"),
    "named.csv": "sep=;\n" + SHEET.replace(",", ";"),
    "tab.tsv": SHEET.replace(",", "\t"),
    "crlf.csv": SHEET.replace("\n", "\r\n"),
    "mac.csv": SHEET.replace("\n", "\r"),
    "quoted.csv": "\n".join(",".join(f'"{field}"' for field in line.split(",")) for line in SHEET.splitlines()),
    "headings.csv": SHEET.replace("layer,output,params", "Layer name,Output size,# Parameters"),
    "names.csv": SHEET.replace("conv1", "Conv 1").replace("maxpool1", "MaxPool_1").replace("q1", "Q1"),
    "nameless.csv": SHEET.replace("layer,output", ",output"),
    "more.csv": SHEET.replace("layer,", "layer,what,").replace("conv1,", "conv1,96 x 11x11,").replace("1,27", "1,,27")
    .replace("fc6,", "fc6,,"),
    "bom.csv": b"\xef\xbb\xbf" + SHEET.encode(),
    "utf16.csv": SHEET.encode("utf-16"),
    "utf16be.csv": b"\xfe\xff" + SHEET.encode("utf-16-be"),
    "pipes.md": MARKDOWN,
    "tree.yaml": YAML,
    "tree.txt": YAML,
    "flat.yml": "\n".join(f"{cell}: {raw}" for cell, raw in ANSWERS.items()),
    "rows.json": json.dumps(ROWS),
    "inside.json": json.dumps({"title": "mine", "answers": ROWS}),
    "flat.json": json.dumps(ANSWERS),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_format_says_the_same(name: str) -> None:
    """The same answers in any format, encoding and spelling of the headings are the same answers."""
    sheet = read(FILES[name], name)
    assert {cell: raw for cell, raw in sheet.answers.items() if raw} == ANSWERS
    assert sheet.notes == ()


def test_a_workbook_is_a_sheet() -> None:
    """Excel's numbers lose the point that it keeps them with, and a formula that was never worked out is its text."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [
        ["id", "s77"],
        ["layer", "output", "params"],
        ["conv1", "55x55x96", 34944.0],
        ["fc6", 4096, "=9216*4096 + 4096"],
    ]
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = read(buffer.getvalue(), "sheet.xlsx")
    assert sheet.who == ("s77",)
    assert sheet.answers == {
        "conv1.output": "55x55x96", "conv1.params": "34944", "fc6.output": "4096", "fc6.params": "=9216*4096 + 4096",
    }  # fmt: skip
    question = next(asked for asked in key().cells if asked.id == "fc6.params")
    assert read_answer(sheet.answers["fc6.params"], question).values == (question.truth,)


@pytest.mark.parametrize("format", ["csv", "markdown", "json"])
def test_the_sheets_that_are_handed_out_can_be_handed_in(format: str) -> None:
    """A blank sheet is read without remarks and answers nothing; the solution gives every truth."""
    suffix = {"markdown": "md"}.get(format, format)
    empty = read(written(key(), format=format), f"blank.{suffix}")
    assert set(empty.answers.values()) == {""}
    assert empty.notes == ()
    full = read(written(key(), solution=True, format=format), f"full.{suffix}")
    assert [read_answer(full.answers[asked.id], asked).values for asked in key().cells] == [
        (asked.truth,) for asked in key().cells
    ]


BROKEN = {
    "conv1,(55,55,96),34944": ("(55, 55, 96)", "34944"),
    "conv1,55x55x96,34,944": ("55x55x96", "34,944"),
    "conv1,(55,55,96),34,944": ("(55, 55, 96)", "34,944"),
    "fc6,4096,37,752,832": ("4096", "37,752,832"),
}


@pytest.mark.parametrize(("line", "answers"), BROKEN.items())
def test_answers_that_fall_apart_at_their_commas_are_put_together(line: str, answers: tuple[str, str]) -> None:
    """A size in brackets and a number with thousands, both without quotes, are one answer each."""
    assert tuple(read(f"layer,output,params\n{line}\n").answers.values()) == answers


def test_what_cannot_be_put_together_is_for_a_person() -> None:
    """Where it is not certain which fields belong together, every cell of the row keeps them all."""
    sheet = read("layer,output,params\nconv1,1,2,3,4,5,6\n")
    assert sheet.answers == dict.fromkeys(("conv1.output", "conv1.params"), "1 || 2 || 3 || 4 || 5 || 6")
    assert sheet.notes == ("line 2 has 7 values for 3 columns",)


def test_a_row_that_stands_twice_keeps_both_answers() -> None:
    """Equal answers are one, different ones go to a person, and a blank is no answer."""
    sheet = read("layer,output,params\nconv1,55x55x96,34944\nconv1,54x54x96,34944\nconv1,,\n")
    assert sheet.answers == {"conv1.output": "55x55x96 | 54x54x96", "conv1.params": "34944"}
    assert sheet.notes == ("answered in two ways: conv1.output (line 3)",)
    question = key().cells[0]
    assert len(read_answer(sheet.answers[question.id], question).values) == 2


def test_what_the_key_does_not_ask_is_named() -> None:
    """Rows, columns and cells beyond the key are listed, not dropped in silence."""
    sheet = read("layer,output,params,mood\nconv1,55x55x96,34944,good\nmaxpool1,27x27x96,0,\nrelu9,55x55x96,0,\n")
    assert sheet.notes == (
        "columns that are not asked: mood",
        "not in the key: relu9",
        "answered, but not asked: maxpool1.params",
    )
    assert read(f"q9,5\n{SHEET}").notes == ("not in the key: q9",)
    assert read("conv1: {output: 55x55x96}\nconv9: {output: 1}", "a.yaml").notes == ("not in the key: conv9.output",)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("id,s05\n" + SHEET, "a.csv"), (SHEET + "name,s05\n", "a.csv"), (MARKDOWN, "a.md"),
        ("id: s05" + YAML, "a.yaml"),
        ('{"student": "s05", "q1": 7600}', "a.json"), ("id,layer,output\ns05,conv1,55x55x96", "a.csv"),
    ],
)  # fmt: skip
def test_a_sheet_says_who_it_is(content: str, name: str) -> None:
    """An `id`, `student` or `name` in the sheet is who handed it in."""
    assert read(content, name).who == ("s05",)


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty.csv": ("", "the file is empty"),
    "blank.csv": (" \n\n", "the file is empty"),
    "word.csv": ("hello", "no line names a layer or a question of the key"),
    "bare.csv": ("conv1,55x55x96,34944", "the heading is missing"),
    "paper.csv": (b"%PDF-1.7 ...", "a PDF named .csv"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "a picture"),
    "page.html": ("<html><table>", "a web page"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1", "an old Excel or Word file"),
    "binary.csv": (b"layer,\x01\x02", r"not a text file: it holds the character U\+0001"),
    "half.csv": (b"\xff\xfea", "not a text file: UTF-16 that breaks off"),
    "alias.yaml": ("conv1: &a {output: 1}\nq1: *a", "line 1: `&a`: a sheet has no anchors and no aliases"),
    "tag.yaml": ("q1: !!python/object/apply:os.system [ls]", "a sheet has no tags"),
    "deep.json": ("[" * 100_000, "nested deeper than 40 levels"),
    "deep.yaml": ("q1:\n" + "\n".join(" " * n + "a:" for n in range(1, 60)), "nested deeper than 40 levels"),
    "other.json": ('{"title": "x"}', "it answers no question of the key"),
    "wide.csv": ("layer,output\n" + "conv1,1x1x1\n" * 6000, "more than 10,000 cells"),
    "wide.json": (json.dumps([{"layer": "conv1", "output": n} for n in range(10_001)]), "more than 10,000 cells"),
    "large.csv": ("layer,output\nconv1," + "1" * 1_000_000, "larger than 1 MB"),
    "large.yaml": ("q1: " + "1" * 300_000, "larger than 256 KiB"),
    "torn.xlsx": (b"PK\x03\x04garbage", "a zip archive named .xlsx"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sheet_is_refused_by_name(name: str) -> None:
    """A file that holds no answers says what it is instead."""
    content, why = REFUSED[name]
    with pytest.raises(Unreadable, match=why):
        read(content, name)


def test_reading_ends_in_time() -> None:
    """A table that takes longer than it may is given up at the first look at the clock."""
    with pytest.raises(Unreadable, match="takes longer than 0 seconds"):
        rows(SHEET, Clock(0))


def test_latin_1_is_read_and_said(tmp_path: Path) -> None:
    """A text that is not UTF-8 is read as Latin-1, line by line, and a note says so."""
    mixed = "name,Jörg\n".encode("latin-1") + SHEET.encode() + "note,ünter\n".encode()
    found = by_student(handed_in(tmp_path, {"a.csv": mixed}))
    assert found["Jörg"].notes[0] == "not in UTF-8: read as Latin-1"
    assert found["Jörg"].answers["conv1.params"] == "34944"


SUFFIXES = [".csv", ".tsv", ".txt", ".md", ".yaml", ".json", ".xlsx", ""]
BITS = st.sampled_from(
    [*SHEET.splitlines(), *MARKDOWN.splitlines(), *YAML.splitlines(), "sep=;", '"', "PK\x03\x04", "{", "|-|"]
)


@given(
    data=st.binary(max_size=200)
    | st.lists(BITS | st.text(max_size=8), max_size=12).map(lambda lines: "\n".join(lines).encode()),
    suffix=st.sampled_from(SUFFIXES),
)
def test_any_bytes_are_a_sheet_or_a_reason(data: bytes, suffix: str) -> None:
    """Whatever is in a file: it is read, or there is a reason in words why it is not."""
    try:
        sheets = read_sheets(data, f"sheet{suffix}", Index(key()))
    except Unreadable as error:
        why, sheets = error.why, ()
    else:
        why = ""
    assert bool(sheets) != bool(why)
    assert all(cell in ANSWERS or cell == "maxpool1.params" for sheet in sheets for cell in sheet.answers)
