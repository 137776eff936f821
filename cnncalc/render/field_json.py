"""Which inputs feed a unit, and where two inputs first meet: the documents of `--json`."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc import __version__
from cnncalc.explain.seen import AxisSeen, Meeting, UnitSeen
from cnncalc.render.field_map import small
from cnncalc.render.json import SCHEMA_VERSION


def field_document(seen: UnitSeen, count_from: int | None = None) -> dict[str, object]:
    """Return what feeds a unit as the document of `--json`; units and positions count from `count_from` or 0."""
    return {"schema_version": SCHEMA_VERSION, "cnncalc": __version__, **_seen(seen, count_from or 0)}


def meeting_document(meeting: Meeting, count_from: int | None = None) -> dict[str, object]:
    """Return where two inputs first meet as the document of `--json`."""
    base = count_from or 0
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "count_from": base,
        "places": [_moved(place, base) for place in meeting.places],
        "meets": None if meeting.seen is None else _seen(meeting.seen, base),
        "units": meeting.units,
        "apart": list(meeting.apart),
        "unseen": [_moved(place, base) for place in meeting.unseen],
        "exact": meeting.exact,
    }


def _seen(seen: UnitSeen, base: int) -> dict[str, object]:
    return {
        "layer": seen.layer.name,
        "op": seen.layer.node.layer.kind,
        "unit": _moved(seen.unit, base),
        "count_from": base,
        "input": {"space": list(seen.image.space), "channels": seen.image.channels, "text": seen.image.text},
        "axes": [
            {
                "axis": axis.name,
                "size": axis.size,
                "field": _ends(axis, base),
                "inside": _moved(axis.inside, base),
            }
            for axis in seen.axes
        ],
        "places": seen.total,
        "numbered": _moved(seen.pixels, base) if small(seen) else None,
        "everything": seen.everything,
        "exact": seen.exact,
    }


def _ends(axis: AxisSeen, base: int) -> list[int] | None:
    """Return first and last position of a window, also beyond the edges."""
    return [axis.field.low + base, axis.field.low + axis.field.size - 1 + base] if axis.field else None


def _moved(place: Sequence[int], base: int) -> tuple[int, ...]:
    return tuple(position + base for position in place)
