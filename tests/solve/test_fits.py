"""What would make a window fit: every proposal is tried out by counting windows one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.errors import Problem
from cnncalc.layers.conv import Conv
from cnncalc.layers.pool import Avgpool, Maxpool
from cnncalc.layers.windowed import Windowed
from cnncalc.model.report import Report
from cnncalc.model.volume import Volume, whole
from cnncalc.solve.changes import Change, changes
from cnncalc.solve.fits import misfit_problems


def problem(report: Report) -> Problem:
    """Return the only misfit of a report."""
    (found,) = misfit_problems(report)
    return found


def places(layer: Windowed, volume: Volume) -> list[tuple[int, set[int], bool]]:
    """Slide the window along each axis by hand: how often it fits, what it sees, and whether it ends at the end."""
    axes = []
    for size, window in zip(volume.space, layer.windows(volume), strict=True):
        cells = list(range(-whole(window.before), whole(size) + whole(window.after)))
        taps = [whole(window.dilation) * tap for tap in range(whole(window.kernel))]
        count, seen, at = 0, set[int](), 0
        while at + taps[-1] < len(cells):
            seen |= {cells[at + tap] for tap in taps}
            count, ends, at = count + 1, at + taps[-1] == len(cells) - 1, at + whole(window.stride)
        axes.append((count, seen, ends))
    return axes


def holes(layer: Windowed, volume: Volume) -> bool:
    """Whether a position well inside a long axis is never looked at."""
    long = Volume(tuple(size + 200 for size in volume.space), volume.channels)
    return any(not set(range(60, 140)) <= seen for _, seen, _ in places(layer, long))


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[Conv, Volume]:
    """A convolution whose window is not larger than its padded input."""
    kernel = draw(st.tuples(st.integers(1, 7), st.integers(1, 7)))
    dilation = draw(st.integers(1, 3))
    stride = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    pad = tuple((draw(st.integers(0, 3)), draw(st.integers(0, 3))) for _ in range(2))
    space = tuple(dilation * (k - 1) + 1 + draw(st.integers(0, 30)) for k in kernel)
    layer = Conv(filters=2, kernel=kernel, stride=stride, pad=pad, dilation=dilation)
    return layer, Volume(space, 3)


@given(convolutions())
def test_changes_fit(case: tuple[Conv, Volume]) -> None:
    """A proposed change ends at the last position, gives the size it says, and leaves no new holes."""
    layer, volume = case
    found = changes(layer, volume)
    if all(ends for _, _, ends in places(layer, volume)):
        assert found == ()
    for change in found:
        axes = places(change.layer, change.volume)
        assert all(ends for _, _, ends in axes)
        assert change.output.space == tuple(count for count, _, _ in axes)
        assert holes(layer, volume) or not holes(change.layer, change.volume)


@given(convolutions())
def test_a_change_is_single(case: tuple[Conv, Volume]) -> None:
    """A change touches one option or the input, and is smaller than a stride on each axis, but for stride 1."""
    layer, volume = case
    for change in changes(layer, volume):
        changed = {name for name in Conv.model_fields if getattr(change.layer, name) != getattr(layer, name)}
        assert changed == (set() if change.option == "input" else {change.option})
        assert (change.volume != volume) == (change.option == "input")
        if change.option == "input":
            pairs = zip(change.volume.space, volume.space, layer.strides(volume), strict=True)
            assert all(abs(whole(now) - whole(was)) < whole(stride) for now, was, stride in pairs)


@given(convolutions())
def test_a_change_can_be_written(case: tuple[Conv, Volume]) -> None:
    """Written into the layer's line as it is printed, a change gives the volume that it promises."""
    layer, volume = case
    margins = "x".join(f"{before}:{after}" for before, after in layer.margins(volume))
    kernel, stride = ("x".join(map(str, sizes)) for sizes in (layer.kernel, layer.stride))
    before = {"kernel": kernel, "stride": stride, "pad": margins, "dilation": str(layer.dilation[0])}
    for change in changes(layer, volume):
        now = {**before, change.option: change.value}
        size = change.value if change.option == "input" else "x".join(map(str, volume.space))
        text = f"conv: 2 x {now['kernel']}, stride {now['stride']}, pad {now['pad']}, dilation {now['dilation']}"
        report = api.chain(f"{size}x3 HWC", text)
        assert report.layers[0].output == change.output
        assert not report.layers[0].misfits


