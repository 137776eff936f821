"""Made-up students: sheets of plain arithmetic with habits, which know nothing of the program that marks them.

A habit is one persistent slip. A sheet is worked out from top to bottom on the student's own numbers.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """A row of a table: the op, what it is made of, and whether a pool or fc stands there."""

    name: str
    op: str
    filters: int = 0
    kernel: int = 0
    stride: int = 1
    pad: int = 0


def conv(name: str, filters: int, kernel: int, stride: int = 1, pad: int = 0) -> Row:
    """Return a convolution."""
    return Row(name, "conv", filters, kernel, stride, pad)


def pool(name: str, kernel: int, stride: int) -> Row:
    """Return a pooling."""
    return Row(name, "pool", 0, kernel, stride)


def fc(name: str, units: int) -> Row:
    """Return a fully connected layer."""
    return Row(name, "fc", units)


ALEXNET = (
    (227, 3),
    (
        conv("conv1", 96, 11, 4),
        pool("maxpool1", 3, 2),
        conv("conv2", 256, 5, 1, 2),
        pool("maxpool2", 3, 2),
        conv("conv3", 384, 3, 1, 1),
        conv("conv4", 384, 3, 1, 1),
        conv("conv5", 256, 3, 1, 1),
        pool("maxpool3", 3, 2),
        fc("fc6", 4096),
        fc("fc7", 4096),
        fc("fc8", 1000),
    ),
)
_STAGES = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
_VGG_CONVS = [filters for convs, filters in _STAGES for _ in range(convs)]


def _vgg() -> Iterable[Row]:
    number = 0
    for stage, (convs, filters) in enumerate(_STAGES, 1):
        for _ in range(convs):
            number += 1
            yield conv(f"conv{number}", filters, 3, 1, 1)
        yield pool(f"maxpool{stage}", 2, 2)
    yield from (fc("fc1", 4096), fc("fc2", 4096), fc("fc3", 1000))


VGG16 = ((224, 3), tuple(_vgg()))
LENET5 = (
    (32, 1),
    (
        conv("conv1", 6, 5),
        pool("avgpool1", 2, 2),
        conv("conv2", 16, 5),
        pool("avgpool2", 2, 2),
        fc("fc1", 120),
        fc("fc2", 84),
        fc("fc3", 10),
    ),
)
NETS = {"alexnet": ALEXNET, "vgg16": VGG16, "lenet5": LENET5}

HABITS = (
    "forget-bias",
    "one-bias-per-layer",
    "forget-input-depth",
    "pool-has-params",
    "swap-cin-cout-bias",
    "ignore-padding",
    "pad-one-side",
    "forget-plus-one",
    "ignore-stride",
    "keep-input-depth",
    "pool-divides-depth",
    "flops-input-size",
)
"""The habits that are played, by the names that the program has for them."""


def sheet(net: str, habits: Collection[str], columns: Collection[str] = ("output", "params", "macs")) -> dict[str, str]:
    """Return the sheet of a student with these habits; one that comes to no layer at all ends there."""
    (size, depth), rows = NETS[net]
    flat, answers = 0, {}
    for row in rows:
        if row.op == "fc":
            given = flat or size * size * depth
            weights, biases, flat = given * row.filters, row.filters, row.filters
            numbers = {
                "output": f"{row.filters}",
                "params": f"{_learned(weights, biases, given, habits)}",
                "macs": f"{weights}",
            }
        else:
            after = _size(size, row, habits)
            if after < 1:
                break
            out = _depth(depth, row, habits)
            numbers = {
                "output": f"{after}x{after}x{out}",
                "params": f"{_params(row, depth, out, habits)}",
                "macs": f"{_macs(row, size, after, depth, out, habits)}",
            }
            size, depth = after, out
        answers.update({f"{row.name}.{column}": numbers[column] for column in columns})
    return answers


def _size(n: int, row: Row, habits: Collection[str]) -> int:
    pads = 0 if "ignore-padding" in habits else row.pad if "pad-one-side" in habits else 2 * row.pad
    stride = 1 if "ignore-stride" in habits else row.stride
    return (n + pads - row.kernel) // stride + ("forget-plus-one" not in habits)


def _depth(depth: int, row: Row, habits: Collection[str]) -> int:
    if row.op == "pool":
        stride = 1 if "ignore-stride" in habits else row.stride
        return depth // stride if "pool-divides-depth" in habits else depth
    return depth if "keep-input-depth" in habits else row.filters


def _params(row: Row, depth: int, out: int, habits: Collection[str]) -> int:
    if row.op == "pool":
        return row.kernel * row.kernel * depth if "pool-has-params" in habits else 0
    seen = 1 if "forget-input-depth" in habits else depth
    return _learned(row.kernel * row.kernel * seen * row.filters, row.filters, depth, habits)


def _learned(weights: int, biases: int, given: int, habits: Collection[str]) -> int:
    if "forget-bias" in habits:
        return weights
    if "one-bias-per-layer" in habits:
        return weights + 1
    return weights + (given if "swap-cin-cout-bias" in habits else biases)


def _macs(row: Row, size: int, after: int, depth: int, out: int, habits: Collection[str]) -> int:
    if row.op == "pool":
        return 0
    places = size if "flops-input-size" in habits else after
    return row.kernel * row.kernel * depth * places * places * row.filters


def noisy(answers: Mapping[str, str], rng: random.Random, part: float = 0.05) -> dict[str, str]:
    """Return a sheet in which some numbers have a digit that was typed wrong."""
    return {cell: _typed_wrong(text, rng) if rng.random() < part else text for cell, text in answers.items()}


def _typed_wrong(text: str, rng: random.Random) -> str:
    places = [place for place, char in enumerate(text) if char.isdigit()]
    place = rng.choice(places)
    other = rng.choice([digit for digit in "123456789" if digit != text[place]])
    return text[:place] + other + text[place + 1 :]
