"""Tests on unknown sizes: what can be decided is, and the rest is a condition under which the answer holds.

A rule asks `at_least(size, 1)` whatever the size is. Of numbers that is true or false; of letters it is true, false, or
noted as a `Condition` for whoever gathers them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import lcm
from typing import Literal, NamedTuple

from cnncalc.algebra.collect import Sum, collected, compared, summed
from cnncalc.algebra.expr import Dim, lift
from cnncalc.algebra.printers import text

Relation = Literal["divides", "at least", "equals"]


class Condition(NamedTuple):
    """Something that must hold for the letters: `left` divides, is at least, or equals `right`."""

    left: Dim
    relation: Relation
    right: Dim

    @property
    def text(self) -> str:
        """The condition in words: `s divides n + 2*p - k`, `n + 2*p >= k`."""
        left, right = text(lift(self.left)), text(lift(self.right))
        match self.relation:
            case "divides":
                return f"{left} divides {right}"
            case "at least":
                return f"{left} >= {right}"
            case "equals":
                return f"{left} = {right}"

    def __str__(self) -> str:
        return self.text


_gathered: ContextVar[list[Condition] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[list[Condition]]:
    """Gather the conditions of what is computed inside, each once."""
    conditions: list[Condition] = []
    token = _gathered.set(conditions)
    try:
        yield conditions
    finally:
        _gathered.reset(token)


def assume(*conditions: Condition) -> None:
    """Note conditions for whoever gathers them."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.extend(condition for condition in conditions if condition not in gathered)


def at_least(size: Dim, least: Dim) -> bool:
    """Return whether a size is at least another one; a letter may stand for 0, a padding's, but one alone is at least 1."""
    if isinstance(size, int) and isinstance(least, int):
        return size >= least
    rest = summed(size - lift(least)).unrounded
    if rest.number is not None:
        return rest.number >= 0
    lettered = [term for term in rest.values() if term.factors]
    if all(power.exponent > 0 and power.is_size for term in lettered for power in term.factors):
        lone = len(lettered) == 1 and lettered[0].number >= -rest.constant >= 0  # N is at least 1, N^2 and 3*N too
        if all(term.number > 0 for term in lettered) and (rest.constant >= 0 or lone):
            return True
        if all(term.number < 0 for term in lettered) and rest.constant < 0:
            return False
    left, right = _sides(rest)
    assume(Condition(left, "at least", right))
    return True


def _sides(rest: Sum) -> tuple[Dim, Dim]:
    """Return what must be at least 0 as two sides, each with a plus; what it is divided by is positive, and left out."""
    if (only := rest.only) is not None:
        brackets = [power for power in only.factors if power.exponent > 0]
        rest = Sum.of([only._replace(number=only.number / abs(only.number), factors=tuple(brackets))]).opened
    over = lcm(*(term.number.denominator for term in rest.values()))
    gains = Sum.of(term for term in rest.times(over).values() if term.number > 0)
    losses = Sum.of(term._replace(number=-term.number) for term in rest.times(over).values() if term.number < 0)
    return gains.written, losses.written


def divides(number: Dim, size: Dim) -> bool:
    """Return whether a number divides a size without rest."""
    if isinstance(number, int) and isinstance(size, int):
        return size % number == 0
    quotient = summed(lift(size) / number)
    if quotient.number is not None:
        return quotient.number.denominator == 1
    if quotient.whole:
        return True
    assume(Condition(number, "divides", collected(size)))
    return True


def equal(first: Dim, second: Dim) -> bool:
    """Return whether two sizes are equal."""
    if isinstance(first, int) and isinstance(second, int):
        return first == second
    apart = 0 if first == second else compared(first, second)
    if apart is not None:
        return apart == 0
    assume(Condition(first, "equals", second))
    return True
