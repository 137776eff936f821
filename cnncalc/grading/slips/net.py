"""Slips about a whole net: what is added up over its layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import separated
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.slip import BRIEF, Slip
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import whole

Missing = tuple[Number, str]
"""How much is missing in a sum, and what it is."""

_ADDED: frozenset[Quantity] = frozenset({"params", "weights", "biases", "norm", "macs", "flops", "activations"})


def _layers(layers: Sequence[LayerReport], numbers: Sequence[Number]) -> Iterator[Missing]:
    """Yield what each layer adds to a sum, all of a kind, and all with or without windows."""
    for layer, number in zip(layers, numbers, strict=True):
        yield number, f"{layer.name}, {separated(number)}"
    yield from _kinds(layers, numbers)
    windowed = [bool(layer.node.layer.windows(*layer.node.volumes)) for layer in layers]
    for which, name in ((True, "every layer with windows"), (False, "every layer without windows")):
        yield sum(n for n, has in zip(numbers, windowed, strict=True) if has is which), name


def _biases(layers: Sequence[LayerReport], numbers: Sequence[Number]) -> Iterator[Missing]:
    yield from _kinds(layers, [whole(layer.params.biases) for layer in layers], "the biases of ")


def _kinds(layers: Sequence[LayerReport], numbers: Sequence[Number], of: str = "") -> Iterator[Missing]:
    kinds = dict.fromkeys(layer.node.layer.kind for layer in layers)
    pairs = [*zip(layers, numbers, strict=True)]
    for kind in kinds:
        yield sum(number for layer, number in pairs if layer.node.layer.kind == kind), f"{of}every {kind}"


SLIPS = (
    Slip(
        "forget-a-layer", "net", "a layer left out of the sum", "one layer, or all of one kind, is left out of the sum",
        "Tick off every row that has a number.",
        "The total adds up all layers, those with windows and the fully connected ones.",
        "sum", _layers, _ADDED, "DataCamp, quiz on a model's parameters",
    ),
    Slip(
        "forget-biases-of-a-kind", "net", "biases of a kind left out",
        "the biases of all layers of one kind are left out",
        "Which layers have biases? Tick them off.",
        "Every layer whose filters or units have biases adds them to the total.",
        "sum", _biases, frozenset({"params"}), BRIEF,
    ),
)  # fmt: skip
