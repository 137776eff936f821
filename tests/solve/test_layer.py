"""Windows and counts, backwards: the lectures' and the exams' questions, and what is said where there is no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.errors import RuleError, UsageError
from cnncalc.solve.found import Answer
from cnncalc.solve.layer import solve_layer

DATA = Path(__file__).parents[1] / "data"
FIGURES = yaml.safe_load((DATA / "conv_arithmetic_dumoulin_visin.yaml").read_text(encoding="utf-8"))["examples"]
OPS = {"conv": "conv", "tconv": "deconv", "avgpool": "avgpool", "maxpool": "maxpool"}


def first(answer: Answer) -> dict[str, str]:
    """Return what the first solution found."""
    return dict(answer.solutions[0].found)


@pytest.mark.parametrize(
    ("figure", "unknown"),
    [
        pytest.param(figure, unknown, id=f"{figure['fig']}-{unknown}")
        for figure in FIGURES
        for unknown in ("kernel", "stride", "pad", "dilation", "in", "out")
        if (figure["op"], unknown) != ("avgpool", "dilation")
    ],
)
def test_dumoulin_and_visin_backwards(figure: dict[str, object], unknown: str) -> None:
    """Each option of each figure of the guide is found again from the others."""
    op = OPS[str(figure["op"])]
    options: dict[str, object] = {"kernel": figure["k"], "stride": figure["s"], "pad": figure["p"]}
    if op != "avgpool":
        options["dilation"] = figure.get("d", 1)
    if op == "deconv":
        options["output_pad"] = figure["output_padding"]
    expected = {**options, "in": figure["i"], "out": figure["o"]}[unknown]
    sizes = [None if unknown == side else str(figure[letter]) for side, letter in (("in", "i"), ("out", "o"))]
    if unknown in options:
        options[unknown] = "?"
    answer = solve_layer(op, *sizes, rounding=None if op == "deconv" else "floor", **options)  # type: ignore[arg-type]
    square = unknown in ("kernel", "in", "out")
    assert (f"{expected}x{expected}" if square else str(expected)) in {
        dict(solution.found)[unknown] for solution in answer.solutions
    }


@pytest.mark.parametrize(
    ("op", "size", "made", "options", "found"),
    [
        ("conv", "63x63", "63x63", {"kernel": 7}, {"stride": "1", "pad": "3"}),
        ("conv", "28x28", "same", {"kernel": 5}, {"stride": "1", "pad": "2"}),
        ("conv", "16x16", "same", {"kernel": 5}, {"stride": "1", "pad": "2"}),
        ("conv", "28x28x1", "24x24x6", {}, {"kernel": "5x5", "stride": "1", "pad": "0"}),
        ("maxpool", "24x24x6", "12x12x6", {}, {"kernel": "2x2", "stride": "2", "pad": "0"}),
        ("maxpool", "55x55x96", "27x27x96", {}, {"kernel": "3x3", "stride": "2", "pad": "0"}),
        ("conv", "227x227x3", "55x55x96", {}, {"kernel": "11x11", "stride": "4", "pad": "0"}),
        ("conv", "224x224x3", "14x14x768", {}, {"kernel": "16x16", "stride": "16", "pad": "0"}),
        ("conv", "13x13x384", "13x13x256", {}, {"kernel": "3x3", "stride": "1", "pad": "1"}),
        ("deconv", "28x28x1024", "56x56x512", {}, {"kernel": "2x2", "stride": "2", "pad": "0"}),
        ("deconv", "3x3", "6x6", {"kernel": 3, "stride": 2}, {"pad": "1", "output-pad": "1"}),
        ("maxpool", "7x7x512", "1x1x512", {}, {"kernel": "7x7", "pad": "0"}),
        ("conv", "224x224", "112x112", {"kernel": 3, "pad": "same"}, {"stride": "2"}),
        ("conv", None, "112x112", {"kernel": 3, "stride": 2, "pad": "same"}, {"in": "224x224"}),
        ("conv", "7x7", "3x3", {"kernel": 3, "dilation": "?"}, {"dilation": "2"}),
    ],
)
def test_the_usual_answer_comes_first(
    op: str, size: str | None, made: str, options: dict[str, str | int], found: dict[str, str]
) -> None:
    """Lectures and published nets use the first answer."""
    assert first(solve_layer(op, size, made, **options)) == found


def test_same_padding_for_every_size() -> None:
    """Without an input, an output of the same size lists kernel and padding together: 3 and 1, 5 and 2, 7 and 3."""
    answer = solve_layer("conv", None, "same")
    assert [solution.values for solution in answer.solutions[:3]] == [
        "kernel 3x3, pad 1",
        "kernel 5x5, pad 2",
        "kernel 7x7, pad 3",
    ]
    assert answer.any_size
    assert "(F - 1)/2" in answer.notes[0]


@given(
    st.sampled_from(["conv", "dwconv", "local", "fc"]),
    st.integers(1, 40),
    st.integers(1, 9),
    st.integers(1, 5),
    st.booleans(),
)
def test_counts_are_found_again(op: str, count: int, depth: int, kernel: int, bias: bool) -> None:
    """A layer's parameters give back its filters or units, or its depth."""
    options: dict[str, object] = {"bias": bias} | ({} if op == "fc" else {"kernel": kernel})
    counted = {"fc": "units", "conv": "filters", "local": "filters"}.get(op)
    size = f"{depth}" if op == "fc" else f"9x9x{depth} HWC"
    given_options = options | ({counted: count} if counted else {})
    params = api.layer(op, size, **given_options).totals.params.total  # type: ignore[arg-type]
    if counted:
        assert first(solve_layer(op, size, params=params, **options))[counted] == str(count)  # type: ignore[arg-type]
    unknown = None if op == "fc" else "9x9x?"
    answer = solve_layer(op, unknown, params=params, **given_options)  # type: ignore[arg-type]
    assert first(answer)["depth"] == str(depth)


