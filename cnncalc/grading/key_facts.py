"""The facts of a question, `conv: {in: 32x32x3, filters: 10x5x5}` or `layers:`, as a spec that the engine reads."""

from __future__ import annotations

from typing import Final, NamedTuple

from cnncalc.algebra.errors import ExprError, listed
from cnncalc.errors import RuleError
from cnncalc.grading.key_letters import letters_of, unlettered
from cnncalc.grading.key_tree import Notes
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.volume import Layout
from cnncalc.spec.filter_count import filter_readings
from cnncalc.spec.sizes import read_volume
from cnncalc.spec.tree import Entry, Text, Tree, written
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence as List

OPS: Final = KINDS
"""What may stand in a question as its layer."""

EXAMPLE: Final = "e.g. `{id: q1, conv: {in: 32x32x3, filters: 10x5x5, pad: 2}, ask: params}`"


class Facts(NamedTuple):
    """What a question is about: a small spec, its letters, and whether it is one layer alone."""

    tree: Keys
    letters: tuple[str, ...]
    alone: bool
    place: Text

    @property
    def told(self) -> str:
        """The facts in words, as they stand in the key: `conv: m x kxk, pad p, on nxnxc`."""
        input, layers = (entry.value for entry in self.tree.entries)
        items = layers.items if isinstance(layers, List) else (layers,)
        said = "; ".join(told(item) for item in items)
        return f"{said}, on {input.value if isinstance(input, Text) else written(input)}"


def told(item: Tree) -> str:
    """Write one layer of a question as in a spec."""
    if not isinstance(item, Keys) or len(item.entries) != 1:
        return written(item)
    ((op, options),) = item.entries
    if isinstance(options, Text):
        return f"{op.value}: {options.value}"
    if not isinstance(options, Keys):
        return written(item)
    values = {entry.key.value: entry.value for entry in options.entries}
    head = layer_class(op.value).head.split(" x ")
    first = [" x ".join(_plain(values.pop(name)) for name in head)] if all(name in values for name in head) else []
    return f"{op.value}: {', '.join((*first, *(f'{name} {_plain(value)}' for name, value in values.items())))}"


def _plain(value: Tree) -> str:
    return value.value if isinstance(value, Text) else written(value)


class FactsReader:
    """Reads what a question is about from its entries, and notes what is wrong with it."""

    def __init__(self, id: Text, entries: dict[str, Entry], layout: Layout, notes: Notes) -> None:
        self.id, self.entries, self.layout, self.notes = id, entries, layout, notes

    def facts(self) -> Facts | None:
        """Return the net that the question is about, written as a spec; None if it is about none."""
        ops = [name for name in self.entries if name in OPS]
        if len(ops) + ("layers" in self.entries) > 1:
            names = [name for name in self.entries if name in OPS or name == "layers"]
            self.notes.wrong("value", f"a question is about one thing, not {listed(names)}", self.id, "write `layers:`")
            return None
        if "layers" in self.entries:
            entry = self.entries["layers"]
            return self._spec(entry, entry.value, self.entries.get("in"), alone=False)
        if not ops:
            if "in" in self.entries:
                self.notes.wrong("missing-key", "`in:` is there, but no layer", self.entries["in"].key, EXAMPLE)
            return None
        (op,) = ops
        entry = self.entries[op]
        size, value = self.entries.get("in"), entry.value
        if isinstance(value, Keys):
            inner = [e for e in value.entries if e.key.value == "in"]
            size = inner[0] if inner else size
            value = value._replace(entries=tuple(e for e in value.entries if e.key.value != "in"))
            value = self.split_filters(op, value, size.value if size is not None else None)
        item: Tree = Keys((Entry(entry.key, value),), entry.key.origin, True)
        if (isinstance(value, Keys) and not value.entries) or (isinstance(value, Text) and not value.value):
            item = entry.key
        return self._spec(entry, List((item,), entry.key.origin), size, alone=True)

    def _spec(self, entry: Entry, layers: Tree, size: Entry | None, *, alone: bool) -> Facts | None:
        if size is None:
            self.notes.wrong("missing-key", f"`in:` is missing, the input of {entry.key.value}", entry.key, EXAMPLE)
            return None
        input = Entry(size.key._replace(value="input"), size.value)
        tree = Keys((input, Entry(entry.key._replace(value="layers"), layers)), entry.key.origin, True)
        return Facts(tree, letters_of(tree), alone, entry.key)

    def split_filters(self, op: str, options: Keys, size: Tree | None) -> Keys:
        """Return options in which `filters: 10x5x5` is a count and a kernel."""
        cls = layer_class(op)
        entries = {entry.key.value: entry for entry in options.entries}
        if " x " not in cls.head or not isinstance(size, Text):
            return options
        count, kernel = cls.head.split(" x ")
        text = entries[count].value if count in entries else None
        if not isinstance(text, Text) or kernel in entries:
            return options
        try:
            volume = read_volume(unlettered(size.value), layout=self.layout)
        except (ExprError, RuleError):
            return options  # that is said where the input is read
        readings = filter_readings(text.value, volume)
        if len(readings) > 1:
            lines = (f"write `{count}: {each.number}, {kernel}: {each.kernel}`" for each in readings)
            self.notes.wrong("arg", f"`{count}: {text.value}` can be read two ways", text, *lines)
        if len(readings) != 1:
            return options
        ((filters, of),) = readings
        split = (
            Entry(entries[count].key, text._replace(value=filters)),
            Entry(entries[count].key._replace(value=kernel), text._replace(value=of)),
        )
        others = tuple(entry for entry in options.entries if entry.key.value != count)
        return options._replace(entries=(*split, *others))
