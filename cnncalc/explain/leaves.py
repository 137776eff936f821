"""A layer with letters in place of its numbers: the same rules, run on it, give the worked formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from cnncalc.algebra.expr import Dim, Expr, Name, Op
from cnncalc.layers.base import Layer
from cnncalc.model.volume import Volume, axis_names, whole

Axis: TypeAlias = "int | tuple[int, int]"
"""What an option says of one axis: a number, or what is added before and after."""

_MEANINGS = {"kernel": "filter size", "pad": "padding", "output_pad": "extra output"}
_OUTPUT = {1: ("L",), 2: ("H", "W"), 3: ("T", "H", "W")}


@dataclass(slots=True)
class Lettered:
    """A layer, its inputs and its output, with a letter that knows its value for each number.

    `meanings` says what each letter stands for. Axes with different values have letters of their own (`F_h`, `F_w`).
    """

    layer: Layer
    volumes: tuple[Volume, ...]
    meanings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, layer: Layer, volumes: Sequence[Volume]) -> Lettered:
        """Return the layer and its first input with letters.

        A single count at its default has no effect and stays a number: no `C//G` for one group.
        """
        lettered = cls(layer, tuple(volumes))
        axes = len(volumes[0].space)
        update: dict[str, object] = {}
        for name, letter in layer.letters.items():
            value, meaning = getattr(layer, name), _MEANINGS.get(name, name)
            if isinstance(value, tuple):
                update[name] = lettered._axes(letter, value[: max(axes, 1)], meaning)
            elif isinstance(value, int) and value != type(layer).model_fields[name].default:
                update[name] = lettered.letter(letter, value, meaning)
        lettered.layer = layer.model_copy(update=update)
        lettered.volumes = (lettered._input(volumes[0]), *volumes[1:])
        return lettered

    def letter(self, symbol: str, value: int, meaning: str) -> Name:
        """Return a letter, and remember what it means."""
        self.meanings[symbol] = meaning
        return Name(symbol, value)

    def output(self, output: Volume) -> Volume:
        """Return the output with letters; its channels are those of the filters, where there are any."""
        axes = len(output.space)
        symbols = _OUTPUT.get(axes, tuple(f"O{axis}" for axis in range(axes)))
        space = tuple(
            self.letter(symbol, whole(size), f"output {word}")
            for symbol, size, word in zip(symbols, output.space, axis_names(axes), strict=True)
        )
        return Volume(space, self._channels(output))

    def _channels(self, output: Volume) -> Dim:
        """Return how the output's channels are written: as many as the filters, or as the input has."""
        shapes = (weight.shape for weight in self.layer.weights(*self.volumes))
        written = [*(shape[-1] for shape in shapes), self.volumes[0].channels]
        return next((dim for dim in written if whole(dim) == output.channels), output.channels)

    def _input(self, volume: Volume) -> Volume:
        if not volume.space:
            return Volume((), self.letter("N", whole(volume.channels), "inputs"))
        sizes = tuple(map(whole, volume.space))
        names = _named("N", "input size", sizes)
        space = tuple(self.letter(symbol, size, meaning) for size, (symbol, meaning) in zip(sizes, names, strict=True))
        return Volume(space, self.letter("C", whole(volume.channels), "input depth"))

    def _axes(self, letter: str, values: Sequence[Axis], meaning: str) -> tuple[Name | tuple[Name, Name], ...]:
        pairs = zip(values, _named(letter, meaning, values), strict=True)
        return tuple(self._axis(value, symbol, word) for value, (symbol, word) in pairs)

    def _axis(self, value: Axis, symbol: str, meaning: str) -> Name | tuple[Name, Name]:
        if isinstance(value, int):
            return self.letter(symbol, value, meaning)
        before, after = value
        if before == after:
            return (self.letter(symbol, before, meaning),) * 2
        return (
            self.letter(f"{symbol}1", before, f"{meaning} before"),
            self.letter(f"{symbol}2", after, f"{meaning} after"),
        )


def without_values(layer: Layer, fields: Sequence[str]) -> tuple[Layer, dict[str, int]]:
    """Return a lettered layer whose letters in these fields have no value, and the values that they had.

    A formula then writes them even where they have no effect, as the `2*0` of no padding.
    """
    values: dict[str, int] = {}

    def blank(leaf: object) -> object:
        if isinstance(leaf, tuple):
            return tuple(map(blank, leaf))
        if isinstance(leaf, Name) and isinstance(leaf.value, int):
            values[leaf.symbol] = leaf.value
            return Name(leaf.symbol)
        return leaf

    return layer.model_copy(update={name: blank(getattr(layer, name)) for name in fields}), values


def with_values(expr: Expr, values: Mapping[str, int]) -> Expr:
    """Return an expression whose letters without a value have these."""
    if isinstance(expr, Name) and expr.value is None:
        return Name(expr.symbol, values.get(expr.symbol))
    if isinstance(expr, Op):
        return Op(expr.name, tuple(with_values(arg, values) for arg in expr.args))
    return expr


def _named(letter: str, meaning: str, values: Sequence[Axis]) -> list[tuple[str, str]]:
    """Return letter and meaning for each axis: the same for all where the values are."""
    if len(set(values)) == 1:
        return [(letter, meaning)] * len(values)
    return [(f"{letter}_{word[0]}", f"{meaning}, {word}") for word in axis_names(len(values))]
