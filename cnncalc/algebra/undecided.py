"""Tests on formulas: those that hold or fail whatever the letters are, and the conditions that the others leave."""

from __future__ import annotations

from math import lcm
from typing import Literal, NamedTuple

from cnncalc.algebra.collect import collected, compared
from cnncalc.algebra.expr import Dim, Op, lift
from cnncalc.algebra.printers import text
from cnncalc.algebra.sums import is_whole, opened, summed, unrounded, without_divisors
from cnncalc.algebra.terms import Power, Sum, Term, single
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
    if len(lettered) == 1 and rest.constant >= -1 and _is_one_or_more(lettered[0]):
        return True
    if all(power.exponent > 0 and power.is_size for term in lettered for power in term.factors):
        lone = len(lettered) == 1 and lettered[0].number >= -rest.constant >= 0  # N is at least 1, N^2 and 3*N too
        if all(term.number > 0 for term in lettered) and (rest.constant >= 0 or lone):
            return True
        if all(term.number < 0 for term in lettered) and rest.constant < 0:
            return False
    left, right = _sides(rest)
    return Condition(left, "at least", right)


def _is_one_or_more(term: Term) -> bool:
    """Whether a term is something above 0 rounded up, or several times that."""
    match term.factors:
        case (Power(base=Op(name="ceil", args=(inner,)), exponent=1),):
            return term.number >= 1 and _is_above_zero(summed(inner))
        case (Power(base=Op(name="floor", args=(inner,)), exponent=1),):
            inside = summed(inner)  # floor(x + (b - 1)/b) is x rounded up
            return term.number >= 1 and inside.constant < 1 and _is_above_zero(inside) and _reaches_one(inside)
    return False


def _is_above_zero(terms: Sum) -> bool:
    return bool(terms) and all(
        term.number > 0 and all(power.is_letter for power in term.factors) for term in terms.values()
    )


def _reaches_one(terms: Sum) -> bool:
    """Whether a sum is at least 1 where every letter is."""
    return all(power.exponent > 0 for term in terms.values() for power in term.factors) and (
        sum(term.number for term in terms.values()) >= 1
    )


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


def whole(size: Dim) -> bool | Condition:
    """Decide whether a formula is a whole number; what is divided by a letter is, if the letter divides the rest."""
    terms = summed(size)
    if is_whole(terms):
        return True
    over = lcm(*(term.number.denominator for term in terms.values()))
    if over > 1:
        return divides(over, collected(lift(size) * over))
    if (only := terms.only) is not None:
        above = [power for power in only.factors if power.exponent > 0]
        below = [Power(base, -exponent) for base, exponent in only.factors if exponent < 0]
        return divides(written(Sum.of([single(1, *below)])), written(Sum.of([Term(only.number, tuple(above))])))
    return True


def equal(first: Dim, second: Dim) -> bool | Condition:
    """Decide whether two sizes are equal."""
    apart = 0 if first == second else compared(first, second)
    return Condition(first, "equals", second) if apart is None else apart == 0
