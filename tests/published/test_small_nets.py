"""Nets that tutorials, tools and courses print layer by layer."""

from __future__ import annotations

from typing import Any

import pytest

import cnncalc
from cnncalc.api import Report
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import whole
from tests.published.tables import by, facts, line, net

NETS = facts("published_small_nets.yaml")

OPS = {
    "Conv2DTranspose": "deconv",
    "Conv1DTranspose": "deconv",
    "Dense": "fc",
    "Linear": "fc",
    "BatchNormalization": "bn",
    "Flatten": "flatten",
    "Dropout": "dropout",
    "Dropout2d": "dropout",
    "GlobalAveragePooling3D": "gap",
}
"""Keras' and torch's names of layers; the others are convolutions and max poolings."""


def written(row: dict[str, Any]) -> str:
    """A layer of a row in the language, with its sizes on every axis."""
    kernel = row.get("k", [])
    size = by(kernel if isinstance(kernel, list) else [kernel] * 2)
    kind = row.get("type", "Conv" if "filters" in row else "MaxPooling")
    op = OPS.get(kind, "maxpool" if kind.startswith("Max") else "conv")
    head = str(row["units"]) if "units" in row else f"{row['filters']} x {size}" if "filters" in row else size
    stride = row.get("s", "")
    options = {"stride": by(stride) if isinstance(stride, list) else stride, "pad": row.get("padding", "")}
    return line(op, head, *(f"{name} {value}" for name, value in options.items() if value != "")).removesuffix(": ")


def chain(name: str) -> tuple[Report, list[tuple[dict[str, Any], LayerReport]]]:
    """The report of a net whose rows are its layers, and every row with its layer."""
    rows = NETS[name]["layers"]
    report = net(NETS[name]["input"], *map(written, rows), first=False).report
    assert report.complete, report.problems
    return report, list(zip(rows, report.layers, strict=True))


def everything(layer: LayerReport) -> int:
    """What Keras counts: parameters and running statistics."""
    return layer.params.total + layer.params.buffers


KERAS = [name for name in NETS if name.startswith("keras")]


@pytest.mark.parametrize("name", KERAS)
def test_every_layer_is_as_keras_prints_it(name: str) -> None:
    """Outputs and parameters of each layer are those of the printed summary, where a global pooling has no axes."""
    for row, layer in chain(name)[1]:
        space = () if row["type"].startswith("Global") else layer.output.space
        assert ([*space, layer.output.channels], everything(layer)) == (row["out"], row["params"]), row


@pytest.mark.parametrize("name", KERAS)
def test_the_totals_are_as_keras_prints_them(name: str) -> None:
    """Trainable parameters, the others, and the bytes of both in 32 bits are those of the printed summary."""
    params, printed = chain(name)[0].totals.params, NETS[name]["totals"]
    assert (params.total, params.buffers) == (printed["trainable"], printed["non_trainable"])
    assert params.total + params.buffers == printed["params"]
    if size := printed.get("size_printed"):
        number, unit = size.split()
        power = {"KB": 1024, "MB": 1024**2}[unit]
        assert f"{(params.total + params.buffers) * 4 / power:.2f}" == number


def megabytes(numbers: int) -> str:
    """So many numbers of 32 bits in megabytes of 2**20 bytes, to two digits."""
    return f"{numbers * 4 / 2**20:.2f}"


def summary_of(report: Report, listed: list[LayerReport]) -> dict[str, Any]:
    """The totals of torchsummary: it counts every output that it lists twice, forward and backward."""
    passed = 2 * sum(whole(layer.output.numbers) for layer in listed)
    image = whole(report.input.numbers)
    params = report.totals.params.total
    return {
        "params": params,
        "input_mb": float(megabytes(image)),
        "forward_backward_mb": float(megabytes(passed)),
        "params_mb": float(megabytes(params)),
        "total_mb": float(megabytes(image + passed + params)),
    }


