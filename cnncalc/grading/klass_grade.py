"""Grading: a key, what was handed in, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cnncalc.errors import Problem, UsageError
from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.decisions import Placed, placed, read_decisions
from cnncalc.grading.folder import Submissions, read_submissions
from cnncalc.grading.key_open import is_key
from cnncalc.grading.key_open import key as open_key
from cnncalc.grading.key_words import QUANTITIES
from cnncalc.grading.klass import Class, Tally
from cnncalc.grading.mark import Marker
from cnncalc.grading.mark_types import Marked
from cnncalc.grading.roster import letters
from cnncalc.grading.students import Students

Watch: TypeAlias = Callable[[Sequence[Submission]], Iterable[Submission]]
"""Hands on what it gets, and may show how far it is."""


class Graded(NamedTuple):
    """A key, every sheet with its marks, the class, and who handed in what.

    `handed_in` names who of the roster has no sheet, and which sheets are of nobody on it; `idle` are the decisions
    that are about no sheet.
    """

    key: Key
    sheets: tuple[Marked, ...]
    klass: Class
    handed_in: Submissions
    idle: tuple[Problem, ...] = ()

    @property
    def unmatched(self) -> tuple[str, ...]:
        """What could not be matched, in words, both ways."""
        missing = [
            f"{person.name or person.student} is on the roster and has no sheet" for person in self.handed_in.missing
        ]
        return (*missing, *(f"{name} has a sheet, but {why}" for name, why in self.handed_in.strangers.items()))

    @property
    def names(self) -> Mapping[str, str]:
        """The names of those whose sheets are called otherwise, such as by a number."""
        people = self.handed_in.people.items()
        return {student: each.name for student, each in people if letters(each.name) not in ("", letters(student))}


def grade(
    key: Key | str | Path,
    *files: str | Path,
    roster: str | Path | None = None,
    decisions: str | Path | None = None,
    watch: Watch | None = None,
) -> Graded:
    """Mark sheets: files, folders or zips against a key, its file, or simply a spec: `grade("alexnet", "my.csv")`.

    With a spec, the columns and rows that the sheets have are what is asked, a point a cell. `roster` is a file that
    says which sheet is whose, `decisions` one with what a person has decided.

    Raises:
        UsageError: a file cannot be read, or nothing was handed in.
        SpecError: the key or the decisions are wrong; with all that is.
    """
    paths = [Path(file) for file in files]
    if isinstance(key, Key):
        found, handed_in = key, read_submissions(paths, key, roster)
    elif is_key(str(key)):
        found = open_key(str(key))
        handed_in = read_submissions(paths, found, roster)
    else:
        wide = open_key(str(key), QUANTITIES)
        handed_in = read_submissions(paths, wide, roster)
        found = _asked_by(wide, handed_in)
    decided = ruled(decisions, found, handed_in)
    marker, tally = Marker(found), Tally(found)
    sheets = []
    for submission in (watch or list)(handed_in.sheets):
        marked = marker.mark(submission, decided.decisions)
        tally.add(marked)
        sheets.append(marked)
    return Graded(found, tuple(sheets), tally.result(), handed_in, decided.idle)


def ruled(file: str | Path | None, key: Key, handed_in: Submissions) -> Placed:
    """Return what a person has decided about the sheets that were handed in; nothing without a file.

    Raises:
        UsageError: it cannot be read, or holds no decisions.
        SpecError: rows that decide nothing, or one cell twice.
    """
    if file is None:
        return Placed({})
    return placed(read_decisions(file, key), Students(handed_in), str(file))


def _asked_by(wide: Key, handed_in: Submissions) -> Key:
    """Return the key of what the sheets have columns and rows for."""
    answered = {cell for submission in handed_in.sheets for cell in submission.answers}
    rows = {asked.row for asked in wide.cells if asked.id in answered}
    columns = {asked.column for asked in wide.cells if asked.id in answered}
    cells = tuple(
        asked._replace(points=Fraction(1)) for asked in wide.cells if asked.row in rows and asked.column in columns
    )
    if not cells and not all(submission.problem for submission in handed_in.sheets):
        raise UsageError(
            "the sheets answer nothing about this net; their first line names what they answer",
            (("layer,output,params", "for example"),),
        )
    return wide._replace(cells=cells)
