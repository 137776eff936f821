"""Expressions: arithmetic that stays as it was written, and the functions that take numbers and expressions alike.

A formula is written once over `Dim = int | Expr`. Called with ints it gives an int, and the functions here look for
that case first; called with named leaves it gives the tree, which prints as the formula and evaluates to the number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from cnncalc.algebra.errors import ExprError, Span, did_you_mean
from cnncalc.algebra.operators import COMPARISON, CONSTANTS, OPERATORS, Number, Value, described, kind

LARGEST = 2**53
"""Beyond this, other programs no longer hold every whole number exactly."""


@dataclass(frozen=True, slots=True)
class Expr:
    """A tree of arithmetic. Operators build it as written, without simplifying; two are equal when written the same."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)

    def __add__(self, other: Dim | Fraction) -> Expr:
        return Op("+", (self, lift(other)))

    def __radd__(self, other: Number) -> Expr:
        return Op("+", (lift(other), self))

    def __sub__(self, other: Dim | Fraction) -> Expr:
        return Op("-", (self, lift(other)))

    def __rsub__(self, other: Number) -> Expr:
        return Op("-", (lift(other), self))

    def __mul__(self, other: Dim | Fraction) -> Expr:
        return Op("*", (self, lift(other)))

    def __rmul__(self, other: Number) -> Expr:
        return Op("*", (lift(other), self))

    def __truediv__(self, other: Dim | Fraction) -> Expr:
        return Op("/", (self, lift(other)))

    def __rtruediv__(self, other: Number) -> Expr:
        return Op("/", (lift(other), self))

    def __floordiv__(self, other: Dim | Fraction) -> Expr:
        return Op("//", (self, lift(other)))

    def __rfloordiv__(self, other: Number) -> Expr:
        return Op("//", (lift(other), self))

    def __mod__(self, other: Dim | Fraction) -> Expr:
        return Op("%", (self, lift(other)))

    def __rmod__(self, other: Number) -> Expr:
        return Op("%", (lift(other), self))

    def __pow__(self, other: Dim) -> Expr:
        return Op("^", (self, lift(other)))

    def __neg__(self) -> Expr:
        return Op("neg", (self,))

    def __str__(self) -> str:
        from cnncalc.algebra.printers import text

        return text(self)

    def __format__(self, spec: str) -> str:
        """Write a formula where a number could stand: what would separate thousands does nothing here."""
        return format(str(self), spec.replace(",", ""))

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is an expression, neither true nor false: ask known() or evaluate() for its value")


Dim: TypeAlias = int | Expr


@dataclass(frozen=True, slots=True)
class Num(Expr):
    """A number written as one: a whole number, or a decimal as an exact fraction."""

    value: Number


@dataclass(frozen=True, slots=True)
class Flag(Expr):
    """`true` or `false`, as written."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name(Expr):
    """A name that stands for a number, with the number when it is known: `N`, or N = 32.

    In an answer with unknowns it may stand for a formula in the letters of the question: N = 2*n.
    """

    symbol: str
    value: Number | Expr | None = None


@dataclass(frozen=True, slots=True)
class Op(Expr):
    """An operator with its operands; `name` is its row in the table of operators."""

    name: str
    args: tuple[Expr, ...]


def lift(value: Dim | Fraction) -> Expr:
    """Return a number as the tree that its text reads back as: -2 is a sign and a 2, a third is 1/3, 0.5 is itself."""
    if isinstance(value, Expr):
        return value
    if decimal_places(value) is None:
        return Op("/", (lift(value.numerator), Num(value.denominator)))
    return Num(exact(value)) if value >= 0 else -Num(exact(-value))


def exact(value: Number) -> Number:
    """Return a number as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def decimal_places(value: Number) -> int | None:
    """Return how many decimals write a number exactly, or None when no number of them does."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def leaves(expr: Expr) -> Iterator[Name]:
    """Yield the names of an expression, from left to right, as often as they stand in it."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            yield node
        elif isinstance(node, Op):
            waiting.extend(reversed(node.args))


def formulas(value: object) -> Iterator[Expr]:
    """Yield the formulas and letters of an option or a size, which may be a tuple of others."""
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from formulas(part)


def evaluate(expr: Expr, env: Mapping[str, Value] | None = None) -> Value:
    """Return the exact value of an expression, with the names' values from `env`, else their own.

    Of `and`, `or` and `a if c else b`, only what decides is worked out. Where `env` says that a name is a letter
    without a value, the value is a formula, put in order. Raises ExprError.
    """
    try:
        return _evaluate(expr, env or {})
    except RecursionError:
        raise ExprError("expr-long", "the expression is nested too deeply to be worked out") from None


