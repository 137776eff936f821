"""One sheet, layer by layer: what each cell is measured against once earlier answers of the student were wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from cnncalc.grading.asked import Case, Key, Value
from cnncalc.grading.follow import Following, Ground, Own, Step, field_of, sums
from cnncalc.grading.mark_equal import channels_first, same
from cnncalc.grading.mark_judge import CHANNELS_FIRST, Outcome
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Node, Tap
from cnncalc.model.volume import Volume

Judge: TypeAlias = Callable[[int, Sequence[Ground]], "Outcome | None"]
"""The outcome of a cell, by its number in the key; None where it was not answered or cannot be read."""

_ORDER = {"output": 0, "rf": 1, "jump": 2, "start": 3, "params": 8, "flops": 9}
"""Of one layer, first what the next layers build on, last what is made of its other numbers."""


class Walk:
    """The cells of a key by the layers of its net, and the way through them."""

    def __init__(self, key: Key) -> None:
        self.following = Following(key.report) if key.report is not None else None
        self.true = tuple((Ground(asked.truth, (), asked.case),) for asked in key.cells)
        self._cells = key.cells
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

        `flipped` says that the sheet writes its volumes with the channels in front.
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
        volume, field = node.output, None
        volume_roots: tuple[str, ...] = ()
        field_roots: tuple[str, ...] = ()
        if step is not None:
            if step.output is not None and step.output != node.output:
                volume, volume_roots = step.output, step.roots
            if step.field is not None:
                field, field_roots = step.field, step.roots
        row: dict[str, Value] = {}
        slipped: list[str] = []
        for number in numbers:
            asked = self._cells[number]
            grounds = self._grounds(number, node, step, (volume, volume_roots), field)
            if slipped and asked.case is not None and self.following is not None:
                made = sums(asked, row, asked.case, self.following.report.setting.flops)
                grounds = _with(grounds, made, tuple(slipped), asked.case)
            outcome = judge(number, grounds)
            if outcome is None or outcome.value is None:
                continue
            given = outcome.value
            if asked.quantity == "output":
                volume, volume_roots = _volume(outcome, node, step, asked.id, flipped, (volume, volume_roots))
            elif asked.quantity in ("rf", "jump"):
                if outcome.verdict == "right":
                    field, field_roots = (None, ()) if asked.quantity == "rf" else (field, field_roots)
                elif outcome.verdict == "wrong" and not outcome.follows:
                    base = field or self.following.field(node)
                    size, jump = (given, None) if asked.quantity == "rf" else (None, given)
                    made_field = field_of(base, size, jump)
                    if made_field is not None:
                        field, field_roots = made_field, (asked.id,)
            elif outcome.verdict == "wrong":
                row[asked.quantity] = given
                slipped.append(asked.id)
        roots = tuple(dict.fromkeys((*volume_roots, *field_roots)))
        return Own(volume, field, roots) if volume != node.output or field is not None else None

    def _grounds(
        self,
        number: int,
        node: Node,
        step: Step | None,
        mine: tuple[Volume, tuple[str, ...]],
        field: ReceptiveField | None,
    ) -> tuple[Ground, ...]:
        """Return what a cell may be measured against: the truth, and what the student's own inputs and output make."""
        assert self.following is not None
        asked = self._cells[number]
        grounds: tuple[Ground, ...] = self.true[number]
        volume, roots = mine
        if step is None and volume == node.output:
            return grounds
        case = self.following.case(node, step) if step is not None else asked.case
        if asked.quantity == "output":
            output = step.output if step is not None else None
            return _with(grounds, output, step.roots if step is not None else (), case)
        inputs = [(node.volumes, ())] if step is None else [(step.volumes, step.roots), (node.volumes, ())]
        derived = step.output if step is not None and step.output is not None else node.output
        outputs = dict.fromkeys((volume, derived, node.output))
        for volumes, from_inputs in inputs:
            for output in outputs:
                from_output = roots if output == volume != node.output else ()
                both = tuple(dict.fromkeys((*from_inputs, *from_output)))
                if both:
                    seen = field if step is not None and asked.quantity in ("rf", "jump", "start") else None
                    value = self.following.answer(node, asked.quantity, volumes, output, seen)
                    grounds = _with(grounds, value, both, case if volumes != node.volumes else asked.case)
        return (grounds[0], *sorted(grounds[1:], key=lambda ground: len(ground.roots)))


def _with(
    grounds: tuple[Ground, ...], value: Value | None, roots: tuple[str, ...], case: Case | None
) -> tuple[Ground, ...]:
    """Add a ground, unless it is none; one with the same truth is of use too: slips may tell on its inputs."""
    known = any(ground.case is case and same(value, ground.truth) for ground in grounds) if value is not None else True
    if known or value is None or not roots:
        return grounds
    return (*grounds, Ground(value, roots, case))


def _volume(
    outcome: Outcome,
    node: Node,
    step: Step | None,
    cell: str,
    flipped: bool,
    derived: tuple[Volume, tuple[str, ...]],
) -> tuple[Volume, tuple[str, ...]]:
    """Return the volume that a student goes on with after an answered output, and the cells that made it so."""
    if outcome.verdict == "right":
        return node.output, ()
    if outcome.convention == CHANNELS_FIRST:
        return derived if outcome.follows else (node.output, ())
    if outcome.follows and outcome.convention is None:
        return derived
    given = outcome.value
    if isinstance(given, int) and not node.output.space:
        given = Volume((), given)
    if not isinstance(given, Volume):
        return derived
    if flipped:
        given = channels_first(given)
    usable = all(isinstance(size, int) and size > 0 for size in (*given.space, given.channels))
    if not usable or len(given.space) != len(node.output.space):
        return derived
    return given, (*outcome.follows, cell)
