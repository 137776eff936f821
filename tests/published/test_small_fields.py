"""Receptive fields of small nets: those that google-research/receptive_field tests, and those of fornaxai."""

from __future__ import annotations

from typing import Any

import pytest

import cnncalc
from cnncalc.model.report import LayerReport
from tests.published.tables import DATA, by, facts, line

FACTS = facts("receptive_fields_small_nets.yaml")
GOOGLE = {case["name"]: case for case in FACTS["google_research_tests"]["nets"]}
FORNAX = {case["name"]: case for case in FACTS["fornaxai"]["nets"]}


def written(case: dict[str, Any], pooled: bool = False, padding: str = "") -> str:
    """A layer of a row in the language: a convolution, a pooling or a padding of one channel or of `out`."""
    kernel = case.get("k_hw") or case.get("k")
    size = by(kernel if isinstance(kernel, list) else [kernel] * 2)
    options = [f"stride {case.get('s', 1)}", case.get("padding", padding)]
    match case["op"]:
        case "pad":
            return f"pad: {case['top']}:{case['bottom']}x{case['left']}:{case['right']}"
        case "avgpool":
            return line("avgpool", size, options[0])
    if pooled:
        return line("maxpool", size, *options)
    return line("conv", f"{case.get('out', 1)} x {size}", *options)


def quoted(lines: list[str]) -> str:
    """Layers as a branch of a spec."""
    return "[" + ", ".join("{" + text.replace(": ", ': "', 1) + '"}' for text in lines) + "]"


def stage(*branches: list[str]) -> str:
    """An addition of branches as an item of a spec."""
    return "  - add:\n" + "".join(f"      - {quoted(branch)}\n" for branch in branches)


def last_layer(size: str, *items: str) -> LayerReport:
    """The last layer of a net, which must fit together."""
    report = cnncalc.read(f"input: {size}\nrounding: floor\nlayers:\n" + "".join(items)).report()
    assert report.complete, report.problems
    return report.layers[-1]


def field(layer: LayerReport) -> dict[str, list[object]]:
    """Field, stride and padding of a layer, in the words of the rows."""
    size, jump, start = layer.field.size, layer.field.jump, layer.field.start
    return {"rf": list(size), "stride": list(jump), "padding": [None if s is None else -s for s in start]}


NET1 = GOOGLE["net1_aligned"]
LEFT = [written(layer) for layer in NET1["left"]]
RIGHT = [written(layer) for layer in NET1["right"]]
NET3, NET4, NET8 = (GOOGLE[name] for name in ("net3_misaligned", "net4_same_unknown_size", "net8_nested_adds"))
STAGE4 = stage([written(layer) for layer in NET4["left"]], [written(layer) for layer in NET4["right"]])
STAGE8 = stage([written(layer) for layer in NET8["stage2_left"]], [written(layer) for layer in NET8["stage2_right"]])
SAME8 = stage(
    [written(layer) for layer in NET8["stage2_left"]], [written({**NET8["stage2_right"][1], "padding": "same"})]
)

ALIGNED = {
    "net1_aligned": ("32x32x1", stage(LEFT, RIGHT)),
    "net2_maxpool_variant": ("32x32x1", stage(LEFT, [written(layer, pooled=True) for layer in NET1["right"]])),
    "net4_at_input_9x9": ("9x9x1", STAGE4),
    "net6_with_dropout": ("32x32x1", stage(LEFT, [*RIGHT, "dropout: 0.5"])),
    "net8_nested_adds": ("32x32x1", stage(LEFT, RIGHT) + STAGE8),
    "net9_nested_adds_same_at_17x17": ("17x17x1", STAGE4 + SAME8),
}
"""The nets whose branches are aligned, and the input: the given one, or one on which the branches fit together."""


@pytest.mark.parametrize("name", ALIGNED)
def test_branches_that_are_aligned_see_what_google_research_says(name: str) -> None:
    """Field, stride and padding behind the last addition are those of the test there."""
    assert field(last_layer(*ALIGNED[name])) == GOOGLE[name]["expect"]


