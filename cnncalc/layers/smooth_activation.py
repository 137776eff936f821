"""Smoother activation functions, as later nets use them."""

from cnncalc.layers.activation import Activation
from cnncalc.layers.base import Example
from cnncalc.layers.fields import Slope
from cnncalc.model.layer_facts import Cost


class LeakyRelu(Activation):
    """ReLU with a fixed slope below zero."""

    kind = "leaky_relu"
    title = "leaky ReLU"
    each = Cost(multiplies=1, compares=1)
    head = "slope"

    slope: Slope | None = None

    examples = (
        Example("leaky_relu: 0.1", "416x416x32", "416x416x32", "Redmon & Farhadi 2018 (YOLOv3), first layer", 0, 0),
        Example("leaky_relu: 0.1", "2", "2", "torch LeakyReLU(0.1), documentation example", 0),
        Example("leaky_relu", "5x4 LC", "5x4", "onnx/onnx, test_leakyrelu", 0),
    )


class Elu(Activation):
    """Exponential linear unit: alpha*(exp(x) - 1) below zero."""

    kind = "elu"
    title = "exponential linear unit"
    each = Cost(adds=1, multiplies=1, compares=1, functions=1)
    head = "alpha"

    alpha: Slope | None = None

    examples = (
        Example("elu", "2", "2", "torch ELU, documentation example", 0, 0),
        Example("elu: 2.0", "3", "3", "onnx/onnx, test_elu_example", 0),
        Example("elu: 2.0", "5x4 LC", "5x4", "onnx/onnx, test_elu", 0),
    )


class Gelu(Activation):
    """x times the probability that a normal variable is below x."""

    kind = "gelu"
    title = "GELU"
    each = Cost(adds=1, multiplies=3, functions=1)  # x/2 * (1 + erf(x * sqrt(1/2)))

    examples = (
        Example("gelu", "56x56x384", "56x56x384", "torchvision convnext_tiny, features.1.0.block.4", 0, 0),
        Example("gelu", "2", "2", "torch GELU, documentation example", 0),
        Example("gelu", "5x4 LC", "5x4", "onnx/onnx, test_gelu_default_2", 0),
    )


class Silu(Activation):
    """x times its sigmoid; also known as swish."""

    kind = "silu"
    title = "SiLU"
    each = Cost(adds=1, multiplies=1, divides=1, functions=1)

    examples = (
        Example("silu", "112x112x32", "112x112x32", "torchvision efficientnet_b0, features.0.2", 0, 0),
        Example("silu", "7x7x1280", "7x7x1280", "torchvision efficientnet_b0, features.8.2", 0),
        Example("silu", "2", "2", "torch SiLU, documentation example", 0),
    )


class Hswish(Activation):
    """SiLU with straight pieces: x*relu6(x + 3)/6."""

    kind = "hswish"
    title = "hard swish"
    each = Cost(adds=1, multiplies=1, divides=1, compares=2)

    examples = (
        Example("hswish", "112x112x16", "112x112x16", "torchvision mobilenet_v3_large, features.0.2", 0, 0),
        Example("hswish", "1280", "1280", "torchvision mobilenet_v3_large, classifier.1", 0),
        Example("hswish", "2", "2", "torch Hardswish, documentation example", 0),
    )


class Hsigmoid(Activation):
    """The sigmoid with straight pieces."""

    kind = "hsigmoid"
    title = "hard sigmoid"
    each = Cost(adds=1, divides=1, compares=2)

    examples = (
        Example(
            "hsigmoid", "1x1x72", "1x1x72", "torchvision mobilenet_v3_large, features.4.block.2.scale_activation", 0, 0
        ),
        Example("hsigmoid", "2", "2", "torch Hardsigmoid, documentation example", 0),
        Example("hsigmoid", "5x4 LC", "5x4", "onnx/onnx, test_hardsigmoid", 0),
    )
