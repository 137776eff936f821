"""Derivations: numbers as the formulas that give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Dim, Expr, Name, Op, evaluate, known, leaves, lift
from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import decimal, text
from cnncalc.algebra.reduction import steps
from cnncalc.explain.leaves import Meaning
from cnncalc.model.volume import axis_names


class Letter(NamedTuple):
    """A letter of a formula: what it stands for here, and its number."""

    symbol: str
    value: Number | Expr
    meaning: str
    family: str = ""

    @property
    def own(self) -> bool:
        """Whether it stands for itself: a letter of the question that the formula has too."""
        return isinstance(self.value, Name) and self.value.symbol == self.symbol


class Derivation(NamedTuple):
    """A number as the formula that gives it."""

    tree: Expr
    meanings: tuple[tuple[str, Meaning], ...] = ()

    @property
    def formula(self) -> str:
        """The formula in letters: `(N + 2*P - F)/S + 1`."""
        return text(self.tree)

    @property
    def numbers(self) -> str:
        """The formula with its numbers put in: `(32 + 2*2 - 5)/1 + 1`."""
        return text(_divided(self.tree), values=True)

    @property
    def steps(self) -> tuple[str, ...]:
        """The calculation from the numbers put in down to the value: `(32 + 2*2 - 5)/1 + 1`, `31/1 + 1`, `32`."""
        return tuple(map(text, self.lines))

    @property
    def lines(self) -> tuple[Expr, ...]:
        """The same as trees."""
        return tuple(steps(_divided(self.tree)))

    @property
    def value(self) -> Number | Expr:
        """The exact value; a formula where a size is unknown."""
        if any(leaf.value is None for leaf in leaves(self.tree)):
            return collected(self.tree)
        value = evaluate(self.tree)
        assert not isinstance(value, (bool, str, tuple)), "every letter of a derivation has a value"
        return value

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters of the formula, in the order in which they stand in it."""
        meanings, found = dict(self.meanings), {leaf.symbol: leaf.value for leaf in leaves(self.tree)}
        return tuple(Letter(s, value, *meanings[s]) for s, value in found.items() if value is not None)


def _divided(tree: Expr) -> Expr:
    """Return a formula with whole quotients, such as the depth of one filter in `4//4`, as the numbers they are."""
    if not isinstance(tree, Op):
        return tree
    value = known(tree) if tree.name == "//" else None
    return Op(tree.name, tuple(map(_divided, tree.args))) if value is None else lift(value)


@dataclass(frozen=True, slots=True)
class OnAxes:
    """A derivation that holds for some of the spatial axes, of which there are `of`."""

    axes: tuple[int, ...]
    of: int
    derivation: Derivation

    @property
    def everywhere(self) -> bool:
        """Whether it holds for all axes."""
        return len(self.axes) == self.of

    @property
    def where(self) -> str:
        """The axes by name: `in height and width`."""
        *words, last = (axis_names(self.of)[axis] for axis in self.axes)
        return f"in {', '.join(words)} and {last}" if words else f"in {last}"

    @property
    def line(self) -> str:
        """The calculation and its exact value on one line: `(7 - 3)/3 + 1 = 2.33`."""
        numbers, value = self.derivation.numbers, decimal(self.derivation.value)
        return numbers if numbers == value else f"{numbers} = {value}"


@dataclass(frozen=True, slots=True)
class OutputSize(OnAxes):
    """The exact positions of a window, the size that comes out, and whether the layer rounds up.

    A layer that rounds up still drops a window that would start in the padding behind its input.
    """

    size: Dim
    up: bool = False

    @property
    def rounded(self) -> str:
        """The line with what rounding makes of the value, and the axes if it does not hold for all."""
        value = self.derivation.value
        if value == self.size:
            rounding = ""
        elif isinstance(value, Expr) or isinstance(self.size, Expr):
            rounding = f", rounded {'up' if self.up else 'down'}: {self.size}"
        elif self.size > value:
            rounding = f", rounded up: {self.size}"
        elif self.up:
            rounding = f", rounded up, but for a window that would start behind the input: {self.size}"
        else:
            rounding = f", rounded down: {self.size}"
        return self.line + rounding + ("" if self.everywhere else f" {self.where}")


class Products(NamedTuple):
    """The multiply-accumulates: so many `each` time, and how often.

    `times` are the numbers of the output, or of the places of the input and the maps that they are spread to; None
    where the count is one product.
    """

    derivation: Derivation
    each: Derivation
    times: Derivation | None
    per: Literal["outputs", "inputs", ""]
