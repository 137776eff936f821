"""Shapes measured or published elsewhere: torch, Caffe, and the figures of Dumoulin & Visin."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from cnncalc.errors import RuleError
from cnncalc.layers.base import Layer
from cnncalc.layers.conv import Conv
from cnncalc.layers.pool import Avgpool, Maxpool
from cnncalc.layers.shape import Pad
from cnncalc.layers.transposed import Deconv
from cnncalc.model.volume import Volume

DATA = Path(__file__).parents[1] / "data"

KINDS: dict[str, type[Layer]] = {
    "Conv": Conv,
    "ConvTranspose": Deconv,
    "MaxPool": Maxpool,
    "AvgPool": Avgpool,
    "LPPool": Avgpool,  # another mean over the same windows
}

NAMES = {
    "out_channels": "filters",
    "kernel_size": "kernel",
    "padding": "pad",
    "output_padding": "output_pad",
    "stride": "stride",
    "dilation": "dilation",
    "groups": "groups",
    "bias": "bias",
}
"""torch's names of the options; what is not here has no influence on shapes."""

ONLY_TORCH = ("padding='same' is not supported for strided", "smaller than kernel size")
"""Refusals that are torch's own: `same` with a stride; a 3-D average pool compares its kernel with the input before
padding."""


def beyond_padding(row: dict[str, str]) -> bool:
    """Return whether the kernel of a pool is so much larger than its padded input that no rounding helps."""
    given, (_, _, *space) = json.loads(row["kwargs"]), json.loads(row["input_shape"])
    options = (given.get(name, 0) for name in ("kernel_size", "padding", "stride"))
    if isinstance(given.get("padding"), str):
        return False
    per_axis = (value if isinstance(value, list) else [value] * len(space) for value in options)
    return any(
        kernel - size - 2 * pad >= (stride if given["ceil_mode"] else 1)
        for size, kernel, pad, stride in zip(space, *per_axis, strict=True)
    )


with (DATA / "torch_random_shape_cases.csv").open() as file:
    TORCH = list(csv.DictReader(file))
OWN = [row for row in TORCH if any(reason in row["error"] for reason in ONLY_TORCH) and not beyond_padding(row)]


def torch_layer(row: dict[str, str]) -> Layer:
    """Return the layer of a row."""
    given = json.loads(row["kwargs"])
    options = {name: given[theirs] for theirs, name in NAMES.items() if theirs in given}
    if given.get("ceil_mode"):
        options["rounding"] = "ceil"
    return KINDS[row["module"][:-2]].model_validate(options)


def channels_first(shape: list[int]) -> Volume:
    """Return a shape of batch, channels and space as a volume."""
    _, channels, *space = shape
    return Volume(tuple(space), channels)


def named(row: dict[str, str]) -> str:
    """Return the name of a row's test: the module and where it stands."""
    return f"{row['module']} {TORCH.index(row)}"


@pytest.mark.parametrize("row", [row for row in TORCH if row not in OWN], ids=named)
def test_shapes_and_parameters_are_those_of_torch(row: dict[str, str]) -> None:
    """What torch measures comes out here, and what torch refuses is refused."""
    layer, volume = torch_layer(row), channels_first(json.loads(row["input_shape"]))
    if row["error"]:
        with pytest.raises(RuleError, match=r"larger than its padded input|takes away all of the output"):
            layer.output(volume)
    else:
        assert layer.output(volume) == channels_first(json.loads(row["output_shape"]))
        assert sum(weight.numbers for weight in layer.weights(volume)) == int(row["params"])


@pytest.mark.parametrize("row", OWN, ids=named)
def test_what_torch_alone_refuses_has_a_shape_here(row: dict[str, str]) -> None:
    """torch's own refusals are none of the arithmetic: the windows can be placed, on zeros put there before as well."""
    layer, volume = torch_layer(row), channels_first(json.loads(row["input_shape"]))
    output = layer.output(volume)
    assert min(output.space) >= 1
    if isinstance(layer.pad, tuple) and layer.rounding is None:
        padded = Pad(pad=layer.pad).output(volume)
        assert layer.model_copy(update={"pad": ((0, 0),)}).output(padded) == output


def test_no_row_of_torch_is_left_out() -> None:
    """Of the 973 rows torch refuses 134; 17 of these have a shape here, for one of two reasons."""
    refused = [row for row in TORCH if row["error"]]
    reasons = [[reason for reason in ONLY_TORCH if reason in row["error"]] for row in OWN]
    assert (len(TORCH), len(refused), len(OWN)) == (973, 134, 17)
    assert Counter(reason for found in reasons for reason in found) == dict(zip(ONLY_TORCH, (12, 5), strict=True))


CAFFE = yaml.safe_load((DATA / "caffe_cases.yaml").read_text())
FIGURES = yaml.safe_load((DATA / "conv_arithmetic_dumoulin_visin.yaml").read_text())["examples"]


@pytest.mark.parametrize("case", [case for case in CAFFE["pooling"] if "k" in case], ids=lambda case: case["test"])
def test_pools_round_up_as_in_caffe(case: dict[str, Any]) -> None:
    """Caffe's pools round up unless told otherwise, and drop a last window that would start in the padding."""
    cls = Maxpool if case["pool"] == "max" else Avgpool
    layer = cls(kernel=tuple(case["k"]), stride=tuple(case["s"]), pad=tuple(case["p"]), rounding="ceil")
    assert layer.output(channels_first(case["in"])) == channels_first(case["out"])


@pytest.mark.parametrize("family", ["convolution", "deconvolution"])
def test_convolutions_round_down_as_in_caffe(family: str) -> None:
    """Caffe's convolutions, plain and transposed, have these sizes."""
    for case in CAFFE[family]:
        options = {"filters": case["out_channels"], "kernel": case["k"], "stride": case["s"], "pad": case["p"]}
        cls = Conv if family == "convolution" else Deconv
        layer = cls.model_validate({**options, "groups": case.get("group", 1)})
        assert layer.output(channels_first(case["in"])) == channels_first(case["out"])


@pytest.mark.parametrize("case", FIGURES, ids=lambda case: case["fig"])
def test_the_figures_of_the_guide_to_convolution_arithmetic(case: dict[str, Any]) -> None:
    """Each figure of Dumoulin & Visin has the output that it shows, on a square of one channel."""
    options = {"kernel": [case["k"]] * 2, "stride": case["s"], "pad": case["p"]}
    match case["op"]:
        case "conv":
            layer: Layer = Conv.model_validate({"filters": 1, "dilation": case["d"], **options})
        case "tconv":
            layer = Deconv.model_validate({"filters": 1, "output_pad": case["output_padding"], **options})
        case pool:
            layer = {"avgpool": Avgpool, "maxpool": Maxpool}[pool].model_validate(options)
    assert layer.output(Volume((case["i"],) * 2, 1)) == Volume((case["o"],) * 2, 1)
