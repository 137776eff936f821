"""Which inputs feed a unit, held against sets of positions that are followed one by one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.errors import RuleError, UsageError
from cnncalc.explain.seen import field, meet, number_of, place_of


class Step(NamedTuple):
    """A layer along one axis: its text, its output size, and the positions that a unit reads by definition."""

    text: str
    size: Callable[[int], int]
    reads: Callable[[int], set[int]]


def window(op: str, kernel: int, stride: int, pad: int, dilation: int) -> Step:
    """Return a convolution or pool: tap t of unit u lies on u*stride - pad + t*dilation."""
    extent = dilation * (kernel - 1) + 1

    def reads(unit: int) -> set[int]:
        return {unit * stride - pad + tap * dilation for tap in range(kernel)}

    filters = "1 x " if op == "conv" else ""
    spread = f", dilation {dilation}" if dilation > 1 else ""
    text = f"{op}: {filters}{kernel}, stride {stride}, pad {pad}{spread}"
    return Step(text, lambda size: (size + 2 * pad - extent) // stride + 1, reads)


def transposed(kernel: int, stride: int) -> Step:
    """Return a transposed convolution: position j adds to the units j*stride + t."""

    def reads(unit: int) -> set[int]:
        return {j for j in range(unit + 1) for tap in range(kernel) if j * stride + tap == unit}

    return Step(f"deconv: 1 x {kernel}, stride {stride}", lambda size: (size - 1) * stride + kernel, reads)


def enlarged(factor: int) -> Step:
    """Return an upsampling that copies every position."""
    return Step(f"upsample: {factor}", lambda size: size * factor, lambda unit: {unit // factor})


ODD = st.integers(1, 3)
STEPS = st.one_of(
    st.builds(window, st.just("conv"), ODD, ODD, st.integers(0, 2), ODD),
    st.builds(window, st.just("maxpool"), st.integers(2, 3), ODD, st.integers(0, 1), st.just(1)),
    st.builds(transposed, ODD, ODD),
    st.builds(enlarged, st.just(2)),
)
CHAINS = st.tuples(st.integers(4, 16), st.lists(STEPS, min_size=1, max_size=4))


def followed(size: int, steps: list[Step]) -> list[list[set[int]]]:
    """Return for every layer what feeds each of its units, from the units that exist in the layer before."""
    seen, layers = [{position} for position in range(size)], []
    for step in steps:
        count = step.size(len(seen))
        assume(1 <= count <= 60)
        existing = range(len(seen))
        seen = [set().union(*(seen[p] for p in step.reads(unit) if p in existing)) for unit in range(count)]
        layers.append(seen)
    return layers


@given(CHAINS)
def test_every_unit_of_a_chain_sees_what_following_it_gives(chain: tuple[int, list[Step]]) -> None:
    """Windows, holes, padding, phases of transposed layers: each unit has exactly the inputs that lead to it."""
    size, steps = chain
    layers = followed(size, steps)
    report = api.chain(f"{size}x1 LC", *(step.text for step in steps))
    for layer, units in zip(report.layers, layers, strict=True):
        for unit, inputs in enumerate(units):
            answer = field(report, layer.name, (unit,))
            assert (set(answer.pixels), answer.exact) == (inputs, True)


@given(CHAINS, st.data())
def test_two_inputs_meet_where_following_them_meets(chain: tuple[int, list[Step]], data: st.DataObject) -> None:
    """The first layer with a unit that both inputs feed, its first such unit, and how many there are."""
    size, steps = chain
    layers = followed(size, steps)
    report = api.chain(f"{size}x1 LC", *(step.text for step in steps))
    first, second = data.draw(st.sampled_from(list(combinations(range(size), 2))))
    meeting = meet(report, first, second)
    both = [[unit for unit, inputs in enumerate(units) if {first, second} <= inputs] for units in layers]
    place = next((number for number, units in enumerate(both) if units), None)
    if place is None:
        assert meeting.seen is None
    else:
        assert meeting.seen is not None
        found = meeting.seen.layer, meeting.seen.unit, meeting.units
        assert found == (report.layers[place], (both[place][0],), len(both[place]))


def test_an_input_that_no_window_looks_at_never_meets() -> None:
    """The last row and column of a stride that does not fit feed nothing, and that is why nothing meets there."""
    stem = api.chain("7x7x1", "conv: 1 x 3x3, stride 3", "fc: 1")
    assert meet(stem, (0, 0), (6, 6)).unseen == ((6, 6),)
    apart = meet(api.chain("7x7x1", "conv: 1 x 3x3"), (0, 0), (6, 6))
    assert (apart.seen, apart.unseen) == (None, ())


CROSS = """
input: 5x5x1
layers:
  - concat:
      - conv: 1 x 1x3, pad 0x1
      - conv: 1 x 3x1, pad 1x0
"""


def test_branches_of_a_row_and_a_column_make_a_cross() -> None:
    """Where a row and a column are joined, their corners feed nothing, though both axes see three positions."""
    answer = field(api.read(CROSS).report(), "concat1", (2, 2))
    assert set(answer.pixels) == {7, 11, 12, 13, 17}
    assert [axis.inside for axis in answer.axes] == [(1, 2, 3), (1, 2, 3)]
    assert answer.total == 5


def test_what_is_cropped_away_feeds_nothing() -> None:
    """A crop's neighbours are zeros for the padded layer behind it, though the receptive field reaches there."""
    report = api.chain("7x7x1", "crop: 3x3", "conv: 1 x 3x3, pad 1")
    (rows, _) = field(report, "conv1", (0, 0)).axes
    assert rows.inside == (2, 3)
    assert rows.field is not None
    assert rows.field.positions == (1, 2, 3)


