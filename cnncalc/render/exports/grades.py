"""`grades.csv`: a line a student, with the points of every cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cnncalc.grading.asked import Key
from cnncalc.grading.klass import decimal, summed
from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.grading.roster import Person
from cnncalc.render.csv import dumped
from cnncalc.render.grade_class import went_wrong
from cnncalc.render.grade_signs import clean

_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?", re.ASCII)


def text(graded: Graded) -> str:
    """Return everybody: also whose sheet cannot be read, and who of the roster has none.

    `most` is what the points may still come to; a cell that is still to be decided is empty.
    """
    cells = [asked.id for asked in graded.key.cells]
    heading = ("student", "name", "email", "points", "most", "of", "state", *cells, "what went wrong", "remarks")
    return dumped(heading, _rows(graded))


def safe(text: str) -> str:
    """Return a text that a spreadsheet takes for no formula: one that begins like it gets a `'` in front.

    A number is none, and stays as it is.
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _rows(graded: Graded) -> Iterator[list[str]]:
    people = graded.handed_in.people
    total = decimal(summed(graded.key)[0])
    for marked in graded.sheets:
        student = marked.submission.student
        person = people.get(student, Person(student))
        remarks = [*marked.submission.notes, *filter(None, [graded.handed_in.strangers.get(student)])]
        who = [safe(clean(text)) for text in (student, person.name, person.email)]
        yield [*who, *_marks(graded.key, marked, total), safe(clean("; ".join(remarks)))]
    for person in graded.handed_in.missing:
        who = [safe(clean(text)) for text in (person.student, person.name, person.email)]
        yield [*who, "", "", total, "no sheet", *[""] * len(graded.key.cells), "", ""]


def _marks(key: Key, marked: Marked, total: str) -> list[str]:
    if marked.submission.problem:
        why = safe(clean(marked.submission.problem))
        return ["", "", total, "unreadable", *[""] * len(key.cells), why]
    state = "to be decided" if any(mark.for_a_person for mark in marked.marks) else "marked"
    points = [decimal(marked.points), decimal(marked.most), total, state]
    return [*points, *map(_points, marked.marks), safe(went_wrong(marked))]


def _points(mark: Mark) -> str:
    return "" if mark.for_a_person else decimal(mark.points)
