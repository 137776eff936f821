"""What a note says that its cells have earned: as much as their marks, whole and in part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from cnncalc.grading.klass import decimal
from cnncalc.grading.mark_types import NOTHING, Mark, Marked
from cnncalc.grading.truths import MEANINGS
from cnncalc.render.grade_signs import answer, clean, part
from cnncalc.render.look import Look

_NUMBERS: Final = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


def named(marks: Sequence[Mark]) -> str:
    """Name cells: one by itself, several by what they are."""
    first = marks[0].asked
    if len(marks) == 1:
        return first.row if first.column == "answer" else f"{first.row}, {first.column}"
    words = dict.fromkeys(MEANINGS[mark.asked.quantity] for mark in marks)
    text = " and ".join(words)
    return f"{text[0].upper()}{text[1:]}, {len(marks)} cells"


def decided(marks: Iterable[Mark]) -> list[str]:
    """Say what a person has decided about cells."""
    lines = []
    for mark in marks:
        if mark.decision is not None:
            why = f": {clean(mark.decision.why)}" if mark.decision.why else ""
            given = f"{decimal(mark.points)} of {decimal(mark.asked.points)}"
            lines.append(f"{named([mark])}: a person has decided, {given} points{why}")
    return lines


def of_slip(marks: Sequence[Mark]) -> list[str]:
    """Say what the cells of a slip have earned all the same: under a convention, or as it is charged once."""
    lines = []
    under = [mark for mark in marks if mark.verdict == "convention" and mark.convention and not mark.repeats]
    full = [mark for mark in under if mark.points >= mark.asked.points]
    partly = [mark for mark in under if mark.points < mark.asked.points]
    if full and len(full) == len(marks):
        lines.append("It is another way of counting, which this key accepts: full points.")
    elif full:
        lines.append(f"Counted that way, {_some(full, 'is', 'are')} right: full points.")
    if partly:
        those = "it is" if len(partly) == len(marks) else _some(partly, "is", "are")
        comma = "" if len(partly) == len(marks) else ","
        lines.append(f"Counted that way{comma} {those} right: {earned(partly)}.")
    repeated = [mark for mark in marks if mark.repeats]
    if repeated:
        lines.append(f"The slip is charged once: {_some(repeated, 'keeps its points', 'keep their points')}.")
    return lines


def of_followers(marked: Marked, marks: Sequence[Mark], look: Look) -> list[str]:
    """Say how many cells are right given the wrong ones."""
    roots = {mark.id for mark in marks}
    cells = [
        mark
        for mark in marked.marks
        if mark.verdict in ("follows", "convention") and mark.decision is None and roots.intersection(mark.follows)
    ]
    full = [mark for mark in cells if mark.points >= mark.asked.points]
    partly = [mark for mark in cells if mark.points < mark.asked.points]
    yours, it = (answer(marks[0], look.layout), "it") if len(marks) == 1 else ("answers", "them")
    lines = []
    if len(full) == 1:
        lines.append(f"{named(full)}, builds on your {yours} and follows from {it}: full points.")
    elif full:
        lines.append(f"The {_number(full)} cells that build on your {yours} follow from {it}: full points.")
    if partly:
        said = (
            named(partly) + "," if len(partly) == 1 else f"{_number(partly).capitalize()}{' more' * bool(full)} cells"
        )
        verb = "builds" if len(partly) == 1 else "build"
        lines.append(f"{said} {verb} on {it if full else f'your {yours}'}, counted another way: {earned(partly)}.")
    return lines


def earned(marks: Iterable[Mark]) -> str:
    """Write what cells have earned: a share that all have, or the sum."""
    points = [mark.points for mark in marks]
    if len(set(points)) == 1:
        return f"{part(points[0])}{' each' if len(points) > 1 else ''}"
    total: Fraction = sum(points, NOTHING)
    return f"{decimal(total)} points together"


def _some(marks: Sequence[Mark], one: str, many: str) -> str:
    """Say how many cells of a note are meant: `three of them are`."""
    return f"one of them {one}" if len(marks) == 1 else f"{_number(marks)} of them {many}"


def _number(marks: Sequence[Mark]) -> str:
    return _NUMBERS.get(len(marks), f"{len(marks)}")
