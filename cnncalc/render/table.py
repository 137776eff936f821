"""A report as a table: headings, rows of cells, sums and the lines below, as data for every format of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from cnncalc.algebra.expr import Dim
from cnncalc.model.report import LayerReport, Open, Report, Row, Title
from cnncalc.model.volume import Layout, Volume
from cnncalc.render import columns
from cnncalc.render.columns import Column, Value
from cnncalc.render.legend import Note, legend


class View(NamedTuple):
    """How a report is read: its columns (unset: those of the format), how far it is opened, how sizes are written."""

    columns: tuple[str, ...] | None = None
    open: Open = None
    layout: Layout = "hwc"


USUAL: Final = View()
"""What is shown when nothing else is asked for."""


class Cell(NamedTuple):
    """A number or words, and the sign behind it that a note explains."""

    value: Dim | str = ""
    mark: str = ""
    sizes: tuple[Dim, ...] = ()
    """The sizes of a volume in which letters stand, as they are written one after the other."""

    @property
    def text(self) -> str:
        """The cell on a screen, thousands separated, without its sign."""
        return self.value if isinstance(self.value, str) else f"{self.value:,}"


Cells = tuple[Cell, ...]


class Section(NamedTuple):
    """Rows, and the sum that stands below them."""

    rows: tuple[Cells, ...]
    total: Cells


class Table(NamedTuple):
    """What a person reads of a report: the net, and with side outputs those, which have a sum of their own."""

    title: str
    input: str
    columns: tuple[Column, ...]
    net: Section
    aux: Section | None
    notes: tuple[Note, ...]


def _title(title: Title) -> str:
    """Return what the net is called; a name that came with the program could be taken for a file, so that is said."""
    name = title.name or title.file
    return f"{name}, bundled" if title.bundled else name


def tabulate(report: Report, view: View = USUAL) -> Table:
    """Return the table of a report.

    Raises:
        UsageError: there is no column of a name.
    """
    chosen = columns.chosen(view.columns or columns.TABLE)
    rows, side = report.rows(view.open), report.aux_rows(view.open)
    total = _total(report, chosen, "total" if report.complete else "so far", ())
    aux = None
    if side:
        beside = [layer for layer in report.layers if layer.node.aux]
        aux = Section(_cells(side, chosen, view.layout), _total(report, chosen, "with aux", beside))
    return Table(
        _title(report.title),
        f"input {columns.input_text(report.input, view.layout)}",
        chosen,
        Section(_cells(rows, chosen, view.layout), total),
        aux,
        legend(report, (*rows, *side), chosen, view.layout),
    )


def _cells(rows: Iterable[Row], chosen: tuple[Column, ...], layout: Layout) -> tuple[Cells, ...]:
    return tuple(tuple(_cell(column.of_row(row), column.mark(row), layout) for column in chosen) for row in rows)


def _cell(value: Value, mark: str, layout: Layout) -> Cell:
    sizes: tuple[Dim, ...] = ()
    if isinstance(value, Volume) and not value.known:
        sizes = (value.channels, *value.space) if layout == "chw" else (*value.space, value.channels)
    return Cell(columns.written(value, layout), mark, sizes)


def _total(report: Report, chosen: tuple[Column, ...], label: str, beside: Sequence[LayerReport]) -> Cells:
    """Return the sum of a report and of layers beside it; its name stands first, where words do."""
    first, *others = [column.total(report, beside) for column in chosen]
    cells = [Cell(label if first is None else first)]
    return (*cells, *(Cell("" if number is None else number) for number in others))
