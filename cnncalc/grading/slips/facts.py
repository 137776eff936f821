"""A layer and its inputs in letters that know their values: what a slip may change before the work begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncalc.algebra.expr import Dim, Expr, Name, known, lift
from cnncalc.explain.leaves import Lettered
from cnncalc.formulas.windows import quotient
from cnncalc.grading.asked import Case
from cnncalc.grading.slips.slip import number_of
from cnncalc.layers.base import Layer
from cnncalc.model.graph import Input, Node, Tap
from cnncalc.model.layer_facts import Weight, Window
from cnncalc.model.report import Setting
from cnncalc.model.volume import Volume, whole

USUAL = Setting()


class Facts(NamedTuple):
    """A layer and its inputs in letters, as they were given or as somebody took them to be."""

    case: Case
    layer: Layer
    volumes: tuple[Volume, ...]
    lettered: Lettered
    """The layer before any slip; new letters come from here."""

    @classmethod
    def of(cls, case: Case, volumes: tuple[Volume, ...] | None = None) -> Facts:
        """Return the facts of a case, or of its layer on other inputs."""
        layer = case.node.layer
        assert isinstance(layer, Layer), "a layer of the catalogue"
        lettered = Lettered.of(layer, volumes or case.volumes)
        return cls(case, lettered.layer, lettered.volumes, lettered)

    @property
    def setting(self) -> Setting:
        """How the net around it is counted."""
        return self.case.report.setting if self.case.report else USUAL

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows that move over the input."""
        return self.layer.windows(*self.volumes)

    @property
    def tensors(self) -> tuple[Weight, ...]:
        """The tensors of the layer, with letters for the places where each place has its own."""
        if self.case.node.shares is not None:
            return ()
        weights = self.layer.weights(*self.volumes)
        space = self.true_output.space
        if not space or not any(_at_each_place(weight, space) for weight in weights):
            return weights
        letters = self.lettered.output(self.true_output).space
        return tuple(
            weight._replace(shape=(*letters, *weight.shape[len(space) :])) if _at_each_place(weight, space) else weight
            for weight in weights
        )

    @property
    def true_output(self) -> Volume:
        """What comes out of the layer as it is, on these inputs."""
        return self.case.node.layer.output(*map(numbered, self.volumes))

    def given(self, **options: object) -> Facts:
        """Return the facts with other options of the layer."""
        return self._replace(layer=self.layer.model_copy(update=options))

    def has(self, option: str) -> bool:
        """Tell whether the layer has such an option."""
        return option in type(self.layer).model_fields

    def wrote(self, option: str) -> bool:
        """Tell whether an option was written, be it as the default."""
        layer = self.case.node.layer
        return isinstance(layer, Layer) and option in layer.model_fields_set

    @property
    def pads(self) -> frozenset[str]:
        """The letters of the padding that is not 0."""
        margins = getattr(self.layer, "pad", ())
        names = (name for margin in margins if isinstance(margin, tuple) for name in margin)
        return frozenset(name.symbol for name in names if isinstance(name, Name) and name.value)

    @property
    def same(self) -> bool:
        """Whether the padding is `same`: as much as keeps the size at stride 1."""
        return getattr(self.layer, "pad", None) == "same"

    @property
    def strides(self) -> bool:
        """Whether a window moves further than one position."""
        return any(known(window.stride) != 1 for window in self.windows)

    @property
    def enlarges(self) -> bool:
        """Whether the windows lie over the output, so that the formula of a convolution is not the layer's own."""
        return bool(self.windows) and [*map(lift, self.layer.positions(*self.volumes))] != self.as_convolution

    @property
    def as_convolution(self) -> list[Expr]:
        """The sizes by the formula of a convolution; only where the padding is given in numbers."""
        pairs = zip(self.volumes[0].space, self.windows, strict=True)
        return [lift(quotient(size, w.kernel, w.stride, w.before, w.after, w.dilation)) for size, w in pairs]

    @property
    def channels(self) -> str:
        """The letter of the input's depth; empty for a vector or several inputs."""
        dim = self.volumes[0].channels
        return dim.symbol if len(self.volumes) == 1 and self.volumes[0].space and isinstance(dim, Name) else ""


def before_node(node: Node) -> Iterator[Volume]:
    """Yield the volumes before a node, the nearest first, as far as there is a first input."""
    here: Tap = node.inputs[0]
    while not isinstance(here, Input):
        here = here.inputs[0]
        yield here.output


def numbered(volume: Volume) -> Volume:
    """Return a volume in numbers."""
    return Volume(tuple(map(whole, volume.space)), whole(volume.channels))


def numbered_layer(layer: Layer) -> Layer:
    """Return a layer in numbers."""
    return layer.model_copy(update={name: _plain_option(getattr(layer, name)) for name in layer.letters})


def _plain_option(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_plain_option, value))
    return number_of(value) if isinstance(value, Expr) else value


def _at_each_place(weight: Weight, space: Sequence[Dim]) -> bool:
    axes = len(space)
    return (
        len(weight.shape) > axes
        and all(type(size) is int for size in weight.shape[:axes])
        and (weight.shape[:axes] == tuple(space))
    )
