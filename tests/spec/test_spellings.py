"""How other tools and courses write a layer: the error gives the corrected line, and that line is right."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from cnncalc.spec.foreign_calls import translated

Problems = Callable[..., Any]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("CONV-9-32", "conv: 32 x 9x9"),
        ("Conv3-64", "conv: 64 x 3x3"),
        ("POOL-2", "maxpool: 2x2"),
        ("maxpool-3", "maxpool: 3x3"),
        ("FC-10", "fc: 10"),
        ("SeparableConv2D(16, 3)", "separable: 16"),
        ("layers.SeparableConv2D(16, 5, strides=2)", "separable: 16, k=5, s=2"),
        ("UpSampling2D(2)", "upsample: 2"),
        ("LocallyConnected2D(8, 3)", "local: 8 x 3x3"),
        ("Activation('relu')", "relu"),
        ("F.relu", "relu"),
        ("F.relu(x)", "relu"),
        ("10 filters of 5x5", "conv: 10 x 5x5"),
        ("3x3 conv, 64", "conv: 64 x 3x3"),
        ("Conv2d(3, 32, 9)", "conv: 32 x 9x9"),
        ("nn.Conv2d(3, 32, kernel_size=9, padding=4)", "conv: 32 x 9x9, pad 4"),
        ("torch.nn.Conv2d(3, 32, (3, 5), stride=(2, 1), bias=False)", "conv: 32 x 3x5, stride 2x1, bias off"),
        ("Conv2D(32, (3, 3), padding='same', activation='relu')", "conv: 32 x 3x3, same, relu"),
        ('layers.Conv2D(32, 3, strides=2, padding="valid")', "conv: 32 x 3x3, stride 2, valid"),
        ("ConvTranspose2d(64, 32, 2, stride=2)", "deconv: 32 x 2x2, stride 2"),
        ("DepthwiseConv2D(3, padding='same')", "dwconv: 3x3, same"),
        ("nn.Linear(784, 10)", "fc: 10"),
        ("nn.Linear(784, 10, bias=False)", "fc: 10, bias off"),
        ("Dense(128, activation='relu')", "fc: 128, relu"),
        ("MaxPool2d(2)", "maxpool: 2x2"),
        ("nn.MaxPool2d(kernel_size=3, stride=2, padding=1)", "maxpool: 3x3, stride 2, pad 1"),
        ("MaxPooling2D((2, 2))", "maxpool: 2x2"),
        ("AvgPool2d(2, 1)", "avgpool: 2x2, stride 1"),
        ("nn.AdaptiveAvgPool2d((1, 1))", "adaptive_avgpool: 1x1"),
        ("nn.ReLU(inplace=True)", "relu"),
        ("nn.LeakyReLU(0.1)", "leaky_relu: 0.1"),
        ("nn.BatchNorm2d(64)", "bn"),
        ("nn.GroupNorm(3, 64)", "gn: 3"),
        ("nn.Dropout(p=0.5)", "dropout: 0.5"),
        ("nn.Flatten()", "flatten"),
        ("GlobalAveragePooling2D()", "gap"),
        ("ZeroPad2d(2)", "pad: 2"),
        ("linear: 10", "fc: 10"),
        ("dense: 10, relu", "fc: 10, relu"),
        ("conv2d: 8 x 3x3", "conv: 8 x 3x3"),
        ("Conv: 8 x 3x3", "conv: 8 x 3x3"),
        ("MaxPool: 2x2", "maxpool: 2x2"),
        ("max_pool: 2x2", "maxpool: 2x2"),
        ("max pool: 2x2", "maxpool: 2x2"),
        ("pool: 2x2", "maxpool: 2x2"),
        ("average pooling: 2x2", "avgpool: 2x2"),
        ("global average pooling", "gap"),
        ("batchnorm", "bn"),
        ("Batch-Norm", "bn"),
        ("BN", "bn"),
        ("ReLU", "relu"),
        ("Leaky ReLU", "leaky_relu"),
        ("softMax", "softmax"),
        ("upsampling2d: 2", "upsample: 2"),
        ("conv 8 x 3x3, pad 1", "conv: 8 x 3x3, pad 1"),
        ("maxpool 2x2", "maxpool: 2x2"),
        ("dropout 0.5", "dropout: 0.5"),
        ("FC 10", "fc: 10"),
    ],
)
def test_the_corrected_line(written: str, line: str, faults: Problems) -> None:
    """One error, whose help holds the line as it is written here; and written so, there is none."""
    (problem,) = faults(written)
    assert problem.code == "op"
    assert f"write `{line}`" in "\n".join(problem.help)
    assert not faults(line)


@pytest.mark.parametrize(
    ("written", "line", "on"),
    [
        ("Conv1d(3, 32, 9)", "conv: 32 x 9", "100x3 LC"),
        ("MaxPooling1D(2)", "maxpool: 2", "100x3 LC"),
        ("Conv3d(3, 32, 3)", "conv: 32 x 3x3x3", "9x9x9x3"),
    ],
)
def test_the_axes_of_a_framework(written: str, line: str, on: str, faults: Problems) -> None:
    """A kernel given as one number has as many axes as the framework's name says."""
    (problem,) = faults(written, on=on)
    assert problem.help == (f"write `{line}`",)
    assert not faults(line, on=on)


