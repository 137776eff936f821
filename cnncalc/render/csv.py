"""The report as CSV: one row for every elementary op, plain numbers, and no total.

Two columns come only where they say something: `fit`, how windows fit, where one does not; and `aux`, which layers
stand on side outputs, where there are any, because the totals leave those out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cnncalc.model.report import Report
from cnncalc.render import columns
from cnncalc.render.table import USUAL, View


def text(report: Report, view: View = USUAL) -> str:
    """Return the CSV; blocks never fold in it."""
    fit = ("fit",) if any(layer.misfits for layer in report.layers) else ()
    aux = ("aux",) if any(layer.node.aux for layer in report.layers) else ()
    chosen = columns.chosen(view.columns or (*columns.CSV, *fit, *aux))
    rows = ([columns.written(column.of_layer(layer), view.layout) for column in chosen] for layer in report.layers)
    return dumped([column.name for column in chosen], rows)


def dumped(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV text, a line each, quoted where a comma stands in a cell."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return file.getvalue()
