"""Reads the words of a spec: expressions, arguments, single values. What is wrong is noted, and the reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cnncalc.algebra.errors import ExprError, did_you_mean, listed
from cnncalc.algebra.expr import Expr, leaves
from cnncalc.algebra.operators import FUNCTIONS
from cnncalc.errors import Origin, Problem
from cnncalc.spec.blocks import Arguments
from cnncalc.spec.items import Located
from cnncalc.spec.notation import Short, Value, parse_short, parse_value
from cnncalc.spec.places import place
from cnncalc.spec.tree import Entry, Sequence, Text, Tree
from cnncalc.spec.vocabulary import HELD

T = TypeVar("T")

_IN = ("`in` is the channels that enter a block: outside of blocks write their number",)


class Bad(Exception):
    """An item cannot be read; its problems are already noted."""


@dataclass(slots=True)
class WordReader:
    """Notes every problem instead of stopping at the first. `names` are those that an expression may use."""

    problems: list[Problem]
    names: frozenset[str] = field(default=frozenset(), kw_only=True)

    def expression(self, text: Text, allowed: Collection[str] = ()) -> Located:
        """Return the expression that a text is; it may also use the `allowed` names."""
        return self.located(self.parsed(text, lambda: parse_value(text.value)), text, text.origin, allowed)

    def located(self, value: Value, text: Text, at: Origin, allowed: Collection[str] = ()) -> Located:
        """Return the one expression that a value is, whose names are known."""
        if len(value.axes) != 1 or value.axes[0].after is not None or value.of is not None:
            raise self.bad("syntax", f"`{text.value}` is not one value", at, "one expression, such as `2*in`")
        self.check_names(value.axes[0].before, text, allowed)
        return Located(value.axes[0].before, text)

    def arguments(self, text: Text) -> Arguments:
        """Return the arguments of a call: `64, 96, s=2`."""
        values: list[Located] = []
        named: dict[str, Located] = {}
        for chunk in self.short(text).chunks:
            value, at = chunk.as_value, text.at(chunk.start, chunk.end)
            if len(value.axes) != 1 or value.of is not None:
                raise self.bad("arg", "an argument is one value", at, "separate arguments with commas")
            located = self.located(value, text, at, HELD)
            if chunk.name is None or chunk.value is None:
                if named:
                    raise self.bad("arg", "a value without a name behind a named one", at, "values by place come first")
                values.append(located)
            elif chunk.name in named:
                raise self.bad("arg", f"{chunk.name} is given twice", at, "give it once")
            else:
                named[chunk.name] = located
        return Arguments(tuple(values), named)

    def check_names(self, expr: Expr, text: Text, allowed: Collection[str] = ()) -> None:
        """Refuse an expression that uses a name which stands for nothing here."""
        for leaf in leaves(expr):
            if leaf.symbol not in self.names and leaf.symbol not in allowed:
                at = text.at(*leaf.span) if leaf.span else text.origin
                near = did_you_mean(leaf.symbol, [*self.names, *FUNCTIONS, *allowed]) if len(leaf.symbol) > 1 else ()
                known = listed(sorted(self.names - {"i", "in"})) or "none"
                declare = f"declare it under `params:` or `let:`; known here: {known}"
                help = _IN if leaf.symbol == "in" else (*near, declare)
                raise self.bad("name", f"nothing here is called `{leaf.symbol}`", at, *help)

    def short(self, text: Text) -> Short:
        """Return a short text, parsed."""
        return self.parsed(text, lambda: parse_short(text.value))

    def parsed(self, text: Text, parse: Callable[[], T]) -> T:
        """Return what a text parses to."""
        if text.dash is not None:
            item = text.dash.text[text.dash.column - 1 :].strip()
            message = f"`{item}` is indented too far: it goes on with the text of line {text.origin.line}"
            raise self.bad("yaml", message, text.dash, f"put the dash of `{item}` below the dash of the item before it")
        try:
            return parse()
        except ExprError as error:
            problem = place(error, text)
            if not problem.help:
                from cnncalc.spec.layer_hints import unreadable

                problem = problem._replace(help=unreadable(text.value))
            self.problems.append(problem)
            raise Bad from None

    def text(self, entry: Entry) -> Text:
        """Return the text of an entry, which must not be empty."""
        if isinstance(entry.value, Text) and entry.value.value:
            return entry.value
        if isinstance(entry.value, Text):
            raise self.bad("value", f"{entry.key.value} needs a value", entry.key.origin)
        return self.scalar(entry.value)

    def scalar(self, tree: Tree) -> Text:
        """Return a tree that must be a text."""
        if isinstance(tree, Text):
            return tree
        sizes = [item.value for item in tree.items if isinstance(item, Text)] if isinstance(tree, Sequence) else []
        help = (f"sizes have an x between them: `{'x'.join(sizes)}`",) if sizes else ()
        raise self.bad("value", "a single value is expected here", tree.origin, *help)

    def items_of(self, tree: Tree) -> tuple[Tree, ...]:
        """Return the items of a tree that must be a list."""
        if isinstance(tree, Sequence):
            return tree.items
        raise self.bad("value", "a list is expected here", tree.origin, "write it in brackets: `[1, 2]`")

    def one(self, entries: Mapping[str, Entry], name: str) -> Located | None:
        """Return the expression under a key, if the key is there."""
        return self.expression(self.text(entries[name])) if name in entries else None

    def bad(self, code: str, message: str, origin: Origin, *help: str) -> Bad:
        """Note a problem, and return what stops the reading of this item."""
        self.problems.append(Problem(code, message, help, origin=origin))
        return Bad()
