"""The operators, as data: how tightly each binds, how it is spelled in each notation, and what it does to values.

Evaluator, printers and parser all read this one table, so what is printed can be read back and means the same.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.errors import ExprError

if TYPE_CHECKING:
    from cnncalc.algebra.expr import Expr

Number: TypeAlias = int | Fraction
Value: TypeAlias = "bool | int | Fraction | str | tuple[Value, ...] | Expr"
"""What an expression can be worth; an `Expr` is a number in letters that have no value."""
Later: TypeAlias = Callable[[], Value]
"""An operand that is worked out only when it is asked for."""

Form = Literal["infix", "prefix", "call", "choice", "index"]
Kind = Literal["number", "truth value", "name", "list"]

CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, CLOSED = range(1, 11)
"""What binds how tightly, loosest first. `CLOSED` is what brings its own brackets, or needs none."""


class Spelling(NamedTuple):
    """How one notation writes an operator: `%s` for each operand, a call's operands joined by commas.

    One that `encloses` its operands, as a fraction bar does, needs no brackets inside; one that is `closed`, as what
    stands in ⌊ ⌋ is, needs none around it.
    """

    template: str
    encloses: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One row of the table. `apply` gets the operands' values, or with `lazy` the operands still to be worked out.

    `chain` is the operand that may be the same operator again without brackets: the left one in `a - b - c`, the
    right one in `a^b^c`, none in a comparison. A call takes `least` to `most` operands, and the `last` of
    them may be written with its name.
    """

    name: str
    form: Form
    precedence: int
    apply: Callable[..., Value]
    text: Spelling
    unicode: Spelling
    latex: Spelling
    takes: Kind | None = None
    chain: int | None = 0
    lazy: bool = False
    least: int = 1
    most: int = 1
    last: str = ""

    def room(self, position: int) -> int:
        """Return how tightly the operand in a position must bind to need no brackets there."""
        return self.precedence if position == self.chain else self.precedence + 1


def kind(value: Value) -> Kind:
    """Return what a value is, in the reader's words. True and False are not numbers here."""
    if isinstance(value, bool):
        return "truth value"
    if isinstance(value, str):
        return "name"
    return "list" if isinstance(value, tuple) else "number"


def described(value: Value) -> str:
    """Return a value as an error message names it: `the list (64, 128)`."""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"the {kind(value)} {_listed(value)}"


def _listed(value: Value) -> str:
    return f"({', '.join(map(_listed, value))})" if isinstance(value, tuple) else str(value)


def truth(value: Value) -> bool:
    """Return a condition's value; a number is not one."""
    if not isinstance(value, bool):
        raise ExprError("value", f"a condition is true or false, not {described(value)}")
    return value


def _choose(then: Later, condition: Later, otherwise: Later) -> Value:
    return then() if truth(condition()) else otherwise()


def _both(a: Later, b: Later) -> Value:
    return truth(a()) and truth(b())


def _either(a: Later, b: Later) -> Value:
    return truth(a()) or truth(b())


def _same(a: Value, b: Value) -> bool:
    if kind(a) != kind(b):
        raise ExprError("value", f"{described(a)} and {described(b)} cannot be compared")
    return a == b


def _item(values: Value, index: int) -> Value:
    if not isinstance(values, tuple):
        raise ExprError("value", f"only a list has items, and this is {described(values)}")
    if index >= len(values):
        held = f"its items are .0 to .{len(values) - 1}" if values else "it is empty"
        raise ExprError("value", f"the list has no item .{index}: {held}")
    return values[index]


def _quotient(a: Number, b: Number) -> Number:
    if type(a) is int and type(b) is int and b and not a % b:
        return a // b  # by far the most are whole, and a fraction takes ten times as long
    return Fraction(a) / b


def _power(a: Number, b: Number) -> Number:
    if b != int(b) or not -64 <= b <= 64:
        raise ExprError("value", "the exponent is not a whole number from -64 to 64")
    return Fraction(a) ** int(b)


def _root(value: Number) -> Number:
    if value < 0:
        raise ExprError("value", f"sqrt({value}): a negative number has no square root")
    exact = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    return exact if exact * exact == value else Fraction(math.sqrt(value))


def _log2(value: Number) -> Number:
    if value <= 0:
        raise ExprError("value", f"log2({value}): only a positive number has a logarithm")
    return Fraction(math.log2(value.numerator) - math.log2(value.denominator))


def divisible(value: Number, by: Number = 8) -> Number:
    """Return the multiple of `by` nearest to a value, at least `by`, and never under 90 % of the value.

    Source: `_make_divisible` of the MobileNet code; a value halfway between two multiples goes up.
    """
    if by <= 0:
        raise ExprError("value", f"divisible(…, {by}): multiples are of a positive number")
    nearest = max(by, math.floor(Fraction(value) / by + Fraction(1, 2)) * by)
    return nearest + by if nearest < Fraction(9, 10) * value else nearest


