"""The worked lines behind the numbers of one layer, as data.

The layer's own rules are run once more on letters that know their values, so a printed formula cannot disagree with
the number: `(N + 2*P - F)/S + 1`, `(32 + 2*2 - 5)/1 + 1`, 32.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cnncalc.algebra.expr import Dim, Op, ceil, known, leaves, lift, product
from cnncalc.errors import RuleError
from cnncalc.explain.derivation import Derivation, OnAxes, OutputSize, Products
from cnncalc.explain.leaves import Lettered, Meaning, with_values, without_values
from cnncalc.formulas import counts
from cnncalc.layers.base import Layer
from cnncalc.model.axis_field import AxisField
from cnncalc.model.course import USUAL, Course
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Input, Node, Rules
from cnncalc.model.layer_facts import Fit, Weight, Window
from cnncalc.model.letter_field import LetterField
from cnncalc.model.reach import LetterSpan, Span
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume, whole

T = TypeVar("T", bound=Hashable)


class Worked(NamedTuple):
    """Every worked line of one layer. What has no formula (the size after a pointwise layer) is empty or None."""

    output: tuple[OutputSize, ...]
    remark: str
    params: Derivation | None
    buffers: Derivation | None
    field: tuple[OnAxes, ...]
    jump: tuple[OnAxes, ...]
    macs: Products | None
    kept: Derivation
    """How many numbers come out."""
    start: tuple[OnAxes, ...] = ()
    shape: tuple[OnAxes, ...] = ()
    """The sizes of a layer whose output is a formula without windows, such as an upsampling's."""
    depth: Derivation | None = None
    """Its channels, where they are a formula: those of a concatenation."""


def worked(layer: LayerReport, report: Report | None = None, course: Course = USUAL) -> Worked:
    """Return the worked lines of a layer, in the letters of a course.

    The receptive field is that of the net's input if the `report` is given, else that of the layer's own input.
    """
    node = layer.node
    rules = _rules(node.layer)
    lettered = Lettered.of(rules, node.volumes, course)
    output = lettered.output(node.output)
    weights = () if node.shares else _placed(lettered.layer.weights(*lettered.volumes), node.output, output)
    sizes, jumps, starts = _field(layer, lettered, _before(layer, report))
    shape, depth = _shape(node, lettered)
    return Worked(
        _sizes(node, lettered),
        rules.remark(node.output),
        _count([weight for weight in weights if weight.role != "buffer"], lettered.meanings),
        _count([weight for weight in weights if weight.role == "buffer"], lettered.meanings),
        sizes,
        jumps,
        _products(lettered, output),
        _derivation(output.numbers, lettered.meanings),
        starts,
        shape,
        depth,
    )


def quotients(layer: Layer, volume: Volume) -> tuple[OnAxes, ...]:
    """Return the exact positions of a layer's windows, equal axes once, with the padding written even where it is none.

    `(224 + 2*0 - 11)/4 + 1`: what padding would change can then be seen.
    """
    lettered = Lettered.of(layer, (volume,))
    spread, values = without_values(lettered.layer, ("pad",))
    positions = spread.positions(*lettered.volumes)
    groups = _alike(zip(volume.space, layer.windows(volume), strict=True))
    trees = {axes: with_values(lift(positions[axes[0]]), values) for axes in groups}
    return tuple(OnAxes(axes, len(positions), _derivation(tree, lettered.meanings)) for axes, tree in trees.items())


def output_sizes(node: Node) -> tuple[OutputSize, ...]:
    """Return how a layer's output size comes about, equal axes once; nothing where no window moves."""
    return _sizes(node, Lettered.of(_rules(node.layer), node.volumes))


def _rules(layer: Rules) -> Layer:
    assert isinstance(layer, Layer), "a layer of the catalogue"
    return layer


def _derivation(tree: Dim, meanings: Mapping[str, Meaning]) -> Derivation:
    expr = lift(tree)
    found = dict.fromkeys(leaf.symbol for leaf in leaves(expr))
    return Derivation(expr, tuple((symbol, meanings[symbol]) for symbol in found if symbol in meanings))


def _sizes(node: Node, lettered: Lettered) -> tuple[OutputSize, ...]:
    positions = lettered.layer.positions(*lettered.volumes)
    fits: Sequence[Fit | None] = node.layer.fits(*node.volumes) or (None,) * len(positions)
    space = node.output.space
    up = getattr(node.layer, "rounding", None) == "ceil"
    derivations = [
        _derivation(ceil(lift(exact)) if fit is not None and fit.exact is None else lift(exact), lettered.meanings)
        for exact, fit in zip(positions, fits, strict=True)
    ]
    return tuple(
        OutputSize(axes, len(space), derivations[axes[0]], space[axes[0]], up)
        for axes in _alike([derivation.numbers for derivation in derivations])
    )


def _shape(node: Node, lettered: Lettered) -> tuple[tuple[OnAxes, ...], Derivation | None]:
    """Return the output of a layer without windows that is a formula of its input; nothing where it is not.

    A rule that compares inputs with each other, such as that of a sum, cannot be asked in letters: it keeps the shape.
    """
    if lettered.layer.positions(*lettered.volumes):
        return (), None
    try:
        output = lettered.layer.output(*lettered.volumes)
    except RuleError:
        return (), None
    space = [_derivation(size, lettered.meanings) for size in output.space if isinstance(size, Op)]
    depth = _derivation(output.channels, lettered.meanings) if isinstance(output.channels, Op) else None
    return _grouped(space) if len(space) == len(output.space) else (), depth


