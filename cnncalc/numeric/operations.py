"""What each kind of layer does with numbers: one row a kind. A kind that is in neither table is a fault.

An operation gives the cell of any place of the output; the output is the value of every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import expm1
from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.errors import RuleError
from cnncalc.model.graph import Rules
from cnncalc.model.volume import Volume
from cnncalc.numeric import cells
from cnncalc.numeric.cells import Applied, Cell, Dot, Largest, Mean, Picked, Share
from cnncalc.numeric.seen import Fill, Window
from cnncalc.numeric.tensor import Number, Tensor


class Weights(NamedTuple):
    """The numbers of a layer: for each filter a row for each of its maps, or one row; and a bias each, or none."""

    filters: tuple[tuple[tuple[Number, ...], ...], ...]
    biases: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A layer on numbers: what comes in, what goes out, its own numbers, and what stands in the padding."""

    layer: Rules
    given: Tensor
    output: Volume
    weights: Weights | None
    windows: list[Window]
    fill: Fill | None = None
    """What stands in the padding, if something else than usual was asked for."""

    def bias(self, unit: int) -> Number | None:
        """Return the bias of a filter or unit, if it has one."""
        return self.weights.biases[unit] if self.weights and self.weights.biases else None

    def numbers(self, channel: int, place: int) -> list[tuple[Number, int | None]]:
        """Return what a place sees of a map, each number with its index, None being a zero of the padding."""
        numbers = self.given.maps[channel]
        found = [(0 if at is None else numbers[at], at) for _, at in self.windows[place]]
        if not found:
            raise RuleError(
                "shape",
                "a window lies in the padding with every number, and so it has nothing to choose from",
                "let the padding be smaller than the window, or fill it: `--pad-with zero`",
                field="pad",
            )
        return found


CellOf: TypeAlias = Callable[[Task, int, int], Cell]
"""Gives the cell of a channel and a place (row by row, from 0)."""
Needs: TypeAlias = Literal["", "kernel", "weights"]


class Operation(NamedTuple):
    """How a kind is worked out: the cell of a place, what numbers it needs, and what its padding holds."""

    cell: CellOf
    needs: Needs = ""
    fill: Fill | None = None
    """What stands in the padding unless something else is asked for; None where there is none to be filled."""
    spreads: bool = False
    """Whether its windows lie on the output instead of the input."""
    note: str = ""
    """What could be read another way, and is done like this."""
    noted: Literal["padded", "deep", "always"] = "always"
    """Where that matters: where there is padding, where several maps of several places come in, everywhere."""


def _filtered(task: Task, channel: int, place: int) -> Cell:
    """A filter over its share of the maps: all of them, or those of its group."""
    assert task.weights is not None
    filters, maps = task.weights.filters, task.given.maps
    depth = len(filters[0])
    group = channel // (len(filters) * depth // len(maps))
    window = task.windows[place]
    pairs = tuple(
        tuple((weights[tap], 0 if source is None else numbers[source]) for tap, source in window)
        for weights, numbers in zip(filters[channel], maps[group * depth :], strict=False)
    )
    return Dot(pairs, task.bias(channel))


def _connected(task: Task, channel: int, place: int) -> Cell:
    """A unit with a weight for each number that comes in."""
    assert task.weights is not None
    (row,) = task.weights.filters[channel]
    return Dot((tuple(zip(row, task.given.flat, strict=True)),), task.bias(channel))


def _largest(task: Task, channel: int, place: int) -> Cell:
    return Largest(tuple(task.numbers(channel, place)))


def _mean(task: Task, channel: int, place: int) -> Cell:
    return Mean(tuple(number for number, _ in task.numbers(channel, place)))


def _sum(task: Task, channel: int, place: int) -> Cell:
    return Mean(tuple(number for number, _ in task.numbers(channel, place)), divided=False)


def _picked(task: Task, channel: int, place: int) -> Cell:
    ((_, source),) = task.windows[place]
    return Picked(None if source is None else task.given.maps[channel][source])


def _copied(task: Task, channel: int, place: int) -> Cell:
    if getattr(task.layer, "mode", "nearest") != "nearest":
        help = "write `mode nearest`, which copies"
        raise RuleError("value", "frameworks disagree on where the samples of this mode lie", help, field="mode")
    return _picked(task, channel, place)


def _flattened(task: Task, channel: int, place: int) -> Cell:
    return Picked(task.given.flat[channel])


def _same(task: Task, channel: int, place: int) -> Cell:
    return Picked(task.given.maps[channel][place])


def _share(task: Task, channel: int, place: int) -> Cell:
    return Share(tuple(numbers[place] for numbers in task.given.maps), channel)


