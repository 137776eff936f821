"""Keras' layers: the cases of its own tests, and random ones that were measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.published.tables import Net, by, line, net, rows


class Case(NamedTuple):
    """A row: a layer of Keras, its arguments, and the shapes around it without the batch."""

    layer: str
    given: dict[str, Any]
    shape: list[int]
    output: list[int] | None
    """None where Keras refuses."""
    row: dict[str, str]

    @classmethod
    def of(cls, row: dict[str, str]) -> Case:
        """The case of a row of either table."""
        given = json.loads(row.get("init_kwargs") or row["kwargs"])
        shape = json.loads(row["input_shape"])
        output = json.loads(row.get("expected_output_shape") or row["output_shape"] or '"ERROR"')
        if row["layer"] == "conv_transpose(1 axis)":  # the length alone
            shape, output, given = [None, *shape, 1], [None, *output, 1], {"filters": 1, **given}
        known = isinstance(shape, list)  # else the name of an array that the test makes
        return cls(row["layer"], given, shape[1:] if known else [], None if "ERROR" in str(output) else output[1:], row)

    def get(self, name: str, default: Any) -> list[int]:
        """An argument as one number an axis."""
        value = self.given.get(name)
        value = default if value is None else value
        return value if isinstance(value, list) else [value] * (len(self.shape) - 1)

    @property
    def first(self) -> bool:
        """Whether the channels stand before the space."""
        return self.given.get("data_format") == "channels_first"

    def net(self, *lines: str) -> Net:
        """The net of these lines on the case's input."""
        return net(self.shape, *lines, first=self.first)


CASES = [Case.of(row) for row in rows("keras_layer_shape_cases.csv")]
MEASURED = [Case.of(row) for row in rows("keras_random_shape_cases.csv")]

REASONS: dict[str, Callable[[Case], bool]] = {
    "an axis of size 0": lambda case: 0 in case.shape,
    "a size is left to be found out": lambda case: -1 in case.given.get("target_shape", ()),
    "weights beside those of the layer (LoRA, quantization)": lambda case: (
        "lora_rank" in case.given or "dtype" in case.given
    ),
    "running numbers for renormalization": lambda case: "renorm" in case.given,
    "factors without shifts (RMS)": lambda case: case.layer == "RMSNormalization" or "rms_scaling" in case.given,
    "a layer around another one, which the row does not name": lambda case: case.layer == "SpectralNormalization",
    "a norm that learns nothing": lambda case: case.layer == "UnitNormalization",
}
"""Why a case is outside the language."""


def reasons(case: Case) -> list[str]:
    """The reasons why a case is outside the language."""
    return [reason for reason, applies in REASONS.items() if applies(case)]


def options(case: Case) -> list[str]:
    """The options of a window; `causal` pads before the map alone, as far as the kernel reaches."""
    kernel, spread = case.get("kernel_size", 1), case.get("dilation_rate", 1)
    match case.given["padding"]:
        case "causal":
            pad = f"pad {spread[0] * (kernel[0] - 1)}:0"
        case word:
            pad = word
    return [
        f"stride {by(case.get('strides', case.given.get('pool_size', 1)))}",
        f"dilation {by(spread)}" if "dilation_rate" in case.given else "",
        f"groups {case.given['groups']}" if "groups" in case.given else "",
        pad,
    ]


def bias(case: Case) -> str:
    """Whether there is a bias."""
    return "" if case.given.get("use_bias", True) else "bias off"


def conv(case: Case) -> Net:
    """A convolution."""
    head = f"{case.given['filters']} x {by(case.get('kernel_size', 1))}"
    return case.net(line("conv", head, *options(case), bias(case)))


def depthwise(case: Case) -> Net:
    """A depthwise convolution; if separable, with a 1x1 convolution behind it, which has the only bias."""
    kernel, multiplier = by(case.get("kernel_size", 1)), f"multiplier {case.given.get('depth_multiplier', 1)}"
    if "filters" not in case.given:
        return case.net(line("dwconv", kernel, multiplier, *options(case), bias(case)))
    point = line("conv", f"{case.given['filters']} x {by([1] * (len(case.shape) - 1))}", bias(case))
    return case.net(line("dwconv", kernel, multiplier, *options(case), "bias off"), point)


def transposed(case: Case) -> Net:
    """A transposed convolution.

    Keras has no holes at the end: `valid` gives at least N*S. An output padding that is written makes `same` half a
    kernel on either side.
    """
    kernel, stride, extra = case.get("kernel_size", 1), case.get("strides", 1), case.given.get("output_padding")
    spread = [d * (k - 1) + 1 for k, d in zip(kernel, case.get("dilation_rate", 1), strict=True)]
    more = case.get("output_padding", [max(s - k, 0) for k, s in zip(spread, stride, strict=True)])
    *window, pad = options(case)
    if pad == "same" and extra is not None:
        pad = f"pad {by(k // 2 for k in kernel)}"
    if pad != "same":
        pad = f"{pad}, output_pad {by(more)}"
    return case.net(line("deconv", f"{case.given['filters']} x {by(kernel)}", *window, pad, bias(case)))


