"""The report: every number of a net, layer by layer. Everything after it is a reading of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.algebra.conditions import in_words
from cnncalc.algebra.expr import Dim, Expr
from cnncalc.errors import Problem
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Graph, Node, Rounding, Tap
from cnncalc.model.layer_facts import Fit, Weight
from cnncalc.model.lookup import no_layer
from cnncalc.model.params import Params
from cnncalc.model.volume import Volume

OPEN_ROWS: Final = 40
"""Blocks stay open while the whole table has at most so many rows: what a person reads at a glance."""

MOST_OPS: Final = 20
"""The text of a row of more ops than this is folded."""

EVERY_BLOCK: Final = 10**6
"""More levels of blocks than any net has."""

Open: TypeAlias = int | Literal["all"] | None
"""How far a table is opened: so many levels of blocks, every op, or what fits a glance."""


class LayerReport(NamedTuple):
    """Every number of one layer, for one input."""

    node: Node
    params: Params
    shapes: tuple[Weight, ...]
    macs: Dim
    flops: Dim
    connections: Dim
    activations: Dim
    field: ReceptiveField
    kernel: tuple[Dim | None, ...]
    """What a unit sees of the layer's own input, per axis; None where the letters do not say."""
    fits: tuple[Fit, ...]

    def __repr__(self) -> str:
        node, words = self.node, f"{self.node.layer.kind} {self.node.text}".rstrip()
        return f"<LayerReport {node.name}: {words}, output {node.output}, {self.params.total:,} params>"

    @property
    def name(self) -> str:
        """The layer's name: `conv1`."""
        return self.node.name

    @property
    def output(self) -> Volume:
        """The volume that comes out."""
        return self.node.output

    @property
    def misfits(self) -> bool:
        """Whether a window does not fit and is rounded down."""
        return any(fit.misfit for fit in self.fits)


class Totals(NamedTuple):
    """Sums over the layers; aux layers are left out except where the name says so.

    `activations` are the numbers of the input and of every layer that is not in place, `peak_activations` the most
    that are needed at one moment, both for one input; the bytes are for the batch.
    """

    params: Params
    params_with_aux: Dim
    macs: Dim
    macs_with_aux: Dim
    flops: Dim
    activations: Dim
    param_bytes: Dim
    activation_bytes: Dim
    peak_activation_bytes: Dim


class Setting(NamedTuple):
    """What was asked: the convention of the FLOPs, the batch, the type of the numbers."""

    flops: str = "2macs"
    batch: int = 1
    dtype: str = "float32"
    counts: str = ""
    """What the convention counts, in its own words; where nobody gave them, its name has to do."""


class Title(NamedTuple):
    """Where the net comes from: its name, its file, the variant, and whether the file came with the program."""

    name: str = ""
    file: str = ""
    variant: str | None = None
    bundled: bool = False


class Row(NamedTuple):
    """A row that a person reads: a written line, a single op, or the folded calls of a block."""

    name: str
    what: str
    layers: tuple[LayerReport, ...]
    times: int = 0
    """How many calls of a block are folded into the row; 0 for what is written out."""

    @property
    def label(self) -> str:
        """The row's name, with the number of calls where there are several: `bottleneck x3`."""
        return f"{self.name} x{self.times}" if self.times > 1 else self.name

    @property
    def op(self) -> str:
        """The op of the line, or the block."""
        return self.name if self.times else self.layers[0].node.layer.kind

    @property
    def last(self) -> LayerReport:
        """The layer whose output and receptive field the row shows."""
        return self.layers[-1]

    @property
    def short(self) -> Row:
        """The row with the text of many ops folded: `conv 4 x 3x3, relu x1000`."""
        if len(self.layers) <= MOST_OPS or self.times:
            return self
        counted = [(part, len(list(same))) for part, same in groupby(self.what.split(", "))]
        parts = [f"{part} x{times}" if times > 1 else part for part, times in counted]
        more = [f"and {len(parts) - MOST_OPS} more"] if len(parts) > MOST_OPS else []
        return self._replace(what=", ".join((*parts[:MOST_OPS], *more)))

    def followed_by(self, line: tuple[LayerReport, ...]) -> Row:
        """Return the row with a line that works in place on it: its ops stand behind, as after a comma."""
        words = (f"{layer.node.layer.kind} {layer.node.text}".rstrip() for layer in line)
        return Row(self.name, ", ".join((self.what, *words)), self.layers + line)


