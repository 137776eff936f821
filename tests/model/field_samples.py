"""Layers along one axis by their own definitions, and walking back through them one unit at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from hypothesis import strategies as st

from cnncalc.model.axis_field import AxisField
from cnncalc.model.field import ReceptiveField
from cnncalc.model.reach import Span

NET_INPUT = AxisField.identity()


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


def readings(net: ReceptiveField) -> tuple[object, ...]:
    return net.size, net.size_min, net.jump, net.start, net.whole, net.dense


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
