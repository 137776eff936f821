"""One sheet, layer by layer: what each cell is measured against once earlier answers of the student were wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from cnncalc.grading.asked import Case, Key, Value
from cnncalc.grading.follow import Following, Ground, Own, Step, sums
from cnncalc.grading.follow_fields import Roots, Sight, united
from cnncalc.grading.mark_equal import same
from cnncalc.grading.mark_judge import OTHER_ORDER, Outcome, turned
from cnncalc.grading.slips.slip import FIELD
from cnncalc.model.graph import Node, Tap
from cnncalc.model.volume import Layout, Volume

Judge: TypeAlias = Callable[[int, Sequence[Ground]], "Outcome | None"]
"""The outcome of a cell, by its number in the key; None where it was not answered or cannot be read."""

_ORDER = {"output": 0, "rf": 1, "jump": 2, "start": 3, "params": 8, "flops": 9}
"""Of one layer, first what the next layers build on, last what is made of its other numbers."""


class Walk:
    """The cells of a key by the layers of its net, and the way through them."""

    def __init__(self, key: Key) -> None:
        fields = any(asked.quantity in FIELD for asked in key.cells)
        self.following = Following(key.report, fields) if key.report is not None else None
        self.true = tuple((Ground(asked.truth, (), asked.case),) for asked in key.cells)
        self._cells, self._layout = key.cells, key.layout
        self._at: dict[Node, list[int]] = {}
        nodes = self.following.layers if self.following is not None else {}
        for number, asked in enumerate(key.cells):
            if asked.case is not None and asked.case.node in nodes:
                self._at.setdefault(asked.case.node, []).append(number)
        for numbers in self._at.values():
            numbers.sort(key=lambda number: _ORDER.get(key.cells[number].quantity, 5))
        walked = [number for node in nodes for number in self._at.get(node, ())]
        self.order = (*walked, *(number for number in range(len(key.cells)) if number not in set(walked)))
        """The cells in the order in which they build on each other."""
        last = max((place for place, node in enumerate(nodes) if node in self._at), default=-1)
        self._nodes = tuple(nodes)[: last + 1]
        self.leading = frozenset(
            number
            for number, asked in enumerate(key.cells)
            if any(number in numbers for numbers in self._at.values())
            and asked.quantity in ("output", "rf", "jump", "weights", "biases", "norm", "macs")
        )
        """The cells on which others build."""

    def grounds(self, judge: Judge, flipped: bool) -> None:
        """Judge every cell of the net on the true inputs and on the student's own, in the order of the layers.

        `flipped` says that the sheet writes its volumes in the other order than it should.
        """
        own: dict[Tap, Own] = {}
        for node in self._nodes:
            step = self.following.step(node, own) if own and self.following is not None else None
            numbers = self._at.get(node, ())
            if not numbers and step is None:
                continue
            arrived = self._layer(node, numbers, step, judge, flipped)
            if arrived is not None:
                own[node] = arrived

    def _layer(self, node: Node, numbers: Iterable[int], step: Step | None, judge: Judge, flipped: bool) -> Own | None:
        """Judge the cells of one layer, and return what the student has at its output where it is not the truth."""
        assert self.following is not None
        volume, sight = node.output, None
        roots: Roots = ()
        if step is not None:
            if step.output is not None and step.output != node.output:
                volume, roots = step.output, step.roots
            if step.passing:
                sight = step.passing[-1].after
        row: dict[str, tuple[Value, str]] = {}
        for number in numbers:
            asked = self._cells[number]
            grounds = self._grounds(number, node, step, volume, roots)
            if row and asked.case is not None:
                made = sums(asked, row, asked.case, self.following.report.setting.flops)
                grounds = _with(grounds, made)
            outcome = judge(number, grounds)
            if outcome is None or outcome.value is None:
                continue
            if asked.quantity == "output":
                volume, roots = _volume(outcome, node, asked.id, self._layout if flipped else None, (volume, roots))
            elif asked.quantity in ("rf", "jump"):
                if outcome.convention is None:
                    here, right = sight or Sight(self.following.field(node)), outcome.verdict == "right"
                    given = asked.truth if right else outcome.value
                    behind = () if right else outcome.follows or (asked.id,)
                    sight = here.answered(asked.quantity, given, behind)
            elif outcome.verdict == "wrong":
                row[asked.quantity] = outcome.value, asked.id
        return Own(volume, roots, sight) if volume != node.output or sight is not None else None

    def _grounds(self, number: int, node: Node, step: Step | None, volume: Volume, roots: Roots) -> tuple[Ground, ...]:
        """Return what a cell may be measured against: the truth, and what the student's own inputs and output make."""
        assert self.following is not None
        asked = self._cells[number]
        grounds: tuple[Ground, ...] = self.true[number]
        if asked.quantity in FIELD:
            return self._of_field(number, node, step)
        moved = step if step is not None and step.volumes != node.volumes else None
        if moved is None and volume == node.output:
            return grounds
        case = self.following.case(node, moved.volumes) if moved is not None else None
        if asked.quantity == "output":
            if moved is None or moved.output is None:
                return grounds
            return _with(grounds, Ground(moved.output, moved.roots, case))
        inputs: list[tuple[tuple[Volume, ...], Roots, Case | None]] = [(node.volumes, (), asked.case)]
        derived = node.output
        if moved is not None:
            inputs.insert(0, (moved.volumes, moved.roots, case))
            derived = moved.output or node.output
        outputs = dict.fromkeys((volume, derived, node.output))
        for volumes, from_inputs, stands in inputs:
            for output in outputs:
                from_output = roots if output == volume != node.output else ()
                both = united([from_inputs, from_output])
                value = self.following.answer(node, asked.quantity, volumes, output) if both else None
                if value is not None:
                    grounds = _with(grounds, Ground(value, both, stands))
        return (grounds[0], *sorted(grounds[1:], key=lambda ground: len(ground.roots)))

    def _of_field(self, number: int, node: Node, step: Step | None) -> tuple[Ground, ...]:
        """Return what a number of a receptive field may be measured against."""
        assert self.following is not None
        asked = self._cells[number]
        grounds: tuple[Ground, ...] = self.true[number]
        for volumes, before, after in step.passing if step is not None else ():
            roots, value = after.roots(asked.quantity), self.following.seen(node, asked.quantity, after.field)
            if roots and value is not None:
                grounds = _with(grounds, Ground(value, roots, self.following.case(node, volumes, before)))
        return grounds


