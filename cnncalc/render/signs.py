"""The signs of the output where the encoding has no others than ASCII."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = str.maketrans(
    {
        "─": "-", "✓": "+", "→": ">", "✗": "x", "·": ".", "×": "x", "½": "h", "–": "-", "—": "-", "−": "-",
        "…": "...", "’": "'", "“": '"', "”": '"', "≥": ">=", "≤": "<=",
    }
)  # fmt: skip


def ascii(text: str) -> str:
    """Return a text in ASCII, with `?` for what has no other sign."""
    return text if text.isascii() else text.translate(_SIGNS).encode("ascii", "replace").decode("ascii")
