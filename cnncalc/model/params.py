"""What layers learn, by what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cnncalc.algebra.collect import added, collected
from cnncalc.algebra.expr import Dim
from cnncalc.model.layer_facts import Role, Weight


@dataclass(frozen=True, slots=True)
class Params:
    """Learned numbers by what they are, and buffers, which are kept but not learned."""

    weights: Dim = 0
    biases: Dim = 0
    norm: Dim = 0
    buffers: Dim = 0

    @property
    def total(self) -> Dim:
        """The parameters: all that is learned."""
        return added((self.weights, self.biases, self.norm))

    @classmethod
    def of(cls, weights: Iterable[Weight]) -> Params:
        """Count tensors by what they are."""
        counts: dict[Role, Dim] = {"weight": 0, "bias": 0, "norm": 0, "buffer": 0}
        for weight in weights:
            counts[weight.role] = counts[weight.role] + weight.numbers
        return cls(*map(collected, counts.values()))

    @classmethod
    def sum(cls, counts: Iterable[Params]) -> Params:
        """Add up what several layers learn."""
        found = tuple(counts)
        return cls(
            added(each.weights for each in found),
            added(each.biases for each in found),
            added(each.norm for each in found),
            added(each.buffers for each in found),
        )
