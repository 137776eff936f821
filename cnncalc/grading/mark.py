"""Marking a sheet: a verdict for every cell, early slips followed through, and the slips behind what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Asked, Key, Reading, Submission
from cnncalc.grading.decisions import Decision, Decisions
from cnncalc.grading.follow import Ground
from cnncalc.grading.mark_judge import CHANNELS_FIRST, Conventions, Outcome, judge
from cnncalc.grading.mark_types import NOTHING, Mark, Marked
from cnncalc.grading.mark_walk import Walk
from cnncalc.grading.sheetwide import Candidates, Found, smallest
from cnncalc.grading.slips import diagnose, wrong_values
from cnncalc.grading.slips.slip import Diagnosis, Slip

_KEPT: Final = 100_000
"""So many marks are remembered for sheets that come to the same."""


class Marker:
    """Marks the sheets of one key; what was worked out for one sheet is there for the next."""

    def __init__(self, key: Key, most: int = 2) -> None:
        self.key = key
        self._most = most
        self._walk = Walk(key)
        self._conventions = Conventions()
        self._readings: dict[tuple[int, str], Reading] = {}
        self._marks: dict[tuple[object, ...], Mark] = {}
        self._sheets: dict[tuple[str, ...], tuple[tuple[Mark, ...], tuple[Found, ...]]] = {}
        self._numbers = {asked.id: number for number, asked in enumerate(key.cells)}
        self._shows: dict[int, frozenset[str]] = {}

    def mark(self, submission: Submission, decisions: Decisions | None = None) -> Marked:
        """Return the marks of a sheet; of one that cannot be read there are none."""
        if submission.problem:
            return Marked(submission, ())
        raws = tuple([submission.answers.get(asked.id, "") for asked in self.key.cells])
        found = self._sheets.get(raws)
        if found is None:
            found = self._sheet(raws)
            if len(self._sheets) < _KEPT:
                self._sheets[raws] = found
        marks, slips = found
        if decisions:
            marks = tuple([_decided(mark, decisions.get((submission.student, mark.id))) for mark in marks])
        points = sum([mark.points for mark in marks], NOTHING)
        return Marked(submission, marks, slips, points, sum([mark.most for mark in marks], NOTHING))

    def _sheet(self, raws: Sequence[str]) -> tuple[tuple[Mark, ...], tuple[Found, ...]]:
        measured: list[tuple[Ground, ...]] = list(self._walk.true)
        marks = [self._mark(number, raw, measured[number]) for number, raw in enumerate(raws)]
        flipped = any(mark.convention == CHANNELS_FIRST for mark in marks)
        if any(marks[number].verdict not in ("right", "convention") for number in self._walk.leading):

            def judged(number: int, grounds: Sequence[Ground]) -> Outcome | None:
                measured[number] = tuple(grounds)
                mark = marks[number] = self._mark(number, raws[number], measured[number])
                if mark.value is None:
                    return None
                verdict = "wrong" if mark.verdict == "undecided" else mark.verdict
                return Outcome(verdict, NOTHING, mark.value, mark.convention, mark.follows)

            self._walk.grounds(judged, flipped)
        for number in self._walk.order:
            if marks[number].verdict in ("wrong", "convention"):
                marks[number] = self._diagnosed(marks[number], measured[number], marks)
        slips = self._slips(marks)
        return tuple(_once(marks, slips) if self.key.rules.same_slip == "once" else marks), slips

    def _mark(self, number: int, raw: str, grounds: tuple[Ground, ...]) -> Mark:
        """Return the mark of one answer on these grounds."""
        question = number, raw, *((ground.truth, ground.roots) for ground in grounds[1:])
        mark = self._marks.get(question)
        if mark is None:
            mark = self._marked(self.key.cells[number], self._reading(number, raw), grounds)
            if len(self._marks) < _KEPT:
                self._marks[question] = mark
        return mark

    def _reading(self, number: int, raw: str) -> Reading:
        question = number, raw
        reading = self._readings.get(question)
        if reading is None:
            reading = read_answer(raw, self.key.cells[number])
            if len(self._readings) < _KEPT:
                self._readings[question] = reading
        return reading

    def _marked(self, asked: Asked, reading: Reading, grounds: tuple[Ground, ...]) -> Mark:
        if reading.blank:
            return Mark(asked, reading, "blank")
        if not reading.values:
            return Mark(asked, reading, "unreadable", most=asked.points)
        outcomes = [judge(asked, value, grounds, self.key.rules, self._conventions) for value in reading.values]
        best = max(outcomes, key=lambda outcome: outcome.share)
        if len({outcome.share for outcome in outcomes}) > 1:
            least = min(outcome.share for outcome in outcomes) * asked.points
            return Mark(asked, reading, "undecided", least, best.share * asked.points, value=best.value)
        points = best.share * asked.points
        return Mark(
            asked,
            reading,
            best.verdict,
            points,
            points,
            best.convention,
            best.follows,
            value=best.value,
            ground=best.ground,
        )

    def _diagnosed(self, mark: Mark, grounds: Sequence[Ground], marks: Sequence[Mark]) -> Mark:
        """Return a mark with the slips that give exactly its number, on the true inputs and on the student's own.

        On inputs that come from a number which nobody can explain, only one slip at a time is looked for, and none on
        one that is mistyped: nobody goes on with a slip of the pen.
        """
        if mark.value is None or (mark.follows and mark.convention is None):
            return mark
        found: list[Diagnosis] = []
        for ground in grounds:
            roots = [marks[self._numbers[root]] for root in ground.roots]
            if ground.case is not None and not any(root.diagnoses and not _understood(root) for root in roots):
                most = self._most if all(map(_understood, roots)) else 1
                found += diagnose(ground.case, mark.asked.quantity, mark.value, most)
        if mark.verdict == "convention":
            found = [each for each in found if each.convention == mark.convention]
        found.sort(key=lambda each: len(each.slips))
        by_slips: dict[tuple[str, ...], Diagnosis] = {}
        for each in found:
            by_slips.setdefault(tuple(slip.id for slip in each.slips), each)
        simple = [each for names, each in by_slips.items() if not any(set(other) < set(names) for other in by_slips)]
        return mark._replace(diagnoses=tuple(simple))

    def _slips(self, marks: Sequence[Mark]) -> tuple[Found, ...]:
        """Return the smallest set of slips behind the cells that are not simply right."""
        cells: dict[str, Candidates] = {
            mark.id: tuple([diagnosis.slips for diagnosis in mark.diagnoses]) for mark in marks if mark.diagnoses
        }
        if not cells:
            return ()
        return smallest(cells, lambda slip, seen: self._against(slip, seen, marks))

    def _against(self, slip: Slip, seen: Sequence[str], marks: Sequence[Mark]) -> int:
        """Count the cells in which a slip that is a habit would show and does not, among the quantities it is seen in.

        A cell speaks against it that is right, or wrong by other slips. A number that goes on with the student's own
        output of the same layer says nothing about it, nor does one that nobody can explain.
        """
        quantities = {self.key.cells[self._numbers[cell]].quantity for cell in seen}
        others = 0
        for number, mark in enumerate(marks):
            if mark.asked.quantity in quantities and mark.id not in seen and slip.id in self._shown(number):
                own_row = any(root.partition(".")[0] == mark.asked.row for root in mark.follows)
                told = mark.verdict in ("right", "follows") or _understood(mark)
                others += told and not own_row
        return others

    def _shown(self, number: int) -> frozenset[str]:
        """Return the slips that give another number than the right one in a cell."""
        if number not in self._shows:
            asked = self.key.cells[number]
            wrong = wrong_values(asked.case, asked.quantity) if asked.case is not None else ()
            self._shows[number] = frozenset(each.slip.id for each in wrong)
        return self._shows[number]


def mark(key: Key, submission: Submission, decisions: Decisions | None = None) -> Marked:
    """Mark one sheet; for many sheets of one key, `Marker` remembers what they have in common."""
    return Marker(key).mark(submission, decisions)


def mark_all(key: Key, submissions: Iterable[Submission], decisions: Decisions | None = None) -> Iterator[Marked]:
    """Mark sheets one after the other."""
    marker = Marker(key)
    for submission in submissions:
        yield marker.mark(submission, decisions)


def _understood(mark: Mark) -> bool:
    """Tell whether a wrong answer comes from slips in the arithmetic, and not of the pen."""
    return any(all(slip.stage != "digits" for slip in diagnosis.slips) for diagnosis in mark.diagnoses)


def _decided(mark: Mark, decision: Decision | None) -> Mark:
    """Return a mark as a person has decided it."""
    if decision is None:
        return mark
    points = Fraction(decision.points)
    verdict = mark.verdict
    if points >= mark.asked.points:
        verdict = "right"
    elif not points:
        verdict = "wrong"
    elif mark.for_a_person or verdict == "right":
        verdict = "convention"
    return mark._replace(points=points, most=points, verdict=verdict, decision=decision)


def _once(marks: Sequence[Mark], slips: Sequence[Found]) -> list[Mark]:
    """Charge each slip in the first of its cells only."""
    charged: set[str] = set()
    behind: dict[str, list[str]] = {}
    for found in slips:
        for cell in found.cells:
            behind.setdefault(cell, []).append(found.slip.id)
    result = []
    for mark in marks:
        names = behind.get(mark.id, [])
        lost = mark.verdict in ("wrong", "convention") and mark.points < mark.asked.points
        if lost and names and charged.issuperset(names):
            whole = mark.asked.points
            mark = mark._replace(points=whole, most=whole, repeats=names[0])
        elif lost:
            charged.update(names)
        result.append(mark)
    return result