def _alike(values: Iterable[T]) -> list[tuple[int, ...]]:
    """Group axes by equal values, in the order in which the values first appear."""
    groups: dict[T, list[int]] = {}
    for axis, value in enumerate(values):
        groups.setdefault(value, []).append(axis)
    return [tuple(axes) for axes in groups.values()]


def _placed(weights: Sequence[Weight], output: Volume, lettered: Volume) -> list[Weight]:
    """Return weights that every place of the output has for itself with the letters of the output's size."""
    axes = len(output.space)
    return [
        weight._replace(shape=(*lettered.space, *weight.shape[axes:]))
        if axes and all(type(size) is int for size in weight.shape[:axes]) and weight.shape[:axes] == output.space
        else weight
        for weight in weights
    ]


def _count(weights: Sequence[Weight], meanings: Mapping[str, Meaning]) -> Derivation | None:
    """Return how many numbers the tensors hold."""
    return _derivation(counts.held([weight.shape for weight in weights]), meanings) if weights else None


def _products(lettered: Lettered, output: Volume) -> Products | None:
    tree = lift(lettered.layer.cost(output, *lettered.volumes).macs)
    whole_count = _derivation(tree, lettered.meanings)
    if whole_count.value == 0:
        return None
    if isinstance(tree, Op) and tree.name == "*":
        each, times = (_derivation(arg, lettered.meanings) for arg in tree.args)
        if times.tree == lift(output.numbers):
            return Products(whole_count, each, times, "outputs")
        if times.tree == lift(product((*lettered.volumes[0].space, output.channels))):
            return Products(whole_count, each, times, "inputs")
    return Products(whole_count, whole_count, None, "")


def _before(layer: LayerReport, report: Report | None) -> ReceptiveField | None:
    """Return the field of the layer's input; None behind a join."""
    if len(layer.node.inputs) != 1:
        return None
    (source,) = layer.node.inputs
    if report is None or isinstance(source, Input):
        return ReceptiveField.of_input(source.output.space)
    return next((other.field for other in report.layers if other.node is source), None)


def _field(
    layer: LayerReport, lettered: Lettered, before: ReceptiveField | None
) -> tuple[tuple[OnAxes, ...], tuple[OnAxes, ...], tuple[OnAxes, ...]]:
    """Return size, jump and start of the receptive field, where every unit sees a window of the same size."""
    reach = layer.node.layer.reach(*layer.node.volumes)
    windows = lettered.layer.windows(*lettered.volumes)
    if not windows or not isinstance(reach, tuple) or any(isinstance(s, Span) and s.over != 1 for s in reach):
        return (), (), ()
    if before is None or before.axes is None or not before.ordered:
        return (), (), ()
    alike = [_alike_units(axis) for axis in before.axes]
    axes = [_grown(axis, w, lettered) for axis, w in zip(alike, windows, strict=True) if axis is not None]
    if len(axes) < len(alike):
        return (), (), ()
    sizes, jumps, starts = (_grouped(found) for found in zip(*axes, strict=True))
    begins = all(_begins(span, window) for span, window in zip(reach, windows, strict=True))
    return sizes, jumps, starts if begins else ()  # a transposed window does not begin with its padding


def _begins(span: Span | LetterSpan, window: Window) -> bool:
    return isinstance(span, LetterSpan) or span.low == -whole(window.before)


class _Units(NamedTuple):
    """What units see that all see a window of the same size, a whole number of positions apart."""

    size: Dim
    jump: Dim
    start: Dim


def _alike_units(axis: AxisField | LetterField) -> _Units | None:
    if isinstance(axis, LetterField):
        if axis.size is None or axis.jump is None or axis.start is None:
            return None
        return _Units(axis.size, axis.jump, axis.start)
    if len(axis.phases) != 1 or axis.advance is None:
        return None
    return _Units(axis.size, axis.advance, axis.start or 0)


def _grown(axis: _Units, window: Window, lettered: Lettered) -> tuple[Derivation, Derivation, Derivation]:
    """Return size, jump and start after a window: R + (F - 1)*J, J*S, Z - P*J.

    Source: Araujo, Norris & Sim, Distill 2019.
    """
    size = lettered.letter("field", axis.size, "before this layer")
    jump = lettered.letter("jump", axis.jump, "jump before this layer")
    start = lettered.letter("start", axis.start, "first position before this layer")
    further = window.kernel - 1 if known(window.dilation) == 1 else window.dilation * (window.kernel - 1)
    before = window.before
    if isinstance(before, int) and before:  # `same` works it out
        before = lettered.letter("pad", before, "padding before")
    moved = start if known(before) == 0 else start - before * jump
    trees = (size + further * jump, jump * window.stride, moved)
    first, second, third = (_derivation(tree, lettered.meanings) for tree in trees)
    return first, second, third


def _grouped(derivations: Sequence[Derivation]) -> tuple[OnAxes, ...]:
    return tuple(
        OnAxes(axes, len(derivations), derivations[axes[0]])
        for axes in _alike([derivation.numbers for derivation in derivations])
    )
