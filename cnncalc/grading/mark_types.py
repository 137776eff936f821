"""What marking gives: the mark of a cell, and of a sheet."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.grading.asked import Asked, Reading, Submission, Value
from cnncalc.grading.decisions import Decision
from cnncalc.grading.follow import Ground
from cnncalc.grading.mark_judge import Verdict
from cnncalc.grading.sheetwide import Found
from cnncalc.grading.slips.slip import Diagnosis

NOTHING: Final = Fraction(0)


class Mark(NamedTuple):
    """The mark of one cell.

    `verdict` is where the value comes from; under a `convention` it is right only as that is meant, and `follows` are
    the cells whose wrong answers it builds on: a cell can have both. `most` is what the points may still come to where
    a person has to decide. `ground` is what the value was measured against.
    """

    asked: Asked
    reading: Reading
    verdict: Verdict
    points: Fraction = NOTHING
    most: Fraction = NOTHING
    convention: str | None = None
    follows: tuple[str, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    value: Value | None = None
    ground: Ground | None = None
    decision: Decision | None = None
    worth: tuple[Fraction, ...] = ()
    """The points that each reading of an answer would earn, where a person has to say which one counts."""
    repeats: str = ""
    """The slip that was already charged in another cell, so that this one costs nothing."""

    @property
    def id(self) -> str:
        """The cell: `conv1.params`."""
        return self.asked.id

    @property
    def for_a_person(self) -> bool:
        """Whether somebody has to look at it before it counts."""
        return self.decision is None and self.verdict in ("undecided", "unreadable")


class Marked(NamedTuple):
    """A sheet with its marks, the slips found over all of it, and its points, which may still come to `most`."""

    submission: Submission
    marks: tuple[Mark, ...]
    slips: tuple[Found, ...] = ()
    points: Fraction = NOTHING
    most: Fraction = NOTHING

    def mark(self, cell: str) -> Mark:
        """Return the mark of a cell.

        Raises:
            KeyError: the key does not ask it.
        """
        for mark in self.marks:
            if mark.id == cell:
                return mark
        raise KeyError(cell)

    @property
    def unexplained(self) -> tuple[Mark, ...]:
        """The wrong cells behind which no slip was found, and about which nobody has decided."""
        told = {cell for found in self.slips for cell in found.cells}
        told |= {mark.id for mark in self.marks if mark.decision is not None}
        return tuple(mark for mark in self.marks if mark.verdict == "wrong" and mark.id not in told)