@pytest.mark.parametrize(
    ("option", "right"),
    [
        ("padding 1", "pad 1"),
        ("padding=1", "pad 1"),
        ("padding same", "pad same"),
        ("Padding 1x0", "pad 1x0"),
        ("p 1", "pad 1"),
        ("strides 2", "stride 2"),
        ("s 2", "stride 2"),
        ("dilation_rate 2", "dilation 2"),
        ("group 1", "groups 1"),
        ("use_bias off", "bias off"),
        ("no_bias", "bias off"),
        ("activation relu", "relu"),
        ("activation=ReLU", "relu"),
        ("BatchNorm", "bn"),
        ("BN", "bn"),
        ("LeakyReLU 0.2", "leaky_relu 0.2"),
        ("swish", "silu"),
    ],
)
def test_the_corrected_option(option: str, right: str, faults: Problems) -> None:
    """An option of another tool is answered with the option here, with its value."""
    (problem,) = faults(f"conv: 8 x 3x3, {option}")
    assert (problem.code, problem.help) == ("option", (f"write `{right}`",))
    assert not faults(f"conv: 8 x 3x3, {right}")


@pytest.mark.parametrize("line", ["padding 1", "stride 2", "padding: 1", "kernel_size: 3", "bias off"])
def test_an_option_as_an_item(line: str, faults: Problems) -> None:
    """An option on a line of its own is no layer, whatever it is called."""
    assert [problem.code for problem in faults("conv: 8 x 3x3", line)] in (["layer"], ["op"])


@pytest.mark.parametrize(
    "call",
    ["Conv2d(3, n, 9)", "Conv2d(3)", "Conv2d()", "Conv2d(3, 32, [3, 3])", "Conv2d(3, 32, 3", "Qonv2d(1)", "f(x)(y)"],
)
def test_a_call_that_cannot_be_told_is_not_guessed(call: str, faults: Problems) -> None:
    """Where a call's numbers are not all there, no line is made up: what help there is holds for any layer."""
    (problem,) = faults(call)
    assert not re.search("conv: [0-9]+ x", "\n".join(problem.help).replace("conv: 10 x 5x5, pad 2", ""))


def test_a_hostile_call_is_quick() -> None:
    """No text makes the reading of a call slow."""
    start = time.process_time()
    for inside in ("1" * 190, "(" * 190, "(1," * 60, "(1 " * 60, "a=" * 90, "'" * 190, "1 ," * 60):
        translated(f"Conv2d({inside})")
        translated(f"Conv2d({inside}")
    assert time.process_time() - start < 1
