"""The table for a screen, as rich lays it out and styles it: the only place that knows rich."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from textwrap import indent, wrap
from typing import Final, TextIO, TypeVar

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from cnncalc.algebra.expr import Expr
from cnncalc.model.report import Report
from cnncalc.render import signs
from cnncalc.render.columns import Column
from cnncalc.render.legend import Note
from cnncalc.render.look import NO_BREAK
from cnncalc.render.table import USUAL, Cell, Section, Table, View, tabulate

T = TypeVar("T")

NARROWEST: Final = 80
"""A table is laid out for at least so many columns, however narrow the screen; where there is no screen, for these."""

_LONG: Final = 16
"""A formula of so many characters stands in any column."""

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


def progress(things: Sequence[T], doing: str) -> Iterator[T]:
    """Yield things one by one, with a bar on standard error that shows how many are done, and is gone at the end."""
    from rich.progress import track

    yield from track(things, doing, console=Console(stderr=True), transient=True)


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
    table = _with_long_sums_below(table)
    ascii = console.options.ascii_only
    grid, taken = _grid(table, max(width, NARROWEST), ascii)
    console.print(_title(_sign(table.title, ascii), table.input, taken), style="bold", soft_wrap=True)
    console.print()
    for segments in console.render_lines(grid, console.options.update(width=taken)):
        line = Text.assemble(*((words, style if style and words.strip() else "") for words, style, _ in segments))
        line.rstrip()
        console.print(line, soft_wrap=True)
    if table.notes:
        console.print()
    for note in table.notes:
        for text in _note(_sign(note.text, ascii), max(width, NARROWEST)):
            console.print(text, style="dim", soft_wrap=True)


def _with_long_sums_below(table: Table) -> Table:
    """Return a table whose sums are no wider than what they sum up: a longer formula stands in a line below."""
    notes: list[Note] = []

    def shortened(section: Section) -> Section:
        cells = []
        for number, (column, cell) in enumerate(zip(table.columns, section.total, strict=True)):
            room = max(len(row[number].text) for row in section.rows) if section.rows else 0
            long = isinstance(cell.value, Expr) and len(cell.text) > max(room, _LONG)
            if long:
                notes.append(Note(f"{section.total[0].text} {column.heading} = {cell.text}"))
            cells.append(Cell("below") if long else cell)
        return section._replace(total=tuple(cells))

    net, aux = shortened(table.net), table.aux and shortened(table.aux)
    return table._replace(net=net, aux=aux, notes=(*notes, *table.notes))


def _note(text: str, width: int) -> list[str]:
    """Break a line below the table; it goes on a little further in than it begins."""
    within = " " * (len(text) - len(text.lstrip()) + 2)
    return wrap(text, width, subsequent_indent=within, break_long_words=False, break_on_hyphens=False)


def _title(name: str, input: str, width: int) -> str:
    """Return the net's name on the left and its input on the right, below it where both do not fit."""
    room = width - cell_len(name)
    return f"{name}{input:>{room}}" if room >= len(input) + 2 else f"{name}\n{input:>{width}}"


def _grid(table: Table, width: int, ascii: bool) -> tuple[Grid, int]:
    """Return the table for a screen of this width, and how wide it is: wider where nothing wraps any further."""
    sections = [section for section in (table.net, table.aux) if section is not None]
    heading = tuple(Cell(column.heading) for column in table.columns)
    rows = [heading, *(row for section in sections for row in (*section.rows, section.total))]
    hangs = [any(cell.mark for cell in column) for column in zip(*rows, strict=True)]
    gaps = _gaps(hangs)

    texts = [[_shown(cell, ascii) for cell in row] for row in rows]
    beside = sum(gaps) + sum(hangs) + len(gaps) - 1
    wraps = next((number for number, column in enumerate(table.columns) if column.name == "what"), None)
    widths = _fitted(texts, wraps, width - beside)
    widths[-1] += max(0, NARROWEST - sum(widths) - beside)

    box = Box(_sign(_RULES, ascii), ascii=ascii)
    grid = Grid(box=box, show_edge=False, padding=0, header_style="dim", border_style="dim")
    cells = iter(
        [_cell(*parts) for parts in zip(table.columns, words, row, hangs, gaps, strict=True)]
        for words, row in zip(texts, rows, strict=True)
    )
    for column, head, *sizes in zip(table.columns, next(cells), widths, gaps, hangs, strict=True):
        grid.add_column(head, justify=column.align, no_wrap=True, width=sum(sizes))
    for section in sections:
        for _ in section.rows:
            grid.add_row(*next(cells))
        grid.add_section()
        grid.add_row(*next(cells), style="bold", end_section=True)
    return grid, sum(widths) + beside


def _cell(column: Column, words: str, cell: Cell, hangs: bool, gap: int) -> str | Padding:
    """Return a cell behind its gap; where signs hang behind numbers, one without a sign keeps the place free."""
    text = indent(words + cell.mark, " " * gap)
    free = hangs and not cell.mark and column.align == "right"
    return Padding(text, (0, 1, 0, 0)) if free else text


def _gaps(hangs: Sequence[bool]) -> list[int]:
    """Return the blanks before each column, next to the divider.

    Signs hang in the gap behind their column: the next one moves to the left, and those after it stay.
    """
    gaps = [0] + [1] * (len(hangs) - 1)
    for number, hang in enumerate(hangs[:-2]):
        gaps[number + 1] -= hang
        gaps[number + 2] += hang
    return gaps


def _fitted(texts: Sequence[list[str]], wraps: int | None, room: int) -> list[int]:
    """Return the widths of the columns; what they are too wide is taken from the column of words, which wraps."""
    widths = _widths(texts)
    if wraps is None or sum(widths) <= room:
        return widths
    heading, *words = [line[wraps] for line in texts]
    least = max(cell_len(heading), *(cell_len(word) for text in words for word in text.split()))
    width = max(widths[wraps] - (sum(widths) - room), least)
    for line in texts[1:]:
        line[wraps] = _wrapped(line[wraps], width)
    widths[wraps] = max(width, _widths(texts)[wraps])
    return widths


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
