"""Slips about a whole net: what is added up over its layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.algebra.operators import Number
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.slip import Slip
from cnncalc.model.report import LayerReport

_ADDED: frozenset[Quantity] = frozenset({"params", "weights", "biases", "norm", "macs", "flops", "activations"})


def _layer_forgotten(layers: Sequence[LayerReport], numbers: Sequence[Number]) -> Iterator[Number]:
    """Yield the sum without each layer, the layers one by one, and those with windows and those without."""
    total = sum(numbers)
    held = [number for number in numbers if number]
    yield from (total - number for number in held)
    yield from held
    windowed = sum(n for layer, n in zip(layers, numbers, strict=True) if layer.node.layer.windows(*layer.node.volumes))
    yield windowed
    yield total - windowed


SLIPS = (
    Slip(
        "forget-a-layer", "net", "a layer left out of the sum", "one layer, or all of one kind, is left out of the sum",
        "Tick off every row that has a number.",
        "The total adds up all layers, those with windows and the fully connected ones.",
        "sum", _layer_forgotten, _ADDED, "DataCamp, quiz on a model's parameters",
    ),
)  # fmt: skip
