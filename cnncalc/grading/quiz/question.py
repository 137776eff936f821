"""What a quiz is made of: questions, their places for answers, and the wrong answers that are known beforehand."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.expr import Expr
from cnncalc.grading.asked import Asked
from cnncalc.grading.slips.slip import Slip, worked_line

Topic: TypeAlias = Literal["output", "params", "rf", "flops", "inverse", "symbolic", "misfit", "table"]

TOPICS: Final[dict[Topic, str]] = {
    "output": "the volume that comes out of a layer",
    "params": "what a layer learns",
    "rf": "how much of the input a unit sees",
    "flops": "multiply-accumulates and operations",
    "inverse": "the option that gives a size or a count",
    "symbolic": "formulas in letters",
    "misfit": "windows that do not fit",
    "table": "a whole net, layer by layer",
}
"""What can be asked about."""

LEVELS: Final = {
    1: "sizes as in a lecture",
    2: "strides and paddings that matter",
    3: "dilation, groups, chains",
}


class Trap(NamedTuple):
    """A wrong answer that is known beforehand, and a slip that gives it."""

    answer: str
    """As it would be written: `27x27x10`."""
    by: Slip
    derivation: Expr | None = None
    """How the slip comes to it, where there is a calculation."""

    @property
    def slip(self) -> str:
        """The slip's id."""
        return self.by.id

    @property
    def line(self) -> str:
        """The calculation, with its numbers: `(27 - 5)/1 + 1 = 23`."""
        return worked_line(self.derivation)


class Place(NamedTuple):
    """A place for one answer: what is asked, the right answer, the wrong ones, and the help on the way.

    The last hint gives the answer away; none before it does.
    """

    asked: Asked
    answer: str
    worked: str
    hints: tuple[str, ...]
    traps: tuple[Trap, ...]
    """The wrong answers, the commonest first; one that several slips give stands there with each of them."""
    leads: str = "is what comes out"
    """What is so about a wrong answer when its slip is made."""

    @property
    def id(self) -> str:
        """The place in the key: `q1`, or `conv1.params` in a table."""
        return self.asked.id

    @property
    def wrong(self) -> dict[str, tuple[Trap, ...]]:
        """The slips behind each wrong answer."""
        found: dict[str, tuple[Trap, ...]] = {}
        for trap in self.traps:
            found[trap.answer] = (*found.get(trap.answer, ()), trap)
        return found


class Question(NamedTuple):
    """A question: one place for an answer, or the table of a net with many."""

    id: str
    topic: Topic
    level: int
    text: str
    places: tuple[Place, ...]
    entry: str
    """What stands in a key for it: an item of `questions:`, or the lines of a net."""
    lines: tuple[tuple[str, str], ...] = ()
    """The layers of a table by name, in words."""

    @property
    def is_table(self) -> bool:
        """Whether it is the table of a net."""
        return bool(self.lines)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The letters to choose from; empty where the answer is written."""
        return () if self.is_table else self.places[0].asked.choices


class Quiz(NamedTuple):
    """Questions, and what makes them again: the generator's version, the seed or the student, topics and level."""

    title: str
    questions: tuple[Question, ...]
    generator: int
    topics: tuple[Topic, ...]
    level: int
    seed: int
    student: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place for an answer."""
        return tuple(place for question in self.questions for place in question.places)

    @property
    def answers(self) -> dict[str, str]:
        """The right answers, by the place in the key."""
        return {place.id: place.answer for place in self.places}

    @property
    def origin(self) -> str:
        """How the quiz was made: `generator 1, seed 7, level 2, topics output and params`."""
        whose = f"student {self.student}, seed {self.seed}" if self.student else f"seed {self.seed}"
        count = len(self.questions)
        return (
            f"generator {self.generator}, {whose}, {count} question{'s' if count != 1 else ''}, level {self.level}, "
            f"topics {', '.join(self.topics)}"
        )
