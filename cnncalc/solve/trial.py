"""A net carried out again: on another input, with one layer changed, or only as far as its windows fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cnncalc.algebra.expr import Expr
from cnncalc.errors import CnncalcError, Origin, Problem, UsageError
from cnncalc.layers.windowed import Windowed
from cnncalc.model.graph import Graph, Input, Line, Node, Rounding, Rules, Tap
from cnncalc.model.volume import Volume, whole
from cnncalc.spec.expand import Expansion
from cnncalc.spec.items import Scope
from cnncalc.spec.settle import Request, Settled, settle

if TYPE_CHECKING:
    from cnncalc.spec.document import Document


class Named(Protocol):
    """A spec that has been read: what `cnncalc.load` returns."""

    @property
    def document(self) -> Document:
        """What the spec says."""

    @property
    def variant(self) -> str | None:
        """The variant that its name asks for."""


class Replacement(NamedTuple):
    """A layer in another's place, counted from the first of the graph."""

    place: int
    layer: Windowed


class Obstacle(NamedTuple):
    """Where a net stops: a layer whose window leaves a remainder, or a `problem` that has nothing to do with that.

    `small` says that the input is too small for the layer's kernel, as every smaller one is.
    """

    layer: str
    problem: str = ""
    small: bool = False


class Trial:
    """A spec with its variant and parameters settled once, to be carried out many times."""

    def __init__(
        self,
        spec: Named,
        variant: str | None = None,
        params: Mapping[str, object] | None = None,
        rounding: Rounding | None = None,
    ) -> None:
        """Settle a spec.

        Raises:
            SpecError: a parameter has no value.
            UsageError: the variant or a parameter does not exist, or the net takes a vector.
        """
        given = {name: str(value) for name, value in (params or {}).items()}
        self._document = spec.document
        self._settled = settle(spec.document, Request(variant or spec.variant, given, rounding=rounding))
        self.name = self._settled.name or spec.document.file
        self.input = self._settled.input
        if unknown := [name for name, value in self._settled.params.items() if isinstance(value, Expr)]:
            line = f"-p {unknown[0]}=3"
            raise UsageError(f"what fits depends on {unknown[0]}, which has no value; give it one", ((line, "e.g."),))
        if not self.input.space:
            raise UsageError(f"{self.name} takes a vector, which no window slides over")

    def graph(self, input: Volume, change: Replacement | None = None) -> Graph:
        """Return the net on an input, with one layer replaced."""
        return self._graph(input, change)

    def obstacle(self, input: Volume, axes: frozenset[int]) -> Obstacle | None:
        """Return the first thing on an input that does not fit along some axes or cannot be; None if there is none."""
        try:
            graph = self._graph(input, watched=axes)
        except _Remainder as remainder:
            return Obstacle(remainder.layer)
        except CnncalcError as error:
            return Obstacle("", str(error))
        if not graph.problems:
            return None
        problem = graph.problems[0]
        return Obstacle(problem.layer or "", problem.message, problem.code == "kernel-too-big")

    def _graph(self, input: Volume, change: Replacement | None = None, watched: frozenset[int] = frozenset()) -> Graph:
        settled = self._settled
        machine = _Machine(input, self._document, settled, change, watched)
        graph = machine.whole(self._document.items, self._document.outputs).graph
        return replace(graph, rounding=settled.rounding, name=settled.name)


def misfits(node: Node) -> frozenset[int]:
    """Return the axes along which a node's window leaves a remainder."""
    return frozenset(axis for axis, fit in enumerate(node.layer.fits(*node.volumes)) if fit.misfit)


def told(problem: Problem) -> str:
    """Return what a problem says, with its layer in front."""
    return f"{problem.layer}: {problem.message}" if problem.layer else problem.message


def sized(volume: Volume, space: Sequence[int]) -> Volume:
    """Return a volume with other spatial sizes."""
    return Volume(tuple(space), volume.channels)


def sides(volume: Volume) -> tuple[int, ...]:
    """Return the spatial sizes as numbers."""
    return tuple(map(whole, volume.space))


class _Remainder(Exception):
    """A window does not fit, and nothing more need be carried out."""

    def __init__(self, layer: str) -> None:
        super().__init__(layer)
        self.layer = layer


class _Machine(Expansion):
    """Carries a net out with a layer changed, and stops at the first remainder along a watched axis."""

    def __init__(
        self,
        input: Volume,
        document: Document,
        settled: Settled,
        change: Replacement | None = None,
        watched: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(Input(input), document.blocks, settled.params, settled.defaults)
        self._change, self._watched = change, watched

    def add(
        self, layer: Rules, inputs: Sequence[Tap], origin: Origin, scope: Scope, line: Line, text: str, name: str | None
    ) -> Node:
        if self._change is not None and len(self.builder.nodes) == self._change.place:
            layer = self._change.layer
            text = self._change.layer.text(self._change.layer.model_fields_set)
        node = super().add(layer, inputs, origin, scope, line, text, name)
        if self._watched & misfits(node):
            raise _Remainder(node.name)
        return node
