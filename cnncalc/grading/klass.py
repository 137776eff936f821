"""A class: how the sheets turned out, which questions were hard, which slips were made, and what a person must see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import floor, lcm
from statistics import median
from typing import Final, NamedTuple

from cnncalc.algebra.errors import counted
from cnncalc.grading.asked import Asked, Key, Value
from cnncalc.grading.mark_types import NOTHING, Mark, Marked
from cnncalc.grading.slips.slip import Slip

MANY: Final = Fraction(1, 5)
"""So great a part of a class that shares one unexplained number is a reason to look at the question."""
_FEWEST: Final = 3
_HARDEST: Final = 3


class Line(NamedTuple):
    """One line a student: what is left of a sheet when its marks are no longer needed."""

    student: str
    points: Fraction
    most: Fraction
    problem: str = ""


class Hard(NamedTuple):
    """A question, and the points that the class has in it, of those that it could have."""

    asked: Asked
    points: Fraction
    most: Fraction


class Seen(NamedTuple):
    """A slip, and how often it was made."""

    slip: Slip | None
    """None counts the wrong cells behind which no slip was found; those that a person has decided are none."""
    sheets: int
    cells: int


class Shared(NamedTuple):
    """A wrong number without an explanation that many sheets share."""

    asked: Asked
    value: Value
    raw: str
    sheets: int


class ForYou(NamedTuple):
    """What a person must look at: a cell of a sheet (None: the whole sheet), and why."""

    student: str
    cell: str | None
    raw: str
    why: str


class Remark(NamedTuple):
    """What was noticed in sheets, such as rows that the key does not ask, and in whose."""

    text: str
    students: tuple[str, ...]


class Class(NamedTuple):
    """A marked class. Mean, median and lowest are of the sheets that could be read; None where there is none."""

    sheets: int
    marked: int
    lines: tuple[Line, ...]
    mean: Fraction | None
    median: Fraction | None
    lowest: Fraction | None
    hardest: tuple[Hard, ...]
    slips: tuple[Seen, ...]
    unexplained: Seen
    shared: tuple[Shared, ...]
    for_you: tuple[ForYou, ...]
    remarks: tuple[Remark, ...] = ()


class Tally:
    """Counts sheets as they are marked, and keeps no more of them than a line."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.lines: list[Line] = []
        self.for_you: list[ForYou] = []
        self._lost = [NOTHING] * len(key.cells)
        self._marked = 0
        self._slips: dict[str, Slip] = {}
        self._sheets: Counter[str] = Counter()
        self._cells: Counter[str] = Counter()
        self._unexplained_sheets = 0
        self._unexplained_cells = 0
        self._shared: Counter[tuple[int, Value]] = Counter()
        self._raw: dict[tuple[int, Value], str] = {}
        self._remarks: dict[str, list[str]] = {}
        self._numbers = {asked.id: number for number, asked in enumerate(key.cells)}

    def add(self, marked: Marked) -> None:
        """Count one sheet."""
        name, problem = marked.submission.student, marked.submission.problem
        self.lines.append(Line(name, marked.points, marked.most, problem))
        for remark in marked.submission.notes:
            self._remarks.setdefault(remark, []).append(name)
        if problem:
            self.for_you.append(ForYou(name, None, "", problem))
            return
        self._marked += 1
        for number, mark in enumerate(marked.marks):
            if mark.points is not mark.asked.points:
                self._lost[number] += mark.asked.points - mark.points
            if mark.for_a_person:
                self.for_you.append(ForYou(name, mark.id, mark.reading.raw, why(mark)))
        full = {mark.id for mark in marked.marks if mark.verdict == "convention" and mark.points >= mark.asked.points}
        for found in marked.slips:
            if full.issuperset(found.cells):
                continue  # a convention that the key accepts is no slip
            self._slips[found.slip.id] = found.slip
            self._sheets[found.slip.id] += 1
            self._cells[found.slip.id] += len(found.cells)
        unexplained = marked.unexplained
        self._unexplained_sheets += bool(unexplained)
        self._unexplained_cells += len(unexplained)
        for mark in unexplained:
            if mark.value is not None:
                place = self._numbers[mark.id], mark.value
                self._shared[place] += 1
                self._raw.setdefault(place, mark.reading.raw)

    def result(self) -> Class:
        """Return the class as it stands."""
        points = sorted(line.points for line in self.lines if not line.problem)
        hard = [
            Hard(asked, asked.points * self._marked - lost, asked.points * self._marked)
            for asked, lost in zip(self.key.cells, self._lost, strict=True)
            if lost > 0
        ]
        hard.sort(key=lambda each: each.points / each.most)
        slips = [Seen(slip, self._sheets[name], self._cells[name]) for name, slip in self._slips.items()]
        slips.sort(key=lambda seen: (-seen.sheets, -seen.cells, seen.slip.id if seen.slip else ""))
        return Class(
            len(self.lines),
            self._marked,
            tuple(self.lines),
            sum(points, NOTHING) / len(points) if points else None,
            Fraction(median(points)) if points else None,
            points[0] if points else None,
            tuple(hard[:_HARDEST]),
            tuple(slips),
            Seen(None, self._unexplained_sheets, self._unexplained_cells),
            tuple(self._alarms()),
            tuple(self.for_you),
            tuple(Remark(text, tuple(students)) for text, students in self._remarks.items()),
        )

    def _alarms(self) -> Iterable[Shared]:
        """Yield the unexplained numbers that many sheets share, the most frequent first."""
        least = max(Fraction(_FEWEST), MANY * self._marked)
        found = [(place, sheets) for place, sheets in self._shared.items() if sheets >= least]
        for place, sheets in sorted(found, key=lambda each: (-each[1], each[0][0])):
            number, value = place
            yield Shared(self.key.cells[number], value, self._raw[place], sheets)


def why(mark: Mark) -> str:
    """Return what a person has to decide about a cell."""
    return mark.reading.why or "it can be read in several ways"


def summed(key: Key) -> tuple[Fraction, str]:
    """Return all points of a key, and its cells in words: `22 cells of 1 point`."""
    points = {asked.points for asked in key.cells}
    total = added(asked.points for asked in key.cells)
    cells = counted(len(key.cells), "cell")
    if len(points) != 1:
        return total, cells
    (each,) = points
    return total, f"{cells} of {decimal(each)} point{'' if each == 1 else 's'}"


def added(points: Iterable[Fraction]) -> Fraction:
    """Add points over one denominator: fractions one by one take most of the time that a page takes."""
    each = list(points)
    under = lcm(*[point.denominator for point in each])
    return Fraction(sum([point.numerator * (under // point.denominator) for point in each]), under)


def decimal(number: Fraction, least: int = 0) -> str:
    """Write points: `16.5`, with at least so many decimals, and at most two; a half is rounded up."""
    whole, rest = divmod(floor(number * 100 + Fraction(1, 2)), 100)
    decimals = f"{rest:02}".rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else f"{whole}"