@pytest.mark.parametrize(
    ("layer", "volume", "expected"),
    [
        (
            Conv(filters=1, kernel=(3, 3), stride=3),
            Volume((7, 7), 1),
            ["pad 1: 3x3x1", "kernel 4x4: 2x2x1", "stride 2: 3x3x1", "stride 1: 5x5x1",
             "input 6x6: 2x2x1", "input 9x9: 3x3x1"],
        ),
        (
            Conv(filters=32, kernel=(3, 3), stride=2, pad=1),
            Volume((224, 224), 3),
            ["pad 0:1: 112x112x32", "pad 1:0: 112x112x32", "input 223x223: 112x112x32", "input 225x225: 113x113x32"],
        ),
        (
            Maxpool(kernel=(2, 2)),
            Volume((7, 7), 4),
            ["pad 0:1: 4x4x4", "pad 1:0: 4x4x4", "kernel 3x3, stride 2: 3x3x4", "stride 1: 6x6x4",
             "input 6x6: 3x3x4", "input 8x8: 4x4x4"],
        ),
        (
            Conv(filters=1, kernel=(1, 1), stride=2),
            Volume((56, 56), 3),
            ["kernel 2x2: 28x28x1", "stride 1: 56x56x1", "input 55x55: 28x28x1", "input 57x57: 29x29x1"],
        ),
        (
            Avgpool(kernel=(3, 3), stride=2),
            Volume((8, 9), 2),
            ["pad 0:1x0: 4x4x2", "pad 1:0x0: 4x4x2", "kernel 2x3: 4x4x2", "kernel 4x3: 3x4x2", "stride 1x2: 6x4x2",
             "stride 1: 6x7x2", "input 7x9: 3x4x2", "input 9x9: 4x4x2"],
        ),
    ],
)  # fmt: skip
def test_proposals(layer: Windowed, volume: Volume, expected: list[str]) -> None:
    """The proposals are the nearest ones, padding first and the input last."""

    def told(change: Change) -> str:
        return f"{change.what}: {change.output}"

    assert list(map(told, changes(layer, volume))) == expected


def test_the_problem_of_a_misfit() -> None:
    """The problem has the quotient as it is taught, what is lost, and what would fit."""
    found = problem(api.chain("224x224x3", "conv: 96 x 11x11, stride 4", rounding="strict"))
    assert found.code == "does-not-fit"
    assert found.message == "(224 + 2*0 - 11)/4 + 1 = 54.25 is not a whole number"
    assert found.help == (
        "rounded down: 54x54x96, and the last row and column are never looked at "
        "(`rounding: floor`, as torch, Keras and ONNX do)",
        "fits with: input 223 or 227; pad 0:3; kernel 8x8 or 12x12; no equal padding fits: 213 + 2P is odd",
    )
    assert found.layer == "conv1"
    assert found.origin is not None


def test_harmless() -> None:
    """Where only padding is left over, the problem says that every pixel is looked at."""
    found = problem(api.chain("224x224x3", "conv: 32 x 3x3, stride 2, pad 1"))
    assert found.help[0].endswith("only padding is left over: every pixel is looked at")
    assert found.help[1] == "fits with: input 223 or 225; pad 0:1; no equal padding fits: 221 + 2P is odd"


