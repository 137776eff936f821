"""The report as CSV: one row for every elementary op, plain numbers, and no total.

Some columns come only where they say something: `fit`, how windows fit, where one does not; `aux`, which layers stand
on side outputs, where there are any, because the totals leave those out; and with sizes in letters `if` and `where`,
what must hold of them, and what the letters for long sizes are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import repeat
from typing import Final

from cnncalc.algebra.conditions import in_words
from cnncalc.algebra.expr import leaves, lift
from cnncalc.model.report import LayerReport, Report
from cnncalc.render import columns
from cnncalc.render.table import USUAL, View

_LETTERED: Final = ("if", "where")


def text(report: Report, view: View = USUAL) -> str:
    """Return the CSV; blocks never fold in it."""
    fit = ("fit",) if any(layer.misfits for layer in report.layers) else ()
    aux = ("aux",) if any(layer.node.aux for layer in report.layers) else ()
    chosen = columns.chosen(view.columns or (*columns.CSV, *fit, *aux))
    rows = [[columns.written(column.of_layer(layer), view.layout) for column in chosen] for layer in report.layers]
    if not report.lettered or view.columns:
        return dumped([column.name for column in chosen], rows)
    said = zip(rows, map(_letters, report.layers, repeat(report)), strict=True)
    return dumped([*(column.name for column in chosen), *_LETTERED], ((*row, *words) for row, words in said))


def _letters(layer: LayerReport, report: Report) -> tuple[str, str]:
    """Return on which conditions a layer fits, and what the letters of its own in its output are."""
    held = {leaf.symbol for size in (*layer.output.space, layer.output.channels) for leaf in leaves(lift(size))}
    own = (f"{letter} = {size}" for letter, size in report.graph.letters.items() if letter in held)
    return "; ".join(in_words(layer.node.conditions)), "; ".join(own)


def dumped(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV text, a line each, quoted where a comma stands in a cell."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return file.getvalue()