def test_kernel_and_filters_for_parameters() -> None:
    """760 parameters on three channels are 10 filters of 5x5, or 190 of 1x1; and nothing else."""
    answer = solve_layer("conv", "32x32x3", params=760)
    assert [solution.values for solution in answer.solutions] == ["kernel 5x5, filters 10", "kernel 1x1, filters 190"]
    brute = {
        (kernel, filters)
        for kernel in range(1, 32)
        for filters in range(1, 761)
        if sum(kernel * kernel * 3 + 1 for _ in range(filters)) == 760
    }
    assert brute == {(5, 10), (1, 190)}


def test_parameters_choose_among_windows() -> None:
    """With both sizes and the parameters, the kernel is the one that has them."""
    answer = solve_layer("conv", "13x13x256", "13x13x384", params=885_120)
    assert [dict(solution.found)["kernel"] for solution in answer.solutions] == ["3x3"]


def test_groups_are_counted() -> None:
    """Filters of a grouped convolution see their share of the channels, and are a multiple of the groups."""
    answer = solve_layer("conv", "27x27x96", kernel=5, groups=2, params=307_456)
    assert first(answer) == {"filters": "256"}


@pytest.mark.parametrize(
    ("size", "made", "options", "why", "nearest"),
    [
        ("63x63", "10x10", {"kernel": 7, "stride": 1}, "= -47 of padding: less than none", ["57x57", "59x59"]),
        ("63x63", "10x10", {"kernel": 7, "pad": 0}, "(63 + 0 - 7)/(10 - 1) = 6.22, which is not", ["10x10"]),
        ("20x20", "9x9", {"pad": 0, "stride": 3}, "span 20 + 0 - (9 - 1)*3 = -4, and it needs", ["7x7", "6x6"]),
        ("20x20", "40x40", {"pad": 0, "stride": 1}, "= -19, and it needs at least 1", ["20x20", "19x19"]),
        ("7x7", "2x2", {"kernel": 3, "dilation": "?"}, "dilation would be (7 + 0 - 1 - (2 - 1)*1)/(3 - 1) = 2.5", None),
        ("9x9", "3x3", {"kernel": 2, "pad": 0}, "(9 + 0 - 2)/(3 - 1) = 3.5, which is not", None),
    ],
)
def test_no_solution_says_why(
    size: str, made: str, options: dict[str, str | int], why: str, nearest: list[str] | None
) -> None:
    """The closed form is shown with its number and why that cannot be, and then what comes nearest."""
    answer = solve_layer("conv", size, made, **options)
    assert answer.solutions == ()
    assert why in answer.why
    spaces = ["x".join(map(str, solution.output.space)) for solution in answer.nearest]
    assert nearest is None or spaces[: len(nearest)] == nearest


