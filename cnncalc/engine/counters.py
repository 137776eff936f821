"""How other tools count operations: for each tool the kinds that it treats by themselves, and a rule for the rest.

The rules reproduce what the tools print (fvcore 0.1.5, torchinfo 1.8, TensorFlow 2.21 with Keras 3.15), their gaps
included; the tests hold them against recorded numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import TypeAlias

from cnncalc.model.graph import Node
from cnncalc.model.layer_facts import Cost
from cnncalc.model.volume import whole

Rule: TypeAlias = Callable[[Node, Cost], int]


def fvcore(node: Node, cost: Cost) -> int:
    """Return the flops of `fvcore.nn.FlopCountAnalysis`: one per MAC, and a few layers by the numbers they touch."""
    return _by_kind(_FVCORE, _macs, node, cost)


def torchinfo(node: Node, cost: Cost) -> int:
    """Return the mult-adds of `torchinfo.summary`: each learned number once, in a convolution once an output place.

    A transposed convolution is counted at the places of its output too, where its MACs are at those of its input.
    """
    return _by_kind(_TORCHINFO, _learned, node, cost)


def keras(node: Node, cost: Cost) -> int:
    """Return the float operations of TensorFlow's profiler for the layer of Keras, in inference.

    The profiler does not look into a grouped convolution, which Keras compiles by itself.
    """
    return _by_kind(_KERAS, _two_and_biases, node, cost)


def _by_kind(rules: Mapping[str, Rule], rest: Rule, node: Node, cost: Cost) -> int:
    return rules.get(node.layer.kind, rest)(node, cost)


def _option(node: Node, name: str) -> object:
    """Return an option of the layer."""
    return getattr(node.layer, name)


def _numbers(node: Node) -> int:
    return whole(node.output.numbers)


def _numbers_in(node: Node) -> int:
    return whole(node.volumes[0].numbers)


def _places(node: Node) -> int:
    return prod(map(whole, node.output.space))


def _macs(node: Node, cost: Cost) -> int:
    return whole(cost.macs)


def _learned(node: Node, cost: Cost) -> int:
    return sum(whole(weight.numbers) for weight in node.layer.weights(*node.volumes) if weight.role != "buffer")


def _two_and_biases(node: Node, cost: Cost) -> int:
    return 2 * whole(cost.macs) + whole(cost.bias_adds)


def _each(count: int, affine_off: int | None = None) -> Rule:
    """Count so many for each number that comes out; another count for a norm without factors and shifts."""

    def rule(node: Node, cost: Cost) -> int:
        if affine_off is not None and not _option(node, "affine"):
            return _numbers(node) * affine_off
        return _numbers(node) * count

    return rule


def _of_images(count: Callable[[Node], int]) -> Rule:
    """Count on maps of two axes only."""
    return lambda node, cost: count(node) if len(node.output.space) == 2 else 0


_FVCORE: dict[str, Rule] = {
    "bn": _each(2, affine_off=1),
    "ln": _each(5, affine_off=4),
    "gn": _each(5, affine_off=4),
    "instnorm": _each(5, affine_off=4),
    "gap": _of_images(_numbers_in),
    "adaptive_avgpool": _of_images(_numbers_in),
    "upsample": _of_images(lambda node: _numbers(node) * (1 if _option(node, "mode") == "nearest" else 4)),
}


def _at_every_place(node: Node, cost: Cost) -> int:
    return _learned(node, cost) * _places(node)


_TORCHINFO: dict[str, Rule] = {
    "conv": _at_every_place,
    "dwconv": _at_every_place,
    "deconv": _at_every_place,
    "scale": lambda node, cost: 0,  # a bare parameter of a block, which is neither a weight nor a bias
}


def _compiled_apart(node: Node, cost: Cost) -> int:
    return whole(cost.bias_adds) if _option(node, "groups") != 1 else _two_and_biases(node, cost)


def _spread(node: Node, cost: Cost) -> int:
    """Count a transposed convolution by its output: the kernel over the stride at each place; none in 3-D."""
    if len(node.output.space) > 2:
        return whole(cost.bias_adds)
    windows = node.layer.windows(*node.volumes)
    taps = prod(whole(window.kernel) for window in windows) * whole(node.volumes[0].channels)
    return 2 * _numbers(node) * taps // prod(whole(window.stride) for window in windows) + whole(cost.bias_adds)


def _kernel(node: Node, cost: Cost) -> int:
    if len(node.output.space) > 2:
        return 0
    return _numbers(node) * prod(whole(window.kernel) for window in node.layer.windows(*node.volumes))


def _norm(numbers: int, sets: int, channels: int, without: tuple[int, int]) -> Rule:
    """Count a norm: so many for each number, each set of numbers and each channel; less without factors and shifts."""

    def rule(node: Node, cost: Cost) -> int:
        found = whole(cost.functions) or whole(
            node.output.channels
        )  # a root a set; known ones, of batch norm, a channel
        if not _option(node, "affine"):
            return without[0] * _numbers(node) + without[1] * found
        return numbers * _numbers(node) + sets * found + channels * whole(node.output.channels)

    return rule


def _operations(node: Node, cost: Cost) -> int:
    return whole(cost.operations)


_KERAS: dict[str, Rule] = {
    "conv": _compiled_apart,
    "deconv": _spread,
    "maxpool": _kernel,
    "avgpool": _kernel,
    "sumpool": _kernel,
    "gap": lambda node, cost: _numbers_in(node),
    "bn": _norm(2, 0, 6, without=(2, 5)),
    "ln": _norm(9, 4, 0, without=(6, 5)),
    "gn": _norm(6, 4, 3, without=(6, 5)),
    "instnorm": _norm(6, 4, 3, without=(6, 5)),
    "prelu": lambda node, cost: 3 * _numbers(node) + _learned(node, cost),
    "gelu": _each(4),
    "silu": _each(2),
    "hswish": _each(3),
    "hsigmoid": _each(2),
    "softmax": _each(5),
    "scale": _operations,
    "upsample": lambda node, cost: len(node.output.space) if _option(node, "mode") == "nearest" else 0,
    "add": _operations,
    "max": _operations,
    "mul": _operations,
}

KINDS_OF_TOOLS: dict[str, tuple[str, ...]] = {
    "fvcore": tuple(_FVCORE),
    "torchinfo": tuple(_TORCHINFO),
    "keras": tuple(_KERAS),
}
"""The kinds that each tool treats by themselves."""
