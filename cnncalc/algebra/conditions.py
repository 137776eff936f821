"""Tests on sizes that may be unknown: what can be decided is, and the rest is a condition under which the answer holds.

A rule asks `at_least(size, 1)` whatever the size is. Of numbers that is true or false; of letters it is true, false, or
taken to be true and noted as a `Condition` for whoever gathers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from cnncalc.algebra.expr import Dim

if TYPE_CHECKING:  # numbers need none of what decides for letters
    from cnncalc.algebra.undecided import Condition

_gathered: ContextVar[list[Condition] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[list[Condition]]:
    """Gather the conditions of what is computed inside, each once."""
    conditions: list[Condition] = []
    token = _gathered.set(conditions)
    try:
        yield conditions
    finally:
        _gathered.reset(token)


def assume(*conditions: Condition) -> None:
    """Note conditions for whoever gathers them."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.extend(condition for condition in conditions if condition not in gathered)


def _taken(decided: bool | Condition) -> bool:
    """Return what was decided; what was not is taken to be true, on its condition."""
    if isinstance(decided, bool):
        return decided
    assume(decided)
    return True


def at_least(size: Dim, least: Dim) -> bool:
    """Return whether a size is at least another one; a letter may be 0, as a padding's, but one alone is at least 1."""
    if isinstance(size, int) and isinstance(least, int):
        return size >= least
    from cnncalc.algebra import undecided

    return _taken(undecided.at_least(size, least))


def divides(number: Dim, size: Dim) -> bool:
    """Return whether a number divides a size without rest."""
    if isinstance(number, int) and isinstance(size, int):
        return size % number == 0
    from cnncalc.algebra import undecided

    return _taken(undecided.divides(number, size))


def whole(size: Dim) -> bool:
    """Return whether a size is a whole number, as every number here is."""
    if isinstance(size, int):
        return True
    from cnncalc.algebra import undecided

    return _taken(undecided.whole(size))


def equal(first: Dim, second: Dim) -> bool:
    """Return whether two sizes are equal."""
    if isinstance(first, int) and isinstance(second, int):
        return first == second
    from cnncalc.algebra import undecided

    return _taken(undecided.equal(first, second))


def in_words(conditions: Sequence[Condition]) -> tuple[str, ...]:
    """Return conditions in words, those on one letter in one: `N a multiple of 32`."""
    if not conditions:
        return ()
    from cnncalc.algebra.congruence import together

    return together(conditions)
