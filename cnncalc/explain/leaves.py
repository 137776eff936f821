"""A layer with letters in place of its numbers: the same rules, run on it, give the worked formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.collect import collected
from cnncalc.algebra.edit import renamed
from cnncalc.algebra.expr import Dim, Expr, Name, formulas, leaves
from cnncalc.layers.base import Layer
from cnncalc.model.course import OUTPUT_ROLES, USUAL, VOLUME_LETTERS, Course
from cnncalc.model.volume import Volume, axis_names

Axis: TypeAlias = "Dim | tuple[Dim, Dim]"
"""What an option says of one axis: a number, or what is added before and after."""

_MEANINGS = {"pad": "padding", "output_pad": "extra output", "multiplier": "filters a channel"}
_SIZES = {1: ("length",), 2: ("height", "width"), 3: ("slices", "height", "width")}


class Meaning(NamedTuple):
    """What a letter stands for; letters of one family that are equal are told together: `H = W = 32  output size`."""

    text: str
    family: str = ""


@dataclass(slots=True)
class Lettered:
    """A layer, its inputs and its output, with a letter that knows its value for each number.

    `meanings` says what each letter stands for. Axes with different values have letters of their own (`F_h`, `F_w`).
    The letters are those of the `course`, where it names its own.
    """

    layer: Layer
    volumes: tuple[Volume, ...]
    course: Course = USUAL
    meanings: dict[str, Meaning] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """The letters of the question itself, for which a letter of the formula gives way: N_0 = N - 4."""

    @classmethod
    def of(cls, layer: Layer, volumes: Sequence[Volume], course: Course = USUAL) -> Lettered:
        """Return the layer and its first input with letters; of a join, the depths of all inputs.

        A single count at its default has no effect and stays a number: no `C//G` for one group.
        """
        given = (*((*volume.space, volume.channels) for volume in volumes), *layer.__dict__.values())
        asked = (leaf.symbol for formula in formulas(given) for leaf in leaves(formula) if leaf.value is None)
        lettered = cls(layer, tuple(volumes), course, asked=frozenset(asked))
        axes = len(volumes[0].space)
        update: dict[str, object] = {}
        for name in layer.letters:
            value, meaning = getattr(layer, name), _MEANINGS.get(name, name)
            if name == "kernel":
                meaning = "filter size" if layer.weights(*volumes) else "window size"
            if isinstance(value, tuple):
                update[name] = lettered._axes(name, value[: max(axes, 1)], meaning)
            elif isinstance(value, (int, Expr)) and value != type(layer).model_fields[name].default:
                update[name] = lettered.letter(name, value, meaning)
        lettered.layer = layer.model_copy(update=update)
        if len(volumes) > 1:
            lettered.volumes = tuple(
                Volume(v.space, lettered.letter("depth", v.channels, f"depth of input {number}", f"_{number}"))
                for number, v in enumerate(volumes, start=1)
            )
        else:
            lettered.volumes = (lettered._input(volumes[0]),)
        return lettered

    def letter(self, role: str, value: Dim, meaning: str, suffix: str = "", family: str = "") -> Name:
        """Return the letter of a role, and remember what it means."""
        symbol = self._symbol(role) + suffix
        if symbol in self.asked and value != Name(symbol):
            symbol += "_0"
        self.meanings[symbol] = Meaning(meaning, family)
        return Name(symbol, value)

    def output(self, output: Volume) -> Volume:
        """Return the output with letters; its channels are those of the filters, where there are any."""
        axes = len(output.space)
        roles = _SIZES.get(axes, tuple(f"O{axis}" for axis in range(axes)))
        space = tuple(
            self.letter(role, size, f"output {word}", family="output size")
            for role, size, word in zip(roles, output.space, axis_names(axes), strict=True)
        )
        return Volume(space, self._channels(output))

    def _symbol(self, role: str) -> str:
        """Return the letter of an option or of a size; one of the output gives way to a letter of the course."""
        if role in self.course.letters:
            return self.course.letters[role]
        symbol = self.layer.letters.get(role) or VOLUME_LETTERS.get(role, role)
        return f"{symbol}_out" if role in OUTPUT_ROLES and symbol in self.course.letters.values() else symbol

    def _channels(self, output: Volume) -> Dim:
        """Return how the output's channels are written: as many as the filters, or as the input has."""
        shapes = (weight.shape for weight in self.layer.weights(*self.volumes))
        written = [*(shape[-1] for shape in shapes), self.volumes[0].channels]
        return next((dim for dim in written if collected(dim) == output.channels), output.channels)

    def _input(self, volume: Volume) -> Volume:
        if not volume.space:
            return Volume((), self.letter("inputs", volume.channels, "inputs"))
        sizes = volume.space
        names = _named("input size", sizes)
        space = tuple(
            self.letter("input", size, meaning, suffix) for size, (suffix, meaning) in zip(sizes, names, strict=True)
        )
        return Volume(space, self.letter("depth", volume.channels, "input depth"))

    def _axes(self, role: str, values: Sequence[Axis], meaning: str) -> tuple[Name | tuple[Name, Name], ...]:
        pairs = zip(values, _named(meaning, values), strict=True)
        return tuple(self._axis(role, value, suffix, word) for value, (suffix, word) in pairs)

    def _axis(self, role: str, value: Axis, suffix: str, meaning: str) -> Name | tuple[Name, Name]:
        if not isinstance(value, tuple):
            return self.letter(role, value, meaning, suffix)
        before, after = value
        if before == after:
            return (self.letter(role, before, meaning, suffix),) * 2
        return (
            self.letter(role, before, f"{meaning} before", f"{suffix}1"),
            self.letter(role, after, f"{meaning} after", f"{suffix}2"),
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
    return renamed(expr, lambda name: Name(name.symbol, values.get(name.symbol)) if name.value is None else name)


def _named(meaning: str, values: Sequence[Axis]) -> list[tuple[str, str]]:
    """Return what stands behind the letter, and the meaning, for each axis: the same for all where the values are."""
    if len(set(values)) == 1:
        return [("", meaning)] * len(values)
    return [(f"_{word[0]}", f"{meaning}, {word}") for word in axis_names(len(values))]
