"""The types of a layer's options: what may be written for a stride, a padding, a rate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidatorFunctionWrapHandler, WrapValidator

from cnncalc.algebra.expr import Dim, Expr


def _or_letters(value: object, check: ValidatorFunctionWrapHandler) -> object:
    """Let a formula in letters stand where a number can: what it is worth is not known yet."""
    return value if isinstance(value, Expr) else check(value)


if TYPE_CHECKING:
    Count: TypeAlias = Dim
    Amount: TypeAlias = Dim
else:  # the fields are those of whole numbers, for schemas, flags and messages too
    Count = Annotated[int, Field(strict=True, ge=1), WrapValidator(_or_letters)]
    """A whole number of at least 1: filters, groups, a stride."""

    Amount = Annotated[int, Field(strict=True, ge=0), WrapValidator(_or_letters)]
    """A whole number of at least 0: a padding."""

Pair = tuple[Amount, Amount]
"""What is added before and after the positions of one axis."""


def _one_or_many(value: object) -> object:
    """Read `5` as one size for every axis, and a list as one size an axis."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _pairs(value: object) -> object:
    """Read a padding: a word, `2`, one number an axis, or a (before, after) for each axis."""
    if isinstance(value, str):
        return ((0, 0),) if value == "valid" else value
    axes: Sequence[object] = value if isinstance(value, list | tuple) else (value,)
    return tuple(tuple(axis) if isinstance(axis, list | tuple) else (axis, axis) for axis in axes)


Sizes = Annotated[tuple[Count, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
"""Sizes, one for every axis, or a single one for all: a kernel, a stride."""

Amounts = Annotated[tuple[Amount, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
"""The same where 0 is allowed: the extra output of a transposed convolution."""

Margins = Annotated[tuple[Pair, ...], BeforeValidator(_pairs), Field(min_length=1)]
"""What is added around a map: one (before, after) for every axis, or a single one for all."""

Padding = Annotated[
    Annotated[Literal["same", "valid"], Tag("word")] | Annotated[tuple[Pair, ...], Tag("margins")],
    Discriminator(lambda value: "word" if isinstance(value, str) else "margins"),
    BeforeValidator(_pairs),
]
"""The zeros around a window's input: `same`, or margins; `valid` is none."""

Mode = Literal["nearest", "bilinear"]
"""How a map is enlarged: by copying, or by averaging the neighbours on each axis."""

Slope = Annotated[float, Field(ge=0)]
"""The steepness or depth of an activation function where its input is negative."""

Rate = Annotated[float, Field(ge=0, lt=1)]
"""A probability: a dropout rate."""

NONE: tuple[Pair, ...] = ((0, 0),)
"""No padding."""
