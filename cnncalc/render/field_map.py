"""Which inputs feed a unit, and where two inputs first meet: as text, with a small picture."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import groupby, pairwise, product
from math import prod
from typing import Final

from cnncalc.explain.seen import AxisSeen, Meeting, UnitSeen
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import Volume, line_names
from cnncalc.render.drawing import LONGEST
from cnncalc.render.look import PLAIN, Look

MOST_RUNS: Final = 16
"""Positions in more pieces than this are counted, not listed."""

MOST_NAMES: Final = 6
"""Of more layers than this the last ones are named."""

_LABEL: Final = 10
_FEW: Final = 3
"""So many positions in a row are written by their ends."""


def field_card(seen: UnitSeen, look: Look = PLAIN, count_from: int | None = None) -> str:
    """Return what feeds a unit.

    `count_from` is the number of the first unit and position; unset, that is 0, and the places of a small image are
    numbered both from 0 and from 1.
    """
    base = count_from or 0
    names = _lines_of(seen.image)
    title = f"{_line(seen.layer)}, unit {_place(seen.unit, base)}"
    body = [*_axis_rows(seen, names, base), *_numbers(seen, names, count_from)]
    lines = [*look.ends(title, f"input {look.input(seen.image)}"), ""]
    for label, text in body:
        lines += look.hanging("  " + look.style("label", label) + " " * (_LABEL - len(label)), 2 + _LABEL, text)
    if picture := drawn(seen):
        lines += ["", *(" " * (2 + _LABEL) + row for row in picture)]
    lines += ["", *(line for note in _notes(seen, names, base) for line in look.hanging("  ", 2, note))]
    return look.page(lines)


def meeting_card(meeting: Meeting, look: Look = PLAIN, count_from: int | None = None) -> str:
    """Return where two inputs first meet, counted from 0 unless another start is given."""
    base, seen = count_from or 0, meeting.seen
    first, second = (_place(place, base) for place in meeting.places)
    lines = [*look.ends(f"inputs {first} and {second}", f"input {look.input(meeting.image)}"), ""]
    if seen is None:
        lost = " and ".join(_place(place, base) for place in meeting.unseen)
        reason = f"no window looks at {lost}" if lost else "no unit of any layer sees both"
        rows = [("they never meet", reason)]
    else:
        unit = "the only one" if meeting.units == 1 else f"the first of {meeting.units:,} that see both"
        rows = [("first meet in", _line(seen.layer)), ("in unit", f"{_place(seen.unit, base)}, {unit}")]
        axes = zip(_lines_of(seen.image), seen.axes, strict=True)
        rows.append(("it sees", ", ".join(f"{name} {_runs(axis.inside, base)}" for name, axis in axes)))
    if seen is not None and meeting.apart:
        rows.append(("not yet in", _some(meeting.apart)))
    label = max(len(name) for name, _ in rows) + 3
    for name, text in rows:
        lines += look.hanging("  " + look.style("label", name) + " " * (label - len(name)), 2 + label, text)
    notes = [_counted(_lines_of(meeting.image), base)]
    if not meeting.exact:
        notes.append("layers that slide along a flattened map are not followed: they may meet there already")
    lines += ["", *(line for note in notes for line in look.hanging("  ", 2, note))]
    return look.page(lines)


def drawn(seen: UnitSeen) -> tuple[str, ...]:
    """Return the image as cells: ■ feeds the unit, □ does not, · is padding under its window.

    Returns nothing where the image is no map or sequence, or too large for a glance.
    """
    if not seen.image.space or not small(seen):
        return ()
    *above, across = (_stretch(axis) for axis in seen.axes)
    feeding = {place for box in seen.places for place in product(*box)}
    windows = [frozenset(axis.field.positions) if axis.field else frozenset() for axis in seen.axes]
    rows = []
    for start in product(*above):
        cells = [_cell((*start, position), seen, feeding, windows) for position in across]
        rows.append(" ".join(cells).rstrip())
    return tuple(rows)


# --- the rows ------------------------------------------------------------------------------------------------------


def _axis_rows(seen: UnitSeen, names: Sequence[str], base: int) -> Iterable[tuple[str, str]]:
    for name, axis in zip(names, seen.axes, strict=True):
        inside = _runs(axis.inside, base)
        if len(axis.inside) == axis.size and axis.field is None:
            yield name, f"{inside}: all"
        elif axis.field is None or (axis.field.size and axis.field.positions == axis.inside):
            yield name, inside
        else:
            yield name, f"{_runs(axis.field.positions, base)}; in the image {inside}"


def _numbers(seen: UnitSeen, names: Sequence[str], count_from: int | None) -> Iterable[tuple[str, str]]:
    """Number the places of a small image as the lectures do, and count those of a large one."""
    label = {1: "numbers", 2: "pixels"}.get(len(names), "places")
    every = prod(seen.space)
    if not small(seen) or not seen.total:
        yield label, f"{seen.total:,} of {every:,}"
        return
    order = "" if len(names) == 1 else ", row by row"
    for base in (1, 0) if count_from is None else (count_from,):
        yield label, f"{_runs(seen.pixels, base)}; numbered {base} to {every - 1 + base}{order}"
        label = ""


def _notes(seen: UnitSeen, names: Sequence[str], base: int) -> Iterable[str]:
    if not seen.total:
        yield "only padding: no input feeds this unit"
    if len(seen.places) > 1:
        yield f"branches differ: not every one of these {' and '.join(names)} together, but {seen.total:,} places"
    if not seen.exact:
        yield "these at the most: which of them depends on the order in which a map was flattened or reshaped"
    if seen.everything and seen.exact:
        yield "the unit sees the whole input"
    elif drawn(seen):
        padding = any("·" in row for row in drawn(seen))
        yield "■ feeds the unit   □ does not" + ("   · padding under its window" if padding else "")
    yield _counted(names, base)


def _counted(names: Sequence[str], base: int) -> str:
    *others, last = ("units", *names)
    return f"{', '.join(others)} and {last} are counted from {base}"


def small(seen: UnitSeen) -> bool:
    """Whether the image is so small that its places are numbered and drawn one by one."""
    return max(seen.space) <= LONGEST and len(seen.space) <= 2


def _lines_of(image: Volume) -> tuple[str, ...]:
    """Name the lines of the axes: `rows` and `columns`; the numbers of a vector are `inputs`."""
    return tuple(f"{name}s" for name in line_names(len(image.space))) if image.space else ("inputs",)


def _runs(positions: Sequence[int], base: int) -> str:
    """Write positions by their runs: `1, 2, 5, 6`, `0 to 4`, `0 to 16, every 2nd`."""
    if not positions:
        return "none"
    first, last = positions[0] + base, positions[-1] + base
    gaps = {later - earlier for earlier, later in pairwise(positions)}
    if len(gaps) == 1 and gaps != {1} and len(positions) > _FEW + 1:
        (gap,) = gaps
        return f"{first} to {last}, every {_ordinal(gap)}"
    runs = []
    for _, numbered in groupby(enumerate(positions, -base), lambda pair: pair[1] - pair[0]):
        run = [position + base for _, position in numbered]
        runs.append(f"{run[0]} to {run[-1]}" if len(run) >= _FEW else ", ".join(map(str, run)))
    return ", ".join(runs) if len(runs) <= MOST_RUNS else f"{len(positions):,} of {first} to {last}"


def _ordinal(number: int) -> str:
    """Write every how many: `2nd`, `3rd`, `11th`."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _place(place: Sequence[int], base: int) -> str:
    return ",".join(str(position + base) for position in place)


def _line(layer: LayerReport) -> str:
    """Return a layer as it is named and written: `conv1: 1 x 2x2`."""
    node = layer.node
    return f"{node.name}: {node.text or node.layer.title}"


def _some(names: Sequence[str]) -> str:
    """List layers; of many, the last ones."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[-MOST_NAMES:])}, nor in the {len(names) - MOST_NAMES} layers before"


# --- the picture and the frame -------------------------------------------------------------------------------------


def _stretch(axis: AxisSeen) -> range:
    """Return the positions that are drawn: the image, and the padding under the window where there is room."""
    if axis.field is None or not axis.field.size:
        return range(axis.size)
    shown = range(min(0, axis.field.low), max(axis.size, axis.field.low + axis.field.size))
    return shown if len(shown) <= LONGEST else range(axis.size)


def _cell(place: tuple[int, ...], seen: UnitSeen, feeding: Container[object], windows: Iterable[Container[int]]) -> str:
    if place in feeding:
        return "■"
    if all(0 <= position < size for position, size in zip(place, seen.space, strict=True)):
        return "□"
    return "·" if all(position in window for position, window in zip(place, windows, strict=True)) else " "