def test_axes_stand_for_themselves_as_in_google_research() -> None:
    """Behind kernels that are not square the field is 7 pixels high and 5 wide."""
    net5 = GOOGLE["net5_non_square"]
    expected = net5["expect"]
    layer = last_layer("32x32x1", *(f"  - {written(layer)}\n" for layer in net5["chain"]))
    found = field(layer)
    assert (found["stride"], found["padding"]) == (expected["stride"], expected["padding"])
    assert layer.field.size == (expected["rf_y"], expected["rf_x"])


def test_padding_that_google_research_leaves_open_depends_on_the_image() -> None:
    """Field and stride are the same on every image, but `same` pads 9 pixels in front and 8 pixels not.

    On 8x8 the branches are not centred on the same pixel, an error there; here the field is all that they see together.
    """
    odd, even = field(last_layer("9x9x1", STAGE4)), field(last_layer("8x8x1", STAGE4))
    expected = NET4["expect"]
    assert "misaligned" in GOOGLE["net4_at_input_8x8"]["expect"]["error"]
    assert expected["padding"] == "undetermined"
    for found in (odd, even):
        assert (found["rf"], found["stride"]) == (expected["rf"], expected["stride"])
    assert (odd["padding"], even["padding"]) == ([1, 1], [0, 0])


def test_branches_of_different_strides_are_no_error_here() -> None:
    """Of misaligned branches, an error there, the field of every unit is known: 7, 6, 5 and 6 pixels, without a stride.

    Unit i sees 2i - 2 to 2i + 2 on the left, and i to i + 4 on the right.
    """
    assert "misaligned" in NET3["expect"]["error"]
    branches = ([written(layer) for layer in NET3[side]] for side in ("left", "right"))
    found = last_layer("8x8x1", stage(*branches)).field
    assert found.jump == (None, None)
    assert found.axes is not None
    assert [found.axes[0].at(unit).size for unit in range(4)] == [7, 6, 5, 6]


def test_the_centre_of_a_feature_is_where_the_readme_says() -> None:
    """The unit at row 0 and column 2 of Inception-ResNet v2 is centred on row 37 and column 101 of the image."""
    example = FACTS["google_research_tests"]["readme_worked_example"]
    report = cnncalc.load(str(DATA / "tfslim" / f"{example['model']}.yaml")).report()
    end = dict(report.outputs)["Conv2d_7b_1x1"]
    found = next(layer for layer in report.layers if layer.node is end).field
    assert found.axes is not None
    seen = [axis.at(unit) for axis, unit in zip(found.axes, example["feature"], strict=True)]
    assert [each.size for each in seen] == [example["rf"]] * 2
    assert [each.low + (each.size - 1) / 2 for each in seen] == example["center_in_input"]


def test_every_net_of_google_research_is_held() -> None:
    """Every row is either aligned, or one of the four that have a test of their own."""
    assert {*GOOGLE} - {*ALIGNED} == {
        "net3_misaligned",
        "net4_same_unknown_size",
        "net4_at_input_8x8",
        "net5_non_square",
    }


BLOCKS = """
input: 64x64x3
rounding: floor
blocks:
  block(k):
    - {bn: {}, name: bn_in}
    - relu
    - {conv: k x 3x3, name: conv_in}
    - {bn: {}, name: bn_out}
    - relu
    - {conv: k x 3x3, name: conv_out}
layers:
  - {conv: "32 x 5x5, same", name: first}
  - block: 32
  - {conv: 32 x 1x1, name: conv0}
  - avgpool: 2x2
  - block: 64
  - {conv: 64 x 1x1, name: conv1}
  - avgpool: 2x2
  - block: 96
  - {conv: "128 x 3x3, same", name: conv2}
"""


def chain(case: dict[str, Any], padding: str = "") -> cnncalc.Report:
    """The report of a row that is a chain of layers."""
    report = cnncalc.chain(by(case["input"]), *(written(layer, padding=padding) for layer in case["chain"]))
    assert report.complete, report.problems
    return report


def seen(layer: LayerReport) -> dict[str, Any]:
    """What a layer sees in fornaxai's words: the offset is the middle of what unit 0 sees, counted from the edge."""
    ((size, _), (stride, _), (start, _)) = layer.field.size, layer.field.jump, layer.field.start
    assert size is not None
    assert start is not None
    space, channels = layer.output.space, layer.output.channels
    return {
        "size": size,
        "stride": stride,
        "offset": start + size / 2,
        "feature_map": list(space),
        "channels": channels,
    }


