"""Sums of terms: what formulas in letters are counted together as."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.expr import Expr, Name, Num, Op
from cnncalc.algebra.operators import Number


class Power(NamedTuple):
    """A factor of a term: a letter, or a formula that is not taken apart, to a whole power."""

    base: Expr
    exponent: int

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter, not a formula."""
        return isinstance(self.base, Name)

    @property
    def is_size(self) -> bool:
        """Whether it cannot be below 0: a letter, or a size less 1, as in (N - 1)*S."""
        match self.base:
            case Op(name="-", args=(Name(), Num(value=1))):
                return True
        return self.is_letter


Product: TypeAlias = tuple[Power, ...]
"""The factors of a term, in the order in which they were written; of a number, none."""

Key: TypeAlias = frozenset[Power]


class Term(NamedTuple):
    """A number times some factors."""

    number: Fraction
    factors: Product

    @property
    def is_floor(self) -> bool:
        """Whether it is a number times something rounded down."""
        return len(self.factors) == 1 and self.factors[0].exponent == 1 and is_floor(self.factors[0].base)


class Sum(dict[Key, Term]):
    """Terms that are added, in the order in which they were written; none is 0, and no two have the same factors."""

    @classmethod
    def of(cls, terms: Iterable[Term]) -> Sum:
        """Add terms up."""
        found = cls()
        for term in terms:
            key = frozenset(term.factors)
            number = term.number + (found[key].number if key in found else 0)
            if number:
                found[key] = Term(number, found[key].factors if key in found else term.factors)
            else:
                found.pop(key, None)
        return found

    @property
    def only(self) -> Term | None:
        """The term, where there is just one; a number has no factors."""
        if not self:
            return single(0)
        return next(iter(self.values())) if len(self) == 1 else None

    @property
    def number(self) -> Fraction | None:
        """The value, where no letter stands in it."""
        only = self.only
        return only.number if only is not None and not only.factors else None

    @property
    def constant(self) -> Fraction:
        """What is added without a letter."""
        return self[frozenset()].number if frozenset() in self else Fraction(0)

    def times(self, number: Number) -> Sum:
        """Multiply every term by a number."""
        return Sum.of(Term(term.number * number, term.factors) for term in self.values())


def single(number: Number, *factors: Power) -> Term:
    """Return a number times some factors."""
    return Term(Fraction(number), factors)


def is_sum(expr: Expr) -> bool:
    """Whether a formula needs a bracket as a factor."""
    return isinstance(expr, Op) and expr.name in ("+", "-")


def is_floor(expr: Expr) -> bool:
    """Whether a formula is rounded down."""
    return isinstance(expr, Op) and expr.name == "floor"


def merged(factors: Iterable[Power]) -> Product:
    """Multiply factors: those with the same base are one power."""
    found: dict[Expr, int] = {}
    for base, exponent in factors:
        found[base] = found.get(base, 0) + exponent
    return tuple(Power(base, exponent) for base, exponent in found.items() if exponent)


def common(terms: list[Term]) -> Term:
    """Return what all terms are multiples of."""
    number = Fraction(gcd(*(t.number.numerator for t in terms)), lcm(*(t.number.denominator for t in terms)))
    first, *others = (dict(term.factors) for term in terms)
    shared = ((base, min([exponent, *(other.get(base, 0) for other in others)])) for base, exponent in first.items())
    return Term(number, tuple(Power(base, exponent) for base, exponent in shared if exponent > 0))


def divided(terms: Sum, by: Term) -> Sum:
    """Divide every term by what they have in common."""
    inverse = tuple(Power(base, -exponent) for base, exponent in by.factors)
    return Sum.of(Term(each.number / by.number, merged((*each.factors, *inverse))) for each in terms.values())
