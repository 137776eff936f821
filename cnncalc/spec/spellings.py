"""How other tools and courses spell layers and options, known only to the hints: each gives the corrected line."""

from __future__ import annotations

import re
from collections.abc import Callable

from cnncalc.layers.catalogue import KINDS
from cnncalc.spec.foreign_calls import translated

_NAMES = {
    "linear": "fc", "dense": "fc", "fully_connected": "fc", "fullyconnected": "fc", "innerproduct": "fc",
    "conv1d": "conv", "conv2d": "conv", "conv3d": "conv", "convolution": "conv", "convolution2d": "conv",
    "depthwiseconv2d": "dwconv", "depthwise": "dwconv", "depthwise_conv2d": "dwconv",
    "convtranspose1d": "deconv", "convtranspose2d": "deconv", "convtranspose3d": "deconv", "tconv": "deconv",
    "conv2dtranspose": "deconv", "transposed_conv": "deconv", "deconvolution": "deconv", "upconv": "deconv",
    "locallyconnected2d": "local", "maxunpool2d": "unpool",
    "maxpool1d": "maxpool", "maxpool2d": "maxpool", "maxpool3d": "maxpool", "maxpooling2d": "maxpool",
    "max_pool": "maxpool", "maxpooling": "maxpool", "pool": "maxpool", "pooling": "maxpool",
    "avgpool1d": "avgpool", "avgpool2d": "avgpool", "avgpool3d": "avgpool", "averagepooling2d": "avgpool",
    "avg_pool": "avgpool", "avgpooling": "avgpool", "averagepool": "avgpool", "average_pool": "avgpool",
    "globalaveragepooling2d": "gap", "global_avgpool": "gap", "globalavgpool": "gap", "global_average_pooling": "gap",
    "average_pooling": "avgpool", "max_pooling": "maxpool", "global_max_pooling": "gmp", "batch_normalization": "bn",
    "globalmaxpooling2d": "gmp", "global_maxpool": "gmp",
    "adaptiveavgpool2d": "adaptive_avgpool", "adaptivemaxpool2d": "adaptive_maxpool",
    "batchnorm": "bn", "batchnorm1d": "bn", "batchnorm2d": "bn", "batch_norm": "bn", "batchnormalization": "bn",
    "layernorm": "ln", "layer_norm": "ln", "layernormalization": "ln", "groupnorm": "gn", "group_norm": "gn",
    "instancenorm": "instnorm", "instancenorm2d": "instnorm", "localresponsenorm": "lrn",
    "swish": "silu", "hardswish": "hswish", "hard_swish": "hswish", "hardsigmoid": "hsigmoid",
    "leakyrelu": "leaky_relu", "dropout2d": "dropout",
    "upsampling2d": "upsample", "pixelshuffle": "pixel_shuffle", "channel_shuffle": "shuffle",
    "zeropadding2d": "pad", "zeropad2d": "pad", "cropping2d": "crop", "concatenate": "concat", "cat": "concat",
    "split": "chunk", "sum": "add", "multiply": "mul", "maximum": "max", "skip": "residual", "shortcut": "residual",
}  # fmt: skip
"""Other names of a kind, in lower case."""

_OPTIONS = {
    "padding": "pad", "p": "pad", "zero_padding": "pad", "zeropad": "pad",
    "strides": "stride", "s": "stride", "step": "stride",
    "dilation_rate": "dilation", "d": "dilation", "group": "groups", "g": "groups",
    "use_bias": "bias", "output_padding": "output_pad", "depth_multiplier": "multiplier",
}  # fmt: skip
"""Other names of an option, in lower case."""

_HEADS = {
    "filter": "filters", "out_channels": "filters", "num_filters": "filters", "n_filters": "filters",
    "channels": "filters", "kernels": "filters", "kernel_size": "kernel", "pool_size": "kernel", "window": "kernel",
    "out_features": "units", "unit": "units", "neurons": "units", "output_size": "size", "num_groups": "groups",
}  # fmt: skip
"""Other names of what a layer begins with, in lower case."""

_ROLES = ("activation", "act", "nonlinearity", "norm")
"""What other tools put before an op that follows another."""