@pytest.mark.parametrize(
    ("rounding", "layer", "severity"),
    [
        ("strict", "maxpool: 2x2", "error"),
        (None, "maxpool: 2x2", "warning"),
        ("floor", "maxpool: 2x2", "note"),
        ("strict", "maxpool: 2x2, floor", "note"),
        (None, "maxpool: 2x2, strict", "error"),
        ("ceil", "conv: 1 x 3x3, stride 2", "note"),
    ],
)
def test_severity(rounding: str | None, layer: str, severity: str) -> None:
    """How bad a misfit is follows from the layer's own rounding, or else from the net's."""
    size = "8x8x1" if "conv" in layer else "7x7x1"
    assert problem(api.chain(size, layer, rounding=rounding)).severity == severity  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "layer"),
    [
        ("8x8x1", "maxpool: 2x2"),
        ("7x7x1", "maxpool: 2x2, ceil"),
        ("2x2x3", "avgpool: 3x3, stride 3, pad 1, ceil"),
        ("7x7x1", "conv: 1 x 3x3, stride 2, same"),
        ("7x7x1", "deconv: 1 x 3x3, stride 2"),
    ],
)
def test_no_misfit(on: str, layer: str) -> None:
    """What fits, is rounded up, or is padded to fit is no misfit."""
    assert misfit_problems(api.chain(on, layer, rounding="strict")) == ()


@pytest.mark.parametrize(
    ("on", "layer", "lost"),
    [
        ("8x1 LC", "conv: 1 x 3, stride 3", "the last 2 positions are never looked at"),
        ("7x1 LC", "conv: 1 x 3, stride 3", "the last position is never looked at"),
        ("7x9x1", "conv: 1 x 3x3, stride 3", "the last row is never looked at"),
        ("7x8x1", "conv: 1 x 3x3, stride 3", "the last row and the last 2 columns are never looked at"),
        ("8x8x1", "conv: 1 x 3x3, stride 3", "the last 2 rows and columns are never looked at"),
        ("7x7x7x1", "conv: 1 x 3x3x3, stride 3", "the last slice, row and column are never looked at"),
    ],
)
def test_what_is_lost(on: str, layer: str, lost: str) -> None:
    """The rows and columns that are never looked at are counted and named."""
    assert lost in problem(api.chain(on, layer)).help[0]


def test_unequal_quotients() -> None:
    """Axes that do not fit in different ways are each named with their quotient."""
    found = problem(api.chain("7x8x1", "conv: 1 x 3x3, stride 3"))
    assert found.message == (
        "(7 + 2*0 - 3)/3 + 1 = 2.33 is not a whole number in height; "
        "(8 + 2*0 - 3)/3 + 1 = 2.67 is not a whole number in width"
    )


@given(convolutions())
def test_the_parity_sentence(case: tuple[Conv, Volume]) -> None:
    """That no equal padding fits is said only where none of a hundred does."""
    layer, volume = case
    options = f"stride {'x'.join(map(str, layer.stride))}, dilation {layer.dilation[0]}"
    kernel, size = ("x".join(map(str, sizes)) for sizes in (layer.kernel, volume.space))
    for found in misfit_problems(api.chain(f"{size}x3 HWC", f"conv: 2 x {kernel}, {options}")):
        if "no equal padding fits" in found.help[-1]:
            padded = (layer.model_copy(update={"pad": ((pad, pad),)}) for pad in range(100))
            assert not any(all(ends for _, _, ends in places(each, volume)) for each in padded)


def test_how_bad_a_misfit_is_where_nothing_is_asked_for() -> None:
    """Who asks for no rounding is warned, or told of an error where the caller says so; what is asked for counts."""
    net = api.chain("7x7x1", "conv: 1 x 3x3, stride 3")
    assert [problem.severity for problem in misfit_problems(net)] == ["warning"]
    assert [problem.severity for problem in misfit_problems(net, unset="error")] == ["error"]
    floor = api.chain("7x7x1", "conv: 1 x 3x3, stride 3", rounding="floor")
    assert [problem.severity for problem in misfit_problems(floor, unset="error")] == ["note"]


def test_inputs_that_fit_have_letters_where_they_need_them() -> None:
    """An input of a sequence, or one that looks like channels first, is proposed with its letters."""
    (found,) = api.chain("8000x1 LC", "conv: 4 x 9, stride 4").problems
    assert "input 7997x1 LC or 8001x1 LC" in found.help[1]
    (found,) = api.chain("4x8x8 HWC", "conv: 4 x 3x2, stride 2").problems
    assert "input 3x8x8 HWC or 5x8" in found.help[1]
