"""The smallest single changes with which a window fits.

The rule: a change is smaller than one stride on each axis, and the nearest one in its direction; an axis that fits
stays as it is. Stride 1, which always fits, is added. If pixels are lost, the window itself may change (kernel,
stride, dilation); if only padding is left over there is no need to, and padding and input alone are looked at. Padding
is the same on both sides if it can be, and smaller than the window, which would see nothing but zeros otherwise. No
change leaves pixels between the windows that none of them sees, unless the layer did so before. Every change is tried
out by the layer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from math import gcd
from typing import TypeAlias, TypeVar

from cnncalc.formulas import windows as formulas
from cnncalc.layers.base import option_text
from cnncalc.layers.windowed import Windowed
from cnncalc.model.volume import Volume, sizes_text, whole
from cnncalc.solve.equation import Pair
from cnncalc.spec.sizes import size_text

T = TypeVar("T")

FARTHEST = 64
"""No change is searched further away than this."""

Values: TypeAlias = "tuple[int, ...] | tuple[Pair, ...]"
"""What an option says, one value an axis."""


@dataclass(frozen=True, slots=True)
class Change:
    """One option, or the input, with another value; and the volume that then comes out, with nothing left over.

    `layer` and `volume` are the changed ones.
    """

    option: str
    value: str
    output: Volume
    layer: Windowed
    volume: Volume

    @property
    def what(self) -> str:
        """The change as it is written: `pad 1`, `kernel 4x4`, `input 223x223`."""
        return f"{self.option} {self.value}"

    @property
    def lettered(self) -> bool:
        """Whether the value is an input with letters, without which it would be refused: `3x8x8 HWC`."""
        return " " in self.value and self.option == "input"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a layer: the input's size and the window."""

    size: int
    kernel: int
    stride: int
    before: int
    after: int
    dilation: int

    @property
    def fits(self) -> bool:
        """Whether the last window ends where the axis does."""
        steps = whole(formulas.slack(self.size, self.kernel, self.before, self.after, self.dilation))
        return steps >= 0 and steps % self.stride == 0

    @property
    def covers(self) -> bool:
        """Whether windows side by side see every position, none being skipped by stride or dilation."""
        return self.kernel >= self.stride and gcd(self.stride, self.dilation) == 1

    @property
    def reach(self) -> int:
        """How far away changes are looked for: less than a stride."""
        return min(self.stride, FARTHEST)

    @property
    def margin(self) -> Pair:
        """The padding before and after."""
        return self.before, self.after

    def nearest(self, field: str, sign: int) -> int | None:
        """Return the nearest smaller (sign -1) or larger value of a field that fits; its own if it fits already."""
        now: int = getattr(self, field)
        if self.fits:
            return now
        for by in range(1, self.reach):
            value = now + sign * by
            if value < 1:
                break
            other = replace(self, **{field: value})
            if other.fits and (other.covers or not self.covers):
                return value
        return None

    def padded(self, before: int, after: int) -> bool:
        """Whether this padding fits, and is smaller than the window on both sides."""
        extent = whole(formulas.extent(self.kernel, self.dilation))
        return 0 <= before < extent and 0 <= after < extent and replace(self, before=before, after=after).fits

    def equal_padding(self) -> Pair | None:
        """Return the nearest padding that is equal on both sides; its own if it fits."""
        if self.fits:
            return self.margin
        near = range(max(self.before - self.reach, 0), self.before + self.reach)
        for side in sorted(near, key=lambda side: abs(side - self.before)):
            if self.padded(side, side):
                return side, side
        return None

    def one_sided_padding(self, more_after: bool) -> Pair | None:
        """Return the nearest padding with one side changed, by fewer zeros rather than more; its own if it fits."""
        if self.fits:
            return self.margin
        for by in range(1, self.reach):
            for more in (-by, by):
                after = (self.before, self.after + more)
                before = (self.before + more, self.after)
                margin = after if (more > 0) == more_after else before
                if self.padded(*margin):
                    return margin
        return None


