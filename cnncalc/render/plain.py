"""The table for pipes: the columns of the screen, without rules, legend and thousands separators.

Of the signs there is only the star of an output that does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.model.report import Report
from cnncalc.render.columns import MISFIT
from cnncalc.render.legend import letters
from cnncalc.render.table import USUAL, Cell, Cells, Table, View, tabulate


def text(report: Report, view: View = USUAL) -> str:
    """Return the table with its heading first and its total last; nothing is wrapped.

    Side outputs stand above the total, and before it the sum with them. Below it stands what holds of letters.
    """
    table = tabulate(report, view)
    lines = [[column.name for column in table.columns], *(list(map(_text, row)) for row in _rows(table))]
    columns = []
    for column, *cells in zip(table.columns, *lines, strict=True):
        width, side = max(map(len, cells)), ">" if column.align == "right" else "<"
        columns.append([f"{cell:{side}{width}}" for cell in cells])
    rows = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
    return "".join(f"{line}\n" for line in (*rows, *(note.text for note in letters(report))))


def _text(cell: Cell) -> str:
    return f"{cell.value}{cell.mark if cell.mark == MISFIT else ''}"


def _rows(table: Table) -> Iterator[Cells]:
    yield from table.net.rows
    if table.aux is not None:
        yield from table.aux.rows
        yield table.aux.total
    yield table.net.total
