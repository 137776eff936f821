"""How one number of an output comes about: its value, and the same written out line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erf, exp, inf, sqrt, tanh
from typing import Protocol, TypeAlias

from cnncalc.numeric.tensor import Number, Style, whole_or_exact

Write: TypeAlias = Callable[[Number], str]


class Cell(Protocol):
    """One number of an output."""

    @property
    def value(self) -> Number:
        """The number."""

    def lines(self, style: Style) -> list[str]:
        """Write how it comes about: the calculation, its reductions, the value."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A sum of products, of each map by itself, and a bias if there is one."""

    maps: tuple[tuple[tuple[Number, Number], ...], ...]
    bias: Number | None = None

    @property
    def value(self) -> Number:
        """The sum."""
        return whole_or_exact(sum((w * x for pairs in self.maps for w, x in pairs), self.bias or 0))

    def lines(self, style: Style) -> list[str]:
        """Write the products, the products worked out, the sum of each map if there are several, and the sum."""
        write = style.write
        sums = [whole_or_exact(sum(w * x for w, x in pairs)) for pairs in self.maps]
        one = len(self.maps) == 1
        products = [
            " + ".join(f"{signed(w, write)}*{signed(x, write)}" for w, x in pairs) or "0" for pairs in self.maps
        ]
        values = [added([whole_or_exact(w * x) for w, x in pairs], write) for pairs in self.maps]
        last = [] if self.bias is None else [self.bias]
        tail = "".join(f" + {signed(bias, write)}" for bias in last)
        lines = [" + ".join(text if one else f"({text})" for text in texts) + tail for texts in (products, values)]
        if len(sums) + len(last) > 1:
            lines.append(added([*sums, *last], write))
        return reduced([*lines, write(self.value)])


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of several numbers; each with its index in the map, None in the padding. The first one wins."""

    among: tuple[tuple[Number, int | None], ...]

    @property
    def value(self) -> Number:
        """The largest number."""
        return max(number for number, _ in self.among)

    @property
    def winner(self) -> int | None:
        """The index in its map of the number that won; None is a zero of the padding."""
        value = self.value
        return next(index for number, index in self.among if number == value)

    @property
    def ties(self) -> bool:
        """Whether several numbers are the largest."""
        value = self.value
        return sum(number == value for number, _ in self.among) > 1

    def lines(self, style: Style) -> list[str]:
        """Write the numbers that are compared, and the largest."""
        return [f"max({', '.join(style.write(number) for number, _ in self.among)})", style.write(self.value)]


@dataclass(frozen=True, slots=True)
class Mean:
    """The sum of several numbers, divided by their count where it is a mean."""

    numbers: tuple[Number, ...]
    divided: bool = True

    @property
    def value(self) -> Number:
        """The mean, or the sum."""
        total = sum(self.numbers)
        if not self.divided:
            return whole_or_exact(total)
        return (
            total / len(self.numbers)
            if isinstance(total, float)
            else whole_or_exact(Fraction(total) / len(self.numbers))
        )

    def lines(self, style: Style) -> list[str]:
        """Write the sum, its value over the count, and the mean."""
        total = added(self.numbers, style.write)
        if not self.divided:
            return reduced([total, style.write(self.value)])
        count = len(self.numbers)
        summed = style.write(whole_or_exact(sum(self.numbers)))
        return reduced([f"({total})/{count}", f"{summed}/{count}", style.write(self.value)])


@dataclass(frozen=True, slots=True)
class Picked:
    """A number that is taken over as it is; None is a zero of the padding."""

    number: Number | None

    @property
    def value(self) -> Number:
        """The number."""
        return self.number or 0

    def lines(self, style: Style) -> list[str]:
        """Write the number."""
        return [style.write(self.value)]


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of one number; `form` is how it is written, with `{x}` for the number."""

    form: str
    function: Callable[[Number], Number]
    number: Number

    @property
    def value(self) -> Number:
        """What the function gives."""
        return whole_or_exact(self.function(self.number))

    def lines(self, style: Style) -> list[str]:
        """Write the function with the number put in, and what it gives."""
        return reduced([self.form.format(x=signed(self.number, style.write)), style.write(self.value)])


@dataclass(frozen=True, slots=True)
class Share:
    """One of several scores as a probability: exp of it over the sum of all exps."""

    scores: tuple[Number, ...]
    index: int

    @property
    def value(self) -> float:
        """The probability; subtracting the largest score from all changes nothing, and never overflows."""
        largest = max(self.scores)
        parts = [exp(as_float(score - largest)) for score in self.scores]
        return parts[self.index] / sum(parts)

    def lines(self, style: Style) -> list[str]:
        """Write the quotient of the exps, the quotient of their values unless they are too large, and the value."""
        shown = [f"exp({style.write(score)})" for score in self.scores]
        lines = [f"{shown[self.index]}/({' + '.join(shown)})"]
        if all(-_SHOWN_EXP <= score <= _SHOWN_EXP for score in self.scores):
            parts = [exp(score) for score in self.scores]
            lines.append(f"{style.write(parts[self.index])}/{style.write(sum(parts))}")
        return [*lines, style.write(self.value)]


_SHOWN_EXP = 15
"""Above it, exp has too many digits to be shown."""


def signed(number: Number, write: Write) -> str:
    """Write a number as a factor or a summand: in brackets if it is below 0."""
    text = write(number)
    return f"({text})" if text.startswith("-") else text


def added(numbers: Iterable[Number], write: Write) -> str:
    """Write a sum: `0 + 3 - 1 + 0`."""
    first, *rest = [write(number) for number in numbers] or ["0"]
    return first + "".join(f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in rest)


def reduced(lines: Sequence[str]) -> list[str]:
    """Return lines without those that say the same as the one before."""
    return [line for at, line in enumerate(lines) if not at or line != lines[at - 1]]


def as_float(number: Number) -> float:
    """Return a number as a float, infinite where it is beyond what a float holds."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def sigmoid(number: Number) -> float:
    """Return 1/(1 + exp(-x))."""
    x = as_float(number)
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def hyperbolic(number: Number) -> float:
    """Return tanh(x)."""
    return tanh(as_float(number))


def gelu(number: Number) -> float:
    """Return x times the probability that a normal variable is below x."""
    x = as_float(number)
    return x * (1 + erf(x / sqrt(2))) / 2


def silu(number: Number) -> float:
    """Return x*sigmoid(x)."""
    return as_float(number) * sigmoid(number)


def hard_sigmoid(number: Number) -> Number:
    """Return (x + 3)/6, from 0 to 1: torch's."""
    return between(number + 3, 6) / Fraction(6)


def between(number: Number, top: int) -> Number:
    """Return a number cut off at 0 and at `top`."""
    return min(max(number, 0), top)
