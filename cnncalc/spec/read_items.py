"""Reads the items of a list: what each is, its modifiers, and whether its words make sense before any size is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.spec.bind import plan
from cnncalc.spec.bind_errors import BindError, example
from cnncalc.spec.items import Body, Claim, Item
from cnncalc.spec.lines import Identity, Let, Use, Written
from cnncalc.spec.notation import Chunk, Short, parse_claim, parse_value
from cnncalc.spec.places import help_of
from cnncalc.spec.read_calls import CallReader
from cnncalc.spec.read_words import Bad
from cnncalc.spec.tree import Entry, Sequence, Text, Tree
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.vocabulary import MODIFIERS, RESERVED
from cnncalc.spec.wire import Branches, Residual, Seq

NOTHING = Short(())


@dataclass(slots=True)
class ItemReader(CallReader):
    """Reads items, and notes every problem instead of stopping at the first.

    `blocks` are the parameters of the blocks that can be called, `broken` those whose header cannot be read, and
    `preset` the ops that the file has defaults for.
    """

    preset: Collection[str] = ()
    broken: Collection[str] = ()

    def body(self, tree: Tree, names: frozenset[str], outputs: Collection[Text] = ()) -> tuple[Item, ...]:
        """Return the items of a block, or of the whole net: its taps are its own, and each must be one."""
        self.named, self.taps = {"input"}, []
        with self._names(names):
            items = self.items(tree)
        self.taps += outputs
        self.check_taps()
        return items

    def items(self, tree: Tree) -> tuple[Item, ...]:
        """Return the items of a list; a single item is a list of one."""
        read = []
        with self._names(self.names | _lets(tree)):
            for item in tree.items if isinstance(tree, Sequence) else (tree,):
                try:
                    read.append(self._item(item, tree))
                except Bad:
                    continue
        return tuple(read)

    @contextmanager
    def _names(self, names: frozenset[str]) -> Iterator[None]:
        outer, self.names = self.names, names
        yield
        self.names = outer

    def _item(self, tree: Tree, around: Tree) -> Item:
        match tree:
            case Text():
                return self._text_item(tree, around)
            case Sequence():
                return Item("seq", Seq(self.items(tree)), tree.origin)
            case Keys():
                return self._mapping_item(tree)

    def _text_item(self, text: Text, around: Tree) -> Item:
        """Read `relu`, `flatten -> 9216`, `transition`."""
        try:
            noted = len(self.problems)
            short = self.short(text)
        except Bad:
            from cnncalc.spec.layer_hints import not_a_layer

            problem = not_a_layer(text, around, self.blocks, self.names)
            if text.dash is None and ">" not in text.value and problem.help and "write `" in problem.help[0]:
                del self.problems[noted:]
                raise self.bad(problem.code, problem.message, text.origin, *problem.help) from None
            raise
        first = short.chunks[0] if short.chunks else None
        if first is None or first.name is None or first.value is not None or len(short.chunks) > 1:
            from cnncalc.spec.layer_hints import not_a_layer

            problem = not_a_layer(text, around, self.blocks, self.names)
            raise self.bad(problem.code, problem.message, text.origin, *problem.help)
        origin = text.at(first.start, first.end)
        op = text._replace(value=first.name, origin=origin)
        body = self._body(op, Text("", origin, False), {}, around)
        return Item(first.name, body, origin, claim=self._claim(text))

    def _mapping_item(self, tree: Keys) -> Item:
        modifiers = {entry.key.value: entry for entry in tree.entries if entry.key.value in MODIFIERS}
        ops = [entry for entry in tree.entries if entry.key.value not in MODIFIERS]
        if len(ops) != 1:
            from cnncalc.spec.layer_hints import not_one_op

            problem = not_one_op(tree, ops)
            raise self.bad(problem.code, problem.message, ops[1].key.origin if ops else tree.origin, *problem.help)
        (op,) = ops
        self._refuse_modifiers(op.key.value, modifiers)
        joins = op.key.value in KINDS and layer_class(op.key.value).joins
        return Item(
            op.key.value,
            self._body(op.key, op.value, modifiers, tree),
            op.key.origin._replace(path=tree.origin.path),
            name=self.name(modifiers),
            source=None if joins else self.source(op.key.value, modifiers),
            repeat=self.one(modifiers, "repeat"),
            first=self.first(modifiers),
            when=self.one(modifiers, "when"),
            note=self.text(modifiers["note"]).value if "note" in modifiers else None,
            claim=self._claim(op.value),
            aside=op.key.value == "aux",
        )

    def _claim(self, tree: Tree) -> Claim | None:
        """Return the size that is claimed behind an item's text."""
        if not isinstance(tree, Text):
            return None
        claim = self.parsed(tree, lambda: parse_claim(tree.value))
        return None if claim is None else Claim(claim.size, tree.at(claim.start, claim.end))

    def _refuse_modifiers(self, op: str, modifiers: Mapping[str, Entry]) -> None:
        """Refuse the modifiers that would say nothing about an item."""
        for name, entry in modifiers.items():
            message, help = "", "leave it out"
            if name in ("skip", "skip_if") and op != "residual":
                message = f"`{name}` belongs to a residual, not to {op}"
                help = f"`{name}:` stands beside `residual:`, in the same column"
            elif name == "first" and op not in self.blocks:
                message = f"`first` belongs to a block, not to {op}"
            elif op == "let" and name not in ("when", "note"):
                message = f"`{name}` says nothing about let"
            if message:
                raise self.bad("unknown-key", message, entry.key.origin, help)

    def _body(self, op: Text, args: Tree, modifiers: Mapping[str, Entry], around: Tree) -> Body:
        """Return what an op with these arguments is."""
        if isinstance(args, Text) and args.value in ("null", "~") and not args.quoted:
            help = f"leave it out: where {op.value} is given nothing, nothing stands behind its colon"
            raise self.bad("arg", f"`{args.value}` is no word of the language", args.origin, help)
        if reader := _STRUCTURE_READERS.get(op.value):
            return reader(self, op, args, modifiers)
        if op.value in self.broken:
            raise Bad
        if op.value in self.blocks:
            return self.call(op, args, modifiers)
        if op.value in KINDS:
            cls = layer_class(op.value)
            return self._join(op, args, modifiers) if cls.joins else self._written(cls, op, args)
        from cnncalc.spec.layer_hints import not_a_layer

        behind = args.value if isinstance(args, Text) else ""
        problem = not_a_layer(op, around, self.blocks, self.names, behind)
        raise self.bad(problem.code, problem.message, op.origin, *problem.help)

    def _written(self, cls: type[Layer], op: Text, args: Tree) -> Written:
        options: dict[str, Entry] = {}
        match args:
            case Text():
                text, short = (op, NOTHING) if not args.value else (args, self.short(args))
            case Keys():
                options = {entry.key.value: entry for entry in args.entries}
                text, short = op, Short(tuple(map(self._option, args.entries)))
            case _:
                help = f"it takes a text or options, {example(cls)}"
                raise self.bad("arg", f"{cls.kind} takes no list", args.origin, help)
        try:
            written = Written(plan(cls.kind, short, self.names, heads=isinstance(args, Keys)), text, options)
        except BindError as error:
            origin = Written.origin_of(text, options, error)
            raise self.bad(error.code, error.message, origin, *help_of(error)) from None
        for planned in written.plan.layers:
            for setting, expr in planned.exprs():
                entry = options.get(setting.field)
                self.check_names(expr, entry.value if entry and isinstance(entry.value, Text) else text)
        self._try_constants(written)
        return written

    def _option(self, entry: Entry) -> Chunk:
        """Return an entry of the mapping form as the chunk that it is in the short text."""
        text = self.text(entry)
        return Chunk(entry.key.value, self.parsed(text, lambda: parse_value(text.value)), 0, len(text.value))

    def _try_constants(self, written: Written) -> None:
        """Note the wrong values that do not depend on any name, rather than only when the net is carried out."""
        for planned in written.plan.layers:
            if planned.constant and planned.kind not in self.preset:
                try:
                    planned.piece({})
                except BindError as error:
                    origin = Written.origin_of(written.text, written.options, error)
                    self.bad(error.code, error.message, origin, *help_of(error))

    def _join(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        """Read a join: of taps by name, or of branches."""
        sources = self.sources(modifiers)
        if isinstance(args, Text):
            taps = []
            for chunk in self.short(args).chunks if args.value else ():
                at = args.at(chunk.start, chunk.end)
                if chunk.name is None or chunk.value is not None:
                    raise self.bad("tap", f"{op.value} joins taps by name, or branches", at, f"`{op.value}: p2, c2`")
                taps.append(Text(chunk.name, at, False))
            self.taps += taps
            return Branches(op.value, (), tuple(taps), sources)
        if len(sources) > 1:
            help = "leave the branches out to join taps, or start them all from one tap"
            raise self.bad("tap", f"{op.value} has branches, and `from` names {len(sources)} taps", op.origin, help)
        branches = args.items if isinstance(args, Sequence) else [entry.value for entry in args.entries]
        return Branches(op.value, tuple(map(self.items, branches)), (), sources)

    def _residual(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        skip = modifiers.get("skip")
        return Residual(
            self.items(self._filled(op, args)),
            self.items(skip.value) if skip else (),
            self.one(modifiers, "skip_if"),
        )

    def _seq(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        return Seq(self.items(self._filled(op, args)))

    def _filled(self, op: Text, args: Tree) -> Tree:
        if isinstance(args, Text) and args.absent:
            help = f"write its layers below it, deeper: `{op.value}:` and then `- conv: 8 x 3x3`"
            raise self.bad("layer", f"{op.value} has no layers", op.origin, help)
        return args

    def _identity(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        if not isinstance(args, Text) or args.value:
            raise self.bad("arg", "identity takes nothing", op.origin, "write `identity`")
        return Identity()

    def _use(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        match args:
            case Keys(entries=(Entry(key=Text(value="name"), value=Text() as text),)):
                pass
            case _:
                text = self.scalar(args)
        text = text._replace(value=text.value.partition("->")[0].rstrip())
        if not text.value:
            raise self.bad("arg", "use needs the name of a layer or block", op.origin, "write `use: NAME`")
        self.taps.append(text)
        return Use(text)

    def _let(self, op: Text, args: Tree, modifiers: Mapping[str, Entry]) -> Body:
        if isinstance(args, Keys):
            pairs = [(entry.key, self.argument(entry)) for entry in args.entries]
        else:
            text = self.scalar(args)
            given = self.arguments(text)
            if given.values or not given.named:
                raise self.bad("arg", "let gives names to values", text.origin, "write `let: wide = 2*16`")
            pairs = [(text._replace(value=name), located) for name, located in given.named.items()]
        for name, _ in pairs:
            if name.value in RESERVED or not name.value.isidentifier():
                raise self.bad("name", f"`{name.value}` cannot be a name for a value", name.origin, "choose another")
        return Let(tuple((name.value, located) for name, located in pairs))


_STRUCTURE_READERS: dict[str, Callable[[ItemReader, Text, Tree, Mapping[str, Entry]], Body]] = {
    "residual": ItemReader._residual,
    "aux": ItemReader._seq,
    "seq": ItemReader._seq,
    "identity": ItemReader._identity,
    "use": ItemReader._use,
    "let": ItemReader._let,
}


def _lets(tree: Tree) -> frozenset[str]:
    """Return the names that `let` gives anywhere in a list."""
    names: set[str] = set()
    match tree:
        case Sequence():
            for item in tree.items:
                names |= _lets(item)
        case Keys():
            for entry in tree.entries:
                if entry.key.value == "let" and isinstance(entry.value, Text):
                    names |= {part.partition("=")[0].strip() for part in entry.value.value.split(",")}
                elif entry.key.value == "let" and isinstance(entry.value, Keys):
                    names |= {inner.key.value for inner in entry.value.entries}
                else:
                    names |= _lets(entry.value)
    return frozenset(names)
