"""Layers whose kernel moves over a map: the windows, and everything that follows from them.

Output sizes, receptive fields and what is left over all come from the same windows, so they cannot drift apart.
"""

from abc import abstractmethod
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar

from cnncalc.algebra.collect import collected
from cnncalc.algebra.conditions import assume, at_least, equal, gathering
from cnncalc.algebra.expr import Dim
from cnncalc.errors import RuleError
from cnncalc.formulas import windows as formulas
from cnncalc.layers.base import Layer, need_map
from cnncalc.layers.fields import NONE, Padding, Sizes
from cnncalc.layers.fit import fit, window_span
from cnncalc.model.graph import Rounding
from cnncalc.model.layer_facts import Fit, Window
from cnncalc.model.reach import Reach
from cnncalc.model.volume import Volume, axis_names, sizes_text, whole

if TYPE_CHECKING:
    from cnncalc.algebra.undecided import Condition

T = TypeVar("T")


class Kernel(Layer):
    """What every layer with a kernel shares: a size, a stride and a padding on each axis."""

    kernel: Sizes
    stride: Sizes | None = None
    """None is the kernel's size: windows side by side."""
    pad: Padding = NONE

    flags: ClassVar[tuple[str, ...]] = ("pad",)
    letters: ClassVar[dict[str, str]] = {"kernel": "F", "stride": "S", "pad": "P"}
    one_kernel_for_all: ClassVar[bool] = True
    """Whether a single size stands for every axis: for pools and depthwise filters, which have no count before it."""
    keeps_depth: ClassVar[bool] = True
    """Whether as many channels come out as go in, whatever the options say."""
    tiles: ClassVar[bool] = True
    """Whether windows stand side by side where no stride is written."""
    enlarges: ClassVar[bool] = False
    """Whether the windows are laid over the output, so that the input's size is how often they stand there."""

    def kernel_of(self, volume: Volume) -> tuple[Dim, ...]:
        """Return the kernel's size on each axis, after checking it against the map."""
        need_map(volume, self.kind)
        axes = len(volume.space)
        kernel = self.kernel
        if len(kernel) == axes:
            return kernel
        if len(kernel) == 1 and self.one_kernel_for_all:
            return kernel * axes
        if len(kernel) == axes + 1:
            self._check_depth(kernel[-1], volume)
            return kernel[:-1]
        spelling = sizes_text(kernel[:1] * axes)
        raise RuleError(
            "shape",
            f"the kernel {sizes_text(kernel)} has {_counted(len(kernel), 'size')}, "
            f"but the input {volume.text} has {_counted(axes, 'spatial axis')}",
            f"write one size an axis, e.g. {spelling}",
            field="kernel",
        )

    def filter_depth(self, volume: Volume) -> Dim:
        """Return the depth of one filter: the channels that it looks at."""
        return volume.channels

    def _check_depth(self, depth: Dim, volume: Volume) -> None:
        right = self.filter_depth(volume)
        if not equal(depth, right):
            size = sizes_text(self.kernel[:-1])
            raise RuleError(
                "depth",
                f"the kernel is written {size}x{depth}, {depth} deep, "
                f"but it looks at {_counted(right, 'channel')} of {volume.text}",
                f"a filter is as deep as its input: write {size}x{right}, or {size} and leave the depth out",
                field="kernel",
            )

    def strides(self, volume: Volume) -> tuple[Dim, ...]:
        """Return the stride on each axis."""
        return self.kernel_of(volume) if self.stride is None else broadcast(self.stride, volume, "stride")

    def dilations(self, volume: Volume) -> tuple[Dim, ...]:
        """Return the dilation on each axis: 1 where a kind has none."""
        return (1,) * len(volume.space)

    @abstractmethod
    def same_padding(self, size: Dim, kernel: Dim, stride: Dim, dilation: Dim) -> Dim:
        """Return what `same` adds to an axis in all."""

    def margins(self, volume: Volume) -> tuple[tuple[Dim, Dim], ...]:
        """Return the padding before and after each axis; of an odd one, the larger half goes after."""
        if self.pad == "same":
            axes = zip(volume.space, self.kernel_of(volume), self.strides(volume), self.dilations(volume), strict=True)
            totals = [collected(self.same_padding(*axis)) for axis in axes]
            return tuple((total // 2, total - total // 2) for total in totals)
        return broadcast(NONE if isinstance(self.pad, str) else self.pad, volume, "pad")

    def windows(self, *inputs: Volume) -> tuple[Window, ...]:
        (volume,) = inputs
        axes = zip(
            self.kernel_of(volume), self.strides(volume), self.margins(volume), self.dilations(volume), strict=True
        )
        return tuple(Window(kernel, stride, *margin, dilation) for kernel, stride, margin, dilation in axes)

    def check(self, volume: Volume) -> None:
        """Raise a RuleError if the options do not suit the input, beyond its sizes."""

    def channels(self, volume: Volume) -> Dim:
        """Return the channels that come out."""
        return volume.channels


class Dilated(Kernel):
    """A kernel whose taps may lie apart."""

    dilation: Sizes = (1,)

    letters: ClassVar[dict[str, str]] = {**Kernel.letters, "dilation": "D"}

    def dilations(self, volume: Volume) -> tuple[Dim, ...]:
        return broadcast(self.dilation, volume, "dilation")


class Windowed(Kernel):
    """A window that slides over the map: convolutions and pools."""

    rounding: Rounding | None = None

    flags: ClassVar[tuple[str, ...]] = ("pad", "rounding")

    def same_padding(self, size: Dim, kernel: Dim, stride: Dim, dilation: Dim) -> Dim:
        return formulas.same_padding(size, kernel, stride, dilation)

    def positions(self, *inputs: Volume) -> tuple[Dim | Fraction, ...]:
        (volume,) = inputs
        if self.pad == "same":
            return tuple(map(formulas.same_output, volume.space, self.strides(volume)))
        return tuple(
            formulas.quotient(n, w.kernel, w.stride, w.before, w.after, w.dilation)
            for n, w in zip(volume.space, self.windows(volume), strict=True)
        )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        fits = self.fits(volume)
        self.check(volume)
        for axis, found in enumerate(fits):
            if not at_least(found.places, 1):
                raise self._too_big(axis, volume)
        return Volume(tuple([found.places for found in fits]), self.channels(volume))

    def fits(self, *inputs: Volume) -> tuple[Fit, ...]:
        slide = _slide(self, *inputs)
        assume(*slide.conditions)
        return slide.fits

    def reach(self, *inputs: Volume) -> Reach:
        return _slide(self, *inputs).reach

    def extent(self, *inputs: Volume) -> tuple[Dim, ...]:
        (volume,) = inputs
        return tuple(map(formulas.extent, self.kernel_of(volume), self.dilations(volume)))

    def _too_big(self, axis: int, volume: Volume) -> RuleError:
        size, w = whole(volume.space[axis]), self.windows(volume)[axis]
        padded, extent = size + w.before + w.after, formulas.extent(w.kernel, w.dilation)
        dilated = "" if w.dilation == 1 else f", spread over {extent} by dilation {w.dilation},"
        missing = whole(extent - size)
        return RuleError(
            "kernel-too-big",
            f"the kernel {sizes_text(self.kernel)}{dilated} is larger than its padded input: "
            f"{extent} > {size} + {w.before} + {w.after} = {padded} along {axis_name(axis, volume)}",
            f"a kernel that spans at most {padded} fits, or padding of at least {-(-missing // 2)} on both sides",
            field="kernel",
        )


class _Slide(NamedTuple):
    """How a layer's windows fit, on which conditions, and what they see."""

    fits: tuple[Fit, ...]
    conditions: "tuple[Condition, ...]"
    reach: Reach


@lru_cache(maxsize=4096)
def _slide(layer: Windowed, volume: Volume) -> _Slide:
    """Return how a layer's windows slide: asked for several times a layer, and the same for many."""
    windows = layer.windows(volume)
    rule = "same" if layer.pad == "same" else layer.rounding
    with gathering() as conditions:
        fits = tuple(fit(n, w, rule) for n, w in zip(volume.space, windows, strict=True))
    return _Slide(fits, tuple(conditions), tuple(map(window_span, windows)))


def broadcast(values: tuple[T, ...], volume: Volume, field: str) -> tuple[T, ...]:
    """Return one value an axis of the volume: a single value stands for all.

    Raises:
        RuleError: there are neither one nor as many values as axes.
    """
    axes = len(volume.space)
    if len(values) == axes:
        return values
    if len(values) == 1:
        return values * axes
    raise RuleError(
        "shape",
        f"{field} has {len(values)} values, but the input {volume.text} has {_counted(axes, 'spatial axis')}",
        "write one value for all axes" + (f", or {axes} with x between them" if axes > 1 else ""),
        field=field,
    )


def axis_name(axis: int, volume: Volume) -> str:
    """Name a spatial axis of a volume: `the height`."""
    return f"the {axis_names(len(volume.space))[axis]}"


def _counted(count: Dim, thing: str) -> str:
    """Write a number with what it counts: `1 size`, `2 spatial axes`."""
    if count == 1:
        return f"{count} {thing}"
    return f"{count} {thing[:-2]}es" if thing.endswith("is") else f"{count} {thing}s"
