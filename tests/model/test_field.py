"""Receptive fields, held against walking back from a unit position by position."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnncalc.model.field import MOST_UNITS, AxisField, ReceptiveField
from cnncalc.model.reach import MOST_POSITIONS, POINTWISE, UNORDERED, WHOLE, Seen, Span

NET_INPUT = AxisField.identity()


# --- the other account: each layer by its definition, one unit at a time ------------------------------------------


@dataclass(frozen=True)
class Sample:
    """A layer along one axis: its span, and by its own definition the positions that a unit reads."""

    text: str
    span: Span
    reads: Callable[[int], set[int]]
    period: int = 1

    def __repr__(self) -> str:
        return self.text


def window(kernel: int, stride: int, before: int, dilation: int) -> Sample:
    def reads(unit: int) -> set[int]:
        return {unit * stride - before + tap * dilation for tap in range(kernel)}

    text = f"window({kernel}, {stride}, {before}, {dilation})"
    return Sample(text, Span.window(kernel, stride, before, dilation), reads)


def transposed(kernel: int, stride: int, before: int, dilation: int) -> Sample:
    def reads(unit: int) -> set[int]:
        near = range((unit + before) // stride - kernel * dilation - 1, (unit + before) // stride + 2)
        return {j for j in near if unit in {j * stride - before + tap * dilation for tap in range(kernel)}}

    text = f"transposed({kernel}, {stride}, {before}, {dilation})"
    return Sample(text, Span.transposed(kernel, stride, before, dilation), reads, stride)


def nearest(size: int, to: int) -> Sample:
    def reads(unit: int) -> set[int]:
        return {floor(Fraction(unit * size, to))}

    return Sample(f"nearest({size}, {to})", Span.nearest(size, to), reads, to)


def bilinear(size: int, to: int) -> Sample:
    def reads(unit: int) -> set[int]:
        source = (unit + Fraction(1, 2)) * Fraction(size, to) - Fraction(1, 2)
        weights = {floor(source): 1 - source % 1, floor(source) + 1: source % 1}
        return {position for position, weight in weights.items() if weight}

    return Sample(f"bilinear({size}, {to})", Span.bilinear(size, to), reads, to)


def adaptive(size: int, to: int) -> Sample:
    def reads(unit: int) -> set[int]:
        return set(range(floor(Fraction(unit * size, to)), ceil(Fraction((unit + 1) * size, to))))

    return Sample(f"adaptive({size}, {to})", Span.adaptive(size, to), reads, to)


def shift(by: int) -> Sample:
    return Sample(f"shift({by})", Span.shift(by), lambda unit: {unit + by})


Chain = list[Sample]


def walk_back(chain: Iterable[Sample], unit: int) -> set[int]:
    """The positions of the chain's input that a unit of its output sees."""
    units = {unit}
    for layer in reversed(list(chain)):
        units = {position for each in units for position in layer.reads(each)}
    return units


def through(chain: Iterable[Sample], field: AxisField = NET_INPUT, count: int | None = None) -> AxisField:
    for layer in chain:
        field = field.through(layer.span, count)
    return field


def seen_by(field: AxisField, unit: int) -> set[int]:
    return set(field.at(unit).positions)


def extent(positions: set[int]) -> int:
    return max(positions) - min(positions) + 1 if positions else 0


def size_jump_start(field: AxisField) -> tuple[object, ...]:
    return field.size, field.jump, field.start


def check_readings(field: AxisField, sets: list[set[int]]) -> None:
    """The readings of a field are those of the sets its units see; `sets` covers all of its different units."""
    assert field.size == max(map(extent, sets))
    assert field.size_min == min(map(extent, sets))
    assert field.start == min(sets[0], default=None)
    assert field.dense == all(len(each) == extent(each) for each in sets)
    assert field.exact


small = st.integers(1, 4)
windows = st.builds(window, small, st.integers(1, 3), st.integers(0, 3), st.integers(1, 3))
whole_steps = st.one_of(windows, st.builds(shift, st.integers(-3, 3)))
fractions = st.one_of(
    st.builds(transposed, small, st.integers(1, 4), st.integers(0, 3), st.integers(1, 3)),
    st.builds(nearest, st.integers(1, 5), st.integers(1, 5)),
    st.builds(bilinear, st.integers(1, 4), st.integers(1, 4)),
    st.builds(adaptive, st.integers(1, 6), st.integers(1, 5)),
)
chains = st.lists(st.one_of(whole_steps, fractions), min_size=1, max_size=6)


