"""Activation functions: each number by itself, in place, nothing learned."""

from typing import ClassVar

from cnncalc.algebra.expr import product
from cnncalc.layers.base import Example, Layer
from cnncalc.model.layer_facts import Cost
from cnncalc.model.volume import Volume


class Activation(Layer):
    """A function of each number by itself; it keeps the shape and may overwrite its input."""

    in_place = True
    each: ClassVar[Cost]
    """What one number costs."""

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        return self.each.times(output.numbers)


class Relu(Activation):
    """max(x, 0)."""

    kind = "relu"
    title = "ReLU"
    each = Cost(compares=1)

    examples = (
        Example("relu", "55x55x64", "55x55x64", "torchvision alexnet, features.1", 0, 0),
        Example("relu", "4096", "4096", "torchvision vgg16, classifier.1", 0),
        Example("relu", "2", "2", "torch ReLU, documentation example", 0),
    )


class Relu6(Activation):
    """ReLU, cut off at 6."""

    kind = "relu6"
    title = "ReLU up to 6"
    each = Cost(compares=2)

    examples = (
        Example("relu6", "112x112x32", "112x112x32", "torchvision mobilenet_v2, features.0.2", 0, 0),
        Example("relu6", "112x112x96", "112x112x96", "torchvision mobilenet_v2, features.2.conv.0.2", 0),
        Example("relu6", "2", "2", "torch ReLU6, documentation example", 0),
    )


class Sigmoid(Activation):
    """1/(1 + exp(-x))."""

    kind = "sigmoid"
    title = "sigmoid"
    each = Cost(adds=1, divides=1, functions=1)

    examples = (
        Example("sigmoid", "1x1x256", "1x1x256", "Hu et al. 2018 (SE-ResNet-50), gate of the first stage", 0, 0),
        Example("sigmoid", "2", "2", "torch Sigmoid, documentation example", 0),
        Example("sigmoid", "5x4 LC", "5x4", "onnx/onnx, test_sigmoid", 0),
    )


class Tanh(Activation):
    """The hyperbolic tangent."""

    kind = "tanh"
    title = "hyperbolic tangent"
    each = Cost(functions=1)

    examples = (
        Example("tanh", "28x28x6", "28x28x6", "LeCun et al. 1998, LeNet-5 C1", 0, 0),
        Example("tanh", "64x64x3", "64x64x3", "Radford et al. 2016 (DCGAN), generator output", 0),
        Example("tanh", "2", "2", "torch Tanh, documentation example", 0),
    )


class Softmax(Activation):
    """Turns the scores of each place into probabilities over the channels."""

    kind = "softmax"
    title = "softmax"
    each = Cost(adds=1, divides=1, functions=1)

    examples = (
        Example("softmax", "1000", "1000", "Krizhevsky et al. 2012, 1000 classes", 0, 0),
        Example("softmax", "3", "3", "torch Softmax(dim=1), documentation example", 0),
        Example("softmax", "1x1x2", "1x1x2", "timesler/facenet-pytorch, PNet.softmax4_1 on 12x12 faces", 0),
    )

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        places = product(output.space)  # the first number of a sum is added to nothing
        return self.each.times(output.numbers)._replace(adds=output.numbers - places)

    def remark(self, output: Volume) -> str:
        return "the channels of each place add up to 1"
