"""Playing a quiz: what becomes of an answer, of a hint, and of the points. It neither reads nor writes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Value
from cnncalc.grading.mark_equal import channels_first, same
from cnncalc.grading.quiz.question import Place, Trap
from cnncalc.grading.quiz.traps import together
from cnncalc.grading.slips import diagnose
from cnncalc.grading.truths import written
from cnncalc.model.volume import Volume

WHOLE: Final = Fraction(1)
HALF: Final = Fraction(1, 2)
"""What is left of a point after a hint or a wrong answer."""

NOTHING: Final = Fraction(0)


class Reply(NamedTuple):
    """What is said to an answer: whether it is right, or which slips may be behind it, or why it cannot be read."""

    verdict: Literal["right", "wrong", "unreadable"]
    traps: tuple[Trap, ...] = ()
    why: str = ""


@dataclass
class Turn:
    """One place for an answer in play: so many answers may be given, and so many hints have been."""

    place: Place
    tries: int
    hinted: int = 0
    wrong: int = 0
    done: bool = False
    points: Fraction = NOTHING

    def answer(self, raw: str) -> Reply:
        """Judge an answer; one that cannot be read is none."""
        reading = read_answer(raw, self.place.asked)
        if len(reading.values) != 1:
            return Reply("unreadable", why=reading.why or "write a number, a size or a formula")
        (value,) = reading.values
        truth = self.place.asked.truth
        if same(value, truth) or (isinstance(value, Volume) and channels_first(value) == truth):
            self.points = HALF if self.hinted or self.wrong else WHOLE
            self.done = True
            return Reply("right")
        self.wrong += 1
        self.done = self.wrong >= self.tries
        return Reply("wrong", slips(self.place, value))

    @property
    def next_hint(self) -> str:
        """The hint that would come next, but for the answer: it is told with a wrong answer that nobody can explain."""
        return self.place.hints[min(self.hinted, len(self.place.hints) - 2)]

    def hint(self) -> str:
        """Return the next hint; after the last one, which is the answer, there are no points left."""
        rung = self.place.hints[min(self.hinted, len(self.place.hints) - 1)]
        self.hinted += 1
        self.done = self.done or self.hinted >= len(self.place.hints)
        return rung

    def skip(self) -> None:
        """Leave the place without an answer."""
        self.done = True


def slips(place: Place, value: Value) -> tuple[Trap, ...]:
    """Return the slips behind a wrong answer: those that are known, else what gives exactly this number."""
    for answer, traps in place.wrong.items():
        reading = read_answer(answer, place.asked)
        if len(reading.values) == 1 and same(value, reading.values[0]):
            return traps
    case = place.asked.case
    if case is None:
        return ()
    found = diagnose(case, place.asked.quantity, value)
    text = written(value)
    return together(Trap(text, each.slips[0], each.derivation) for each in found if len(each.slips) == 1)
