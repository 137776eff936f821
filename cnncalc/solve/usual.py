"""Which windows are usual: the order in which solutions are shown."""

from __future__ import annotations

from cnncalc.solve.equation import Choice


def usual(choice: Choice, tiled: bool) -> tuple[bool | int, ...]:
    """Return how unusual a choice is, to sort by: nothing left over, odd kernels, small strides, little padding first.

    `tiled` is for pools, whose windows usually stand side by side.
    """
    side_by_side = choice.kernel == choice.stride
    even = choice.kernel % 2 == 0
    before, after = choice.margin
    return (
        choice.rest != 0,
        not common(choice),
        tiled and not side_by_side,
        even and not side_by_side,
        choice.margin not in ((0, 0), ((choice.extent - 1) // 2,) * 2),
        choice.kernel == 1,
        choice.dilation,
        choice.kernel,
        choice.stride,
        before + after,
        choice.size,
    )


def common(choice: Choice) -> bool:
    """Whether a window is one of those that nets are built of."""
    before, after = choice.margin
    small = choice.kernel <= 11 and choice.stride <= 4
    sound = choice.stride <= choice.kernel and before == after <= choice.extent // 2
    return sound and (small or (choice.kernel == choice.stride and before == 0))
