"""The places of a window along one axis, drawn in a row of cells."""

from __future__ import annotations

from cnncalc.model.reach import spans
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import whole

LONGEST = 32
"""An axis of more positions than this is not drawn."""
MOST_ROWS = 4
"""Windows that overlap stand below each other, in at most so many rows."""


def drawing(layer: LayerReport, axis: int) -> tuple[str, ...]:
    """Return the cells of an axis (■ seen, □ never looked at, · padding) and the windows below them.

    Returns nothing where that is too much to be read.
    """
    (volume,) = layer.node.volumes
    size, count = whole(volume.space[axis]), whole(layer.output.space[axis])
    slid, window = spans(layer.node.layer.reach(volume)), layer.node.layer.windows(volume)[axis]
    if size > LONGEST or slid is None:
        return ()
    before, after = whole(window.before), whole(window.after)
    places = [slid[axis].taps(unit) for unit in range(count)]
    seen = {position for taps in places for position in taps}
    cells = ("·" if not 0 <= p < size else "■" if p in seen else "□" for p in range(-before, size + after))
    rows: list[str] = []
    for number, taps in enumerate(places, start=1):
        start, bracket = 2 * (taps[0] + before), _bracket(str(number), 2 * (taps[-1] - taps[0]) + 1)
        row = next((row for row, text in enumerate(rows) if len(text) < max(start, 1)), len(rows))
        rows[row : row + 1] = [(rows[row] if row < len(rows) else "").ljust(start) + bracket]
        if not bracket or len(rows) > MOST_ROWS:
            return ()
    return " ".join(cells), *rows


def _bracket(number: str, width: int) -> str:
    """Return a window with its number in the middle, or nothing if it is too narrow for that."""
    if width < len(number) + 2:
        return number.center(width) if width >= len(number) else ""
    return f"└{number.center(width - 2, '─')}┘"
