"""The one equation of a window along one axis, solved for what is unknown in it, in whole numbers.

    (places - 1)*stride = size + padding - dilation*(kernel - 1) - 1 - rest

`size` is the axis that the window slides over, `places` how often it stands there, `rest` what the last place leaves
over. A transposed convolution is the same equation read the other way: it makes `size` out of `places`, and its extra
output is the rest. What comes out here is only proposed; the layer itself is asked whether it is true.

What is looked for is bounded: a kernel spans at most the size, padding is smaller than the window (which would see
nothing but zeros), a stride is at most the kernel (else pixels between the windows are never looked at). A window that
stands in one place does not move: of its strides, the smallest is taken. Padding is equal on both sides; only where no
equal padding solves the axis, the odd one goes after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeAlias

from cnncalc.errors import UsageError
from cnncalc.formulas.windows import extent
from cnncalc.model.volume import whole

Pair: TypeAlias = tuple[int, int]
"""The padding before and after an axis."""

MOST_TRIED: Final = 50_000
"""So many combinations of one axis are tried at most."""
LARGEST_KERNEL: Final = 31
"""Kernels are looked for up to here where no size bounds them."""
SMALL: Final = (11, 4)
"""The largest kernel and stride of a small search."""


class Choice(NamedTuple):
    """One axis with nothing unknown. `rest` is left over behind the last place, below 0 if that runs past the end."""

    size: int
    places: int
    kernel: int
    stride: int
    margin: Pair
    dilation: int
    rest: int

    @property
    def extent(self) -> int:
        """The positions from the first to the last tap of the kernel."""
        return whole(extent(self.kernel, self.dilation))


@dataclass(frozen=True, slots=True)
class Unsolved:
    """One axis; None is unknown. `rests` says which remainders are allowed: see `Rests`.

    A `small` search looks only for kernels and strides that nets are usually built of.
    """

    size: int | None
    places: int | None
    kernel: int | None
    stride: int | None
    margin: Pair | None
    dilation: int | None
    rests: Rests
    small: bool = False

    @property
    def widest(self) -> int:
        """The most positions that an unknown kernel spans."""
        widest = self.size or LARGEST_KERNEL
        return min(widest, SMALL[0]) if self.small else widest

    def choices(self) -> list[Choice]:
        """Return all values within the bounds that solve the equation.

        Raises:
            UsageError: there are more than `MOST_TRIED` combinations to try.
        """
        found = self._equal()
        if not found and self.margin is None:
            found = [choice for before in self._befores() for choice in replace(self, margin=before)._equal()]
            found = [choice for choice in found if choice.margin[1] < choice.extent]
        return list(dict.fromkeys(found))

    def _befores(self) -> Iterator[Pair]:
        """Yield the paddings of which one more goes after."""
        most = self.kernel if self.kernel is not None else self.widest
        dilation = self.dilation or (self.size or 1)
        return ((side, side + 1) for side in range(min(whole(extent(most, dilation)), MOST_TRIED)))

    def _equal(self) -> list[Choice]:
        return [choice for choice in self._tried() if self._sound(choice)]

    def _sound(self, choice: Choice) -> bool:
        """Whether a choice keeps to the bounds in what was looked for."""
        return (
            min(choice.size, choice.places, choice.kernel, choice.stride, choice.dilation) >= 1
            and (self.stride is not None or choice.stride <= choice.kernel)
            and (self.stride is not None or choice.places > 1 or choice.stride == abs(choice.rest) + 1)
            and (self.margin is not None or 0 <= choice.margin[0] < choice.extent)
            and (self.kernel is not None or choice.extent <= min(choice.size, self.widest))
            and (self.dilation is not None or choice.dilation == 1 or choice.kernel > 1)
        )

    def _tried(self) -> Iterator[Choice]:
        tried = 0
        for stride, dilation in self._steps():
            for rest in self.rests.of(stride, dilation):
                for choice in self._closed(stride, dilation, rest):
                    tried += 1
                    if tried > MOST_TRIED:
                        raise UsageError(
                            f"this has more than {MOST_TRIED:,} combinations of kernel, stride and padding to try; "
                            "give one of them",
                            (("--stride 1", "for example"), ("--pad 0", "or")),
                        )
                    yield choice

    def _steps(self) -> Iterator[tuple[int, int]]:
        """Yield the strides and dilations to try."""
        most = min(self.kernel or self.widest, SMALL[1] if self.small else self.kernel or self.widest)
        strides = range(1, most + 1) if self.stride is None else (self.stride,)
        if self.places == 1 and self.stride is None and self.rests is NONE:
            strides = strides[:1]
        dilations = range(1, (self.size or LARGEST_KERNEL) + 1) if self.dilation is None else (self.dilation,)
        return ((stride, dilation) for dilation in dilations for stride in strides)

    def _closed(self, stride: int, dilation: int, rest: int) -> Iterator[Choice]:
        """Yield what solves the equation for its last unknown."""
        if self.size is None or self.places is None:
            yield from self._sizes(stride, dilation, rest)
            return
        # the padded window: what the kernel may span beyond the padding
        span = self.size - (self.places - 1) * stride - rest
        if self.kernel is not None:
            missing = dilation * (self.kernel - 1) + 1 - span
            if self.margin is not None:
                if missing == sum(self.margin):
                    yield self._choice(self.kernel, stride, self.margin, dilation, rest)
            elif missing % 2 == 0:
                yield self._choice(self.kernel, stride, (missing // 2, missing // 2), dilation, rest)
            return
        if self.margin is not None:
            margins = iter((self.margin,))
        else:  # smaller than the window it widens, which spans at most the size
            margins = ((side, side) for side in range(max(0, 1 - span), (self.widest - span) // 2 + 1))
        for margin in margins:
            taps, left = divmod(span + sum(margin) - 1, dilation)
            if left == 0 and taps >= 0:
                yield self._choice(taps + 1, stride, margin, dilation, rest)

    def _sizes(self, stride: int, dilation: int, rest: int) -> Iterator[Choice]:
        """Yield the unknown size, or the unknown number of places; the window is known then."""
        assert self.kernel is not None, "a size is the only unknown"
        assert self.margin is not None, "a size is the only unknown"
        taken = dilation * (self.kernel - 1) + 1 + rest - sum(self.margin)
        if self.places is not None:
            choice = self._choice(self.kernel, stride, self.margin, dilation, rest)
            yield choice._replace(size=(self.places - 1) * stride + taken)
        elif self.size is not None and (self.size - taken) % stride == 0:
            choice = self._choice(self.kernel, stride, self.margin, dilation, rest)
            yield choice._replace(places=(self.size - taken) // stride + 1)

    def _choice(self, kernel: int, stride: int, margin: Pair, dilation: int, rest: int) -> Choice:
        return Choice(self.size or 1, self.places or 1, kernel, stride, margin, dilation, rest)


class Rests(NamedTuple):
    """Which remainders are allowed: from `low` strides to below `high` strides; `wide` counts dilations if larger.

    A window that fits leaves none (`NONE`), rounding down less than a stride.
    """

    low: int
    high: int
    wide: bool = False
    fixed: int | None = None

    def of(self, stride: int, dilation: int) -> range:
        """Return the remainders allowed with a stride."""
        if self.fixed is not None:
            return range(self.fixed, self.fixed + 1)
        step = max(stride, dilation) if self.wide else stride
        return range(min(self.low * step + 1, 0) if self.low else 0, max(self.high * step, 1))


NONE: Final = Rests(0, 0)
DOWN: Final = Rests(0, 1)
UP: Final = Rests(-1, 2)
EXTRA: Final = Rests(0, 1, wide=True)
