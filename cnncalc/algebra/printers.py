"""Expressions as text, as Unicode, as LaTeX and as MathML, and numbers as decimals.

Brackets follow from the table of operators. `text` is what the parser reads back: `parse(text(expr)) == expr`. With
`values=True` each name that has a number shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from cnncalc.algebra.expr import Expr, Flag, Name, Num, Op, decimal_places, lift
from cnncalc.algebra.operators import CLOSED, OPERATORS, SUM, Number, Operator, Spelling


def decimal(number: Number | Expr) -> str:
    """Return a number in decimals: all of them where they end (`54.25`), else two (`2.33`), trailing zeros cut.

    A number that is not whole never looks whole: 1/300 is `0.003`, not `0`. A formula is its text.
    """
    if isinstance(number, Expr):
        return text(number)
    places = decimal_places(number)
    if places is None:
        places = 2
        while round(Fraction(number), places).denominator == 1:
            places += 1
    digits = str(abs(round(Fraction(number) * 10**places))).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return ("-" if number < 0 else "") + whole + ("." + rest if rest else "")


def separated(number: Number | Expr) -> str:
    """Return a number in decimals with its thousands separated: `10,240`; a formula is its text."""
    if isinstance(number, Expr):
        return text(number)
    whole, point, rest = decimal(number).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{rest}"


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write expressions: its spelling of each operator, its brackets, and how it writes names and numbers."""

    spelling: Callable[[Operator], Spelling]
    brackets: str
    symbol: Callable[[str], str]
    number: Callable[[Number], str] = decimal
    comma: str = ", "

    def write(self, expr: Expr, values: bool = False) -> str:
        """Return an expression in this notation; with `values` each name that has a number shows it."""
        return _written(expr, self, values)

    def multiplied(self, template: str) -> Notation:
        """Return the same notation with another way to write a product: `%s × %s`."""
        product, spelling = Spelling(template), self.spelling
        return replace(self, spelling=lambda operator: product if operator.name == "*" else spelling(operator))


def _parts(symbol: str) -> tuple[str, str]:
    """Return a name and what stands below it: what follows the first underscore, or the number of a letter (`P1`)."""
    if len(symbol) > 1 and symbol[0].isalpha() and symbol[1:].isdecimal():
        return symbol[0], symbol[1:]
    head, _, below = symbol.partition("_")
    return head, below


def _latex_symbol(symbol: str) -> str:
    head, below = _parts(symbol)
    upright = [
        part if len(part) == 1 or part.isdecimal() else rf"\mathit{{{part}}}"
        for part in (head, below.replace("_", r"\_"))
        if part
    ]
    return "_{".join(upright) + "}" * (len(upright) - 1) if upright else r"\_"


def _mathml_symbol(symbol: str) -> str:
    head, below = _parts(symbol)
    return f"<msub><mi>{head}</mi><mi>{below}</mi></msub>" if head and below else f"<mi>{symbol}</mi>"


_MATHML = {
    "/": Spelling("<mfrac>%s%s</mfrac>", encloses=True, closed=True),
    "//": Spelling("<mrow><mo>⌊</mo><mfrac>%s%s</mfrac><mo>⌋</mo></mrow>", encloses=True, closed=True),
    "^": Spelling("<msup>%s%s</msup>"),
    "sqrt": Spelling("<msqrt>%s</msqrt>", encloses=True, closed=True),
}
"""What MathML does not write as a row of signs."""


def _mathml_spelling(operator: Operator) -> Spelling:
    """Return how MathML writes an operator: the signs of a book, each an element, in a row."""
    if operator.name in _MATHML:
        return _MATHML[operator.name]
    parts = re.split("(%s)", operator.unicode.template)
    elements = (part if part == "%s" else f"<mo>{_escaped(part.strip())}</mo>" for part in parts if part)
    return operator.unicode._replace(template=f"<mrow>{''.join(elements)}</mrow>")


def _escaped(sign: str) -> str:
    return sign.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


TEXT = Notation(lambda operator: operator.text, "(%s)", str)
UNICODE = Notation(lambda operator: operator.unicode, "(%s)", str)
LATEX = Notation(lambda operator: operator.latex, r"\left(%s\right)", _latex_symbol)
MATHML = Notation(
    _mathml_spelling,
    "<mrow><mo>(</mo>%s<mo>)</mo></mrow>",
    _mathml_symbol,
    lambda number: f"<mn>{separated(number)}</mn>",
    "<mo>,</mo>",
)


def text(expr: Expr, values: bool = False) -> str:
    """Return the expression as a spec or a terminal writes it: `(32 + 2*2 - 5)/1 + 1`."""
    return _written(expr, TEXT, values)


def unicode(expr: Expr, values: bool = False) -> str:
    """Return the expression with the signs of a book: `⌊(32 + 2·2 − 5)/2⌋ + 1`."""
    return _written(expr, UNICODE, values)


def latex(expr: Expr, values: bool = False) -> str:
    r"""Return the expression for LaTeX's math mode: `\frac{32 + 2 \cdot 2 - 5}{1} + 1`."""
    return _written(expr, LATEX, values)


def mathml(expr: Expr, values: bool = False) -> str:
    """Return the expression as an element of MathML: `<mrow><mi>N</mi><mo>+</mo><mn>1</mn></mrow>`."""
    return _written(expr, MATHML, values)


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
        return notation.number(expr.value)
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
    return spelling.template % (notation.comma.join(parts) if operator.form == "call" else tuple(parts))
