"""The worked lines behind the numbers of one layer, as data.

The layer's own rules are run once more on letters that know their values, so a printed formula cannot disagree with
the number: `(N + 2*P - F)/S + 1`, `(32 + 2*2 - 5)/1 + 1`, 32.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cnncalc.algebra.expr import Dim, Op, ceil, known, leaves, lift, product
from cnncalc.explain.derivation import Derivation, OnAxes, OutputSize, Products
from cnncalc.explain.leaves import Lettered, with_values, without_values
from cnncalc.formulas import counts
from cnncalc.layers.base import Layer
from cnncalc.model.field import AxisField, ReceptiveField
from cnncalc.model.graph import Input, Node, Rules
from cnncalc.model.layer_facts import Fit, Weight, Window
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


def worked(layer: LayerReport, report: Report | None = None) -> Worked:
    """Return the worked lines of a layer.

    The receptive field is that of the net's input if the `report` is given, else that of the layer's own input.
    """
    node = layer.node
    rules = _rules(node.layer)
    lettered = Lettered.of(rules, node.volumes)
    output = lettered.output(node.output)
    weights = () if node.shares else lettered.layer.weights(*lettered.volumes)
    sizes, jumps = _field(layer, lettered, _before(layer, report))
    return Worked(
        _sizes(node, lettered),
        rules.remark(node.output),
        _count([weight for weight in weights if weight.role != "buffer"], lettered.meanings),
        _count([weight for weight in weights if weight.role == "buffer"], lettered.meanings),
        sizes,
        jumps,
        _products(lettered, output),
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


def _derivation(tree: Dim, meanings: Mapping[str, str]) -> Derivation:
    expr = lift(tree)
    found = dict.fromkeys(leaf.symbol for leaf in leaves(expr))
    return Derivation(expr, tuple((symbol, meanings[symbol]) for symbol in found))


def _sizes(node: Node, lettered: Lettered) -> tuple[OutputSize, ...]:
    positions = lettered.layer.positions(*lettered.volumes)
    fits: Sequence[Fit | None] = node.layer.fits(*node.volumes) or (None,) * len(positions)
    space = tuple(map(whole, node.output.space))
    up = getattr(node.layer, "rounding", None) == "ceil"
    derivations = [
        _derivation(ceil(lift(exact)) if fit is not None and fit.exact is None else lift(exact), lettered.meanings)
        for exact, fit in zip(positions, fits, strict=True)
    ]
    return tuple(
        OutputSize(axes, len(space), derivations[axes[0]], space[axes[0]], up)
        for axes in _alike([derivation.numbers for derivation in derivations])
    )


def _alike(values: Iterable[T]) -> list[tuple[int, ...]]:
    """Group axes by equal values, in the order in which the values first appear."""
    groups: dict[T, list[int]] = {}
    for axis, value in enumerate(values):
        groups.setdefault(value, []).append(axis)
    return [tuple(axes) for axes in groups.values()]


def _count(weights: Sequence[Weight], meanings: Mapping[str, str]) -> Derivation | None:
    """Return how many numbers the tensors hold: equal tensors, filters with a bias each (at each place), or a sum."""
    if not weights:
        return None
    first, *others = (weight.shape for weight in weights)
    if not others:
        return _derivation(counts.tensor(first), meanings)
    if all(shape == first for shape in others):
        return _derivation(len(weights) * counts.tensor(first), meanings)
    places = len(others[0]) - 1
    if others == [first[:places] + first[-1:]]:
        return _derivation(product((*first[:places], counts.with_biases(first[places:]))), meanings)
    return _derivation(sum((counts.tensor(shape) for shape in others), counts.tensor(first)), meanings)


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
        return ReceptiveField.of_input(tuple(map(whole, source.output.space)))
    return next((other.field for other in report.layers if other.node is source), None)


def _field(
    layer: LayerReport, lettered: Lettered, before: ReceptiveField | None
) -> tuple[tuple[OnAxes, ...], tuple[OnAxes, ...]]:
    """Return size and jump of the receptive field, where every unit sees a window of the same size."""
    reach = layer.node.layer.reach(*layer.node.volumes)
    windows = lettered.layer.windows(*lettered.volumes)
    if not isinstance(reach, tuple) or not windows or any(span.over != 1 for span in reach):
        return (), ()
    if before is None or before.axes is None or not all(map(_plain, before.axes)):
        return (), ()
    sizes, jumps = zip(*(_grown(axis, w, lettered) for axis, w in zip(before.axes, windows, strict=True)), strict=True)
    return _grouped(sizes), _grouped(jumps)


def _plain(axis: AxisField) -> bool:
    """Whether all units see windows of the same size, a whole number of positions apart."""
    return len(axis.phases) == 1 and axis.advance is not None


def _grown(axis: AxisField, window: Window, lettered: Lettered) -> tuple[Derivation, Derivation]:
    """Return size and jump after a window: R + (F - 1)*J and J*S. Source: Araujo, Norris & Sim, Distill 2019."""
    size = lettered.letter("R", axis.size, "before this layer")
    jump = lettered.letter("J", axis.advance or 0, "jump before this layer")
    further = window.kernel - 1 if known(window.dilation) == 1 else window.dilation * (window.kernel - 1)
    return _derivation(size + further * jump, lettered.meanings), _derivation(jump * window.stride, lettered.meanings)


def _grouped(derivations: Sequence[Derivation]) -> tuple[OnAxes, ...]:
    return tuple(
        OnAxes(axes, len(derivations), derivations[axes[0]])
        for axes in _alike([derivation.numbers for derivation in derivations])
    )
