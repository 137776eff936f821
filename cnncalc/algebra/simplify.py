"""What needs a computer algebra system: whether two formulas are the same, and an equation solved for a letter.

The only module that imports sympy, and it is imported only where letters without a value ask for it: what
`cnncalc.algebra.collect` can put in order does without.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import prod
from typing import Any, Final

from cnncalc.algebra.collect import collected, same
from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Dim, Expr, Name, Num, Op, lift
from cnncalc.algebra.isolate import isolated

_MOST_DIGITS: Final = 100
"""Numbers in a formula that is to be compared have at most so many digits."""


def equal(first: Dim, second: Dim) -> bool:
    """Return whether two formulas have the same value whatever their letters are: `(n-k+1)^2` and `n*n-2*n*k+…`.

    Letters stand for numbers above 0. Raises ExprError for an operator that no formula of sizes has.
    """
    if same(first, second):
        return True
    difference = _sympy().simplify(_to(lift(first)) - _to(lift(second)))
    return bool(difference == 0)


def solved(left: Dim, right: Dim, letter: str) -> tuple[Dim, ...]:
    """Return the values of a letter for which two formulas are equal, in order; none where there is no formula for it.

    Where it stands once on the left, that is done on paper, which keeps the order of the letters.

    Raises:
        ExprError: an operator stands in it that no formula of sizes has.
    """
    if (alone := isolated(left, right, letter)) is not None:
        return (alone,)
    found = _sympy().solve(_to(lift(left)) - _to(lift(right)), _symbol(letter), dict=False)
    return tuple(collected(_from(_sympy().factor_terms(solution))) for solution in found)


def fraction(dim: Dim) -> tuple[Dim, Dim]:
    """Return a formula over one bar: what stands above it and what below."""
    above, below = _sympy().fraction(_sympy().together(_to(lift(dim))))
    return collected(_from(above)), collected(_from(below))


def _sympy() -> Any:
    import sympy  # half a second, which only these questions pay

    return sympy


@cache
def _symbol(name: str) -> Any:
    return _sympy().Symbol(name, positive=True)


_OPERATORS: Final[dict[str, Callable[..., Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: _sympy().floor(a / b),
    "%": lambda a, b: _sympy().Mod(a, b),
    "neg": lambda a: -a,
    "^": lambda a, b: a**b,
    "floor": lambda a: _sympy().floor(a),
    "ceil": lambda a: _sympy().ceiling(a),
    "max": lambda *args: _sympy().Max(*args),
    "min": lambda *args: _sympy().Min(*args),
    "sqrt": lambda a: _sympy().sqrt(a),
}
"""What each operator of a tree is called there."""


def _to(expr: Expr) -> Any:
    """Return a tree as sympy has it."""
    match expr:
        case Num(value=value):
            if len(str(value)) > _MOST_DIGITS:
                raise ExprError("value", f"a number of more than {_MOST_DIGITS} digits is not compared")
            return _sympy().Rational(value.numerator, value.denominator)
        case Name(symbol=symbol, value=None):
            return _symbol(symbol)
        case Name(value=value) if value is not None:
            return _to(lift(value))
        case Op(name=name, args=args) if name in _OPERATORS:
            return _OPERATORS[name](*map(_to, args))
    raise ExprError("value", f"`{expr}` cannot stand in a formula that is compared", span=expr.span)


def _from(found: Any) -> Expr:
    """Return what sympy has as a tree: sums, products, powers and roots."""
    if found.is_Rational:
        return lift(Fraction(int(found.p), int(found.q)))
    if found.is_Symbol:
        return Name(str(found))
    parts = [_from(part) for part in found.args]
    if found.is_Add:
        return lift(sum(parts[1:], parts[0]))
    if found.is_Mul:
        return lift(prod(parts[1:], start=parts[0]))
    if found.is_Pow and found.exp == Fraction(1, 2):
        return Op("sqrt", (parts[0],))
    if found.is_Pow and found.exp.is_Integer:
        power = parts[0] ** abs(int(found.exp))
        return power if found.exp > 0 else 1 / power
    raise ExprError("value", f"`{found}` is no formula of sizes")
