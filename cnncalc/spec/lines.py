"""The bodies of single lines: a layer with what follows it, identity, let, use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.errors import Origin, Problem, SpecError
from cnncalc.model.graph import Tap
from cnncalc.spec.bind import Piece, Plan
from cnncalc.spec.bind_errors import BindError
from cnncalc.spec.items import Item, Located, Machine, Scope, Turn
from cnncalc.spec.places import help_of, traced
from cnncalc.spec.tree import Entry, Text


class Written(NamedTuple):
    """A layer and the ops behind it: `conv: 96 x 11x11, stride 4, relu`.

    `text` is where it stands; in the mapping form that is its op, and `options` are its entries.
    """

    plan: Plan
    text: Text
    options: Mapping[str, Entry] = MappingProxyType({})

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Append the line's layers, one after the other."""
        try:
            pieces = self.plan.pieces(scope.env, machine.defaults)
        except BindError as error:
            problem = Problem(error.code, error.message, help_of(error))
            origin = self.origin_of(self.text, self.options, error)
            raise SpecError((traced(problem, origin, scope),)) from None
        line = machine.line(_words(pieces), scope)
        for piece, name in zip(pieces, _names(item.name, pieces), strict=True):
            written = self.text.at(piece.start, piece.end) if piece.end else item.origin
            origin = written._replace(path=item.origin.path)
            current = machine.add(piece.layer, (current,), origin, scope, line, piece.text, name)
        return current

    @staticmethod
    def origin_of(text: Text, options: Mapping[str, Entry], error: BindError) -> Origin:
        """Return the place of an error in a line, or in the mapping form."""
        entry = options.get(error.field or "")
        if entry is None:
            return text.at(error.start, error.end) if error.end and not options else text.origin
        if error.code == "option" or not isinstance(entry.value, Text):
            return entry.key.origin
        return entry.value.at(error.start, error.end)


@dataclass(frozen=True, slots=True)
class Identity:
    """What came in goes out."""

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Append nothing."""
        return current


class Let(NamedTuple):
    """Gives names to values, for the rest of the block."""

    values: tuple[tuple[str, Located], ...]

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Append nothing; the names are known from here on."""
        for name, located in self.values:
            scope.env[name] = machine.value(located, scope)
        return current


class Use(NamedTuple):
    """Applies a named layer or block again, with the weights that it has."""

    name: Text

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Append the same layers once more; they share their weights with the first ones."""
        return machine.replay(self.name, item, scope, current)


def _words(pieces: Sequence[Piece]) -> str:
    """Return a line as the table shows it: the first layer's own words, then the ops behind it."""
    first, *posts = pieces
    own = first.text or first.layer.title
    return ", ".join([own, *(f"{post.layer.kind} {post.text}".rstrip() for post in posts)])


def _names(name: str | None, pieces: Sequence[Piece]) -> list[str | None]:
    """Return the names that a named line gives to its layers: c1, c1.bn, c1.relu, and c1.relu2 for a second one."""
    if name is None:
        return [None] * len(pieces)
    kinds = [piece.layer.kind for piece in pieces]
    names: list[str | None] = [name]
    for at, kind in enumerate(kinds[1:], 1):
        number = kinds[1 : at + 1].count(kind)
        names.append(f"{name}.{kind}" + (f"{number}" if number > 1 else ""))
    return names
