"""Enlarging a map without weights: copying, or averaging the neighbours."""

from functools import lru_cache
from typing import ClassVar

from cnncalc.algebra.expr import Dim
from cnncalc.errors import RuleError
from cnncalc.layers.base import Example, Layer, need_map
from cnncalc.layers.fields import Mode, Sizes
from cnncalc.layers.windowed import broadcast
from cnncalc.model.layer_facts import NOTHING, Cost
from cnncalc.model.reach import UNKNOWN, Reach, Span
from cnncalc.model.volume import Volume, numbers, whole


class Upsample(Layer):
    """Enlarges a map by a whole factor, or to a size."""

    kind = "upsample"
    title = "upsampling"
    head = "factor"
    letters: ClassVar[dict[str, str]] = {"factor": "r"}

    factor: Sizes | None = None
    size: Sizes | None = None
    mode: Mode = "nearest"

    examples = (
        Example("upsample: 2x3", "2x2x1", "4x6x1", "onnx/onnx, test_upsample_nearest", 0, 0),
        Example("upsample: 2", "13x13x256", "26x26x256", "Redmon & Farhadi 2018 (YOLOv3), first upsampling", 0),
        Example("upsample: 2", "5x4 LC", "10x4", "keras-team/keras, test_upsampling_1d", 0),
        Example(
            "upsample: 2, mode bilinear",
            "2x2x1",
            "4x4x1",
            "torch Upsample(scale_factor=2, mode='bilinear'), documentation example",
            0,
        ),
        Example("upsample: 2", "1x2x1x3 DHWC", "2x4x2x3", "Keras UpSampling3D, documentation example", 0),
    )

    def target(self, volume: Volume) -> tuple[Dim, ...]:
        """Return the size on each axis that comes out."""
        need_map(volume, self.kind)
        if self.factor is not None and self.size is None:
            return tuple(n * f for n, f in zip(volume.space, broadcast(self.factor, volume, "factor"), strict=True))
        if self.size is not None and self.factor is None:
            return broadcast(self.size, volume, "size")
        wrong = "needs a factor or a size" if self.size is None else "takes a factor or a size, not both"
        raise RuleError("arg", f"upsample {wrong}", "`upsample: 2` doubles every axis", field="factor")

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        return Volume(self.target(volume), volume.channels)

    def reach(self, *inputs: Volume) -> Reach:
        (volume,) = inputs
        target = self.target(volume)
        if self.factor is not None and numbers(*self.factor) is not None:
            return tuple(_span(1, factor, self.mode) for factor in broadcast(self.factor, volume, "factor"))
        if numbers(*volume.space, *target) is None:
            return UNKNOWN
        return tuple(_span(n, to, self.mode) for n, to in zip(volume.space, target, strict=True))

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        if self.mode == "nearest":
            return NOTHING
        neighbours = 2 ** len(output.space)
        return Cost(adds=neighbours - 1, multiplies=neighbours).times(output.numbers)

    def remark(self, output: Volume) -> str:
        return "each map is enlarged by itself, so the depth stays"


@lru_cache(maxsize=4096)
def _span(size: Dim, to: Dim, mode: Mode) -> Span:
    """Return which positions a unit sees when an axis is enlarged."""
    resize = Span.nearest if mode == "nearest" else Span.bilinear
    return resize(whole(size), whole(to))
