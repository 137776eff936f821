"""Nothing that solves a window is missed: every small case is also tried out by hand, one position after the other."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.errors import UsageError
from cnncalc.solve.equation import DOWN, NONE, Choice, Unsolved
from cnncalc.solve.found import Answer, Solution
from cnncalc.solve.layer import solve_layer

UNKNOWN = ("kernel", "stride", "pad", "dilation")


def slid(size: int, kernel: int, stride: int, pad: tuple[int, int], dilation: int) -> tuple[int, int]:
    """Slide a window over an axis by hand: how often it stands there, and how many positions are left over."""
    cells, taps = size + sum(pad), [dilation * tap for tap in range(kernel)]
    places, at = 0, 0
    while at + taps[-1] < cells:
        places, at = places + 1, at + stride
    return places, cells - (at - stride + taps[-1]) - 1


def spread(size: int, kernel: int, stride: int, pad: int, extra: int, dilation: int) -> int:
    """Spread each position over its taps by hand, take the padding away, and count what is left."""
    reached = {stride * at + dilation * tap for at in range(size) for tap in range(kernel)}
    return len(range(max(reached) + 1)) - 2 * pad + extra


def by_hand(size: int, places: int, known: dict[str, int], exact: bool = True) -> set[tuple[int, ...]]:
    """Try every window within the bounds; of strides that have no effect, the smallest."""
    found = set()
    kernels = [known["kernel"]] if "kernel" in known else range(1, size + 1)
    dilations = [known["dilation"]] if "dilation" in known else range(1, size + 1)
    for kernel, dilation in product(kernels, dilations):
        extent = dilation * (kernel - 1) + 1
        if ("kernel" not in known and extent > size) or ("dilation" not in known and kernel == 1 < dilation):
            continue
        strides = [known["stride"]] if "stride" in known else range(1, kernel + 1)
        pads = [known["pad"]] if "pad" in known else range(extent)
        for stride, pad in product(strides, pads):
            count, left = slid(size, kernel, stride, (pad, pad), dilation)
            moves = "stride" in known or places > 1 or stride == left + 1
            if count == places and moves and (left == 0 or not exact):
                found.add((kernel, stride, pad, dilation))
    return found


def found(choices: list[Choice]) -> set[tuple[int, ...]]:
    """Return what a search found with equal padding."""
    return {(c.kernel, c.stride, c.margin[0], c.dilation) for c in choices if c.margin[0] == c.margin[1]}


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, dict[str, int]]:
    """An axis, what comes out, and a window of which some things are known."""
    size = draw(st.integers(1, 11))
    window = {
        "kernel": draw(st.integers(1, 5)),
        "stride": draw(st.integers(1, 4)),
        "pad": draw(st.integers(0, 4)),
        "dilation": draw(st.integers(1, 3)),
    }
    unknown = draw(st.sets(st.sampled_from(UNKNOWN), min_size=1))
    return size, draw(st.integers(1, 8)), {name: value for name, value in window.items() if name not in unknown}


@given(cases(), st.booleans())
def test_an_axis_has_the_solutions_found_by_hand(case: tuple[int, int, dict[str, int]], exact: bool) -> None:
    """Whatever is unknown, the equation gives exactly the windows that sliding by hand finds, rounded down or not."""
    size, places, known = case
    pad = known.get("pad")
    margin = None if pad is None else (pad, pad)
    window = (known.get("kernel"), known.get("stride"), margin, known.get("dilation"))
    choices = Unsolved(size, places, *window, NONE if exact else DOWN).choices()
    assert found(choices) == by_hand(size, places, known, exact)


@given(cases())
def test_uneven_padding_is_the_last_resort(case: tuple[int, int, dict[str, int]]) -> None:
    """One zero more goes after only where no equal padding solves the axis, and then it ends at the last position."""
    size, places, known = case
    window = (known.get("kernel"), known.get("stride"), None, known.get("dilation"))
    choices = Unsolved(size, places, *window, NONE).choices()
    uneven = [choice for choice in choices if choice.margin[0] != choice.margin[1]]
    assert not uneven or not by_hand(size, places, {name: v for name, v in known.items() if name != "pad"})
    for choice in uneven:
        assert choice.margin[1] == choice.margin[0] + 1
        assert slid(size, choice.kernel, choice.stride, choice.margin, choice.dilation) == (places, 0)


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 2))
def test_an_unknown_input_is_found(places: int, kernel: int, stride: int, pad: int, dilation: int) -> None:
    """Of all sizes up to 200, those found by sliding by hand are the ones that fit, and those that are rounded down."""
    options = {"kernel": kernel, "stride": stride, "pad": pad, "dilation": dilation}
    answer = solve_layer("conv", None, str(places), **options)
    by_size = {size: slid(size, kernel, stride, (pad, pad), dilation) for size in range(1, 200)}
    fitting = [size for size, (count, left) in by_size.items() if count == places and left == 0]
    rounded = [size for size, (count, left) in by_size.items() if count == places and left > 0]
    assert [solution.input.space[0] for solution in answer.solutions] == fitting
    if fitting:
        assert [solution.input.space[0] for solution in answer.rounded] == rounded


@pytest.mark.parametrize("size", range(1, 8))
@pytest.mark.parametrize("made", range(1, 8))
def test_layers_found_are_those_by_hand(size: int, made: int) -> None:
    """Kernel, stride and padding of a convolution between two maps: the layers are those found by hand."""
    answer = solve_layer("conv", f"{size}x{size}", f"{made}x{made}")
    expected = {window[:3] for window in by_hand(size, made, {"dilation": 1})}
    values = [dict(solution.found) for solution in answer.solutions if ":" not in dict(solution.found)["pad"]]
    listed = [(int(v["kernel"].split("x")[0]), int(v.get("stride", 1)), int(v["pad"])) for v in values]
    assert len(listed) == len(set(listed))
    assert set(listed) == expected


@pytest.mark.parametrize("size", range(1, 6))
@pytest.mark.parametrize("made", range(1, 9))
def test_transposed_layers_found_are_those_by_hand(size: int, made: int) -> None:
    """The same for a transposed convolution, whose positions are spread over its taps by hand."""
    expected = set()
    for kernel in range(1, made + 1):
        for stride, pad in product(range(1, kernel + 1), range(kernel)):
            for extra in range(stride):
                if spread(size, kernel, stride, pad, extra, 1) == made:
                    expected.add((kernel, stride, pad, extra))
    answer = solve_layer("deconv", f"{size}x{size}", f"{made}x{made}", output_pad="?", kernel="?", stride="?", pad="?")
    listed = set()
    for solution in answer.solutions:
        values = dict(solution.found)
        if ":" not in values["pad"]:
            extra = int(values.get("output-pad", 0))
            listed.add((int(values["kernel"].split("x")[0]), int(values.get("stride", 1)), int(values["pad"]), extra))
    assert listed == {c for c in expected if size > 1 or c[1] == c[3] + 1}  # one position is not moved by a stride


def axes_by_hand(solution: Solution) -> list[tuple[int, int]]:
    """Slide a solution's window by hand along each axis of its input."""
    windows = solution.layer.windows(solution.input)
    pairs = zip(solution.input.space, windows, strict=True)
    return [slid(int(size), w.kernel, w.stride, (w.before, w.after), w.dilation) for size, w in pairs]  # type: ignore