@dataclass(frozen=True, slots=True)
class Report:
    """All layers of a net with their numbers, the totals, and what is to be said about them."""

    title: Title
    setting: Setting
    graph: Graph
    layers: tuple[LayerReport, ...]
    totals: Totals
    problems: tuple[Problem, ...] = field(default=())

    def __repr__(self) -> str:
        name, params = self.title.name or self.title.file or "net", self.totals.params.total
        return f"<{type(self).__name__} {name}: input {self.input}, {len(self.layers)} layers, {params:,} params>"

    def __getitem__(self, name: str) -> LayerReport:
        """Return the layer of that name, or the last one of the block or list that has it.

        `pool1` is understood for `maxpool1`.

        Raises:
            KeyError: no layer has that name.
        """
        for layer in self.layers:
            if name in (layer.name, layer.name.removeprefix("max")):
                return layer
        end = self.graph.taps.get(name)
        for layer in self.layers:
            if layer.node is end:
                return layer
        raise KeyError(name)

    def named(self, name: str) -> LayerReport:
        """Return the layer of that name, as a person asks for it.

        Raises:
            UsageError: no layer has that name; with the nearest ones, or those of the block that has it.
        """
        try:
            return self[name]
        except KeyError:
            file = ":".join(filter(None, (self.title.file, self.title.variant)))
            raise no_layer(name, [layer.node for layer in self.layers], file) from None

    @property
    def input(self) -> Volume:
        """The net's input."""
        return self.graph.input.output

    @property
    def lettered(self) -> bool:
        """Whether letters without a value stand in it: what is told is then true on the `conditions`."""
        counts = (self.totals.params.total, self.totals.macs)
        return self.graph.lettered or any(isinstance(count, Expr) for count in counts)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must hold of the letters for every layer to fit: `N a multiple of 32`."""
        return in_words([condition for node in self.graph.nodes for condition in node.conditions])

    @property
    def rounding(self) -> Rounding | None:
        """The rounding that the spec asks for."""
        return self.graph.rounding

    @property
    def outputs(self) -> tuple[tuple[str, Tap], ...]:
        """What comes out, by name."""
        return self.graph.outputs

    @property
    def complete(self) -> bool:
        """Whether the report reaches the net's end."""
        return not self.graph.problems

    @property
    def failed(self) -> bool:
        """Whether a problem is an error."""
        return any(problem.severity == "error" for problem in self.problems)

    def rows(self, open: Open = None) -> tuple[Row, ...]:
        """Return the rows that a person reads, without those of side outputs.

        `open` is how many levels of blocks are opened, or `all` for one row an elementary op. Unset, all blocks are
        open while the table stays within 40 rows, else none.
        """
        return self._rows(self._levels(open), aux=False)

    def aux_rows(self, open: Open = None) -> tuple[Row, ...]:
        """Return the rows of the side outputs, opened as far as `rows` opens the others."""
        return self._rows(self._levels(open), aux=True)

    def _levels(self, open: Open) -> int | Literal["all"]:
        if open is not None:
            return open
        return EVERY_BLOCK if len(self._rows(EVERY_BLOCK, aux=False)) <= OPEN_ROWS else 0

    def _rows(self, levels: int | Literal["all"], aux: bool) -> tuple[Row, ...]:
        layers = [layer for layer in self.layers if layer.node.aux == aux]
        if levels == "all":
            return tuple(Row(layer.name, layer.node.text or layer.node.layer.title, (layer,)) for layer in layers)
        return tuple(_lines(layers, levels))


def _lines(layers: Iterable[LayerReport], levels: int) -> list[Row]:
    """Group layers by written line, and the calls below so many levels by the line that called them."""

    def key(layer: LayerReport) -> tuple[object, ...]:
        line = layer.node.line
        if len(line.calls) <= levels:
            return ("line", line.number)
        return ("block", *(call.label for call in line.calls[:levels]), line.calls[levels].item)

    rows: list[Row] = []
    for _, group in groupby(layers, key):
        members = tuple(group)
        node = members[0].node
        if len(node.line.calls) > levels:
            call = node.line.calls[levels]
            times = len({layer.node.line.calls[levels].label for layer in members})
            rows.append(Row(call.name, call.arguments, members, times))
        elif rows and _continues(rows[-1], members):
            rows[-1] = rows[-1].followed_by(members)
        else:
            rows.append(Row(node.name, node.line.text, members))
    return [row.short for row in rows]


def _continues(row: Row, line: tuple[LayerReport, ...]) -> bool:
    """Tell whether a line only works in place, volume and all, on what the written row before it gives."""
    first = line[0].node
    return (
        not row.times
        and first.line.calls == row.last.node.line.calls
        and first.inputs == (row.last.node,)
        and all(layer.node.layer.in_place and layer.output == layer.node.volumes[0] for layer in line)
    )
