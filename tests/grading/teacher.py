"""What a teacher has on the desk: a key, sheets of ten students and one that is none, a gradebook, a worksheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.grading.alexnet_class import ROWS, SHEETS

KEY = f"""\
title: "Homework 3: AlexNet by hand"
spec: alexnet
ask: {{{", ".join(f"{row}: [output, params]" for row in ROWS)}}}
accept: {{no-bias: 0.5}}
"""
NAMES = {
    "s01": "Ada Lovelace",
    "s02": "Ben <b>Bold</b>",
    "s03": "Zoë Müller",
    "s04": "=cmd|'/c calc'!A1",
    "s05": "../../Eve",
    "s06": "Jane Doe",
    "s07": "[Fay](http://x.y)",
    "s08": "Gus Green",
    "s09": "CON",
    "s11": "Lea Lee",
}
POINTS = {"s01": "22", "s02": "18", "s03": "14", "s04": "17", "s05": "16.5", "s06": "21", "s07": "19", "s09": "22"}
"""What the class has, without s08, who is excused, and s11, where a person has to decide."""


def lay_out(folder: Path) -> None:
    """Write everything into a folder."""
    (folder / "key.yaml").write_text(KEY)
    (folder / "class").mkdir()
    for student, name in NAMES.items():
        answers = SHEETS[student]
        rows = [("layer", "output", "params")]
        rows += [(row, answers[f"{row}.output"], answers[f"{row}.params"]) for row in ROWS]
        text = written([("id", student), ("name", name), *rows])
        (folder / "class" / f"{student}.csv").write_text(text, encoding="utf-8")
    (folder / "class" / "s12.csv").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    (folder / "gradebook.csv").write_bytes(gradebook())
    (folder / "worksheet.csv").write_bytes(worksheet())


def gradebook() -> bytes:
    """Return a gradebook as Canvas exports it, with its rows that are about no student."""
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 2 (900)",
         "Homework 3: AlexNet by hand (901)", "Assignments Current Score", "Current Score"],
        ["", "", "", "", "", "Manual Posting", "", "", ""],
        ["    Points Possible", "", "", "", "", "10.00", "22.00", "(read only)", "(read only)"],
    ]  # fmt: skip
    for number, (student, name) in enumerate(NAMES.items()):
        held = "EX" if student == "s08" else ""
        last = ", ".join(reversed(name.split(" ", 1)))
        rows.append(
            [last, str(5000 + number), student, f"{student}@x.edu", 'CS 1, "A"', "9.00", held, "1,0", "1,234.5"]
        )
    rows.append(["Nobody, Nemo", "6000", "s99", "s99@x.edu", "CS 1", "", "", "", ""])
    rows.append(["Student, Test", "7000", "", "abc", "CS 1", "", "", "", ""])
    return b"\xef\xbb\xbf" + written(rows, "\r\n").encode()


def worksheet(most: str = "22.00") -> bytes:
    """Return a grading worksheet as Moodle gives it out; the grade of s02 is locked."""
    rows = [
        ["Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade",
         "Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"],
    ]  # fmt: skip
    for number, (student, name) in enumerate(NAMES.items()):
        changed = "No" if student == "s02" else "Yes"
        when = "Friday, 1 May 2026, 10:00 AM"
        rows.append(
            [f"Participant {300 + number}", name, student, f"{student}@x.edu", "Submitted for grading", "", most,
             changed, when, "-", ""]
        )  # fmt: skip
    return written(rows).encode()


def written(rows: list[list[str]] | list[tuple[str, ...]], end: str = "\n") -> str:
    """Return rows as CSV."""
    file = io.StringIO()
    csv.writer(file, lineterminator=end).writerows(rows)
    return file.getvalue()


def read(data: bytes) -> list[list[str]]:
    """Return the rows of CSV."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
