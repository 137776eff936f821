"""Tests on formulas: those that hold or fail whatever the letters are, and the conditions that the others leave."""

from __future__ import annotations

from math import lcm
from typing import Literal, NamedTuple

from cnncalc.algebra.collect import collected, compared
from cnncalc.algebra.expr import Dim, lift
from cnncalc.algebra.printers import text
from cnncalc.algebra.sums import is_whole, opened, summed, unrounded, without_divisors
from cnncalc.algebra.terms import Sum
from cnncalc.algebra.writing import written

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


def at_least(size: Dim, least: Dim) -> bool | Condition:
    """Decide whether a size is at least another one; a letter may be 0, but one alone is at least 1."""
    rest = without_divisors(unrounded(summed(size - lift(least))))
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
    return Condition(left, "at least", right)


def _sides(rest: Sum) -> tuple[Dim, Dim]:
    """Return what must be at least 0 as two sides, each with a plus; what divides it is positive, and left out."""
    if (only := rest.only) is not None:
        brackets = [power for power in only.factors if power.exponent > 0]
        rest = opened(Sum.of([only._replace(number=only.number / abs(only.number), factors=tuple(brackets))]))
    over = lcm(*(term.number.denominator for term in rest.values()))
    gains = Sum.of(term for term in rest.times(over).values() if term.number > 0)
    losses = Sum.of(term._replace(number=-term.number) for term in rest.times(over).values() if term.number < 0)
    return written(gains), written(losses)


def divides(number: Dim, size: Dim) -> bool | Condition:
    """Decide whether a number divides a size without rest."""
    quotient = summed(lift(size) / number)
    if quotient.number is not None:
        return quotient.number.denominator == 1
    return is_whole(quotient) or Condition(number, "divides", collected(size))


def equal(first: Dim, second: Dim) -> bool | Condition:
    """Decide whether two sizes are equal."""
    apart = 0 if first == second else compared(first, second)
    return Condition(first, "equals", second) if apart is None else apart == 0