def _row(
    name: str,
    form: Form,
    precedence: int,
    apply: Callable[..., Value],
    *spellings: str | Spelling,
    takes: Kind | None = None,
    chain: int | None = 0,
    lazy: bool = False,
) -> Operator:
    text, unicode, latex = (Spelling(each) if isinstance(each, str) else each for each in spellings)
    return Operator(name, form, precedence, apply, text, unicode, latex, takes, chain, lazy)


def _comparison(name: str, apply: Callable[..., Value], sign: str, latex: str, takes: Kind | None) -> Operator:
    spellings = f"%s {name} %s", f"%s {sign} %s", f"%s {latex} %s"
    return _row(name, "infix", COMPARISON, apply, *spellings, takes=takes, chain=None)


def _function(
    name: str,
    apply: Callable[..., Value],
    unicode: str = "",
    latex: str = "",
    takes: tuple[int, int] = (1, 1),
    last: str = "",
) -> Operator:
    written = f"{name}(%s)", unicode or f"{name}(%s)", latex or rf"\operatorname{{{name}}}\left(%s\right)"
    text, pretty, tex = (Spelling(template, encloses=True, closed=True) for template in written)
    return Operator(name, "call", CLOSED, apply, text, pretty, tex, "number", least=takes[0], most=takes[1], last=last)


_BAR = Spelling(r"\frac{%s}{%s}", encloses=True, closed=True)
_FLOORED_BAR = Spelling(r"\left\lfloor \frac{%s}{%s} \right\rfloor", encloses=True, closed=True)
_FLOORED = Spelling("⌊%s/%s⌋", closed=True)
_CHOICE = r"%s \text{ if } %s \text{ else } %s"

_ROWS = (
    _row("if", "choice", CHOICE, _choose, "%s if %s else %s", "%s if %s else %s", _CHOICE, chain=2, lazy=True),
    _row("or", "infix", OR, _either, "%s or %s", "%s or %s", r"%s \lor %s", lazy=True),
    _row("and", "infix", AND, _both, "%s and %s", "%s and %s", r"%s \land %s", lazy=True),
    _row("not", "prefix", NOT, operator.not_, "not %s", "not %s", r"\lnot %s", takes="truth value"),
    _comparison("<", operator.lt, "<", "<", "number"),
    _comparison("<=", operator.le, "≤", r"\le", "number"),
    _comparison(">", operator.gt, ">", ">", "number"),
    _comparison(">=", operator.ge, "≥", r"\ge", "number"),
    _comparison("==", _same, "=", "=", None),
    _comparison("!=", lambda a, b: not _same(a, b), "≠", r"\ne", None),
    _row("+", "infix", SUM, operator.add, "%s + %s", "%s + %s", "%s + %s", takes="number"),
    _row("-", "infix", SUM, operator.sub, "%s - %s", "%s − %s", "%s - %s", takes="number"),
    _row("*", "infix", PRODUCT, operator.mul, "%s*%s", "%s·%s", r"%s \cdot %s", takes="number"),
    _row("/", "infix", PRODUCT, _quotient, "%s/%s", "%s/%s", _BAR, takes="number"),
    _row("//", "infix", PRODUCT, operator.floordiv, "%s//%s", _FLOORED, _FLOORED_BAR, takes="number"),
    _row("%", "infix", PRODUCT, operator.mod, "%s%%%s", "%s mod %s", r"%s \bmod %s", takes="number"),
    _row("neg", "prefix", SIGN, operator.neg, "-%s", "−%s", "-%s", takes="number"),
    _row("^", "infix", POWER, _power, "%s^%s", "%s^%s", "%s^{%s}", takes="number", chain=1),
    _row(".", "index", CLOSED, _item, "%s.%s", "%s.%s", "{%s}_{%s}"),
    _function("min", min, "", r"\min\left(%s\right)", takes=(2, 99)),
    _function("max", max, "", r"\max\left(%s\right)", takes=(2, 99)),
    _function("abs", abs, "|%s|", r"\left\lvert %s \right\rvert"),
    _function("int", int),
    _function("round", round),
    _function("floor", math.floor, "⌊%s⌋", r"\left\lfloor %s \right\rfloor"),
    _function("ceil", math.ceil, "⌈%s⌉", r"\left\lceil %s \right\rceil"),
    _function("sqrt", _root, "√(%s)", r"\sqrt{%s}"),
    _function("log2", _log2, "", r"\log_{2}\left(%s\right)"),
    _function("divisible", divisible, takes=(1, 2), last="by"),
)

OPERATORS = {row.name: row for row in _ROWS}
"""Every operator by the name it has in a tree: its sign or word, and `neg` for the sign of a number."""

INFIX = {name: row for name, row in OPERATORS.items() if row.form == "infix"}
PREFIX = {"-": OPERATORS["neg"], "not": OPERATORS["not"]}
FUNCTIONS = {name: row for name, row in OPERATORS.items() if row.form == "call"}
CONSTANTS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
KEYWORDS = frozenset({"if", "else", "and", "or", "not", *CONSTANTS})
