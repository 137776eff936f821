"""The gradebook that Canvas exports, with one column filled in and every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cnncalc.algebra.errors import listed
from cnncalc.errors import UsageError
from cnncalc.grading.exports_csv import Book, opened
from cnncalc.grading.exports_match import matched
from cnncalc.grading.klass_grade import Graded
from cnncalc.render.exports.gradebook import Filled, column, grade, had, line, other_scale, people, same_name, sheets

_IDS: Final = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_STUDENT: Final = ("Student", "FirstName", "LastName")
"""The columns of names: one, or two."""
_OTHERS: Final = ("Root Account", "Section")
_TOTALS: Final = re.compile(r"(?:Current|Final|Override) (?:Score|Points|Grade|Status)")
"""Headings of columns that Canvas works out itself."""
_POSTING: Final = re.compile(r"\s*(?:Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_KEPT: Final = frozenset({"EX", "N/A"})
"""What stands where no grade belongs: the student is excused, or has no such assignment."""


def fill_canvas(graded: Graded, data: bytes, name: str, wanted: str | None = None) -> Filled:
    """Return the gradebook with the points of the class in the column of the assignment.

    `wanted` names the column; without it, it is the one that is called as the key, or the only one there is.

    Raises:
        UsageError: the file is no gradebook of Canvas, or it is not certain which column is meant.
    """
    book = opened(data, name)
    headings = [field.text.strip() for field in book.rows[0]]
    if "ID" not in headings or not {"Student", "LastName"} & set(headings) or "Section" not in headings:
        raise UsageError(f"{name} is no gradebook of Canvas: its first line begins Student,ID,…,Section")
    choice = _assignments(headings)
    at = column(book, wanted, choice) if wanted is not None else _likely(graded, headings, choice, name)
    if headings[at] not in choice:
        raise UsageError(f"{headings[at]} is no assignment; {name} has {listed(choice)}")
    ids = [headings.index(heading) for heading in _IDS if heading in headings]
    names = [headings.index(heading) for heading in _STUDENT if heading in headings]
    rows = list(_students(book, max(names) + 1))
    found = matched([line(book, row, ids, names) for row in rows], people(graded))
    notes = [*_scale(graded, book, at), *found.notes]
    changes: dict[tuple[int, int], str] = {}
    by_student = sheets(graded)
    for row, student in found.students.items():
        points, why = grade(by_student[student])
        fields = book.rows[row]
        old = fields[at].text.strip() if at < len(fields) else None
        if old is None or old.upper() in _KEPT:
            why = "the line is too short" if old is None else f"it holds {old}"
        if why:
            notes.append(f"{student} is not filled in: {why}")
        else:
            changes[row, at] = points
            notes += had(student, fields[at].text.strip(), points)
    return Filled(book.filled(changes), len(changes), tuple(notes))


def _assignments(headings: list[str]) -> list[str]:
    known = {*_IDS, *_STUDENT, *_OTHERS}
    return [heading for heading in headings if heading and heading not in known and not _TOTALS.search(heading)]


def _likely(graded: Graded, headings: list[str], choice: list[str], name: str) -> int:
    same = [heading for heading in choice if same_name(heading, graded.key.title)]
    found = same or choice
    if len(found) == 1:
        return headings.index(found[0])
    lines = tuple((f'--column "{heading}"', "") for heading in found[:8])
    raise UsageError(f"which column of {name} is {graded.key.title}? add", lines)


def _students(book: Book, named: int) -> Iterator[int]:
    """Yield the rows of students: not those of points, of how grades are posted, or of the student for tests."""
    for row, fields in enumerate(book.rows[1:], 1):
        texts = [field.text for field in fields]
        if all(map(_POSTING.fullmatch, texts)) or "Points Possible" in texts[0]:
            continue
        if not ", ".join(filter(None, texts[:named])).startswith("Student, Test"):
            yield row


def _scale(graded: Graded, book: Book, at: int) -> tuple[str, ...]:
    """Return a note on the points of the assignment; refuse a column that Canvas does not read."""
    for fields in book.rows[1:3]:
        if "Points Possible" in fields[0].text and at < len(fields):
            if "read only" in fields[at].text:
                raise UsageError(f"{book.rows[0][at].text} cannot be filled in: Canvas works it out itself")
            return other_scale(graded, fields[at].text)
    return ()
