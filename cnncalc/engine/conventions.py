"""What counts as a FLOP: each convention is a row of one table.

The field disagrees: the same ResNet-50 has 4.1 or 8.2 "GFLOPs". A convention says how many operations a cost is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cnncalc.errors import UsageError
from cnncalc.model.layer_facts import Cost
from cnncalc.model.volume import whole


class Convention(NamedTuple):
    """A way of counting: its name, what it counts in one line, and the count of a cost."""

    name: str
    counts: str
    flops: Callable[[Cost], int]


CONVENTIONS = {
    convention.name: convention
    for convention in (
        Convention("2macs", "2 per MAC", lambda cost: 2 * whole(cost.macs)),
        Convention("macs", "1 per MAC, as in torchvision's tables", lambda cost: whole(cost.macs)),
    )
}


def convention(name: str) -> Convention:
    """Return the convention of that name.

    Raises:
        UsageError: there is none.
    """
    try:
        return CONVENTIONS[name]
    except KeyError:
        known = tuple((f"--flops {c.name}", c.counts) for c in CONVENTIONS.values())
        raise UsageError(f"there is no convention called {name}; write one of", known) from None
