"""The arithmetic of one layer laid out step by step, so that a slip can be made at each of them.

All of it is the layer's own rules, run on letters that know their values.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from cnncalc.algebra.expr import Dim, Expr, Name, ceil, floor, known, lift, product
from cnncalc.engine.conventions import convention
from cnncalc.engine.totals import BYTES
from cnncalc.errors import RuleError
from cnncalc.formulas import counts
from cnncalc.formulas.windows import extent
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts as Facts
from cnncalc.grading.slips.facts import numbered, numbered_layer
from cnncalc.grading.slips.slip import Answer, number_of
from cnncalc.model.axis_field import AxisField
from cnncalc.model.course import VOLUME_LETTERS
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Input, Node, Tap
from cnncalc.model.layer_facts import Cost, Weight, Window
from cnncalc.model.reach import POINTWISE, Span
from cnncalc.model.volume import Volume, whole


class Sizes(NamedTuple):
    """The formulas of an output: the exact size of each axis, how it is made whole, and the depth."""

    space: tuple[Expr, ...]
    rounding: Literal["down", "up", "never"]
    depth: Dim

    @property
    def answer(self) -> Answer:
        """The sizes as they come out, the depth last."""
        return (*self.whole_space, lift(self.depth))

    @property
    def whole_space(self) -> Answer:
        """The sizes as they come out, without the depth; equal formulas are worked out once."""
        found: list[Expr] = []
        for number, tree in enumerate(self.space):
            alike = number and tree == self.space[number - 1]
            found.append(found[-1] if alike else self._whole(tree))
        return tuple(found)

    def _whole(self, tree: Expr) -> Expr:
        if self.rounding == "never" or isinstance(number_of(tree), int):
            return tree
        return lift(floor(tree) if self.rounding == "down" else ceil(tree))


class Passed(NamedTuple):
    """A window on the way from the net's input to a layer: what it spans, its stride, and whether it is learned."""

    extent: int
    stride: int
    learned: bool


class FieldAxis(NamedTuple):
    """The receptive field along one axis: before the layer, the layer's window, and all windows up to there."""

    size: Dim
    jump: Dim
    start: Dim
    window: Window | None
    path: tuple[Passed, ...]
    """From the input to the layer; empty where there is no single way."""
    begins: bool = True
    """Whether the window begins with its padding, as a transposed one does not."""

    @property
    def further(self) -> Dim:
        """How many positions the window reaches beyond its first one."""
        assert self.window is not None
        kernel, dilation = self.window.kernel, self.window.dilation
        return kernel - 1 if known(dilation) == 1 else dilation * (kernel - 1)

    @property
    def extent(self) -> Dim:
        """How many positions the window spans."""
        assert self.window is not None
        return extent(self.window.kernel, self.window.dilation)

    def of(self, quantity: Quantity) -> Expr:
        """Return the formula of the field's size, jump or start after the window."""
        if self.window is None:
            return lift({"rf": self.size, "jump": self.jump, "start": self.start}[quantity])
        if quantity == "rf":
            return lift(self.size + self.further * self.jump)
        if quantity == "jump":
            return lift(self.jump * self.window.stride)
        if not self.begins:
            raise RuleError("value", "the first position is none of the padding's")
        before = self.window.before
        return lift(self.start if known(before) == 0 else self.start - before * self.jump)


def sizes(facts: Facts) -> Sizes:
    """Return how the output's sizes come about. Raises RuleError where the layer does not fit."""
    positions = facts.layer.positions(*facts.volumes)
    if positions:  # the windows have formulas of their own; the rest is checked on numbers
        output = numbered_layer(facts.layer).output(*map(numbered, facts.volumes))
        depth = facts.lettered.output(output).channels
    else:
        output, depth = _formulas(facts)
    up = getattr(facts.layer, "pad", None) == "same" or getattr(facts.layer, "rounding", None) == "ceil"
    trees = tuple(map(lift, positions or output.space))
    found = Sizes(trees, "up" if up else "down", depth)
    right = tuple(map(number_of, output.space))
    if tuple(map(number_of, found.whole_space)) == right:
        return found
    return found._replace(space=tuple(map(lift, right)))  # a pool that rounds up may drop its last window


def _formulas(facts: Facts) -> tuple[Volume, Dim]:
    """Return the output in formulas; a join that compares depths cannot be asked in letters, and keeps the first."""
    try:
        output = facts.layer.output(*facts.volumes)
    except RuleError:
        output = numbered_layer(facts.layer).output(*map(numbered, facts.volumes))
        first = facts.volumes[0].channels
        return output, first if number_of(first) == output.channels else output.channels
    return output, output.channels


def count(tensors: Sequence[Weight]) -> Expr:
    """Return how many numbers tensors hold."""
    return lift(counts.held([tensor.shape for tensor in tensors]))


def chosen(tensors: Sequence[Weight], quantity: Quantity) -> tuple[Weight, ...]:
    """Return the tensors that a quantity counts."""
    roles = {"weights": ("weight",), "biases": ("bias",), "norm": ("norm",)}.get(quantity, ("weight", "bias", "norm"))
    return tuple(tensor for tensor in tensors if tensor.role in roles)


