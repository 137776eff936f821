"""Receptive fields: which positions of the net's input the units of a layer see.

The algebra has three operations: `through` a layer, `joined` with another branch, `spread` by broadcasting. Each axis
stands for itself. Fields are not clipped to the input: the padding in front has the positions -1, -2, …, so a field
may be larger than the image (ResNet-50: 427 on 224). After Araujo, Norris & Sim, "Computing Receptive Fields of
Convolutional Neural Networks", Distill 2019; units whose fields differ by position are followed exactly here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.expr import Dim
from cnncalc.model.axis_field import AxisField
from cnncalc.model.letter_field import UNSEEN, LetterField
from cnncalc.model.reach import POINTWISE, UNKNOWN, UNORDERED, Extent, LetterSpan, Reach, Span

Space: TypeAlias = tuple[Dim | None, ...]
"""Sizes of the spatial axes; None is a size that is not known."""


class ReceptiveField(NamedTuple):
    """What the units of one layer see of the net's input, along all spatial axes.

    Two kinds of paths lead from the input to a layer: those on which every layer slides a window (`axes`), and those
    on which some layer sees everything (`whole`). After a squeeze-and-excite there are both. The readings describe
    the windowed paths; where there is none, the size is the input's, and jump and start are None.
    """

    image: Space
    """The net's input."""
    axes: tuple[AxisField | LetterField, ...] | None
    """The windowed paths, axis by axis; None if every path sees everything."""
    whole: bool = False
    """Whether some path sees everything: fully connected, global pooling, and what was joined with them."""
    ordered: bool = True
    """False once a map was flattened: neighbours in the vector are no neighbours in the image."""

    @classmethod
    def of_input(cls, image: Space) -> ReceptiveField:
        """The field of the net's input itself: each unit sees its own position."""
        return cls(image, tuple(AxisField.identity() for _ in image))

    @property
    def size(self) -> Space:
        """The largest extent of any unit, in input positions with holes and padding."""
        return self.image if self.axes is None else tuple(axis.size for axis in self.axes)

    @property
    def size_min(self) -> Space:
        """The smallest extent of any unit, in input positions with holes and padding."""
        return self.image if self.axes is None else tuple(axis.size_min for axis in self.axes)

    @property
    def jump(self) -> tuple[Fraction | Dim | None, ...]:
        """Input positions from one unit to the next; None if they vary, after flattening, or without windows."""
        if self.axes is None or not self.ordered:
            return (None,) * len(self.image)
        return tuple(axis.jump for axis in self.axes)

    @property
    def start(self) -> Space:
        """The first input position that unit 0 sees, below 0 in the padding; None without windows."""
        return (None,) * len(self.image) if self.axes is None else tuple(axis.start for axis in self.axes)

    @property
    def dense(self) -> bool:
        """Whether no unit has holes in what it sees."""
        return self.axes is None or all(axis.dense for axis in self.axes)

    @property
    def exact(self) -> bool:
        """False if there were too many units to follow (`MOST_UNITS`): sizes are then those of the units followed."""
        return self.axes is None or all(axis.exact for axis in self.axes)

    def through(self, reach: Reach, space: Space) -> ReceptiveField:
        """The field after a layer that reaches so far and has an output of this `space`.

        A window that slides along a flattened map gathers positions from anywhere: it counts as whole.
        """
        if reach is POINTWISE or self.axes is None:
            return self
        if reach is UNORDERED:
            return self.flattened()
        if reach is UNKNOWN and self.ordered:
            return self._replace(axes=(UNSEEN,) * len(space))
        if isinstance(reach, Extent) or not self.ordered:
            return self._replace(axes=None, whole=True)
        return ReceptiveField(self.image, _each_axis(_through, self.axes, reach, space), self.whole)

    def joined(self, other: ReceptiveField, space: Space) -> ReceptiveField:
        """What both branches see together, at a join (an addition, a concatenation) with an output of this `space`.

        Vectors of flattened maps have no common positions: the larger field of the two is kept. Nor have inputs of a
        net that differ in their number of axes: those of the one with more axes are kept.
        """
        whole = self.whole or other.whole
        if len(self.image) != len(other.image):
            return max(self, other, key=lambda field: len(field.image))._replace(whole=whole)
        if self.axes is None or other.axes is None:
            return (other if self.axes is None else self)._replace(whole=whole)
        if self.ordered and other.ordered:
            return ReceptiveField(self.image, _each_axis(_joined, self.axes, other.axes, space), whole)
        return ReceptiveField(self.image, _each_axis(_larger, self.axes, other.axes), whole, ordered=False)

    def broadcast(self, space: Space, to: Space) -> ReceptiveField:
        """The field of a map of this `space` that is repeated along its axes of size 1 to fit the space `to`.

        A vector (of no space) that is repeated over a map counts as whole: its numbers come from anywhere.
        """
        if self.axes is None or space == to:
            return self
        if not self.ordered or not space:
            return self._replace(axes=None, whole=True)
        sizes = zip(self.axes, space, to, strict=True)
        return self._replace(axes=tuple(a.spread() if old == 1 != new else a for a, old, new in sizes))

    def flattened(self) -> ReceptiveField:
        """The field after flattening or reshaping: of the same size, but units are in no order, so without a jump."""
        return self._replace(ordered=False)


def _through(axis: AxisField | LetterField, span: Span | LetterSpan, count: Dim | None) -> AxisField | LetterField:
    return axis.through(span, count)


def _joined(
    axis: AxisField | LetterField, other: AxisField | LetterField, count: Dim | None
) -> AxisField | LetterField:
    return axis.joined(other, count)


_AnyField = AxisField | LetterField


def _each_axis(operation: Callable[..., _AnyField], *columns: tuple[object, ...]) -> tuple[_AnyField, ...]:
    """The operation on each axis; on axes that are alike (square images and kernels) it is done only once."""
    fields: list[_AnyField] = []
    before: tuple[object, ...] = ()
    for arguments in zip(*columns, strict=True):
        fields.append(fields[-1] if arguments == before else operation(*arguments))
        before = arguments
    return tuple(fields)


def _larger(first: _AnyField, second: _AnyField) -> _AnyField:
    """The field of the larger size; of sizes in letters, what both say."""
    if isinstance(first, AxisField) and isinstance(second, AxisField):
        return max(first, second, key=lambda axis: axis.size)
    return first if first == second else UNSEEN