_WHOLE_OPTIONS = {"no_bias": "bias off", "nobias": "bias off", "ceil_mode": "ceil", "valid_padding": "valid"}

_ATTENTION = ("attention", "multihead", "transformer", "lstm", "gru", "rnn", "embedding")
_OUTSIDE = "attention and recurrence are outside the language: it is for convolutional nets"

_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), line)
    for pattern, line in (
        (r"conv-(\d+)-(\d+)", lambda m: f"conv: {m[2]} x {m[1]}x{m[1]}"),
        (r"conv(\d)-(\d+)", lambda m: f"conv: {m[2]} x {m[1]}x{m[1]}"),
        (r"(?:max)?pool-(\d+)", lambda m: f"maxpool: {m[1]}x{m[1]}"),
        (r"fc-(\d+)", lambda m: f"fc: {m[1]}"),
        (r"(\d+) (?:filters|kernels) (?:of )?(\d+)x(\d+)", lambda m: f"conv: {m[1]} x {m[2]}x{m[3]}"),
        (r"(\d+)x(\d+) conv,? (\d+)", lambda m: f"conv: {m[3]} x {m[1]}x{m[2]}"),
    )
)
"""Whole layers as courses write them."""

_MAPS = re.compile(r"(\d+) ?@ ?(\d+)x(\d+)")
"""`6@28x28` is six maps of 28x28, which says nothing of the kernel."""

_MEMBER = re.compile(r"(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*?)_?(?:\(\w*\))?")
"""`F.relu`, `F.relu(x)`, `nn.ReLU`."""

_COLONLESS = re.compile(r"([A-Za-z]\w*) +(\S.*)", re.DOTALL)


def corrected(text: str, arguments: str = "") -> tuple[str, ...]:
    """Return the help line with the right spelling of a layer that another tool or course writes so, if it is known."""
    stripped = text.strip()
    plain = stripped.lower()
    for pattern, line in _PATTERNS:
        if match := pattern.fullmatch(plain):
            return (f"write `{line(match)}`",)
    if maps := _MAPS.fullmatch(plain):
        size = f"{maps[2]}x{maps[3]}x{maps[1]}"
        return (f"write `conv: {maps[1]} x FxF -> {size}` with the kernel's size for F, which is not known",)
    if call := translated(stripped):
        return (f"write `{call}`",)
    if (member := _MEMBER.fullmatch(stripped)) and (kind := _kind(member[1].lower())):
        return (f"write `{kind}`",)
    if plain in _ROLES and (kind := _kind(arguments.strip().lower())):
        return (f"write `{kind}`",)
    kind = _kind(plain)
    if kind is not None and kind != stripped:
        return (f"write `{kind}: {arguments}`" if arguments else f"write `{kind}`",)
    match = _COLONLESS.fullmatch(stripped)
    if match and (kind := _kind(match[1].lower())):
        return (f"an op and its text have a colon between them: write `{kind}: {match[2]}`",)
    if any(word in plain.replace("_", "") for word in _ATTENTION):
        return (_OUTSIDE,)
    return ()


def head_spelling(name: str) -> str | None:
    """Return the right name of what a layer begins with, which is written another way."""
    return _HEADS.get(name.lower())


def option_spelling(name: str, value: str | None) -> str | None:
    """Return the right spelling of an option, or of an op behind another, that is written another way."""
    plain = name.lower()
    behind = "" if value is None else f" {value}"
    if plain in _WHOLE_OPTIONS:
        return _WHOLE_OPTIONS[plain]
    if plain in _ROLES and value is not None:
        return _kind(value.lower())
    if plain in _OPTIONS:
        return f"{_OPTIONS[plain]}{behind}" if value is not None else None
    kind = _kind(plain)
    return f"{kind}{behind}" if kind is not None and kind != name else None


def _kind(plain: str) -> str | None:
    """Return the kind that a name in lower case means."""
    joined = re.sub("[ -]", "_", plain)
    for word in (plain, joined, joined.replace("_", "")):
        if word in KINDS:
            return word
        if word in _NAMES:
            return _NAMES[word]
    return None