def _function(form: str, function: Callable[[Number], Number]) -> CellOf:
    """Return the operation of a function of each number by itself."""

    def cell(task: Task, channel: int, place: int) -> Cell:
        return Applied(form, function, task.given.maps[channel][place])

    return cell


def _leaky(task: Task, channel: int, place: int) -> Cell:
    slope = _written(task.layer, "slope")
    if slope is None:
        raise RuleError(
            "value",
            "leaky_relu needs a slope: torch's is 0.01, Keras's 0.3",
            "write `leaky_relu: 0.01`",
            field="slope",
        )
    number = task.given.maps[channel][place]
    return Applied("{x}" if number >= 0 else f"{slope}*{{x}}", lambda x: x if x >= 0 else slope * x, number)


def _elu(task: Task, channel: int, place: int) -> Cell:
    written = _written(task.layer, "alpha")
    alpha = Fraction(1) if written is None else written

    def function(x: Number) -> Number:
        if x >= 0:
            return x
        return float(alpha) * expm1(cells.as_float(x)) if alpha else alpha

    number = task.given.maps[channel][place]
    return Applied("{x}" if number >= 0 else f"{alpha}*(exp({{x}}) - 1)", function, number)


def _written(layer: Rules, name: str) -> Fraction | None:
    """Return an option that is a decimal, as exactly as it was written."""
    value = getattr(layer, name)
    return None if value is None else Fraction(str(value))


_AVERAGED = "the zeros of the padding are averaged too, as torch does; --pad-with none leaves them out, as Keras does"
_UNSEEN = "the padding never wins, as in torch and Keras; --pad-with zero lets its zeros compete"
_ORDER = "a volume is flattened map by map, each row by row, as torch does; Keras puts the maps of a place together"

OPERATIONS: Final[Mapping[str, Operation]] = {
    "conv": Operation(_filtered, "kernel", "zero"),
    "dwconv": Operation(_filtered, "kernel", "zero"),
    "deconv": Operation(_filtered, "kernel", spreads=True),
    "fc": Operation(_connected, "weights", note=_ORDER, noted="deep"),
    "maxpool": Operation(_largest, fill="none", note=_UNSEEN, noted="padded"),
    "avgpool": Operation(_mean, fill="zero", note=_AVERAGED, noted="padded"),
    "sumpool": Operation(_sum, fill="zero"),
    "gap": Operation(_mean),
    "gmp": Operation(_largest),
    "adaptive_avgpool": Operation(_mean),
    "adaptive_maxpool": Operation(_largest),
    "relu": Operation(_function("max(0, {x})", lambda x: max(x, 0))),
    "relu6": Operation(_function("min(max(0, {x}), 6)", lambda x: cells.between(x, 6))),
    "leaky_relu": Operation(_leaky),
    "elu": Operation(_elu),
    "gelu": Operation(_function("{x}*(1 + erf({x}/sqrt(2)))/2", cells.gelu)),
    "silu": Operation(_function("{x}/(1 + exp(-{x}))", cells.silu)),
    "hswish": Operation(_function("{x}*min(max(0, {x} + 3), 6)/6", lambda x: x * cells.hard_sigmoid(x))),
    "hsigmoid": Operation(_function("min(max(0, {x} + 3), 6)/6", cells.hard_sigmoid)),
    "sigmoid": Operation(_function("1/(1 + exp(-{x}))", cells.sigmoid)),
    "tanh": Operation(_function("tanh({x})", cells.hyperbolic)),
    "softmax": Operation(_share),
    "dropout": Operation(_same, note="dropout drops numbers in training only; here it does nothing"),
    "droppath": Operation(_same, note="droppath drops branches in training only; here it does nothing"),
    "flatten": Operation(_flattened, note=_ORDER, noted="deep"),
    "pad": Operation(_picked, fill="zero"),
    "crop": Operation(_picked),
    "upsample": Operation(_copied),
}
"""The kinds that are worked out."""

WITHOUT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("bn", "ln", "gn", "instnorm", "lrn"), "its means and variances would have to be given"),
    **dict.fromkeys(("prelu", "scale"), "its factors would have to be given"),
    **dict.fromkeys(("add", "max", "mul", "concat"), "it joins several inputs, and a chain has one"),
    **dict.fromkeys(("reshape", "pixel_shuffle", "shuffle", "chunk"), "frameworks order its numbers differently"),
    "local": "every place has filters of its own, which would have to be given",
    "unpool": "it needs to know where each number came from",
}
"""The kinds that are not worked out, and why."""