def unchanged_jump(factor: int, kernel: int, before: int, dilation: int, down_first: bool, copy: bool) -> Chain:
    """Layers that go down and up by one factor, in either order, so that the jump stays what it was."""
    down = window(kernel, factor, before, 1)
    up = nearest(1, factor) if copy else transposed(kernel, factor, before, dilation)
    return [down, up] if down_first else [up, down]


level_chains = st.lists(
    st.one_of(
        st.builds(lambda *sizes: [window(sizes[0], 1, *sizes[1:])], small, st.integers(0, 3), st.integers(1, 3)),
        st.builds(
            unchanged_jump, st.integers(1, 3), small, st.integers(0, 2), st.integers(1, 2), st.booleans(), st.booleans()
        ),
    ),
    max_size=2,
).map(lambda parts: [layer for part in parts for layer in part])


# --- one layer ----------------------------------------------------------------------------------------------------


@given(st.one_of(whole_steps, fractions), st.integers(-20, 20))
def test_a_span_lists_what_a_unit_reads(layer: Sample, unit: int) -> None:
    """The taps of a span are the positions that the layer's definition reads."""
    assert set(layer.span.taps(unit)) == layer.reads(unit)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(2, 50))
def test_resizing_depends_on_the_ratio(size: int, to: int, factor: int) -> None:
    """Resizing 10 to 20 is the same layer as resizing 5 to 10."""
    for kind in (Span.nearest, Span.bilinear, Span.adaptive):
        assert kind(size * factor, to * factor) == kind(size, to)


# --- chains -------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(chains)
def test_a_chain_sees_what_walking_back_finds(chain: Chain) -> None:
    """Sets, size, start and holes of a random chain are those found position by position."""
    period = prod(layer.period for layer in chain)
    assume(period <= 60)
    field = through(chain)
    sets = [walk_back(chain, unit) for unit in range(period)]
    assert [seen_by(field, unit) for unit in range(period)] == sets
    check_readings(field, sets)


@settings(max_examples=100, deadline=None)
@given(chains, st.integers(-12, 12))
def test_units_repeat_after_a_period(chain: Chain, unit: int) -> None:
    """A unit one period further on sees what the unit saw, moved by as many jumps."""
    period = prod(layer.period for layer in chain)
    assume(period <= 60)
    field = through(chain)
    assert field.jump is not None
    moved = {position + field.jump * period for position in walk_back(chain, unit)}
    assert walk_back(chain, unit + period) == moved == seen_by(field, unit + period)


@settings(max_examples=50, deadline=None)
@given(chains)
def test_jump_is_the_product_of_the_steps(chain: Chain) -> None:
    """Jumps multiply, also where they are fractions."""
    assume(prod(layer.period for layer in chain) <= MOST_UNITS)
    assert through(chain).jump == prod(Fraction(layer.span.step, layer.span.over) for layer in chain)


@settings(max_examples=50, deadline=None)
@given(chains)
def test_the_period_is_the_smallest(chain: Chain) -> None:
    """No shorter period would describe the same units."""
    field = through(chain)
    assume(len(field.phases) <= 60)
    assert field.jump is not None
    for shorter in range(1, len(field.phases)):
        move = field.jump * shorter
        assert move.denominator != 1 or any(
            field.at(unit + shorter) != field.at(unit).moved(int(move)) for unit in range(len(field.phases))
        )


def test_a_1x1_convolution_costs_nothing() -> None:
    """A window of one tap and stride 1 gives back the very same field, with a pattern and without."""
    field = through([window(3, 2, 1, 1), nearest(1, 2)])
    assert field.through(Span.window(1), 9) is field
    listed = field.joined(NET_INPUT.through(Span.window(3, 3), 9), 9)
    assert listed.jump is None
    assert listed.through(Span.window(1), 9) is listed


