"""Normalization, and the other layers that learn a factor for each channel. Their parameters have the role `norm`."""

from typing import ClassVar

from cnncalc.layers.base import Example, Layer
from cnncalc.layers.fields import Count
from cnncalc.layers.groups import need_groups
from cnncalc.model.layer_facts import Weight
from cnncalc.model.volume import Volume, whole


class Norm(Layer):
    """A factor and a shift for each channel, after the values were brought to mean 0 and variance 1."""

    affine: bool = True

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        channels = (inputs[0].channels,)
        return (Weight("weight", channels, "norm"), Weight("bias", channels, "norm")) if self.affine else ()

    def remark(self, output: Volume) -> str:
        return "a factor and a shift a channel" if self.affine else "nothing is learned"


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


class Ln(Norm):
    """Layer normalization: all channels together."""

    kind = "ln"
    title = "layer normalization"

    examples = (
        Example("ln", "56x56x96", "56x56x96", "torchvision convnext_tiny, features.0.1", 192, 0),
        Example("ln", "5x10 LC", "5x10", "torch LayerNorm(10), documentation example", 20),
        Example("ln", "4x2 LC", "4x2", "keras-team/keras, test_ln_basics", 4),
    )


class Instnorm(Norm):
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


class Gn(Norm):
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
        need_groups(self.groups, channels=whole(inputs[0].channels))
        return inputs[0]


class Lrn(Layer):
    """Local response normalization: each value is damped by its neighbours in `size` channels."""

    kind = "lrn"
    title = "local response norm"
    head = "size"

    size: Count | None = None

    examples = (
        Example("lrn: 5", "27x27x96", "27x27x96", "BVLC/caffe, CaffeNet norm1", 0, 0),
        Example("lrn: 3", "5x5x5", "5x5x5", "onnx/onnx, test_lrn", 0),
        Example("lrn: 2", "24x24x5", "24x24x5", "torch LocalResponseNorm(2), documentation example", 0),
    )

    def remark(self, output: Volume) -> str:
        return "nothing is learned"


class ChannelFactors(Layer):
    """One learned factor for each channel."""

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        return (Weight("weight", (inputs[0].channels,), "norm"),)

    def remark(self, output: Volume) -> str:
        return "one learned factor a channel"


class Scale(ChannelFactors):
    """A learned factor for each channel."""

    kind = "scale"
    title = "channel factors"

    examples = (
        Example("scale", "56x56x96", "56x56x96", "torchvision convnext_tiny, features.1.0.layer_scale", 96, 0),
        Example("scale", "28x28x192", "28x28x192", "torchvision convnext_tiny, features.3.0.layer_scale", 192),
        Example("scale", "7x7x768", "7x7x768", "torchvision convnext_tiny, features.7.0.layer_scale", 768),
    )


class Prelu(ChannelFactors):
    """ReLU with a learned slope below zero for each channel."""

    kind = "prelu"
    title = "parametric ReLU"
    in_place = True

    examples = (
        Example("prelu", "10x10x10", "10x10x10", "timesler/facenet-pytorch, PNet.prelu1 on 12x12 faces", 10, 0),
        Example("prelu", "22x22x28", "22x22x28", "timesler/facenet-pytorch, RNet.prelu1 on 24x24 faces", 28),
        Example("prelu", "128", "128", "timesler/facenet-pytorch, RNet.prelu4", 128),
    )
