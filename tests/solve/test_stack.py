"""Layers for a receptive field: held against the report of the same layers, written out one by one."""

from __future__ import annotations

from itertools import combinations_with_replacement, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.errors import UsageError
from cnncalc.solve.stack import Stack, solve_stack


def field(*layers: str) -> int:
    """Return the receptive field that the report gives a net of these layers."""
    size = api.chain("4096x4096x1", *layers).layers[-1].field.size[0]
    assert size is not None
    return size


def only(stacks: tuple[Stack, ...]) -> Stack:
    """Return the only stack."""
    (stack,) = stacks
    return stack


@pytest.mark.parametrize(
    ("rf", "kernel", "depth", "field", "less"),
    [(31, 3, 15, 31, 29), (224, 3, 112, 225, 223), (3, 3, 1, 3, 1), (7, 3, 3, 7, 5), (100, 7, 17, 103, 97)],
)
def test_depth(rf: int, kernel: int, depth: int, field: int, less: int) -> None:
    """The fewest 3x3 layers that see 31 pixels are 15, and 112 see a 224-wide image: 225, and 223 with one less."""
    stack = only(solve_stack(rf, kernel=kernel).solutions)
    assert (stack.depth, stack.field, stack.less) == (depth, field, less)


@given(st.integers(2, 150), st.integers(2, 5), st.integers(1, 3), st.integers(1, 3))
def test_the_depth_is_the_smallest(rf: int, kernel: int, stride: int, dilation: int) -> None:
    """By the report of the written net, the layers found see enough, and one fewer would not."""
    stack = only(solve_stack(rf, kernel=kernel, stride=stride, dilation=dilation).solutions)
    layer = f"conv: 1 x {kernel}x{kernel}, stride {stride}, dilation {dilation}, pad 500, floor"
    layers = [layer] * stack.depth
    assert field(*layers) == stack.field >= rf
    assert (field(*layers[:-1]) if stack.depth > 1 else 1) == stack.less
    assert stack.less < rf


def test_layers_in_turn() -> None:
    """With a 2x2 pool after every second 3x3 layer, 12 layers and 5 pools are enough instead of 112."""
    turn = ("conv: 8 x 3x3", "conv: 8 x 3x3", "maxpool: 2x2")
    stack = only(solve_stack(224, *turn).solutions)
    assert stack.counts == (("conv: 8 x 3x3", 12), ("maxpool: 2x2", 5))
    assert field(*(turn * 6)[:17]) == stack.field == 284
    assert field(*(turn * 6)[:16]) == stack.less == 220


@pytest.mark.parametrize(("rf", "depth", "kernel"), [(31, 5, 7), (31, 15, 3), (30, 5, 7), (2, 1, 2), (1, 3, 1)])
def test_kernel(rf: int, depth: int, kernel: int) -> None:
    """The smallest kernel with which so many layers see the field."""
    stack = only(solve_stack(rf, depth=depth).solutions)
    assert stack.counts == ((f"conv: 1 x {kernel}x{kernel}", depth),)
    assert field(*[f"conv: 1 x {kernel}x{kernel}"] * depth) == stack.field >= rf
    assert stack.less is None or stack.less < rf


def test_dilations_double() -> None:
    """Four 3x3 layers see 31 pixels with dilations 1, 2, 4, 8, whether or not their number is given."""
    for depth in (None, 4):
        stack = solve_stack(31, kernel=3, dilation=None, depth=depth).solutions[0]
        assert (stack.dilations, stack.field, stack.dense) == ((1, 2, 4, 8), 31, True)


@pytest.mark.parametrize(("rf", "kernel", "depth"), [(31, 3, 4), (21, 5, 3), (15, 2, 5), (16, 3, 2), (9, 3, 4)])
def test_dilations_are_all_there(rf: int, kernel: int, depth: int) -> None:
    """Of all sequences that never fall, exactly those are listed whose net sees the smallest field that is enough."""
    answer = solve_stack(rf, kernel=kernel, dilation=None, depth=depth)
    written = {
        dilations: field(*(f"conv: 1 x {kernel}x{kernel}, dilation {dilation}" for dilation in dilations))
        for dilations in combinations_with_replacement(range(1, rf), depth)
        if sum(dilations) < rf
    }
    smallest = min(size for size in written.values() if size >= rf)
    expected = {dilations for dilations, size in written.items() if size == smallest}
    assert {stack.dilations for stack in answer.solutions} == expected
    assert answer.count == len(expected)