def test_nearest_is_not_beaten() -> None:
    """No padding at all comes closer to the wanted output than the nearest one."""
    answer = solve_layer("conv", "20x20", "12x12", kernel=3, stride=3)
    outputs = [api.conv("20x20x1", filters=1, kernel=3, stride=3, pad=pad, rounding="floor") for pad in range(3)]
    away = min(abs(report.layers[0].output.space[0] - 12) for report in outputs)
    assert abs(int(answer.nearest[0].output.space[0]) - 12) == away  # type: ignore[arg-type]


def test_biases_that_were_left_out_are_noticed() -> None:
    """Weights alone (750) are no answer for a layer with biases, and that is said."""
    answer = solve_layer("conv", "32x32x3", kernel=5, params=750)
    assert [solution.params for solution in answer.nearest] == [760, 684]
    assert answer.notes == ("without biases it is: conv: 10 x 5x5, bias off",)


def test_rounding_down_is_told_apart() -> None:
    """What gives the size only rounded down is listed apart, and among the answers if it is asked for."""
    strict = solve_layer("conv", "224x224x3", "112x112x64", kernel=7)
    assert [solution.values for solution in strict.solutions] == ["stride 2, pad 2:3"]
    assert [solution.values for solution in strict.rounded] == ["stride 2, pad 3"]
    (floor,) = solve_layer("conv", "224x224x3", "112x112x64", kernel=7, rounding="floor").solutions
    assert (floor.values, floor.exact, floor.params) == ("stride 2, pad 3", False, 9472)
    (ceil,) = solve_layer("maxpool", "112x112", "56x56", kernel=3, stride=2, rounding="ceil").solutions
    assert (ceil.values, ceil.exact) == ("pad 0", False)


def test_everything_given_is_checked() -> None:
    """With nothing unknown, the answer is whether it is so, and if not, what comes out."""
    assert solve_layer("conv", "28x28", "24x24", kernel=5, stride=1, pad=0).solutions
    wrong = solve_layer("conv", "28x28", "24x24", kernel=3, stride=1, pad=0)
    assert [str(solution.output.space[0]) for solution in wrong.nearest] == ["26"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("conv", None, None, {}), "the input or the output is needed"),
        (("conv", "28x28", None, {}), "which kernel depends on the output"),
        (("conv", "28x28", None, {"kernel": 3, "pad": "?"}), "which pad depends on the output"),
        (("conv", "28x28", "28x28x28x4", {}), "has 2 spatial axes and --out 28x28x28x4 has 3"),
        (("conv", None, "same", {"stride": 2}), "which stride keeps the size"),
        (("conv", "28x28", "24x24", {"pad": "same"}), "every kernel gives this"),
        (("conv", None, None, {"kernel": 3, "params": 10}), "the input is needed to find the filters"),
        (("conv", "8x8", "4x4", {"rounding": "ceil"}), "conv does not round up"),
        (("relu", "3", "3", {}), "neither a window nor parameters"),
        (("add", "3", "3", {}), "no op called add"),
        (("maxpool", "8x8", "4x4", {"filters": 3}), "maxpool has no filters"),
        (("conv", "8x8", "4x4", {"kernel": "3x3x3x3"}), "has 4 values, and there are 2 spatial axes"),
        (("conv", "?x8x3", "4x4", {}), "mixes known and unknown"),
    ],
)
def test_refusals(call: tuple[str, str | None, str | None, dict[str, object]], message: str) -> None:
    """What cannot be asked is refused, with what is missing."""
    op, size, made, options = call
    with pytest.raises(UsageError, match=message):
        solve_layer(op, size, made, **options)  # type: ignore[arg-type]


def test_what_cannot_be_read_is_refused() -> None:
    """A value that is no size is named with its option, and rounding up is for pools alone."""
    with pytest.raises(RuleError, match="kernel cannot be 5,5"):
        solve_layer("conv", "8x8", "4x4", kernel="5,5")
    assert solve_layer("maxpool", "24x24x6", "12x12x8").why == (
        "a maxpool keeps the depth: 6 goes in, and 8 is to come out"
    )
