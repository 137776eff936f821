"""What counts as a FLOP, held against the numbers that other tools print, and against counting by hand."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

import cnncalc
from cnncalc.engine.conventions import CONVENTIONS
from cnncalc.engine.counters import KINDS_OF_TOOLS
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import KINDS
from cnncalc.model.report import Report

DATA = Path(__file__).parents[1] / "data" / "tool_counts.csv"


class Row(NamedTuple):
    """What a tool printed for layers on an input; the layers are parted by bars."""

    tool: str
    input: str
    layers: str
    count: int
    source: str

    def __str__(self) -> str:
        return f"{self.tool} {self.layers} on {self.input}"

    def report(self, flops: str = "2macs") -> Report:
        """The report of the layers."""
        return cnncalc.chain(self.input, *self.layers.split(" | "), flops=flops)


with DATA.open(encoding="utf-8", newline="") as _file:
    ROWS = [Row(**row)._replace(count=int(row["count"])) for row in csv.DictReader(_file)]  # type: ignore[arg-type]

COUNTS = [row for row in ROWS if row.tool != "keras params"]
PARAMS = [row for row in ROWS if row.tool == "keras params"]


@pytest.mark.parametrize("row", COUNTS, ids=str)
def test_a_tool_prints_the_same(row: Row) -> None:
    """The count by a tool's convention is the number that the tool itself printed."""
    assert row.report(row.tool).totals.flops == row.count, row.source


@pytest.mark.parametrize("row", PARAMS, ids=str)
def test_keras_total_params_are_those_with_buffers(row: Row) -> None:
    """Keras' `Total params` are the parameters and the running statistics of batch norm."""
    params = row.report().totals.params
    assert params.total + params.buffers == row.count


def test_every_tool_is_held_against_a_whole_net() -> None:
    """Of each tool one row is a net with convolutions of all sorts, norms, pools and fully connected layers."""
    nets = Counter(row.tool for row in ROWS if row.layers.count(" | ") > 10)
    assert nets == {"torch": 1, "fvcore": 1, "torchinfo": 1, "keras": 1, "keras params": 1}


@pytest.mark.parametrize("tool", KINDS_OF_TOOLS)
def test_every_kind_with_a_rule_of_its_own_is_compared(tool: str) -> None:
    """No kind that a tool treats by itself is without a printed number, and every one is a kind."""
    kinds = set(KINDS_OF_TOOLS[tool])
    compared = {layer.node.layer.kind for row in COUNTS if row.tool == tool for layer in row.report().layers}
    own = {"sumpool", "scale"}  # neither Keras nor torch has them as a layer
    assert kinds <= set(KINDS)
    assert kinds - compared <= own


BY_HAND = {
    "conv: 1 x 2x2": (4 + 3 + 1) * 4,  # 4 products, 3 sums and a bias at each of 4 places
    "conv: 1 x 2x2, bias off": (4 + 3) * 4,
    "deconv: 1 x 2x2, stride 2, bias off": (4 + 4) * 9,  # each of 9 pixels is multiplied and added to 4 places
    "fc: 2": 2 * (9 + 8 + 1),
    "maxpool: 2x2, stride 1": 3 * 4,
    "avgpool: 3x3": 8 + 1,
    "sumpool: 3x3": 8,
    "gap": 8 + 1,
    "gmp": 8,
    "adaptive_maxpool: 2x2": 3 * 4,  # windows of 2x2, the middle row and column in two of them
    "adaptive_avgpool: 2x2": 4 * 4,
    "relu": 9,
    "relu6": 18,
    "prelu": 18,
    "scale": 9,
    "bn": 18,
    "ln: affine off": 9 * (5 * 1 + 2),  # one number at each of 9 places: mean, centre, square, variance, divide
    "instnorm: affine off": 5 * 9 + 2,
    "gn: 1": 7 * 9 + 2,
    "softmax": 9 * 2,  # of one channel: exp, and a division by the sum of one
    "lrn: 3": 9 * (1 + 2 + 1 + 1 + 1 + 1),  # its square, the sum of three, factor, shift, power, quotient
    "upsample: 2": 0,
    "upsample: 2, mode bilinear": 36 * 7,
    "flatten": 0,
    "dropout: 0.5": 0,
    "add: [identity, identity, identity]": 18,
    "mul: [identity, identity]": 9,
    "max: [identity, identity]": 9,
    "concat: [identity, identity]": 0,
}
"""The operations of a layer on 3x3x1, counted by hand."""


@pytest.mark.parametrize("layer", BY_HAND)
def test_exact_operations_are_those_of_the_hand(layer: str) -> None:
    """The convention `exact` counts every multiplication, addition, division, comparison and function."""
    assert cnncalc.chain("3x3x1", layer, flops="exact").totals.flops == BY_HAND[layer]


def test_published_counts_of_resnet50() -> None:
    """ResNet-50 is 4.11 G by fvcore's README, 4.09 G by torchvision's table, and twice that at 2 per MAC."""
    billions = {name: cnncalc.load("resnet50").report(flops=name).totals.flops / 1e9 for name in CONVENTIONS}
    assert round(billions["fvcore"], 2) == 4.11
    assert round(billions["macs"], 2) == round(billions["torchinfo"], 2) == 4.09
    assert billions["2macs"] == billions["torch"] == 2 * billions["macs"]


def test_weights_that_are_used_twice_work_twice() -> None:
    """torchinfo counts a shared layer's mult-adds at each use, as its work is done each time."""
    text = "input: 8x8x4\nlayers:\n  - {conv: '4 x 1x1', name: c}\n  - use: c\n"
    first, again = cnncalc.read(text).report(flops="torchinfo").layers
    assert first.flops == again.flops == (4 + 1) * 4 * 64


def test_an_unknown_convention_names_the_known_ones() -> None:
    """A name that is no convention is answered with all of them."""
    with pytest.raises(UsageError, match="no convention called ptflops") as caught:
        cnncalc.load("lenet5").report(flops="ptflops")
    assert {line for line, _ in caught.value.lines} == {f"--flops {name}" for name in CONVENTIONS}
