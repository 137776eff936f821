"""Which windows are usual: the order in which solutions are shown.

Usual are odd kernels up to 11x11 and windows side by side, with strides up to 4 and padding of at most half the kernel;
of transposed layers also kernels of twice the stride, which spread evenly. Even kernels come next, and then everything
else. Of windows that are as usual, those that fit come before those that are rounded down.
"""

from __future__ import annotations

from typing import Final

from cnncalc.solve.equation import SMALL, Choice

USUAL: Final = 0
"""The first number of the rank of a usual window."""


def rank(choice: Choice, *, tiles: bool, enlarges: bool) -> tuple[int, ...]:
    """Return how unusual a choice is, to sort by.

    `tiles` is for pools, whose windows usually stand side by side, `enlarges` for transposed layers.
    """
    return (
        _class(choice, enlarges=enlarges),
        choice.rest != 0,
        tiles and not _side_by_side(choice),
        choice.margin not in ((0, 0), ((choice.extent - 1) // 2,) * 2),
        choice.kernel == 1,
        choice.dilation,
        choice.kernel,
        choice.stride,
        sum(choice.margin),
        choice.size,
    )


def _class(choice: Choice, *, enlarges: bool) -> int:
    """Return 0 for a window that nets are built of, 1 for such a one with an even kernel, 2 for all others."""
    before, after = choice.margin
    if choice.stride > choice.kernel or not before == after <= choice.extent // 2 or _wasted(choice):
        return 2
    if _side_by_side(choice) and before == 0:
        return USUAL
    kernel, stride = SMALL
    if choice.kernel > kernel or choice.stride > stride:
        return 2
    even = choice.kernel % 2 == 0
    return 1 if even and not (enlarges and choice.kernel == 2 * choice.stride) else USUAL


def _side_by_side(choice: Choice) -> bool:
    return choice.kernel == choice.stride


def _wasted(choice: Choice) -> bool:
    """Whether a position less of padding on each side gives the same size: what it adds is only left over."""
    return choice.margin[0] > 0 and choice.rest >= 2
