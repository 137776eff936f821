"""Formulas in letters, put in order: what is known is worked out, what is alike is counted together.

`(k*k*3 + 1)*10` becomes `10*(3*k^2 + 1)`, `(N - 2)/2 + 1` becomes `N/2`, and the floor of a floor is one floor. The
order in which a person wrote the letters stays; `cnncalc.algebra.simplify` does what needs more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Dim, Expr, Flag, Name, Num, Op, evaluate, lift
from cnncalc.algebra.operators import Number

_MOST_TERMS = 60
"""A sum of more terms is not multiplied out."""


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
        return len(self.factors) == 1 and self.factors[0].exponent == 1 and _is_floor(self.factors[0].base)

    @property
    def held(self) -> Sum:
        """What a floor rounds down."""
        (power,) = self.factors
        assert isinstance(power.base, Op)
        return _sum(power.base.args[0])


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
            return _term(0)
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

    @property
    def whole(self) -> bool:
        """Whether it is a whole number whenever its letters are."""
        return all(map(_whole, self.values()))

    @property
    def written(self) -> Dim:
        """The formula, as a person would write it."""
        return _written(self)

    @property
    def opened(self) -> Sum:
        """The same, a number times a bracket multiplied out."""
        return Sum.of(opened for term in self.values() for opened in _opened(term).values())

    @property
    def unrounded(self) -> Sum:
        """What is at least 0 exactly when this is: floor(x) + c is where x + c is, for whole c."""
        floors = [term for term in self.values() if term.is_floor]
        rest = Sum.of(term for term in self.values() if term not in floors)
        if len(floors) != 1 or floors[0].number != 1 or not rest.whole:
            return self
        return Sum.of([*floors[0].held.values(), *rest.values()]).unrounded

    @property
    def without_floors(self) -> Sum:
        """What has the same sign, as far as that is known: floor(a) - floor(b) has that of a - b, a number."""
        ups, downs = ([t for t in self.values() if t.number == sign and t.is_floor] for sign in (1, -1))
        if len(ups) != 1 or len(downs) != 1:
            return self
        apart = Sum.of([*ups[0].held.values(), *downs[0].held.times(-1).values()]).number
        rest = [term for term in self.values() if term not in (*ups, *downs)]
        return self if apart is None else Sum.of([Term(apart, ()), *rest])

    def times(self, number: Number) -> Sum:
        """Multiply every term by a number."""
        return Sum.of(Term(term.number * number, term.factors) for term in self.values())


def collected(dim: Dim | Fraction) -> Dim:
    """Return a formula in letters put in order; what is a whole number comes back as one.

    Letters that have a value are counted with it. A fraction comes back as the division that it is.
    """
    if isinstance(dim, int):
        return dim
    return _written(summed(dim)) if isinstance(dim, Expr) else _dim(dim)


def summed(dim: Dim | Fraction) -> Sum:
    """Return a formula as a sum of terms."""
    return _sum(lift(dim))


def added(dims: Iterable[Dim]) -> Dim:
    """Add sizes or counts up: ints at once, formulas put in order."""
    number, formulas = 0, []
    for dim in dims:
        if isinstance(dim, int):
            number += dim
        else:
            formulas.append(dim)
    if not formulas:
        return number
    found = Sum.of([term for each in formulas for term in _sum(each).values()] + [_term(number)])
    opened = expanded(found)
    return _written(opened if len(opened) < len(found) else found)


@lru_cache(maxsize=4096)
def _sum(expr: Expr) -> Sum:
    match expr:
        case Num(value=value):
            return Sum.of([_term(value)])
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
            return _extreme(name, [_sum(arg) for arg in args])
        case Op(name=name, args=args):
            inner = tuple(arg if isinstance(arg, Flag) else lift(_written(_sum(arg))) for arg in args)
            whole = Op(name, inner)
            return _number(whole) if all(isinstance(arg, Num) for arg in inner) else _atom(whole)
    return _atom(expr)


def _term(number: Number, *factors: Power) -> Term:
    return Term(Fraction(number), factors)


def _atom(expr: Expr, exponent: int = 1) -> Sum:
    return Sum.of([_term(1, Power(expr, exponent))])


def _number(expr: Expr) -> Sum:
    value = evaluate(expr)
    assert isinstance(value, (int, Fraction))
    return Sum.of([_term(value)])


def _factored(terms: Sum) -> Term:
    """Return a sum as one term: what its terms have in common, times what is left of it as a factor."""
    if (only := terms.only) is not None:
        return only
    common = _common(list(terms.values()))
    rest = _quotient(terms, common)
    sign = -1 if all(term.number < 0 for term in rest.values() if term.factors) else 1
    return Term(sign * common.number, (*common.factors, Power(_in_a_row(rest.times(sign).values()), 1)))


def _product(first: Sum, second: Sum) -> Sum:
    """Multiply two sums; a number is multiplied into a sum, a letter stays before the bracket."""
    for number, other in ((first.number, second), (second.number, first)):
        if number is not None:
            return other.times(number)
    a, b = _factored(first), _factored(second)
    return _opened(Term(a.number * b.number, _merged((*a.factors, *b.factors))))


def _opened(term: Term) -> Sum:
    """Return a term as a sum: a number times a bracket is multiplied out, and what cancels a division in it."""
    brackets = [power for power in term.factors if power.exponent == 1 and _is_sum(power.base)]
    if len(brackets) != 1:
        return Sum.of([term])
    (bracket,) = brackets
    inside, others = _sum(bracket.base), tuple(power for power in term.factors if power is not bracket)
    below = {power.base for part in inside.values() for power in part.factors if power.exponent < 0}
    if others and not any(power.exponent > 0 and power.base in below for power in others):
        return Sum.of([term])
    return Sum.of(Term(term.number * part.number, _merged((*others, *part.factors))) for part in inside.values())


def _is_sum(expr: Expr) -> bool:
    return isinstance(expr, Op) and expr.name in ("+", "-")


def _merged(factors: Iterable[Power]) -> Product:
    """Multiply factors: those with the same base are one power."""
    found: dict[Expr, int] = {}
    for base, exponent in factors:
        found[base] = found.get(base, 0) + exponent
    return tuple(Power(base, exponent) for base, exponent in found.items() if exponent)


def _ratio(terms: Sum, expr: Expr) -> Sum:
    """Divide a sum: term by term where that cancels in one of them, as in (N - K)/K = N/K - 1."""
    inverse = _inverse(_sum(expr), expr)
    (over,) = inverse.values()
    below = {(base, -exponent) for base, exponent in over.factors}
    if below and any(below <= set(term.factors) for term in terms.values()):
        return Sum.of(Term(t.number * over.number, _merged((*t.factors, *over.factors))) for t in terms.values())
    return _product(terms, inverse)


def _inverse(terms: Sum, expr: Expr) -> Sum:
    term = _factored(terms)
    if not term.number:
        raise ExprError("value", "`/` by zero", span=expr.span)
    return Sum.of([Term(1 / term.number, tuple(Power(base, -exponent) for base, exponent in term.factors))])


def _power(base: Sum, exponent: Sum, expr: Op) -> Sum:
    number = exponent.number
    if number is None or number.denominator != 1 or not 0 <= number <= 64:
        return _atom(Op("^", (lift(_written(base)), lift(_written(exponent)))))
    result = Sum.of([_term(1)])
    for _ in range(int(number)):
        result = _product(result, base)
    return result


def _floor(terms: Sum) -> Sum:
    """Round down: whole parts stand outside, and the floor of a floor over a whole number is one floor."""
    number = terms.number
    if number is not None:
        return Sum.of([_term(number.numerator // number.denominator)])
    if terms.whole:
        return terms
    over = lcm(*(term.number.denominator for term in terms.values()))
    above = terms.times(over)
    fractional = above.whole
    if next(term for term in terms.values() if term.factors).number < 0:
        if not fractional:
            return Sum.of([_term(-1, Power(Op("ceil", (lift(_written(terms.times(-1))),)), 1))])
        return _floor(Sum.of([*terms.times(-1).values(), _term(Fraction(over - 1, over))])).times(-1)
    if (inner := _unfloored(terms, over)) is not None:
        return _floor(inner)
    outside = terms.constant.numerator // terms.constant.denominator
    inside = Sum.of([*terms.values(), _term(-outside)])
    held = _divided(inside.times(over), over) if fractional else lift(_written(inside))
    return Sum.of([_term(1, Power(Op("floor", (held,)), 1)), _term(outside)])


def _whole(term: Term) -> bool:
    """Whether a term is a whole number whenever its letters are."""
    return term.number.denominator == 1 and all(exponent > 0 and _is_whole(base) for base, exponent in term.factors)


def _is_whole(base: Expr) -> bool:
    match base:
        case Op(name="floor" | "ceil"):
            return True
        case Op(name="+" | "-"):
            return _sum(base).whole
        case Op(name="max" | "min", args=args):
            return all(_sum(arg).whole for arg in args)
    return isinstance(base, Name)


def _is_floor(expr: Expr) -> bool:
    return isinstance(expr, Op) and expr.name == "floor"


def _unfloored(terms: Sum, over: int) -> Sum | None:
    """Return what a floor holds with the floor inside it left out, where that gives the same.

    floor((floor(p) + r)/q) = floor((p + r)/q) for whole r and q.
    """
    floors = [term for term in terms.values() if term.is_floor]
    rest = [term for term in terms.values() if term not in floors]
    if len(floors) != 1 or floors[0].number != Fraction(1, over):
        return None
    if not all(_whole(Term(term.number * over, term.factors)) for term in rest):
        return None
    (floor,) = floors
    return Sum.of([*floor.held.times(floor.number).values(), *rest])


def _extreme(name: str, options: list[Sum]) -> Sum:
    """Return the largest or smallest of formulas: of those that differ by a number, one is left."""
    kept: list[Sum] = []
    for option in options:
        for number, other in enumerate(kept):
            apart = Sum.of([*option.values(), *other.times(-1).values()])
            if (sign := _sign(apart)) is not None:
                kept[number] = option if (sign > 0) == (name == "max") else other
                break
        else:
            kept.append(option)
    if len(kept) == 1:
        return kept[0]
    return _atom(Op(name, tuple(lift(_written(option)) for option in kept)))


def _sign(terms: Sum) -> int | None:
    """Return 1 for a sum that is never below 0, -1 for one that is never above, None where that depends on a letter."""
    rest = terms.without_floors
    if all(power.is_letter and power.exponent > 0 for term in rest.values() for power in term.factors):
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
    result = Sum.of([_term(term.number)])
    for base, exponent in term.factors:
        factor = expanded(_sum(base)) if _is_sum(base) and exponent > 0 else _atom(base, exponent)
        for _ in range(exponent if factor.only is None else 1):
            result = Sum.of(
                Term(a.number * b.number, _merged((*a.factors, *b.factors)))
                for a in result.values()
                for b in factor.values()
            )
            if len(result) > _MOST_TERMS:
                return Sum.of([term])
    return result


def compared(a: Dim, b: Dim) -> Fraction | None:
    """Return how much more the first formula is than the second; None where that depends on a letter."""
    return expanded(Sum.of([*summed(a).values(), *summed(b).times(-1).values()])).number


def same(a: Dim, b: Dim) -> bool:
    """Return whether two formulas are equal once everything is multiplied out; quotients are not followed."""
    return compared(a, b) == 0


def _written(terms: Sum) -> Dim:
    """Write a sum as a formula: the shortest of the ways in which a person would."""
    number = terms.number
    if number is not None:
        return _dim(number)
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


def _dim(number: Fraction) -> Dim:
    return number.numerator if number.denominator == 1 else Op("/", (lift(number.numerator), Num(number.denominator)))


def _ways(terms: Sum) -> Iterator[Expr]:
    """Yield the ways to write a sum, the best first of those that are equally long.

    With what is common in front if a 1 is left, with the number behind a division, all over one bar, and as it is.
    """
    if terms.only is None:
        common = _common(list(terms.values()))
        rest = _quotient(terms, common)
        positive = any(term.number > 0 for term in rest.values() if term.factors)
        if positive and rest.constant == 1:
            yield _factors(Term(common.number, (*common.factors, Power(_in_a_row(rest.values()), 1))))
        constant = terms.constant
        lettered = Sum.of(term for term in terms.values() if term.factors)
        over = lcm(*(term.number.denominator for term in lettered.values()))
        if over > 1 and constant and constant.denominator == 1:
            bar, sign = _divided(lettered.times(over), over), "+" if constant > 0 else "-"
            yield Op(sign, (bar, lift(abs(constant.numerator))))
        if over > 1 and over % constant.denominator == 0:
            yield _divided(terms.times(over), over)
    yield _in_a_row(terms.values())


def _common(terms: list[Term]) -> Term:
    """Return what all terms are multiples of."""
    number = Fraction(gcd(*(t.number.numerator for t in terms)), lcm(*(t.number.denominator for t in terms)))
    first, *others = (dict(term.factors) for term in terms)
    shared = ((base, min([exponent, *(other.get(base, 0) for other in others)])) for base, exponent in first.items())
    return Term(number, tuple(Power(base, exponent) for base, exponent in shared if exponent > 0))


def _quotient(terms: Sum, by: Term) -> Sum:
    """Divide every term by what they have in common."""
    inverse = tuple(Power(base, -exponent) for base, exponent in by.factors)
    quotients = (Term(term.number / by.number, _merged((*term.factors, *inverse))) for term in terms.values())
    return Sum.of(quotients).opened


def _in_a_row(terms: Iterable[Term]) -> Expr:
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


def _divided(terms: Sum, by: int) -> Expr:
    return Op("/", (_in_a_row(terms.values()), Num(by))) if by != 1 else _in_a_row(terms.values())


def _brackets_last(factors: Product) -> list[Power]:
    return sorted(factors, key=lambda power: not isinstance(power.base, Name))


def _raised(base: Expr, exponent: int) -> Expr:
    base = _rounded_up(base)
    return base if exponent == 1 else Op("^", (base, Num(exponent)))


def _rounded_up(base: Expr) -> Expr:
    """Write `floor((x + b - 1)/b)` as `ceil(x/b)`."""
    match base:
        case Op(name="floor", args=(Op(name="/", args=(above, Num(value=int() as over))),)):
            terms = _sum(above)
            if terms.constant == over - 1:
                lettered = Sum.of(term for term in terms.values() if term.factors)
                return Op("ceil", (_divided(lettered, over),))
    return base


def _chain(factors: list[Expr]) -> Expr:
    first, *others = factors
    for factor in others:
        first = Op("*", (first, factor))
    return first
