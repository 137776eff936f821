"""The items of a spec's lists, read but not yet carried out: a line, a join, a residual, a block call.

Each body knows how to expand itself; what it needs from the machine that carries it out stands in `Machine`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

from cnncalc.algebra.expr import Expr
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.errors import Call, Origin
from cnncalc.model.graph import BlockCall, Line, Node, Rules, Tap
from cnncalc.spec.bind import Defaults
from cnncalc.spec.notation import Parameter, Size
from cnncalc.spec.tree import Text


class Located(NamedTuple):
    """An expression and the text it was read from."""

    expr: Expr
    text: Text

    @property
    def place(self) -> Origin:
        """Where it stands."""
        return self.text.at(*self.expr.span) if self.expr.span else self.text.origin


class Claim(NamedTuple):
    """A size that the spec says comes out here (`-> 55x55x96`)."""

    size: Size
    origin: Origin


class Item(NamedTuple):
    """One item of a list of layers: what it is, and its modifiers.

    An item `aside` is a side output: the main path goes on from before it.
    """

    op: str
    body: Body
    origin: Origin
    name: str | None = None
    source: Text | None = None
    repeat: Located | None = None
    first: Mapping[str, Located] = MappingProxyType({})
    when: Located | None = None
    note: str | None = None
    claim: Claim | None = None
    aside: bool = False


class Block(NamedTuple):
    """A block of the file, or one that comes with the language: its parameters and its layers."""

    name: str
    parameters: tuple[Parameter, ...]
    items: tuple[Item, ...]
    header: Text
    standard: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Which turn of a `repeat` this is, of how many, and the number of the item in the expansion."""

    index: int
    times: int
    item: int


@dataclass(slots=True)
class Scope:
    """What an item sees: the values of names, the taps of its own block, and the calls around it.

    `prefix` and `turns` stand around the names given in it: `bottleneck#2/` and `#1` make `bottleneck#2/c1#1.bn`.
    """

    env: dict[str, Evaluated]
    taps: dict[str, Tap] = field(default_factory=dict)
    named: dict[str, Replay] = field(default_factory=dict)
    calls: tuple[BlockCall, ...] = ()
    trace: tuple[Call, ...] = ()
    prefix: str = ""
    turns: str = ""
    aux: bool = False

    def counting(self, times: int) -> Iterator[int]:
        """Yield the turns of a repeat; while it lasts, `i` is the turn."""
        outer = self.env.get("i")
        for index in range(times):
            self.env["i"] = index
            yield index
        self.env.pop("i", None)
        if outer is not None:
            self.env["i"] = outer

    def qualified(self, name: str | None) -> str | None:
        """Return the name that a node has in the whole net, of the name that it has here."""
        if name is None:
            return None
        first, dot, behind = name.partition(".")
        return f"{self.prefix}{first}{self.turns}{dot}{behind}"


class Replay(NamedTuple):
    """A named layer or block that `use:` can apply again: the item, what names stood for, and the nodes it made."""

    item: Item
    env: dict[str, Evaluated]
    nodes: tuple[Node, ...]


class Machine(Protocol):
    """What carries items out; `cnncalc.spec.expand.Expansion` is it."""

    params: Mapping[str, Evaluated]
    defaults: Defaults

    def run(self, items: Sequence[Item], scope: Scope, current: Tap) -> Tap:
        """Carry out a list of items, one after the other, and return what comes out."""

    def value(self, located: Located, scope: Scope) -> Evaluated:
        """Return the value of an expression."""

    def condition(self, located: Located, scope: Scope) -> bool:
        """Return whether a condition holds."""

    def count(self, located: Located, scope: Scope) -> int:
        """Return the value of an expression that must be a count."""

    def tap(self, name: Text, scope: Scope) -> Tap:
        """Return the tap of that name."""

    def line(self, text: str, scope: Scope) -> Line:
        """Return the next written line."""

    def step(self, origin: Origin, scope: Scope, times: int = 1) -> None:
        """Count what is about to be done, and refuse what would be too much."""

    def number(self) -> int:
        """Return the next number for an item."""

    def block(self, name: str) -> Block:
        """Return the block of that name: the file's own, or one that comes with the language."""

    def label(self, block: str) -> str:
        """Return the name of the next call of a block: `bottleneck#2`."""

    def add(
        self, layer: Rules, inputs: Sequence[Tap], origin: Origin, scope: Scope, line: Line, text: str, name: str | None
    ) -> Node:
        """Append a node, under its name in the scope."""

    def gather(self, branches: Sequence[Callable[[], Tap]]) -> list[Tap]:
        """Carry out every branch and return what each gives, or raise the problems of all."""

    def replay(self, name: Text, item: Item, scope: Scope, current: Tap) -> Tap:
        """Apply a named layer or block again, with its own weights, as the item that says so."""


class Body(Protocol):
    """What an item is: it appends its nodes after `current` and returns what comes out."""

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Carry the item out once."""
