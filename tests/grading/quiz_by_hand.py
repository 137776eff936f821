"""The answers to a quiz once more, from the words of its questions: by counting, without the program's formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.grading.quiz.question import Question


class Layer(NamedTuple):
    """A layer as its words say it."""

    op: str
    count: int
    kernel: int = 1
    stride: int = 1
    pad: int = 0
    dilation: int = 1
    groups: int = 1


class Size(NamedTuple):
    """A square volume; a vector has a side of 0."""

    side: int
    depth: int

    def __str__(self) -> str:
        return f"{self.side}x{self.side}x{self.depth}" if self.side else f"{self.depth}"


OPS = ("transposed", "depthwise", "convolution", "pooling", "fully connected", "flattening")
OF_TABLE = {
    "conv": "convolution",
    "dwconv": "depthwise",
    "maxpool": "pooling",
    "avgpool": "pooling",
    "flatten": "flattening",
    "fc": "fully connected",
}


def layer(words: str, op: str = "") -> Layer:
    """Read a layer: `a convolution with 8 filters of 3x3, stride 1, no padding`, or `8 x 3x3, pad 2` of a table."""
    name = op or next(each for each in OPS if each in words.lower())
    kernel = re.search(r"(\d+)x\d", words)
    count = re.search(r"(\d+) (?:square )?(?:filter|unit|x )", words) or re.fullmatch(r"(\d+)", words)
    options = [re.search(rf"{key} (\d+)", words) for key in ("stride", "pad(?:ding)?", "dilation")]
    stride, pad, dilation = (int(found[1]) if found else usual for found, usual in zip(options, (1, 0, 1), strict=True))
    groups = re.search(r"(\d+) groups|groups (\d+)", words)
    of = int(groups[1] or groups[2]) if groups else 1
    return Layer(name, int(count[1]) if count else 0, int(kernel[1]) if kernel else 1, stride, pad, dilation, of)


def size(text: str) -> Size:
    """Read an input: `32x32x3`, or `784`."""
    parts = [int(part) for part in text.split("x")]
    return Size(parts[0], parts[2]) if len(parts) == 3 else Size(0, parts[0])


def read(text: str) -> tuple[Size, list[Layer]]:
    """Read a question about layers that follow each other."""
    found = re.search(r"input of ([\dx]+\d)", text)
    assert found is not None, text
    said = text.partition("other: ")[2] or text
    return size(found[1]), [layer(words) for words in re.split(r"; (?:then )?", said.partition(". ")[0])]


def table(question: Question) -> tuple[Size, dict[str, Layer]]:
    """Read the net of a table, by its layers' names."""
    found = re.search(r"input is ([\dx]+)\.", question.text)
    assert found is not None, question.text
    ops = {name: re.sub(r"\d+$", "", name) for name, _ in question.lines}
    return size(found[1]), {name: layer(what, OF_TABLE[ops[name]]) for name, what in question.lines}


def places(side: int, each: Layer) -> int:
    """Count where a window can stand: it begins in the padding and must end in it."""
    reach = each.dilation * (each.kernel - 1)
    return sum(1 for start in range(-each.pad, side + each.pad) if (start + each.pad) % each.stride == 0
               and start + reach <= side + each.pad - 1)  # fmt: skip


def remainder(side: int, each: Layer) -> int:
    """Count the positions behind the last window."""
    last = -each.pad + (places(side, each) - 1) * each.stride + each.dilation * (each.kernel - 1)
    return side + each.pad - 1 - last


def output(before: Size, each: Layer) -> Size:
    """Return what comes out of a layer."""
    match each.op:
        case "fully connected":
            return Size(0, each.count)
        case "flattening":
            return Size(0, before.side * before.side * before.depth)
        case "transposed":
            painted = {start * each.stride + offset for start in range(before.side) for offset in range(each.kernel)}
            return Size(len(range(min(painted) + each.pad, max(painted) + 1 - each.pad)), each.count)
    side = places(before.side, each)
    return Size(side, each.count if each.op == "convolution" else before.depth)


def walked(before: Size, layers: Sequence[Layer]) -> list[Size]:
    """Return the volumes before, between and after layers."""
    sizes = [before]
    for each in layers:
        sizes.append(output(sizes[-1], each))
    return sizes


def params(before: Size, each: Layer) -> int:
    """Add up what each filter or unit learns, and a bias each."""
    match each.op:
        case "fully connected":
            return sum(before.depth + 1 for _ in range(each.count))
        case "depthwise":
            return sum(each.kernel * each.kernel + 1 for _ in range(before.depth))
        case "convolution" | "transposed":
            return sum(each.kernel * each.kernel * (before.depth // each.groups) + 1 for _ in range(each.count))
    return 0


def macs(before: Size, each: Layer) -> int:
    """Add up the products of every number that comes out."""
    after = output(before, each)
    depth = {"depthwise": 1, "convolution": before.depth // each.groups}.get(each.op, 0)
    if each.op == "fully connected":
        return sum(before.depth for _ in range(each.count))
    products = sum(1 for _ in range(each.kernel) for _ in range(each.kernel)) * depth
    return sum(products for _ in range(after.side * after.side)) * after.depth


def seen(layers: Sequence[Layer]) -> int:
    """Walk back from one unit to the pixels that it sees along an axis."""
    units = {1000}
    for each in reversed(layers):
        units = {unit * each.stride - each.pad + each.dilation * tap for unit in units for tap in range(each.kernel)}
    return max(units) - min(units) + 1
