"""Receptive fields: which positions of the net's input the units of a layer see.

The algebra has three operations: `through` a layer, `joined` with another branch, `spread` by broadcasting. Each axis
stands for itself. Fields are not clipped to the input: the padding in front has the positions -1, -2, …, so a field
may be larger than the image (ResNet-50: 427 on 224). After Araujo, Norris & Sim, "Computing Receptive Fields of
Convolutional Neural Networks", Distill 2019; units whose fields differ by position are followed exactly here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple, TypeAlias

from cnncalc.algebra.expr import Dim
from cnncalc.model.letter_field import UNSEEN, LetterField, lettered
from cnncalc.model.reach import NOTHING, POINTWISE, UNKNOWN, UNORDERED, Extent, LetterSpan, Reach, Seen, Span

MOST_UNITS: Final = 4096
"""So many units of an axis are followed one by one at most, so that no net takes long."""

Space: TypeAlias = tuple[Dim | None, ...]
"""Sizes of the spatial axes; None is a size that is not known."""


class AxisField(NamedTuple):
    """What the units of one layer see of the net's input along one axis.

    Unit i sees `phases[i % period]`, moved on by `advance * (i // period)` positions, where the period is the number
    of phases: 1 in a chain of convolutions and poolings, 2 after upsampling by 2. Periods are the smallest possible,
    so fields that see the same compare equal.

    Where the units follow no such pattern (branches with different jumps were joined), or its period is longer than
    `MOST_UNITS`, `advance` is None and `phases` lists the units that exist, one by one; what reads beyond them sees
    nothing.
    """

    phases: tuple[Seen, ...]
    """What the units of one period see, in positions of the net's input."""
    advance: int | None
    """Positions from one period to the next; None if the units are listed."""
    exact: bool = True
    """False if there were more than `MOST_UNITS` units to list: sizes are then those of the units followed."""

    @classmethod
    def identity(cls) -> AxisField:
        """The field of the net's input: each unit sees itself."""
        return _IDENTITY

    @property
    def jump(self) -> Fraction | None:
        """Input positions from one unit to the next, on average; 1/2 after upsampling by 2. None if they vary."""
        return None if self.advance is None else Fraction(self.advance, len(self.phases))

    @property
    def size(self) -> int:
        """The largest extent of any unit, in input positions with holes and padding; 0 if no unit sees anything."""
        return max((seen.size for seen in self.phases), default=0)

    @property
    def size_min(self) -> int:
        """The smallest extent of any unit, in input positions with holes and padding."""
        return min((seen.size for seen in self.phases), default=0)

    @property
    def start(self) -> int | None:
        """The first input position that unit 0 sees, below 0 in the padding; None if it sees nothing."""
        first = self.at(0)
        return first.low if first.size else None

    @property
    def dense(self) -> bool:
        """Whether no unit has holes in what it sees, as far as holes are followed (`MOST_POSITIONS`)."""
        return all(seen.holes == 0 for seen in self.phases)

    def at(self, unit: int) -> Seen:
        """What `unit` sees."""
        if self.advance is None:
            return self.phases[unit] if 0 <= unit < len(self.phases) else NOTHING
        periods, phase = divmod(unit, len(self.phases))
        return self.phases[phase].moved(self.advance * periods)

    def through(self, span: Span | LetterSpan, count: int | None) -> AxisField | LetterField:
        """The field after a layer that reaches by `span` and has `count` output units (None: not known)."""
        if isinstance(span, LetterSpan):
            return lettered(self.size, self.jump, self.start).through(span, count)
        step, low, high, gap, over = span
        phases, advance = self.phases, self.advance
        if step == over == 1 and low == 0 == high and (advance is not None or count == len(phases)):
            return self
        if over == 1 and advance is not None and len(phases) == 1:
            seen = phases[0].swept(advance * low, (high - low) // gap + 1, advance * gap)
            return AxisField((seen,), advance * step, self.exact)

        see = self._reader(span)
        if advance is not None:
            period = over * len(phases) // gcd(step, over * len(phases))
            if period <= MOST_UNITS:
                further = advance * (step * period // over) // len(phases)
                return _periodic(tuple(map(see, range(period))), further, self.exact)
        return _listed(see, count, self.exact)

    def joined(self, other: AxisField | LetterField, count: int | None) -> AxisField | LetterField:
        """What both branches see together, at a join with `count` units (None: not known)."""
        if isinstance(other, LetterField):
            return other.joined(lettered(self.size, self.jump, self.start), count)
        exact = self.exact and other.exact
        if self.advance == other.advance is not None and len(self.phases) == len(other.phases) == 1:
            return AxisField((self.phases[0].united(other.phases[0]),), self.advance, exact)
        if self == other:
            return self

        def see(unit: int) -> Seen:
            return self.at(unit).united(other.at(unit))

        if self.advance is not None and other.advance is not None:
            period = lcm(len(self.phases), len(other.phases))
            aligned = self.advance * len(other.phases) == other.advance * len(self.phases)
            if aligned and period <= MOST_UNITS:
                advance = self.advance * period // len(self.phases)
                return _periodic(tuple(map(see, range(period))), advance, exact)
        return _listed(see, count, exact)

    def spread(self) -> AxisField:
        """The field of an axis of size 1 that is broadcast: every unit sees what unit 0 saw, so the jump is 0."""
        return AxisField((self.at(0),), 0, self.exact)

    def _reader(self, span: Span) -> Callable[[int], Seen]:
        """A function from a unit after `span` to what it sees: the union over its taps.

        Row k holds the unions of 2**k taps, and two of them cover any number of taps, so wide windows cost little.
        """
        rows = [self]

        def see(unit: int) -> Seen:
            taps = self._existing(span.taps(unit))
            if not taps:
                return NOTHING
            power = len(taps).bit_length() - 1
            while len(rows) <= power:
                rows.append(rows[-1]._united_with_next(taps.step << len(rows) - 1))
            return rows[power].at(taps[0]).united(rows[power].at(taps[-(1 << power)]))

        return see

    def _united_with_next(self, by: int) -> AxisField:
        """The field in which each unit sees what it saw and what the unit `by` further on saw."""
        phases = (seen.united(self.at(unit + by)) for unit, seen in enumerate(self.phases))
        return AxisField(tuple(phases), self.advance, self.exact)

    def _existing(self, taps: range) -> range:
        """The taps that lie on units of this field: listed units end, patterns do not."""
        if self.advance is not None:
            return taps
        return range(max(taps.start, taps.start % taps.step), min(taps.stop, len(self.phases)), taps.step)


_IDENTITY: Final = AxisField((Seen(0, 1),), 1)


def _periodic(phases: tuple[Seen, ...], advance: int, exact: bool) -> AxisField:
    """The field of these phases, with the smallest period that gives the same."""
    units = len(phases)
    for period in range(units // gcd(advance, units), units, units // gcd(advance, units)):
        if units % period == 0:
            step = advance * period // units
            if all(phases[unit] == phases[unit - period].moved(step) for unit in range(period, units)):
                return AxisField(phases[:period], step, exact)
    return AxisField(phases, advance, exact)


def _listed(see: Callable[[int], Seen], count: int | None, exact: bool) -> AxisField:
    """The field of `count` units, one by one; of the first ones, if they are too many or not known."""
    units = MOST_UNITS if count is None else min(count, MOST_UNITS)
    return AxisField(tuple(map(see, range(units))), None, exact and units == count)


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
        return ReceptiveField(self.image, _each_axis(_through, self.axes, reach, _counts(space)), self.whole)

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
            return ReceptiveField(self.image, _each_axis(_joined, self.axes, other.axes, _counts(space)), whole)
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


def _counts(space: Space) -> tuple[int | None, ...]:
    """The units of each axis, where there is a number for them."""
    return tuple(size if isinstance(size, int) else None for size in space)


def _through(axis: AxisField | LetterField, span: Span | LetterSpan, count: int | None) -> AxisField | LetterField:
    return axis.through(span, count)


def _joined(
    axis: AxisField | LetterField, other: AxisField | LetterField, count: int | None
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
