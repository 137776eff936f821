"""Which inputs feed a unit, and in which layer two inputs first meet: the graph walked back or forth from one place.

A receptive field (`cnncalc.model.field`) is the textbook's: it goes on beyond the edges of every map. Here only the
units that exist are followed, so what a layer reads of its padding, or what was cropped away, feeds nothing. Units and
positions count from 0; a vector is an axis of its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from cnncalc.algebra.errors import counted
from cnncalc.errors import RuleError, UsageError
from cnncalc.explain.places import back, forth, positions_of, shared, space_of
from cnncalc.model.graph import Node, Tap
from cnncalc.model.reach import POINTWISE, Seen
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume, axis_names


class AxisSeen(NamedTuple):
    """What a unit sees along one axis of the net's input."""

    name: str
    """The axis: `height`, `width`; `inputs` where the input is a vector."""
    size: int
    """The positions that the input has."""
    field: Seen | None
    """The receptive field as the formula gives it, also beyond the edges; None if the unit is under no window."""
    inside: tuple[int, ...]
    """The positions of the input that feed the unit."""


class UnitSeen(NamedTuple):
    """Which inputs feed one unit of a layer, on all its maps alike."""

    layer: LayerReport
    unit: tuple[int, ...]
    image: Volume
    axes: tuple[AxisSeen, ...]
    places: tuple[tuple[tuple[int, ...], ...], ...]
    """Boxes of places that together feed the unit: of each box the positions along every axis."""
    exact: bool = True
    """False if it is known only that no other places feed the unit."""

    @property
    def space(self) -> tuple[int, ...]:
        """The sizes of the input's axes."""
        return tuple(axis.size for axis in self.axes)

    @property
    def pixels(self) -> tuple[int, ...]:
        """The places that feed the unit, numbered from 0 row by row."""
        found = {number_of(place, self.space) for box in self.places for place in product(*box)}
        return tuple(sorted(found))

    @property
    def total(self) -> int:
        """How many places feed the unit."""
        return prod(map(len, self.places[0])) if len(self.places) == 1 else len(self.pixels)

    @property
    def everything(self) -> bool:
        """Whether every place of the input feeds the unit."""
        return self.total == prod(self.space)


class Meeting(NamedTuple):
    """Where two places of the input first meet: the first layer with a unit that both of them feed."""

    places: tuple[tuple[int, ...], tuple[int, ...]]
    image: Volume
    seen: UnitSeen | None
    """The first unit that both feed, with everything that feeds it; None if they never meet."""
    units: int
    """How many units of that layer both feed."""
    apart: tuple[str, ...]
    """The layers before it that look beyond one position, and in which no unit sees both."""
    exact: bool = True
    """False if they may meet earlier: a layer that slides along a flattened map is not followed."""
    unseen: tuple[tuple[int, ...], ...] = ()
    """Those of the places that feed nothing at all: no window looks at them."""


def field(report: Report, layer: str, unit: Sequence[int] | None = None, *, count_from: int = 0) -> UnitSeen:
    """Return which inputs feed a unit of a layer; without a `unit`, the first one.

    A unit of a map is a position on each of its axes (all its channels see the same places), a unit of a vector is
    one number. `count_from` is the number of the first one; in the answer, everything counts from 0.

    Raises:
        UsageError: there is no such layer or unit.
        RuleError: the layer flattens or reshapes, so its units lie in no spatial order (code `shape`).
    """
    found = report.named(layer)
    if found.field.axes is not None and not found.field.ordered:
        raise RuleError(
            "shape",
            f"{found.name} has the numbers of a map in a row: its units have no place in the image",
            _ordered_before(report, found),
        )
    space = space_of(found.output)
    chosen = (count_from,) * len(space) if unit is None else unit
    return _seen(report, found, _checked(chosen, found.output, f"a unit of {found.name}", count_from))


