"""Sums written as formulas, the way a person would: the fewest divisions, what is common in front, the number last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm

from cnncalc.algebra.expr import Dim, Expr, Name, Num, Op, lift
from cnncalc.algebra.terms import Power, Product, Sum, Term, common, divided, is_sum


def written(terms: Sum) -> Dim:
    """Write a sum as a formula: the shortest of the ways in which a person would."""
    number = terms.number
    if number is not None:
        return plain(number)
    return min(_ways(terms), key=_effort)


def _effort(expr: Expr) -> tuple[int, int]:
    """Return how much there is to read: the divisions, then the letters."""
    waiting, divisions, letters = [expr], 0, 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, Op):
            divisions += node.name == "/"
            waiting.extend(node.args)
        letters += isinstance(node, Name)
    return divisions, letters


def plain(number: Fraction) -> Dim:
    """Write a number: a whole one as itself, else as a division."""
    return number.numerator if number.denominator == 1 else Op("/", (lift(number.numerator), Num(number.denominator)))


def _ways(terms: Sum) -> Iterator[Expr]:
    """Yield the ways to write a sum, the best first of those that are equally long.

    With what is common in front if a 1 is left, with the number behind a division, all over one bar, and as it is.
    """
    if terms.only is None:
        shared = common(list(terms.values()))
        rest = divided(terms, shared)
        positive = any(term.number > 0 for term in rest.values() if term.factors)
        bracket = any(len(term.factors) == 1 and is_sum(term.factors[0].base) for term in rest.values())
        if positive and rest.constant == 1 and not bracket:
            yield _factors(Term(shared.number, (*shared.factors, Power(in_a_row(rest.values()), 1))))
        constant = terms.constant
        lettered = Sum.of(term for term in terms.values() if term.factors)
        over = lcm(*(term.number.denominator for term in lettered.values()))
        if over > 1 and constant and constant.denominator == 1:
            bar, sign = over_bar(lettered.times(over), over), "+" if constant > 0 else "-"
            yield Op(sign, (bar, lift(abs(constant.numerator))))
        if over > 1 and over % constant.denominator == 0:
            yield over_bar(terms.times(over), over)
    yield in_a_row(terms.values())


def in_a_row(terms: Iterable[Term]) -> Expr:
    """Write terms one after the other: a positive one first, the number last."""
    ordered = sorted(terms, key=lambda term: not term.factors)
    first = next((term for term in ordered if term.number > 0), ordered[0])
    ordered.remove(first)
    expr = _factors(first)
    for term in ordered:
        expr = Op("+" if term.number > 0 else "-", (expr, _factors(term._replace(number=abs(term.number)))))
    return expr


def _factors(term: Term) -> Expr:
    """Write a term: the number, the letters, the brackets, over what it is divided by."""
    above = [_raised(base, exponent) for base, exponent in _brackets_last(term.factors) if exponent > 0]
    below = [_raised(base, -exponent) for base, exponent in _brackets_last(term.factors) if exponent < 0]
    number = abs(term.number)
    if number.numerator != 1 or not above:
        above.insert(0, Num(number.numerator))
    if number.denominator != 1:
        below.insert(0, Num(number.denominator))
    if term.number < 0:
        above[0] = Op("neg", (above[0],))
    return Op("/", (_chain(above), _chain(below))) if below else _chain(above)


def over_bar(terms: Sum, by: int) -> Expr:
    """Write a sum over a whole number."""
    return Op("/", (in_a_row(terms.values()), Num(by))) if by != 1 else in_a_row(terms.values())


def _brackets_last(factors: Product) -> list[Power]:
    return sorted(factors, key=lambda power: not isinstance(power.base, Name))


def _raised(base: Expr, exponent: int) -> Expr:
    base = _rounded_up(base)
    return base if exponent == 1 else Op("^", (base, Num(exponent)))


def _rounded_up(base: Expr) -> Expr:
    """Write `floor((x + b - 1)/b)` as `ceil(x/b)`."""
    match base:
        case Op(name="floor", args=(Op(name="/", args=(Op(name="+", args=(x, Num(value=rest))), Num(value=over))),)):
            if rest == over - 1:
                return Op("ceil", (Op("/", (x, Num(over))),))
    return base


def _chain(factors: list[Expr]) -> Expr:
    first, *others = factors
    for factor in others:
        first = Op("*", (first, factor))
    return first
