"""Walks a graph once, in order, and asks each layer for its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc.engine.conventions import convention
from cnncalc.engine.totals import total
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Graph, Node, Tap
from cnncalc.model.layer_facts import NOTHING, Role, Weight
from cnncalc.model.report import LayerReport, Params, Report, Setting, Title
from cnncalc.model.volume import whole


def report(graph: Graph, title: Title, setting: Setting) -> Report:
    """Return every number of the net.

    Raises:
        UsageError: the setting names a convention or a type that does not exist.
    """
    rule = convention(setting.flops)
    setting = setting._replace(counts=rule.counts)
    space = tuple(map(whole, graph.input.output.space))
    fields: dict[Tap, ReceptiveField] = {graph.input: ReceptiveField.of_input(space)}
    layers = []
    for node in graph.nodes:
        layer, volumes = node.layer, node.volumes
        seen = fields[node] = _field(node, fields)
        shapes = layer.weights(*volumes)
        cost = layer.cost(node.output, *volumes)
        layers.append(
            LayerReport(
                node,
                Params() if node.shares else _params(shapes),
                shapes,
                whole(cost.macs),
                rule.flops(cost) if cost is not NOTHING else 0,
                whole(cost.connections),
                whole(node.output.numbers),
                seen,
                tuple(map(whole, layer.extent(*volumes))),
                layer.fits(*volumes),
            )
        )
    return Report(title, setting, graph, tuple(layers), total(graph, layers, setting))


def _params(weights: tuple[Weight, ...]) -> Params:
    """Count tensors by what they are."""
    counts: dict[Role, int] = {"weight": 0, "bias": 0, "norm": 0, "buffer": 0}
    for weight in weights:
        counts[weight.role] += whole(weight.numbers)
    return Params(counts["weight"], counts["bias"], counts["norm"], counts["buffer"])


def _field(node: Node, fields: Mapping[Tap, ReceptiveField]) -> ReceptiveField:
    """Return what the units of a node see of the net's input: what its inputs saw together, through its own reach."""
    first, *others = node.inputs
    joined = fields[first]
    space = tuple(map(whole, node.output.space))
    if others:
        joined = joined.broadcast(_space(first), space)
        for source in others:
            joined = joined.joined(fields[source].broadcast(_space(source), space), space)
    return joined.through(node.layer.reach(*node.volumes), space)


def _space(source: Tap) -> tuple[int, ...]:
    return tuple(map(whole, source.output.space))