def output_of(facts: Facts, found: Sizes) -> Volume:
    """Return the output that sizes come to, with its letters. Raises RuleError where they are no sizes."""
    numbers = tuple(map(number_of, found.answer))
    if any(not isinstance(number, int) or number < 1 for number in numbers):
        raise RuleError("value", "these are no sizes")
    *space, depth = numbers
    return facts.lettered.output(Volume(tuple(space), depth))  # type: ignore[arg-type]  # they are whole


def reweighed(facts: Facts, output: Volume, cost: Cost, tensors: Sequence[Weight]) -> Cost | None:
    """Return the cost with other weights, each used at as many places as the layer's own.

    None where the weights are not all used at every place of the output or of the input, or once.
    """
    own = number_of(count(chosen(facts.tensors, "weights")))
    for space in (output.space, facts.volumes[0].space, ()):
        if own and number_of(cost.macs) == own * number_of(product(space)):
            return cost._replace(macs=product((count(chosen(tensors, "weights")), *space)))
    return None


def counted(facts: Facts, output: Volume, cost: Cost, quantity: Quantity) -> Expr:
    """Return the formula of a quantity that is done or kept, rather than learned."""
    if quantity == "macs":
        return lift(cost.macs)
    if quantity == "connections":
        return lift(cost.connections)
    if quantity == "flops":
        return flops(facts, cost, facts.setting.flops)
    if quantity == "memory":
        if facts.layer.in_place:
            return lift(0)
        size = Name(VOLUME_LETTERS["bytes"], BYTES[facts.setting.dtype])
        tree = size * output.numbers
        return tree if facts.setting.batch == 1 else Name(VOLUME_LETTERS["batch"], facts.setting.batch) * tree
    return lift(output.numbers)


def flops(facts: Facts, cost: Cost, name: str) -> Expr:
    """Return the FLOPs by a convention: a formula where it is twice or once the MACs, else the number."""
    rule = convention(name)
    once = rule.flops(facts.case.node, Cost(macs=1)) if name in ("2macs", "torch", "macs") else 0
    if once:
        return lift(cost.macs if once == 1 else once * cost.macs)
    return lift(rule.flops(_moved(facts), cost))


def field(facts: Facts) -> tuple[FieldAxis, ...]:
    """Return the field axis by axis; nothing where units see differently large parts, or everything."""
    node = facts.case.node
    before = facts.case.before or _of_input(facts.volumes[0])
    alike = [axis for axis in before.axes or () if isinstance(axis, AxisField) and len(axis.phases) == 1]
    steps, windows = _steps(node, facts.case.volumes), facts.windows
    if not before.ordered or steps is None or len(alike) != len(before.axes or ()):
        return ()
    if len(windows) != len(steps) or (windows and len(windows) != len(alike)):
        return ()
    path = _path(node)
    lows = [-whole(window.before) for window in node.layer.windows(*facts.case.volumes)]
    found = []
    for number, axis in enumerate(alike):
        if axis.advance is None:
            return ()
        size = facts.lettered.letter("field", axis.size, "before this layer")
        jump = facts.lettered.letter("jump", axis.advance, "jump before this layer")
        start = facts.lettered.letter("start", axis.start or 0, "first position before this layer")
        window = windows[number] if windows else None
        begins = window is None or steps[number].low == lows[number]
        found.append(FieldAxis(size, jump, start, window, tuple(passed[number] for passed in path), begins))
    return tuple(found)


def _steps(node: Node, volumes: tuple[Volume, ...]) -> tuple[Span, ...] | None:
    """Return the spans of windows that move by whole positions, none for a layer that looks at each number by itself.

    None for every other reach.
    """
    reach = node.layer.reach(*volumes)
    if reach is POINTWISE:
        return ()
    spans = [span for span in reach if isinstance(span, Span) and span.over == 1] if isinstance(reach, tuple) else []
    return tuple(spans) if isinstance(reach, tuple) and len(spans) == len(reach) else None


@lru_cache(maxsize=4096)
def _path(node: Node) -> tuple[tuple[Passed, ...], ...]:
    """Return the windows from the net's input to a node, axis by axis; nothing where there are several ways."""
    found = []
    here: Tap = node
    while not isinstance(here, Input):
        steps, windows = _steps(here, here.volumes), here.layer.windows(*here.volumes)
        if len(here.inputs) != 1 or steps is None or len(steps) != len(windows):
            return ()
        if windows:
            learned = bool(here.layer.weights(*here.volumes))
            found.append(tuple(Passed(whole(extent(w.kernel, w.dilation)), whole(w.stride), learned) for w in windows))
        (here,) = here.inputs
    return tuple(reversed(found))


def _moved(facts: Facts) -> Node:
    """Return the node on the inputs of the facts, for conventions that look at the node itself."""
    node = facts.case.node
    volumes = tuple(map(numbered, facts.volumes))
    if volumes == node.volumes:
        return node
    inputs = tuple(Input(volume) for volume in volumes)
    output = node.layer.output(*volumes)
    return Node(node.name, node.layer, node.text, inputs, output, node.origin, node.line)


def _of_input(volume: Volume) -> ReceptiveField:
    return ReceptiveField.of_input(tuple(map(whole, volume.space)))
