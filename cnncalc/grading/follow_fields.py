"""Receptive fields as a student has them: their sizes and jumps, and the wrong answers behind each of the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.grading.asked import Quantity, Value
from cnncalc.model.axis_field import AxisField
from cnncalc.model.field import ReceptiveField
from cnncalc.model.reach import Seen
from cnncalc.model.volume import Volume

Roots = tuple[str, ...]
"""The cells whose wrong answers made something so."""


class Sight(NamedTuple):
    """A receptive field, and the cells behind its size and its jump where they are not the true ones."""

    field: ReceptiveField
    size: Roots = ()
    jump: Roots = ()

    def roots(self, quantity: Quantity) -> Roots:
        """Return the cells behind a quantity of the field; where it starts depends on jumps, and on no size."""
        return self.size if quantity == "rf" else self.jump

    def answered(self, quantity: Quantity, given: Value, roots: Roots) -> Sight | None:
        """Return the field with the size or the jump that a student goes on with; None where it is the true one.

        An answer that no such field can have changes nothing.
        """
        if quantity == "rf":
            field, changed = _with(self.field, size=given), self._replace(size=roots)
        else:
            field, changed = _with(self.field, jump=given), self._replace(jump=roots)
        found = self if field is None else changed._replace(field=field)
        return found if found.size or found.jump else None

    def apart(self, true: ReceptiveField) -> Iterator[Sight]:
        """Yield the field with the student's own size alone and jump alone, where both are own, and then as it is."""
        if self.size and self.jump:
            size_only, jump_only = _jumping(self.field, true), _jumping(true, self.field)
            if size_only is not None and jump_only is not None:
                yield Sight(size_only, size=self.size)
                yield Sight(jump_only, jump=self.jump)
        yield self


class Passing(NamedTuple):
    """A field that goes through a layer between these volumes: before it, and behind it."""

    volumes: tuple[Volume, ...]
    before: ReceptiveField
    after: Sight


def united(parts: Sequence[Roots]) -> Roots:
    """Return the cells of several lists, each once."""
    return tuple(dict.fromkeys(root for part in parts for root in part))


def _with(field: ReceptiveField, size: Value | None = None, jump: Value | None = None) -> ReceptiveField | None:
    """Return a field with another size or jump; None where its units are not all alike, or it can have no such one."""
    if field.axes is None:
        return None
    count = len(field.axes)
    sizes, jumps = _whole(size, count), _whole(jump, count)
    axes = []
    for number, axis in enumerate(field.axes):
        if not isinstance(axis, AxisField) or axis.advance is None or len(axis.phases) != 1:
            return None
        (seen,) = axis.phases
        low_and_size = Seen(seen.low, sizes[number]) if sizes is not None else seen
        axes.append(AxisField((low_and_size,), jumps[number] if jumps is not None else axis.advance, axis.exact))
    return field._replace(axes=tuple(axes)) if sizes is not None or jumps is not None else None


def _jumping(field: ReceptiveField, other: ReceptiveField) -> ReceptiveField | None:
    """Return a field with the jump of another one."""
    return _with(field, jump=tuple(jump for jump in other.jump if isinstance(jump, Fraction)))


def _whole(value: Value | None, axes: int) -> tuple[int, ...] | None:
    """Return whole numbers above 0, one an axis."""
    parts = (value,) * axes if isinstance(value, (int, Fraction)) else value
    if not isinstance(parts, tuple) or len(parts) != axes:
        return None
    whole = [int(part) for part in parts if isinstance(part, (int, Fraction)) and part > 0 and part == int(part)]
    return tuple(whole) if len(whole) == axes else None