@pytest.mark.parametrize(
    ("size", "made", "options"),
    [
        ("32x64", "16x32", {}),
        ("9x12x3", "7x6x8", {"kernel": "3x2"}),
        ("224x225", "112x113", {"kernel": 3, "stride": 2}),
        ("8x8x8x2", "4x4x4x6", {}),
        ("20x1 LC", "9x4 LC", {}),
    ],
)
def test_several_axes(size: str, made: str, options: dict[str, str | int]) -> None:
    """Axes of different sizes: every layer gives the output on each of them and leaves nothing over."""
    answer: Answer = solve_layer("conv", size, made, **options)
    assert answer.solutions
    for solution in answer.solutions:
        assert axes_by_hand(solution) == [(places, 0) for places in solution.output.space]


def test_axes_are_alike_if_they_can_be() -> None:
    """Where one window serves all axes, no other is listed; where none does, each axis has its own."""
    alike = solve_layer("conv", "32x64", "16x32")
    assert {len(set(solution.layer.windows(solution.input))) for solution in alike.solutions} == {1}
    (own,) = solve_layer("conv", "9x11", "9x11", kernel="3x5").solutions
    assert dict(own.found)["pad"] == "1x2"


def test_a_search_that_is_too_large_is_refused() -> None:
    """The refusal says the bound and how to narrow the search; narrowed, it is answered."""
    with pytest.raises(UsageError, match="more than 50,000 combinations"):
        solve_layer("conv", "1000x1000", "2x2")
    assert solve_layer("conv", "1000x1000", "2x2", pad=0, stride=4).solutions[0].found == (("kernel", "996x996"),)
