"""Conditions on one letter, put together: `2 divides N` and `2 divides N/2` are `N a multiple of 4`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd
from typing import NamedTuple

from cnncalc.algebra.expr import Name, leaves, lift
from cnncalc.algebra.sums import summed
from cnncalc.algebra.terms import Power
from cnncalc.algebra.undecided import Condition


class Numbers(NamedTuple):
    """The numbers that a letter may stand for: those that leave `rest` when divided by `step`, from `least` on."""

    step: int = 1
    rest: int = 0
    least: int = 0
    most: int | None = None

    def also(self, step: int, rest: int) -> Numbers | None:
        """Return those that also leave a rest in another division; None if there are none (Chinese remainders)."""
        common = gcd(self.step, step)
        if (rest - self.rest) % common:
            return None
        times = (rest - self.rest) // common * pow(self.step // common, -1, step // common)
        both = self.step // common * step
        return self._replace(step=both, rest=(self.rest + self.step * times) % both)

    def hold(self, value: Fraction) -> bool:
        """Whether a value is one of them."""
        inside = value >= self.least and (self.most is None or value <= self.most)
        return value.denominator == 1 and inside and (value.numerator - self.rest) % self.step == 0

    def text(self, letter: str) -> str:
        """Say which they are: `N a multiple of 32`, `k odd, k at most 7`, `N at least 5`; nothing for any number."""
        if self.first == self.last:
            return f"{letter} = {self.first}"
        bounds = [f"{letter} at least {self.first}"] if self.first > (self.rest or self.step) else []
        bounds += [] if self.last is None else [f"{letter} at most {self.last}"]
        if self.step == 1:
            return ", ".join(bounds)
        if self.step == 2:
            said = f"{letter} {'odd' if self.rest else 'even'}"
        elif self.rest * 2 > self.step:
            said = f"{letter} + {self.step - self.rest} a multiple of {self.step}"
        else:
            said = f"{letter}{f' - {self.rest}' if self.rest else ''} a multiple of {self.step}"
        return ", ".join((said, *bounds))

    @property
    def first(self) -> int:
        """The smallest of them."""
        return self.least + (self.rest - self.least) % self.step

    @property
    def last(self) -> int | None:
        """The largest of them; None if there is no end."""
        return None if self.most is None else self.most - (self.most - self.rest) % self.step

    @property
    def none(self) -> bool:
        """Whether there are none."""
        return self.last is not None and self.last < self.first


def together(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Return conditions in words, those on one letter in one; what no number fulfils is said to be so.

    Of bounds on the same formula the strictest is left.
    """
    rest: list[Condition] = []
    single: dict[str, list[Condition]] = {}
    for condition in conditions:
        letter = _single(condition)
        if letter is None:
            rest.append(condition)
        else:
            single.setdefault(letter, []).append(condition)
    lines = (line for letter, found in single.items() for line in _said(letter, found))
    return (*lines, *dict.fromkeys(condition.text for condition in _strictest(rest)))


def _strictest(conditions: Iterable[Condition]) -> list[Condition]:
    """Leave out bounds that follow from others: `N + 2*p >= 3` from `N + 2*p >= 6`."""
    kept: dict[object, tuple[Fraction, Condition]] = {}
    for condition in conditions:
        key: object = condition
        spare = Fraction(0)
        if condition.relation == "at least":
            terms = summed(lift(condition.left) - condition.right)
            key = frozenset((factors, term.number) for factors, term in terms.items() if factors)
            spare = terms.constant
        if key not in kept or spare < kept[key][0]:
            kept[key] = spare, condition
    return [condition for _, condition in kept.values()]


def _single(condition: Condition) -> str | None:
    """Return the letter of a condition that is linear in just that one."""
    found = {leaf.symbol for side in (condition.left, condition.right) for leaf in leaves(lift(side))}
    return next(iter(found)) if len(found) == 1 and _line(condition) is not None else None


class _Line(NamedTuple):
    """slope*letter + offset."""

    slope: Fraction
    offset: Fraction


def _line(condition: Condition) -> _Line | None:
    """Return what must be whole, or at least 0, or 0, as a line; None where it is none."""
    left, right = lift(condition.left), lift(condition.right)
    terms = summed(right / left if condition.relation == "divides" else left - right)
    lettered = [term for term in terms.values() if term.factors]
    if len(lettered) != 1:
        return None
    match lettered[0].factors:
        case (Power(base=Name(), exponent=1),):
            return _Line(lettered[0].number, terms.constant)
    return None


def _said(letter: str, conditions: Sequence[Condition]) -> tuple[str, ...]:
    numbers: Numbers | None = Numbers()
    only: set[Fraction] = set()
    for condition in conditions:
        line = _line(condition)
        assert line is not None, "only lines are put together"
        if numbers is None:
            break
        bound = -line.offset / line.slope
        if condition.relation == "at least" and line.slope > 0:
            numbers = numbers._replace(least=max(numbers.least, ceil(bound)))
        elif condition.relation == "at least":
            most = floor(bound) if numbers.most is None else min(numbers.most, floor(bound))
            numbers = numbers._replace(most=most)
        elif condition.relation == "divides":
            numbers = _leaving(numbers, line)
        else:
            only.add(bound)
    if numbers is None or numbers.none or len(only) > 1 or any(not numbers.hold(value) for value in only):
        return (f"no {letter} makes everything fit: {'; '.join(condition.text for condition in conditions)}",)
    if only:
        return (f"{letter} = {only.pop()}",)
    return tuple(filter(None, (numbers.text(letter),)))


def _leaving(numbers: Numbers, line: _Line) -> Numbers | None:
    """Return the numbers for which a line is whole: a*N + b = 0 modulo m, over one denominator m."""
    over = line.slope.denominator * line.offset.denominator // gcd(line.slope.denominator, line.offset.denominator)
    slope, offset = int(line.slope * over), int(line.offset * over)
    common = gcd(slope, over)
    if offset % common:
        return None
    step = over // common
    return numbers.also(step, -offset // common * pow(slope // common, -1, step) % step) if step > 1 else numbers