def assert_seen(layer: LayerReport, expected: dict[str, Any]) -> None:
    """Check all that a row expects of a layer."""
    wanted = {key: value for key, value in expected.items() if key not in ("at", "after", "total_params")}
    assert {key: seen(layer)[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", [name for name, case in FORNAX.items() if "chain" in case])
def test_chains_see_what_fornaxai_says(name: str) -> None:
    """Size, stride, offset and map of the named layers are those of the notebook, and its parameters."""
    case = FORNAX[name]
    report = chain(case)
    expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    assert expected
    for layer, row in zip(report.layers, case["chain"], strict=True):
        if "hw" in row:
            assert layer.output.space == (row["hw"],) * 2
            assert layer.params.total == row.get("params", 0)
        for each in (each for each in expected if each["at"] == row.get("name")):
            assert_seen(layer, each)
    assert {each["at"] for each in expected} <= {row.get("name") for row in case["chain"]}
    if total := expected[0].get("total_params"):
        assert report.totals.params.total == total


def test_a_padded_chain_sees_what_fornaxai_says() -> None:
    """With `same`, the fourth and the last convolution of the demo see 16 and 34 pixels, from before the image."""
    plain = {**FORNAX["readme_keras_demo_valid"]}
    plain["chain"] = [{key: value for key, value in row.items() if key != "hw"} for row in plain["chain"]]
    convs = [layer for layer in chain(plain, "same").layers if layer.node.layer.kind == "conv"]
    fourth, last = FORNAX["readme_keras_demo_same"]["expect"]
    assert_seen(convs[3], fourth)
    assert_seen(convs[-1], last)
    assert [layer.output.space for layer in (convs[3], convs[-1])] == [(48, 48), (24, 24)]


def test_blocks_see_what_fornaxai_says() -> None:
    """The three named convolutions of the notebook see 9, 18 and 44 pixels."""
    report = cnncalc.read(BLOCKS).report()
    for expected in FORNAX["keras_api_blocks"]["expect"]:
        assert_seen(report[expected["at"]], expected)


def test_blocks_have_the_parameters_of_the_notebook() -> None:
    """Layer by layer the parameters are those that Keras prints, which counts running statistics among them."""
    report, printed = cnncalc.read(BLOCKS).report(), FORNAX["keras_api_blocks"]["params"]
    found = [layer.params.total + layer.params.buffers for layer in report.layers if layer.params.total]
    first, second, third = (
        [printed["block1_bn"], printed["block1_conv"]] * 2,
        [printed["block2_bn"][0], printed["block2_conv1"], printed["block2_bn"][1], printed["block2_conv2"]],
        [number for pair in zip(printed["block3_bn"], printed["block3_conv"], strict=True) for number in pair],
    )
    ones = [printed["conv0_1x1"], printed["conv1_1x1"], printed["conv2"]]
    assert found == [printed["conv2d_5x5"], *first, ones[0], *second, ones[1], *third, ones[2]]
    params = report.totals.params
    assert (params.total, params.buffers) == (printed["trainable"], printed["non_trainable"])
    assert params.total + params.buffers == printed["total"]


TESTS = {
    "tests_pytorch": ["conv: 8 x 3x3", "conv: 8 x 3x3", "avgpool: 2x2"] * 3,
    "tests_keras": ["conv: 8 x 5x5", "conv: 8 x 3x3", "avgpool: 2x2", "conv: 8 x 3x3", "conv: 8 x 3x3"],
}
PLACES = {"pool1": 2, "pool2": 5, "pool3": 8, "conv0": 1, "conv1": 4}


@pytest.mark.parametrize("name", TESTS)
def test_the_nets_of_fornaxais_tests(name: str) -> None:
    """The sizes and strides that its own tests expect come out."""
    report = cnncalc.chain("96x96x3", *TESTS[name])
    for expected in FORNAX[name]["expect"]:
        assert_seen(report.layers[PLACES[expected.get("at") or expected["after"]]], expected)


def test_every_net_of_fornaxai_is_held() -> None:
    """Every row is a chain, or one of the four nets that are written here."""
    rest = {name for name, case in FORNAX.items() if "chain" not in case}
    assert rest == {"readme_keras_demo_same", "keras_api_blocks", *TESTS}
