"""Nets of any size, on which time and memory show how the engine grows."""

from __future__ import annotations

from cnncalc.layers.activation import Relu
from cnncalc.layers.base import Layer
from cnncalc.layers.conv import Conv
from cnncalc.layers.join import Concat
from cnncalc.layers.norm import Bn
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line, Node, Tap
from cnncalc.model.volume import Volume

IMAGE = Volume((32, 32), 16)


def chain(layers: int, wider: int = 0) -> Graph:
    """Return conv, bn, relu, conv, bn, relu, …; each conv has so many filters more than the one before."""
    net = GraphBuilder(Input(IMAGE))
    ops: list[Layer] = [_conv(16), Bn(), Relu()]
    last: Tap = net.input
    for number in range(layers):
        if wider and number % 3 == 0:
            ops[0] = _conv(16 + wider * number // 3)
        last = _added(net, ops[number % 3], last)
    return _graph(net, last)


def dense_block(convs: int) -> Graph:
    """Return convs that each take all outputs before them, concatenated: the edges grow with their square."""
    net = GraphBuilder(Input(IMAGE))
    conv, concat = _conv(16), Concat()
    maps: list[Node] = [_added(net, conv, net.input)]
    for _ in range(convs):
        together = _added(net, concat, *maps) if len(maps) > 1 else maps[0]
        maps.append(_added(net, conv, together))
    return _graph(net, maps[-1])


def edges(graph: Graph) -> int:
    """Count the inputs of all layers."""
    return sum(len(node.inputs) for node in graph.nodes)


def _conv(filters: int) -> Layer:
    return Conv(filters=filters, kernel=(3, 3), pad=((1, 1),))


def _added(net: GraphBuilder, layer: Layer, *sources: Tap) -> Node:
    return net.add(layer, sources, None, Line(len(net.nodes), ""))


def _graph(net: GraphBuilder, last: Tap) -> Graph:
    return Graph(net.input, tuple(net.nodes), (("output", last),))
