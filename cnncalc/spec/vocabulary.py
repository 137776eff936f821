"""The words of the language that are no kinds of layers."""

from __future__ import annotations

from cnncalc.layers.catalogue import KINDS

MODIFIERS = ("name", "from", "repeat", "first", "when", "skip", "skip_if", "note")
"""What may stand beside the op of an item."""

STRUCTURE = ("residual", "seq", "aux", "let", "use", "identity")
"""The ops that are no layers."""

RESERVED = frozenset({"in", "i", "x", *KINDS, *STRUCTURE})
"""What cannot be the name of a parameter, of a block or of a value."""
