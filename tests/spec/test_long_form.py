"""The long form of a net reads back as the same net."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnncalc.model.report import Report
from cnncalc.spec.long_form import long_form
from cnncalc.spec.read import read_document

SPECS = Path(__file__).parents[2] / "specs"
SAMPLES = [
    (path.stem, variant)
    for path in sorted(SPECS.glob("*.yaml"))
    for variant in (None, *read_document(path.read_bytes(), path.name).variants)
]

EVERYTHING = """
name: it's everything
input: 8x8x4 HWC
rounding: floor
blocks:
  twice(c):
    - {conv: "c x 3x3, pad 1, bn, relu", name: c1}
    - {conv: "c x 3x3, pad 0:2x2:0", name: c2, repeat: 2}
    - add: c1
layers:
  - {twice: 4, name: a}
  - {use: a}
  - {seq: [{conv: "4 x 3x3, same", name: s1}, leaky_relu: 0.00001], name: s, repeat: 2}
  - {use: s}
  - {residual: [{dwconv: "3x3, pad 1"}], name: r}
  - aux: [gap, fc: 10]
    name: side
  - aux: [fc: 11]
  - {concat: [identity, {maxpool: "3x3, stride 1, pad 1, ceil"}], name: joined}
  - {fc: 3, from: r, name: head, note: "it's last"}
  - {relu: , from: joined}
"""


def facts(report: Report) -> object:
    """All that is the same in a net and in its long form."""
    return (
        [
            (r.name, r.node.layer, r.output, r.params, r.macs, r.field, r.node.aux, r.node.note, r.node.inputs[0].name)
            for r in report.layers
        ],
        [(name, tap.name) for name, tap in report.outputs],
        report.totals,
        report.graph.rounding,
        report.graph.name,
    )


@pytest.mark.parametrize(("name", "variant"), SAMPLES)
def test_the_long_form_of_a_sample_is_the_same_net(name: str, variant: str | None, net: Callable[..., Report]) -> None:
    """Every layer has the same name, options and numbers, and the long form of the long form is itself."""
    report = net((SPECS / f"{name}.yaml").read_bytes(), variant=variant)
    written = long_form(report.graph)
    again = net(written)
    assert facts(again) == facts(report)
    assert long_form(again.graph) == written


@pytest.mark.parametrize("outputs", ["", "outputs: [side, head, input, joined]\n"])
def test_nothing_of_the_language_is_lost(outputs: str, net: Callable[..., Report]) -> None:
    """Shared weights, side outputs, taps, repeats, several outputs and the rounding stay."""
    report = net(EVERYTHING + outputs)
    again = net(long_form(report.graph))
    assert facts(again) == facts(report)
    assert long_form(again.graph) == long_form(report.graph)


def test_the_output_may_be_a_tap(net: Callable[..., Report]) -> None:
    """A net that ends in an earlier tap still does in its long form."""
    report = net("input: 5x5x1\nlayers:\n  - {relu: , name: r}\n  - gap\n  - {identity: , from: r}\n")
    assert net(long_form(report.graph)).outputs[0][1].name == "r"


def test_every_option_is_written_out(net: Callable[..., Report]) -> None:
    """An op stands with all its options, those of the short text first, and with its name."""
    report = net("name: one\ninput: 3x224x224 CHW\nlayers:\n  - conv: 8 x 3x3, pad 0:1x2, relu\n")
    assert (
        long_form(report.graph, {"params": "224"})
        == """\
name: 'one'
input: 224x224x3

layers:
  - conv: {filters: 8, kernel: 3x3, stride: 1, pad: "0:1x2", dilation: 1, bias: on, groups: 1}
    name: conv1
  - relu:
    name: relu1

expect: {params: 224}
"""
    )


@pytest.mark.parametrize("size", ["3x224x224 HWC", "28x28 LC", "1x20x20x30 DHWC", "784", "5x5x1"])
def test_an_input_that_could_be_read_two_ways_keeps_its_letters(size: str, net: Callable[..., Report]) -> None:
    """Sizes that are refused without letters are written with them."""
    report = net(f"input: {size}\nlayers: [relu]\n")
    assert f"input: {size}\n" in long_form(report.graph)


def test_a_net_that_does_not_fit_is_written_up_to_there(expanded: Callable[..., Any]) -> None:
    """The long form of a net whose shapes stop fitting has the layers before, and reads back."""
    report, _ = expanded("input: 8x8x1\nlayers:\n  - conv: 2 x 3x3\n  - conv: 2 x 9x9\n  - relu\n")
    written = long_form(report.graph)
    assert [layer.name for layer in expanded(written)[0].layers] == ["conv1"]


def test_a_net_without_layers(net: Callable[..., Report]) -> None:
    """No layers are an empty list."""
    assert "layers: []" in long_form(net("input: 8x8x1\nlayers: []\n").graph)
