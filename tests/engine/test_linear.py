"""The engine's work grows with layers plus edges: counted in calls, so that no clock is needed."""

from __future__ import annotations

import sys
from types import FrameType
from typing import ClassVar

import pytest

from cnncalc.engine import propagate
from cnncalc.layers.conv import Conv
from cnncalc.layers.norm import Bn
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line
from cnncalc.model.layer_facts import Weight
from cnncalc.model.report import Report, Setting, Title
from cnncalc.model.volume import Volume
from tests.benchmarks.nets import chain, dense_block, edges


def made(graph: Graph) -> Report:
    return propagate.report(graph, Title(), Setting())


def calls(graph: Graph) -> int:
    """Count the function calls of one report; what is cached between reports is there already."""
    made(graph)
    count = 0

    def counted(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        made(graph)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("wider", [0, 1], ids=["repeated", "all different"])
def test_a_longer_chain_takes_as_many_calls_a_layer(wider: int) -> None:
    """Ten times the layers take at most ten times the calls."""
    assert calls(chain(1_200, wider)) <= 10 * calls(chain(120, wider))


def test_a_denser_block_takes_as_many_calls_an_edge() -> None:
    """Where everything is concatenated, the calls grow with layers plus edges, not with their square."""
    small, large = dense_block(12), dense_block(48)
    growth = (len(large.nodes) + edges(large)) / (len(small.nodes) + edges(small))
    assert growth > 10
    assert calls(large) <= growth * calls(small)


class Counting(Bn):
    """A norm that counts how often it is asked for its weights."""

    asked: ClassVar[int] = 0

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        Counting.asked += 1
        return super().weights(*inputs)


def test_a_repeated_layer_is_asked_once() -> None:
    """A thousand norms of equal volumes are one question, and all of them are counted."""
    net, norm = GraphBuilder(Input(Volume((8, 8), 4))), Counting()
    last = net.add(norm, (net.input,), None, Line(1, ""))
    for _ in range(999):
        last = net.add(norm, (last,), None, Line(1, ""))
    Counting.asked = 0
    totals = made(Graph(net.input, tuple(net.nodes), (("output", last),))).totals
    assert Counting.asked == 1
    assert totals.params.norm == 1_000 * 2 * 4


def test_one_layer_on_two_volumes_is_two_questions() -> None:
    """A norm that stands behind 4 and behind 6 channels has parameters for 4 and for 6."""
    net, norm = GraphBuilder(Input(Volume((8, 8), 4))), Bn()
    first = net.add(norm, (net.input,), None, Line(1, ""))
    wider = net.add(Conv(filters=6, kernel=(1, 1)), (first,), None, Line(2, ""))
    second = net.add(norm, (wider,), None, Line(3, ""))
    layers = made(Graph(net.input, tuple(net.nodes), (("output", second),))).layers
    assert [layer.params.norm for layer in layers] == [8, 0, 12]


def test_a_dense_block_sees_what_its_deepest_path_sees() -> None:
    """The convs of a dense block see 3, 5, 7, … pixels, and so does what joins them."""
    sizes = [layer.field.size[0] for layer in made(dense_block(4)).layers]
    assert sizes == [3, 5, 5, 7, 7, 9, 9, 11]
