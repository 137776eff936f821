"""Layers in their nets, as cases."""

from __future__ import annotations

import cnncalc
from cnncalc.api import Report
from cnncalc.engine import propagate
from cnncalc.grading.asked import Case
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Graph, Input, Node
from cnncalc.model.params import Params
from cnncalc.model.report import LayerReport, Setting, Title
from cnncalc.model.volume import whole


def net_of(on: str, *layers: str, **options: object) -> Report:
    """The report of a sequential net, in which windows that do not fit are rounded down."""
    report = cnncalc.chain(on, *layers, **options)  # type: ignore[arg-type]
    assert len(report.layers) >= len(layers), report.problems
    return report


def case_of(report: Report, number: int = -1) -> Case:
    """A layer of a net as it is."""
    layer = report.layers[number]
    (source, *_) = layer.node.inputs
    before = next((other.field for other in report.layers if other.node is source), None)
    return Case(layer, layer.node.volumes, before, report)


def report_of(node: Node) -> LayerReport:
    """The report of a layer that stands by itself; a join is asked directly, for a net has one input."""
    if len(node.inputs) == 1:
        (source,) = node.inputs
        assert isinstance(source, Input)
        return propagate.report(Graph(source, (node,), (("output", node),)), Title(), Setting()).layers[0]
    cost = node.layer.cost(node.output, *node.volumes)
    field = ReceptiveField.of_input(tuple(map(whole, node.output.space)))
    flops, links, numbers = 2 * whole(cost.macs), whole(cost.connections), whole(node.output.numbers)
    return LayerReport(node, Params(), (), whole(cost.macs), flops, links, numbers, field, (), ())
