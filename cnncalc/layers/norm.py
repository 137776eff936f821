"""Normalization layers: learned factors and shifts, counted as `norm`."""

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from cnncalc.algebra.expr import Dim, product
from cnncalc.layers.base import Example, Layer
from cnncalc.layers.fields import Count
from cnncalc.layers.groups import need_groups
from cnncalc.model.layer_facts import NOTHING, Cost, Weight
from cnncalc.model.volume import Volume


class Norm(Layer):
    """A factor and a shift for each channel, after the values were brought to mean 0 and variance 1."""

    affine: bool = True

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        if about == "output":
            return "The shape stays as it was."
        if about == "params" and self.affine:
            return "A factor and a shift a channel are learned, however large the image is."
        return super().idea(about, output, write)

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        channels = (inputs[0].channels,)
        return (Weight("weight", channels, "norm"), Weight("bias", channels, "norm")) if self.affine else ()

    def remark(self, output: Volume) -> str:
        return "a factor and a shift a channel" if self.affine else "nothing is learned"


class InputNorm(Norm):
    """A norm whose mean and variance are those of the input, so they are worked out for each one."""

    @abstractmethod
    def sets(self, volume: Volume) -> Dim:
        """Return how many sets of numbers are normalized, each by itself; they are equally large."""

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        numbers, sets = output.numbers, self.sets(output)
        mean = Cost(adds=numbers - sets, divides=sets)
        variance = Cost(adds=numbers + numbers - sets, multiplies=numbers, divides=sets)  # centred, squared, summed
        root = Cost(adds=sets, divides=numbers, functions=sets)  # of the variance and a small constant
        affine = Cost(adds=numbers, multiplies=numbers) if self.affine else NOTHING
        return mean.plus(variance).plus(root).plus(affine)


class Bn(Norm):
    """Batch normalization: each channel over the batch and all places, with running statistics that are not learned."""

    kind = "bn"
    title = "batch normalization"

    examples = (
        Example("bn", "112x112x32", "112x112x32", "torchvision mobilenet_v2, features.0.1", 64, 0),
        Example(
            "bn",
            "63x63x31x64",
            "63x63x31x64",
            "keras-io, 3D image classification from CT scans: 256, half of them not trained",
            128,
        ),
        Example("bn", "100", "100", "torch BatchNorm1d(100), documentation example", 200),
        Example("bn: affine off", "100", "100", "torch BatchNorm1d(100, affine=False), documentation example", 0),
    )

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        channels = (inputs[0].channels,)
        statistics = (Weight("running_mean", channels, "buffer"), Weight("running_var", channels, "buffer"))
        return (*super().weights(*inputs), *statistics)

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        return Cost(adds=1, multiplies=1).times(output.numbers)  # the statistics are known: a factor and a shift


class Ln(InputNorm):
    """Layer normalization: all channels together."""

    kind = "ln"
    title = "layer normalization"

    examples = (
        Example("ln", "56x56x96", "56x56x96", "torchvision convnext_tiny, features.0.1", 192, 0),
        Example("ln", "5x10 LC", "5x10", "torch LayerNorm(10), documentation example", 20),
        Example("ln", "4x2 LC", "4x2", "keras-team/keras, test_ln_basics", 4),
    )

    def sets(self, volume: Volume) -> Dim:
        return product(volume.space)


class Instnorm(InputNorm):
    """Instance normalization: each channel of each image by itself."""

    kind = "instnorm"
    title = "instance normalization"

    examples = (
        Example(
            "instnorm",
            "35x45x100",
            "35x45x100",
            "torch InstanceNorm2d(100, affine=True), documentation example",
            200,
            0,
        ),
        Example("instnorm: affine off", "40x100 LC", "40x100", "torch InstanceNorm1d(100), documentation example", 0),
        Example("instnorm", "1x3x2", "1x3x2", "onnx/onnx, test_instancenorm_example", 4),
    )

    def sets(self, volume: Volume) -> Dim:
        return volume.channels


class Gn(InputNorm):
    """Group normalization: each group of channels by itself."""

    kind = "gn"
    title = "group normalization"
    head = "groups"
    letters: ClassVar[dict[str, str]] = {"groups": "G"}

    groups: Count

    examples = (
        Example("gn: 3", "10x10x6", "10x10x6", "torch GroupNorm(3, 6), documentation example", 12, 0),
        Example("gn: 2", "2x2x4", "2x2x4", "onnx/onnx, test_group_normalization_example", 8),
        Example("gn: 4", "4x4 LC", "4x4", "keras-team/keras, test_groupnorm", 8),
    )

    def output(self, *inputs: Volume) -> Volume:
        need_groups(self.groups, channels=inputs[0].channels)
        return inputs[0]

    def sets(self, volume: Volume) -> Dim:
        return self.groups
