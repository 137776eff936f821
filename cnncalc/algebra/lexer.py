"""Text -> tokens. What is peculiar to it is the `x` of sizes, which is not a letter of a name."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from cnncalc.algebra.errors import ExprError

LONGEST = 1000
"""How many characters an expression may have."""

TokenKind = Literal["number", "name", "by", "symbol", "end"]


class Token(NamedTuple):
    """A word of the text, from character `start` to before `end`. A `by` is the x of a size, however it is written."""

    kind: TokenKind
    text: str
    start: int
    end: int


_WORD = re.compile(
    r"(?P<number>[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<by>×)"
    r"|(?P<symbol>->|//|==|!=|<=|>=|[-+*/%(),:.=<>^])"
)
_INDEX = re.compile("(?P<number>[0-9]+)")
_BY_DIGIT = re.compile(r"[xX](?=[0-9(])")
_GLUED_SIZE = re.compile(r"([A-Za-z])(?:[xX](?:\1|[0-9]+))+|[xX][0-9]+(?:[xX][0-9]+)*")


def check_length(text: str) -> None:
    """Refuse a text that nobody would write by hand."""
    if len(text) > LONGEST:
        raise ExprError("expr-long", f"{len(text):,} characters: an expression has at most {LONGEST:,}")


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, an `end` last. Raises ExprError where a character cannot be part of any."""
    check_length(text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _by(text, at, found) or _word(text, at, found)
        found.append(token)
        at = token.end
    found.append(Token("end", "", len(text), len(text)))
    return found


def _by(text: str, at: int, before: list[Token]) -> Token | None:
    """Return the x between a number or a closing bracket and a number, with no blanks: `5x5`, `(k + 1)x3`."""
    closed = before and before[-1].end == at and (before[-1].kind == "number" or before[-1].text == ")")
    return Token("by", text[at], at, at + 1) if closed and _BY_DIGIT.match(text, at) else None


def _word(text: str, at: int, before: list[Token]) -> Token:
    follows = bool(before) and before[-1].end == at
    pattern = _INDEX if follows and before[-1].text == "." and text[at].isdigit() else _WORD
    match = pattern.match(text, at)
    if match is None:
        raise ExprError("syntax", f"{_named(text[at])} has no meaning here", span=(at, at + 1))
    word, end = match.group(), match.end()
    if match.lastgroup == "number":
        return Token("number", word, at, end)
    if match.lastgroup == "symbol":
        return Token("symbol", word, at, end)
    if word in ("x", "X", "×") and not (follows and before[-1].kind == "number" and word != "×"):
        return Token("by", word, at, end)
    if follows and before[-1].kind == "number":
        raise _glued(text[: match.end()], end)
    if _GLUED_SIZE.fullmatch(word):
        raise _glued(word, end)
    return Token("name", word, at, end)


def _glued(upto: str, end: int) -> ExprError:
    """Return the error of a number and a name, or the factors of a size, written without blanks, that ends `upto`."""
    word = re.findall("[A-Za-z_0-9.]+$", upto)[0]
    span = (end - len(word), end)
    factors = re.split("[xX]", word)
    if len(factors) > 1:
        spaced = " x ".join(factors).strip()
        return ExprError("syntax", f"`{word}`: the x of a size beside a name", f"put blanks: `{spaced}`", span=span)
    split = re.sub("(?<=[0-9])(?=[A-Za-z_])", "*", word, count=1)
    return ExprError("syntax", f"`{word}` is neither a number nor a name", f"a product is `{split}`", span=span)


def _named(character: str) -> str:
    if character.isprintable():
        return f"`{character}`"
    return f"the character U+{ord(character):04X} ({unicodedata.name(character, 'a control character').lower()})"
