"""Calls of other frameworks as lines of a spec: `Conv2d(3, 32, 9, padding=4)` is `conv: 32 x 9x9, pad 4`.

Known only to the hints; what is read here is never carried out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cnncalc.layers.catalogue import layer_class

_LONGEST = 200

_CALL = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\((.*)\)", re.DOTALL)
_ARGUMENT = re.compile(
    r"\s*(?:([A-Za-z_]\w*)\s*=\s*)?(\([\d\s,]+\)|'[^']*'|\"[^\"]*\"|[\w.]+)\s*(?:,|$)"
)  # fmt: skip

_TORCH = ("", "filters", "kernel", "stride", "pad", "dilation", "groups", "bias")
_POOL = ("kernel", "stride", "pad")
_KERAS = ("filters", "kernel", "stride", "pad")


@dataclass(frozen=True, slots=True)
class _Callee:
    """A framework's class: the op that it is, its arguments by place (`""`: not needed here), and its axes."""

    op: str
    places: tuple[str, ...] = ()
    axes: int = 1


_SAME = ("ReLU", "ReLU6", "Sigmoid", "Tanh", "Softmax", "Flatten", "GELU", "SiLU", "ELU", "PReLU")

_CALLEES = {
    **{f"Conv{n}d": _Callee("conv", _TORCH, n) for n in (1, 2, 3)},
    **{f"Conv{n}D": _Callee("conv", _KERAS, n) for n in (1, 2, 3)},
    "ConvTranspose2d": _Callee("deconv", ("", "filters", "kernel", "stride", "pad", "output_pad"), 2),
    "Conv2DTranspose": _Callee("deconv", _KERAS, 2),
    "DepthwiseConv2D": _Callee("dwconv", _POOL, 2),
    **{f"MaxPool{n}d": _Callee("maxpool", _POOL, n) for n in (1, 2, 3)},
    **{f"MaxPooling{n}D": _Callee("maxpool", _POOL, n) for n in (1, 2, 3)},
    **{f"AvgPool{n}d": _Callee("avgpool", _POOL, n) for n in (1, 2, 3)},
    **{f"AveragePooling{n}D": _Callee("avgpool", _POOL, n) for n in (1, 2, 3)},
    "AdaptiveAvgPool2d": _Callee("adaptive_avgpool", ("size",), 2),
    "GlobalAveragePooling2D": _Callee("gap"),
    "LocallyConnected2D": _Callee("local", _KERAS, 2),
    "UpSampling2D": _Callee("upsample", ("factor",)),
    "Linear": _Callee("fc", ("", "units", "bias")),
    "Dense": _Callee("fc", ("units",)),
    "Dropout": _Callee("dropout", ("rate",)),
    "Dropout2d": _Callee("dropout", ("rate",)),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "BatchNormalization"), _Callee("bn")),
    "GroupNorm": _Callee("gn", ("groups",)),
    "LeakyReLU": _Callee("leaky_relu", ("slope",)),
    "ZeroPad2d": _Callee("pad", ("pad",), 2),
    "ZeroPadding2D": _Callee("pad", ("pad",), 2),
    **{name: _Callee(name.lower()) for name in _SAME},
}  # fmt: skip

_KEYWORDS = {
    "out_channels": "filters", "filters": "filters", "kernel_size": "kernel", "pool_size": "kernel",
    "stride": "stride", "strides": "stride", "padding": "pad", "dilation": "dilation", "dilation_rate": "dilation",
    "groups": "groups", "bias": "bias", "use_bias": "bias", "output_padding": "output_pad", "units": "units",
    "out_features": "units", "rate": "rate", "p": "rate", "output_size": "size", "negative_slope": "slope",
    "num_groups": "groups", "activation": "activation", "size": "factor", "scale_factor": "factor",
}  # fmt: skip


def translated(text: str) -> str | None:
    """Return the line of a spec that a framework's call means, if it is one that can be told without guessing."""
    match = _CALL.fullmatch(text) if len(text) <= _LONGEST else None
    if match and match[1] == "Activation":
        name = match[2].partition("=")[2] or match[2]
        return next((_CALLEES[n].op for n in _SAME if n.lower() == name.strip(" '\"").lower()), None)
    if match and match[1] == "SeparableConv2D":
        return _separable(match[2])
    callee = _CALLEES.get(match[1]) if match else None
    if match is None or callee is None:
        return None
    options = _options(callee, match[2])
    if options is None:
        return None
    cls = layer_class(callee.op)
    head = [options.pop(field, "") for field in (cls.head.split(" x ") if cls.head else [])]
    if not all(head):
        return None
    activation = options.pop("activation", None)
    shown = [
        value if field in cls.flags and value.isalpha() else f"{field} {value}"
        for field, value in options.items()
        if field in cls.model_fields
    ]
    words = ", ".join(filter(None, (" x ".join(head), *shown, activation)))
    return f"{callee.op}: {words}" if words else callee.op


def _separable(arguments: str) -> str | None:
    """Return the call of the standard block that a separable convolution is."""
    options = _options(_Callee("dwconv", _KERAS, 1), arguments)
    if options is None or not {"filters", "kernel"} <= options.keys() or options.get("pad", "valid") == "same":
        return None
    sides = set(options["kernel"].split("x"))
    stride = options.get("stride", "1").split("x")[0]
    if len(sides) > 1:
        return None
    side = sides.pop()
    words = [options["filters"], f"k={side}" if side != "3" else "", f"s={stride}" if stride != "1" else ""]
    return f"separable: {', '.join(filter(None, words))}"


def _options(callee: _Callee, arguments: str) -> dict[str, str] | None:
    """Return what a call's arguments set; None if one of them is no plain value."""
    options: dict[str, str] = {}
    at = number = 0
    while at < len(arguments.rstrip()):
        match = _ARGUMENT.match(arguments, at)
        if match is None:
            return None
        name, value = match.groups()
        if name is None and number < len(callee.places):
            options[callee.places[number]] = _value(callee, callee.places[number], value)
        elif name in _KEYWORDS:
            options[_KEYWORDS[name]] = _value(callee, _KEYWORDS[name], value)
        number += name is None
        at = match.end()
    return options


def _value(callee: _Callee, field: str, value: str) -> str:
    """Return a value as it is written in a spec; a kernel has a size for every axis."""
    if value.startswith("("):
        return "x".join(re.findall(r"\d+", value))
    plain = value.strip("'\"").lower()
    if field in ("kernel", "size"):
        return "x".join([plain] * callee.axes)
    return {"true": "on", "false": "off"}.get(plain, plain)
