"""The explanation of a layer as data: for each quantity the lines of its calculation, the letters, and the idea."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.errors import did_you_mean
from cnncalc.algebra.expr import Expr
from cnncalc.algebra.operators import Number
from cnncalc.errors import UsageError
from cnncalc.explain.derivation import Letter
from cnncalc.model.report import LayerReport

Quantity: TypeAlias = Literal["output", "params", "rf", "jump", "start", "macs", "flops", "memory"]

QUANTITIES: Final[tuple[Quantity, ...]] = ("output", "params", "rf", "jump", "start", "macs", "flops", "memory")
"""Everything that can be explained, in the order in which it is."""

USUAL: Final[tuple[Quantity, ...]] = ("output", "params", "rf", "macs")
"""What a lecture asks of a layer; jump and FLOPs are then said in passing."""

NOTHING: Final = "none"
"""The result of a quantity that a layer does not have, such as the jump of a fully connected one."""

Line: TypeAlias = tuple[Expr, ...]
"""One line of a calculation: an expression, or two that are multiplied and written apart (`5*5*3 * 32*32*10`)."""

Chain: TypeAlias = tuple[Line, ...]
"""Lines that are equal to each other."""

Sentence: TypeAlias = tuple[str | Chain, ...]
"""Words, and formulas among them."""


class Told(NamedTuple):
    """What letters stand for, with their number; letters that stand for the same are told together: `H = W = 32`."""

    symbols: tuple[str, ...]
    value: Number | Expr
    meaning: str


class Section(NamedTuple):
    """One quantity: its calculation from the letters down to the value, and what it means.

    Where there is no formula, the calculation is empty, and `result` says all. `value` is the number that the
    calculation comes to, `note` stands beside it, `aside` beside the title.
    """

    quantity: Quantity
    title: str
    lines: Chain
    letters: tuple[Told, ...]
    value: Number | Expr | None
    result: str
    note: str = ""
    ideas: tuple[Sentence, ...] = ()
    aside: str = ""
    axes: tuple[int, ...] = ()
    """The spatial axes that it holds for, where it holds for axes."""


class Explanation(NamedTuple):
    """Everything that is said about one layer; `heading` names it, `on` is its input."""

    layer: LayerReport
    heading: str
    on: str
    sections: tuple[Section, ...]

    @property
    def brief(self) -> bool:
        """Whether nothing is calculated, so that a line says it all."""
        return not any(section.lines for section in self.sections)


def quantities(names: Sequence[str]) -> tuple[Quantity, ...]:
    """Return the quantities of these names, in the order in which they are explained; `all` stands for each of them.

    Raises:
        UsageError: there is no quantity of a name.
    """
    words = [name.strip().lower() for name in names]
    for word in words:
        if word not in (*QUANTITIES, "all"):
            known = did_you_mean(word, QUANTITIES) or (f"write some of {', '.join(QUANTITIES)}, or all",)
            raise UsageError(f"there is nothing called {word or '(nothing)'} to explain; {known[0]}")
    return QUANTITIES if "all" in words else tuple(quantity for quantity in QUANTITIES if quantity in words)


def told(letters: Sequence[Letter], known: set[tuple[str, Number | Expr]]) -> tuple[Told, ...]:
    """Return what letters stand for that are not `known` yet, and add them to those that are."""
    new = [letter for letter in letters if (letter.symbol, letter.value) not in known and not letter.own]
    known.update((letter.symbol, letter.value) for letter in new)
    rows: list[Told] = []
    for family in dict.fromkeys(letter.family or letter.symbol for letter in new):
        members = [letter for letter in new if family in (letter.family, letter.symbol)]
        first = members[0]
        if len(members) > 1 and len({letter.value for letter in members}) == 1:
            rows.append(Told(tuple(letter.symbol for letter in members), first.value, first.family))
        else:
            rows += [Told((letter.symbol,), letter.value, letter.meaning) for letter in members]
    return tuple(rows)
