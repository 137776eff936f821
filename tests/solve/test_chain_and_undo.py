"""Chains of volumes, layers undone, and inputs that fit: every answer is carried out again, forwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.errors import RuleError, UsageError
from cnncalc.model.volume import Volume
from cnncalc.solve.inputs import solve_inputs
from cnncalc.solve.steps import solve_chain
from cnncalc.solve.trial import Obstacle, Trial
from cnncalc.solve.undo import undo

LENET = ("32x32x1", "28x28x6", "14x14x6", "10x10x16", "5x5x16", "120", "84", "10")


def texts(*volumes: str, pad: str | None = None) -> list[str]:
    """Return the likeliest layer of each step."""
    return [step.solutions[0].text for step in solve_chain(*volumes, pad=pad)]


def test_the_chain_of_the_lecture() -> None:
    """28x28x1, 24x24x6, 12x12x6, 8x8x16: 5x5, a 2x2 pool, 5x5; with 156, 0 and 2,416 parameters."""
    steps = solve_chain("28x28x1", "24x24x6", "12x12x6", "8x8x16", pad=0)
    assert [step.solutions[0].text for step in steps] == ["conv: 6 x 5x5", "maxpool: 2x2", "conv: 16 x 5x5"]
    assert [step.solutions[0].params for step in steps] == [156, 0, 2416]
    assert [len(step.solutions) for step in steps] == [1, 4, 1]


def test_lenet() -> None:
    """LeNet-5's volumes give its layers: 5x5 convolutions, 2x2 pools of stride 2, and 61,706 parameters."""
    steps = solve_chain(*LENET)
    assert texts(*LENET) == [
        "conv: 6 x 5x5",
        "maxpool: 2x2",
        "conv: 16 x 5x5",
        "maxpool: 2x2",
        "fc: 120",
        "fc: 84",
        "fc: 10",
    ]
    assert sum(step.solutions[0].params for step in steps) == 61_706


def test_alexnet() -> None:
    """AlexNet's volumes give its layers, but for the second convolution: 3x3 would do as well as its 5x5."""
    steps = solve_chain("227x227x3", "55x55x96", "27x27x96", "27x27x256", "13x13x256", "13x13x384", "6x6x384")
    assert [step.solutions[0].text for step in steps] == [
        "conv: 96 x 11x11, stride 4",
        "maxpool: 3x3, stride 2",
        "conv: 256 x 3x3, pad 1",
        "maxpool: 3x3, stride 2",
        "conv: 384 x 3x3, pad 1",
        "maxpool: 3x3, stride 2",
    ]
    assert "conv: 256 x 5x5, pad 2" in [solution.text for solution in steps[2].solutions[:3]]


@pytest.mark.parametrize("volumes", [LENET, ("224x224x3", "112x112x64", "56x56x64", "28x28x128", "56x56x32", "1x1x32")])
def test_each_layer_leads_to_the_next_volume(volumes: tuple[str, ...]) -> None:
    """Carried out, every layer of every step gives the volume and the parameters that it stands for."""
    for step in solve_chain(*volumes):
        assert step.solutions
        for solution in (*step.solutions[:8], *step.solutions[-2:]):
            report = api.chain(step.input.text, solution.text, rounding="floor")
            assert report.layers[-1].output == step.output
            assert report.totals.params.total == solution.params


def test_a_step_without_a_layer() -> None:
    """A step that no window makes says why, and spares the others."""
    first, second = solve_chain("8x8x3", "20x20x4", "18x18x4", pad=0)
    assert first.solutions
    assert second.solutions
    impossible, fine = solve_chain("24x24x6", "1000x1x8", "998x1x8")
    assert impossible.solutions == ()
    assert impossible.why
    assert fine.solutions
    with pytest.raises(UsageError, match="at least two volumes"):
        solve_chain("8x8x3")
    with pytest.raises(RuleError, match="no channels, or no second"):
        solve_chain("8x8x3", "8x8")


@st.composite
def layers(draw: st.DrawFn) -> tuple[str, str]:
    """A convolution or a pool, and an input that it fits into."""
    kernel, dilation = draw(st.integers(1, 5)), draw(st.integers(1, 2))
    stride, pad = draw(st.integers(1, 4)), draw(st.integers(0, 2))
    size = dilation * (kernel - 1) + 1 + draw(st.integers(0, 9))
    options = f"stride {stride}, pad {pad}"
    op = draw(st.sampled_from(["conv: 4 x ", "maxpool: ", "avgpool: "]))
    if op.startswith("conv"):
        options += f", dilation {dilation}"
    return f"{op}{kernel}x{kernel}, {options}", f"{size}x{size + draw(st.integers(0, 3))}x8 HWC"


@given(layers())
def test_what_is_undone_has_its_size_again(case: tuple[str, str]) -> None:
    """A layer and the layer that undoes it, one after the other, give the size that went in."""
    layer, size = case
    try:
        undone = undo(layer, size)
    except RuleError as error:
        assert error.code in ("shape", "value")  # noqa: PT017  # pads wider than the kernel leave nothing to undo
        return
    report = api.chain(size, layer, undone.solution.text, rounding="floor")
    assert report.layers[-1].output == report.input == undone.input


