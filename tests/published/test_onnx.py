"""The node cases of ONNX: every one is reproduced, or has a reason for being outside the language."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

import pytest

import cnncalc
from cnncalc.errors import SpecError
from tests.published.tables import Net, by, line, net, rows

LEARNED = ("W", "w", "B", "s", "scale", "bias", "b", "c")
RUNNING = ("mean", "var")
"""ONNX's names of the inputs that are learned numbers, and running statistics."""


class Node(NamedTuple):
    """A row: one operator, the shapes that go in and the first that comes out."""

    name: str
    op: str
    inputs: dict[str, list[int]]
    attributes: dict[str, Any]
    values: dict[str, Any]
    output: list[int]

    @classmethod
    def of(cls, row: dict[str, str]) -> Node:
        """The node of a row."""
        names, shapes = row["input_names"].split(), json.loads(row["input_shapes"])
        return cls(
            row["test"].removeprefix("test_"),
            row["op"],
            dict(zip(names, shapes, strict=True)),
            json.loads(row["attributes"]),
            json.loads(row["small_input_values"] or "{}"),
            json.loads(row["output_shapes"])[0],
        )

    @property
    def shape(self) -> list[int]:
        """The shape of the first input, which is what flows through a net."""
        return next(iter(self.inputs.values()))

    def numbers(self, names: tuple[str, ...]) -> int:
        """How many numbers the inputs of these names hold."""
        return sum(prod(shape) for name, shape in self.inputs.items() if name in names)


NODES = [Node.of(row) for row in rows("onnx_node_cases.csv")]

REASONS: dict[str, Callable[[Node], bool]] = {
    "a mean over taps that lie apart": lambda node: (
        node.op in ("AveragePool", "LpPool") and "dilations" in node.attributes
    ),
    "columns are folded back into a map": lambda node: node.op == "Col2Im",
    "taps are moved by an input": lambda node: node.op == "DeformConv",
    "a bias that is not one number for each unit": lambda node: (
        node.op == "Gemm" and "c" in node.inputs and node.inputs["c"] != [1, node.output[1]]
    ),
    "a size is left to be found out": lambda node: (
        node.op == "Reshape" and (-1 in node.values["shape"] or 0 in node.values["shape"])
    ),
    "a factor that is not whole": lambda node: (
        node.op == "Resize" and any(scale % 1 for scale in node.values.get("scales", ()))
    ),
    "a part is cut out before resizing": lambda node: "roi" in node.inputs,
    "a size that is changed to keep the proportions": lambda node: "keep_aspect_ratio_policy" in node.attributes,
    "places become channels": lambda node: node.op == "SpaceToDepth",
    "axes change places": lambda node: node.op == "Transpose",
}
"""Why a node is outside the language."""


def reasons(node: Node) -> list[str]:
    """The reasons why a node is outside the language."""
    return [reason for reason, applies in REASONS.items() if applies(node)]


def window(node: Node, axes: int) -> list[str]:
    """The options of a window: ONNX's stride is 1 unless written, and its padding is all befores, then all afters.

    SAME_UPPER and SAME_LOWER have the same size: they differ in the side of an odd zero.
    """
    given = node.attributes
    pads = given.get("pads", [])
    margins = by(f"{before}:{after}" for before, after in zip(pads[:axes], pads[axes:], strict=True))
    same, sizes = "SAME" in given.get("auto_pad", ""), "output_shape" in given or "output_shape" in node.inputs
    return [
        f"stride {by(given.get('strides', [1] * axes))}",
        f"dilation {by(given['dilations'])}" if "dilations" in given else "",
        f"pad {margins}" if pads else "",
        "same" if same else "",
        "ceil" if given.get("ceil_mode") else "",
        f"output_pad {by(given['output_padding'])}" if "output_padding" in given else "output_pad 1" if sizes else "",
    ]


def pool(node: Node) -> Net:
    """A pooling, with or without an exponent: it has no influence on the shape."""
    op = {"AveragePool": "avgpool", "MaxPool": "maxpool", "LpPool": "sumpool", "MaxUnpool": "unpool"}[node.op]
    kernel = node.attributes["kernel_shape"]
    return net(node.shape[1:], line(op, by(kernel), *window(node, len(kernel))))


def conv(node: Node) -> Net:
    """A convolution, plain or transposed, of floats or of integers."""
    (weight,) = (node.inputs[name] for name in ("W", "w") if name in node.inputs)
    groups, transposed = node.attributes.get("group", 1), node.op == "ConvTranspose"
    filters, kernel = weight[1] * groups if transposed else weight[0], weight[2:]
    options = [f"groups {groups}", "bias off", *window(node, len(kernel))]
    return net(node.shape[1:], line("deconv" if transposed else "conv", f"{filters} x {by(kernel)}", *options))


def gemm(node: Node) -> Net:
    """A matrix product: a fully connected layer on each row."""
    length = node.inputs["a"][0 if node.attributes.get("transA") else 1]
    units = node.inputs["b"][0 if node.attributes.get("transB") else 1]
    return net([length], line("fc", str(units), "" if "c" in node.inputs else "bias off"))


def concat(node: Node) -> Net:
    """A concatenation: the axis that grows is taken for the channels, all others for space."""
    return net(channels_in_front(node, node.shape), "concat: [identity, identity]")


def channels_in_front(node: Node, shape: list[int]) -> list[int]:
    """A shape with the axis that a concatenation joins in front."""
    axis = node.attributes["axis"] % len(shape)
    return [shape[axis], *shape[:axis], *shape[axis + 1 :]]


