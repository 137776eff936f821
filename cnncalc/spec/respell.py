"""Sizes and numbers as other programs write them, and how a spec writes them; known only to the hints."""

from __future__ import annotations

import re

_OTHER_SIZE = re.compile(
    r"[(\[]? *([0-9]+(?:(?: *(?:[,;*xX×]|by) *| +)[0-9]+)+) *,? *[)\]]? *((?:N|n)?[CDHWLcdhwl]{2,4})?"
)
_EXPONENT = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?[eE]\+?([0-9]{1,2})")


def respelled(text: str) -> str | None:
    """Return a size whose numbers are all there as it is written here: `(28, 28, 1)`, `32 by 32`, `3x32x32CHW`.

    None if it is written so already: what is wrong with it is something else.
    """
    match = _OTHER_SIZE.fullmatch(text.strip())
    if match is None:
        return None
    size = "x".join(re.findall("[0-9]+", match[1]))
    whole = f"{size} {match[2]}" if match[2] else size
    return whole if whole != text.strip() else None


def whole_number(text: str) -> str | None:
    """Return what `1e6` is as a spec writes it, 1_000_000; None if the text is no such number, or not whole."""
    match = _EXPONENT.fullmatch(text)
    if match is None:
        return None
    digits, behind, power = match[1], match[2] or "", int(match[3])
    if len(behind) > power:
        return None
    return f"{int(digits + behind) * 10 ** (power - len(behind)):_}"
