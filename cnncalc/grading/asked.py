"""What a key asks, cell by cell, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.expr import Expr, Name
from cnncalc.algebra.operators import Number
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Node
from cnncalc.model.report import LayerReport, Report, Setting
from cnncalc.model.volume import Layout, Volume

Quantity: TypeAlias = Literal[
    "output", "params", "weights", "biases", "norm", "macs", "flops", "connections", "activations", "memory",
    "rf", "jump", "start", "pad", "answer",
]  # fmt: skip
"""What can be asked of a layer; `memory` is in bytes. `answer` is what a question asks that is about no layer."""


class Choice(NamedTuple):
    """The answer to a question with choices: the letter of one."""

    letter: str


Value: TypeAlias = "Number | Volume | tuple[Number, ...] | Expr | Choice"
"""An answer that has been understood: a number, a volume, one number an axis, a formula in letters, or a choice."""


ANY_DEPTH: Final = Name("depth")
"""The depth of a volume that is right with any."""


class Asked(NamedTuple):
    """One cell of a key: a quantity of a layer, or a single question.

    `case` is what the arithmetic is done on; None for a question that is not about one layer: a choice of words, or an
    option that is looked for.
    """

    id: str
    """`conv1.params`, or `q1`."""
    row: str
    """The layer's name, or the question's id."""
    column: str
    """The quantity, or `answer`."""
    quantity: Quantity
    points: Fraction
    truth: Value
    case: Case | None = None
    tolerance: Fraction = Fraction(0)
    """How far from the truth an answer may lie, as a part of it: 1/100 is 1 %."""
    text: str = ""
    """What a single question asks, in words; empty for a cell of the net's table."""
    choices: tuple[tuple[str, str], ...] = ()
    """The letters to choose from, with what each stands for."""
    meant: tuple[tuple[str, Value], ...] = ()
    """What stands at the letters, where that reads as an answer."""
    also: tuple[Value, ...] = ()
    """What is as right as the truth: the other paddings that give the size, an input with its depth."""
    worked: str = ""
    """How the answer comes about, where the case does not tell it."""

    def stands_for(self, value: Value) -> Value:
        """Return what a choice says; another answer, and a choice of words, stand for themselves."""
        if not isinstance(value, Choice):
            return value
        return next((each for letter, each in self.meant if letter.casefold() == value.letter.casefold()), value)


class Case(NamedTuple):
    """A layer with the inputs on which a number of it is worked out: the true ones, or the student's own.

    `layer` is the true layer of the true net. `node` is what its rules are asked through; `before` is the receptive
    field of its (first) input. In letters, `points` are the same layer with numbers for them.
    """

    layer: LayerReport
    volumes: tuple[Volume, ...]
    before: ReceptiveField | None = None
    report: Report | None = None
    """The net around it; None for a single layer."""
    points: tuple[Point, ...] = ()

    @property
    def node(self) -> Node:
        """The layer in its net."""
        return self.layer.node


class Point(NamedTuple):
    """Numbers for the letters of a case with which it fits, and the case with them."""

    values: Mapping[str, int]
    case: Case


class Rules(NamedTuple):
    """How a key marks: which conventions earn which part of the points, and what becomes of slips that are repeated."""

    accept: Mapping[str, Fraction]
    """Convention -> part of the points: `no-bias` -> 1/2."""
    follow: bool = True
    same_slip: Literal["each", "once"] = "each"
    reveal: bool = False


class Key(NamedTuple):
    """A key: its title, the net it is about (None where it only has single questions), and its cells in order."""

    title: str
    report: Report | None
    cells: tuple[Asked, ...]
    rules: Rules
    setting: Setting = Setting()
    """What is counted as a FLOP, and for the memory the batch and the type of the numbers."""
    layout: Layout = "hwc"
    """The order in which sizes are written on its sheets."""
    file: str = ""


class Submission(NamedTuple):
    """What one student handed in: raw texts by the cell's id, as written. `problem` says why it cannot be read."""

    student: str
    answers: Mapping[str, str]
    file: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()
    """What was noticed while reading: rows that the key does not ask, duplicates."""


class Reading(NamedTuple):
    """A raw answer understood: no value where it is blank or unreadable, several where it can be read in two ways."""

    raw: str
    values: tuple[Value, ...]
    why: str = ""
    """Why it has none (`""`: blank), or why there are several."""

    @property
    def blank(self) -> bool:
        """Whether nothing was answered."""
        return not self.values and not self.why
