"""Gives an error of a text its place in the file, and the block calls that led there."""

from __future__ import annotations

import re

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, leaves
from cnncalc.errors import Call, Origin, Problem, RuleError
from cnncalc.spec.bind_errors import BindError
from cnncalc.spec.items import Scope
from cnncalc.spec.respell import whole_number
from cnncalc.spec.tree import Text

_BELOW = re.compile("[xX] ?-")
_HELP = {
    "more than 100 operators": ("give its parts names with `let:`, and use those",),
    "nested more than 40": ("give its parts names with `let:`, and use those",),
    "is beyond 2^53": ("no net has so many of anything: count the digits",),
    "called `i`": ("`i` is the turn of a repeat, and means nothing outside of one",),
    "by zero": ("what stands behind it must not be 0 here",),
}
"""What helps against a message of the algebra, by a part of it."""


def place(error: ExprError | BindError, text: Text, scope: Scope | None = None) -> Problem:
    """Return the error as a problem at its characters of the text, or at all of it if it does not know them."""
    origin = text.origin if error.start is None or not error.end else text.at(error.start, error.end)
    help = help_of(error)
    if error.start is not None and (number := whole_number(text.value[error.start : error.end])):
        help = (f"write {number}",)
    problem = Problem(error.code, error.message, help)
    if error.end and _BELOW.match(text.value, error.end - 1):
        problem = Problem(
            error.code, "a size is 1 or more", ("write the size itself: none is worked out from the rest",)
        )
    return problem._replace(origin=origin) if scope is None else traced(problem, origin, scope)


def help_of(error: ExprError | RuleError) -> tuple[str, ...]:
    """Return the help of an error, or what is known to help against its message."""
    return error.help or next((lines for part, lines in _HELP.items() if part in error.message), ())


def undecided(written: str, value: Expr) -> Problem:
    """Return the problem of a formula in letters where what is built depends on its value."""
    letters = " and ".join(dict.fromkeys(leaf.symbol for leaf in leaves(value)))
    help = "write a number for it: what is built depends on it"
    return Problem("unknown-size", f"`{written}` depends on {letters}, which has no value", (help,))


def traced(problem: Problem, origin: Origin, scope: Scope) -> Problem:
    """Return the problem at its place, with the calls around it."""
    return problem._replace(origin=within(origin, scope.trace))


def within(origin: Origin, calls: tuple[Call, ...]) -> Origin:
    """Return the same place, with the block calls around it."""
    if not calls:
        return origin
    return Origin(origin.file, origin.line, origin.column, origin.length, origin.text, origin.path, calls)


def by_place(problem: Problem) -> tuple[int, int]:
    """Return what problems are sorted by: line and column."""
    return (problem.origin.line, problem.origin.column) if problem.origin else (0, 0)
