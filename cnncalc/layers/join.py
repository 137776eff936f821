"""Joins of branches: sum, maximum, product and concatenation."""

from typing import ClassVar

from cnncalc.algebra.conditions import equal
from cnncalc.algebra.expr import Dim
from cnncalc.errors import RuleError
from cnncalc.layers.base import Example, Layer
from cnncalc.model.layer_facts import NOTHING, Cost
from cnncalc.model.volume import Volume, sizes_text


class Join(Layer):
    """Several inputs, one output."""

    joins = True
    follows = False
    each: ClassVar[Cost] = NOTHING
    """What it costs to join one more number."""
    mismatch: ClassVar[str]
    """The code of the error when the inputs do not go together."""

    def output(self, *inputs: Volume) -> Volume:
        if len(inputs) < 2:
            raise RuleError(
                "arg",
                f"{self.kind} joins at least two inputs, but has {len(inputs)}",
                f"name a tap beside the current volume, e.g. `{self.kind}: NAME`, or give it branches",
            )
        return self.joined(inputs)

    def joined(self, inputs: tuple[Volume, ...]) -> Volume:
        """Return what comes out of at least two inputs."""
        first, *others = inputs
        for number, other in enumerate(others, start=2):
            if not _alike(first, other):
                raise self._refused(inputs, number, _adapted(first, other) or _equal(first, other))
        return first

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        return self.each.times((len(inputs) - 1) * output.numbers)

    def remark(self, output: Volume) -> str:
        return "number by number, so the shape stays"

    def _refused(self, inputs: tuple[Volume, ...], number: int, *help: str) -> RuleError:
        """Say that input `number` does not go with the first, and what would help."""
        message = f"input 1 is {inputs[0].text}, but input {number} is {inputs[number - 1].text}"
        return RuleError(self.mismatch, message, *filter(None, help))


class Add(Join):
    """The sum of equal shapes, number by number: a residual connection."""

    kind = "add"
    title = "sum"
    each = Cost(adds=1)
    mismatch = "add-shape"

    examples = (
        Example("add", ("56x56x256", "56x56x256"), "56x56x256", "He et al. 2016 (ResNet-50), first block", 0, 0),
        Example("add", ("7x7x160", "7x7x160"), "7x7x160", "Sandler et al. 2018 (MobileNetV2), seventh row", 0),
        Example("add", ("3x4 LC", "3x4 LC"), "3x4", "Keras Add, documentation example", 0),
    )


class Max(Join):
    """The larger of equal shapes, number by number."""

    kind = "max"
    title = "maximum"
    each = Cost(compares=1)
    mismatch = "add-shape"

    examples = (
        Example("max", ("3x4 LC", "3x4 LC"), "3x4", "Keras Maximum, documentation example", 0, 0),
        Example("max", ("8", "8"), "8", "Keras Maximum, documentation example with Dense(8)", 0),
        Example("max", ("3", "3", "3"), "3", "onnx/onnx, test_max_example", 0),
    )


class Mul(Join):
    """The product, number by number; an axis of size 1 is repeated: a gate for each channel, or for each place."""

    kind = "mul"
    title = "product"
    each = Cost(multiplies=1)
    mismatch = "mul-shape"

    examples = (
        Example("mul", ("56x56x256", "1x1x256"), "56x56x256", "Hu et al. 2018 (SE-ResNet-50), first stage", 0, 0),
        Example("mul", ("56x56x256", "56x56x1"), "56x56x256", "Woo et al. 2018 (CBAM), a gate for each place", 0),
        Example("mul", ("3x4 LC", "3x4 LC"), "3x4", "Keras Multiply, documentation example", 0),
    )

    def joined(self, inputs: tuple[Volume, ...]) -> Volume:
        sizes: tuple[Dim, ...] = (*inputs[0].space, inputs[0].channels)
        for number, other in enumerate(inputs[1:], start=2):
            more = (*other.space, other.channels)
            if len(more) != len(sizes):
                raise self._refused(inputs, number, _gate(inputs[0], other))
            if not all(1 in (a, b) or equal(a, b) for a, b in zip(sizes, more, strict=True)):
                raise self._refused(inputs, number, _gate(inputs[0], other) or _equal(inputs[0], other))
            sizes = tuple(b if a == 1 else a for a, b in zip(sizes, more, strict=True))
        return Volume(sizes[:-1], sizes[-1])

    def remark(self, output: Volume) -> str:
        return "number by number, what has size 1 is repeated"


