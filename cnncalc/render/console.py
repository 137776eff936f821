"""The table for a screen, as rich lays it out and styles it: the only place that knows rich."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from io import StringIO
from textwrap import wrap
from typing import Final, TextIO

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from cnncalc.model.report import Report
from cnncalc.render import signs
from cnncalc.render.look import NO_BREAK
from cnncalc.render.table import USUAL, Cell, Table, View, tabulate

NARROWEST: Final = 80
"""A table is laid out for at least so many columns, however narrow the screen; where there is no screen, for these."""

_FRACTIONS: Final = {"1/2": "½", "1/4": "¼", "3/4": "¾"}

_NOTHING, _RULE = "    \n", "────\n"
_RULES: Final = _NOTHING * 2 + _RULE + _NOTHING + _RULE * 2 + _NOTHING * 2
"""A rule below the headings and between sections, and no other line; its divider is the first blank of a gap."""


def show(report: Report, view: View = USUAL, *, color: bool | None = None, file: TextIO | None = None) -> None:
    """Print a report as the table of its rows, as wide as the terminal is.

    `color` is whether lines may stand out; unset, they do in a terminal, unless NO_COLOR is set.
    """
    escapes = color if color is not None else not os.environ.get("NO_COLOR")
    console = _console(file, color=color, escapes=escapes)
    _print(tabulate(report, view), console, console.width if console.is_terminal else NARROWEST)


def text(report: Report, view: View = USUAL) -> str:
    """Return the table as a screen of the usual width shows it."""
    file = StringIO()
    _print(tabulate(report, view), _console(file, escapes=False), NARROWEST)
    return file.getvalue()


def _console(file: TextIO | None, *, color: bool | None = None, escapes: bool) -> Console:
    """Return a terminal that takes text as it is; without a system of colours there is no bold and no dim either."""
    return Console(
        file=file,
        color_system="auto" if escapes else None,
        force_terminal=color or None,
        force_jupyter=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _print(table: Table, console: Console, width: int) -> None:
    ascii = console.options.ascii_only
    grid, taken = _grid(table, max(width, NARROWEST), ascii)
    console.print(_sign(_title(table, taken), ascii), style="bold", soft_wrap=True)
    console.print()
    for segments in console.render_lines(grid, console.options.update(width=taken)):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        console.print(line, soft_wrap=True)
    if table.notes:
        console.print()
    for note in table.notes:
        console.print(_sign(note.text, ascii), style="dim", soft_wrap=True)


def _title(table: Table, width: int) -> str:
    """Return the net's name on the left and its input on the right, below it where both do not fit."""
    room = width - cell_len(table.title)
    return table.title + (table.input.rjust(room) if room >= len(table.input) + 2 else f"\n{table.input:>{width}}")


def _grid(table: Table, width: int, ascii: bool) -> tuple[Grid, int]:
    """Return the table for a screen of this width, and how wide it is: wider where nothing wraps any further."""
    sections = [section for section in (table.net, table.aux) if section is not None]
    heading = tuple(Cell(column.heading) for column in table.columns)
    rows = [heading, *(cells for section in sections for cells in (*section.rows, section.total))]
    hangs = [any(cell.mark for cell in column) for column in zip(*rows, strict=True)]
    gaps = _gaps(hangs)

    texts = [[_shown(cell, ascii) for cell in cells] for cells in rows]
    widths = _widths(texts)
    beside = sum(gaps) + sum(hangs) + len(gaps) - 1
    names = [column.name for column in table.columns]
    if "what" in names and (over := sum(widths) + beside - width) > 0:
        wraps = names.index("what")
        least = max(cell_len(word) for line in texts for word in line[wraps].split())
        room = max(widths[wraps] - over, least, cell_len(texts[0][wraps]))
        for line in texts[1:]:
            line[wraps] = _wrapped(line[wraps], room)
        widths[wraps] = max(room, _widths(texts)[wraps])
    widths[-1] += max(0, NARROWEST - sum(widths) - beside)

    box = Box(_sign(_RULES, ascii), ascii=ascii)
    grid = Grid(box=box, show_edge=False, padding=0, header_style="dim", border_style="dim")
    padded = iter(
        [
            Padding(words + cell.mark, (0, int(hang and not cell.mark), 0, gap))
            for words, cell, hang, gap in zip(line, cells, hangs, gaps, strict=True)
        ]
        for line, cells in zip(texts, rows, strict=True)
    )
    for column, head, *sizes in zip(table.columns, next(padded), widths, gaps, hangs, strict=True):
        grid.add_column(head, justify=column.align, no_wrap=True, width=sum(sizes))
    for section in sections:
        for _ in section.rows:
            grid.add_row(*next(padded))
        grid.add_section()
        grid.add_row(*next(padded), style="bold", end_section=True)
    return grid, sum(widths) + beside


def _gaps(hangs: Sequence[bool]) -> list[int]:
    """Return the blanks before each column, next to the divider.

    Signs hang in the gap behind their column: the next one moves to the left, and those after it stay.
    """
    gaps = [0] + [1] * (len(hangs) - 1)
    for number, hang in enumerate(hangs[:-2]):
        gaps[number + 1] -= hang
        gaps[number + 2] += hang
    return gaps


def _widths(texts: Iterable[Sequence[str]]) -> list[int]:
    """Return how wide the longest line of each column is."""
    return [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in zip(*texts, strict=True)]


def _wrapped(text: str, width: int) -> str:
    """Break a text into lines, behind commas where that is enough, else at blanks; what has neither stays whole."""
    parts = (part if len(part) >= width else part.replace(" ", NO_BREAK) for part in text.split(", "))
    lines = wrap(", ".join(parts), width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace(NO_BREAK, " ")


def _shown(cell: Cell, ascii: bool) -> str:
    """Return the words of a cell; half a position is one sign where the encoding has it."""
    return signs.ascii(cell.text) if ascii else _FRACTIONS.get(cell.text, cell.text)


def _sign(text: str, ascii: bool) -> str:
    return signs.ascii(text) if ascii else text