def test_pooling_and_transposing_cancel() -> None:
    """A 2x2 pool and then a 2x2 transposed convolution, stride 2: every unit sees its pair."""
    field = through([window(2, 2, 0, 1), transposed(2, 2, 0, 1)])
    assert size_jump_start(field) == (2, 1, 0)
    assert field.size_min == 2


def test_units_between_the_taps_see_nothing() -> None:
    """A transposed convolution whose stride exceeds its kernel leaves units that see nothing."""
    field = through([transposed(1, 3, 1, 1)])
    assert [seen_by(field, unit) for unit in range(6)] == [set(), set(), {1}, set(), set(), {2}]
    assert (field.size, field.size_min, field.start, field.dense) == (1, 0, None, True)


def test_a_net_of_blind_units_sees_nothing() -> None:
    """Where only blind units are read, size is 0 and there is no start."""
    field = through([transposed(1, 2, 0, 1), window(1, 2, 1, 1), window(3, 1, 1, 1)])
    assert (field.size, field.size_min, field.start, field.dense) == (0, 0, None, True)


def test_dilation_leaves_holes_until_they_are_filled() -> None:
    """Taps 2 apart see every second position; an ordinary 3x3 before or after fills the holes."""
    assert not through([window(3, 1, 0, 2)]).dense
    assert not through([window(3, 1, 0, 2), window(3, 1, 0, 2)]).dense
    assert through([window(3, 1, 0, 2), window(2, 1, 0, 1)]).dense
    assert through([window(2, 1, 0, 1), window(3, 1, 0, 2)]).dense


# --- joins --------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(st.lists(level_chains, min_size=2, max_size=3), st.lists(st.one_of(whole_steps, fractions), max_size=2))
def test_branches_of_one_jump_stay_a_pattern(branches: list[Chain], after: Chain) -> None:
    """Branches with the same jump see the union, with a period again, also in the layers after the join."""
    joined = through(branches[0])
    for branch in branches[1:]:
        joined = joined.joined(through(branch), None)
    field = through(after, joined)
    period = 36 * prod(layer.period for layer in after)
    assume(period <= 400)

    def expected(unit: int) -> set[int]:
        heads = walk_back(after, unit)
        return {position for head in heads for branch in branches for position in walk_back(branch, head)}

    sets = [expected(unit) for unit in range(period)]
    assert [seen_by(field, unit) for unit in range(period)] == sets
    check_readings(field, sets)
    assert field.jump == prod(Fraction(layer.span.step, layer.span.over) for layer in after)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.one_of(whole_steps, fractions), max_size=3), min_size=2, max_size=3),
    st.lists(st.one_of(whole_steps, fractions), max_size=2),
    st.integers(1, 20),
    st.integers(1, 20),
)
def test_branches_of_different_jumps_are_followed_unit_by_unit(
    branches: list[Chain], after: Chain, count: int, count_after: int
) -> None:
    """Branches with different jumps have no pattern: the units that exist are kept, and others see nothing."""
    first = through(branches[0], count=count)
    assume(all(through(branch).jump != first.jump for branch in branches[1:]))
    joined = first
    for branch in branches[1:]:
        joined = joined.joined(through(branch), count)
    sets = [{p for branch in branches for p in walk_back(branch, unit)} for unit in range(count)]
    assert [seen_by(joined, unit) for unit in range(count)] == sets
    assert joined.jump is None
    assert seen_by(joined, -1) == seen_by(joined, count) == set()
    check_readings(joined, sets)

    field = joined
    for layer in after:
        field = field.through(layer.span, count_after)
        existing = range(len(sets))
        sets = [
            {p for head in layer.reads(unit) if head in existing for p in sets[head]} for unit in range(count_after)
        ]
    assert [seen_by(field, unit) for unit in range(len(sets))] == sets
    check_readings(field, sets)


def test_a_join_may_shorten_the_period() -> None:
    """Where another branch covers the differences between the units, the pattern is that of the other branch."""
    paired = through([window(2, 2, 0, 1), nearest(1, 2)])
    around = through([window(3, 1, 1, 1)])
    assert (len(paired.phases), paired.joined(around, 8)) == (2, around)


@settings(max_examples=50, deadline=None)
@given(chains)
def test_joining_a_field_with_itself_changes_nothing(chain: Chain) -> None:
    """Two branches that see the same see it together."""
    assert through(chain).joined(through(chain), 9) == through(chain)


