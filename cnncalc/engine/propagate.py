"""Walks a graph once, in order, and asks each layer for its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Dim
from cnncalc.engine.conventions import CONVENTIONS, convention
from cnncalc.engine.totals import total
from cnncalc.errors import UsageError
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Graph, Node, Tap
from cnncalc.model.layer_facts import Cost, Fit, Weight
from cnncalc.model.params import Params
from cnncalc.model.reach import UNKNOWN, Reach
from cnncalc.model.report import LayerReport, Report, Setting, Title
from cnncalc.model.volume import Volume

NO_PARAMS: Final = Params()


def report(graph: Graph, title: Title, setting: Setting) -> Report:
    """Return every number of the net.

    Raises:
        UsageError: the setting names a convention or a type that does not exist.
    """
    rule = convention(setting.flops)
    if not rule.letters and graph.lettered:
        counting = " or ".join(f"--flops {name}" for name, other in CONVENTIONS.items() if other.letters)
        raise UsageError(f"--flops {rule.name} counts numbers, and sizes are letters here; write {counting}")
    setting = setting._replace(counts=rule.counts)
    fields: dict[Tap, ReceptiveField] = {graph.input: ReceptiveField.of_input(graph.input.output.space)}
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
    macs: Dim
    connections: Dim
    activations: Dim
    reach: Reach
    kernel: tuple[Dim | None, ...]
    fits: tuple[Fit, ...]


def _ask(node: Node) -> _Answers:
    """Ask a layer for everything that does not depend on the layers before it."""
    layer, volumes = node.layer, node.volumes
    shapes = layer.weights(*volumes)
    cost = layer.cost(node.output, *volumes)
    reach = layer.reach(*volumes)
    return _Answers(
        Params.of(shapes) if shapes else NO_PARAMS,
        shapes,
        cost,
        collected(cost.macs),
        collected(cost.connections),
        collected(node.output.numbers),
        reach,
        (None,) * len(volumes[0].space) if reach is UNKNOWN else tuple(map(collected, layer.extent(*volumes))),
        layer.fits(*volumes),
    )


def _field(node: Node, said: _Answers, fields: Mapping[Tap, ReceptiveField]) -> ReceptiveField:
    """Return what the units of a node see of the net's input: what its inputs saw together, through its own reach."""
    first, *others = node.inputs
    joined = fields[first]
    if others:
        joined = _spread(first, joined, node)
        for source in others:
            joined = joined.joined(_spread(source, fields[source], node), node.output.space)
    return joined.through(said.reach, node.output.space)


def _spread(source: Tap, seen: ReceptiveField, node: Node) -> ReceptiveField:
    """Return the field of a source as the node takes it: repeated where it has size 1 and the node has more."""
    space = node.output.space
    return seen if source.output.space == space else seen.broadcast(source.output.space, space)
