"""Convolutions: dense, grouped, depthwise, and the locally connected layer whose weights are not shared."""

from collections.abc import Callable
from typing import ClassVar, Literal

from cnncalc.algebra.expr import Dim
from cnncalc.formulas import counts
from cnncalc.layers.base import Example
from cnncalc.layers.fields import Count
from cnncalc.layers.filters import FilterBank, Filters
from cnncalc.layers.windowed import Windowed
from cnncalc.model.layer_facts import Cost, Weight
from cnncalc.model.volume import Volume


class Convolution(Filters, Windowed):
    """What the convolutions share: filters that slide over the map and are counted at every place."""

    rounding: Literal["strict", "floor"] | None = None
    """Rounding up is a rule of pools."""

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        (volume,) = inputs
        macs = counts.window_macs(self.kernel_of(volume), self.filter_depth(volume), (*output.space, output.channels))
        return Cost(macs, output.numbers if self.bias else 0, dots=output.numbers)


class Conv(FilterBank, Convolution):
    """A convolution: every filter is as deep as its input (or its group) and makes one map."""

    kind = "conv"
    title = "convolution"
    unshared = "local"
    undone_by = "deconv"

    examples = (
        Example("conv: 10 x 5x5, pad 2", "32x32x3", "32x32x10", "CSCE 5218, CNN lecture", 760, 768_000),
        Example("conv: 96 x 11x11, stride 4", "227x227x3", "55x55x96", "Krizhevsky et al. 2012", 34_944, 105_415_200),
        Example(
            "conv: 256 x 5x5, pad 2, groups 2",
            "27x27x96",
            "27x27x256",
            "BVLC/caffe, CaffeNet conv2",
            307_456,
            223_948_800,
        ),
        Example("conv: 1 x 3, dilation 2", "7x1 LC", "3x1", "Dumoulin & Visin 2016, figure `dilation`", 4),
        Example(
            "conv: 64 x 3x7x7, stride 1x2x2, pad 1x3x3, bias off",
            "16x112x112x3",
            "16x56x56x64",
            "torchvision r3d_18 stem",
            28_224,
        ),
    )


class Dwconv(Convolution):
    """A depthwise convolution: each channel has filters of its own, of depth 1."""

    kind = "dwconv"
    title = "depthwise convolution"
    head = "kernel"
    letters: ClassVar[dict[str, str]] = {**Filters.letters, "multiplier": "M"}

    multiplier: Count = 1

    examples = (
        Example(
            "dwconv: 3x3, pad 1, bias off",
            "112x112x32",
            "112x112x32",
            "torchvision mobilenet_v2 features.1",
            288,
            3_612_672,
        ),
        Example(
            "dwconv: 3x3, stride 2, pad 1, bias off",
            "112x112x96",
            "56x56x96",
            "torchvision mobilenet_v2 features.2",
            864,
            2_709_504,
        ),
        Example(
            "dwconv: 3x3, multiplier 2, valid", "14x6x8", "12x4x16", "Keras DepthwiseConv2D(3, depth_multiplier=2)", 160
        ),
    )

    def channels(self, volume: Volume) -> Dim:
        return volume.channels if self.multiplier == 1 else self.multiplier * volume.channels

    depth_idea = "A filter looks at one channel"

    def filter_depth(self, volume: Volume) -> Dim:
        return 1

    def remark(self, output: Volume) -> str:
        return "each channel is filtered by itself"


class Local(FilterBank, Convolution):
    """A locally connected layer: a convolution whose weights are not shared, so every place has filters of its own."""

    kind = "local"
    title = "locally connected"

    examples = (
        Example("local: 1 x 2x2, bias off", "4x4x1", "3x3x1", "CSCE 5218, CNN lecture: 9 places of 4 weights", 36, 36),
        Example(
            "local: 64 x 3x3", "32x32x3", "30x30x64", "Keras 2 LocallyConnected2D documentation example", 1_612_800
        ),
        Example("local: 6 x 5", "28x1 LC", "24x6", "weights 5*1*6 at each of 24 places, a bias each", 864),
    )

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        (volume,) = inputs
        places = tuple(fit.places for fit in self.fits(volume))
        return tuple(Weight(w.name, (*places, *w.shape), w.role) for w in super().weights(volume))

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        if about != "params":
            return super().idea(about, output, write)
        bias = ", with biases" if self.bias else ""
        return f"Nothing is shared: every place has filters of its own{bias}, so the image size changes the count."

    def remark(self, output: Volume) -> str:
        return "every place has filters of its own"
