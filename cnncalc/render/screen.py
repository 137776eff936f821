"""The table as lines for a screen: bold sums, dim headings and rules, the text wrapped to the width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from cnncalc.model.report import Report
from cnncalc.render import signs
from cnncalc.render.columns import Column
from cnncalc.render.grid import Grid, narrowest, natural
from cnncalc.render.table import USUAL, Cell, Cells, Section, Table, View, tabulate

NARROWEST: Final = 80
"""A table is laid out for at least so many columns, however narrow the screen."""

_FRACTIONS: Final = {"1/2": "½", "1/4": "¼", "3/4": "¾"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a screen, and how it stands out; what the style says, the text says as well."""

    text: str
    style: Literal["", "bold", "dim"] = ""


def text(report: Report, view: View = USUAL) -> str:
    """Return the table as a screen of the usual width shows it."""
    return "".join(f"{line.text}\n" for line in screen(tabulate(report, view)))


def screen(table: Table, width: int = NARROWEST, *, ascii: bool = False) -> tuple[Line, ...]:
    """Return the lines of a table for a screen of this width, on request with no other signs than ASCII's."""
    lines = _lines(table, max(width, NARROWEST), {} if ascii else _FRACTIONS)
    return tuple(Line(signs.ascii(line.text), line.style) if ascii else line for line in lines)


def _lines(table: Table, width: int, fractions: Mapping[str, str]) -> Iterator[Line]:
    hanging = [any(marks) for marks in zip(*([cell.mark for cell in cells] for cells in _rows(table)), strict=True)]
    wraps = next((number for number, column in enumerate(table.columns) if column.name == "what"), None)

    def texts(cells: Cells) -> list[str]:
        columns = zip(table.columns, cells, hanging, strict=True)
        return [_text(column, fractions.get(cell.text, cell.text), cell.mark, hangs) for column, cell, hangs in columns]

    headings = texts(tuple(Cell(column.heading) for column in table.columns))
    rows = [headings, *map(texts, _rows(table))]
    grid = _fitted(natural(rows, [column.align for column in table.columns]), rows, wraps, width)
    grid = _hung(_stretched(grid), hanging)
    rule = Line("─" * grid.width, "dim")

    yield from _title(table, grid.width)
    yield Line("")
    yield Line(grid.line(headings), "dim")
    for section in _sections(table):
        yield rule
        for cells in section.rows:
            yield from map(Line, grid.lines(texts(cells), wraps))
        yield rule
        yield Line(grid.line(texts(section.total)), "bold")
    if table.notes:
        yield Line("")
    for note in table.notes:
        yield Line(note.text, "dim")


def _title(table: Table, width: int) -> Iterator[Line]:
    """Yield the net's name on the left and its input on the right, below it where both do not fit."""
    room = width - len(table.title)
    if room >= len(table.input) + 2:
        yield Line(table.title + table.input.rjust(room))
    else:
        yield Line(table.title)
        yield Line(table.input.rjust(width))


def _sections(table: Table) -> tuple[Section, ...]:
    return (table.net,) if table.aux is None else (table.net, table.aux)


def _rows(table: Table) -> Iterator[Cells]:
    for section in _sections(table):
        yield from section.rows
        yield section.total


def _text(column: Column, words: str, mark: str, hanging: bool) -> str:
    """Write a cell; where signs hang behind the numbers of its column, one without keeps the place free."""
    free = " " if hanging and words and column.align == "right" else ""
    return words + (mark or free)


def _fitted(grid: Grid, texts: Sequence[Sequence[str]], wraps: int | None, width: int) -> Grid:
    """Take from the column of words what the table is too wide."""
    if wraps is None or grid.width <= width:
        return grid
    words = grid.lanes[wraps].width
    least = max(narrowest(cells[wraps]) for cells in texts)
    return grid.resized(wraps, max(words - (grid.width - width), least, len(texts[0][wraps])))


def _stretched(grid: Grid) -> Grid:
    """Give the last column what a small table lacks to the usual width."""
    last = len(grid.lanes) - 1
    return grid.resized(last, grid.lanes[last].width + max(0, NARROWEST - grid.width))


def _hung(grid: Grid, hanging: Sequence[bool]) -> Grid:
    """Let signs hang in the gap behind their column: the next one moves to the left, and those after it stay."""
    lanes = list(grid.lanes)
    for number, hangs in enumerate(hanging[:-2]):
        if hangs:
            lanes[number + 1] = replace(lanes[number + 1], gap=lanes[number + 1].gap - 1)
            lanes[number + 2] = replace(lanes[number + 2], gap=lanes[number + 2].gap + 1)
    return Grid(tuple(lanes))
