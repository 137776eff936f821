"""Reads the calls of blocks, and holds each against the block's header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cnncalc.algebra import printers
from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import Origin
from cnncalc.spec.blocks import Arguments, BlockUse, Table, TableRow
from cnncalc.spec.items import Body, Located
from cnncalc.spec.notation import Parameter
from cnncalc.spec.read_taps import TapReader
from cnncalc.spec.tree import Entry, Sequence, Text, Tree
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.vocabulary import HELD, MODIFIERS

_REPEAT = "repeat"
_FIRST = "first."


@dataclass(slots=True)
class CallReader(TapReader):
    """Reads what is given to blocks. `blocks` are the parameters of those that can be called."""

    blocks: Mapping[str, tuple[Parameter, ...]]

    def call(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        """Return a call of a block: with arguments, or with a table."""
        if isinstance(args, Sequence):
            shown = ", ".join(item.value for item in args.items if isinstance(item, Text))
            help = f"write the arguments as text: `{op.value}: {shown}`"
            raise self.bad("arg", f"{op.value} is a block; it takes no list of layers", args.origin, help)
        if isinstance(args, Keys):
            keys = {entry.key.value: entry for entry in args.entries}
            if any(isinstance(entry.value, Sequence) for entry in args.entries):
                if "first" in modifiers:
                    help = "a table has columns for it: `first.s`"
                    raise self.bad(
                        "unknown-key", "`first` says nothing about a table", modifiers["first"].key.origin, help
                    )
                return self._table(op, keys)
            arguments = Arguments((), {name: self.argument(entry) for name, entry in keys.items()})
            places = {name: entry.key.origin for name, entry in keys.items()}
        else:
            arguments = self.arguments(args) if args.value else Arguments()
            places = {name: located.place for name, located in arguments.named.items()}
        if "first" in modifiers and isinstance(modifiers["first"].value, Keys):
            places |= {entry.key.value: entry.key.origin for entry in modifiers["first"].value.entries}
        self._check(op, arguments, places)
        return BlockUse(op.value, arguments)

    def first(self, modifiers: Mapping[str, Entry]) -> dict[str, Located]:
        """Return the arguments of the first call of several."""
        if "first" not in modifiers:
            return {}
        value = modifiers["first"].value
        if not isinstance(value, Keys):
            raise self.bad("value", "first is a mapping of arguments", value.origin, "write `first: {s: 2}`")
        return {entry.key.value: self.argument(entry) for entry in value.entries}

    def argument(self, entry: Entry) -> Located:
        """Return what an entry gives to a name: an expression, or an op."""
        return self.expression(self.text(entry), HELD)

    def _table(self, op: Text, keys: Mapping[str, Entry]) -> Table:
        if unknown := next((entry for name, entry in keys.items() if name not in ("columns", "rows")), None):
            near = did_you_mean(unknown.key.value, ("columns", "rows"))
            raise self.bad("unknown-key", f"a table has no `{unknown.key.value}`", unknown.key.origin, *near)
        for name in ("columns", "rows"):
            if name not in keys:
                help = "a table has both: `columns: [c]` and `rows: [[64], [128]]`"
                raise self.bad("missing-key", f"the table of {op.value} has no `{name}:`", op.origin, help)
        heads = [self.scalar(item) for item in self.items_of(keys["columns"].value)]
        places = {head.value.removeprefix(_FIRST): head.origin for head in heads if head.value != _REPEAT}
        if twice := next((head for n, head in enumerate(heads) if head.value in {h.value for h in heads[:n]}), None):
            raise self.bad("arg", f"the table has two columns `{twice.value}`", twice.origin, "keep one of them")
        read = [self._row(heads, row) for row in self.items_of(keys["rows"].value)]
        if read:
            self._check(op, read[0].arguments, places)
        return Table(op.value, tuple(read))

    def _row(self, heads: list[Text], row: Tree) -> TableRow:
        cells = self.items_of(row)
        if len(cells) != len(heads):
            message = f"this row has {len(cells)} cell{'s' * (len(cells) != 1)}, and there are {len(heads)} columns"
            raise self.bad("arg", message, row.origin, "one cell for every column")
        named: dict[str, Located] = {}
        first: dict[str, Located] = {}
        repeat = None
        for head, cell in zip(heads, cells, strict=True):
            located = self.expression(self.scalar(cell), () if head.value == _REPEAT else HELD)
            if head.value == _REPEAT:
                repeat = located
            elif head.value.startswith(_FIRST):
                first[head.value.removeprefix(_FIRST)] = located
            else:
                named[head.value] = located
        return TableRow(Arguments((), named), repeat, first, row.origin)

    def _check(self, op: Text, arguments: Arguments, places: Mapping[str, Origin]) -> None:
        """Hold a call against the block's header; `places` are its names and those of `first`."""
        parameters = self.blocks[op.value]
        names = [parameter.name for parameter in parameters]
        shown = (p.name if p.default is None else f"{p.name}={printers.text(p.default)}" for p in parameters)
        header = f"{op.value}({', '.join(shown)})"
        if len(arguments.values) > len(names):
            message = f"{op.value} is called with {len(arguments.values)} values, and takes {len(names)}"
            raise self.bad("arg", message, arguments.values[len(names)].place, f"its header is `{header}`")
        for name, place in places.items():
            if name not in names:
                beside = (f"`{name}:` is a key of its own, beside `{op.value}:`",) if name in MODIFIERS else ()
                if name in HELD:
                    beside = (f"{op.value} is given `{name}` alone; its number stands behind it where it is used",)
                near = beside or did_you_mean(name, names) or (f"its header is `{header}`",)
                raise self.bad("arg", f"{op.value} has no parameter `{name}`", place, *near)
        given = names[: len(arguments.values)]
        if twice := [name for name in arguments.named if name in given]:
            raise self.bad("arg", f"{twice[0]} is given twice to {op.value}", places[twice[0]], "give it once")
        missing = [p.name for p in parameters if p.default is None and p.name not in {*given, *arguments.named}]
        if missing:
            help = f"its header is `{header}`: write a value for {missing[0]}"
            raise self.bad("arg", f"{op.value} needs its parameter `{missing[0]}`", op.origin, help)
