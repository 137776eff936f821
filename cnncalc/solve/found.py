"""What a search finds, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.engine import propagate
from cnncalc.explain.worked import output_sizes, worked
from cnncalc.layers.base import Layer, option_text
from cnncalc.model.graph import Graph, Input, Line, Node
from cnncalc.model.report import Setting, Title
from cnncalc.model.volume import Volume, sizes_text, whole


class Size(NamedTuple):
    """A volume of which parts may be unknown (None): the spatial sizes, the channels."""

    space: tuple[int, ...] | None = None
    channels: int | None = None

    @property
    def text(self) -> str:
        """The size as it is written, with `?` for what is unknown; spatial sizes alone have no channels."""
        if self.space is None:
            return "?" if self.channels is None else f"?x{self.channels}"
        return sizes_text((*self.space, *(() if self.channels is None else (self.channels,))))


@dataclass(frozen=True, slots=True)
class Solution:
    """A layer that answers, after its own rules have said so.

    `found` is what was looked for, by name (`pad` is `3`). `exact` is false where the window is rounded down to give
    the output. Channels and filters that nothing depends on are 1: `counted` says whether they were given or found.
    `rank` says how unusual its window is, to sort by.
    """

    layer: Layer
    found: tuple[tuple[str, str], ...]
    input: Volume
    output: Volume
    exact: bool = True
    usual: bool = True
    counted: bool = True
    rank: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The layer as in a spec: `conv: 10 x 5x5, pad 2`."""
        fields = type(self.layer).model_fields
        words = self.layer.text([name for name in fields if getattr(self.layer, name) is not None])
        return f"{self.layer.kind}: {words}" if words else self.layer.kind

    @property
    def values(self) -> str:
        """What was found, as it is written: `kernel 3x3, pad 1`."""
        return ", ".join(f"{name} {value}" for name, value in self.found)

    @property
    def params(self) -> int:
        """The layer's parameters."""
        return params_of(self.layer, self.input)

    @property
    def lines(self) -> tuple[str, ...]:
        """The worked lines of the output size, equal axes once: `(63 + 2*3 - 7)/1 + 1 = 63`."""
        return tuple(size.rounded for size in output_sizes(self._node))

    @property
    def count_line(self) -> str:
        """The worked line of the parameters: `(5*5*3 + 1)*10 = 76*10 = 760`; empty if there are none."""
        graph = Graph(Input(self.input), (self._node,), (("output", self._node),))
        (layer,) = propagate.report(graph, Title(self.layer.kind), Setting()).layers
        derivation = worked(layer).params
        return "" if derivation is None else " = ".join(derivation.steps)

    @property
    def _node(self) -> Node:
        return Node(self.layer.kind, self.layer, "", (Input(self.input),), self.output, None, Line(1, ""))


class Enlarging(NamedTuple):
    """An op that makes a map larger, and the names of the given options with which it makes what was asked."""

    op: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All layers that answer a question about one layer, the usual ones first.

    `op` and `unknown` say what was asked. If there is no solution, `why` says so and `nearest` are the layers that
    come closest. `rounded` are small windows that are rounded down to the wanted output; `notes` are facts about all
    of them. With `any_size`, the input's size in the solutions stands for every size. `enlarging` is another op that
    makes a map as large as was asked, where this one is not made for it.
    """

    op: str
    unknown: tuple[str, ...]
    input: Size
    output: Size
    solutions: tuple[Solution, ...]
    rounded: tuple[Solution, ...] = ()
    why: str = ""
    nearest: tuple[Solution, ...] = ()
    notes: tuple[str, ...] = ()
    any_size: bool = False
    enlarging: Enlarging | None = None

    @property
    def ranked(self) -> tuple[Solution, ...]:
        """All solutions with the rounded ones among them, the usual first; of unknown inputs, those that fit alone."""
        if "in" in self.unknown:
            return self.solutions
        return tuple(sorted((*self.solutions, *self.rounded), key=lambda solution: solution.rank))


def params_of(layer: Layer, volume: Volume) -> int:
    """Return how many numbers a layer learns."""
    return sum(whole(weight.numbers) for weight in layer.weights(volume) if weight.role != "buffer")


def written(values: Sequence[object]) -> str:
    """Write one value for all axes where they are equal."""
    return option_text(tuple(values[:1]) if len(set(values)) == 1 else tuple(values))
