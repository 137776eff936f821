"""The one error of the algebra: what is wrong with an expression, and where in its text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from cnncalc.errors import CnncalcError

_NEAR = 0.66
_MOST_WORDS = 500
_MOST_LISTED = 20

Span = tuple[int, int]
"""A stretch of a text: its first character, and the one after its last."""


class ExprError(CnncalcError):
    """An expression cannot be read (`syntax`, `expr-long`) or has no value (`value`).

    `start` and `end` delimit the characters at fault; both are None when the expression was not read from a text.
    """

    def __init__(self, code: str, message: str, *help: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help
        self.start = span[0] if span else None
        self.end = span[1] if span else None

    def located(self, span: Span | None) -> ExprError:
        """Return the same with a place, or itself when it has one already or there is none to give."""
        if self.start is not None or span is None:
            return self
        return ExprError(self.code, self.message, *self.help, span=span)


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the help line that names the nearest known words, or nothing when none is near or there are too many."""
    from difflib import get_close_matches  # only an error pays for it

    words = sorted(set(known))
    near = get_close_matches(word, words, n=2, cutoff=_NEAR) if len(words) <= _MOST_WORDS else ()
    return (f"did you mean {' or '.join(f'`{name}`' for name in near)}?",) if near else ()


def listed(names: Iterable[str]) -> str:
    """Return names with commas between them: all, or of very many the first."""
    first = list(islice(names, _MOST_LISTED + 1))
    return ", ".join(first if len(first) <= _MOST_LISTED else [*first[:-1], "..."])


def counted(count: object, thing: str, things: str = "") -> str:
    """Write a number with what it counts: `1 net`, `2,048 nets`; `things` is a plural that takes more than an s."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"
