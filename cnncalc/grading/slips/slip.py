"""What a slip is: a name, two texts, and one change to the arithmetic of a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.expr import Dim, Expr, Name, Num, Op, evaluate, exact
from cnncalc.algebra.operators import OPERATORS, Number
from cnncalc.algebra.printers import decimal
from cnncalc.explain.derivation import Derivation
from cnncalc.grading.asked import Quantity, Value

Area: TypeAlias = Literal["shape", "params", "field", "operations", "memory", "inverse", "writing", "net", "digits"]

Stage: TypeAlias = Literal["facts", "sizes", "tensors", "cost", "field", "answer", "digits", "sum"]
"""Where the change is made, in the order of the work:

- `facts`: the options or the input of the layer (padding 0): everything follows by the layer's own rules;
- `sizes`: the formulas of the output's size and depth (`+ 1` left out);
- `tensors`: the shapes of what is learned (no depth);
- `cost`: what is multiplied (at the places of the input);
- `field`: the steps of the receptive field;
- `answer`: the finished formula (in KiB, channels first);
- `digits`: no formula but a slip of the pen: the change says whether it leads from one number to the other;
- `sum`: no layer but the sum over a net: the change gets the layers and their numbers.
"""

Answer: TypeAlias = tuple[Expr, ...]
"""The formulas of an answer: one a size of a volume, one an axis, or a single one."""

SHAPE: frozenset[Quantity] = frozenset({"output", "macs", "flops", "connections", "activations", "memory"})
COUNTS: frozenset[Quantity] = frozenset({"params", "weights", "biases", "norm"})
WORK: frozenset[Quantity] = frozenset({"macs", "flops", "connections"})
FIELD: frozenset[Quantity] = frozenset({"rf", "jump", "start"})
PER_AXIS: frozenset[Quantity] = FIELD | {"pad"}
WEIGHTS: frozenset[Quantity] = frozenset({"params", "weights"})
NORM: frozenset[Quantity] = frozenset({"params", "norm"})

QUIZ = "saqemlas/deep-learning-specialization, course 4, week 1 quiz"
BRIEF = "the usual lists of a marker; no published case"
"""Where several slips were met."""


class Slip(NamedTuple):
    """A mistake that people make, or a way to count that others use.

    `change` gets what its stage is about and yields what the slip makes of it: nothing where it does not apply,
    several where people go wrong in several ways.
    """

    id: str
    area: Area
    name: str
    """In a few words, for a table: `biases left out`."""
    what: str
    """The same as half a sentence: `the biases are left out`."""
    hint: str
    """A question that leads to the right answer and does not give it."""
    why: str
    """What is wrong about it."""
    stage: Stage
    change: Callable[..., Iterable[Any]]
    of: frozenset[Quantity]
    """The quantities that it can spoil."""
    source: str = ""
    """Where it was met."""
    convention: str | None = None
    """The name of the convention by which it is right, where there is one."""
    common: int = 2
    """1: everybody makes it once; 3: seldom."""

    def __repr__(self) -> str:
        return f"<Slip {self.id}>"


class Wrong(NamedTuple):
    """The number that a slip gives, and the formula that gives it (of the first size that it spoils)."""

    slip: Slip
    value: Value
    derivation: Expr | None

    @property
    def convention(self) -> str | None:
        """The convention by which the number is right."""
        return self.slip.convention

    @property
    def line(self) -> str:
        """The worked line: `(27 - 5)/1 + 1 = 23`; nothing where there is no formula."""
        return worked_line(self.derivation)


class Diagnosis(NamedTuple):
    """Slips that together give exactly the number that was answered, in the order in which they happen."""

    slips: tuple[Slip, ...]
    value: Value
    derivation: Expr | None

    @property
    def convention(self) -> str | None:
        """The convention by which the number is right; None if one of the slips is none. Two are joined by a `+`."""
        names = [slip.convention for slip in self.slips]
        return None if None in names else "+".join(filter(None, names))

    @property
    def line(self) -> str:
        """The worked line: `(27 - 5)/1 + 1 = 23`; nothing where there is no formula."""
        return worked_line(self.derivation)


def worked_line(tree: Expr | None) -> str:
    """Write a formula with its numbers and what they come to, one in letters as it is; nothing for a mere number."""
    if not isinstance(tree, Op):
        return ""
    derivation = Derivation(tree)
    value = derivation.value
    return derivation.numbers if isinstance(value, Expr) else f"{derivation.numbers} = {decimal(value)}"


def number_of(dim: Dim | Fraction) -> Number:
    """Return the number of a formula whose letters all have values, however large.

    Raises:
        ExprError: a letter has no value.
        ArithmeticError: it divides by zero.
    """
    if isinstance(dim, Op):
        number = OPERATORS[dim.name].apply(*[number_of(arg) for arg in dim.args])
        return number if isinstance(number, int) else exact(number)  # type: ignore[arg-type]
    if isinstance(dim, (Num, Name)):
        if dim.value is None:
            evaluate(dim)  # says which letter it is
        return dim.value  # type: ignore[return-value]
    return dim  # type: ignore[return-value]  # a number already
