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


def _vgg(stages: Iterable[tuple[int, int]]) -> Iterable[Row]:
    number = 0
    for stage, (convs, filters) in enumerate(stages, 1):
        for _ in range(convs):
            number += 1
            yield conv(f"conv{number}", filters, 3, 1, 1)
        yield pool(f"maxpool{stage}", 2, 2)
    yield from (fc("fc1", 4096), fc("fc2", 4096), fc("fc3", 1000))


VGG16 = ((224, 3), tuple(_vgg(_STAGES)))
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
VGG11 = ((224, 3), tuple(_vgg(((1, 64), (1, 128), (2, 256), (2, 512), (2, 512)))))
NORMED = (
    (96, 3),
    (
        conv("conv1", 24, 5, 2, 2),
        Row("bn1", "bn"),
        conv("conv2", 48, 3, 1, 1),
        Row("bn2", "bn"),
        pool("maxpool1", 3, 3),
        conv("conv3", 80, 3, 2, 1),
        pool("maxpool2", 2, 2),
        conv("conv4", 40, 1),
        fc("fc1", 50),
        fc("fc2", 12),
    ),
)
HELD_OUT = {"vgg11": VGG11, "normed": NORMED}
"""Nets that the rule of what is a habit was not made on."""

NORMED_SPEC = """
input: 96x96x3
rounding: floor
layers:
  - conv: 24 x 5x5, stride 2, pad 2
  - bn:
  - conv: 48 x 3x3, pad 1
  - bn:
  - maxpool: 3x3, stride 3
  - conv: 80 x 3x3, stride 2, pad 1
  - maxpool: 2x2, stride 2
  - conv: 40 x 1x1
  - fc: 50
  - fc: 12
"""

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
    (size, depth), rows = (NETS | HELD_OUT)[net]
    flat, answers, field, jump, image = 0, {}, 1, 1, size
    for row in rows:
        after, out, macs, norm, seen = size, depth, 0, 0, field
        if row.op == "fc":
            given = flat or size * size * depth
            weights, biases = given * row.filters, _biases(row.filters, given, habits)
            macs, flat, seen = weights, row.filters, image
        elif row.op == "bn":
            weights, biases, norm = 0, 0, 2 * depth
        else:
            after, out = _size(size, row, habits), _depth(depth, row, habits)
            if after < 1:
                break
            weights, biases = _weights(row, depth, habits), 0
            if row.op == "conv":
                biases, macs = _biases(row.filters, depth, habits), _macs(row, size, after, depth, habits)
            seen = field = field + (row.kernel - 1) * jump
            jump *= row.stride
        numbers = {
            "output": f"{flat or f'{after}x{after}x{out}'}",
            "params": f"{weights + biases + norm}",
            "weights": f"{weights}",
            "biases": f"{biases}",
            "macs": f"{macs}",
            "rf": f"{seen}",
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


def _weights(row: Row, depth: int, habits: Collection[str]) -> int:
    if row.op == "pool":
        return row.kernel * row.kernel * depth if "pool-has-params" in habits else 0
    seen = 1 if "forget-input-depth" in habits else depth
    return row.kernel * row.kernel * seen * row.filters


def _biases(biases: int, given: int, habits: Collection[str]) -> int:
    if "forget-bias" in habits:
        return 0
    if "one-bias-per-layer" in habits:
        return 1
    return given if "swap-cin-cout-bias" in habits else biases


def _macs(row: Row, size: int, after: int, depth: int, habits: Collection[str]) -> int:
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