def test_holes_are_noticed() -> None:
    """Layers that all have dilation 2 never look at every second pixel."""
    assert not only(solve_stack(31, kernel=3, dilation=2).solutions).dense
    assert only(solve_stack(31, kernel=3).solutions).dense


@pytest.mark.parametrize(
    ("layers", "why"),
    [(("conv: 1 x 1x1",), "they see 1 pixel, however many"), (("relu",), "they see 1 pixel, however many")],
)
def test_never(layers: tuple[str, ...], why: str) -> None:
    """Layers that see one pixel never see more, and the search ends."""
    answer = solve_stack(31, *layers)
    assert answer.solutions == ()
    assert answer.why.startswith(why)


def test_a_global_layer_sees_everything() -> None:
    """A layer that sees its whole input ends the search."""
    assert only(solve_stack(31, "conv: 1 x 3x3", "gap").solutions).whole


@pytest.mark.parametrize(
    ("rf", "options", "message"),
    [
        (0, {"kernel": 3}, "from 1 to 20,000, not 0"),
        (10**9, {"kernel": 3}, "from 1 to 20,000"),
        (31, {}, "of which layers"),
        (31, {"dilation": None}, "of which layers"),
        (31, {"kernel": 1, "dilation": None}, "spread a kernel of at least 2"),
        (1000, {"kernel": 3, "dilation": None, "depth": 12}, "5,000 are the most that are tried"),
        (20_000, {"kernel": 3, "dilation": None, "depth": 900}, "too many to try"),
        (31, {"kernel": 3, "stride": 2, "depth": 4000}, "more than 1,048,576 pixels, which no image has"),
        (31, {"kernel": 3, "depth": 10**9}, "layers up to 20,000, not 1,000,000,000"),
    ],
)
def test_refusals(rf: int, options: dict[str, int | None], message: str) -> None:
    """What is not asked completely, or is too large a search, is refused with the bound."""
    with pytest.raises(UsageError, match=message):
        solve_stack(rf, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rf", "kernel", "depth", "holds"),
    [(31, 3, 15, True), (31, 3, 14, False), (31, 3, 16, False), (224, 3, 112, True), (224, 3, 113, False),
     (225, 3, 112, True), (5, 3, 2, True), (1, 1, 4, True), (31, 1, 4, False), (7, 7, 1, True)],
)  # fmt: skip
def test_everything_given_is_checked(rf: int, kernel: int, depth: int, holds: bool) -> None:
    """It is so if the net of these layers sees exactly so many pixels, or if one layer less would see too few."""
    answer = solve_stack(rf, kernel=kernel, depth=depth)
    seen = field(*[f"conv: 1 x {kernel}x{kernel}"] * depth)
    assert (answer.unknown, bool(answer.solutions)) == ("", holds)
    claimed, *enough = answer.solutions or answer.nearest
    assert (claimed.depth, claimed.field) == (depth, seen)
    for stack in enough:
        assert stack.depth == only(solve_stack(rf, kernel=kernel).solutions).depth
        assert f"they see {seen}" in answer.why


def test_layers_in_turn_are_checked() -> None:
    """Twice two convolutions and a pool see 16 pixels, and with another turn's first layer 24."""
    turn = ("conv: 8 x 3x3", "conv: 8 x 3x3", "maxpool: 2x2")
    assert field(*turn * 2) == 16
    assert only(solve_stack(16, *turn, depth=6).solutions).counts == (("conv: 8 x 3x3", 4), ("maxpool: 2x2", 2))
    claimed, enough = solve_stack(20, *turn, depth=6).nearest
    assert (claimed.field, enough.depth, enough.field) == (16, 7, field(*turn * 2, turn[0]))


def test_too_few_dilations() -> None:
    """Dilations are not looked for where the layers see more than was asked without any."""
    assert solve_stack(3, kernel=3, depth=4, dilation=None).why == "4 layers without dilation already see 9 pixels"


def test_dilations_of_many_layers_come_at_once() -> None:
    """Forty layers could see 20,000 pixels in more ways than can be counted off; some that stay or double are given."""
    answer = solve_stack(20_000, kernel=3, dilation=None, depth=40)
    assert answer.solutions
    for stack in answer.solutions:
        assert len(stack.dilations) == 40
        assert 1 + 2 * sum(stack.dilations) == stack.field >= 20_000
        assert all(later in (first, 2 * first) for first, later in pairwise(stack.dilations))


def test_dilations_of_too_many_layers_are_refused() -> None:
    """More layers than are tried get a refusal that says how many would do."""
    with pytest.raises(UsageError, match="300 layers are too many to try"):
        solve_stack(3_000, kernel=3, dilation=None, depth=300)
