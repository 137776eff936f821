"""The numbers in CS231n's notes on convolutional networks: VGG-16 layer by layer, and the worked examples."""

from __future__ import annotations

from math import prod
from typing import Any

import pytest

import cnncalc
from tests.published.tables import Net, by, facts, net

NOTES = facts("cs231n.yaml")
WALK = NOTES["vggnet_walkthrough"]
EXAMPLES = {example["what"]: example for example in NOTES["worked_examples"]}
WINDOWS = [example for example in NOTES["worked_examples"] if {"in", "k", "s", "p"} <= {*example}]
WINDOWS.remove(EXAMPLES["fc to conv"])


def fits(example: dict[str, Any]) -> bool:
    """Whether the notes give a whole number."""
    return not isinstance(example.get("out"), str)


def named(example: dict[str, Any]) -> str:
    """The name of an example's test."""
    return f"{example['what']}, stride {example['s']}"


def test_vgg16_has_the_memory_and_weights_of_the_walkthrough() -> None:
    """Every layer of VGG-16 has the volume, the numbers in memory and the weights without biases of the notes."""
    report = cnncalc.load("vgg16").report()
    first, *rest = WALK["layers"]
    assert report.input.text == by(first["out"])
    layers = [layer for layer in report.layers if layer.node.layer.kind in ("conv", "maxpool", "fc")]
    for row, layer in zip(rest, layers, strict=True):
        sizes = [1] * (2 - len(layer.output.space)) + [*layer.output.space, layer.output.channels]
        assert (sizes, layer.activations, layer.params.weights) == (row["out"], row["activations"], row["weights"]), row


def test_vgg16_has_the_totals_of_the_walkthrough() -> None:
    """All in all VGG-16 has 138M parameters and holds 15.2M numbers, to which the notes' own column adds up.

    The notes say 24M numbers of 4 bytes, about 93 MB; their column gives 15,237,608, which is 61 MB.
    """
    totals = cnncalc.load("vgg16").report().totals
    assert totals.activations == sum(row["activations"] for row in WALK["layers"]) == 15_237_608
    assert totals.activation_bytes == 4 * 15_237_608
    assert totals.params.weights == sum(row["weights"] for row in WALK["layers"]) == 138_344_128
    assert f"{totals.params.total / 1e6:.0f}M" == WALK["doc_totals"]["params"]


def window(example: dict[str, Any]) -> Net:
    """The filters of an example on its input; a length alone has one axis and one channel."""
    flat = not isinstance(example["in"], list)
    size = by([example["k"]] * (1 if flat else 2))
    line = f"conv: {example.get('filters', 1)} x {size}, stride {example['s']}, pad {example['p']}, strict"
    return net([example["in"], 1] if flat else example["in"], line, first=False)


@pytest.mark.parametrize("example", [example for example in WINDOWS if fits(example)], ids=named)
def test_windows_that_fit_have_the_output_of_the_notes(example: dict[str, Any]) -> None:
    """The output is that of the notes, and no row or column is left over."""
    report = window(example).report
    assert not report.problems
    volume = report.layers[0].output
    if "out_hw" in example:
        assert list(volume.space) == example["out_hw"]
    elif isinstance(example["out"], list):
        assert volume.text == by(example["out"])
    else:
        assert volume.space == (example["out"],)


@pytest.mark.parametrize("example", [example for example in WINDOWS if not fits(example)], ids=named)
def test_windows_that_do_not_fit_are_refused(example: dict[str, Any]) -> None:
    """Where the notes say that no whole number comes out, a layer that must fit is an error."""
    (problem,) = window(example).report.problems
    assert (problem.code, problem.severity) == ("does-not-fit", "error")


def test_the_number_that_is_not_whole_is_the_one_of_the_notes() -> None:
    """Three positions and a stride of 2 on ten give 4.5."""
    (fit,) = window(EXAMPLES["invalid setting"]).report.layers[0].fits
    assert fit.exact is not None
    assert f"{float(fit.exact)} (invalid)" == EXAMPLES["invalid setting"]["out"]


