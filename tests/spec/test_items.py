"""One layer an item: the short text and the mapping, options, flags, what may follow, and sizes claimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Layers = Callable[..., Any]


def facts(report: Any) -> list[object]:
    """What a report says of each layer, apart from its place."""
    return [(r.node.layer, r.output.text, r.params.total) for r in report.layers]


@pytest.mark.parametrize(
    ("short", "mapping"),
    [
        ("conv: 10 x 5x5, pad 2", "conv: {filters: 10, kernel: 5x5, pad: 2}"),
        ("conv: 10 x 5x5, same, bias off", "conv: {filters: 10, kernel: 5x5, pad: same, bias: off}"),
        ("conv: 12 x 3x3, stride 2x1, groups 3", "conv: {filters: 12, kernel: 3x3, stride: 2x1, groups: 3}"),
        ("conv: 8 x 3x3, pad 2:1x0:2, dilation 2", "conv: {filters: 8, kernel: 3x3, pad: 2:1x0:2, dilation: 2}"),
        ("dwconv: 3x3, multiplier 2, valid", "dwconv: {kernel: 3x3, multiplier: 2, pad: valid}"),
        (
            "deconv: 4 x 3x3, stride 2, pad 1, output_pad 1",
            "deconv: {filters: 4, kernel: 3x3, stride: 2, pad: 1, output_pad: 1}",
        ),
        ("local: 2 x 3x3", "local: {filters: 2, kernel: 3x3}"),
        ("fc: 10, bias off", "fc: {units: 10, bias: off}"),
        ("maxpool: 3x3, stride 2, ceil", "maxpool: {kernel: 3x3, stride: 2, rounding: ceil}"),
        ("avgpool: 2", "avgpool: {kernel: 2}"),
        ("unpool: 2x2", "unpool: {kernel: 2x2}"),
        ("adaptive_avgpool: 6x6", "adaptive_avgpool: {size: 6x6}"),
        ("gn: 3", "gn: {groups: 3}"),
        ("bn: affine off", "bn: {affine: off}"),
        ("lrn: 5", "lrn: {size: 5}"),
        ("dropout: 0.5", "dropout: {rate: 0.5}"),
        ("leaky_relu: 0.1", "leaky_relu: {slope: 0.1}"),
        ("upsample: 2, mode bilinear", "upsample: {factor: 2, mode: bilinear}"),
        ("shuffle: 3", "shuffle: {groups: 3}"),
        ("chunk: 2 of 3", "chunk: {index: 2, of: 3}"),
        ("pad: 1:2x0", "pad: {pad: 1:2x0}"),
        ("crop: 30x20", "crop: {size: 30x20}"),
        ("reshape: 3072", "reshape: {size: 3072}"),
        ("pixel_shuffle: 1", "pixel_shuffle: {factor: 1}"),
        ("relu", "relu:"),
        ("relu", "relu: {}"),
        ("conv: 10 × 5×5", "conv: 10 X 5X5"),
    ],
)
def test_both_spellings_are_the_same_layer(short: str, mapping: str, layers: Layers) -> None:
    """What the short text says, the mapping says too."""
    assert facts(layers(short)) == facts(layers(mapping))


def test_an_item_is_a_text_a_mapping_or_a_list(layers: Layers) -> None:
    """`- relu`, `- relu:`, `- {relu: }` and `- [relu]` are all a relu."""
    report = layers("relu", "relu:", "{relu: }", "[relu]", "[[relu, {relu: }]]")
    assert [row.node.layer.kind for row in report.layers] == ["relu"] * 6


def test_options_come_in_any_order(layers: Layers) -> None:
    """Behind the head, the order of options says nothing, and `=` may stand between name and value."""
    assert facts(layers("conv: 9 x 3x3, pad 1, stride 2")) == facts(layers("conv: 9 x 3x3, stride=2, pad = 1"))


def test_what_follows_on_the_line_are_layers(layers: Layers) -> None:
    """Norms and weightless ops may stand behind a layer, with their head."""
    report = layers("conv: 64 x 3x3, pad 1, gn 32, leaky_relu 0.2, dropout 0.5, maxpool 2x2, flatten")
    assert [row.node.layer.kind for row in report.layers] == [
        "conv", "gn", "leaky_relu", "dropout", "maxpool", "flatten",
    ]  # fmt: skip
    assert report.layers[1].params.total == 128
    assert report.layers[-1].output.text == "16384"


def test_one_line_is_one_row(layers: Layers) -> None:
    """The layers of one line share its number, and its text is the line."""
    first, second, third = (row.node.line for row in layers("conv: 8 x 3x3, stride 2, bn, relu").layers)
    assert first is second is third
    assert first.text == "8 x 3x3, stride 2, bn, relu"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("{conv: '8 x 3x3, bn, relu', name: c1}", ["c1", "c1.bn", "c1.relu"]),
        ("{conv: '8 x 3x3, relu, bn, relu', name: c1}", ["c1", "c1.relu", "c1.bn", "c1.relu2"]),
        ("conv: 8 x 3x3, bn, relu", ["conv1", "bn1", "relu1"]),
        ("{conv: 3 x 1x1, name: c1, repeat: 2}", ["c1#1", "c1#2"]),
        ("{conv: '3 x 1x1, relu', name: c1, repeat: 2}", ["c1#1", "c1#1.relu", "c1#2", "c1#2.relu"]),
    ],
)
def test_names(line: str, names: list[str], layers: Layers) -> None:
    """A name is the first layer's, what follows has it in front; without one, it is the op and a running number."""
    assert [row.name for row in layers(line).layers] == names


