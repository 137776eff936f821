"""Options that are given one by one, as flags or keywords, and read as a spec would read them."""

from __future__ import annotations

from cnncalc.algebra.errors import ExprError
from cnncalc.errors import RuleError
from cnncalc.spec.bind import Option, presets
from cnncalc.spec.notation import Chunk, Short, parse_value


def read_option(op: str, name: str, value: Option) -> Option:
    """Return an option of an op that may be given as text: `5x5`, `same`, `0:1`.

    Raises:
        RuleError: the option cannot have this value.
    """
    if not isinstance(value, str):
        return value
    try:
        return presets(op, Short((Chunk(name, parse_value(value), 0, 0),)), {})[name]
    except (ExprError, RuleError) as error:
        raise RuleError("value", f"{name} cannot be {value}: {error.message}", *error.help, field=name) from None