def _with(grounds: tuple[Ground, ...], more: Ground | None) -> tuple[Ground, ...]:
    """Add a ground, unless it is known; one with the same truth is of use too: slips may tell on its inputs."""
    if more is None or any(ground.case is more.case and same(more.truth, ground.truth) for ground in grounds):
        return grounds
    return (*grounds, more)


def _volume(
    outcome: Outcome, node: Node, cell: str, flipped: Layout | None, derived: tuple[Volume, Roots]
) -> tuple[Volume, Roots]:
    """Return the volume that a student goes on with after an answered output, and the cells that made it so.

    Sizes without the depth are those of a volume with the depth that it should have. `flipped` is the order of the
    sheet where its volumes are written in the other one.
    """
    if outcome.verdict == "right":
        return node.output, ()
    if outcome.convention in OTHER_ORDER.values():
        return derived if outcome.follows else (node.output, ())
    if outcome.follows and outcome.convention is None:
        return derived
    given, axes = outcome.value, len(node.output.space)
    if isinstance(given, int) and not axes:
        given = Volume((), given)
    if isinstance(given, Volume):
        given = turned(given, flipped) if flipped is not None else given
    elif isinstance(given, tuple) and len(given) in (1, axes):
        sizes = tuple(size for size in given if isinstance(size, int))
        given = Volume(sizes * axes if len(given) == 1 else sizes, derived[0].channels)
    if not isinstance(given, Volume) or len(given.space) != axes:
        return derived
    if not all(isinstance(size, int) and size > 0 for size in (*given.space, given.channels)):
        return derived
    if given == node.output:
        return given, ()
    return derived if given == derived[0] else (given, (*outcome.follows, cell))
