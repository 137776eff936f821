"""The kinds of layers: where each one is defined. Nothing is imported before it is asked for.

A new kind is a class and a row here; the tests find it by themselves.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.layers.base import Layer

_CLASSES = {
    "conv": "conv:Conv",
    "dwconv": "conv:Dwconv",
    "deconv": "transposed:Deconv",
    "local": "conv:Local",
    "fc": "dense:Fc",
    "maxpool": "pool:Maxpool",
    "avgpool": "pool:Avgpool",
    "sumpool": "pool:Sumpool",
    "unpool": "transposed:Unpool",
    "gap": "adaptive:Gap",
    "gmp": "adaptive:Gmp",
    "adaptive_avgpool": "adaptive:AdaptiveAvgpool",
    "adaptive_maxpool": "adaptive:AdaptiveMaxpool",
    "bn": "norm:Bn",
    "ln": "norm:Ln",
    "gn": "norm:Gn",
    "instnorm": "norm:Instnorm",
    "lrn": "response_norm:Lrn",
    "relu": "activation:Relu",
    "relu6": "activation:Relu6",
    "leaky_relu": "smooth_activation:LeakyRelu",
    "elu": "smooth_activation:Elu",
    "prelu": "scaling:Prelu",
    "gelu": "smooth_activation:Gelu",
    "silu": "smooth_activation:Silu",
    "hswish": "smooth_activation:Hswish",
    "hsigmoid": "smooth_activation:Hsigmoid",
    "sigmoid": "activation:Sigmoid",
    "tanh": "activation:Tanh",
    "softmax": "activation:Softmax",
    "dropout": "regular:Dropout",
    "droppath": "regular:Droppath",
    "scale": "scaling:Scale",
    "flatten": "shape:Flatten",
    "reshape": "shape:Reshape",
    "upsample": "upsample:Upsample",
    "pixel_shuffle": "shape:PixelShuffle",
    "shuffle": "shape:Shuffle",
    "chunk": "shape:Chunk",
    "pad": "shape:Pad",
    "crop": "shape:Crop",
    "add": "join:Add",
    "max": "join:Max",
    "mul": "join:Mul",
    "concat": "join:Concat",
}

KINDS = tuple(_CLASSES)
"""The names of all kinds, in the order of the language's description."""


@cache
def layer_class(kind: str) -> type[Layer]:
    """Return the class of a kind.

    Raises:
        KeyError: there is no such kind.
    """
    module, name = _CLASSES[kind].split(":")
    found: type[Layer] = getattr(import_module(f"cnncalc.layers.{module}"), name)
    return found
