"""Filters that are given as one text without blanks: `10x5x5` is a count and a kernel, `5x5x3` could be two things."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnncalc.model.volume import Volume

_BETWEEN = re.compile("[xX×]")


class Filters(NamedTuple):
    """So many filters of a kernel: `Filters("10", "5x5")`."""

    number: str
    kernel: str


def filter_readings(text: str, volume: Volume) -> tuple[Filters, ...]:
    """Return what a text can mean on an input: a count with its kernel, or both readings where it has two.

    Two has what the lectures call one filter (`5x5x3`), and a kernel without its count (`3x3`); a count alone has none.
    """
    sizes = [size.strip() for size in _BETWEEN.split(text)]
    axes = len(volume.space)
    first, *rest = sizes
    if not rest:
        return ()
    if len(sizes) == axes:
        return Filters("1", "x".join(sizes)), Filters(first, "x".join(rest[-1:] * axes))
    square = len(sizes) == axes + 1 and axes > 1 and len(set(sizes[:axes])) == 1
    many = Filters(first, "x".join(rest))
    if square and (sizes[-1] != first or sizes[-1] == str(volume.channels)):
        return Filters("1", "x".join(sizes[:-1])), many
    return (many,)
