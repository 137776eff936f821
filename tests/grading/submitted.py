"""A small key, and sheets that are handed in for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.folder import Submissions, read_submissions
from cnncalc.grading.key import parse_key
from cnncalc.grading.roster import Roster
from cnncalc.grading.sheets import Sheet, read_sheets
from cnncalc.grading.sheets_index import Index

SHEET = """layer,output,params
conv1,55x55x96,34944
maxpool1,27x27x96,
fc6,4096,37752832

id,answer
q1,7600
"""
ANSWERS = {
    "conv1.output": "55x55x96",
    "conv1.params": "34944",
    "maxpool1.output": "27x27x96",
    "fc6.output": "4096",
    "fc6.params": "37752832",
    "q1": "7600",
}
"""What the sheet says, by cell."""


@cache
def key() -> Key:
    """The key of five cells of AlexNet and a question."""
    return parse_key("""
title: Homework 3
spec: alexnet
ask: {conv1: [output, params], maxpool1: [output], fc6: [output, params]}
questions:
  - {id: q1, conv: {in: 32x32x3, filters: 100x5x5}, ask: params}
""")


def read(content: str | bytes, name: str = "sheet.csv") -> Sheet:
    """The one sheet in a file."""
    (sheet,) = read_sheets(content.encode() if isinstance(content, str) else content, name, Index(key()))
    return sheet


def handed_in(folder: Path, files: Mapping[str, str | bytes], roster: Roster | None = None) -> Submissions:
    """The submissions of a folder with these files."""
    write(folder, files)
    return read_submissions([folder], key(), roster)


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def by_student(found: Submissions) -> dict[str, Submission]:
    """The submissions by student."""
    return {sheet.student: sheet for sheet in found.sheets}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """An archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