class Concat(Join):
    """The channels of all inputs one after another; the space is the same."""

    kind = "concat"
    title = "concatenation"
    mismatch = "concat-shape"

    examples = (
        Example(
            "concat",
            ("28x28x64", "28x28x128", "28x28x32", "28x28x32"),
            "28x28x256",
            "Szegedy et al. 2015 (GoogLeNet), inception 3a",
            0,
            0,
        ),
        Example("concat", ("56x56x64", "56x56x32"), "56x56x96", "torchvision densenet121, first dense layer", 0),
        Example("concat", ("56x56x512", "56x56x512"), "56x56x1024", "Ronneberger et al. 2015 (U-Net), fourth skip", 0),
        Example("concat", ("2", "2"), "4", "onnx/onnx, test_concat_1d_axis_0", 0),
    )

    def joined(self, inputs: tuple[Volume, ...]) -> Volume:
        first, *others = inputs
        channels = first.channels
        for number, other in enumerate(others, start=2):
            if not _alike(first, other._replace(channels=first.channels)):
                raise self._refused(inputs, number, _fitted(first, other))
            channels = channels + other.channels
        return Volume(first.space, channels)

    def remark(self, output: Volume) -> str:
        return "the depths add up"


def _alike(first: Volume, other: Volume) -> bool:
    """Return whether two volumes have the same sizes."""
    sizes = zip((*first.space, first.channels), (*other.space, other.channels), strict=False)
    return len(first.space) == len(other.space) and all(equal(a, b) for a, b in sizes)


def _adapted(main: Volume, skip: Volume) -> str:
    """Return the projection that gives both the same shape, if there is one."""
    if not main.space and not skip.space:
        return f"give the skip path a projection: `skip: {{fc: {main.channels}}}`"
    if (stride := _ratio(skip, main)) is not None:
        return f"give the skip path a projection: `skip: {{{_projection(main, stride)}}}`"
    if (stride := _ratio(main, skip)) is not None:
        return f"end the main path with a projection: `{_projection(skip, stride)}`"
    return ""


def _equal(first: Volume, other: Volume) -> str:
    """Return what gives two maps the same size and depth."""
    if len(first.space) != len(other.space):
        return "maps go with maps, and vectors with vectors: `flatten` makes a vector of a map"
    depth = "" if first.channels == other.channels else "give both the same number of channels; "
    return (
        f"{depth}{', or '.join(filter(None, (_fitted(first, other), 'keep the size of both with `same` or padding')))}"
    )


def _projection(to: Volume, stride: tuple[int, ...]) -> str:
    """Write the 1x1 convolution that gives this shape when it moves by `stride`."""
    shown = "" if set(stride) == {1} else f", stride {sizes_text(stride[:1] if len(set(stride)) == 1 else stride)}"
    return f'conv: "{to.channels} x {sizes_text([1] * len(to.space))}{shown}"'


def _ratio(larger: Volume, smaller: Volume) -> tuple[int, ...] | None:
    """Return how many times larger each axis is; None if that is not a whole number everywhere."""
    if not larger.space or len(larger.space) != len(smaller.space):
        return None
    ratios = []
    for many, few in zip(larger.space, smaller.space, strict=True):
        if not isinstance(many, int) or not isinstance(few, int) or many % few:
            return None
        ratios.append(many // few)
    return tuple(ratios)


def _fitted(first: Volume, other: Volume) -> str:
    """Return what gives both the same space, if there is something: a crop, or making both vectors."""
    if len(first.space) != len(other.space):
        return "`flatten` makes a vector of a map, and vectors are joined end to end"
    for larger, smaller in ((first, other), (other, first)):
        sizes = list(zip(larger.space, smaller.space, strict=True))
        if all(isinstance(a, int) and isinstance(b, int) and a >= b for a, b in sizes):
            crop = f"cut the larger one: `crop: {sizes_text(smaller.space)}`"
            ratio = _ratio(larger, smaller)
            return crop if ratio is None else f"{crop}, or enlarge the smaller one: `upsample: {sizes_text(ratio)}`"
    return ""


def _gate(volume: Volume, gate: Volume) -> str:
    """Return how a gate is written that goes with a map."""
    for wide, vector in ((volume, gate), (gate, volume)):
        if wide.space and not vector.space and vector.channels in (1, wide.channels):
            size = sizes_text([*([1] * len(wide.space)), vector.channels])
            return f"keep the axes of the vector: `reshape: {size}` gives one factor a channel"
        ones = [1] * len(wide.space)
        if wide.space != vector.space == tuple(ones):
            return f"a gate has the channels of its map: end it with `conv: {wide.channels} x {sizes_text(ones)}`"
    return "" if volume.space else "`flatten` makes a vector of the other one"
