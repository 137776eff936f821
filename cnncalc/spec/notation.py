"""The short text after an op, purely as syntax: `96 x 11x11, stride 4, relu -> 55x55x96`.

Chunks between commas, then what is claimed to come out. What an op makes of its chunks, and what a name stands for, is
decided elsewhere; here nothing is evaluated and no op is known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import LARGEST, Expr, Name
from cnncalc.algebra.lexer import Token, check_length
from cnncalc.algebra.operators import CONSTANTS, FUNCTIONS, KEYWORDS
from cnncalc.algebra.parser import Cursor
from cnncalc.spec.respell import respelled, whole_number

_NO_NAME = KEYWORDS | {"of"}
_NOUNS = {"filters", "filter", "kernels", "maps", "channels", "units", "unit", "neurons", "groups"}
_NO_VALUE = _NO_NAME - CONSTANTS.keys()
_WITHOUT_BIAS = re.compile(",? +(?:no|without) +bias(?![a-z_])")


class Axis(NamedTuple):
    """What is written for one axis: a value, or one before and one after as in `2:1`."""

    before: Expr
    after: Expr | None = None


class Value(NamedTuple):
    """One value: its axes, and for each x between them whether blanks set it off; or `2 of 4`."""

    axes: tuple[Axis, ...]
    blanks: tuple[bool, ...] = ()
    of: Expr | None = None

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions in it, from left to right."""
        sides = [side for axis in self.axes for side in (axis.before, axis.after)]
        return tuple(expr for expr in (*sides, self.of) if expr is not None)


class Chunk(NamedTuple):
    """What stands between two commas: a value, a name with a value, or a name alone; and its place in the text."""

    name: str | None
    value: Value | None
    start: int
    end: int

    @property
    def as_value(self) -> Value:
        """What it says where a value is expected: a lone name is one."""
        name = self.name or ""
        return self.value or Value((Axis(Name(name, span=(self.start, self.start + len(name)))),))


class Size(NamedTuple):
    """A written volume: numbers, or letters for unknown ones, and the letters that name its axes, if any."""

    dims: tuple[int | str, ...]
    letters: str | None
    text: str


class Claim(NamedTuple):
    """What a layer is claimed to give, after `->`."""

    text: str
    start: int
    end: int
    size: Size


class Short(NamedTuple):
    """A whole short text; `text` is what stands before the claim."""

    chunks: tuple[Chunk, ...]
    claim: Claim | None = None
    text: str = ""


class Parameter(NamedTuple):
    """A parameter of a block, with its default if it has one."""

    name: str
    default: Expr | None = None


class Header(NamedTuple):
    """The key of a block: its name and its parameters."""

    name: str
    parameters: tuple[Parameter, ...] = ()


@lru_cache(maxsize=4096)
def parse_short(text: str) -> Short:
    """Return the chunks and the claim of a short text. Raises ExprError."""
    check_length(text)
    claim = parse_claim(text)
    body = text.partition("->")[0]
    cursor = Cursor(body)
    chunks: list[Chunk] = []
    if cursor.peek().kind != "end":
        chunks.append(_chunk(cursor))
        while cursor.take(","):
            chunks.append(_chunk(cursor))
    if cursor.peek().kind != "end":
        raise cursor.error(f"expected `,` before {cursor.found()}", *_separated(cursor))
    return Short(tuple(chunks), claim, body.rstrip())


def parse_claim(text: str) -> Claim | None:
    """Return what a text claims behind its `->`, if it has one. Raises ExprError."""
    body, arrow, claimed = text.partition("->")
    if not arrow:
        return None
    check_length(text)
    start = len(body) + len(arrow) + len(claimed) - len(claimed.lstrip(" "))
    try:
        size = _size(text, start)
    except ExprError as error:
        fixed = respelled(claimed)
        raise error if fixed is None else _respelled(error, f"{body.rstrip()} -> {fixed}") from None
    return Claim(size.text, start, start + len(size.text), size)


def parse_value(text: str) -> Value:
    """Return one value, such as a mapping holds: `3x3`, `2:2x0:2`, `in//2`. Raises ExprError."""
    cursor = Cursor(text)
    value = _value(cursor)
    cursor.finish()
    return value


def parse_size(text: str) -> Size:
    """Return a written volume: `227x227x3`, `784`, `8000x1 LC`, `NxNx3`. Raises ExprError."""
    check_length(text)
    try:
        return _size(text, len(text) - len(text.lstrip(" ")))
    except ExprError as error:
        fixed = respelled(text)
        if fixed is None:
            raise
        raise _respelled(error, fixed) from None


def _respelled(error: ExprError, fixed: str) -> ExprError:
    span = None if error.start is None or error.end is None else (error.start, error.end)
    return ExprError(error.code, error.message, f"write `{fixed}`", span=span)


@lru_cache(maxsize=1024)
def parse_header(text: str) -> Header:
    """Return the name and parameters of a block from its key: `bottleneck(t, c, s=1)`. Raises ExprError."""
    cursor = Cursor(text)
    name = _name(cursor, "the name of a block").text
    parameters: dict[str, Parameter] = {}
    if cursor.take("(") and not cursor.take(")"):
        while True:
            token = _name(cursor, "the name of a parameter")
            if token.text in parameters:
                message = f"`{name}` has two parameters called `{token.text}`"
                raise ExprError("dup-name", message, span=(token.start, token.end))
            parameters[token.text] = Parameter(token.text, cursor.expression() if cursor.take("=") else None)
            if not cursor.take(","):
                break
        cursor.expect(")", "after the parameters")
    cursor.finish()
    return Header(name, tuple(parameters.values()))