def pool(case: Case) -> Net:
    """A pooling."""
    op = "avgpool" if case.layer.startswith("Average") else "maxpool"
    return case.net(line(op, by(case.get("pool_size", 1)), *options(case)))


def dense(case: Case) -> Net:
    """A fully connected layer on the last axis: a convolution of size 1 where there are places before it."""
    units = case.given["units"]
    if len(case.shape) == 1:
        return case.net(line("fc", str(units), bias(case)))
    return case.net(line("conv", f"{units} x {by([1] * (len(case.shape) - 1))}", bias(case)))


def whole_pool(case: Case) -> Net:
    """A pooling of each map to one number, which is a vector unless the axes are kept."""
    op = "gap" if "Average" in case.layer else "gmp"
    return case.net(op, *([] if case.given["keepdims"] else ["flatten"]))


def norm(case: Case) -> Net:
    """A normalization; one over all axes has them in a row."""
    op = {"Batch": "bn", "Group": "gn", "Layer": "ln"}[case.layer.removesuffix("Normalization")]
    head = str(case.given.get("groups", 32)) if op == "gn" else ""
    affine = "" if case.given.get("scale", True) else "affine off"
    written = f"{op}: {', '.join(filter(None, (head, affine)))}".removesuffix(": ")
    if "axis" in case.given:
        return case.net("flatten", written, f"reshape: {by(case.shape)}")
    return case.net(written)


def build(case: Case) -> Net:
    """The case in the language."""
    for words, write in (
        (("Transpose", "conv_transpose"), transposed),
        (("Depthwise", "Separable"), depthwise),
        (("Conv", "conv("), conv),
        (("Global",), whole_pool),
        (("Pooling", "pooling"), pool),
        (("Dense",), dense),
        (("Normalization",), norm),
    ):
        if any(word in case.layer for word in words):
            return write(case)
    if case.layer == "Reshape":
        return case.net(f"reshape: {by(case.given['target_shape'])}")
    assert case.layer == "UpSampling1D"
    return case.net(f"upsample: {case.given['size']}")


def named(case: Case) -> str:
    """The name of a case's test."""
    return case.row.get("test") or f"{case.layer} {MEASURED.index(case)}"


REPRODUCED = [case for case in CASES if not reasons(case)]


@pytest.mark.parametrize("case", [case for case in REPRODUCED if case.output], ids=named)
def test_a_layer_has_the_shape_that_kerass_own_tests_expect(case: Case) -> None:
    """The output has Keras' shape, and there are as many learned tensors and running ones as it counts."""
    written = build(case)
    assert case.output is not None
    assert written.output == by(case.output)
    if case.row["n_trainable_weight_tensors"]:
        roles = Counter(weight.role == "buffer" for layer in written.report.layers for weight in layer.shapes)
        assert roles[False] == int(case.row["n_trainable_weight_tensors"])
        assert roles[True] == int(case.row["n_non_trainable_weight_tensors"])


@pytest.mark.parametrize("case", [case for case in MEASURED if case.output], ids=named)
def test_a_layer_has_the_shape_and_parameters_that_keras_measures(case: Case) -> None:
    """The output has Keras' shape, and the layer as many parameters."""
    written = build(case)
    assert case.output is not None
    assert written.output == by(case.output)
    assert written.report.totals.params.total == int(case.row["params"])


@pytest.mark.parametrize("case", [case for case in REPRODUCED + MEASURED if not case.output], ids=named)
def test_what_keras_refuses_is_refused(case: Case) -> None:
    """Keras refuses windows that are larger than what they slide over, and so does the language."""
    assert "zero or negative" in case.row.get("error", case.row.get("expected_output_shape", ""))
    assert build(case).refusal == "kernel-too-big"


def test_cases_outside_the_language_have_one_reason() -> None:
    """Of Keras' own 129 cases, so many are outside the language for each reason; of the measured ones, none."""
    found = [reasons(case) for case in CASES]
    assert max(map(len, found)) == 1
    assert Counter(reason for why in found for reason in why) == {
        "a size is left to be found out": 8,
        "weights beside those of the layer (LoRA, quantization)": 5,
        "a layer around another one, which the row does not name": 3,
        "factors without shifts (RMS)": 3,
        "a norm that learns nothing": 2,
        "running numbers for renormalization": 2,
        "an axis of size 0": 1,
    }
    assert (len(CASES), len(MEASURED)) == (129, 260)
    assert not any(map(reasons, MEASURED))
    assert Counter(case.output is None for case in CASES + MEASURED)[True] == 24