def test_broadcasting_repeats_what_unit_0_sees() -> None:
    """A map of one position that is repeated along an axis gives the same field to each unit."""
    field = through([adaptive(8, 1)]).spread()
    assert [field.at(unit) for unit in (0, 1, 5)] == [Seen(0, 8)] * 3
    assert field.jump == 0
    joined = field.joined(NET_INPUT, 3)
    assert [joined.at(unit) for unit in range(3)] == [Seen(0, 8)] * 3
    assert joined.through(Span.window(2), 2).size == 8


# --- cost ---------------------------------------------------------------------------------------------------------


def test_long_periods_are_followed_unit_by_unit() -> None:
    """Where the period exceeds the limit, the units that exist are kept, and the sizes are still exact."""
    chain = [adaptive(97, 89), window(3, 1, 0, 1), adaptive(87, 83)]
    field = through(chain[:2])
    assert field.jump == Fraction(97, 89)
    field = field.through(chain[2].span, 83)
    assert field.jump is None
    check_readings(field, [walk_back(chain, unit) for unit in range(83)])


@pytest.mark.parametrize("count", [10**12 - 1, None])
def test_too_many_units_are_said_not_to_be_exact(count: int | None) -> None:
    """An axis with too many different units is followed for the first of them, and says so from then on."""
    field = NET_INPUT.through(Span.adaptive(10**12, 10**12 - 1), count)
    assert (len(field.phases), field.exact, field.size) == (MOST_UNITS, False, 2)
    assert not field.through(Span.window(3), 9).exact
    assert not field.joined(NET_INPUT, 9).exact
    assert not field.spread().joined(NET_INPUT.spread(), 9).exact
    assert not field.spread().through(Span.window(3), 9).exact


def test_huge_windows_cost_nothing() -> None:
    """A window of any length is one set, and holes too long to follow stay holes until they are covered."""
    wide = NET_INPUT.through(Span.window(2**50, 2**40, 5), 9).through(Span.window(3), 9)
    assert (wide.size, wide.start, wide.dense) == (2**50 + 2 * 2**40, -5, True)
    assert Seen(0, 2**50).united(Seen(2**50, 2**50)) == Seen(0, 2**51)
    sparse = NET_INPUT.through(Span.window(3, dilation=MOST_POSITIONS), 9)
    assert (sparse.size, sparse.dense) == (2 * MOST_POSITIONS + 1, False)
    assert (sparse.through(Span.window(2), 9).size, sparse.through(Span.window(2), 9).dense) == (sparse.size + 1, False)
    covered = sparse.joined(NET_INPUT.through(Span.window(sparse.size), 9), 9)
    assert covered == NET_INPUT.through(Span.window(sparse.size), 9)
    assert sparse.joined(NET_INPUT, 9) == sparse.joined(sparse, 9) == sparse
    assert len(sparse.at(0).positions) == sparse.size


# --- published numbers --------------------------------------------------------------------------------------------


def conv(kernel: int, stride: int = 1, before: int = 0) -> Sample:
    return window(kernel, stride, before, 1)


def test_vgg16() -> None:
    """Simonyan & Zisserman 2014, configuration D: the fields after the five pools are 6, 16, 44, 100, 212."""
    field = NET_INPUT
    found: list[tuple[int, Fraction | int | None]] = []
    for convolutions in (2, 2, 3, 3, 3):
        field = through([conv(3, 1, 1)] * convolutions + [conv(2, 2)], field)
        found.append((field.size, field.jump))
    assert found == [(6, 2), (16, 4), (44, 8), (100, 16), (212, 32)]


def test_alexnet() -> None:
    """Krizhevsky et al. 2012: 11, 19, 51, 67, 99, 131, 163, 195 from conv1 to the last pool."""
    layers = [conv(11, 4), conv(3, 2), conv(5, 1, 2), conv(3, 2), *[conv(3, 1, 1)] * 3, conv(3, 2)]
    sizes = [through(layers[: depth + 1]).size for depth in range(len(layers))]
    assert sizes == [11, 19, 51, 67, 99, 131, 163, 195]


