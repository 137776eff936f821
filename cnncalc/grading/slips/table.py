"""All slips, one entry each, in the areas' own tables; the order within an area is that of the candidates."""

from __future__ import annotations

from typing import Final

from cnncalc.grading.slips import depth, field, kinds, net, params, shape, work_done, writing
from cnncalc.grading.slips.slip import Slip

SLIPS: Final[tuple[Slip, ...]] = (
    *shape.SLIPS, *depth.SLIPS, *params.SLIPS, *kinds.SLIPS, *field.SLIPS,
    *work_done.SLIPS, *writing.SLIPS, *net.SLIPS,
)  # fmt: skip

BY_ID: Final = {slip.id: slip for slip in SLIPS}

UNTOLD: Final = {
    "true-convolution-flip": "it changes the numbers of a map, not its size or any count: see `cnncalc apply --flip`",
    "flatten-order": "the length is the same in either order: no number of the layer shows it",
}
"""Known mistakes that no number of a layer can show, and why."""