def test_undone_layers() -> None:
    """The transposed layer has the same window; its extra output is what the window leaves over."""
    undone = undo("conv: 64 x 3x3, stride 2, pad 1", "32x32x3")
    assert undone.solution.text == "deconv: 3 x 3x3, stride 2, pad 1, output_pad 1"
    assert undone.left == (1, 1)
    assert undo("conv: 64 x 3x3, stride 2, pad 1", "33x33x3").solution.text == "deconv: 3 x 3x3, stride 2, pad 1"
    assert undo("maxpool: 2x2", "8x8x3").solution.text == "unpool: 2x2"
    assert undo("conv: 8 x 3, dilation 2", "20x4 LC").solution.text == "deconv: 4 x 3, dilation 2"
    with pytest.raises(UsageError, match="no transposed layer undoes relu"):
        undo("relu", "8x8x3")
    with pytest.raises(UsageError, match="with dilation"):
        undo("maxpool: 2x2, dilation 2", "8x8x3")


STEM = "input: 224x224x3\nlayers:\n  - conv: 96 x 11x11, stride 4\n"


def test_inputs_near() -> None:
    """AlexNet's stem does not fit 224; 223 and 227 are the nearest sizes that do."""
    fitting = solve_inputs(api.read(STEM))
    assert fitting.given.misfits == ("conv1",)
    assert [volume.text for volume in fitting.sizes] == ["223x223x3", "227x227x3"]


@pytest.mark.parametrize("net", ["alexnet", "resnet18", "vgg11"])
def test_inputs_in_a_range(net: str) -> None:
    """In a range, exactly those sizes are listed with which the report has no misfit."""
    spec = api.load(net)
    fitting = solve_inputs(spec, "190..230")
    sizes = range(190, 231)
    reports = {size: spec.report(input=f"{size}x{size}x3", rounding="floor") for size in sizes}
    fits = [size for size, report in reports.items() if not any(layer.misfits for layer in report.layers)]
    assert [volume.space[0] for volume in fitting.sizes] == fits
    assert fitting.tried == len(sizes)


def test_inputs_of_unequal_sides() -> None:
    """Axes of different sizes are moved one by one; a range may stand for each."""
    fitting = solve_inputs(api.read(STEM), "224x320")
    assert [volume.text for volume in fitting.sizes] == ["223x319x3", "227x323x3"]
    product = solve_inputs(api.read(STEM), "223..227x319..323")
    assert [volume.text for volume in product.sizes] == ["223x319x3", "223x323x3", "227x319x3", "227x323x3"]


@pytest.mark.parametrize(
    ("net", "size", "parts"),
    [
        (
            "unet",
            None,
            ["556x556 leaves nothing over", "concat1 fails: input 1 is 54x54x512, but input 2 is 56x56x512"],
        ),
        ("yolov3", None, ["417x417 leaves nothing over", "concat1 fails: input 1 is 28x28x256"]),
        ("resnet50", "200..210", ["each leaves a remainder, first in conv1 (6 of them)"]),
        ("alexnet", "10..20", ["maxpool2 fails: the kernel 3x3 is larger than its padded input"]),
    ],
)
def test_why_no_size_fits(net: str, size: str | None, parts: list[str]) -> None:
    """Where no size fits, the answer says what stands in the way of the nearest that leaves nothing over."""
    fitting = solve_inputs(api.load(net), size)
    assert fitting.sizes == ()
    for part in parts:
        assert part in fitting.why


def test_the_reason_is_true() -> None:
    """By its report, U-Net on the size that is named leaves nothing over, and stops at the join that is named."""
    report = api.load("unet").report(input="556x556x1")
    assert [problem.layer for problem in report.problems if problem.severity == "error"] == ["concat1"]
    assert not any(layer.misfits for layer in report.layers)


def test_the_first_misfit_ends_a_trial() -> None:
    """A size that already leaves a remainder is not carried on to what is wrong behind it."""
    text = "input: 8x8x3\nlayers:\n  - maxpool: 2x2\n  - conv: 4 x 9x9\n"
    trial = Trial(api.read(text))
    assert trial.obstacle(Volume((9, 9), 3), frozenset({0, 1})) == Obstacle("maxpool1")
    stopped = trial.obstacle(Volume((8, 8), 3), frozenset({0, 1}))
    assert stopped is not None
    assert (stopped.layer, stopped.small) == ("conv1", True)
    assert trial.obstacle(Volume((18, 19), 3), frozenset({0})) is None


def test_a_net_that_fits_has_neighbours() -> None:
    """Also where its input is not square, and far away where its pools are many."""
    assert [volume.text for volume in solve_inputs(api.load("c3d")).sizes] == ["8x96x96x3", "24x128x128x3"]
    assert [volume.space for volume in solve_inputs(api.load("m5")).sizes] == [(31744,), (32768,)]


def test_the_pattern_of_sizes_is_named() -> None:
    """VGG-16 halves five times, so its sizes are 32 apart."""
    assert solve_inputs(api.load("vgg16"), "200..330").every == 32
    assert solve_inputs(api.load("vgg16"), "200..260").every is None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("1..9999", "9,999 sizes, and 512 are the most"),
        ("5..3", "no range of sizes"),
        ("a..b", "no range of sizes"),
        ("0..9", "no range of sizes"),
        ("200..210x200..210x200..210", "has 3 sizes"),
    ],
)
def test_ranges_that_are_none(asked: str, message: str) -> None:
    """A range that cannot be read or is too long is refused."""
    with pytest.raises(UsageError, match=message):
        solve_inputs(api.read(STEM), asked)


def test_a_vector_has_no_window() -> None:
    """A net on a vector has nothing to fit, and a net that is too small for its layers does not fit."""
    with pytest.raises(UsageError, match="takes a vector"):
        solve_inputs(api.read("input: 10\nlayers:\n  - fc: 3\n"))
    assert solve_inputs(api.read(STEM), "1..10").sizes == ()
