"""The net as a graph: nodes in the order in which they run, each with its place in the spec and its output volume."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple, Protocol

from cnncalc.algebra.collect import collected
from cnncalc.algebra.conditions import gathering, whole
from cnncalc.algebra.expr import Dim, Expr, Name, leaves
from cnncalc.errors import Origin, Problem, RuleError, SpecError
from cnncalc.model.layer_facts import Cost, Fit, Weight, Window
from cnncalc.model.reach import Reach
from cnncalc.model.volume import Volume

if TYPE_CHECKING:
    from cnncalc.algebra.undecided import Condition

Rounding = Literal["strict", "floor", "ceil"]

MOST_LEAVES: Final = 3
"""A size with more letters in it gets a letter of its own, so that layer 20 does not print the whole net."""


class Rules(Protocol):
    """What a graph asks of a layer; `cnncalc.layers.base.Layer` answers it and documents each question."""

    kind: ClassVar[str]
    title: ClassVar[str]
    in_place: ClassVar[bool]
    joins: ClassVar[bool]

    @property
    def formulas(self) -> tuple[Expr, ...]: ...

    def output(self, *inputs: Volume) -> Volume: ...
    def weights(self, *inputs: Volume) -> tuple[Weight, ...]: ...
    def cost(self, output: Volume, *inputs: Volume) -> Cost: ...
    def reach(self, *inputs: Volume) -> Reach: ...
    def windows(self, *inputs: Volume) -> tuple[Window, ...]: ...
    def extent(self, *inputs: Volume) -> tuple[Dim, ...]: ...
    def fits(self, *inputs: Volume) -> tuple[Fit, ...]: ...
    def positions(self, *inputs: Volume) -> tuple[Dim | Fraction, ...]: ...
    def remark(self, output: Volume) -> str: ...
    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = ...) -> str: ...


class Input(NamedTuple):
    """What goes into the net; a tap like any other, named `input`."""

    output: Volume
    name: str = "input"


class Line(NamedTuple):
    """The written line that a node comes from: nodes of one line are one row of the table.

    `number` counts the lines as they are carried out, so the second turn of a `repeat` is another line. `calls` are
    the block calls around it, outermost first.
    """

    number: int
    text: str
    calls: tuple[BlockCall, ...] = ()


class BlockCall(NamedTuple):
    """One call of a block.

    `label` is its name and number in the file (`bottleneck#2`); `item` numbers the written line or table row, which
    is the same for all turns of its `repeat`, and `arguments` are what it says (`c=64, first s=2`).
    """

    label: str
    name: str
    item: int
    arguments: str


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One elementary op of the net."""

    name: str
    layer: Rules
    text: str
    inputs: tuple[Node | Input, ...]
    output: Volume
    origin: Origin | None
    line: Line
    aux: bool = False
    shares: Node | None = None
    """The node whose weights this one uses again."""
    note: str | None = None
    conditions: tuple[Condition, ...] = ()
    """What must hold of the letters without a value, for the layer to fit its input."""

    def __repr__(self) -> str:
        return f"<Node {self.name}: {f'{self.layer.kind} {self.text}'.rstrip()}, output {self.output}>"

    @property
    def written(self) -> str:
        """The layer as in a spec: `conv: 10 x 5x5`."""
        return f"{self.layer.kind}: {self.text}" if self.text else self.layer.kind

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The input volumes."""
        return tuple([source.output for source in self.inputs])


Tap = Node | Input


@dataclass(frozen=True, slots=True)
class Graph:
    """A net: its input, its nodes in the order in which they run, and what comes out.

    `problems` are what stood in the way: the nodes then end where the shapes stopped fitting.
    """

    input: Input
    nodes: tuple[Node, ...]
    outputs: tuple[tuple[str, Tap], ...]
    rounding: Rounding | None = None
    name: str = ""
    problems: tuple[Problem, ...] = ()
    taps: Mapping[str, Tap] = field(default_factory=dict)
    """What the names of blocks, lists and repeats stand for: their ends."""
    letters: Mapping[str, Expr] = field(default_factory=dict)
    """Letters that stand for a long size on the way, and what they are."""

    @property
    def lettered(self) -> bool:
        """Whether a size in it is a letter without a value."""
        return not (self.input.output.known and all(node.output.known for node in self.nodes))


class _Made(NamedTuple):
    """What a layer makes of its inputs, and on what conditions."""

    output: Volume
    conditions: tuple[Condition, ...]


@dataclass(slots=True)
class GraphBuilder:
    """Appends nodes; the place where a rule's reason meets the line that broke it.

    `lettered` says whether a size or an option may be a letter. Long sizes in letters get a letter of their own (`n1`),
    unless `seals` is off. A layer is asked once for the same inputs, however often a net repeats it.
    """

    input: Input
    seals: bool = True
    lettered: bool = True
    nodes: list[Node] = field(default_factory=list)
    letters: dict[str, Expr] = field(default_factory=dict)
    _made: dict[tuple[int, tuple[Volume, ...]], _Made] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _names: dict[str, Origin | None] = field(default_factory=dict)

    def add(
        self,
        layer: Rules,
        inputs: Sequence[Tap],
        origin: Origin | None,
        line: Line,
        *,
        text: str = "",
        name: str | None = None,
        aux: bool = False,
        shares: Node | None = None,
        note: str | None = None,
    ) -> Node:
        """Append a layer after its inputs and return the new node.

        Raises:
            SpecError: the inputs do not fit the layer, or the name is taken.
        """
        sources = tuple(inputs)
        name = self._named(layer.kind, name, origin)
        question = id(layer), tuple([source.output for source in sources])
        made = self._made.get(question)
        if made is None:
            try:
                made = self._made[question] = self._make(layer, *question[1])
            except RuleError as error:
                raise SpecError((error.problem(origin, name),)) from None
        node = Node(name, layer, text, sources, made.output, origin, line, aux, shares, note, made.conditions)
        self.nodes.append(node)
        return node

    def _make(self, layer: Rules, *inputs: Volume) -> _Made:
        """Ask a layer for its output."""
        if not self.lettered:
            return _Made(layer.output(*inputs), ())
        with gathering() as conditions:
            for formula in layer.formulas:
                whole(formula)
            output = layer.output(*inputs)
        return _Made(output if output.known else self._sealed(output), tuple(conditions))

    def _sealed(self, volume: Volume) -> Volume:
        """Return a volume put in order, with a letter for each of its sizes that is too long to go on with."""
        *space, channels = (self._letter(collected(size)) for size in (*volume.space, volume.channels))
        return Volume(tuple(space), channels)

    def _letter(self, size: Dim) -> Dim:
        if not self.seals or isinstance(size, int) or len(tuple(leaves(size))) <= MOST_LEAVES:
            return size
        for letter, sealed in self.letters.items():
            if sealed == size:
                return Name(letter)
        first = next(leaves(size)).symbol.rstrip("0123456789")
        number = 1 + sum(letter.rstrip("0123456789") == first for letter in self.letters)
        self.letters[f"{first}{number}"] = size
        return Name(f"{first}{number}")

    def _named(self, kind: str, wanted: str | None, origin: Origin | None) -> str:
        """Return the node's name: the wanted one, or the op and its next running number that is free."""
        number = self._numbers.get(kind, 0) + 1
        while wanted is None and f"{kind}{number}" in self._names:
            number += 1
        self._numbers[kind] = number
        name = wanted or f"{kind}{number}"
        if name in self._names:
            first = self._names[name]
            message = f"the name {name} is taken" + (f" by the layer of line {first.line}" if first else "")
            raise SpecError((Problem("dup-name", message, ("choose another `name:`",), "error", origin),))
        self._names[name] = origin
        return name