@lru_cache(maxsize=512)
def changes(layer: Windowed, volume: Volume) -> tuple[Change, ...]:
    """Return the smallest single changes that make a layer's windows fit; none for a layer that fits."""
    fits = layer.fits(volume)
    if all(fit.whole for fit in fits):
        return ()
    axes = axes_of(layer, volume)
    options: list[tuple[str, Values]] = [("pad", values) for values in _pads(axes)]
    if any(fit.unseen for fit in fits):
        options += [("kernel", values) for values in _both_ways(axes, "kernel")]
        options += [("stride", values) for values in (*_both_ways(axes, "stride"), (1,) * len(axes))]
        if any(axis.dilation > 1 for axis in axes):
            options += [("dilation", values) for values in _both_ways(axes, "dilation")]
    inputs = [Volume(sizes, volume.channels) for sizes in _both_ways(axes, "size")]
    found = [_changed(layer, volume, option, values) for option, values in options]
    found += [_tried("input", _input_value(other), layer, other) for other in inputs]
    return tuple({change.what: change for change in found if change is not None}.values())


def _input_value(volume: Volume) -> str:
    """Write an input by its spatial sizes, or whole and with letters where the numbers alone would be refused."""
    text = size_text(volume)
    return sizes_text(volume.space) if text == volume.text else text


def axes_of(layer: Windowed, volume: Volume) -> tuple[Axis, ...]:
    """Return the axes of a layer on an input."""
    return tuple(
        Axis(*map(whole, (size, w.kernel, w.stride, w.before, w.after, w.dilation)))
        for size, w in zip(volume.space, layer.windows(volume), strict=True)
    )


def _both_ways(axes: Sequence[Axis], field: str) -> Iterator[tuple[int, ...]]:
    """Yield the nearest smaller values that fit on all axes, then the nearest larger ones."""
    for sign in (-1, 1):
        if values := _on_each(axes, partial(Axis.nearest, field=field, sign=sign)):
            yield values


def _pads(axes: Sequence[Axis]) -> Iterator[tuple[Pair, ...]]:
    """Yield the nearest equal padding, and one-sided padding (more after, more before) where that takes less."""
    equal = _on_each(axes, Axis.equal_padding)
    if equal:
        yield equal
    for more_after in (True, False):
        one_sided = _on_each(axes, partial(Axis.one_sided_padding, more_after=more_after))
        if one_sided and (not equal or _moved(axes, one_sided) < _moved(axes, equal)):
            yield one_sided


def _on_each(axes: Sequence[Axis], search: Callable[[Axis], T | None]) -> tuple[T, ...]:
    """Return what a search finds on every axis, or nothing if it fails on one; equal axes are searched once."""
    found = {axis: search(axis) for axis in dict.fromkeys(axes)}
    values = tuple(value for axis in axes if (value := found[axis]) is not None)
    return values if len(values) == len(axes) else ()


def _moved(axes: Sequence[Axis], margins: Sequence[Pair]) -> int:
    """Return how many zeros are added or taken away, over all axes."""
    return sum(abs(sum(margin) - sum(axis.margin)) for axis, margin in zip(axes, margins, strict=True))


def _changed(layer: Windowed, volume: Volume, option: str, values: Values) -> Change | None:
    """Return the change of an option, if the layer then fits."""
    update: dict[str, object] = {option: values}
    value = option_text(values) if option == "kernel" else _once(values)
    if option == "kernel" and layer.stride is None:  # the stride of such a pool would follow its kernel
        update["stride"] = layer.strides(volume)
        value += f", stride {_once(layer.strides(volume))}"
    return _tried(option, value, layer.model_copy(update=update), volume)


def _once(values: Sequence[object]) -> str:
    """Write one value for all axes where they are equal."""
    return option_text(tuple(values[:1]) if len(set(values)) == 1 else tuple(values))


def _tried(option: str, value: str, layer: Windowed, volume: Volume) -> Change | None:
    """Return a change if it fits by the layer's own rule."""
    if not all(fit.whole for fit in layer.fits(volume)):
        return None
    return Change(option, value, layer.output(volume), layer, volume)