def meet(report: Report, first: int | Sequence[int], second: int | Sequence[int], *, count_from: int = 0) -> Meeting:
    """Return the first layer in which two places of the input meet in one unit.

    A place is a position on each axis, or its number row by row. `count_from` is the number of the first one; in the
    answer, everything counts from 0.

    Raises:
        UsageError: a place is outside of the input, or both are the same.
    """
    places = _input_place(report, first, count_from), _input_place(report, second, count_from)
    if places[0] == places[1]:
        raise UsageError("the two places are the same: an input meets another one")
    fed = [forth(report.graph, place) for place in places]
    apart: list[str] = []
    exact = True
    for layer in report.layers:
        ours, theirs = (reached.units[layer.node] for reached in fed)
        exact = exact and ours.exact and theirs.exact
        if common := shared(ours, theirs):
            units = {unit for box in common for unit in product(*map(positions_of, box))}
            return Meeting(places, report.input, _seen(report, layer, min(units)), len(units), tuple(apart), exact)
        if layer.node.layer.reach(*layer.node.volumes) is not POINTWISE:
            apart.append(layer.name)
    unseen = tuple(place for place, reached in zip(places, fed, strict=True) if not reached.anything)
    return Meeting(places, report.input, None, 0, tuple(apart), exact, unseen)


def number_of(place: Sequence[int], space: Sequence[int]) -> int:
    """Return the number of a place, counted from 0 row by row."""
    number = 0
    for position, size in zip(place, space, strict=True):
        number = number * size + position
    return number


def place_of(number: int, space: Sequence[int]) -> tuple[int, ...]:
    """Return the place that has a number, counted from 0 row by row."""
    place: list[int] = []
    for size in reversed(space):
        number, position = divmod(number, size)
        place.append(position)
    return tuple(reversed(place))


# --- what is asked -------------------------------------------------------------------------------------------------


def _input_place(report: Report, place: int | Sequence[int], base: int) -> tuple[int, ...]:
    """Return a place of the input, counted from 0."""
    space = space_of(report.input)
    if not isinstance(place, int):
        return _checked(place, report.input, "a place of the input", base)
    if not 0 <= place - base < prod(space):
        last = prod(space) - 1 + base
        raise UsageError(f"the places of the input ({report.input}) are numbered {base} to {last}, not {place}")
    return place_of(place - base, space)


def _checked(place: Sequence[int], volume: Volume, what: str, base: int) -> tuple[int, ...]:
    """Return a place counted from 0, or refuse one that a map does not have."""
    space = space_of(volume)
    axes = len(space)
    if len(place) != axes:
        names = f" ({','.join(axis_names(axes))})" if axes > 1 else ""
        raise UsageError(f"{what} ({volume}) is {counted(axes, 'number')}{names}, not {_listed(place)}")
    moved = tuple(position - base for position in place)
    if not all(0 <= position < size for position, size in zip(moved, space, strict=True)):
        first, last = _listed([base] * axes), _listed([size - 1 + base for size in space])
        raise UsageError(
            f"{what} ({volume}) lies between {first} and {last}, counted from {base}, not {_listed(place)}"
        )
    return moved


def _listed(place: Iterable[int]) -> str:
    return ",".join(map(str, place))


def _ordered_before(report: Report, layer: LayerReport) -> str:
    """Name the layer before in which places still are places."""
    fields = {other.node: other for other in report.layers}
    node: Tap = layer.node
    while isinstance(node, Node) and not fields[node].field.ordered:
        node = node.inputs[0]
    return f"ask for {node.name}, the map before it" if isinstance(node, Node) else "ask for a layer behind it"


# --- walking -------------------------------------------------------------------------------------------------------


def _seen(report: Report, layer: LayerReport, unit: tuple[int, ...]) -> UnitSeen:
    """Return what feeds a unit that exists."""
    graph, space = report.graph, space_of(report.input)
    fed = back(graph, layer.node, unit)
    boxes = tuple(tuple(map(positions_of, box)) for box in fed.boxes)
    names = axis_names(len(space)) if report.input.space else ("inputs",)
    axes = [
        AxisSeen(name, size, window, tuple(sorted({position for box in boxes for position in box[axis]})))
        for axis, (name, size, window) in enumerate(zip(names, space, _windows(layer, unit, space), strict=True))
    ]
    return UnitSeen(layer, unit, report.input, tuple(axes), boxes, fed.exact)


def _windows(layer: LayerReport, unit: tuple[int, ...], space: Sequence[int]) -> tuple[Seen | None, ...]:
    """Return the receptive field of the unit on each axis; None where no window leads there."""
    axes = layer.field.axes
    if not axes or not layer.field.ordered or len(axes) != len(unit):
        return (None,) * len(space)
    return tuple(axis.at(position) for axis, position in zip(axes, unit, strict=True))
