"""Pooling to a given size: the windows follow from the input."""

from functools import lru_cache
from math import gcd

from cnncalc.algebra.expr import Dim, product
from cnncalc.layers.base import Example, need_map
from cnncalc.layers.fields import Sizes
from cnncalc.layers.reduction import Reduction
from cnncalc.layers.windowed import broadcast
from cnncalc.model.layer_facts import UNCOUNTED, Cost
from cnncalc.model.reach import UNKNOWN, WHOLE, Reach, Span
from cnncalc.model.volume import Volume, numbers, whole


class Adaptive(Reduction):
    """Pooling to a size: unit i of O sees the positions from floor(i*N/O) to below ceil((i + 1)*N/O)."""

    def target(self, volume: Volume) -> tuple[Dim, ...]:
        """Return the size on each axis that comes out."""
        return (1,) * len(volume.space)

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        need_map(volume, self.kind)
        return Volume(self.target(volume), volume.channels)

    def reach(self, *inputs: Volume) -> Reach:
        (volume,) = inputs
        target = self.target(volume)
        if all(size == 1 for size in target):
            return WHOLE
        return UNKNOWN if numbers(*volume.space, *target) is None else tuple(map(_span, volume.space, target))

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        (volume,) = inputs
        return self.reduced(product([*map(_taken, volume.space, output.space), output.channels]), output)

    def remark(self, output: Volume) -> str:
        return "each map is pooled by itself, so the depth stays"


class AdaptiveTo(Adaptive):
    """Pooling to a written size."""

    head = "size"

    size: Sizes

    def target(self, volume: Volume) -> tuple[Dim, ...]:
        return broadcast(self.size, volume, "size")


class Gap(Adaptive):
    """Global average pooling: each map becomes its mean."""

    kind = "gap"
    title = "global average"
    each, last = Cost(adds=1), Cost(divides=1)

    examples = (
        Example("gap", "7x7x2048", "1x1x2048", "He et al. 2016 (ResNet-50)", 0, 0),
        Example("gap", "5x5x3", "1x1x3", "onnx/onnx, test_globalaveragepool", 0),
        Example("gap", "5x4 LC", "1x4", "keras-team/keras, test_global_average_pooling1d (keepdims)", 0),
        Example("gap", "5x6x5x4", "1x1x1x4", "keras-team/keras, test_global_average_pooling3d (keepdims)", 0),
    )


class Gmp(Adaptive):
    """Global max pooling: each map becomes its largest value."""

    kind = "gmp"
    title = "global maximum"
    each = Cost(compares=1)

    examples = (
        Example("gmp", "5x5x3", "1x1x3", "onnx/onnx, test_globalmaxpool", 0, 0),
        Example("gmp", "5x4 LC", "1x4", "keras-team/keras, test_global_max_pooling1d (keepdims)", 0),
        Example("gmp", "5x6x5x4", "1x1x1x4", "keras-team/keras, test_global_max_pooling3d (keepdims)", 0),
    )


class AdaptiveAvgpool(AdaptiveTo):
    """Average pooling to a given size."""

    kind = "adaptive_avgpool"
    title = "average to a size"
    each, last = Cost(adds=1), Cost(divides=1)

    examples = (
        Example("adaptive_avgpool: 6x6", "6x6x256", "6x6x256", "torchvision alexnet, avgpool", 0, 0),
        Example("adaptive_avgpool: 5x7", "8x9x64", "5x7x64", "torch AdaptiveAvgPool2d, documentation example", 0),
        Example("adaptive_avgpool: 5", "8x64 LC", "5x64", "torch AdaptiveAvgPool1d, documentation example", 0),
        Example(
            "adaptive_avgpool: 5x7x9", "8x9x10x64", "5x7x9x64", "torch AdaptiveAvgPool3d, documentation example", 0
        ),
    )


class AdaptiveMaxpool(AdaptiveTo):
    """Max pooling to a given size."""

    kind = "adaptive_maxpool"
    title = "maximum to a size"
    each = Cost(compares=1)

    examples = (
        Example("adaptive_maxpool: 5x7", "8x9x64", "5x7x64", "torch AdaptiveMaxPool2d, documentation example", 0, 0),
        Example("adaptive_maxpool: 7", "10x9x64", "7x7x64", "torch AdaptiveMaxPool2d(7), documentation example", 0),
        Example("adaptive_maxpool: 5", "8x64 LC", "5x64", "torch AdaptiveMaxPool1d, documentation example", 0),
        Example(
            "adaptive_maxpool: 5x7x9", "8x9x10x64", "5x7x9x64", "torch AdaptiveMaxPool3d, documentation example", 0
        ),
    )


def _taken(size: Dim, to: Dim) -> Dim:
    """Return how many positions all windows of an axis hold: a border that cuts a position gives it to two of them.

    Of a size in letters that is not known: it depends on the divisors of its value.
    """
    if to == 1:
        return size
    found = numbers(size, to)
    return UNCOUNTED if found is None else sum(found) - gcd(*found)


@lru_cache(maxsize=4096)
def _span(size: Dim, to: Dim) -> Span:
    """Return which positions a unit sees when an axis is pooled to another size."""
    return Span.adaptive(whole(size), whole(to))