def _name(cursor: Cursor, what: str) -> Token:
    token = cursor.peek()
    if token.kind != "name" or token.text in _NO_NAME:
        taken = ("`x` separates sizes and cannot be a name",) if token.kind == "by" else ()
        raise cursor.error(f"expected {what}, not {cursor.found()}", *taken)
    return cursor.advance()


def _chunk(cursor: Cursor) -> Chunk:
    first, second = cursor.peek(), cursor.peek(1)
    named = first.kind == "name" and first.text not in _NO_NAME
    if named and (second.kind == "end" or second.text == ","):
        cursor.advance()
        return Chunk(first.text, None, first.start, first.end)
    name = None
    if named and second.text == "=":
        name = cursor.advance().text
        cursor.advance()
    elif named and _begins_value(cursor, first, second):
        name = cursor.advance().text
    value = _value(cursor)
    return Chunk(name, value, first.start, cursor.end)


def _begins_value(cursor: Cursor, name: Token, token: Token) -> bool:
    """Return whether a token after a name begins the name's value, rather than going on with an expression.

    `pad (k-1)/2` and `pad -1` are a name and a value; `pad(1)` and `n - 1` are expressions.
    """
    if token.kind == "name":
        return token.text not in _NO_VALUE
    apart = name.end < token.start
    if token.text == "(":
        return apart and name.text not in FUNCTIONS
    if token.text == "-":
        return apart and token.end == cursor.peek(2).start
    return token.kind == "number"


def _value(cursor: Cursor) -> Value:
    axes, blanks = [_axis(cursor)], []
    while (by := cursor.peek()).kind == "by":
        cursor.advance()
        blanks.append(cursor.text[by.start - 1] == " " == cursor.text[by.end : by.end + 1])
        axes.append(_axis(cursor))
    of = None
    if len(axes) == 1 and axes[0].after is None and cursor.take("of"):
        of = cursor.expression()
    return Value(tuple(axes), tuple(blanks), of)


def _axis(cursor: Cursor) -> Axis:
    before = cursor.expression()
    return Axis(before, cursor.expression() if cursor.take(":") else None)


def _separated(cursor: Cursor) -> tuple[str, ...]:
    """Return the help that puts the missing comma in, when a word follows a value."""
    token = cursor.peek()
    if token.kind not in ("name", "number") or token.text in _NO_VALUE:
        return ()
    if _WITHOUT_BIAS.search(cursor.text):
        return (f"write `{_WITHOUT_BIAS.sub(', bias off', cursor.text).strip(', ')}`",)
    before, after = cursor.text[: token.start].strip(), cursor.text[token.start :].rstrip()
    if token.text in _NOUNS:
        return (f"a count stands alone: leave `{token.text}` out",)
    return (f"write `{before}{' x ' if token.kind == 'number' else ', '}{after}`",)


_DIM = re.compile("[0-9]+(?:_[0-9]+)*|[A-WYZa-wyz](?![A-WYZa-wyz])")
_SEPARATOR = re.compile(" *[xX×] *")
_LETTERS = re.compile(" +([A-Za-z]+)")
_EXPONENT_HERE = re.compile(r"[0-9]+[eE][0-9]{1,2}(?![0-9A-Za-z])")


def _size(text: str, at: int) -> Size:
    """Return the size that a text has from a character on."""
    start, end = at, len(text.rstrip(" "))
    dims: list[int | str] = []
    while True:
        match = _DIM.match(text, at)
        if match is None:
            raise _no_size(text, at, "expected a number or a single letter")
        dims.append(_dim(match))
        at = match.end()
        separator = _SEPARATOR.match(text, at)
        if separator is None:
            break
        at = separator.end()
    letters = _LETTERS.match(text, at)
    if letters is not None:
        at = letters.end()
    if at != end:
        raise _no_size(text, at, "expected `x` and the next number, or the end")
    return Size(tuple(dims), letters[1] if letters else None, text[start:end])


def _dim(match: re.Match[str]) -> int | str:
    if not match[0][0].isdigit():
        return match[0]
    number = int(match[0])
    if number > LARGEST:
        raise ExprError("value", f"the size is beyond 2^53, {LARGEST:,}", span=match.span())
    return number


def _no_size(text: str, at: int, message: str) -> ExprError:
    word = text[at:].split(maxsplit=1)[:1]
    found = f"`{word[0]}`" if word else "the end"
    at += len(text[at:]) - len(text[at:].lstrip()) if word else 0
    end = at + max(len(word[0]), 1) if word else at + 1
    for number in _EXPONENT_HERE.finditer(text):
        if number.start() < at <= number.end():
            return ExprError(
                "syntax", f"{message}, not {found}", f"write {whole_number(number[0])}", span=number.span()
            )
    help = "a size is written `227x227x3`, `784`, or with letters for its axes `3x224x224 CHW`"
    return ExprError("syntax", f"{message}, not {found}", help, span=(at, end))
