"""What flows between layers: a volume of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import mul
from typing import Literal, NamedTuple, TypeAlias, TypeGuard

from cnncalc.algebra.collect import compared
from cnncalc.algebra.expr import Dim, Op, known
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
    def known(self) -> bool:
        """Whether all sizes are numbers."""
        return all(isinstance(size, int) for size in (*self.space, self.channels))

    @property
    def numbers(self) -> Dim:
        """How many numbers the volume holds."""
        return reduce(mul, (*self.space, self.channels))

    def may_be(self, other: Volume) -> bool:
        """Whether two volumes can be the same: only sizes in letters can differ and still be so."""
        if self == other or (self.known and other.known):
            return self == other
        sizes = zip((*self.space, self.channels), (*other.space, other.channels), strict=False)
        return len(self.space) == len(other.space) and all(compared(a, b) in (0, None) for a, b in sizes)

    def __str__(self) -> str:
        return self.text


def sizes_text(sizes: Iterable[Dim]) -> str:
    """Write sizes with an x between them: `5x5`; formulas with blanks around it, `(n - k + 1) x (n - k + 1) x 10`."""
    written = tuple(sizes)
    if not any(isinstance(size, Op) for size in written):
        return "x".join(map(str, written))
    return " x ".join(
        f"({size})" if isinstance(size, Op) and size.name in ("+", "-") else str(size) for size in written
    )


def axis_names(axes: int) -> tuple[str, ...]:
    """Name the spatial axes: height and width of a map, with the depth before them in 3-D; the length in 1-D."""
    named = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
    return named.get(axes) or tuple(f"axis {number}" for number in range(axes))


def line_names(axes: int) -> tuple[str, ...]:
    """Name what one position of each axis is: a row and a column of a map."""
    named = {1: ("position",), 2: ("row", "column"), 3: ("slice", "row", "column")}
    return named.get(axes) or ("position",) * axes


def numbers(*sizes: Dim) -> tuple[int, ...] | None:
    """Return sizes as plain numbers; None where one holds a letter without a value."""
    found = tuple(size if isinstance(size, int) else known(size) for size in sizes)
    return found if _all_whole(found) else None


def _all_whole(found: tuple[object, ...]) -> TypeGuard[tuple[int, ...]]:
    return all(isinstance(number, int) for number in found)


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
    raise RuleError(
        "unknown-size", f"{size} has no value, and a number is needed here", "write a number for every letter"
    )
