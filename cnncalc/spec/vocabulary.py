"""The words of the language that are no kinds of layers."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc.algebra.expr import Expr, Name, evaluate
from cnncalc.algebra.operators import Value
from cnncalc.layers.catalogue import KINDS

MODIFIERS = ("name", "from", "repeat", "first", "when", "skip", "skip_if", "note")
"""What may stand beside the op of an item."""

STRUCTURE = ("residual", "seq", "aux", "let", "use", "identity")
"""The ops that are no layers."""

HELD = (*KINDS, "identity")
"""What a parameter may hold besides values: an op that is to stand behind another; identity stands for none."""

RESERVED = frozenset({"in", "i", "x", *KINDS, *STRUCTURE})
"""What cannot be the name of a parameter, of a block or of a value."""


def valued(expr: Expr, env: Mapping[str, Value]) -> Value:
    """Return the value of an expression, or the op that a lone name is. Raises ExprError."""
    return expr.symbol if isinstance(expr, Name) and expr.symbol in HELD else evaluate(expr, env)
