"""A window that does not fit, changed by the smallest steps that help, and the whole net carried out behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from cnncalc.algebra.errors import listed
from cnncalc.engine import propagate
from cnncalc.errors import UsageError
from cnncalc.layers.windowed import Windowed
from cnncalc.model.graph import Graph, Node, Rounding
from cnncalc.model.report import Report, Setting, Title
from cnncalc.model.volume import Volume, whole
from cnncalc.solve.changes import Change, changes
from cnncalc.solve.inputs import start_of
from cnncalc.solve.trial import Named, Replacement, Trial, misfits, told


class Resized(NamedTuple):
    """A layer behind a change whose output has another size than before."""

    layer: str
    was: Volume
    now: Volume


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a net becomes: with a window rounded down, or with a change that makes it fit.

    `output` is that of the layer, `last` the last map, before the net makes one position of it, `params` are the whole
    net's. `misfits` are the layers whose windows do not fit, `later` those of them behind the layer; `resized` are the
    layers whose size is not that of the rounded net. Where the net cannot be carried out any more, `problem` says why,
    and the rest is that of the net up to there.
    """

    change: Change | None
    output: Volume
    last: Volume
    params: int
    misfits: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    resized: tuple[Resized, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Repairs:
    """A layer of a net that does not fit, the net as it is rounded down, and with each change that would fit.

    `into` is the layer that the last map goes into; empty if the net ends with a map. `others` are the other layers
    that do not fit.
    """

    layer: str
    text: str
    input: Volume
    into: str
    rounded: Outcome
    changed: tuple[Outcome, ...]
    others: tuple[str, ...]


def solve_changes(
    spec: Named,
    layer: str | None = None,
    input: str | None = None,
    variant: str | None = None,
    *,
    params: Mapping[str, object] | None = None,
    rounding: Rounding | None = None,
) -> tuple[Repairs, ...]:
    """Return what a net becomes with each of the smallest changes that make a window fit: of the named layer, or all.

    There are none where every window fits. An input is changed only where the layer stands at the beginning.

        first, *others = solve_changes(cnncalc.load("alexnet"), input="224")
        [(outcome.change.what, outcome.last.text) for outcome in first.changed]

    Raises:
        SpecError: a parameter has no value.
        UsageError: there is no such layer, variant or parameter, or the layer's window fits.
    """
    trial = Trial(spec, variant, params, rounding)
    start = start_of(trial, input)
    graph = trial.graph(start)
    before = _report(graph)
    found = [(place, node) for place, node in enumerate(graph.nodes) if misfits(node)]
    if layer is not None:
        asked = before.named(layer).node
        if not misfits(asked):
            raise _fits(asked.name, [node.name for _, node in found], start)
        found = [(place, node) for place, node in found if node is asked]
    return tuple(_repairs(trial, before, place, node) for place, node in found)


def _fits(layer: str, short: Sequence[str], input: Volume) -> UsageError:
    """Return the refusal of a layer whose window fits, with those that do not."""
    others = f"these do not: {listed(short)}" if short else "every window does"
    return UsageError(f"{layer} fits; on {input.text} {others}")


def _repairs(trial: Trial, before: Report, place: int, node: Node) -> Repairs:
    rules = node.layer
    assert isinstance(rules, Windowed), "only windows leave remainders"
    first = node.inputs[0] is before.graph.input
    tried = [change for change in changes(rules, node.volumes[0]) if first or change.option != "input"]
    end = _end(before.graph)
    rounded = _outcome(before, place, None, None)
    outcomes = tuple(_changed(trial, before, place, change) for change in tried)
    others = tuple(layer.name for layer in before.layers if layer.misfits and layer.node is not node)
    into = "" if end is None else end.name
    return Repairs(node.name, node.written, before.graph.input.output, into, rounded, outcomes, others)


def _changed(trial: Trial, before: Report, place: int, change: Change) -> Outcome:
    """Carry the net out with a change."""
    if change.option == "input":
        graph = trial.graph(change.volume)
    else:
        graph = trial.graph(before.graph.input.output, Replacement(place, change.layer))
    return _outcome(_report(graph), place, change, before)


def _report(graph: Graph) -> Report:
    return propagate.report(graph, Title(graph.name), Setting())


def _outcome(report: Report, place: int, change: Change | None, before: Report | None) -> Outcome:
    graph, end = report.graph, _end(report.graph)
    was = {layer.name: layer.output for layer in before.layers} if before else {}
    resized = tuple(
        Resized(layer.name, was[layer.name], layer.output)
        for layer in report.layers[place + 1 :]
        if was.get(layer.name, layer.output) != layer.output
    )
    return Outcome(
        change,
        change.output if change else graph.nodes[place].output,
        end.volumes[0] if end else graph.outputs[0][1].output,
        whole(report.totals.params.total),
        tuple(layer.name for layer in report.layers if layer.misfits),
        tuple(layer.name for layer in report.layers[place + 1 :] if layer.misfits),
        resized,
        told(graph.problems[0]) if graph.problems else "",
    )


def _end(graph: Graph) -> Node | None:
    """Return the last layer that makes a vector, or one position, of a map; None if there is none."""
    ends = (node for node in reversed(graph.nodes) if not node.aux and _positions(node.output) == 1)
    return next((node for node in ends if _positions(node.volumes[0]) > 1), None)


def _positions(volume: Volume) -> int:
    return prod(map(whole, volume.space))
