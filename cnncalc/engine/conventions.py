"""What counts as a FLOP: each convention is a row of one table.

The field disagrees: the same ResNet-50 has 4.1 or 8.2 "GFLOPs". A convention says how many operations a layer is.
Those of other tools count what the tool prints; where a tool treats kinds of layers by themselves, its rules are in
`cnncalc.engine.counters`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Dim, leaves, lift
from cnncalc.engine import counters
from cnncalc.errors import UsageError
from cnncalc.model.graph import Node
from cnncalc.model.layer_facts import UNCOUNTED, Cost


class Convention(NamedTuple):
    """A way of counting: its name, what it counts in one line, and the count of a layer that costs so much."""

    name: str
    counts: str
    flops: Callable[[Node, Cost], Dim]
    letters: bool = False
    """Whether it can count sizes in letters."""


def _two_a_mac(node: Node, cost: Cost) -> Dim:
    return collected(2 * cost.macs)


def _one_a_mac(node: Node, cost: Cost) -> Dim:
    return collected(cost.macs)


def _exact(node: Node, cost: Cost) -> Dim:
    operations = collected(cost.operations)
    if UNCOUNTED in leaves(lift(operations)):
        size = node.volumes[0]
        raise UsageError(f"--flops exact needs numbers: what {node.name} adds up depends on its size, {size}")
    return operations


CONVENTIONS = {
    convention.name: convention
    for convention in (
        Convention("2macs", "2 per MAC", _two_a_mac, letters=True),
        Convention("macs", "1 per MAC, as in torchvision's tables", _one_a_mac, letters=True),
        Convention("exact", "every operation of every layer", _exact, letters=True),
        Convention("torch", "2 per MAC: torch.utils.flop_counter", _two_a_mac, letters=True),
        Convention("fvcore", "1 per MAC, and norms and means: fvcore's flops", counters.fvcore),
        Convention("torchinfo", "learned numbers x places: torchinfo's mult-adds", counters.torchinfo),
        Convention("keras", "2 per MAC, biases, norms, pools: TensorFlow's profiler", counters.keras),
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
