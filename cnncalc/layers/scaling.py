"""One learned factor a channel: scale, and the slope of prelu."""

from collections.abc import Callable
from typing import ClassVar

from cnncalc.layers.base import Example, Layer
from cnncalc.model.layer_facts import Cost, Weight
from cnncalc.model.volume import Volume


class ChannelFactors(Layer):
    """One learned factor for each channel."""

    each: ClassVar[Cost]
    """What one number costs."""

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        said = {"output": "The shape stays as it was.", "params": "One factor a channel is learned."}
        return said.get(about) or super().idea(about, output, write)

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        return (Weight("weight", (inputs[0].channels,), "norm"),)

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        return self.each.times(output.numbers)

    def remark(self, output: Volume) -> str:
        return "one learned factor a channel"


class Scale(ChannelFactors):
    """A learned factor for each channel."""

    kind = "scale"
    title = "channel factors"
    each = Cost(multiplies=1)

    examples = (
        Example("scale", "56x56x96", "56x56x96", "torchvision convnext_tiny, features.1.0.layer_scale", 96, 0),
        Example("scale", "28x28x192", "28x28x192", "torchvision convnext_tiny, features.3.0.layer_scale", 192),
        Example("scale", "7x7x768", "7x7x768", "torchvision convnext_tiny, features.7.0.layer_scale", 768),
    )


class Prelu(ChannelFactors):
    """ReLU with a learned slope below zero for each channel."""

    kind = "prelu"
    title = "parametric ReLU"
    each = Cost(multiplies=1, compares=1)
    in_place = True

    examples = (
        Example("prelu", "10x10x10", "10x10x10", "timesler/facenet-pytorch, PNet.prelu1 on 12x12 faces", 10, 0),
        Example("prelu", "22x22x28", "22x22x28", "timesler/facenet-pytorch, RNet.prelu1 on 24x24 faces", 28),
        Example("prelu", "128", "128", "timesler/facenet-pytorch, RNet.prelu4", 128),
    )