def test_running_numbers_count_the_whole_net(layers: Layers) -> None:
    """Numbers count all layers of an op, also named ones and those of side outputs."""
    report = layers("conv: 3 x 1x1", "{conv: 3 x 1x1, name: mine}", "aux: [conv: 3 x 1x1]", "conv: 3 x 1x1")
    assert [row.name for row in report.layers] == ["conv1", "mine", "conv3", "conv4"]


@pytest.mark.parametrize(
    ("line", "on", "gives"),
    [
        ("conv: 4 x 3", "100x2 LC", "98x4"),
        ("conv: 4 x 3x2", "{length: 100, channels: 2}", "98x4"),
        ("conv: 4 x 3x3", "10x20x2", "8x18x4"),
        ("conv: 4 x 3x3x2", "10x20x2", "8x18x4"),
        ("conv: 4 x 3x3x3", "10x10x10x2", "8x8x8x4"),
        ("maxpool: 2", "10x10x10x2", "5x5x5x2"),
        ("dwconv: 3", "10x20x2", "8x18x2"),
        ("dwconv: 3x3x1", "10x20x2", "8x18x2"),
        ("maxpool: 1x2x2", "10x10x10x2", "10x5x5x2"),
        ("gap", "10x20x7", "1x1x7"),
        ("gmp", "10x20x7", "1x1x7"),
        ("fc: 5", "10x20x7", "5"),
        ("crop: 3x3", "6x6x1", "3x3x1"),
        ("deconv: 4 x 5x5, stride 3, same", "7x7x1", "21x21x4"),
        ("unpool: 2x2", "7x7x3", "14x14x3"),
    ],
)
def test_the_dimensions_follow_from_the_volume(line: str, on: str, gives: str, layers: Layers) -> None:
    """One, two and three axes, the kernel's depth where it is written, and one value for all axes of a pool."""
    assert layers(line, on=on).outputs[0][1].output.text == gives


@pytest.mark.parametrize(
    ("size", "gives"),
    [
        ("227x227x3", "227x227x3"),
        ("227 x 227 X 3", "227x227x3"),
        ("227×227×3", "227x227x3"),
        ("784", "784"),
        ("8000x1 LC", "8000x1"),
        ("3x224x224 CHW", "224x224x3"),
        ("1x3x224x224 NCHW", "224x224x3"),
        ("1x3x16x112x112 NCDHW", "16x112x112x3"),
        ("100x50x3 WHD", "50x100x3"),
        ("{height: 28, width: 30, channels: 1}", "28x30x1"),
        ("{length: 8000, channels: 1}", "8000x1"),
        ("{depth: 4, height: 5, width: 6, channels: 7}", "4x5x6x7"),
        ("4x4x4", "4x4x4"),
        ("1_000x1_000x3", "1000x1000x3"),
    ],
)
def test_sizes(size: str, gives: str, layers: Layers) -> None:
    """Channels are last; letters make any order legal, and D is the channels where there is no C."""
    assert layers("relu", on=size).input.text == gives


def test_a_claim_is_kept_with_its_tap(expanded: Layers) -> None:
    """`->` is claimed of the line's last layer, of a join, a block, a repeat and a list."""
    _, result = expanded(
        "input: 8x8x2\nblocks: {b: [maxpool: 2x2]}\nlayers:\n"
        "  - conv: 4 x 3x3, pad 1, relu -> 8x8x4\n"
        "  - relu -> 8x8x4\n"
        "  - {conv: 4 x 1x1 -> 8x8x4, repeat: 2, name: c}\n"
        "  - concat: c -> 8x8x8\n"
        "  - b: -> 4x4x8\n"
        "  - b -> 2x2x8\n"
    )
    told = [(claimed.claim.size.text, claimed.tap.output.text, claimed.claim.origin.line) for claimed in result.claims]
    assert told == [
        ("8x8x4", "8x8x4", 4),
        ("8x8x4", "8x8x4", 5),
        ("8x8x4", "8x8x4", 6),
        ("8x8x8", "8x8x8", 7),
        ("4x4x8", "4x4x8", 8),
        ("2x2x8", "2x2x8", 9),
    ]


def test_a_wrong_claim_is_no_problem_of_the_reading(expanded: Layers) -> None:
    """What is claimed is held against the numbers elsewhere; the net is carried out all the same."""
    report, result = expanded("input: 8x8x2\nlayers:\n  - relu -> 9x9x2\n")
    assert not report.graph.problems
    assert result.claims[0].claim.origin.column == 13


def test_bias_is_on_unless_it_is_written_off(layers: Layers) -> None:
    """A norm behind a convolution does not take its bias away."""
    report = layers("conv: 8 x 3x3, bn", "conv: 8 x 3x3, bias off, bn")
    assert [row.params.biases for row in report.layers if row.macs] == [8, 0]


def test_a_pools_stride_is_its_kernel(layers: Layers) -> None:
    """A pool without a stride moves by its kernel, a convolution by 1."""
    report = layers("maxpool: 4x2", "conv: 1 x 3x3")
    assert [row.output.text for row in report.layers] == ["8x16x3", "6x14x1"]


def test_a_note_stays_with_its_layer(layers: Layers) -> None:
    """`note:` is a remark on the first layer of its item."""
    report = layers("{conv: '8 x 3x3, relu', note: as in the paper}", "bn")
    assert [row.node.note for row in report.layers] == ["as in the paper", None, None]


def test_a_text_of_several_lines_may_hold_dashes(expanded: Layers) -> None:
    """Only where a layer is expected is a deeper dash a slip: a description may have one."""
    report, _ = expanded("input: 8x8x1\nabout: two things\n  - one\n  - another\nlayers: [relu]\n")
    assert len(report.layers) == 1
