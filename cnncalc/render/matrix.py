"""Numbers on the screen: maps side by side, the size behind them, the worked sum of a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnncalc.explain.worked import output_sizes
from cnncalc.model.graph import Node
from cnncalc.model.volume import line_names
from cnncalc.numeric.result import Result
from cnncalc.numeric.steps import Step
from cnncalc.numeric.tensor import PLACES, USUAL, Style, Tensor
from cnncalc.render.look import NO_BREAK, PLAIN, Look

_GAP = "    "
_MOST_CELLS = 8
"""The worked sums of at most so many maps are shown at once."""


class Asked(NamedTuple):
    """What is shown of a result: how numbers are written, where the maxima were, where counting begins."""

    style: Style = USUAL
    argmax: bool = False
    base: int = 0


PLAINLY = Asked()


def card(result: Result, look: Look = PLAIN, asked: Asked = PLAINLY) -> str:
    """Return every step of a result with its numbers, its size and what could be read another way."""
    lines: list[str] = []
    for number, (step, node) in enumerate(zip(result.steps, result.report.graph.nodes, strict=True)):
        lines += ["", *look.heading(node)] if number else look.heading(node)
        lines += ["", *grids(step.result, asked.style, look), ""]
        lines += look.hanging(
            f"  {look.style('result', look.volume(step.result.volume))}   ", _used(step, look), _size(node)
        )
        if asked.argmax and step.winners is not None:
            lines += ["", f"  {winners_title(step, asked)}", "", *_winners(step, asked, look)]
    notes = dict.fromkeys(_notes(result, asked))
    said = [line for note in notes for line in look.hanging("  ", 2, note)]
    return look.page([*lines, *(["", *said] if said else [])])


def numbers(result: Result, asked: Asked = PLAINLY) -> str:
    """Return the numbers that come out, and nothing else: rows of aligned numbers, an empty line between maps."""
    output = result.output
    blocks = [[output.flat]] if not output.space else [output.rows(channel) for channel in range(len(output.maps))]
    texts = [grid([[asked.style.write(number) for number in row] for row in rows]) for rows in blocks]
    if asked.argmax and (step := _choosing(result)) is not None:
        texts += [grid(rows) for rows in winner_rows(step, asked)]
    return "\n\n".join("\n".join(lines) for lines in texts) + "\n"


def cell_card(
    result: Result, place: Sequence[int], channel: int | None, look: Look = PLAIN, asked: Asked = PLAINLY
) -> str:
    """Return the worked sum of one place of the output, of one map or of all; place and map count from 0.

    Raises:
        UsageError: there is no such place or map.
    """
    step, node = result.steps[-1], result.report.graph.nodes[-1]
    several = len(step.result.maps)
    lines = look.heading(node)
    for map in range(min(several, _MOST_CELLS)) if channel is None and place else [channel or 0]:
        cell = result.cell(*place, channel=map)
        lines += ["", f"  {where(step, place, map, asked.base)}", ""]
        for number, text in enumerate(cell.lines(asked.style)):
            lines += look.hanging("  = " if number else "    ", 4, _kept(text))
        lines[-1] = lines[-1][:4] + look.style("result", lines[-1][4:])
    if channel is None and place and several > _MOST_CELLS:
        lines += [
            "",
            f"  the first {_MOST_CELLS} of {several} maps; --cell {_joined(place, asked.base)},MAP shows another",
        ]
    return look.page(lines)


def where(step: Step, place: Sequence[int], channel: int, base: int) -> str:
    """Name a place of an output: `row 1, column 2 (counted from 0)`."""
    names = line_names(len(step.result.space))
    parts = [f"{name} {at + base}" for name, at in zip(names, place, strict=True)]
    if len(step.result.maps) > 1 or not parts:
        parts.append(f"{'map' if parts else 'number'} {channel + base}")
    return f"{', '.join(parts)} (counted from {base})"


def grids(tensor: Tensor, style: Style, look: Look) -> list[str]:
    """Return the maps of numbers, side by side as far as the width goes."""
    if not tensor.space:
        return ["  " + line for line in grid([[style.write(number) for number in tensor.flat]])]
    maps = [grid([list(map(style.write, row)) for row in tensor.rows(c)]) for c in range(len(tensor.maps))]
    return beside(maps, [f"map {number}" for number in range(1, len(maps) + 1)] if len(maps) > 1 else [], look.width)


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return texts in columns, the decimal points below each other."""
    columns = []
    for column in zip(*rows, strict=True):
        behind = max(len(text.partition(".")[2]) + ("." in text) for text in column)
        padded = [text + " " * (behind - len(text.partition(".")[2]) - ("." in text)) for text in column]
        width = max(map(len, padded))
        columns.append([text.rjust(width) for text in padded])
    return ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]


