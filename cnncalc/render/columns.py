"""The columns, as data: what each is called, and what it shows of a layer, of a row and of the totals.

Every table of text takes its columns from here; a new one is a new entry of `COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.collect import added
from cnncalc.algebra.errors import did_you_mean
from cnncalc.algebra.expr import Dim, Expr
from cnncalc.errors import UsageError
from cnncalc.model.field import ReceptiveField
from cnncalc.model.params import Params
from cnncalc.model.report import LayerReport, Report, Row, Totals
from cnncalc.model.volume import Layout, Volume

Value: TypeAlias = Dim | str | Volume
"""What stands in a cell: a number, a formula, words, or a volume, which the layout decides how to write."""


MISFIT: Final = "*"
"""The sign behind an output where a window does not fit and is rounded down."""


class Column(NamedTuple):
    """A column: its name in CSV and on the command line, its heading on a screen, and its cells."""

    name: str
    heading: str
    unit: str
    """What one cell says, and in which unit; shown where columns are listed."""
    of_layer: Callable[[LayerReport], Value]
    of_row: Callable[[Row], Value]
    of_report: Callable[[Report], Dim] | None = None
    """The sum below the column; None where there is nothing to add."""
    mark: Callable[[Row], str] = lambda row: ""
    """A sign behind the cell, which a line below the table explains."""
    align: Literal["left", "right"] = "right"

    def total(self, report: Report, beside: Iterable[LayerReport] = ()) -> Dim | None:
        """Return the sum below the column, with layers beside the net where asked; None where nothing adds up."""
        if self.of_report is None:
            return None
        values = (value for layer in beside if isinstance(value := self.of_layer(layer), (int, Expr)))
        return added((self.of_report(report), *values))


def _count(
    name: str, heading: str, unit: str, of_layer: Callable[[LayerReport], Dim], of_totals: Callable[[Totals], Dim]
) -> Column:
    """A column of numbers that add up: a row's is the sum over its layers."""
    return Column(
        name,
        heading,
        unit,
        of_layer,
        lambda row: added(map(of_layer, row.layers)),
        lambda report: of_totals(report.totals),
    )


def _learned(name: str, unit: str, number: Callable[[Params], Dim]) -> Column:
    """A column of one sort of parameters."""
    return _count(name, name, unit, lambda layer: number(layer.params), lambda totals: number(totals.params))


def _connections(layers: Iterable[LayerReport]) -> Dim:
    return added(layer.connections for layer in layers)


def _last(name: str, heading: str, unit: str, of_layer: Callable[[LayerReport], Value]) -> Column:
    """A column that shows of a row what it shows of the row's last layer."""
    return Column(name, heading, unit, of_layer, lambda row: of_layer(row.last))


def activations(layer: LayerReport) -> Dim:
    """Return the numbers that a layer adds to those that are kept: none if it works in place."""
    return 0 if layer.node.layer.in_place else layer.activations


def sees_beside(field: ReceptiveField) -> bool:
    """Tell whether the size describes windows beside which another path sees the whole input."""
    return field.whole and field.axes is not None


def _field(field: ReceptiveField) -> Expr | str:
    if field.axes is None:
        return "all"
    size = "?" if None in field.size else _per_axis(field.size)
    return size if field.exact else f">={size}"


def _per_axis(values: tuple[Dim | Fraction | None, ...]) -> Expr | str:
    """Write one value for all axes where they are equal, else one an axis; nothing where none is known."""
    if not any(value is not None for value in values):
        return ""
    if isinstance(values[0], Expr) and len(set(values)) == 1:
        return values[0]
    texts = ["?" if value is None else str(value) for value in values]
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)


def fit(layers: Iterable[LayerReport]) -> str:
    """Say how windows fit, the worst of them: that they do, or what is lost; nothing where no window moves."""
    moving = [layer for layer in layers if layer.fits]
    short = [layer for layer in moving if layer.misfits]
    if any(fit.unseen for layer in short for fit in layer.fits):
        return "pixels unseen"
    if short:
        return "padding left over"
    return "fits" if moving else ""


