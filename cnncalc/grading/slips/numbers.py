"""Answers as plain numbers, by which they are looked up, and back."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from cnncalc.algebra.expr import Expr, decimal_places, exact, lift
from cnncalc.algebra.operators import Number
from cnncalc.errors import CnncalcError
from cnncalc.grading.asked import Choice, Quantity, Value
from cnncalc.grading.slips.slip import PER_AXIS, number_of
from cnncalc.model.volume import Volume

Numbers: TypeAlias = "tuple[Number, ...]"


def value_of(numbers: Numbers, quantity: Quantity) -> Value:
    """Return numbers as the answer to a quantity: a volume, one an axis, or a single one."""
    if quantity == "output":
        space, channels = numbers[:-1], numbers[-1]
        return Volume(tuple(map(_size, space)), _size(channels))
    return numbers if quantity in PER_AXIS else numbers[0]


def _size(number: Number) -> int | Expr:
    return number if isinstance(number, int) else lift(number)


def numbers_of(value: Value, quantity: Quantity) -> Numbers | None:
    """Return an answer as plain numbers; None for a formula with unknowns, or a choice."""
    parts: tuple[object, ...]
    if isinstance(value, Choice):
        return None
    if isinstance(value, Volume):
        parts = (*value.space, value.channels)
    else:
        parts = value if isinstance(value, tuple) else (value,)
    try:
        return collapsed(tuple(number_of(part) for part in parts), quantity)  # type: ignore[arg-type]
    except CnncalcError:
        return None


def collapsed(numbers: Numbers, quantity: Quantity) -> Numbers:
    """Return a volume of one place as the vector it holds: 1x1x4096 is 4096."""
    numbers = tuple(map(exact, numbers))
    if quantity == "output" and len(numbers) > 1 and all(number == 1 for number in numbers[:-1]):
        return numbers[-1:]
    return numbers


def on_axes(got: Numbers, axes: int, quantity: Quantity) -> Numbers:
    """Return one number for all axes as one number an axis."""
    return got * axes if quantity in PER_AXIS and len(got) == 1 else got


def cut_short(numbers: Numbers, got: Numbers) -> bool:
    """Tell whether numbers are written in decimals that do not end where they do: 2.33 for 7/3."""
    if len(numbers) != len(got):
        return False
    return all(number == short or _rounded(number, short) for number, short in zip(numbers, got, strict=True))


def _rounded(number: Number, short: Number) -> bool:
    places = decimal_places(short)
    return bool(places) and decimal_places(number) is None and round(Fraction(number), places) == short
