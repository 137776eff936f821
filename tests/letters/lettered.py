"""Layers whose sizes are letters, beside the same layers in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from cnncalc.algebra.expr import Dim, Name, evaluate, lift
from cnncalc.algebra.undecided import Condition
from cnncalc.layers.base import Example, Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume
from cnncalc.spec.bind import read_layer
from cnncalc.spec.sizes import read_volume

EXAMPLES = [example for kind in KINDS for example in layer_class(kind).examples]

FROM_NOTHING = ("pad", "output_pad")
"""The options that may be 0."""

Numbers = Mapping[str, int]
"""What each letter stands for."""

Told: TypeAlias = Dim | Fraction | None
"""What a report says; None where letters do not tell."""

Facts: TypeAlias = dict[str, Dim | Fraction]
"""What is told, by name."""


@dataclass(frozen=True)
class Sizes:
    """A layer on its inputs, and the letter for each size in them: equal sizes of one option share one."""

    layer: Layer
    inputs: tuple[Volume, ...]
    letters: Mapping[tuple[str, int], str]

    @classmethod
    def of(cls, example: Example, rounding: str | None = None) -> Sizes:
        """The sizes of an example; `rounding` is what its window does where nothing is written."""
        layer, inputs = read_layer(example.layer), tuple(map(read_volume, example.inputs))
        if rounding and getattr(layer, "rounding", rounding) is None:
            layer = layer.model_copy(update={"rounding": rounding})
        found: list[tuple[str, int]] = []
        for name in type(layer).model_fields:
            found += [(name, size) for size in _whole(getattr(layer, name))]
        for volume in inputs:
            found += [("space", size) for size in volume.space if isinstance(size, int)]
            found += [("channels", size) for size in (volume.channels,) if isinstance(size, int)]
        return cls(layer, inputs, {slot: f"{slot[0]}{n}" for n, slot in enumerate(dict.fromkeys(found))})

    @property
    def numbers(self) -> dict[str, int]:
        """What each letter stands for in the example."""
        return {letter: size for (_, size), letter in self.letters.items()}

    def put(self, values: Mapping[str, Dim]) -> tuple[Layer, tuple[Volume, ...]]:
        """The layer and its inputs with something else for these letters, and the example's sizes for the others."""

        def put(name: str, value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(put(name, each) for each in value)
            letter = self.letters.get((name, value)) if type(value) is int else None
            return value if letter is None else values.get(letter, value)

        fields = type(self.layer).model_fields
        layer = type(self.layer)(**{name: put(name, getattr(self.layer, name)) for name in fields})
        inputs = (Volume(put("space", each.space), put("channels", each.channels)) for each in self.inputs)
        return layer, tuple(inputs)

    def lettered(self, letters: Iterable[str]) -> tuple[Layer, tuple[Volume, ...]]:
        """The layer and its inputs with these letters left open."""
        return self.put({letter: Name(letter) for letter in letters})


def _whole(value: object) -> list[int]:
    if isinstance(value, tuple):
        return [size for each in value for size in _whole(each)]
    return [value] if type(value) is int else []


def worth(dim: Dim | Fraction, numbers: Numbers) -> Fraction:
    """What a size or a count is when its letters stand for these numbers."""
    found = evaluate(lift(dim), dict(numbers))
    assert isinstance(found, int | Fraction), found
    return Fraction(found)


def holds(condition: Condition, numbers: Numbers) -> bool:
    """Whether a condition is true of these numbers."""
    left, right = (worth(side, numbers) for side in (condition.left, condition.right))
    match condition.relation:
        case "divides":
            return (right / left).denominator == 1
        case "at least":
            return left >= right
        case "equals":
            return left == right


def counts(layer: LayerReport) -> Facts:
    """Every number that a report tells of a layer."""
    found: dict[str, Told] = {
        "weights": layer.params.weights,
        "biases": layer.params.biases,
        "norm": layer.params.norm,
        "buffers": layer.params.buffers,
        "params": layer.params.total,
        "macs": layer.macs,
        "flops": layer.flops,
        "connections": layer.connections,
        "activations": layer.activations,
        "channels": layer.output.channels,
    }
    each: dict[str, Sequence[Told]] = {"space": layer.output.space, "kernel": layer.kernel}
    if layer.field.axes is not None:
        each |= {"field size": layer.field.size, "field jump": layer.field.jump, "field start": layer.field.start}
    for name, sizes in each.items():
        found |= {f"{name} {axis}": size for axis, size in enumerate(sizes)}
    return {name: fact for name, fact in found.items() if fact is not None}


def totals(report: Report) -> Facts:
    """The sums of a report."""
    _, *sums = report.totals
    return {f"total {name}": number for name, number in zip(report.totals._fields[1:], sums, strict=True)}


def fits(report: Report) -> bool:
    """Whether everything in a report in numbers fits, or is rounded as the spec or its line asks."""
    rounded = ("floor", "ceil")
    return report.complete and not any(
        fit.misfit
        for layer in report.layers
        for fit in layer.fits
        if report.rounding not in rounded and getattr(layer.node.layer, "rounding", None) not in rounded
    )
