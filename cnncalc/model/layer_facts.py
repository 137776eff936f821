"""What a layer says of itself: its windows, its named tensors, what it does, and how its windows fit."""

from __future__ import annotations

from fractions import Fraction
from operator import add
from typing import Final, Literal, NamedTuple

from cnncalc.algebra.expr import Dim, Expr, Name, product

Role = Literal["weight", "bias", "norm", "buffer"]


class Window(NamedTuple):
    """How a kernel moves along one axis, everything in positions of the layer's input."""

    kernel: Dim
    stride: Dim
    before: Dim
    after: Dim
    dilation: Dim


class Weight(NamedTuple):
    """A named tensor of a layer.

    The role says where it is counted: `weight` and `bias`; `norm`, the learned factors and shifts of norm layers,
    prelu and scale; `buffer`, numbers that are kept but not learned (batch norm's running statistics).
    Shapes are kernel first, then the depth of one filter, then the filters: (11, 11, 3, 96).
    """

    name: str
    shape: tuple[Dim, ...]
    role: Role = "weight"

    @property
    def numbers(self) -> Dim:
        """The numbers in the tensor."""
        return product(self.shape)


class Cost(NamedTuple):
    """What is done for one input, counted at every place, on zeros of the padding too.

    `macs` are the multiply-accumulates of `dots` sums of products; the first product of such a sum is added to
    nothing. `bias_adds` are the additions of a bias. Outside of these sums of products stand additions and
    subtractions, multiplications, divisions, comparisons, and functions (exp, tanh, a root).
    """

    macs: Dim = 0
    bias_adds: Dim = 0
    dots: Dim = 0
    adds: Dim = 0
    multiplies: Dim = 0
    divides: Dim = 0
    compares: Dim = 0
    functions: Dim = 0

    @property
    def connections(self) -> Dim:
        """Multiply-adds plus one for every use of a bias (LeCun et al. 1998: 122,304 for LeNet's C1)."""
        return self.macs + self.bias_adds

    @property
    def operations(self) -> Dim:
        """Every single operation: a multiplication and an addition for each MAC, but one addition less for each sum."""
        sums_of_products = 2 * self.macs - self.dots + self.bias_adds
        return sums_of_products + self.adds + self.multiplies + self.divides + self.compares + self.functions

    def plus(self, other: Cost) -> Cost:
        """Return what both cost together."""
        return Cost(*map(add, self, other))

    def times(self, count: Dim) -> Cost:
        """Return what doing it `count` times costs."""
        return Cost(*(count * part for part in self))


NOTHING = Cost()

UNCOUNTED: Final = Name("uncounted")
"""Stands in a cost for a number of operations that sizes in letters do not tell."""


class Fit(NamedTuple):
    """How a window fits along one axis.

    `places` are counted after rounding, `exact` before (None for `same`, which always fits). `dropped` are the
    padded positions after the last window, `unseen` those of them inside the input, and `over` the positions by which
    the last window of a pool that rounds up runs past the end; `up` says that it rounds up. Sizes in letters are taken
    to fit, on a condition.
    """

    places: Dim
    exact: Fraction | Dim | None
    dropped: int = 0
    unseen: int = 0
    over: int = 0
    up: bool = False

    @property
    def whole(self) -> bool:
        """Whether the places come out as a whole number."""
        return self.exact is None or isinstance(self.exact, Expr) or self.exact.denominator == 1

    @property
    def misfit(self) -> bool:
        """Whether the window does not fit and is rounded down."""
        return not self.whole and not self.up
