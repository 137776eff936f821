"""What was published about landmark nets beyond single numbers: how their counts, sizes and fields hang together."""

from __future__ import annotations

import pytest

import cnncalc
from cnncalc.model.volume import Volume


def numbers(volume: Volume) -> int:
    """How many numbers a volume holds."""
    assert isinstance(volume.numbers, int)
    return volume.numbers


def test_the_c3_of_lenet_is_fully_connected() -> None:
    """LeNet-5's C3 has the paper's 1,516 parameters and the 36 of 96 kernels that the paper's table leaves out."""
    assert cnncalc.load("lenet5").report()["conv2"].params.total == 1_516 + (96 - 60) * 25


@pytest.mark.parametrize(
    ("spec", "projected"),
    [("resnet20", 272_474), ("resnet56", 855_770), ("resnet110", 1_730_714)],
)
def test_zero_padded_shortcuts_have_no_parameters(spec: str, projected: int) -> None:
    """Where ours pad with zeros, as the paper does, osmr/imgclsmob's nets have two projections with batch norm."""
    projections = (16 * 32 + 2 * 32) + (32 * 64 + 2 * 64)
    assert cnncalc.load(spec).report().totals.params.total == projected - projections


def test_mmactions_operations_of_c3d() -> None:
    """MMAction2's count for C3D is the multiply-adds, and one for each conv bias, each ReLU and each number pooled."""
    net = cnncalc.load("c3d_ucf101").report()
    extra = 0
    for layer in net.layers:
        match layer.node.layer.kind:
            case "conv" | "relu":
                extra += numbers(layer.output)
            case "maxpool":
                extra += sum(numbers(volume) for volume in layer.node.volumes)
    assert net.totals.macs + extra == 38_615_475_200


def test_padding_costs_unet_no_parameters() -> None:
    """U-Net with padding gives a map as large as its input, with the parameters of the paper's net."""
    padded, paper = cnncalc.load("unet_same").report(), cnncalc.load("unet").report()
    assert padded.layers[-1].output.space == padded.input.space
    assert padded.totals.params == paper.totals.params


@pytest.mark.parametrize("spec", ["segnet", "segnet_sun", "segnet_pascal"])
def test_segnet_gives_back_the_size_of_its_input(spec: str) -> None:
    """SegNet labels every pixel: rows that a pool rounded up are cut again by unpooling."""
    net = cnncalc.load(spec).report()
    assert net.layers[-1].output.space == net.input.space


@pytest.mark.parametrize("spec", ["tcn", "wavenet"])
def test_a_causal_net_sees_no_later_step(spec: str) -> None:
    """A unit of a causal net sees its own step and earlier ones: its field ends where the unit stands."""
    for layer in cnncalc.load(spec).report().layers:
        (start,), (size,) = layer.field.start, layer.field.size
        assert isinstance(start, int)
        assert isinstance(size, int)
        assert start + size - 1 == 0, layer.name


def test_a_tcn_sees_all_pixels_of_a_digit() -> None:
    """The last step of the net for sequential MNIST sees all of the 784 pixels, as the authors ask for."""
    (size,) = cnncalc.load("tcn").report().layers[-1].field.size
    assert isinstance(size, int)
    assert size >= 784


@pytest.mark.parametrize("spec", ["dcgan_discriminator", "patchgan70", "srcnn", "vdsr", "dncnn", "context_module"])
def test_all_units_see_as_much(spec: str) -> None:
    """In a net of convolutions alone the smallest and the largest receptive field are one."""
    field = cnncalc.load(spec).report().layers[-1].field
    assert field.size_min == field.size