def test_a_small_torch_net_is_as_torchsummary_prints_it() -> None:
    """With its unlisted poolings the net for MNIST has the printed outputs, parameters and megabytes."""
    printed = NETS["torchsummary_mnist"]
    lines = list(map(written, printed["layers"]))
    report = cnncalc.chain("1x28x28 CHW", lines[0], "maxpool: 2x2", *lines[1:3], "maxpool: 2x2", *lines[3:])
    listed = [layer for layer in report.layers if layer.node.layer.kind != "maxpool"]
    for row, layer in zip(printed["layers"], listed, strict=True):
        assert (layer.output.channels_first, layer.params.total) == (by(row["out"]), row["params"])
    totals = dict(printed["totals"])
    assert totals.pop("trainable") == totals["params"]
    assert summary_of(report, listed) == totals


def test_vgg16_is_as_torchsummary_prints_it() -> None:
    """Parameters and outputs of VGG-16 in order, and its megabytes, are the printed ones; there is no softmax there."""
    printed, report = NETS["torchsummary_vgg16"], cnncalc.load("vgg16").report()
    learned = [layer for layer in report.layers if layer.params.total]
    assert [layer.params.total for layer in learned] == printed["conv_linear_params_in_order"]
    outputs = [layer.output.channels_first for layer in learned if layer.node.layer.kind == "conv"]
    assert outputs == list(map(by, printed["conv_out_in_order"]))
    listed = [layer for layer in report.layers if layer.node.layer.kind != "softmax"]
    assert summary_of(report, listed) == printed["totals"]


def test_a_shared_layer_is_counted_once() -> None:
    """torchsummary prints 20 parameters for a convolution of 10 that sees two maps; here they are 10.

    A net has one input: the smaller map is cut out of the larger one.
    """
    text = """
input: 28x28x1
layers:
  - {conv: "1 x 3x3, pad 1", name: shared}
  - {crop: 16x16, from: input}
  - {use: shared, name: again}
"""
    report = cnncalc.read(text).report()
    assert [report[name].output.text for name in ("shared", "again")] == ["28x28x1", "16x16x1"]
    assert (report["shared"].params.total, report.totals.params.total) == (10, 10)
    assert "total printed 20" in NETS["torchsummary_two_inputs"]["note"]


def test_a_fully_convolutional_net_has_the_sizes_of_its_table() -> None:
    """3x3 filters keep the size, pools halve it, and a transposed convolution of stride 32 brings it back."""
    table = NETS["fcn_pmc5611923_table1"]

    def layer(row: dict[str, Any]) -> str:
        size = f"{row['k']}x{row['k']}"
        if row["name"] == "deconv":
            return f"deconv: {row['channels']} x {size}, stride 32"
        return f"maxpool: {size}" if row["name"].startswith("p") else f"conv: {row['channels']} x {size}, same"

    report = cnncalc.chain(f"{by(table['input'])}x3", *map(layer, table["layers"]))
    assert [layer.output.text for layer in report.layers] == [by([*r["out"], r["channels"]]) for r in table["layers"]]


def test_a_u_net_shrinks_as_listed() -> None:
    """The encoder's sizes are the listed ones, and the whole net's output and parameters."""
    for row, layer in chain("unet_longistamina")[1]:
        assert layer.output.text == by(row["out"]), row
    report, rest = cnncalc.load("unet").report(), NETS["unet_longistamina"]["rest"]
    assert (report.outputs[0][1].output.text, report.totals.params.total) == (by(rest["out"]), rest["params"])


SEEN: list[tuple[int, ...]] = [(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)]
SEEN += [(0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)]
SEEN += [(0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5)]
"""Which maps of S2 each map of C3 sees: LeCun et al. 1998, table I."""


