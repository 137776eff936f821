"""Sums over a net: parameters once, aux outputs apart, and the memory that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.algebra.collect import added, collected, largest
from cnncalc.algebra.expr import Dim
from cnncalc.errors import UsageError
from cnncalc.model.graph import Graph, Tap
from cnncalc.model.params import Params
from cnncalc.model.report import LayerReport, Setting, Totals

BYTES = {
    "float64": 8, "float32": 4, "tfloat32": 4, "float16": 2, "bfloat16": 2, "float8": 1,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1,
}  # fmt: skip
"""Bytes of one number, by type."""


def total(graph: Graph, layers: Sequence[LayerReport], setting: Setting) -> Totals:
    """Sum the layers of a net.

    Raises:
        UsageError: the setting names an unknown type of number.
    """
    try:
        size = BYTES[setting.dtype]
    except KeyError:
        names = ", ".join(BYTES)
        raise UsageError(f"there is no type of number called {setting.dtype}; write one of {names}") from None
    main = [layer for layer in layers if not layer.node.aux]
    aux = [layer for layer in layers if layer.node.aux]
    params, macs = Params.sum(layer.params for layer in main), added(layer.macs for layer in main)
    kept = (layer.activations for layer in main if not layer.node.layer.in_place)
    activations = added((graph.input.output.numbers, *kept))
    return Totals(
        params=params,
        params_with_aux=added((params.total, Params.sum(layer.params for layer in aux).total)),
        macs=macs,
        macs_with_aux=added((macs, *(layer.macs for layer in aux))),
        flops=added(layer.flops for layer in main),
        activations=activations,
        param_bytes=collected(params.total * size),
        activation_bytes=collected(activations * size * setting.batch),
        peak_activation_bytes=collected(_peak(graph, main) * size * setting.batch),
    )


def _peak(graph: Graph, layers: Sequence[LayerReport]) -> Dim:
    """Return the most numbers alive at one moment: the volumes still needed plus the one being written.

    A layer that works in place hands on its input's memory instead of taking more.
    """
    memory: dict[Tap, Tap] = {graph.input: graph.input}
    numbers: dict[Tap, Dim] = {graph.input: graph.input.output.numbers}
    last_use: dict[Tap, int] = {graph.input: 0}
    for step, layer in enumerate(layers):
        node = layer.node
        if node.layer.in_place:
            owner = memory[node.inputs[0]]
        else:
            owner, numbers[node] = node, layer.activations
        memory[node] = owner
        last_use[owner] = step
        for tap in node.inputs:
            last_use[memory[tap]] = step
    for _, tap in graph.outputs:
        if tap in memory:
            last_use[memory[tap]] = len(layers)
    freed: list[Dim] = [0] * (len(layers) + 1)
    for tap, step in last_use.items():
        freed[step] = freed[step] + numbers[tap]
    alive = numbers[graph.input]
    needed = [alive]
    for step, layer in enumerate(layers):
        alive = collected(alive + numbers.get(layer.node, 0))
        needed.append(alive)
        alive = collected(alive - freed[step])
    return largest(needed)
