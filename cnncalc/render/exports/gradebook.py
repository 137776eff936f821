"""What Canvas's gradebook and Moodle's grading worksheet have in common: lines of people, and fields to fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.errors import UsageError
from cnncalc.grading.exports_csv import Book
from cnncalc.grading.exports_match import Line
from cnncalc.grading.klass import decimal, summed
from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.mark_types import Marked
from cnncalc.grading.roster import Person


class Filled(NamedTuple):
    """A gradebook that is filled in: its bytes, the number of grades, and what is to be known about the others."""

    content: bytes
    grades: int
    notes: tuple[str, ...]


def people(graded: Graded) -> Mapping[str, Person]:
    """Return who handed in, with everything that is known of them."""
    known = graded.handed_in.people
    return {
        marked.submission.student: known.get(marked.submission.student, Person(marked.submission.student))
        for marked in graded.sheets
    }


def sheets(graded: Graded) -> dict[str, Marked]:
    """Return the sheets by student."""
    return {marked.submission.student: marked for marked in graded.sheets}


def grade(marked: Marked) -> tuple[str, str]:
    """Return the points of a sheet, or nothing and why there are none yet."""
    if marked.submission.problem:
        return "", f"the sheet cannot be read: {marked.submission.problem}"
    if any(mark.for_a_person for mark in marked.marks):
        return "", "a person has to decide first"
    return decimal(marked.points), ""


def had(student: str, old: str, new: str) -> tuple[str, ...]:
    """Return a note where another grade stood in the place of a new one."""
    if not old or old == new or number_of(old) == number_of(new):
        return ()
    return (f"{student} had {old} and has {new} now",)


def line(book: Book, row: int, ids: Sequence[int], names: Sequence[int], number: int | None = None) -> Line:
    """Return who a row is, by columns; the one of a `number` holds it behind a word: `Participant 12345`."""
    fields = [field.text.strip() for field in book.rows[row]]
    texts = [fields[column] for column in ids if column < len(fields) and fields[column]]
    if number is not None and number < len(fields):
        texts.insert(0, fields[number].rpartition(" ")[2])
    return Line(row, tuple(dict.fromkeys(texts)), " ".join(fields[column] for column in names if column < len(fields)))


def column(book: Book, wanted: str, what: Iterable[str]) -> int:
    """Return the column that a person named: by its whole heading, or without the number behind it.

    Raises:
        UsageError: there is none, or there are several.
    """
    headings = [field.text.strip() for field in book.rows[0]]
    found = [at for at, heading in enumerate(headings) if heading == wanted.strip()]
    found = found or [at for at, heading in enumerate(headings) if _bare(heading) == _bare(wanted)]
    if len(found) == 1:
        return found[0]
    choice = list(what)
    near = did_you_mean(wanted, choice) or (f"it has {listed(choice)}",)
    several = f"{len(found)} columns" if found else "no column"
    raise UsageError(f"{book.name} has {several} called {wanted}; {near[0]}")


def _bare(heading: str) -> str:
    """Return a heading without the number that Canvas writes behind it: `Homework 3 (12345)`."""
    name, bracket, rest = heading.strip().rpartition(" (")
    return (name if bracket and rest[:-1].isdecimal() and rest.endswith(")") else heading.strip()).casefold()


def same_name(one: str, other: str) -> bool:
    """Tell whether two headings mean one assignment."""
    return _bare(one) == _bare(other)


def other_scale(graded: Graded, most: str) -> tuple[str, ...]:
    """Return a note where the gradebook's points are not those of the key."""
    total = summed(graded.key)[0]
    number = number_of(most)
    if number is None or number == total:
        return ()
    return (f"it counts {decimal(number)} points and the key {decimal(total)}: the points of the key are written",)


def number_of(text: str) -> Fraction | None:
    """Return a number of a gradebook, with a point or a comma; None for other text."""
    plain = text.strip().replace(",", ".")
    return Fraction(plain) if plain.replace(".", "", 1).isdecimal() and plain.isascii() else None
