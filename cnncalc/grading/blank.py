"""Answer sheets as data: what is asked, with a place for each answer; and the same filled in, with the worked lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.errors import counted, listed
from cnncalc.algebra.expr import Expr
from cnncalc.algebra.printers import decimal
from cnncalc.explain.counted import USUAL_FLOPS
from cnncalc.grading.asked import Asked, Key
from cnncalc.grading.key_ask import rows
from cnncalc.grading.truths import MEANINGS, written
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.graph import Tap
from cnncalc.model.report import EVERY_BLOCK, Report

NOT_ASKED: Final = "not asked"
"""What stands in a cell of the table that nobody has to fill."""


class Cell(NamedTuple):
    """A place for an answer. Of a blank sheet, `answer` and `worked` are empty; `asked` is None where none is asked."""

    asked: Asked | None
    answer: str = ""
    worked: str = ""

    @property
    def text(self) -> str:
        """What is written there."""
        return self.answer if self.asked is not None else NOT_ASKED


class Line(NamedTuple):
    """A row of a sheet: a layer or a question, what it is in words, and its cells in the order of the columns."""

    name: str
    what: str
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """Rows with the same columns: layers, headed by `layer`, or single questions, headed by `id`."""

    head: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def heading(self) -> tuple[str, ...]:
        """The headings: `layer`, `what`, `output`, `params`."""
        return (self.head, "what", *self.columns)


class Sheet(NamedTuple):
    """An answer sheet: a table of layers, one of single questions, or both.

    `net` lists all layers by name and description where the table leaves some out; `said` are the conventions.
    """

    title: str
    input: str
    tables: tuple[Table, ...]
    net: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    solution: bool


def blank(key: Key) -> Sheet:
    """Return the answer sheet of a key, without any answer."""
    return _sheet(key, solution=False)


def solution(key: Key) -> Sheet:
    """Return the answer sheet of a key filled in, each answer with its worked line."""
    return _sheet(key, solution=True)


def _sheet(key: Key, *, solution: bool) -> Sheet:
    of_layers = [asked for asked in key.cells if not asked.text]
    alone = [asked for asked in key.cells if asked.text]
    report = key.report if of_layers else None
    layers = {} if report is None else described(report)
    parts = (("layer", of_layers), ("id", alone))
    tables = tuple(_table(head, cells, key, layers, solution) for head, cells in parts if cells)
    net = () if report is None else tuple(_net(report, {cell.row for cell in of_layers}, layers))
    input = "" if report is None else written(report.input, key.layout)
    return Sheet(key.title, input, tables, net, tuple(_said(key, report)), solution)


def _table(head: str, cells: Iterable[Asked], key: Key, layers: Mapping[str, str], solution: bool) -> Table:
    rows: dict[str, dict[str, Asked]] = {}
    for asked in cells:
        rows.setdefault(asked.row, {})[asked.column] = asked
    columns = _columns(asked for row in rows.values() for asked in row.values())
    lines = (
        Line(
            name,
            _what(next(iter(row.values())), layers),
            tuple(_cell(row.get(column), key, solution) for column in columns),
        )
        for name, row in rows.items()
    )
    return Table(head, columns, tuple(lines))


def _columns(cells: Iterable[Asked]) -> tuple[str, ...]:
    """Return the columns in the order in which quantities are told, the answers of single questions last."""
    order: dict[str, int] = {name: number for number, name in enumerate((*MEANINGS, "answer"))}
    return tuple(sorted({cell.column for cell in cells}, key=lambda column: order[column]))


def _cell(asked: Asked | None, key: Key, solution: bool) -> Cell:
    if asked is None or not solution:
        return Cell(asked)
    worked = asked.worked if asked.case is None else worked_line(asked.case, asked.quantity, key.setting)
    if asked.choices:
        worked = worked or dict(asked.choices)[written(asked.truth)]
    return Cell(asked, written(asked.truth, key.layout), worked)


def _what(asked: Asked, layers: Mapping[str, str]) -> str:
    """Return what a row is about: the layer as in a spec, or the question with its choices."""
    if not asked.text:
        return layers[asked.row]
    return "  ".join((asked.text, *(f"({letter}) {text}" for letter, text in asked.choices)))


def described(report: Report) -> dict[str, str]:
    """Return each layer as in a spec by its name, with what it works on where that is not the layer before it."""
    home: dict[Tap, str] = {report.graph.input: report.graph.input.name}
    for row in report.rows(EVERY_BLOCK):
        home.update(dict.fromkeys((layer.node for layer in row.layers), row.layers[0].name))
    found = {}
    before: Tap = report.graph.input
    for layer in report.layers:
        node = layer.node
        words = node.written
        if node.name.startswith(node.layer.kind):  # the name says the op
            words = node.text or node.layer.title
        if node.inputs != (before,):
            words += f", on {listed(dict.fromkeys(home.get(tap, tap.name) for tap in node.inputs))}"
        found[node.name] = words
        before = node
    return found


def _net(report: Report, asked: set[str], layers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield every row of the net, unless the table has all of them."""
    table = [layer.name for layer in rows(report)]
    if not asked.issuperset(table):
        yield from ((name, layers[name]) for name in table)