def layer_norm(node: Node) -> Net:
    """A layer normalization over the axes from the given one on, which are in a row for that."""
    shape = node.shape
    axis = node.attributes.get("axis", -1) % len(shape)
    row = f"reshape: {by([*shape[:axis], prod(shape[axis:])])}"
    return net(shape, row, "ln", f"reshape: {by(shape)}", first=False)


def resize(node: Node) -> Net:
    """An enlargement by whole factors or to a size, of all axes or of some; how it is filled does not matter."""
    shape, wanted = node.shape, node.values.get("scales") or node.values["sizes"]
    axes = node.attributes.get("axes", range(len(shape)))
    default = [1] * len(shape) if "scales" in node.values else shape
    sizes = [int(dict(zip(axes, wanted, strict=True)).get(axis, default[axis])) for axis in range(2, len(shape))]
    return net(shape[1:], f"upsample: {'' if 'scales' in node.values else 'size '}{by(sizes)}")


def pad(node: Node) -> Net:
    """A padding, of all axes or of some; what it is filled with does not matter."""
    shape, amounts = node.shape, node.values["pads"]
    axes = [axis % len(shape) for axis in node.values.get("axes", range(len(shape)))]
    around = dict(zip(axes, zip(amounts[: len(axes)], amounts[len(axes) :], strict=True), strict=True))
    assert not any(map(sum, (around.pop(axis, (0, 0)) for axis in (0, 1))))
    return net(shape[1:], f"pad: {by('{}:{}'.format(*around.get(axis, (0, 0))) for axis in range(2, len(shape)))}")


def squeezed(node: Node) -> Net:
    """An axis of size 1 that goes or comes: the same numbers with other sizes."""
    shape, axes = list(node.shape), node.values["axes"]
    if node.op == "Squeeze":
        sizes = [size for axis, size in enumerate(shape) if axis not in [a % len(shape) for a in axes]]
    else:
        rank, rest = len(shape) + len(axes), iter(shape)
        places = [axis % rank for axis in axes]
        sizes = [1 if axis in places else next(rest) for axis in range(rank)]
    return net(shape, f"reshape: {by(sizes)}", first=False)


BUILD: dict[str, Callable[[Node], Net]] = {
    **dict.fromkeys(("AveragePool", "MaxPool", "LpPool", "MaxUnpool"), pool),
    **dict.fromkeys(("Conv", "ConvInteger", "QLinearConv", "ConvTranspose"), conv),
    **dict.fromkeys(("Squeeze", "Unsqueeze"), squeezed),
    **dict.fromkeys(("Resize", "Upsample"), resize),
    "Gemm": gemm,
    "Concat": concat,
    "LayerNormalization": layer_norm,
    "Pad": pad,
    "BatchNormalization": lambda node: net(node.shape[1:], "bn"),
    "InstanceNormalization": lambda node: net(node.shape[1:], "instnorm"),
    "GroupNormalization": lambda node: net(node.shape[1:], f"gn: {node.attributes['num_groups']}"),
    "LRN": lambda node: net(node.shape[1:], f"lrn: {node.attributes['size']}"),
    "DepthToSpace": lambda node: net(node.shape[1:], f"pixel_shuffle: {node.attributes['blocksize']}"),
    "Flatten": lambda node: net(node.shape[node.attributes.get("axis", 1) :], "flatten"),
    "GlobalAveragePool": lambda node: net(node.shape[1:], "gap"),
    "GlobalMaxPool": lambda node: net(node.shape[1:], "gmp"),
    "Reshape": lambda node: net(node.shape, f"reshape: {by(node.values['shape'])}", first=False),
}
"""How a node is written in the language, by its operator."""

WHOLE = ("LayerNormalization", "Reshape", "Squeeze", "Unsqueeze")
"""Operators that work on all axes alike, so that none is a batch."""


def expected(node: Node) -> list[int]:
    """The first output as a volume: without a batch, and with the channels where the net has them."""
    if node.op == "Concat":
        return channels_in_front(node, node.output)
    return node.output if node.op in WHOLE else node.output[1:]


@pytest.mark.parametrize("node", [node for node in NODES if not reasons(node)], ids=lambda node: node.name)
def test_a_node_has_the_shape_that_onnx_gives_it(node: Node) -> None:
    """The first output has ONNX's shape, and there are as many learned and running numbers as its inputs hold."""
    written = BUILD[node.op](node)
    assert written.output == by(expected(node))
    params = written.report.totals.params
    assert (params.total, params.buffers) == (node.numbers(LEARNED), node.numbers(RUNNING))


def test_nodes_outside_the_language_have_one_reason() -> None:
    """Of the 221 nodes, so many are outside the language for each reason, and none for two."""
    found = [reasons(node) for node in NODES]
    assert (len(found), max(map(len, found))) == (221, 1)
    assert Counter(reason for why in found for reason in why) == {
        "a factor that is not whole": 10,
        "a mean over taps that lie apart": 7,
        "axes change places": 7,
        "a size is left to be found out": 5,
        "columns are folded back into a map": 5,
        "a part is cut out before resizing": 4,
        "a size that is changed to keep the proportions": 4,
        "places become channels": 4,
        "taps are moved by an input": 4,
        "a bias that is not one number for each unit": 3,
    }


REFUSED = {
    "avgpool: 2x2, dilation 2": "option",
    "reshape: -1": "value",
    "reshape: 0x2": "value",
    "upsample: 0.6": "value",
    "upsample: 2.5": "value",
    "transpose": "op",
    "space_to_depth: 2": "op",
}


@pytest.mark.parametrize("spelling", REFUSED)
def test_what_is_outside_is_refused(spelling: str) -> None:
    """What the reasons say cannot be written is an error."""
    with pytest.raises(SpecError, match=f"^{REFUSED[spelling]}: "):
        cnncalc.chain("4x4x1", spelling)
