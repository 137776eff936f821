"""What is usual comes first: odd kernels before even ones, and what fits before what is rounded down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.render.solutions import answer_text
from cnncalc.solve.found import Solution
from cnncalc.solve.layer import solve_layer


def values(solution: Solution) -> tuple[int, int, int, int]:
    """Return kernel, stride and padding before and after along the first axis."""
    window = solution.layer.windows(solution.input)[0]
    return tuple(int(size) for size in (window.kernel, window.stride, window.before, window.after))  # type: ignore


@pytest.mark.parametrize(
    ("op", "size", "made", "first"),
    [
        (
            "conv",
            "224x224x3",
            "55x55x96",
            [(5, 4, 0, False), (7, 4, 0, False), (9, 4, 1, False), (11, 4, 2, False), (8, 4, 0, True)],
        ),
        ("conv", "227x227x3", "55x55x96", [(11, 4, 0, True)]),
        ("conv", "32x32", "16x16", [(2, 2, 0, True), (3, 2, 1, False), (5, 2, 2, False), (7, 2, 3, False)]),
        ("maxpool", "112x112", "56x56", [(2, 2, 0, True), (3, 2, 1, False)]),
        ("maxpool", "55x55", "27x27", [(3, 2, 0, True)]),
        ("conv", "28x28", "24x24", [(5, 1, 0, True), (7, 1, 1, True), (9, 1, 2, True), (11, 1, 3, True)]),
        ("deconv", "28x28", "56x56", [(2, 2, 0, True), (4, 2, 1, True), (3, 2, 1, True)]),
    ],
)
def test_the_first_ones(op: str, size: str, made: str, first: list[tuple[int, int, int, bool]]) -> None:
    """Kernel, stride, padding and whether it fits, of the first windows: those that published nets use."""
    ranked = solve_layer(op, size, made).ranked[: len(first)]
    assert [(*values(solution)[:3], solution.exact) for solution in ranked] == first


def test_alexnet_on_224_is_torchs() -> None:
    """11x11 with stride 4 and padding 2, as torchvision has it, is among the five shown, and told to be rounded."""
    text = answer_text(solve_layer("conv", "224x224x3", "55x55x96"))
    assert "kernel 11x11  stride 4  pad 2" in text
    assert "(224 + 2*2 - 11)/4 + 1 = 55.25, rounded down: 55" in text
    assert "1 fits exactly, 4 rounded down" in text


@given(st.integers(4, 40), st.integers(2, 20), st.sampled_from(["conv", "maxpool"]))
def test_no_even_kernel_before_a_usual_odd_one(size: int, made: int, op: str) -> None:
    """An even kernel that is not laid side by side never stands before an odd one with usual stride and padding."""
    even_seen = False
    for solution in solve_layer(op, f"{size}x{size}", f"{min(size, made)}x{min(size, made)}").ranked:
        kernel, stride, before, after = values(solution)
        even_seen |= kernel % 2 == 0 and (kernel != stride or before > 0)
        thrifty = before == 0 or all(fit.dropped < 2 for fit in solution.layer.fits(solution.input))
        usual = kernel % 2 == 1 and kernel <= 11 and stride <= 4 and before == after <= kernel // 2 and thrifty
        assert not (usual and even_seen)
        assert solution.usual == (usual or (kernel == stride and before == after == 0))


@given(st.integers(4, 40), st.integers(2, 20))
def test_nothing_is_lost_in_the_order(size: int, made: int) -> None:
    """The order holds what fits and what is rounded down, each once, and each gives the wanted size."""
    made = min(size, made)
    answer = solve_layer("conv", f"{size}x{size}", f"{made}x{made}")
    assert sorted(answer.ranked, key=str) == sorted((*answer.solutions, *answer.rounded), key=str)
    for solution in answer.ranked:
        report = api.chain(f"{size}x{size}x1 HWC", solution.text, rounding="floor")
        assert report.layers[0].output.space == (made, made)
        assert solution.exact == (not report.layers[0].misfits)


@pytest.mark.parametrize(
    ("op", "size", "made", "options", "enlarging"),
    [
        ("conv", "28x28", "56x56", {}, ("deconv", ())),
        ("conv", "28x28x3", "30x30x8", {"kernel": 3}, ("deconv", ("kernel",))),
        ("conv", "28x28", "56x56", {"kernel": 2, "stride": 2}, ("deconv", ("kernel", "stride"))),
        ("conv", "28x28", "56x56", {"stride": 3, "pad": 0, "kernel": 2}, ("deconv", ())),
        ("maxpool", "14x14x8", "28x28x8", {}, ("unpool", ())),
        ("conv", "28x28", "14x14", {}, None),
        ("conv", "28x28", "28x28", {}, None),
        ("conv", "28x14", "14x28", {}, None),
        ("deconv", "28x28", "56x56", {}, None),
    ],
)
def test_a_map_that_grows(
    op: str, size: str, made: str, options: dict[str, int], enlarging: tuple[str, tuple[str, ...]] | None
) -> None:
    """Where a map is to grow, the layer that is made for it is named, with the options that it can keep."""
    answer = solve_layer(op, size, made, **options)
    assert answer.enlarging == enlarging
    if enlarging is not None:
        other, kept = enlarging
        again = solve_layer(other, size, made, **{name: options[name] for name in kept})
        assert again.solutions[0].output.space == tuple(map(int, made.split("x")[:2]))
