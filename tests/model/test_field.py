"""Receptive fields, held against walking back from a unit position by position."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnncalc.model.axis_field import MOST_UNITS
from cnncalc.model.reach import MOST_POSITIONS, Seen, Span
from tests.model.field_samples import (
    NET_INPUT,
    Chain,
    Sample,
    adaptive,
    chains,
    check_readings,
    fractions,
    level_chains,
    nearest,
    seen_by,
    size_jump_start,
    through,
    transposed,
    walk_back,
    whole_steps,
    window,
)

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