def beside(blocks: Sequence[Sequence[str]], titles: Sequence[str], width: int) -> list[str]:
    """Return blocks of lines side by side, each below its title, in as many rows of blocks as the width needs."""
    whole = [[titles[n], *block] if titles else list(block) for n, block in enumerate(blocks)]
    bands: list[list[list[str]]] = []
    used = 0
    for block in whole:
        wide = max(map(len, block)) + len(_GAP)
        if not bands or used + wide > width + 2:
            bands.append([])
            used = 0
        bands[-1].append(block)
        used += wide
    lines: list[str] = []
    for band in bands:
        sizes = [max(map(len, block)) for block in band]
        height = max(map(len, band))
        rows = [[*block, *[""] * (height - len(block))] for block in band]
        lines += [""] if lines else []
        for cells in zip(*rows, strict=True):
            lines.append("  " + _GAP.join(f"{cell:{size}}" for cell, size in zip(cells, sizes, strict=True)).rstrip())
    return lines


def winner_rows(step: Step, asked: Asked) -> list[list[list[str]]]:
    """Return where each number was chosen, for each map in rows: `1,3`, or `pad` for a zero of the padding."""
    width = step.result.space[-1] if step.result.space else 1
    chosen = step.winners or []
    texts = [["pad" if place is None else _joined(place, asked.base) for place in numbers] for numbers in chosen]
    return [[row[at : at + width] for at in range(0, len(row), width)] for row in texts]


def winners_title(step: Step, asked: Asked) -> str:
    """Say what the places of the maxima are."""
    names = ",".join(line_names(len(step.task.given.space)))
    ties = "; of equal numbers the first" if step.ties else ""
    return f"where each maximum stands: {names}, counted from {asked.base}{ties}"


def _winners(step: Step, asked: Asked, look: Look) -> list[str]:
    maps = winner_rows(step, asked)
    titles = [f"map {number}" for number in range(1, len(maps) + 1)] if len(maps) > 1 else []
    return beside([grid(rows) for rows in maps], titles, look.width)


def _choosing(result: Result) -> Step | None:
    return next((step for step in reversed(result.steps) if step.winners is not None), None)


def _joined(place: Iterable[int], base: int) -> str:
    return ",".join(str(at + base) for at in place)


def _used(step: Step, look: Look) -> int:
    return 5 + len(look.volume(step.result.volume))


def _size(node: Node) -> str:
    """Write how the size comes about, where a window moves."""
    sizes = output_sizes(node)
    return "; ".join(size.rounded.replace(" ", NO_BREAK) for size in sizes) if sizes else node.layer.remark(node.output)


def _kept(text: str) -> str:
    """Return a sum in which no line ends behind a sign."""
    for sign in ("+", "-"):
        text = text.replace(f" {sign} ", f" {sign}{NO_BREAK}")
    return text


def _notes(result: Result, asked: Asked) -> Iterable[str]:
    """Yield what was done where something else could have been meant."""
    filtering = [step for step in result.steps if step.operation.needs == "kernel"]
    if any(step.operation.spreads for step in filtering):
        yield "each number of the input is spread over the kernel, and what overlaps adds up"
    if any(not step.operation.spreads for step in filtering):
        if result.flipped:
            yield "convolution: the kernel is turned over in both directions"
        elif not all(map(_symmetric, filtering)):
            yield "correlation: the kernel lies on the input as it is written; --flip turns it over first (convolution)"
        else:
            yield "correlation and convolution are the same here: turned over, the kernel stays as it is"
    for step in result.steps:
        if step.note:
            yield step.note
    if not all(step.result.exact for step in result.steps) and asked.style.decimals is None:
        yield f"exp and its like have no exact decimals: {PLACES} are shown (--decimals N)"


def _symmetric(step: Step) -> bool:
    """Whether turning over changes no kernel."""
    assert step.task.weights is not None
    return all(row == row[::-1] for maps in step.task.weights.filters for row in maps)
