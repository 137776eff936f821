"""The fully connected layer."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from cnncalc.formulas import counts
from cnncalc.layers.base import Example, Layer
from cnncalc.layers.fields import Count
from cnncalc.model.layer_facts import Cost, Weight
from cnncalc.model.reach import WHOLE, Reach
from cnncalc.model.volume import Volume


class Fc(Layer):
    """A fully connected layer: every unit has a weight for each number of its input, which it flattens."""

    kind = "fc"
    title = "fully connected"
    head = "units"
    follows = False
    counted = "units"
    letters: ClassVar[dict[str, str]] = {"units": "M"}

    ideas: ClassVar[Mapping[str, str]] = {"macs": "One multiply-add a weight; biases do not count."}

    units: Count
    bias: bool = True

    examples = (
        Example("fc: 4096", "6x6x256", "4096", "Krizhevsky et al. 2012, fc6", 37_752_832, 37_748_736),
        Example("fc: 84", "120", "84", "LeCun et al. 1998, LeNet-5 F6", 10_164, 10_080),
        Example("fc: 1000", "2048", "1000", "torchvision resnet50, fc", 2_049_000, 2_048_000),
        Example("fc: 20, bias off", "1000x1000x3", "20", "Introduction to CNN lecture: 60 million weights", 60_000_000),
        Example("fc: 512", "256", "512", "keras-io, 3D image classification from CT scans", 131_584),
    )

    def output(self, *inputs: Volume) -> Volume:
        return Volume((), self.units)

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        weight = Weight("weight", (inputs[0].numbers, self.units))
        return (weight, Weight("bias", (self.units,), "bias")) if self.bias else (weight,)

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        return Cost(counts.tensor((inputs[0].numbers, self.units)), self.units if self.bias else 0, dots=self.units)

    def reach(self, *inputs: Volume) -> Reach:
        return WHOLE

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        if about != "params":
            return super().idea(about, output, write)
        return "Every unit has a weight for each number of its input" + (", and one bias." if self.bias else ".")

    def remark(self, output: Volume) -> str:
        return "every unit sees everything"
