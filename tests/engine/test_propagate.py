"""The engine's numbers, held against published ones and against counting by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

import cnncalc

SIAMESE = """
input: 28x28x1
layers:
  - conv: 8 x 3x3, pad 1
    name: c1
  - conv: 8 x 3x3, pad 1
    name: c2
  - use: c2
  - gap
"""


def test_vgg_activations_are_those_of_the_published_walk_through() -> None:
    """VGG-16's activations sum to 15,237,608: CS231n's own column, whose printed total of 24M is an error."""
    assert cnncalc.load("vgg16").report().totals.activations == 15_237_608


def test_lenet_connections() -> None:
    """LeNet's first convolution has 122,304 connections (LeCun et al. 1998)."""
    assert cnncalc.load("lenet5").report()["conv1"].connections == 122_304


def test_resnet_parameters_by_what_they_are() -> None:
    """ResNet-50's parameters part into weights, biases and the factors and shifts of batch norm."""
    params = cnncalc.load("resnet50").report().totals.params
    assert (params.weights, params.biases, params.norm, params.buffers) == (25_502_912, 1_000, 53_120, 53_120)


def test_shared_weights_are_counted_once() -> None:
    """A layer that is used again adds operations, but no parameters."""
    report = cnncalc.read(SIAMESE).report()
    first, again = report["c2"], report.layers[2]
    assert again.params.total == 0
    assert again.macs == first.macs
    assert again.node.shares is first.node
    assert report.totals.params.total == report["c1"].params.total + first.params.total


def test_aux_outputs_are_apart() -> None:
    """GoogLeNet's two side classifiers are in no total but those that say so."""
    report = cnncalc.load("googlenet").report()
    totals = report.totals
    aux = [layer for layer in report.layers if layer.node.aux]
    assert totals.params.total == 6_624_904
    assert totals.params_with_aux == 13_004_888
    assert totals.macs_with_aux - totals.macs == sum(layer.macs for layer in aux)


def test_memory_is_for_the_batch_and_the_type() -> None:
    """Twice the batch takes twice the activations, half the bytes a number takes half of everything."""
    one = cnncalc.load("alexnet").report().totals
    four = cnncalc.load("alexnet").report(batch=4, dtype="float16").totals
    assert four.activation_bytes == 2 * one.activation_bytes
    assert four.peak_activation_bytes == 2 * one.peak_activation_bytes
    assert four.param_bytes * 2 == one.param_bytes
    assert four.activations == one.activations


def test_peak_of_a_chain_is_its_largest_pair() -> None:
    """In a chain, what is alive at once is a layer's input and its output."""
    report = cnncalc.chain("16x16x3", "conv: 8 x 3x3, pad 1", "conv: 4 x 3x3, pad 1", "maxpool: 2x2", "fc: 10")
    volumes = [16 * 16 * 3, 16 * 16 * 8, 16 * 16 * 4, 8 * 8 * 4, 10]
    largest = max(a + b for a, b in pairwise(volumes))
    assert report.totals.peak_activation_bytes == 4 * largest


def test_peak_keeps_what_a_skip_still_needs() -> None:
    """While a residual's main path runs, its input waits for the sum."""
    text = "input: 8x8x4\nlayers:\n  - residual:\n    - conv: 4 x 3x3, pad 1\n    - conv: 4 x 3x3, pad 1\n"
    report = cnncalc.read(text).report()
    assert report.totals.peak_activation_bytes == 4 * 3 * 8 * 8 * 4


def test_in_place_layers_take_no_memory() -> None:
    """An activation function writes over its input."""
    bare = cnncalc.chain("8x8x3", "conv: 4 x 3x3", "maxpool: 2x2").totals
    with_relu = cnncalc.chain("8x8x3", "conv: 4 x 3x3, relu", "maxpool: 2x2").totals
    assert bare.activations == with_relu.activations
    assert bare.peak_activation_bytes == with_relu.peak_activation_bytes


def test_flops_by_convention() -> None:
    """A convention changes the FLOPs and nothing else."""
    two, one = (cnncalc.load("alexnet").report(flops=name).totals for name in ("2macs", "macs"))
    assert (two.flops, one.flops) == (2_270_512_192, 1_135_256_096)
    assert two.macs == one.macs


def test_unknown_convention_and_type_are_refused() -> None:
    """A convention or type that does not exist is answered with those that do."""
    with pytest.raises(cnncalc.UsageError, match="no convention called gflops"):
        cnncalc.load("alexnet").report(flops="gflops")
    with pytest.raises(cnncalc.UsageError, match="float31"):
        cnncalc.load("alexnet").report(dtype="float31")


def test_fields_after_a_squeeze_and_excite_keep_their_windows() -> None:
    """A gate sees the whole image; the windowed path keeps its own size beside it."""
    text = "input: 32x32x16\nlayers:\n  - conv: 16 x 3x3, pad 1\n  - squeeze_excite: 4\n  - conv: 16 x 3x3, pad 1\n"
    field = cnncalc.read(text).report().layers[-1].field
    assert field.whole
    assert field.size == (5, 5)


def test_unet_last_layer_sees_188_or_204() -> None:
    """After transposed convolutions a unit's field depends on its place: U-Net's last layer sees 188 to 204 pixels."""
    field = cnncalc.load("unet").report().layers[-1].field
    assert field.size_min == (188, 188)
    assert field.size == (204, 204)
