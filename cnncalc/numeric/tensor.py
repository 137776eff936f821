"""Numbers laid out as a volume, kept exact, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product as pairs
from math import prod
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.expr import decimal_places, exact
from cnncalc.algebra.printers import decimal
from cnncalc.model.volume import Volume, whole

Number: TypeAlias = int | Fraction | float
"""An exact number, or a float behind a function such as exp, which has no exact value."""

PLACES = 4
"""The decimals of a number that is not exact, unless others are asked for."""


class Tensor(NamedTuple):
    """Numbers of a volume: a map for each channel, each with its numbers row by row."""

    volume: Volume
    maps: tuple[tuple[Number, ...], ...]

    @property
    def space(self) -> tuple[int, ...]:
        """The spatial sizes as plain numbers."""
        return tuple(map(whole, self.volume.space))

    @property
    def flat(self) -> tuple[Number, ...]:
        """All numbers, map after map and row after row."""
        return tuple(number for numbers in self.maps for number in numbers)

    @property
    def exact(self) -> bool:
        """Whether every number is exact."""
        return not any(isinstance(number, float) for number in self.flat)

    def rows(self, channel: int) -> list[tuple[Number, ...]]:
        """Return the rows of a map; a sequence is one row, a volume's slices follow each other."""
        numbers = self.maps[channel]
        width = self.space[-1] if self.space else 1
        return [numbers[at : at + width] for at in range(0, len(numbers), width)]

    def nested(self) -> list[object]:
        """Return the numbers as nested lists, the maps outermost; a vector is a list of numbers."""
        return [_nested(numbers, self.space) for numbers in self.maps]


def _nested(numbers: Sequence[Number], sizes: Sequence[int]) -> object:
    if not sizes:
        return numbers[0]
    step = prod(sizes[1:])
    return [_nested(numbers[at : at + step], sizes[1:]) for at in range(0, len(numbers), step)]


def places(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return every place of a map, row by row, from 0: (0, 0), (0, 1) and so on."""
    return list(pairs(*map(range, sizes)))


def flat_index(place: Sequence[int], sizes: Sequence[int]) -> int:
    """Return which number of a map stands at a place, row by row, from 0."""
    index = 0
    for at, size in zip(place, sizes, strict=True):
        index = index * size + at
    return index


def place_of(index: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the place of a number of a map: the reverse of `flat_index`."""
    place: list[int] = []
    for size in reversed(sizes):
        index, at = divmod(index, size)
        place.insert(0, at)
    return tuple(place)


def whole_or_exact(number: Number) -> Number:
    """Return an exact number as an int where it is whole; a float as it is."""
    return number if isinstance(number, float) else exact(number)


class Style(NamedTuple):
    """How numbers are written: decimals where they end, else fractions; all as fractions; or rounded."""

    fractions: bool = False
    decimals: int | None = None

    def write(self, number: Number) -> str:
        """Write a number: `5.625` or `45/8`, `7/3`, `0.6590` of one that is not exact."""
        if self.decimals is not None or isinstance(number, float):
            places = PLACES if self.decimals is None else self.decimals
            text = _rounded(Fraction(number), places)
            return text[1:] if text.startswith("-") and not text.strip("-0.") else text
        if self.fractions or decimal_places(number) is None:
            return str(number)
        return decimal(number)


def _rounded(number: Fraction, places: int) -> str:
    """Write a number with so many decimals; what lies in the middle is rounded away from 0, as by hand."""
    scaled = (abs(number) * 10**places * 2 + 1) // 2
    digits = str(scaled).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if number < 0 else "") + whole + (f".{rest}" if places else "")


def decimal_or_fraction(number: Fraction) -> str:
    """Write an exact number that is not whole: `5.625`, or `7/3` where its decimals never end."""
    return USUAL.write(number)


USUAL = Style()
"""Exact numbers in full, decimals where they end."""
