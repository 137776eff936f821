"""How far one layer reaches into its own input: the `Span` of each axis, or all of it, or one position; and `Seen`,
the sets of positions that come of it.

Positions and units count from 0; position -1 is the first one of the padding in front. Away from the borders every
layer that slides a window, upsamples or resizes reads an evenly spaced row of positions, and a span says which.
"""

from __future__ import annotations

from enum import Enum
from math import gcd
from typing import Final, NamedTuple, TypeAlias

from cnncalc.algebra.expr import Dim

MOST_POSITIONS: Final = 1 << 14
"""Holes are followed in sets of at most so many positions from first to last."""


class Span(NamedTuple):
    """The positions of its input that an output unit of a layer sees along one axis.

    Unit i sees the whole numbers among `(step*i + v) / over` for `v = low, low + gap, … high`. A convolution or
    pooling divides by 1; upsampling and resizing divide by what they enlarge by.
    """

    step: int
    """How far the next unit's positions lie, in positions / `over`."""
    low: int
    """Where the positions of unit 0 begin, in positions / `over`."""
    high: int
    """Where the positions of unit 0 end at the latest (included), in positions / `over`."""
    gap: int = 1
    """How far apart the positions lie, in positions / `over`: the dilation."""
    over: int = 1
    """What everything is divided by."""

    @classmethod
    def window(cls, kernel: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Span:
        """A convolution or pooling: tap t of unit i lies on `stride*i - before + dilation*t`."""
        return cls(stride, -before, dilation * (kernel - 1) - before, dilation)

    @classmethod
    def transposed(cls, kernel: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Span:
        """A transposed convolution: position j adds to the units `stride*j - before + dilation*t`."""
        return cls(1, before - dilation * (kernel - 1), before, dilation, over=stride)

    @classmethod
    def nearest(cls, size: int, to: int) -> Span:
        """Resizing `size` to `to` by copying: unit i is position `floor(i*size/to)`."""
        size, to = _lowest_terms(size, to)
        return cls(size, 1 - to, 0, over=to)

    @classmethod
    def bilinear(cls, size: int, to: int) -> Span:
        """Resizing `size` to `to` between half-pixel centres, without smoothing.

        Unit i lies at `(i + 1/2)*size/to - 1/2` and sees the one or two positions less than 1 away from there.
        """
        size, to = _lowest_terms(size, to)
        return cls(2 * size, size - 3 * to + 1, size + to - 1, over=2 * to)

    @classmethod
    def adaptive(cls, size: int, to: int) -> Span:
        """Adaptive pooling of `size` to `to`: unit i sees `floor(i*size/to)` up to below `ceil((i+1)*size/to)`."""
        size, to = _lowest_terms(size, to)
        return cls(size, 1 - to, size - 1, over=to)

    @classmethod
    def shift(cls, by: int) -> Span:
        """A crop of `by` positions in front, or (below 0) padding by `-by`: unit i is position `i + by`."""
        return cls(1, by, by)

    def taps(self, unit: int) -> range:
        """The positions of the layer's input that `unit` sees: evenly spaced, perhaps none."""
        first, last = self.step * unit + self.low, self.step * unit + self.high
        if self.over == 1:
            return range(first, last + 1, self.gap)
        common = gcd(self.gap, self.over)
        if first % common:
            return range(0)
        every = self.over // common
        skipped = -(first // common) * pow(self.gap // common, -1, every) % every
        return range((first + self.gap * skipped) // self.over, last // self.over + 1, self.gap // common)


class LetterSpan(NamedTuple):
    """The span of a window in letters: tap t of unit i lies on `stride*i - before + dilation*t`."""

    kernel: Dim
    stride: Dim = 1
    before: Dim = 0
    dilation: Dim = 1


class Extent(Enum):
    """A reach that no window describes."""

    POINTWISE = "pointwise"
    """Unit i sees position i alone: activation functions, normalization, dropout."""
    WHOLE = "whole"
    """Every unit sees every position: fully connected layers, global pooling."""
    UNORDERED = "unordered"
    """Every unit sees one position, in no spatial order: flatten, reshape."""
    UNKNOWN = "unknown"
    """What a unit sees depends on a size that is a letter without a value."""


POINTWISE: Final = Extent.POINTWISE
WHOLE: Final = Extent.WHOLE
UNORDERED: Final = Extent.UNORDERED
UNKNOWN: Final = Extent.UNKNOWN

Reach: TypeAlias = Extent | tuple[Span | LetterSpan, ...]
"""How far a layer reaches: POINTWISE, WHOLE, UNORDERED, or one span per spatial axis."""


def spans(reach: Reach) -> tuple[Span, ...] | None:
    """Return the span of each axis, where there is one in numbers."""
    found = tuple(span for span in reach if isinstance(span, Span)) if isinstance(reach, tuple) else ()
    return found if isinstance(reach, tuple) and len(found) == len(reach) else None


class Seen(NamedTuple):
    """A set of input positions along one axis, kept as its extent and the holes in it.

    A named tuple because thousands are made for one net: it costs a third of a frozen dataclass.
    """

    low: int
    """The first position (0 in the empty set)."""
    size: int
    """Positions from the first to the last, both included, holes included; 0 is the empty set."""
    holes: int | None = 0
    """Bit k is set if `low + k` is not seen. None: it has holes, but is too long to say where."""

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions themselves; with the holes, if it is not known where they are."""
        holes = self.holes or 0
        return tuple(self.low + k for k in range(self.size) if not holes >> k & 1)

    def moved(self, by: int) -> Seen:
        """The set `by` positions further on."""
        return Seen(self.low + by, self.size, self.holes) if self.size else self

    def united(self, other: Seen) -> Seen:
        """What either of the two sets sees."""
        first, second = (self, other) if self.low <= other.low else (other, self)
        end = max(first.low + first.size, second.low + second.size)
        if not first.size or second == first:
            return second
        if not second.size:
            return first
        size = end - first.low
        if first.holes == 0 and size == first.size:
            return first
        if second.holes == 0 and size == second.size:
            return second
        if first.holes == second.holes == 0 and second.low <= first.low + first.size:
            return Seen(first.low, size)
        if size > MOST_POSITIONS or first.holes is None or second.holes is None:
            return Seen(first.low, size, None)
        seen = _ones(first.size) ^ first.holes | (_ones(second.size) ^ second.holes) << second.low - first.low
        return Seen(first.low, size, _ones(size) ^ seen)

    def swept(self, by: int, copies: int, pitch: int) -> Seen:
        """The union of so many `copies` of the set, the first moved by `by`, each `pitch` after the one before."""
        if not self.size or not copies:
            return NOTHING
        size = self.size + pitch * (copies - 1)
        if self.holes == 0 and (pitch <= self.size or copies == 1):
            return Seen(self.low + by, size)
        if size > MOST_POSITIONS or self.holes is None:
            return Seen(self.low + by, size, None)
        seen, done = _ones(self.size) ^ self.holes, 1
        while done < copies:
            more = min(done, copies - done)
            seen |= seen << more * pitch
            done += more
        return Seen(self.low + by, size, _ones(size) ^ seen)


NOTHING: Final = Seen(0, 0)


def _lowest_terms(size: int, to: int) -> tuple[int, int]:
    """Numerator and denominator of `size/to` without a common factor; resizing depends on the ratio alone."""
    common = gcd(size, to)
    return size // common, to // common


def _ones(size: int) -> int:
    """The bitmask of so many positions in a row."""
    return (1 << size) - 1