def test_the_first_layer_of_alexnet_as_a_product_of_matrices() -> None:
    """Weights, also as rows of a matrix, and places, as columns, are those of the notes."""
    example, matrices = EXAMPLES["alexnet conv1"], EXAMPLES["im2col of alexnet conv1"]
    (layer,) = window(example).report.layers
    assert (layer.params.weights, layer.params.total) == (example["weights"], example["params_with_bias"])
    filters, places = layer.output.channels, prod(layer.output.space)
    assert matrices["x_col"] == [layer.params.weights // filters, places]
    assert matrices["w_row"] == [filters, layer.params.weights // filters]
    assert matrices["out"] == [filters, places]


def test_one_neuron_has_the_weights_of_the_notes() -> None:
    """A neuron that sees 5x5x3 has 75 weights and a bias, one that sees 3x3x20 has 180 connections."""
    for example in (example for example in NOTES["worked_examples"] if example["what"] == "neuron fan-in"):
        params = net(example["in"], f"conv: 1 x {example['k']}x{example['k']}", first=False).report.totals.params
        assert params.weights == example.get("weights_per_neuron", example.get("connections"))
        assert params.biases == example.get("plus_bias", 1)


def test_poolings_have_the_volumes_of_the_notes() -> None:
    """A pooling halves the twelve maps of the small net, and the 64 of the figure."""
    small, figure = EXAMPLES["cifar example"], EXAMPLES["max pool figure"]
    conv, pool = net(small["in"], "conv: 12 x 3x3, pad 1", "maxpool: 2x2", first=False).report.layers
    assert (conv.output.text, pool.output.text) == (by(small["conv_12_filters_out"]), by(small["pool_out"]))
    line = f"maxpool: {figure['k']}x{figure['k']}, stride {figure['s']}"
    assert net(figure["in"], line, first=False).output == by(figure["out"])


def test_a_fully_connected_layer_is_a_convolution() -> None:
    """A filter as large as the map has the output and the parameters of a fully connected layer."""
    example = EXAMPLES["fc to conv"]
    size = f"{example['k']}x{example['k']}"
    conv = net(example["in"], f"conv: {example['filters']} x {size}", first=False)
    fc = net(example["in"], f"fc: {example['filters']}", first=False)
    assert conv.output == by(example["out"])
    assert conv.report.totals.params == fc.report.totals.params


def test_a_net_of_convolutions_scores_a_larger_image_at_36_places() -> None:
    """On 384x384 pixels VGG-16's last map is 12x12, and its classifier as convolutions gives 6x6 scores."""
    example = EXAMPLES["fc to conv on 384 input"]
    report = cnncalc.load("vgg16").report(input="384x384x3")
    assert report["maxpool5"].output.text == by(example["feature_map"])
    lines = (f"conv: 4096 x {example['k']}x{example['k']}", "conv: 4096 x 1x1", "conv: 1000 x 1x1")
    assert net(example["feature_map"], *lines, first=False).output == by(example["out_scores"])


def test_three_small_filters_see_as_much_as_a_large_one() -> None:
    """Behind one, two and three filters of 3x3 a unit sees 3, 5 and 7 pixels, for 27C^2 weights instead of 49C^2."""
    example, channels = EXAMPLES["three stacked 3x3 stride 1"], 8
    small = net([32, 32, channels], *[f"conv: {channels} x 3x3, pad 1"] * 3, first=False).report
    large = net([32, 32, channels], f"conv: {channels} x 7x7, pad 3", first=False).report
    assert [layer.field.size[0] for layer in small.layers] == example["receptive_field_after"]
    assert large.layers[0].field.size[0] == example["receptive_field_after"][-1]
    for report, key in ((small, "params_three_3x3"), (large, "params_7x7")):
        assert f"{report.totals.params.weights // channels**2}C^2" == example[key]


def test_three_large_maps_hold_about_ten_million_numbers() -> None:
    """Three layers of 64 maps on 224x224 pixels hold 9.6 million numbers.

    In 32 bits, and with as many gradients, these are 73.5 MB of 2**20 bytes, where the notes say 72.
    """
    example = EXAMPLES["activations of three CONV3-64 on 224x224x3"]
    layers = net([224, 224, 3], *["conv: 64 x 3x3, pad 1"] * 3, first=False).report.layers
    assert {layer.output.text for layer in layers} == {by(example["volume"])}
    numbers = sum(layer.activations for layer in layers)
    assert f"about {numbers / 1e6:.0f} million" == example["total_activations"]
    assert f"{numbers * 4 * 2 / 2**20:.1f}" == "73.5"


def test_every_example_is_held() -> None:
    """Every example of the notes is a window, or one of the nine that have a test of their own."""
    rest = [example["what"] for example in NOTES["worked_examples"] if example not in WINDOWS]
    assert (len(NOTES["worked_examples"]), len(WINDOWS), len(rest)) == (19, 10, 9)
