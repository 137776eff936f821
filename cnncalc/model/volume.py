"""What flows between layers: a volume of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import mul
from typing import Literal, NamedTuple, TypeAlias

from cnncalc.algebra.expr import Dim, known
from cnncalc.errors import RuleError

Layout: TypeAlias = Literal["hwc", "chw"]
"""How volumes are written: channels last, or first."""


class Volume(NamedTuple):
    """Spatial sizes and channels of one input (no batch, no layout). A vector has no spatial axis.

    `Volume((55, 55), 96)` is the lectures' 55x55x96, `Volume((), 4096)` a vector of 4096.
    """

    space: tuple[Dim, ...]
    channels: Dim

    @property
    def text(self) -> str:
        """The volume as it is written, spatial sizes first: `55x55x96`."""
        return sizes_text((*self.space, self.channels))

    @property
    def channels_first(self) -> str:
        """The volume with the channels in front: `96x55x55`."""
        return sizes_text((self.channels, *self.space))

    @property
    def numbers(self) -> Dim:
        """How many numbers the volume holds."""
        return reduce(mul, (*self.space, self.channels))

    def __str__(self) -> str:
        return self.text


def sizes_text(sizes: Iterable[Dim]) -> str:
    """Write sizes with an x between them: `5x5`."""
    return "x".join(map(str, sizes))


def axis_names(axes: int) -> tuple[str, ...]:
    """Name the spatial axes: height and width of a map, with the depth before them in 3-D; the length in 1-D."""
    named = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
    return named.get(axes) or tuple(f"axis {number}" for number in range(axes))


def line_names(axes: int) -> tuple[str, ...]:
    """Name what one position of each axis is: a row and a column of a map."""
    named = {1: ("position",), 2: ("row", "column"), 3: ("slice", "row", "column")}
    return named.get(axes) or ("position",) * axes


def whole(size: Dim) -> int:
    """Return a size as a plain number; letters may stand in it as long as they have values.

    Raises:
        RuleError: the size holds an unknown letter (code `unknown-size`).
    """
    if isinstance(size, int):
        return size
    number = known(size)
    if isinstance(number, int):
        return number
    raise RuleError("unknown-size", f"the size {size} is unknown", "write a number for every letter")