def _said(key: Key, report: Report | None) -> Iterator[str]:
    """Yield the conventions that a student has to know, and what there is to earn."""
    quantities = {cell.quantity for cell in key.cells}
    outputs = [cell.truth for cell in key.cells if cell.quantity == "output"]
    if any(isinstance(value, Expr) for value in outputs):
        yield "The formula of an output is that of a side."
    if any(not isinstance(value, Expr) for value in outputs):
        order = "channels x height x width" if key.layout == "chw" else "height x width x channels"
        yield f"Volumes are written {order}."
    if "no-bias" not in key.rules.accept and quantities & {"params"}:
        yield "Parameters are weights and biases, and what norm layers learn."
    if "flops" in quantities:
        counts = "2 for each multiply-accumulate" if key.setting.flops == USUAL_FLOPS else key.setting.flops
        yield f"FLOPs are counted like this: {counts}."
    if "memory" in quantities:
        images = counted(key.setting.batch, "image")
        yield f"Memory is that of the output in bytes, for {images} in {key.setting.dtype}."
    if quantities & {"rf", "jump", "start"}:
        yield "Receptive field, jump and start are pixels of the input along each axis."
    if report is not None and any(layer.misfits for layer in report.layers):
        yield "Sizes that are not whole are rounded down."
    if near := {cell.tolerance for cell in key.cells if cell.tolerance}:
        parts = listed(f"{decimal(part * 100)} %" for part in sorted(near))
        yield f"Answers count that are within {parts} of the right one."
    yield _points(key.cells)


def _points(cells: tuple[Asked, ...]) -> str:
    """Say what there is to earn: `21 points, 1 for each answer`, `5 points: output 1, params 2, q1 2`."""
    total = _points_text(sum((cell.points for cell in cells), Fraction(0)))
    if len({cell.points for cell in cells}) == 1:
        return f"{total}, {decimal(cells[0].points)} for each answer."
    worth: dict[str, set[Fraction]] = {}
    for cell in cells:
        worth.setdefault(_named(cell), set()).add(cell.points)
    parts = [f"{name} {decimal(*each)}" for name, each in worth.items() if len(each) == 1]
    parts += [f"{cell.id} {decimal(cell.points)}" for cell in cells if len(worth[_named(cell)]) > 1]
    return f"{total}: {', '.join(parts)}."


def _named(cell: Asked) -> str:
    """Return what points are told for: a column of the table, or a question."""
    return cell.id if cell.text else cell.column


def _points_text(points: Fraction) -> str:
    return f"{decimal(points)} {'point' if points == 1 else 'points'}"
