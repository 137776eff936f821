"""Walks a graph once, in order, and asks each layer for its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cnncalc.engine.conventions import convention
from cnncalc.engine.totals import total
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Graph, Node, Tap
from cnncalc.model.layer_facts import Cost, Fit, Role, Weight
from cnncalc.model.reach import Reach
from cnncalc.model.report import LayerReport, Params, Report, Setting, Title
from cnncalc.model.volume import Volume, whole

NO_PARAMS: Final = Params()


def report(graph: Graph, title: Title, setting: Setting) -> Report:
    """Return every number of the net.

    Raises:
        UsageError: the setting names a convention or a type that does not exist.
    """
    rule = convention(setting.flops)
    setting = setting._replace(counts=rule.counts)
    fields: dict[Tap, ReceptiveField] = {graph.input: ReceptiveField.of_input(_space(graph.input))}
    answers: dict[tuple[int, tuple[Volume, ...]], _Answers] = {}
    layers = []
    for node in graph.nodes:
        question = id(node.layer), node.volumes
        said = answers.get(question)
        if said is None:
            said = answers[question] = _ask(node)
        seen = fields[node] = _field(node, said, fields)
        layers.append(
            LayerReport(
                node,
                NO_PARAMS if node.shares else said.params,
                said.shapes,
                said.macs,
                rule.flops(node, said.cost),
                said.connections,
                said.activations,
                seen,
                said.kernel,
                said.fits,
            )
        )
    return Report(title, setting, graph, tuple(layers), total(graph, layers, setting))


class _Answers(NamedTuple):
    """What a layer says of its inputs: the same wherever it stands, so a net that repeats itself asks only once."""

    params: Params
    shapes: tuple[Weight, ...]
    cost: Cost
    macs: int
    connections: int
    activations: int
    space: tuple[int, ...]
    reach: Reach
    kernel: tuple[int, ...]
    fits: tuple[Fit, ...]


def _ask(node: Node) -> _Answers:
    """Ask a layer for everything that does not depend on the layers before it."""
    layer, volumes = node.layer, node.volumes
    shapes = layer.weights(*volumes)
    cost = layer.cost(node.output, *volumes)
    return _Answers(
        _params(shapes),
        shapes,
        cost,
        whole(cost.macs),
        whole(cost.connections),
        whole(node.output.numbers),
        _space(node),
        layer.reach(*volumes),
        tuple(map(whole, layer.extent(*volumes))),
        layer.fits(*volumes),
    )


def _params(weights: tuple[Weight, ...]) -> Params:
    """Count tensors by what they are."""
    if not weights:
        return NO_PARAMS
    counts: dict[Role, int] = {"weight": 0, "bias": 0, "norm": 0, "buffer": 0}
    for weight in weights:
        counts[weight.role] += whole(weight.numbers)
    return Params(counts["weight"], counts["bias"], counts["norm"], counts["buffer"])


def _field(node: Node, said: _Answers, fields: Mapping[Tap, ReceptiveField]) -> ReceptiveField:
    """Return what the units of a node see of the net's input: what its inputs saw together, through its own reach."""
    first, *others = node.inputs
    joined = fields[first]
    if others:
        joined = _spread(first, joined, node, said)
        for source in others:
            joined = joined.joined(_spread(source, fields[source], node, said), said.space)
    return joined.through(said.reach, said.space)


def _spread(source: Tap, seen: ReceptiveField, node: Node, said: _Answers) -> ReceptiveField:
    """Return the field of a source as the node takes it: repeated where it has size 1 and the node has more."""
    return seen if source.output.space == node.output.space else seen.broadcast(_space(source), said.space)


def _space(source: Tap) -> tuple[int, ...]:
    return tuple(map(whole, source.output.space))
