"""Pooling by a window: the maximum, the average or the sum of each place."""

from typing import ClassVar

from cnncalc.algebra.expr import product
from cnncalc.layers.base import Example
from cnncalc.layers.reduction import Reduction
from cnncalc.layers.windowed import Dilated, Windowed
from cnncalc.model.layer_facts import Cost
from cnncalc.model.volume import Volume


class Pool(Reduction, Windowed):
    """What the poolings share: no weights, a map for each map, windows side by side unless a stride is written."""

    head = "kernel"
    undone_by = "unpool"

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        return self.reduced(product(self.kernel_of(inputs[0])) * output.numbers, output)

    def remark(self, output: Volume) -> str:
        return "each map is pooled by itself, so the depth stays"


class Maxpool(Dilated, Pool):
    """The largest value of each window."""

    kind = "maxpool"
    title = "max pooling"
    each = Cost(compares=1)

    examples = (
        Example("maxpool: 3x3, stride 2", "55x55x96", "27x27x96", "Krizhevsky et al. 2012, pool1", 0, 0),
        Example("maxpool: 2x2", "224x224x64", "112x112x64", "Simonyan & Zisserman 2015 (VGG-16)", 0),
        Example("maxpool: 3x3, stride 2, ceil", "112x112x64", "56x56x64", "torchvision googlenet, maxpool1", 0),
        Example("maxpool: 2x2, stride 1, dilation 2", "4x4x1", "2x2x1", "onnx/onnx, test_maxpool_2d_dilations", 0),
        Example("maxpool: 2", "5x4 LC", "2x4", "keras-team/keras, test_max_pooling1d", 0),
        Example("maxpool: 1x2x2", "16x112x112x64", "16x56x56x64", "Tran et al. 2015 (C3D), pool1", 0),
        Example(
            "maxpool: 3x3, stride 2, pad 2, ceil",
            "3x3x1",
            "3x3x1",
            "BVLC/caffe, PoolingLayerTest TestForwardMaxPadded",
            0,
        ),
    )
    letters: ClassVar[dict[str, str]] = Dilated.letters


class Avgpool(Pool):
    """The mean of each window."""

    kind = "avgpool"
    title = "average pooling"
    each, last = Cost(adds=1), Cost(divides=1)

    examples = (
        Example("avgpool: 2x2", "56x56x128", "28x28x128", "torchvision densenet121, transition1", 0, 0),
        Example(
            "avgpool: 5x5, stride 3", "14x14x512", "4x4x512", "Szegedy et al. 2015 (GoogLeNet), auxiliary classifier", 0
        ),
        Example("avgpool: 2, stride 1", "5x4 LC", "4x4", "keras-team/keras, test_average_pooling1d", 0),
        Example("avgpool: 2x3x2, stride 2x2x1", "5x5x5x4", "2x2x4x4", "keras-team/keras, test_average_pooling3d", 0),
        Example(
            "avgpool: 3x3, stride 3, pad 1, ceil",
            "2x2x3",
            "1x1x3",
            "onnx/onnx, test_averagepool_2d_ceil_last_window_starts_on_pad",
            0,
        ),
    )


class Sumpool(Pool):
    """The sum of each window."""

    kind = "sumpool"
    title = "sum pooling"
    each = Cost(adds=1)

    examples = (
        Example("sumpool: 2x2", "28x28x6", "14x14x6", "LeCun et al. 1998, LeNet-5 S2 before its coefficient", 0, 0),
        Example("sumpool: 2x2", "10x10x16", "5x5x16", "LeCun et al. 1998, LeNet-5 S4 before its coefficient", 0),
        Example(
            "sumpool: 3x3, stride 2",
            "50x32x16",
            "24x15x16",
            "torch LPPool2d(p, 3, stride=2), documentation example; p = 1 is sum pooling",
            0,
        ),
        Example(
            "sumpool: 3, stride 2",
            "50x16 LC",
            "24x16",
            "torch LPPool1d(p, 3, stride=2), documentation example; p = 1 is sum pooling",
            0,
        ),
    )