COLUMNS: Final = {
    column.name: column
    for column in (
        Column("layer", "layer", "name", lambda layer: layer.name, lambda row: row.label, align="left"),
        Column("op", "op", "op or block", lambda layer: layer.node.layer.kind, lambda row: row.op, align="left"),
        Column(
            "what",
            "what it does",
            "as in a spec",
            lambda layer: layer.node.text or layer.node.layer.title,
            lambda row: row.what,
            align="left",
        ),
        Column(
            "output",
            "output",
            "volume",
            lambda layer: layer.output,
            lambda row: row.last.output,
            mark=lambda row: MISFIT if any(layer.misfits for layer in row.layers) else "",
            align="left",
        ),
        _learned("weights", "learned factors", lambda params: params.weights),
        _learned("biases", "learned shifts", lambda params: params.biases),
        _learned("norm", "learned by norm layers", lambda params: params.norm),
        _learned("params", "learned numbers", lambda params: params.total),
        _count("macs", "MACs", "multiply-adds", lambda layer: layer.macs, lambda totals: totals.macs),
        _count("flops", "FLOPs", "operations", lambda layer: layer.flops, lambda totals: totals.flops),
        Column(
            "rf",
            "RF",
            "positions of the input per axis",
            lambda layer: _field(layer.field),
            lambda row: _field(row.last.field),
            mark=lambda row: "+" if sees_beside(row.last.field) else "",
        ),
        _last("jump", "jump", "positions of the input between units", lambda layer: _per_axis(layer.field.jump)),
        _last("start", "start", "first position that unit 0 sees", lambda layer: _per_axis(layer.field.start)),
        _count("activations", "activations", "numbers kept", activations, lambda totals: totals.activations),
        Column(
            "connections",
            "connections",
            "multiply-adds and bias uses",
            lambda layer: layer.connections,
            lambda row: _connections(row.layers),
            lambda report: _connections(layer for layer in report.layers if not layer.node.aux),
        ),
        _learned("buffers", "kept, not learned", lambda params: params.buffers),
        _learned("total_params", "learned and kept, as Keras", lambda params: added((params.total, params.buffers))),
        _last("aux", "aux", "whether on a side output", lambda layer: "aux" if layer.node.aux else ""),
        Column(
            "fit",
            "fit",
            "what windows leave over",
            lambda layer: fit((layer,)),
            lambda row: fit(row.layers),
            align="left",
        ),
    )
}
"""Every column by its name, in the order of the CSV."""

TABLE: Final = ("layer", "what", "output", "params", "rf", "macs")
"""The columns of a table that names no others."""

CSV: Final = tuple(name for name in COLUMNS if name not in ("buffers", "total_params", "aux", "fit"))
"""The columns of every CSV that names no others."""


def chosen(names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of these names, in this order.

    Raises:
        UsageError: there is no column of that name.
    """
    return tuple(map(_column, names))


def _column(name: str) -> Column:
    try:
        return COLUMNS[name.strip().lower()]
    except KeyError:
        known = did_you_mean(name, COLUMNS) or (f"the columns are {', '.join(COLUMNS)}",)
        raise UsageError(f"there is no column called {name}; {known[0]}") from None


def written(value: Value, layout: Layout = "hwc") -> Dim | str:
    """Return a cell's value as a number, a formula or text: a volume is written as the layout says."""
    if not isinstance(value, Volume):
        return value
    return value.channels_first if layout == "chw" else value.text


def lettered(volume: Volume, layout: Layout = "hwc") -> str:
    """Write a volume with a letter for each of its sizes: `8000x1 LC`, `3x8x8 HWC`."""
    space = {1: "L", 2: "HW", 3: "DHW"}.get(len(volume.space), "")
    return f"{written(volume, layout)} {f'C{space}' if layout == 'chw' else f'{space}C'}"


def input_text(volume: Volume, layout: Layout = "hwc") -> str:
    """Write an input so that it reads back: that of a sequence has letters, without which it would be refused."""
    return lettered(volume, layout) if len(volume.space) == 1 else str(written(volume, layout))
