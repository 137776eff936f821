"""Receptive fields along one axis: which positions of the net's input the units of a layer see.

Units whose fields differ by position, as behind an upsampling, are followed one by one, as far as their pattern goes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from cnncalc.algebra.expr import Dim
from cnncalc.model.letter_field import UNSEEN, LetterField
from cnncalc.model.reach import NOTHING, LetterSpan, Seen, Span

MOST_UNITS: Final = 4096
"""So many units of an axis are followed one by one at most, so that no net takes long."""


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

    def through(self, span: Span | LetterSpan, count: Dim | None) -> AxisField | LetterField:
        """The field after a layer that reaches by `span` and has `count` output units (None: not known)."""
        if isinstance(span, LetterSpan):
            return self._in_letters().through(span, count)
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

    def joined(self, other: AxisField | LetterField, count: Dim | None) -> AxisField | LetterField:
        """What both branches see together, at a join with `count` units (None: not known)."""
        if isinstance(other, LetterField):
            return other.joined(self._in_letters(), count)
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

    def _in_letters(self) -> LetterField:
        """The same as a field that letters can follow: there is one where all units see alike."""
        if self.advance is None or self.start is None or len(self.phases) > 1:
            return UNSEEN
        return LetterField(self.size, self.advance, self.start, self.dense, self.exact)

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


def _listed(see: Callable[[int], Seen], count: Dim | None, exact: bool) -> AxisField:
    """The field of `count` units, one by one; of the first ones, if they are too many or not known."""
    units = min(count, MOST_UNITS) if isinstance(count, int) else MOST_UNITS
    return AxisField(tuple(map(see, range(units))), None, exact and units == count)
