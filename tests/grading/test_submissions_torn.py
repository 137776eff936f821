"""Rows that fell apart at commas nobody quoted, bytes in other encodings, and long runs of one sign."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from cnncalc.grading.asked import Submission
from cnncalc.grading.key import parse_key
from cnncalc.grading.mark import Marker
from cnncalc.grading.sheets import read_sheets
from cnncalc.grading.sheets_index import Index
from cnncalc.grading.tables_text import Unreadable
from tests.grading.submitted import key, read

LENET = parse_key("""
spec: lenet5
ask: {conv1: [output, params, macs]}
""")

CERTAIN = {
    "conv1,28,28,6,61706": ("28,28,6", "61706"),
    "conv1,28x28x6,117,600": ("28x28x6", "117,600"),
    "conv1,28x28x6,-1,234.5,,,": ("28x28x6", "-1,234.5"),
}


@pytest.mark.parametrize(("line", "answers"), CERTAIN.items())
def test_a_row_that_goes_together_in_one_way_is_put_together(line: str, answers: tuple[str, str]) -> None:
    """A size without brackets and a number with thousands are one answer each where nothing else fits."""
    (sheet,) = read_sheets(f"layer,output,params\n{line}\n".encode(), "a.csv", Index(LENET))
    assert (sheet.answers["conv1.output"], sheet.answers["conv1.params"]) == answers
    assert sheet.notes == ()


TORN = {
    "layer,params,macs\nconv1,156,117,600\n": {"156,117", "117,600"},
    "layer,output,params\nconv1,28,28,6,156\n": {"28,28,6", "6,156"},
    "student,conv1.output,conv1.params\nann,28,28,6,156\n": {"28,28,6", "6,156"},
    "layer,output,params\nconv1,28,28,6\n": {"28,28,6", "28,28", "-", "6"},
    "layer,output,params\nconv1,28,28,6,\n": {"28,28,6", "28,28", "-", "6"},
    "layer,params,macs\nconv1,,,156\n": {"-", "156"},
    "layer,params,macs\nconv1,156,many,more,117600\n": {"156", "117600"},
    "layer,params,macs\nconv1" + ",1" * 50 + "\n": {"1"},
    "layer;params;macs\nconv1;156;117;600\n": {"117", "600"},
}


@pytest.mark.parametrize(("table", "readings"), TORN.items())
def test_no_cell_of_a_torn_row_is_marked_wrong(table: str, readings: set[str]) -> None:
    """Where several ways fit, or none, a person sees everything that each answer can be, and nothing is marked."""
    (sheet,) = read_sheets(table.encode(), "a.csv", Index(LENET))
    assert readings <= {text for raw in sheet.answers.values() for text in raw.split(" || ")}
    assert any(note.startswith("line 2 has ") for note in sheet.notes)
    marks = Marker(LENET).mark(Submission("a", sheet.answers)).marks
    assert [(mark.verdict, mark.points, mark.most) for mark in marks if mark.reading.raw] == [("unreadable", 0, 1)] * 2


def test_what_is_certain_of_a_torn_row_is_marked() -> None:
    """A column in which every way puts the same text has its answer."""
    (sheet,) = read_sheets(b"layer,output,params,macs\nconv1,28x28x6,156,117,600\n", "a.csv", Index(LENET))
    assert sheet.answers == {
        "conv1.output": "28x28x6", "conv1.params": "156 || 156,117 || 156,117,600",
        "conv1.macs": "117,600 || 600 || -",
    }  # fmt: skip


def test_a_cell_is_named_among_questions() -> None:
    """A block of questions takes `conv1.params` as every other format does."""
    sheet = read("id,answer\nq1,7600\nconv1.params,34944\nConv1.Output,55x55x96\n")
    assert sheet.answers == {"q1": "7600", "conv1.params": "34944", "conv1.output": "55x55x96"}
    assert sheet.notes == ()


ENCODED = {
    "a NUL byte": b"layer,params\nconv1,34\x00944\n",
    "a text in UTF-32": "q1: 7600".encode("utf-32"),
    "a text in UTF-32; save it": "q1: 7600".encode("utf-32-le"),
    "a text in UTF-32; save it as": "q1: 7600".encode("utf-32-be"),
    "a field has more than 131,072 characters": b'layer,params\nconv1,"' + b"1" * 200_000 + b'"\n',
}


@pytest.mark.parametrize(("why", "content"), ENCODED.items())
def test_bytes_are_called_what_they_are(why: str, content: bytes) -> None:
    """A single NUL does not make a text UTF-16, and the words of a library reach nobody."""
    with pytest.raises(Unreadable, match=why):
        read(content)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read(codec: str) -> None:
    """NULs on one side of the characters are UTF-16, also with a character that has none."""
    sheet = read("layer,output\nconv1,55×55→96\n".encode(codec))
    assert sheet.answers == {"conv1.output": "55×55→96"}
    assert sheet.notes == ("read as UTF-16",)


BEFORE = ["", "id,", "layer,params\nconv1,", "layer,params,student\n", "|layer|params|\n|--|--|\n|conv1|"]


@pytest.mark.parametrize("sign", ["(", "[", "(,", " ", "1,", "x", "-", "|", '"', "\t", "#", "\n", ":-"])
def test_a_long_run_of_one_sign_is_read_at_once(sign: str) -> None:
    """Time grows with the length of a file and not with its square, wherever the run stands."""
    index = Index(key())
    for before in BEFORE:
        started = time.process_time()
        with suppress(Unreadable):
            read_sheets((before + sign * (100_000 // len(sign)) + "!").encode(), "a.csv", index)
        assert time.process_time() - started < 2, before
