"""What the poolings cost: every window becomes one number."""

from collections.abc import Mapping
from typing import ClassVar

from cnncalc.algebra.expr import Dim
from cnncalc.layers.base import Layer
from cnncalc.model.layer_facts import NOTHING, Cost
from cnncalc.model.volume import Volume


class Reduction(Layer):
    """Takes several numbers and gives one: their maximum, mean or sum."""

    ideas: ClassVar[Mapping[str, str]] = {
        "params": "Pooling has no parameters.",
        "macs": "No weight is multiplied with an input: pooling compares or adds.",
    }
    each: ClassVar[Cost]
    """What a number costs beside the first of its window."""
    last: ClassVar[Cost] = NOTHING
    """What each window costs in the end."""

    def reduced(self, taken: Dim, output: Volume) -> Cost:
        """Return what it costs to make the output of so many numbers, those of all windows together."""
        return self.each.times(taken - output.numbers).plus(self.last.times(output.numbers))
