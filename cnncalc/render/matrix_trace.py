"""Where the window stands for each place of the output: the input drawn again and again, what is seen in brackets."""

from __future__ import annotations

from cnncalc.errors import UsageError
from cnncalc.model.reach import POINTWISE, spans
from cnncalc.model.volume import whole
from cnncalc.numeric.result import Result
from cnncalc.numeric.steps import Step
from cnncalc.numeric.tensor import flat_index, places
from cnncalc.render.look import PLAIN, Look
from cnncalc.render.matrix import PLAINLY, Asked, beside

MOST_DRAWN = 36
"""Of more places only the first ones are drawn."""
LARGEST = 24
"""A map of more rows or columns than this, padding included, is not drawn."""


def trace(result: Result, look: Look = PLAIN, asked: Asked = PLAINLY) -> str:
    """Return the positions of the last layer's window, one after the other, each with the number that it gives.

    Raises:
        UsageError: there is no map to draw, or it is too large.
    """
    step, node = result.steps[-1], result.report.graph.nodes[-1]
    given, output = step.task.given, step.result
    if not given.space or not output.space:
        raise UsageError("--trace draws windows on a map, and the last layer has none")
    margins = _margins(step)
    sizes = [before + size + after for (before, after), size in zip(margins, given.space, strict=True)]
    if max(sizes) > LARGEST:
        raise UsageError(
            f"the padded input of {'x'.join(map(str, sizes))} is too large to be drawn: at most {LARGEST} by {LARGEST}",
            (("--cell 0,0", "shows how one number comes about"),),
        )
    found = places(output.space)
    blocks, titles = [], []
    for place in found[:MOST_DRAWN]:
        shown = ",".join(str(at + asked.base) for at in place)
        index = flat_index(place, output.space)
        titles.append(f"{shown}: {' '.join(asked.style.write(numbers[index]) for numbers in output.maps)}")
        blocks.append(_drawn(step, place, margins, asked))
    lines = [*look.heading(node), "", *beside(blocks, titles, look.width)]
    said = _said(step, len(found), asked)
    return look.page([*lines, *(["", *said] if said else [])])


def _margins(step: Step) -> list[tuple[int, int]]:
    """Return the padding of each axis; none where the windows lie on the output."""
    moving = () if step.operation.spreads else step.task.layer.windows(step.task.given.volume)
    return [(whole(w.before), whole(w.after)) for w in moving] or [(0, 0)] * len(step.task.given.space)


def _seen(step: Step, place: tuple[int, ...]) -> list[set[int]]:
    """Return the positions that a place sees, axis by axis, those of the padding too."""
    reach = step.task.layer.reach(step.task.given.volume)
    if reach is POINTWISE:
        return [{at} for at in place]
    if (slid := spans(reach)) is not None:
        return [set(span.taps(at)) for span, at in zip(slid, place, strict=True)]
    return [set(range(size)) for size in step.task.given.space]


def _drawn(step: Step, place: tuple[int, ...], margins: list[tuple[int, int]], asked: Asked) -> list[str]:
    """Return the first map with its padding, what the place sees in brackets."""
    space, numbers = step.task.given.space, step.task.given.maps[0]
    seen = _seen(step, place)
    if len(space) == 1:
        space, margins, seen = (1, *space), [(0, 0), *margins], [{0}, *seen]
    (top, bottom), (left, right) = margins
    written = list(map(asked.style.write, numbers))
    width = max(map(len, written))
    rows = []
    for r in range(-top, space[0] + bottom):
        cells = []
        for c in range(-left, space[1] + right):
            inside = 0 <= r < space[0] and 0 <= c < space[1]
            text = written[r * space[1] + c] if inside else "·"
            cells.append(f"[{text:>{width}}]" if r in seen[0] and c in seen[1] else f" {text:>{width}} ")
        rows.append("".join(cells))
    return rows


def _said(step: Step, count: int, asked: Asked) -> list[str]:
    """Say what the drawing leaves out."""
    said = [f"  place: what comes out there; places are counted from {asked.base}"]
    if any(before or after for before, after in _margins(step)):
        said.append("  · is padding")
    if len(step.task.given.maps) > 1:
        said.append(f"  drawn on map 1 of {len(step.task.given.maps)}")
    if count > MOST_DRAWN:
        said.append(f"  the first {MOST_DRAWN} of {count} places")
    return said
