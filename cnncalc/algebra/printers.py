"""Expressions as text, as Unicode and as LaTeX, and numbers as decimals. Brackets follow from the table of operators.

`text` is what the parser reads back: `parse(text(expr)) == expr`. With `values=True` each name that has a
number shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from cnncalc.algebra.expr import Expr, Flag, Name, Num, Op, decimal_places, lift
from cnncalc.algebra.operators import CLOSED, OPERATORS, SUM, Number, Operator, Spelling


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write expressions: which spelling of each operator it takes, its brackets, and how it writes a name."""

    spelling: Callable[[Operator], Spelling]
    brackets: str
    symbol: Callable[[str], str]


def _latex_symbol(symbol: str) -> str:
    head, _, below = symbol.partition("_")
    upright = [part if len(part) == 1 else rf"\mathit{{{part}}}" for part in (head, below.replace("_", r"\_")) if part]
    return "_{".join(upright) + "}" * (len(upright) - 1) if upright else r"\_"


TEXT = Notation(lambda operator: operator.text, "(%s)", str)
UNICODE = Notation(lambda operator: operator.unicode, "(%s)", str)
LATEX = Notation(lambda operator: operator.latex, r"\left(%s\right)", _latex_symbol)


def text(expr: Expr, values: bool = False) -> str:
    """Return the expression as a spec or a terminal writes it: `(32 + 2*2 - 5)/1 + 1`."""
    return _written(expr, TEXT, values)


def unicode(expr: Expr, values: bool = False) -> str:
    """Return the expression with the signs of a book: `⌊(32 + 2·2 − 5)/2⌋ + 1`."""
    return _written(expr, UNICODE, values)


def latex(expr: Expr, values: bool = False) -> str:
    r"""Return the expression for LaTeX's math mode: `\frac{32 + 2 \cdot 2 - 5}{1} + 1`."""
    return _written(expr, LATEX, values)


def decimal(number: Number) -> str:
    """Return a number in decimals: all of them where they end (`54.25`), else two (`2.33`), trailing zeros cut.

    A number that is not whole never looks whole: 1/300 is `0.003`, not `0`.
    """
    places = decimal_places(number)
    if places is None:
        places = 2
        while round(Fraction(number), places).denominator == 1:
            places += 1
    digits = str(abs(round(Fraction(number) * 10**places))).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return ("-" if number < 0 else "") + whole + ("." + rest if rest else "")


def bracketed(parent: Op, position: int, notation: Notation = TEXT, values: bool = False) -> bool:
    """Return whether an operand is written in brackets: when it binds too loosely, or is a sign after a sign."""
    operator, arg = OPERATORS[parent.name], shown(parent.args[position], values)
    if notation.spelling(operator).encloses or not isinstance(arg, Op):
        return False
    inner = OPERATORS[arg.name]
    if arg.name == "neg" and operator.precedence >= SUM and (position or operator.form == "prefix"):
        return True
    binds = CLOSED if notation.spelling(inner).closed else inner.precedence
    return binds < operator.room(position)


def shown(expr: Expr, values: bool) -> Expr:
    """Return what is written for a leaf: with `values` a name's number, and numbers with the sign or bar they need."""
    if isinstance(expr, Num):
        return lift(expr.value)
    if values and isinstance(expr, Name) and expr.value is not None:
        return lift(expr.value)
    return expr


def _written(expr: Expr, notation: Notation, values: bool) -> str:
    expr = shown(expr, values)
    if isinstance(expr, Num):
        return decimal(expr.value)
    if isinstance(expr, Flag):
        return "true" if expr.value else "false"
    if isinstance(expr, Name):
        return notation.symbol(expr.symbol)
    assert isinstance(expr, Op)
    operator = OPERATORS[expr.name]
    spelling = notation.spelling(operator)
    parts = []
    for position, arg in enumerate(expr.args):
        part = _written(arg, notation, values)
        parts.append(notation.brackets % part if bracketed(expr, position, notation, values) else part)
    return spelling.template % (", ".join(parts) if operator.form == "call" else tuple(parts))