@pytest.mark.parametrize(("stride_on_first", "size"), [(False, 427), (True, 483)])
def test_resnet50(stride_on_first: bool, size: int) -> None:
    """ResNet-50 sees 427 with the stride on the 3x3 (torchvision), 483 with it on the first 1x1 (TF-slim, He 2015)."""
    field = through([conv(7, 2, 3), conv(3, 2, 1)])
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            first, second = (stride, 1) if stride_on_first else (1, stride)
            shortcut = through([conv(1, stride)], field)
            field = through([conv(1, first), conv(3, second, 1), conv(1)], field).joined(shortcut, None)
    assert (field.size, field.dense) == (size, True)
    assert field.jump == 32


def test_unet() -> None:
    """Ronneberger et al. 2015: the last layer sees 188 positions or fewer where skips and upsampling align."""
    field, size, skips = NET_INPUT, 572, []
    for _ in range(4):
        field = through([conv(3), conv(3)], field)
        skips.append((field, size - 4))
        field, size = through([conv(2, 2)], field), (size - 4) // 2
    field, size = through([conv(3), conv(3)], field), size - 4
    for skip, skip_size in reversed(skips):
        size = 2 * size
        cropped = through([shift((skip_size - size) // 2)], skip)
        field = through([conv(3), conv(3)], through([transposed(2, 2, 0, 1)], field).joined(cropped, size))
        size = size - 4
    assert (size, field.size, field.size_min) == (388, 204, 188)
    assert field.jump == 1


# google-research/receptive_field, receptive_field_computation_test.py @f12ae8e: fields, strides, and paddings, where
# a padding of 1 says that the first field starts at -1. Explicit padding in front is a shift back.
ALIGNED = ([conv(1, 4)], [shift(-1), conv(3, 2), conv(1, 2)])


def joined(branches: Iterable[Chain], field: AxisField = NET_INPUT, count: int | None = None) -> AxisField:
    first, second = (through(branch, field) for branch in branches)
    return first.joined(second, count)


def test_net1_aligned() -> None:
    """A 1x1 of stride 4 beside two strides of 2, padded so that the centres agree: 3, jump 4, from -1."""
    field = joined(ALIGNED)
    assert size_jump_start(field) == (3, 4, -1)


def test_net3_misaligned() -> None:
    """Branches with jumps 2 and 1 (on 8x8 the sizes happen to agree): no jump, and each unit has its own size."""
    field = joined(([shift(-2), conv(5, 2)], [conv(3), conv(3)]), count=4)
    assert (field.jump, field.start) == (None, -2)
    assert [field.at(unit).size for unit in range(4)] == [7, 6, 5, 6]


@pytest.mark.parametrize(("before", "start"), [(1, -1), (0, 0)])
def test_net4_same(before: int, start: int) -> None:
    """`same` pads 1 in front on 9x9 and 0 on 8x8: the field starts at -1 or at 0."""
    field = joined(([conv(1, 4)], [conv(3, 2, before), conv(1, 2)]))
    assert size_jump_start(field) == (3, 4, start)


def test_net5_non_square() -> None:
    """Kernels 3x5 and then 3x1, each of stride 2: 7 positions high and 5 wide."""
    net = ReceptiveField.of_input((224, 224))
    net = net.through((Span.window(3, 2), Span.window(5, 2)), (111, 110))
    net = net.through((Span.window(3, 2), Span.window(1, 2)), (55, 55))
    assert readings(net) == ((7, 5), (7, 5), (4, 4), (0, 0), False, True)


def test_net8_nested_adds() -> None:
    """An addition after net1: 11, jump 8, from -5."""
    field = joined(([conv(1, 2)], [shift(-1), conv(3, 2)]), joined(ALIGNED))
    assert size_jump_start(field) == (11, 8, -5)


# fornaxai/receptivefield @fc4fe15, README, notebooks and tests: size, stride, and the centre of the first field,
# start + size/2.
POOL = conv(2, 2)
FORNAX = {
    "minimal_keras": ([conv(7), conv(5), POOL, conv(5)], 20, 2, 10),
    "simple_vgg f0": ([conv(3), conv(3), POOL, conv(3), conv(3)], 14, 2, 7),
    "simple_vgg f1": ([conv(3), conv(3), POOL, conv(3), conv(3), POOL, conv(3), conv(3)], 32, 4, 16),
    "demo valid": ([conv(5), conv(3), POOL, conv(3), conv(3), POOL, conv(3), conv(3)], 34, 4, 17),
    "demo same 0": ([conv(5, 1, 2), conv(3, 1, 1), POOL, conv(3, 1, 1), conv(3, 1, 1)], 16, 2, 1),
    "demo same 1": (
        [conv(5, 1, 2), conv(3, 1, 1), POOL, conv(3, 1, 1), conv(3, 1, 1), POOL, conv(3, 1, 1), conv(3, 1, 1)],
        *(34, 4, 2),
    ),
    "blocks conv0": ([conv(5, 1, 2), conv(3), conv(3), conv(1)], 9, 1, Fraction(5, 2)),
    "blocks conv1": ([conv(5, 1, 2), conv(3), conv(3), conv(1), POOL, conv(3), conv(3), conv(1)], 18, 2, 7),
    "blocks conv2": (
        [conv(5, 1, 2), conv(3), conv(3), conv(1), POOL, conv(3), conv(3), conv(1), POOL]
        + [conv(3)] * 2
        + [conv(3, 1, 1)],
        *(44, 4, 16),
    ),
    "torch pool1": ([conv(3), conv(3), POOL] * 1, 6, 2, 3),
    "torch pool2": ([conv(3), conv(3), POOL] * 2, 16, 4, 8),
    "torch pool3": ([conv(3), conv(3), POOL] * 3, 36, 8, 18),
}


@pytest.mark.parametrize(("chain", "size", "jump", "centre"), FORNAX.values(), ids=FORNAX)
def test_small_nets(chain: Chain, size: int, jump: int, centre: Fraction) -> None:
    """Nets whose size, stride and first centre are published."""
    field = through(chain)
    assert field.start is not None
    assert (field.size, field.start + Fraction(field.size, 2)) == (size, centre)
    assert field.jump == jump


# --- all axes -----------------------------------------------------------------------------------------------------

IMAGE = ReceptiveField.of_input((32, 24))
THREE = (Span.window(3, 2, 1), Span.window(3, 2, 1))


def readings(net: ReceptiveField) -> tuple[object, ...]:
    return net.size, net.size_min, net.jump, net.start, net.whole, net.dense


def test_the_input_sees_itself() -> None:
    """In the input each unit is its own field, and pointwise layers leave it at that."""
    assert readings(IMAGE) == ((1, 1), (1, 1), (1, 1), (0, 0), False, True)
    assert IMAGE.through(POINTWISE, (32, 24)) is IMAGE


@settings(max_examples=50, deadline=None)
@given(chains, chains)
def test_axes_stand_for_themselves(rows: Chain, columns: Chain) -> None:
    """Along each axis a field is what it would be alone."""
    length = min(len(rows), len(columns))
    net = IMAGE
    for row, column in zip(rows, columns, strict=False):
        net = net.through((row.span, column.span), (7, 9))
    assert net.axes == (through(rows[:length], count=7), through(columns[:length], count=9))


def test_a_whole_layer_sees_the_input() -> None:
    """After global pooling the size is the input's, without jump and start, and windows add nothing."""
    net = IMAGE.through(THREE, (16, 12)).through(WHOLE, (1, 1))
    assert readings(net) == ((32, 24), (32, 24), (None, None), (None, None), True, True)
    assert net.exact
    assert net.through(THREE, (1, 1)) is net.through(WHOLE, ()) is net.broadcast((1, 1), (16, 12)) is net


def test_joining_a_whole_path_keeps_the_windowed_one() -> None:
    """After a squeeze-and-excite, sizes are those of the windows, and whole says that there is another path."""
    net = IMAGE.through(THREE, (16, 12))
    squeezed = net.through(WHOLE, (1, 1))
    for scaled in (net.joined(squeezed, (16, 12)), squeezed.joined(net, (16, 12))):
        assert readings(scaled) == ((3, 3), (3, 3), (2, 2), (-1, -1), True, True)
        assert scaled.through(THREE, (8, 6)).whole
        assert scaled.joined(net, (16, 12)).whole
        assert net.joined(scaled, (16, 12)).whole
    assert squeezed.joined(squeezed, (1, 1)) == squeezed


def test_joining_unites_axis_by_axis() -> None:
    """Branches of different kernels give the larger field; of different jumps, none along that axis."""
    net = IMAGE.through(THREE, (16, 12))
    other = IMAGE.through((Span.window(5, 2, 2), Span.window(5, 1, 2)), (16, 12))
    assert net.joined(other, (16, 12)).jump == (Fraction(2), None)
    assert net.joined(other, (16, 12)).start == (-2, -2)
    assert net.joined(other, (16, 12)).size == (5, 15)


def test_flattening_keeps_the_size() -> None:
    """A flattened map has sizes and a start, but no jump, and a window along it counts as whole."""
    flat = IMAGE.through(THREE, (16, 12)).through(UNORDERED, ())
    assert readings(flat) == ((3, 3), (3, 3), (None, None), (-1, -1), False, True)
    assert flat.through(POINTWISE, ()) is flat
    window_along = flat.through((Span.window(3),), (190,))
    assert (window_along.whole, window_along.size) == (True, (32, 24))


def test_joining_vectors_keeps_the_larger_field() -> None:
    """Flattened heads of different jumps, put in a row: the size is that of the largest, and whole is remembered."""
    fine = IMAGE.through(THREE, (16, 12)).flattened()
    coarse = IMAGE.through(THREE, (16, 12)).through(THREE, (8, 6)).flattened()
    for heads in (fine.joined(coarse, ()), coarse.joined(fine, ())):
        assert readings(heads) == ((7, 7), (7, 7), (None, None), (-3, -3), False, True)
    scaled = coarse.joined(coarse.through(WHOLE, ()), ())
    assert fine.joined(scaled, ()).whole


def test_a_vector_that_gates_a_map_counts_as_whole() -> None:
    """A flattened map that is repeated over another map: the windows stay, and whole says that there is more."""
    net = IMAGE.through(THREE, (16, 12))
    gate = net.flattened()
    assert gate.broadcast((), ()) is gate
    gated = net.joined(gate.broadcast((), (16, 12)), (16, 12))
    assert readings(gated) == ((3, 3), (3, 3), (2, 2), (-1, -1), True, True)
    assert ReceptiveField.of_input(()).broadcast((), (4,)).whole


def test_a_map_of_one_position_is_broadcast() -> None:
    """Axes of size 1 are repeated to fit, the others are left alone."""
    net = IMAGE.through((Span.adaptive(32, 1), Span.window(3, 1, 1)), (1, 24)).broadcast((1, 24), (32, 24))
    assert net.size == (32, 3)
    assert net.jump == (Fraction(0), Fraction(1))
    assert net.joined(IMAGE, (32, 24)).size == (32, 3)
    assert IMAGE.broadcast((1, 24), (1, 24)) is IMAGE
    assert IMAGE.broadcast((1, 1), (1, 24)).jump == (Fraction(1), Fraction(0))


def test_holes_and_limits_of_any_axis_count() -> None:
    """A field has holes, or is not exact, if it is so along one axis."""
    assert not IMAGE.through((Span.window(3), Span.window(3, dilation=2)), (30, 20)).dense
    assert IMAGE.exact
    assert not IMAGE.through((Span.window(3), Span.adaptive(10**9, 10**9 - 1)), (30, 10**9 - 1)).exact


def test_inputs_without_common_axes() -> None:
    """Of two inputs with different numbers of axes, the field with more axes is kept, and whole is remembered."""
    vector = ReceptiveField.of_input(()).through(WHOLE, ())
    for net in (IMAGE.joined(vector, (32, 24)), vector.joined(IMAGE, (32, 24))):
        assert (net.size, net.whole) == ((1, 1), True)


def test_an_input_of_unknown_size() -> None:
    """Windows have a field on an input of unknown size; only a layer that sees everything does not."""
    net = ReceptiveField.of_input((None, None)).through(THREE, (None, None))
    assert net.size == (3, 3)
    assert net.through(WHOLE, (1, 1)).size == (None, None)


def test_a_span_for_each_axis() -> None:
    """A layer with fewer spans than there are axes is a mistake of the caller."""
    with pytest.raises(ValueError, match="shorter than"):
        IMAGE.through((Span.window(3),), (30, 22))