def test_a_unit_of_padding_alone_sees_nothing() -> None:
    """A 1x1 window on the padding has no input."""
    answer = field(api.chain("3x3x1", "conv: 1 x 1x1, pad 1"), "conv1", (0, 0))
    assert (answer.total, answer.pixels) == (0, ())


def test_a_fully_connected_layer_sees_what_reaches_it() -> None:
    """All 16 pixels of the lecture's image; but not the row and column that no window looked at."""
    assert field(api.chain("4x4x1", "fc: 9"), "fc1", (8,)).everything
    stem = api.chain("7x7x1", "conv: 1 x 3x3, stride 3", "fc: 1")
    assert set(field(stem, "fc1").pixels) == {row * 7 + column for row, column in product(range(6), repeat=2)}


def test_a_gate_lets_a_unit_see_everything() -> None:
    """After squeeze-and-excite a unit sees the whole input, and its windows still have their field."""
    report = api.chain("9x9x4", "conv: 4 x 3x3", "squeeze_excite: r=2")
    answer = field(report, report.layers[-1].name, (1, 2))
    assert answer.everything
    assert [axis.field and axis.field.positions for axis in answer.axes] == [(1, 2, 3), (2, 3, 4)]


@pytest.mark.parametrize(
    ("net", "layer", "unit"),
    [
        ("alexnet", "conv3", (6, 6)),
        ("vgg16", "conv7", (20, 30)),
        ("resnet50", "conv12", (28, 28)),
        ("unet", "conv4", (5, 9)),
        ("googlenet", "conv5", (14, 10)),
    ],
)
def test_inside_a_large_net_it_is_the_receptive_field(net: str, layer: str, unit: tuple[int, ...]) -> None:
    """Far from every border the inputs that feed a unit are those of the receptive field in the report."""
    report = api.load(net).report()
    seen = field(report, layer, unit)
    sizes = report[layer].field.size
    assert tuple(len(axis.inside) for axis in seen.axes) == sizes
    assert all(axis.field is not None and axis.field.positions == axis.inside for axis in seen.axes)


def test_flattening_is_no_meeting_but_the_layer_behind_it_is() -> None:
    """Numbers in a row do not meet; they do in the fully connected layer."""
    meeting = meet(api.chain("6x6x2", "maxpool: 2x2", "flatten", "relu", "fc: 3"), (0, 0), (5, 5))
    assert meeting.seen is not None
    assert (meeting.seen.layer.name, meeting.units, meeting.exact) == ("fc1", 3, True)
    assert meeting.apart == ("maxpool1", "flatten1")


def test_places_beyond_a_reshape_are_upper_bounds() -> None:
    """Behind a reshape of several channels it is said that not every place need feed the unit."""
    answer = field(api.chain("8x8x2", "reshape: 16x8x1", "conv: 1 x 3x3"), "conv1")
    assert (answer.everything, answer.exact) == (True, False)


def test_counting_from_one() -> None:
    """Units and inputs can be counted from 1, and a place may be given by its number."""
    report = api.chain("4x4x1", "conv: 1 x 2x2")
    assert field(report, "conv1", (1, 1), count_from=1) == field(report, "conv1", (0, 0))
    assert meet(report, 1, 6, count_from=1) == meet(report, (0, 0), (1, 1))


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=3).flatmap(lambda s: st.tuples(st.just(s), st.integers(0, 728)))
)
def test_numbers_and_places_are_the_same(drawn: tuple[list[int], int]) -> None:
    """The n-th place row by row is the n-th of all places in order."""
    space, number = drawn
    places = list(product(*map(range, space)))
    assume(number < len(places))
    assert place_of(number, space) == places[number]
    assert number_of(places[number], space) == number


LENET = api.load("lenet5").report()


@pytest.mark.parametrize(
    ("layer", "unit", "said"),
    [
        ("conv9", None, "no layer called conv9; did you mean `conv"),
        ("conv1", (28, 0), r"between 0,0 and 27,27, counted from 0, not 28,0"),
        ("conv1", (-1, 0), r"between 0,0 and 27,27"),
        ("conv1", (3,), "is 2 numbers .height,width., not 3"),
        ("fc1", (0, 0), "is 1 number, not"),
    ],
)
def test_units_that_do_not_exist(layer: str, unit: tuple[int, ...] | None, said: str) -> None:
    """A layer or a unit that is not there is refused, with what there is."""
    with pytest.raises(UsageError, match=said):
        field(LENET, layer, unit)


def test_a_flattened_map_has_no_places() -> None:
    """A unit of a flattened map is refused, with the map before it."""
    report = api.chain("8x8x1", "conv: 2 x 3x3", "flatten", "relu")
    with pytest.raises(RuleError, match="numbers of a map in a row") as caught:
        field(report, "relu1", (0,))
    assert caught.value.help == ("ask for conv1, the map before it",)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [((0, 0), (0, 0), "the same"), ((0, 0), (32, 0), "31,31"), (0, 1024, "numbered 0 to 1023"), ((1,), (2,), "2 num")],
)
def test_inputs_that_cannot_meet(first: int | tuple[int, ...], second: int | tuple[int, ...], said: str) -> None:
    """Places outside of the image, and one place twice, are refused."""
    with pytest.raises(UsageError, match=said):
        meet(LENET, first, second)
