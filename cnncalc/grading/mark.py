"""Marking a sheet: a verdict for every cell, early slips followed through, and the slips behind what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Final

from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Asked, Case, Key, Reading, Submission, Value
from cnncalc.grading.decisions import Decision, Decisions
from cnncalc.grading.follow import Ground
from cnncalc.grading.mark_judge import OTHER_ORDER, Conventions, Outcome, Verdict, judge
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
        self._conventions = Conventions(key.layout)
        self._readings: dict[tuple[int, str], Reading] = {}
        self._marks: dict[tuple[object, ...], Mark] = {}
        self._told: dict[tuple[object, ...], tuple[Diagnosis, ...]] = {}
        self._sheets: dict[tuple[str, ...], tuple[tuple[Mark, ...], tuple[Found, ...]]] = {}
        self._whole = sum([asked.points for asked in key.cells], NOTHING)
        self._numbers = {asked.id: number for number, asked in enumerate(key.cells)}
        self._shows: dict[int, frozenset[str]] = {}
        self._moving = frozenset(asked.id for asked in key.cells if _has_windows(asked))

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
            slips = _without(slips, {mark.id for mark in marks if mark.decision and mark.verdict == "right"})
        lost = sum([mark.asked.points - mark.points for mark in marks if mark.points is not mark.asked.points], NOTHING)
        open_still = sum([mark.most - mark.points for mark in marks if mark.most is not mark.points], NOTHING)
        return Marked(submission, marks, slips, self._whole - lost, self._whole - lost + open_still)

    def _sheet(self, raws: Sequence[str]) -> tuple[tuple[Mark, ...], tuple[Found, ...]]:
        measured: list[tuple[Ground, ...]] = list(self._walk.true)
        marks = [self._mark(number, raw, measured[number]) for number, raw in enumerate(raws)]
        flipped = any(mark.convention == OTHER_ORDER[self.key.layout] for mark in marks)
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
                marks[number] = self._diagnosed(number, measured[number], marks)
        slips = self._slips(marks)
        return tuple(_once(marks, slips) if self.key.rules.same_slip == "once" else marks), slips

    def _mark(self, number: int, raw: str, grounds: tuple[Ground, ...]) -> Mark:
        """Return the mark of one answer on these grounds."""
        question = number, raw, *[(ground.truth, ground.roots, _inputs(ground.case)) for ground in grounds[1:]]
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
            reading = read_answer(raw, self.key.cells[number], self.key.layout)
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
        worth = tuple([_part(outcome.share, asked.points) for outcome in outcomes])
        if len(set(worth)) > 1:
            return Mark(asked, reading, "undecided", min(worth), max(worth), value=best.value, worth=worth)
        (points, *_) = worth
        verdict, convention, follows = best.verdict, best.convention, best.follows
        return Mark(asked, reading, verdict, points, points, convention, follows, value=best.value, ground=best.ground)

    def _diagnosed(self, number: int, grounds: Sequence[Ground], marks: Sequence[Mark]) -> Mark:
        """Return a mark with the slips that give exactly its number, on the true inputs and on the student's own.

        On inputs that come from a number which nobody can explain, only one slip at a time is looked for, and only
        where nothing else tells; on one that is mistyped none: nobody goes on with a slip of the pen.
        """
        mark = marks[number]
        if mark.value is None or (mark.follows and mark.convention is None):
            return mark
        sure: list[Case] = []
        unsure: list[Case] = []
        for ground in grounds:
            roots = [marks[self._numbers[root]] for root in ground.roots]
            if ground.case is not None and not any(root.diagnoses and not _understood(root) for root in roots):
                (sure if all(map(_understood, roots)) else unsure).append(ground.case)
        only = mark.convention if mark.verdict == "convention" else None
        question = (
            number,
            mark.value,
            only,
            *[_inputs(case) for case in sure],
            None,
            *[_inputs(case) for case in unsure],
        )
        found = self._told.get(question)
        if found is None:
            found = self._diagnoses(mark.asked, mark.asked.stands_for(mark.value), only, sure, unsure)
            if len(self._told) < _KEPT:
                self._told[question] = found
        return mark._replace(diagnoses=found)

    def _diagnoses(
        self, asked: Asked, value: Value, only: str | None, sure: Sequence[Case], unsure: Sequence[Case]
    ) -> tuple[Diagnosis, ...]:
        """Return the slips behind a value, the fewest first, and of those that hold another set of them only that.

        `only` is the convention under which the value is right.
        """
        found = [each for case in sure for each in diagnose(case, asked.quantity, value, self._most)]
        if not any(map(_arithmetic, found)):
            found += [each for case in unsure for each in diagnose(case, asked.quantity, value, 1)]
        if only is not None:
            found = [each for each in found if each.convention == only]
        found.sort(key=lambda each: len(each.slips))
        by_slips: dict[tuple[str, ...], Diagnosis] = {}
        for each in found:
            by_slips.setdefault(tuple(slip.id for slip in each.slips), each)
        simple = [each for names, each in by_slips.items() if not any(set(other) < set(names) for other in by_slips)]
        return tuple(simple)

    def _slips(self, marks: Sequence[Mark]) -> tuple[Found, ...]:
        """Return the smallest set of slips behind the cells that are not simply right."""
        cells: dict[str, Candidates] = {
            mark.id: tuple([diagnosis.slips for diagnosis in mark.diagnoses]) for mark in marks if mark.diagnoses
        }
        if not cells:
            return ()
        return smallest(cells, lambda slip, seen: self._against(slip, seen, marks))

    def _against(self, slip: Slip, seen: Sequence[str], marks: Sequence[Mark]) -> int:
        """Count the cells in which a slip that is a habit would show and does not.

        A cell speaks against it that is right, or wrong by other slips, if the slip is seen in its quantity, and not
        only under moving windows while none moves there: who forgets the depth of filters may know that of a flattened
        map. A number that goes on with the student's own output of the same layer says nothing, nor does one that
        nobody can explain.
        """
        quantities = {self.key.cells[self._numbers[cell]].quantity for cell in seen}
        windows_only = self._moving.issuperset(seen)
        others = 0
        for number, mark in enumerate(marks):
            alike = mark.asked.quantity in quantities and (not windows_only or mark.id in self._moving)
            if alike and mark.id not in seen and slip.id in self._shown(number):
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


def _part(share: Fraction, points: Fraction) -> Fraction:
    """Return a part of points; of the whole the points themselves."""
    return points if share == 1 else share * points


def _inputs(case: Case | None) -> tuple[object, ...]:
    """Return what the arithmetic of a cell is done on."""
    return (case.volumes, case.before) if case is not None else ()


def _has_windows(asked: Asked) -> bool:
    """Tell whether a cell asks about a layer over whose input windows move."""
    return asked.case is not None and bool(asked.case.node.layer.windows(*asked.case.volumes))


def _understood(mark: Mark) -> bool:
    """Tell whether a wrong answer comes from slips in the arithmetic, and not of the pen."""
    return any(map(_arithmetic, mark.diagnoses))


def _arithmetic(diagnosis: Diagnosis) -> bool:
    return all(slip.stage != "digits" for slip in diagnosis.slips)


def _decided(mark: Mark, decision: Decision | None) -> Mark:
    """Return a mark as a person has decided it."""
    if decision is None:
        return mark
    points = Fraction(decision.points)
    verdict: Verdict = "convention"
    if points >= mark.asked.points:
        verdict = "right"
    elif not points:
        verdict = "wrong"
    return mark._replace(points=points, most=points, verdict=verdict, decision=decision, repeats="")


def _without(slips: Sequence[Found], cells: Collection[str]) -> tuple[Found, ...]:
    """Return slips without the cells that a person has found right."""
    left = [found._replace(cells=tuple(cell for cell in found.cells if cell not in cells)) for found in slips]
    return tuple(found for found in left if found.cells)


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
