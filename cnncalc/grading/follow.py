"""What a student's own earlier answers make of the cells that build on them.

Every layer is asked again through its own rules, on the volumes and fields that the student has arrived at. What a
layer says of volumes is asked once, however many sheets arrive at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnncalc.engine.conventions import convention
from cnncalc.errors import CnncalcError
from cnncalc.grading.asked import Asked, Case, Quantity, Value
from cnncalc.grading.follow_fields import Passing, Roots, Sight, united
from cnncalc.grading.truths import truth
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Input, Node, Tap
from cnncalc.model.params import Params
from cnncalc.model.reach import Reach
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume, whole

_UNFIT = (CnncalcError, ArithmeticError, ValueError, IndexError)
"""What a rule may raise on volumes that no net has: a wrong answer must never stop the marking."""


class Ground(NamedTuple):
    """What a cell may be measured against: a truth, what it is worked out on, and the wrong cells it builds on."""

    truth: Value
    roots: Roots = ()
    case: Case | None = None


class Own(NamedTuple):
    """What a student has at a tap instead of the truth, and the cells whose wrong answers made the volume so.

    `volume` is the true one where only the field differs; `sight` is None where the field is the true one.
    """

    volume: Volume
    roots: Roots = ()
    sight: Sight | None = None


class Step(NamedTuple):
    """A node on a student's own inputs: the volumes, the output that follows (None: it does not fit), the fields.

    `roots` are the cells behind the volumes. `passing` is the field, the last one with all that is the student's own.
    """

    volumes: tuple[Volume, ...]
    output: Volume | None
    roots: Roots
    passing: tuple[Passing, ...] = ()


class Following:
    """Asks the layers of one net on other volumes than the true ones; it remembers what they said."""

    def __init__(self, report: Report, fields: bool) -> None:
        self.report = report
        self.layers = {layer.node: layer for layer in report.layers}
        self._follows_fields = fields
        self._fields: dict[Tap, ReceptiveField] = {layer.node: layer.field for layer in report.layers}
        space = tuple(map(whole, report.graph.input.output.space))
        self._fields[report.graph.input] = ReceptiveField.of_input(space)
        self._outputs: dict[tuple[str, tuple[Volume, ...]], Volume | None] = {}
        self._answers: dict[tuple[object, ...], Value | None] = {}

    def step(self, node: Node, own: Mapping[Tap, Own]) -> Step | None:
        """Return a node on the student's own inputs; None where they are the true ones."""
        changed = [own[tap] for tap in node.inputs if tap in own]
        if not changed:
            return None
        volumes = tuple([own[tap].volume if tap in own else tap.output for tap in node.inputs])
        roots = united([each.roots for each in changed])
        output = node.output if volumes == node.volumes else self._output(node, volumes)
        passing = tuple(self._passing(node, own, volumes, output, roots)) if self._follows_fields else ()
        return Step(volumes, output, roots, passing)

    def case(self, node: Node, volumes: tuple[Volume, ...], before: ReceptiveField | None = None) -> Case:
        """Return the layer on a student's own inputs."""
        return Case(self.layers[node], volumes, before or self._fields[node.inputs[0]], self.report)

    def field(self, tap: Tap) -> ReceptiveField:
        """Return the true field of a tap."""
        return self._fields[tap]

    def answer(self, node: Node, quantity: Quantity, volumes: tuple[Volume, ...], output: Volume) -> Value | None:
        """Return a quantity of a layer between other volumes; None where its rules do not hold there."""
        question = node.name, quantity, volumes, output
        if question not in self._answers:
            try:
                layer = _asked_again(self.layers[node], volumes, output, self.report.setting.flops)
                self._answers[question] = truth(layer, quantity, self.report)
            except _UNFIT:
                self._answers[question] = None
        return self._answers[question]

    def seen(self, node: Node, quantity: Quantity, field: ReceptiveField) -> Value | None:
        """Return what a layer with another receptive field sees; None where it has no such number."""
        try:
            return truth(self.layers[node]._replace(field=field), quantity, self.report)
        except _UNFIT:
            return None

    def _output(self, node: Node, volumes: tuple[Volume, ...]) -> Volume | None:
        question = node.name, volumes
        if question not in self._outputs:
            try:
                output = node.layer.output(*volumes)
                sizes = tuple(map(whole, (*output.space, output.channels)))
                self._outputs[question] = output if all(size > 0 for size in sizes) else None
            except _UNFIT:
                self._outputs[question] = None
        return self._outputs[question]

    def _passing(
        self, node: Node, own: Mapping[Tap, Own], volumes: tuple[Volume, ...], output: Volume | None, roots: Roots
    ) -> Iterator[Passing]:
        """Yield the fields that go through a node with something of the student's own, the fewest parts of it first.

        Volumes change a field only where the reach of the layer depends on them, as that of an adaptive pooling does.
        """
        true = self._fields[node]
        reach = _reach(node, volumes)
        if reach is None or reach == node.layer.reach(*node.volumes):
            volumes, output, roots = node.volumes, node.output, ()
            reach = node.layer.reach(*volumes)
        sights = [(own[tap].sight if tap in own else None) or Sight(self._fields[tap]) for tap in node.inputs]
        before = self._joined(node, sights)
        if before is None or not (before.size or before.jump or roots):
            return
        for sight in before.apart(self._fields[node.inputs[0]]) if len(sights) == 1 else (before,):
            try:
                field = sight.field.through(reach, tuple(map(whole, (output or node.output).space)))
            except _UNFIT:
                continue
            size = united([sight.size, sight.jump, roots]) if field.size != true.size else ()
            jump = united([sight.jump, roots]) if field.jump != true.jump or field.start != true.start else ()
            if size or jump:
                yield Passing(volumes, sight.field, Sight(field, size, jump))

    def _joined(self, node: Node, sights: Sequence[Sight]) -> Sight | None:
        """Return what the inputs of a node see together, as the student has it."""
        first, *others = sights
        field, space = first.field, tuple(map(whole, node.output.space))
        for tap, other in zip(node.inputs[1:], others, strict=True):
            if tap.output.space != node.inputs[0].output.space:
                return None
            field = field.joined(other.field, space)
        return Sight(field, united([sight.size for sight in sights]), united([sight.jump for sight in sights]))


