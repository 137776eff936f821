"""What a student's own earlier answers make of the cells that build on them.

Every layer is asked again through its own rules, on the volumes and fields that the student has arrived at. What a
layer says of volumes is asked once, however many sheets arrive at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncalc.engine.conventions import convention
from cnncalc.errors import CnncalcError
from cnncalc.grading.asked import Asked, Case, Quantity, Value
from cnncalc.grading.truths import truth
from cnncalc.model.axis_field import AxisField
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Input, Node, Tap
from cnncalc.model.layer_facts import Cost, Role
from cnncalc.model.params import Params
from cnncalc.model.reach import Seen
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume, whole

_UNFIT = (CnncalcError, ArithmeticError, ValueError, IndexError)
"""What a rule may raise on volumes that no net has: a wrong answer must never stop the marking."""


class Ground(NamedTuple):
    """What a cell may be measured against: a truth, what it is worked out on, and the wrong cells it builds on."""

    truth: Value
    roots: tuple[str, ...] = ()
    case: Case | None = None


class Own(NamedTuple):
    """What a student has at a tap instead of the truth, and the cells whose wrong answers made it so.

    `volume` and `field` are the true ones where only the other one differs.
    """

    volume: Volume
    field: ReceptiveField | None
    roots: tuple[str, ...]


class Step(NamedTuple):
    """A node on a student's own inputs: the volumes, the output that follows (None: it does not fit), the field."""

    volumes: tuple[Volume, ...]
    output: Volume | None
    before: ReceptiveField | None
    field: ReceptiveField | None
    roots: tuple[str, ...]


class Following:
    """Asks the layers of one net on other volumes than the true ones; it remembers what they said."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.layers = {layer.node: layer for layer in report.layers}
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
        roots = tuple(dict.fromkeys(root for each in changed for root in each.roots))
        if volumes == node.volumes:
            output: Volume | None = node.output
        else:
            output = self._output(node, volumes)
        before, field = None, None
        if any(each.field is not None for each in changed):
            before = self._before(node, own)
            field = _through(node, before, volumes, output) if before is not None else None
        return Step(volumes, output, before, field, roots)

    def case(self, node: Node, step: Step) -> Case:
        """Return the layer on the student's own inputs."""
        return Case(self.layers[node], step.volumes, step.before or self._fields[node.inputs[0]], self.report)

    def true_case(self, node: Node) -> Case:
        """Return the layer on its true inputs."""
        return Case(self.layers[node], node.volumes, self._fields[node.inputs[0]], self.report)

    def field(self, tap: Tap) -> ReceptiveField:
        """Return the true field of a tap."""
        return self._fields[tap]

    def answer(
        self, node: Node, quantity: Quantity, volumes: tuple[Volume, ...], output: Volume, field: ReceptiveField | None
    ) -> Value | None:
        """Return a quantity of a layer between other volumes; None where its rules do not hold there."""
        question = (node.name, quantity, volumes, output, field)
        if question not in self._answers:
            try:
                layer = _asked_again(self.layers[node], volumes, output, field, self.report.setting.flops)
                self._answers[question] = truth(layer, quantity, self.report)
            except _UNFIT:
                self._answers[question] = None
        return self._answers[question]

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

    def _before(self, node: Node, own: Mapping[Tap, Own]) -> ReceptiveField | None:
        """Return what the inputs saw together, as the student has it."""
        found = [(own[tap].field if tap in own else None) or self._fields[tap] for tap in node.inputs]
        first, *others = found
        space = tuple(map(whole, node.output.space))
        for tap, other in zip(node.inputs[1:], others, strict=True):
            if tap.output.space != node.inputs[0].output.space:
                return None
            first = first.joined(other, space)
        return first


def field_of(field: ReceptiveField, size: Value | None, jump: Value | None) -> ReceptiveField | None:
    """Return a field with the size and jump that a student gave instead; None where its units are not all alike."""
    if field.axes is None:
        return None
    count = len(field.axes)
    sizes, jumps = _numbers(size, count), _numbers(jump, count)
    axes = []
    for number, axis in enumerate(field.axes):
        if not isinstance(axis, AxisField) or axis.advance is None or len(axis.phases) != 1:
            return None
        seen, advance = axis.phases[0], axis.advance
        if sizes is not None:
            seen = Seen(seen.low, sizes[number])
        if jumps is not None:
            advance = jumps[number]
        axes.append(AxisField((seen,), advance, axis.exact))
    return field._replace(axes=tuple(axes))


def sums(asked: Asked, row: Mapping[str, Value], true: Case, flops: str) -> Value | None:
    """Return what a cell comes to from the student's own numbers of its row: params of weights, FLOPs of MACs."""
    if asked.quantity == "params":
        parts = {"weights": true.layer.params.weights, "biases": true.layer.params.biases, "norm": 0}
        parts["norm"] = true.layer.params.norm
        numbers = [row.get(name, number) for name, number in parts.items()]
        return sum(n for n in numbers if isinstance(n, int)) if all(isinstance(n, int) for n in numbers) else None
    macs = row.get("macs")
    if asked.quantity == "flops" and isinstance(macs, int):
        cost = true.node.layer.cost(true.node.output, *true.node.volumes)
        return convention(flops).flops(true.node, cost._replace(macs=macs))
    return None


def _numbers(value: Value | None, axes: int) -> tuple[int, ...] | None:
    """Return whole numbers above 0, one an axis."""
    parts = (value,) * axes if isinstance(value, (int, Fraction)) else value
    if not isinstance(parts, tuple) or len(parts) != axes:
        return None
    whole_ones = [part for part in parts if isinstance(part, int) and part > 0]
    return tuple(whole_ones) if len(whole_ones) == axes else None


def _through(
    node: Node, before: ReceptiveField, volumes: tuple[Volume, ...], output: Volume | None
) -> ReceptiveField | None:
    space = (output or node.output).space
    try:
        return before.through(node.layer.reach(*volumes), tuple(map(whole, space)))
    except _UNFIT:
        return None


def _asked_again(
    layer: LayerReport,
    volumes: tuple[Volume, ...],
    output: Volume,
    field: ReceptiveField | None,
    flops: str,
) -> LayerReport:
    """Return the report of a layer that stands between other volumes."""
    node = layer.node
    inputs = tuple(Input(volume, tap.name) for volume, tap in zip(volumes, node.inputs, strict=True))
    moved = Node(
        node.name,
        node.layer,
        node.text,
        inputs,
        output,
        node.origin,
        node.line,
        node.aux,
        node.shares,
        node.note,
    )
    shapes = node.layer.weights(*volumes)
    cost: Cost = node.layer.cost(output, *volumes)
    counts: dict[Role, int] = {"weight": 0, "bias": 0, "norm": 0, "buffer": 0}
    for weight in shapes:
        counts[weight.role] += whole(weight.numbers)
    learned = Params(counts["weight"], counts["bias"], counts["norm"], counts["buffer"])
    return layer._replace(
        node=moved,
        params=layer.params if node.shares else learned,
        shapes=shapes,
        macs=whole(cost.macs),
        flops=convention(flops).flops(moved, cost),
        connections=whole(cost.connections),
        activations=whole(output.numbers),
        field=field or layer.field,
        kernel=tuple(map(whole, node.layer.extent(*volumes))),
    )