def _evaluate(expr: Expr, env: Mapping[str, Value]) -> Value:
    if isinstance(expr, (Num, Flag)):
        return _checked(expr.value, expr)
    if isinstance(expr, Name):
        value = env.get(expr.symbol, expr.value)
        if value is None:
            raise _unknown(expr, env)
        return _checked(value, expr)
    assert isinstance(expr, Op)
    operator = OPERATORS[expr.name]
    try:
        if operator.lazy:
            return operator.apply(*(lambda arg=arg: _evaluate(arg, env) for arg in expr.args))
        values = [_evaluate(arg, env) for arg in expr.args]
        if any(isinstance(value, Expr) for value in values):
            return _in_letters(expr, values)
        if operator.takes is not None:
            for value in values:
                if kind(value) != operator.takes:
                    raise ExprError("value", f"`{_sign(expr)}` takes a {operator.takes}, not {described(value)}")
        return _checked(operator.apply(*values), expr)
    except ZeroDivisionError:
        raise ExprError("value", f"`{_sign(expr)}` by zero", span=expr.span) from None
    except ExprError as error:
        raise error.located(expr.span) from None


def _in_letters(expr: Op, values: list[Value]) -> Value:
    """Return the value of an operator where a letter without a value stands in an operand."""
    from cnncalc.algebra.collect import collected, compared  # only letters pay for it

    operands = []
    for value in values:
        if isinstance(value, (bool, str, tuple)):
            raise ExprError("value", f"`{_sign(expr)}` takes a number, not {described(value)}")
        operands.append(lift(value))
    if OPERATORS[expr.name].precedence != COMPARISON:
        return collected(Op(expr.name, tuple(operands)))
    first, second = operands
    apart = compared(first, second)
    if apart is None:
        letters = " and ".join(dict.fromkeys(leaf.symbol for operand in operands for leaf in leaves(operand)))
        message = f"`{first} {expr.name} {second}` depends on {letters}, which has no value"
        raise ExprError("unknown-size", message, "write a number for it: what is built depends on it")
    return OPERATORS[expr.name].apply(apart, 0)


def _unknown(name: Name, env: Mapping[str, Value]) -> ExprError:
    factors = re.split("[xX]", name.symbol)
    sizes = len(factors) > 1 and all(len(factor) == 1 for factor in factors)
    help = (f"a size is `{' x '.join(factors)}`",) if sizes else did_you_mean(name.symbol, (*env, *CONSTANTS))
    return ExprError("value", f"nothing here is called `{name.symbol}`", *help, span=name.span)


def _sign(expr: Op) -> str:
    return "-" if expr.name == "neg" else expr.name


def _checked(value: Value, expr: Expr) -> Value:
    if isinstance(value, (bool, str, tuple, Expr)):
        return value
    if not -LARGEST <= value <= LARGEST:
        raise ExprError("value", f"the number is beyond 2^53, {LARGEST:,}", span=expr.span)
    if value.denominator.bit_length() > 4096:
        raise ExprError("value", "the fraction has more than a thousand digits", span=expr.span)
    return exact(value)


def known(dim: Dim | Fraction) -> Number | None:
    """Return the number of an int, or of an expression whose names all have values; None when one has none."""
    if type(dim) is int:
        return dim
    if not isinstance(dim, Expr):
        return exact(dim)
    if any(name.value is None for name in leaves(dim)):
        return None
    value = evaluate(dim)
    return None if isinstance(value, (bool, str, tuple, Expr)) else value


def ratio(a: Dim | Fraction, b: Dim | Fraction) -> Dim | Fraction:
    """Return a/b exactly: an int where b divides a, else a Fraction; of expressions, the division as written."""
    if type(a) is int and type(b) is int and b:
        quotient, rest = divmod(a, b)
        return Fraction(a, b) if rest else quotient
    if isinstance(a, Expr) or isinstance(b, Expr):
        return Op("/", (lift(a), lift(b)))
    if not b:
        raise ExprError("value", "`/` by zero")
    return exact(Fraction(a) / b)


def floor(dim: Dim | Fraction) -> Dim:
    """Return the largest whole number not above: ⌊ ⌋."""
    if type(dim) is int:
        return dim
    return Op("floor", (dim,)) if isinstance(dim, Expr) else math.floor(dim)


def ceil(dim: Dim | Fraction) -> Dim:
    """Return the smallest whole number not below: ⌈ ⌉."""
    if type(dim) is int:
        return dim
    return Op("ceil", (dim,)) if isinstance(dim, Expr) else math.ceil(dim)


def maximum(a: Dim, b: Dim) -> Dim:
    """Return the larger one; of expressions, `max(a, b)` as written."""
    return Op("max", (lift(a), lift(b))) if isinstance(a, Expr) or isinstance(b, Expr) else max(a, b)


def minimum(a: Dim, b: Dim) -> Dim:
    """Return the smaller one; of expressions, `min(a, b)` as written."""
    return Op("min", (lift(a), lift(b))) if isinstance(a, Expr) or isinstance(b, Expr) else min(a, b)


def product(dims: Iterable[Dim]) -> Dim:
    """Return the product, written from left to right with no factor added; of nothing, 1."""
    factors = iter(dims)
    result = next(factors, 1)
    for factor in factors:
        result = result * factor
    return result
