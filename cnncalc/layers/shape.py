"""Layers that move numbers without computing: reordering, cutting and padding."""

from functools import lru_cache
from typing import ClassVar

from cnncalc.algebra.conditions import at_least, divides, equal
from cnncalc.algebra.expr import Dim, maximum, product
from cnncalc.errors import RuleError
from cnncalc.layers.base import Example, Layer, need_map
from cnncalc.layers.fields import Count, Margins, Sizes
from cnncalc.layers.groups import need_groups
from cnncalc.layers.windowed import axis_name, broadcast
from cnncalc.model.reach import UNKNOWN, UNORDERED, LetterSpan, Reach, Span
from cnncalc.model.volume import Volume, numbers, sizes_text, whole


class Flatten(Layer):
    """All numbers in a row."""

    kind = "flatten"
    title = "flatten"
    in_place = True

    examples = (
        Example("flatten", "6x6x256", "9216", "torchvision alexnet, before the classifier", 0, 0),
        Example("flatten", "5x5x64", "1600", "keras-io, simple MNIST convnet", 0),
        Example("flatten", "3x2x4", "24", "onnx/onnx, test_flatten_default_axis", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        return Volume((), inputs[0].numbers)

    def reach(self, *inputs: Volume) -> Reach:
        return UNORDERED

    def remark(self, output: Volume) -> str:
        return "the numbers stay, in a row"


class Reshape(Layer):
    """The same numbers with other sizes, the last of which are the channels."""

    kind = "reshape"
    title = "reshape"
    head = "size"
    in_place = True

    size: Sizes

    examples = (
        Example("reshape: 7x7x64", "3136", "7x7x64", "keras-io, variational autoencoder, decoder", 0, 0),
        Example("reshape: 4x4x1024", "16384", "4x4x1024", "Radford et al. 2016 (DCGAN), generator", 0),
        Example("reshape: 8", "2x4 LC", "8", "keras-team/keras, test_reshape", 0),
        Example("reshape: 2x4", "8", "2x4", "keras-team/keras, test_reshape", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        *space, channels = self.size
        if not equal(volume.numbers, product(self.size)):
            have, want = whole(volume.numbers), whole(product(self.size))
            rest = whole(product(space))
            keeps = f"`reshape: {sizes_text((*space, have // rest))}` has {have} numbers as well"
            raise RuleError(
                "shape",
                f"{volume.text} has {have} numbers, but {sizes_text(self.size)} has {want}",
                keeps if space and have % rest == 0 else f"`reshape: {have}` makes a vector of them",
                field="size",
            )
        return Volume(tuple(space), channels)

    def reach(self, *inputs: Volume) -> Reach:
        return UNORDERED

    def remark(self, output: Volume) -> str:
        return "the numbers stay, in other rows"


class PixelShuffle(Layer):
    """Turns channels into places: each place becomes factor x factor places with fewer channels."""

    kind = "pixel_shuffle"
    title = "pixel shuffle"
    head = "factor"
    letters: ClassVar[dict[str, str]] = {"factor": "r"}

    factor: Count

    examples = (
        Example("pixel_shuffle: 3", "4x4x9", "12x12x1", "torch PixelShuffle(3), documentation example", 0, 0),
        Example("pixel_shuffle: 2", "2x3x8", "4x6x2", "onnx/onnx, test_depthtospace_example", 0),
        Example("pixel_shuffle: 2", "24x24x256", "48x48x64", "Ledig et al. 2017 (SRGAN), first upsampling", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        need_map(volume, self.kind)
        many = self.factor ** len(volume.space)
        if not divides(many, volume.channels):
            channels, taken = whole(volume.channels), whole(many)
            nearest = max(round(channels / taken), 1) * taken
            raise RuleError(
                "shape",
                f"{taken} channels become one, and {channels} channels are not a multiple: "
                f"{channels}/{self.factor}^{len(volume.space)} is not whole",
                f"give it a multiple of {taken} channels, e.g. {nearest}",
                field="factor",
            )
        return Volume(tuple(size * self.factor for size in volume.space), volume.channels // many)

    def reach(self, *inputs: Volume) -> Reach:
        factor = numbers(self.factor)
        return UNKNOWN if factor is None else (_copied(*factor),) * len(inputs[0].space)

    def remark(self, output: Volume) -> str:
        return "the numbers stay, channels become places"


class Shuffle(Layer):
    """Mixes the channels of the groups: one of each group by turns."""

    kind = "shuffle"
    title = "channel shuffle"
    head = "groups"
    letters: ClassVar[dict[str, str]] = {"groups": "G"}

    groups: Count

    examples = (
        Example("shuffle: 2", "28x28x116", "28x28x116", "Ma et al. 2018 (ShuffleNetV2 1x), stage 2", 0, 0),
        Example("shuffle: 2", "7x7x464", "7x7x464", "Ma et al. 2018 (ShuffleNetV2 1x), stage 4", 0),
        Example("shuffle: 2", "2x2x4", "2x2x4", "torch ChannelShuffle(2), documentation example", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        need_groups(self.groups, channels=inputs[0].channels)
        return inputs[0]

    def remark(self, output: Volume) -> str:
        return "the channels stay, in another order"


class Chunk(Layer):
    """One of several parts of the channels: all are ceil(C/of) deep but the last, which has what is left."""

    kind = "chunk"
    title = "part of the channels"
    head = "index of of"
    in_place = True

    index: Count
    of: Count

    examples = (
        Example("chunk: 1 of 2", "28x28x116", "28x28x58", "Ma et al. 2018 (ShuffleNetV2 1x), stage 2", 0, 0),
        Example("chunk: 1 of 6", "11", "2", "torch.chunk, documentation example: 11 in 6", 0),
        Example("chunk: 6 of 6", "11", "1", "torch.chunk, documentation example: 11 in 6", 0),
        Example("chunk: 5 of 6", "13", "1", "torch.chunk, documentation example: 13 in 6 gives 5 parts", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        channels, index, of = whole(volume.channels), whole(self.index), whole(self.of)
        size = -(-channels // of)
        parts = -(-channels // size)
        if index > of:
            raise RuleError(
                "value",
                f"there is no part {self.index} of {self.of}",
                f"parts count from 1 to {self.of}",
                field="index",
            )
        if index > parts:
            raise RuleError(
                "value",
                f"{channels} channels in parts of ceil({channels}/{self.of}) = {size} are {parts} parts: "
                f"there is no part {self.index}",
                f"the last part is `chunk: {parts} of {self.of}`",
                field="index",
            )
        return Volume(volume.space, min(size, channels - (index - 1) * size))

    def remark(self, output: Volume) -> str:
        return "some of the channels, all of the places"


class Pad(Layer):
    """Adds zeros around a map, before and after each axis."""

    kind = "pad"
    title = "zero padding"
    head = "pad"
    letters: ClassVar[dict[str, str]] = {"pad": "P"}
    follows = False  # `fc: 10, pad 1` would look like an option of the fc

    pad: Margins

    examples = (
        Example("pad: 2", "3x3x1", "7x7x1", "torch ZeroPad2d(2), documentation example", 0, 0),
        Example("pad: 2:0x1", "3x3x1", "5x5x1", "torch ZeroPad2d((1, 1, 2, 0)), documentation example", 0),
        Example("pad: 1:2x3:4", "4x5x3", "7x12x3", "onnx/onnx, test_constant_pad", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        need_map(volume, self.kind)
        margins = broadcast(self.pad, volume, "pad")
        space = tuple(n + before + after for n, (before, after) in zip(volume.space, margins, strict=True))
        return Volume(space, volume.channels)

    def reach(self, *inputs: Volume) -> Reach:
        return tuple(_shifted(-before) for before, _ in broadcast(self.pad, inputs[0], "pad"))


class Crop(Layer):
    """Cuts a map to a size, the same on both sides; an odd row is cut after."""

    kind = "crop"
    title = "centre crop"
    head = "size"

    size: Sizes

    examples = (
        Example("crop: 56x56", "64x64x512", "56x56x512", "Ronneberger et al. 2015 (U-Net), fourth skip", 0, 0),
        Example("crop: 104x104", "136x136x256", "104x104x256", "Ronneberger et al. 2015 (U-Net), third skip", 0),
        Example("crop: 392x392", "568x568x64", "392x392x64", "Ronneberger et al. 2015 (U-Net), first skip", 0),
    )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        need_map(volume, self.kind)
        size = broadcast(self.size, volume, "size")
        for axis, (have, want) in enumerate(zip(volume.space, size, strict=True)):
            if not at_least(have, want):
                margin = sizes_text([maximum(w - n, 0) for n, w in zip(volume.space, size, strict=True)])
                raise RuleError(
                    "shape",
                    f"a crop to {sizes_text(size)} is larger than its input {volume.text}: "
                    f"{want} > {have} along {axis_name(axis, volume)}",
                    f"crop to at most {sizes_text(volume.space)}, or pad first by {margin} in all",
                    field="size",
                )
        return Volume(size, volume.channels)

    def reach(self, *inputs: Volume) -> Reach:
        (volume,) = inputs
        size = broadcast(self.size, volume, "size")
        return tuple(_shifted((have - want) // 2) for have, want in zip(volume.space, size, strict=True))


@lru_cache(maxsize=1024)
def _copied(factor: int) -> Span:
    """Return the positions that units see where each position becomes `factor` of them."""
    return Span.nearest(1, factor)


@lru_cache(maxsize=1024)
def _shifted(by: Dim) -> Span | LetterSpan:
    """Return the position that each unit sees after a shift."""
    return Span.shift(by) if isinstance(by, int) else LetterSpan(1, before=-by)
