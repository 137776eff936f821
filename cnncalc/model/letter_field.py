"""Receptive fields in letters: how much a unit sees where kernels, strides or paddings have no value.

Only what every unit sees alike can be said in letters: chains of windows, and branches that see the same.
"""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Dim
from cnncalc.model.reach import LetterSpan, Seen, Span


class LetterField(NamedTuple):
    """What the units of a layer see of the net's input along one axis, in letters.

    All are None where the letters do not say: behind an upsampling, or a join of branches that see different things.
    """

    size: Dim | None
    """Input positions from the first to the last that a unit sees."""
    jump: Dim | None
    """Input positions from one unit to the next."""
    start: Dim | None
    """The first input position that unit 0 sees, below 0 in the padding."""
    dense: bool = True
    """Whether no unit is known to have holes in what it sees."""
    exact: bool = True
    """False if there were too many units to follow before the letters came in."""

    @property
    def size_min(self) -> Dim | None:
        """The same as the size: all units see alike."""
        return self.size

    def through(self, span: Span | LetterSpan, count: Dim | None) -> LetterField:
        """The field after a layer that reaches by `span`: size + D*(F - 1)*jump, jump*S, start - P*jump.

        Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
        """
        if self.size is None or self.jump is None or self.start is None:
            return UNSEEN
        if isinstance(span, LetterSpan):
            further, step, low = span.dilation * (span.kernel - 1), span.stride, -span.before
            dense = span.dilation == 1
        elif span.over == 1:
            further, step, low, dense = span.high - span.low, span.step, span.low, span.gap == 1
        else:
            return UNSEEN
        return LetterField(
            collected(self.size + further * self.jump),
            collected(self.jump * step),
            collected(self.start + low * self.jump),
            self.dense and dense,
            self.exact,
        )

    def joined(self, other: object, count: Dim | None) -> LetterField:
        """What both branches see together: the same, or what the letters do not say."""
        return self if self == other else UNSEEN

    def spread(self) -> LetterField:
        """The field of an axis of size 1 that is broadcast."""
        return self._replace(jump=0)

    def at(self, unit: int) -> Seen:
        """What `unit` sees is not known position by position."""
        return Seen(0, 0)


UNSEEN = LetterField(None, None, None)
