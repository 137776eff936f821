"""Points and tolerances of a key: one number for everything, or numbers for columns, questions and cells."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import Origin
from cnncalc.grading.asked import Asked
from cnncalc.grading.key_questions import Question
from cnncalc.grading.key_tree import Notes
from cnncalc.grading.key_words import quantity_named
from cnncalc.spec.tree import Entry, Mapping


class Share(NamedTuple):
    """Numbers by name, and the one that holds where no name does."""

    usual: Fraction
    named: dict[str, tuple[Fraction, Origin]]

    def of(self, cell: Asked) -> Fraction:
        """Return the number of a cell: of the cell itself, of its question, of its column, or the usual one."""
        return next((self.named[name][0] for name in _names(cell) if name in self.named), self.usual)

    def check(self, cells: Sequence[Asked], what: str, notes: Notes) -> None:
        """Note numbers that are for nothing that is asked."""
        known = dict.fromkeys(name for cell in cells for name in _names(cell))
        for name, (_, origin) in self.named.items():
            if name not in known and cells:
                help = did_you_mean(name, known) or ("name a column, a question, or a cell such as `conv1.params`",)
                notes.wrong("unknown-column", f"{what}: nothing that is asked is called `{name}`", origin, *help)


def shares(entry: Entry | None, what: str, usual: int, most: int | None, notes: Notes) -> Share:
    """Return a number for everything, or numbers by name, of which none is above `most`."""
    if entry is None:
        return Share(Fraction(usual), {})
    if not isinstance(entry.value, Mapping):
        number = notes.number(entry.value, what, most)
        return Share(Fraction(usual) if number is None else number, {})
    named: dict[str, tuple[Fraction, Origin]] = {}
    for inner in entry.value.entries:
        name = quantity_named(inner.key.value) or inner.key.value
        number = notes.number(inner.value, f"{what} of {name}", most)
        if name in named:
            notes.wrong("dup-key", f"{what} of {name} are given twice", inner.key, "keep one of them")
        elif number is not None:
            named[name] = number, inner.key.origin
    return Share(Fraction(usual), named)


def worth(cell: Asked, question: Question | None, points: Share, tolerance: Share) -> Asked:
    """Return a cell with its points and its tolerance: those of its question, else those of the key."""
    own = (None, None) if question is None else (question.points, question.tolerance)
    said = zip((points, tolerance), own, strict=True)
    earned, near = (share.of(cell) if number is None else number for share, number in said)
    return cell._replace(points=earned, tolerance=near)


def _names(cell: Asked) -> tuple[str, ...]:
    """Return what a number of a cell may be given for, the narrowest first."""
    return (cell.id, cell.row, cell.quantity) if cell.text else (cell.id, cell.quantity)
