"""Formulas read as sums of terms, with what is alike counted together.

A number is multiplied into a bracket, a letter stands before it; whole parts stand outside a floor, and the floor of a
floor over a whole number is one floor.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Dim, Expr, Flag, Name, Num, Op, evaluate, lift
from cnncalc.algebra.terms import Power, Sum, Term, common, divided, is_sum, merged, single
from cnncalc.algebra.writing import in_a_row, over_bar, written

_MOST_TERMS = 60
"""A sum of more terms is not multiplied out."""


def summed(dim: Dim | Fraction) -> Sum:
    """Return a formula as a sum of terms."""
    return _sum(lift(dim))


@lru_cache(maxsize=4096)
def _sum(expr: Expr) -> Sum:
    match expr:
        case Num(value=value):
            return Sum.of([single(value)])
        case Name(value=value) if value is not None:
            return _sum(lift(value))
        case Op(name="+" | "-" | "neg" as sign, args=args):
            *left, right = map(_sum, args)
            second = right if sign == "+" else right.times(-1)
            return Sum.of([*(left[0].values() if left else ()), *second.values()])
        case Op(name="*", args=(first, second)):
            return _product(_sum(first), _sum(second))
        case Op(name="/", args=(first, second)):
            return _ratio(_sum(first), second)
        case Op(name="//", args=(first, second)):
            return _floor(_ratio(_sum(first), second))
        case Op(name="^", args=(base, exponent)):
            return _power(_sum(base), _sum(exponent), expr)
        case Op(name="floor", args=(arg,)):
            return _floor(_sum(arg))
        case Op(name="ceil", args=(arg,)):
            return _floor(_sum(arg).times(-1)).times(-1)
        case Op(name="max" | "min" as name, args=args):
            return extreme(name, [_sum(arg) for arg in args])
        case Op(name=name, args=args):
            inner = tuple(arg if isinstance(arg, Flag) else lift(written(_sum(arg))) for arg in args)
            whole = Op(name, inner)
            return _number(whole) if all(isinstance(arg, Num) for arg in inner) else _atom(whole)
    return _atom(expr)


def _atom(expr: Expr, exponent: int = 1) -> Sum:
    return Sum.of([single(1, Power(expr, exponent))])


def _number(expr: Expr) -> Sum:
    value = evaluate(expr)
    assert isinstance(value, (int, Fraction))
    return Sum.of([single(value)])


def _factored(terms: Sum) -> Term:
    """Return a sum as one term: what its terms have in common, times what is left of it as a factor."""
    if (only := terms.only) is not None:
        return only
    shared = common(list(terms.values()))
    rest = opened(divided(terms, shared))
    sign = -1 if all(each.number < 0 for each in rest.values() if each.factors) else 1
    return Term(sign * shared.number, (*shared.factors, Power(in_a_row(rest.times(sign).values()), 1)))


def _product(first: Sum, second: Sum) -> Sum:
    """Multiply two sums; a number is multiplied into a sum, a letter stays before the bracket."""
    for number, other in ((first.number, second), (second.number, first)):
        if number is not None:
            return other.times(number)
    a, b = _factored(first), _factored(second)
    return _opened(Term(a.number * b.number, merged((*a.factors, *b.factors))))


def _opened(term: Term) -> Sum:
    """Return a term as a sum: a number times a bracket is multiplied out, and what cancels a division in it."""
    brackets = [power for power in term.factors if power.exponent == 1 and is_sum(power.base)]
    if len(brackets) != 1:
        return Sum.of([term])
    (bracket,) = brackets
    inside, others = _sum(bracket.base), tuple(power for power in term.factors if power is not bracket)
    below = {power.base for part in inside.values() for power in part.factors if power.exponent < 0}
    if others and not any(power.exponent > 0 and power.base in below for power in others):
        return Sum.of([term])
    return Sum.of(Term(term.number * part.number, merged((*others, *part.factors))) for part in inside.values())


def _ratio(terms: Sum, expr: Expr) -> Sum:
    """Divide a sum: term by term where that cancels in one of them, as in (N - K)/K = N/K - 1."""
    inverse = _inverse(_sum(expr), expr)
    (over,) = inverse.values()
    below = {(base, -exponent) for base, exponent in over.factors}
    if below and any(below <= set(term.factors) for term in terms.values()):
        return Sum.of(Term(t.number * over.number, merged((*t.factors, *over.factors))) for t in terms.values())
    return _product(terms, inverse)


def _inverse(terms: Sum, expr: Expr) -> Sum:
    term = _factored(terms)
    if not term.number:
        raise ExprError("value", "`/` by zero", span=expr.span)
    return Sum.of([Term(1 / term.number, tuple(Power(base, -exponent) for base, exponent in term.factors))])


def _power(base: Sum, exponent: Sum, expr: Op) -> Sum:
    number = exponent.number
    if number is None or number.denominator != 1 or not 0 <= number <= 64:
        return _atom(Op("^", (lift(written(base)), lift(written(exponent)))))
    result = Sum.of([single(1)])
    for _ in range(int(number)):
        result = _product(result, base)
    return result


def _floor(terms: Sum) -> Sum:
    """Round down: whole parts stand outside, and the floor of a floor over a whole number is one floor."""
    number = terms.number
    if number is not None:
        return Sum.of([single(number.numerator // number.denominator)])
    if is_whole(terms):
        return terms
    over = lcm(*(term.number.denominator for term in terms.values()))
    above = terms.times(over)
    fractional = is_whole(above)
    outside = terms.constant.numerator // terms.constant.denominator
    inside = Sum.of([*terms.values(), single(-outside)])
    if next(term for term in terms.values() if term.factors).number < 0:
        if not fractional:
            raised = Op("ceil", (lift(written(inside.times(-1))),))
            return Sum.of([single(-1, Power(raised, 1)), single(outside)])
        return _floor(Sum.of([*terms.times(-1).values(), single(Fraction(over - 1, over))])).times(-1)
    if (inner := _unfloored(terms, over)) is not None:
        return _floor(inner)
    held = over_bar(inside.times(over), over) if fractional else lift(written(inside))
    return Sum.of([single(1, Power(Op("floor", (held,)), 1)), single(outside)])


def _is_whole_term(term: Term) -> bool:
    """Whether a term is a whole number whenever its letters are."""
    return term.number.denominator == 1 and all(
        exponent > 0 and _is_whole_base(base) for base, exponent in term.factors
    )


def _is_whole_base(base: Expr) -> bool:
    match base:
        case Op(name="floor" | "ceil"):
            return True
        case Op(name="+" | "-"):
            return is_whole(_sum(base))
        case Op(name="max" | "min", args=args):
            return all(is_whole(_sum(arg)) for arg in args)
    return isinstance(base, Name)


def _unfloored(terms: Sum, over: int) -> Sum | None:
    """Return what a floor holds with the floor inside it left out, where that gives the same.

    floor((floor(p) + r)/q) = floor((p + r)/q) for whole r and q.
    """
    floors = [term for term in terms.values() if term.is_floor]
    rest = [term for term in terms.values() if term not in floors]
    if len(floors) != 1 or floors[0].number != Fraction(1, over):
        return None
    if not all(_is_whole_term(Term(term.number * over, term.factors)) for term in rest):
        return None
    (floor,) = floors
    return Sum.of([*held(floor).times(floor.number).values(), *rest])


def extreme(name: str, options: list[Sum]) -> Sum:
    """Return the largest or smallest of formulas: of those that differ by a number, one is left."""
    kept: list[Sum] = []
    for option in (choice for each in options for choice in _choices(name, each)):
        for number, other in enumerate(kept):
            apart = Sum.of([*option.values(), *other.times(-1).values()])
            if (sign := _sign(apart)) is not None:
                kept[number] = option if (sign > 0) == (name == "max") else other
                break
        else:
            kept.append(option)
    if len(kept) == 1:
        return kept[0]
    return _atom(Op(name, tuple(lift(written(option)) for option in kept)))


def _choices(name: str, option: Sum) -> list[Sum]:
    """Return the options of a largest of the largest: they are options as well."""
    if (only := option.only) is not None and only.number == 1 and len(only.factors) == 1:
        match only.factors[0]:
            case Power(base=Op(name=inner, args=args), exponent=1) if inner == name:
                return list(map(_sum, args))
    return [option]


def _sign(terms: Sum) -> int | None:
    """Return 1 for a sum that is never below 0, -1 for one that is never above, None where that depends on a letter."""
    rest = _without_floors(terms)
    if all(_is_positive(power) for term in rest.values() for power in term.factors):
        if all(term.number >= 0 for term in rest.values()):
            return 1
        if all(term.number <= 0 for term in rest.values()):
            return -1
    return None


def expanded(terms: Sum) -> Sum:
    """Return a sum with every bracket multiplied out, as far as that does not grow too long."""
    result = Sum.of(out for term in terms.values() for out in _multiplied(term).values())
    return result if len(result) <= _MOST_TERMS else terms


def _multiplied(term: Term) -> Sum:
    result = Sum.of([single(term.number)])
    for base, exponent in term.factors:
        factor = expanded(_sum(base)) if is_sum(base) and exponent > 0 else _atom(base, exponent)
        for _ in range(exponent if factor.only is None else 1):
            result = Sum.of(
                Term(a.number * b.number, merged((*a.factors, *b.factors)))
                for a in result.values()
                for b in factor.values()
            )
            if len(result) > _MOST_TERMS:
                return Sum.of([term])
    return result


def is_whole(terms: Sum) -> bool:
    """Whether a sum is a whole number whenever its letters are."""
    return all(map(_is_whole_term, terms.values()))


def opened(terms: Sum) -> Sum:
    """Return the same, a number times a bracket multiplied out."""
    return Sum.of(part for each in terms.values() for part in _opened(each).values())


def held(floored: Term) -> Sum:
    """Return what a floor rounds down."""
    (power,) = floored.factors
    assert isinstance(power.base, Op)
    return _sum(power.base.args[0])


def unrounded(terms: Sum) -> Sum:
    """Return what is at least 0 exactly when this is: floor(x) + c is where x + c is, for whole c."""
    floors = [each for each in terms.values() if each.is_floor]
    rest = Sum.of(each for each in terms.values() if each not in floors)
    if len(floors) != 1 or floors[0].number != 1 or not is_whole(rest):
        return terms
    return unrounded(Sum.of([*held(floors[0]).values(), *rest.values()]))


def without_divisors(terms: Sum) -> Sum:
    """Return what has the same sign: multiplied by the letters that it is divided by, which are above 0."""
    below: dict[Expr, int] = {}
    for each in terms.values():
        for base, exponent in each.factors:
            below[base] = max(below.get(base, 0), -exponent)
    by = [Power(base, exponent) for base, exponent in below.items() if exponent]
    return opened(Sum.of(Term(t.number, merged((*t.factors, *by))) for t in terms.values())) if by else terms


def _without_floors(terms: Sum) -> Sum:
    """Return what has the same sign, as far as that is known: floor(a) - floor(b) has that of a - b, a number."""
    ups, downs = ([t for t in terms.values() if t.number == sign and t.is_floor] for sign in (1, -1))
    if len(ups) != 1 or len(downs) != 1:
        return terms
    apart = Sum.of([*held(ups[0]).values(), *held(downs[0]).times(-1).values()]).number
    rest = [each for each in terms.values() if each not in (*ups, *downs)]
    return terms if apart is None else Sum.of([Term(apart, ()), *rest])


def _is_positive(power: Power) -> bool:
    """Whether a power cannot be below 0, whatever whole numbers from 0 on its letters are."""
    if power.exponent < 0:
        return False
    match power.base:
        case Op(name="floor" | "ceil", args=(inner,)):
            inside = _sum(inner)
            return power.exponent % 2 == 0 or all(
                each.number > 0 and all(map(_is_positive, each.factors)) for each in inside.values()
            )
    return power.is_letter or power.exponent % 2 == 0