def lenet() -> str:
    """LeNet-5 up to C5, with the paper's pools and its table of connections."""
    maps = (", ".join(f"{{chunk: {number + 1} of 6}}" for number in numbers) for numbers in SEEN)
    third = "\n".join(f"      - [{{concat: [{chosen}]}}, {{conv: 1 x 5x5}}]" for chosen in maps)
    return f"""
input: 32x32x1
rounding: strict
layers:
  - {{conv: 6 x 5x5, name: C1}}
  - sumpool: 2x2
  - {{dwconv: 1x1, name: S2, note: "a coefficient and a bias for each map"}}
  - concat:
{third}
    name: C3
  - sumpool: 2x2
  - {{dwconv: 1x1, name: S4}}
  - {{conv: 120 x 5x5, name: C5}}
"""


def test_lenet5_has_the_papers_parameters() -> None:
    """Maps, sizes and trainable parameters are the paper's, also of C3, whose maps see 3, 4 or 6 others.

    The connections are compared for C1; in S2 the paper counts each of the four pixels that are added up.
    """
    report, rows = cnncalc.read(lenet()).report(), NETS["lenet5"]["layers"]
    assert report.complete, report.problems
    third = [layer for layer in report.layers if layer.params.total and layer.name not in ("C1", "S2", "S4", "C5")]
    for row in rows:
        layer = report[row["name"]]
        assert layer.output.text == by([*row["out"], row["maps"]]), row
        params = sum(one.params.total for one in third) if row["name"] == "C3" else layer.params.total
        assert params == row["trainable"], row
    assert report["C1"].connections == rows[0]["connections"]


def test_dilated_filters_see_twice_as_much_each_time() -> None:
    """Behind filters of 3x3 with dilations 1, 2, 4 and 8 a unit sees 3, 7, 15 and 31 pixels."""
    lines = [f"conv: 1 x 3x3, dilation {2**power}" for power in range(4)]
    report = cnncalc.chain("64x64x1", *lines)
    assert [layer.field.size[0] for layer in report.layers] == NETS["dilated_stack"]["rf_after_layer"]


def test_alexnet_has_the_parameters_of_one_tower_and_of_two() -> None:
    """Layer by layer AlexNet has the listed parameters, and half as many weights in conv2 with two towers."""
    listed, report = NETS["alexnet_param_counts"], cnncalc.load("alexnet").report()
    found = {layer.name: layer.params.total for layer in report.layers if layer.params.total}
    assert {**found, "total": report.totals.params.total} == listed["single_tower"]
    towers = cnncalc.load("alexnet").report("alexnet_two_towers")
    assert towers["conv2"].params.total == listed["with_two_groups"]["conv2"]


def test_the_first_layer_of_alexnet_in_eecs_498() -> None:
    """Output, kilobytes, parameters and operations are the listed ones, which are one for each multiply-add."""
    fact = NETS["eecs498_alexnet_conv1"]["facts"]
    options = f"{fact['filters']} x {fact['k']}x{fact['k']}, stride {fact['s']}, pad {fact['p']}"
    (layer,) = net(fact["in"], f"conv: {options}").report.layers
    assert layer.output.channels_first == by(fact["out"])
    assert layer.activations * 4 == fact["memory_kb"] * 1024
    assert (layer.params.total, layer.macs) == (fact["params"], fact["flop_printed"])


def test_the_operations_of_thops_tests() -> None:
    """A convolution has the multiply-adds that thop expects of it."""
    for fact in NETS["thop_tests"]["facts"]:
        options = f"{fact['out_channels']} x {fact['k']}x{fact['k']}, stride {fact['s']}, pad {fact['p']}"
        assert net(fact["in"][1:], f"conv: {options}").report.totals.macs == fact["macs"]


def test_every_net_is_held() -> None:
    """Every entry of the file is used above."""
    assert {*NETS} - {*KERAS} == {
        "torchsummary_mnist",
        "torchsummary_vgg16",
        "torchsummary_two_inputs",
        "fcn_pmc5611923_table1",
        "unet_longistamina",
        "lenet5",
        "dilated_stack",
        "alexnet_param_counts",
        "eecs498_alexnet_conv1",
        "thop_tests",
    }
