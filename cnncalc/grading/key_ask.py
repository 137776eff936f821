"""`ask:` of a key: which columns are asked of which layers, by `all`, by op, or by name; the narrower one holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.errors import RuleError
from cnncalc.grading.asked import Quantity
from cnncalc.grading.key_tree import Notes
from cnncalc.grading.key_words import no_quantity, quantity_named
from cnncalc.grading.truths import truth
from cnncalc.model.report import EVERY_BLOCK, LayerReport, Report
from cnncalc.spec.tree import Entry, Text, Tree
from cnncalc.spec.tree import Mapping as Keys

ALL: Final = "all"
"""What stands for every row of the table."""


class Wanted(NamedTuple):
    """A cell that is asked."""

    layer: LayerReport
    quantity: Quantity


class _Columns(NamedTuple):
    """The columns that an entry asks for, each with its place."""

    quantities: dict[Quantity, Text]
    key: Text


class Ask:
    """Works out which cells of a net are asked."""

    def __init__(self, report: Report, notes: Notes) -> None:
        self.report, self.notes = report, notes
        self.kinds = dict.fromkeys(layer.node.layer.kind for layer in report.layers)
        self.everywhere: _Columns | None = None
        self.by_kind: dict[str, _Columns] = {}
        self.by_name: dict[str, _Columns] = {}

    def wanted(self, entry: Entry) -> list[Wanted]:
        """Return the cells that an `ask:` asks for, layer by layer in the order of the net."""
        if not isinstance(entry.value, Keys):
            self.everywhere = self._columns(entry.value, entry.key)
        else:
            for inner in entry.value.entries:
                self._entry(inner)
        return [cell for layer in self._rows() for cell in self._of(layer)]

    def _entry(self, entry: Entry) -> None:
        """Read what is asked of `all`, of an op, or of a layer."""
        name, columns = entry.key.value, self._columns(entry.value, entry.key)
        layer = self._layer(name)
        if name == ALL:
            self.everywhere = columns
        elif layer is not None:
            if layer.name in self.by_name:
                first = self.by_name[layer.name].key
                message = f"{layer.name} is asked twice, first in line {first.origin.line} as `{first.value}`"
                self.notes.wrong("dup-key", message, entry.key, "write its columns in one list")
            self.by_name[layer.name] = columns
        elif name in self.kinds:
            self.by_kind[name] = columns
        else:
            names = [layer.name for layer in rows(self.report)]
            near = did_you_mean(name, [*(layer.name for layer in self.report.layers), *self.kinds, ALL])
            help = near or (f"its rows are {listed(names)}; `all` means each of them",)
            self.notes.wrong("unknown-layer", f"the net has no layer `{name}`", entry.key, *help)

    def _layer(self, name: str) -> LayerReport | None:
        try:
            return self.report[name]
        except KeyError:
            return None

    def _columns(self, tree: Tree, key: Text) -> _Columns:
        found: dict[Quantity, Text] = {}
        for text in self.notes.texts(tree, f"what is asked of {key.value} is a list of columns: `[output, params]`"):
            quantity = quantity_named(text.value)
            if quantity is None:
                message = f"there is no column `{text.value}` to ask"
                self.notes.wrong("unknown-column", message, text, *no_quantity(text.value))
            elif quantity in found:
                self.notes.wrong("dup-key", f"`{text.value}` is asked twice", text, "keep one of them")
            else:
                found[quantity] = text
        return _Columns(found, key)

    def _rows(self) -> Iterator[LayerReport]:
        """Yield the layers that may be asked, each once, in the order of the net."""
        main = {layer.name for layer in rows(self.report)}
        for layer in self.report.layers:
            if layer.name in main or layer.name in self.by_name or layer.node.layer.kind in self.by_kind:
                yield layer

    def _of(self, layer: LayerReport) -> Iterator[Wanted]:
        """Yield the cells of one layer; what a layer does not have is only missed where it is asked by name."""
        named = self.by_name.get(layer.name)
        columns = named or self.by_kind.get(layer.node.layer.kind) or self.everywhere
        for quantity, text in columns.quantities.items() if columns is not None else ():
            try:
                truth(layer, quantity, self.report)
            except RuleError as error:
                if named is not None:
                    self.notes.wrong("value", error.message, text, "leave it out")
            else:
                yield Wanted(layer, quantity)


def rows(report: Report) -> Iterator[LayerReport]:
    """Yield the layers that stand for the rows of the table, with blocks opened: the first op of each line."""
    for row in report.rows(EVERY_BLOCK):
        yield row.layers[0]
