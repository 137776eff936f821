"""Options that are given one by one, as flags or keywords, and read as a spec would read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Name, leaves
from cnncalc.errors import RuleError
from cnncalc.spec.bind import Option, presets
from cnncalc.spec.notation import Chunk, Short, parse_value

_SIZE = re.compile(r"(?:\d+|[A-Za-z])(?:[xX×](?:\d+|[A-Za-z]))+")
_BY = re.compile("(?<=[0-9A-Za-z])[xX×](?=[0-9A-Za-z])")
_LONE = re.compile("(?<![A-Za-z])[A-WYZa-wyz](?![A-Za-z])")


def read_option(op: str, name: str, value: Option) -> Option:
    """Return an option of an op that may be given as text: `5x5`, `same`, `0:1`, `kxk`.

    Single letters are unknowns.

    Raises:
        RuleError: the option cannot have this value.
    """
    if not isinstance(value, str):
        return value
    try:
        parsed = parse_value(_BY.sub(" x ", value) if _SIZE.fullmatch(value) else value)
        return presets(op, Short((Chunk(name, parsed, 0, 0),)), unknowns(parsed.exprs))[name]
    except (ExprError, RuleError) as error:
        raise RuleError("value", f"{name} cannot be {value}: {error.message}", *error.help, field=name) from None


def unknowns(exprs: Iterable[Expr]) -> dict[str, Name]:
    """Return the single letters in what is given on a command line: there they are sizes without a value."""
    return {leaf.symbol: Name(leaf.symbol) for expr in exprs for leaf in leaves(expr) if len(leaf.symbol) == 1}


def has_letters(written: str) -> bool:
    """Return whether a size or a value on a command line holds an unknown: `nxnx3`, `k`, `(k-1)/2`."""
    return _LONE.search(_BY.sub(" x ", written)) is not None