def sums(asked: Asked, row: Mapping[str, tuple[Value, str]], true: Case, flops: str) -> Ground | None:
    """Return what a cell comes to from the student's own numbers of its row: params of weights, FLOPs of MACs.

    `row` are the numbers by their quantity, each with its cell.
    """
    if asked.quantity == "params":
        learned = true.layer.params
        parts = {"weights": learned.weights, "biases": learned.biases, "norm": learned.norm}
        own = {name: row[name] for name in parts if name in row}
        numbers = [own[name][0] if name in own else number for name, number in parts.items()]
        whole_ones = [number for number in numbers if isinstance(number, int)]
        if own and len(whole_ones) == len(numbers):
            return Ground(sum(whole_ones), tuple(cell for _, cell in own.values()), true)
    macs, cell = row.get("macs", (None, ""))
    if asked.quantity == "flops" and isinstance(macs, int):
        cost = true.node.layer.cost(true.node.output, *true.node.volumes)
        return Ground(convention(flops).flops(true.node, cost._replace(macs=macs)), (cell,), true)
    return None


def _reach(node: Node, volumes: tuple[Volume, ...]) -> Reach | None:
    """Return the reach of a layer on these volumes; None where it cannot stand there."""
    try:
        return node.layer.reach(*volumes)
    except _UNFIT:
        return None


def _asked_again(
    layer: LayerReport,
    volumes: tuple[Volume, ...],
    output: Volume,
    flops: str,
) -> LayerReport:
    """Return the report of a layer that stands between other volumes."""
    node = layer.node
    inputs = tuple(Input(volume, tap.name) for volume, tap in zip(volumes, node.inputs, strict=True))
    moved = replace(node, inputs=inputs, output=output)
    shapes = node.layer.weights(*volumes)
    cost = node.layer.cost(output, *volumes)
    return layer._replace(
        node=moved,
        params=layer.params if node.shares else Params.of(shapes),
        shapes=shapes,
        macs=whole(cost.macs),
        flops=convention(flops).flops(moved, cost),
        connections=whole(cost.connections),
        activations=whole(output.numbers),
        kernel=tuple(map(whole, node.layer.extent(*volumes))),
    )
