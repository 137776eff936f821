"""The table for pipes: the columns of the screen, without rules, legend, signs and thousands separators."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.model.report import Report
from cnncalc.render.table import USUAL, Cells, Table, View, tabulate


def text(report: Report, view: View = USUAL) -> str:
    """Return the table with its heading first and its total last; nothing is wrapped.

    Side outputs stand above the total, and before it the sum with them.
    """
    table = tabulate(report, view)
    lines = [[column.name for column in table.columns], *([str(cell.value) for cell in row] for row in _rows(table))]
    columns = []
    for column, *cells in zip(table.columns, *lines, strict=True):
        width, side = max(map(len, cells)), ">" if column.align == "right" else "<"
        columns.append([f"{cell:{side}{width}}" for cell in cells])
    return "".join("  ".join(cells).rstrip() + "\n" for cells in zip(*columns, strict=True))


def _rows(table: Table) -> Iterator[Cells]:
    yield from table.net.rows
    if table.aux is not None:
        yield from table.aux.rows
        yield table.aux.total
    yield table.net.total
