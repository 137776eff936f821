"""Whether an answer is the same as the truth, however it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, evaluate, leaves, lift
from cnncalc.algebra.operators import Number
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.grading.asked import ANY_DEPTH, Choice, Value
from cnncalc.model.volume import Volume

_POINTS: Final = 90
"""Two formulas are compared at so many points."""
_FITTING: Final = 5
"""Formulas of which one rounds are compared at so many points at least where both are whole."""


def same(value: Value, truth: Value, tolerance: Fraction = Fraction(0)) -> bool:
    """Tell whether an answer is the truth: one number stands for equal ones on all axes, 1x1x4096 for a vector."""
    if type(value) is int and type(truth) is int and not tolerance:
        return value == truth
    if isinstance(value, Choice) or isinstance(truth, Choice):
        return _letter(value) == _letter(truth)
    if isinstance(value, Expr) or isinstance(truth, Expr):
        return _same_formula(value, truth)
    if isinstance(truth, Volume):
        volume = _volume(value, truth)
        if volume is not None and truth.channels == ANY_DEPTH:
            return volume.space == truth.space and volume.channels != 0
        return volume == truth
    parts, wanted = _numbers(value), _numbers(truth)
    if len(set(parts)) == 1 and len(parts) != len(wanted):
        parts = parts[:1] * len(wanted)
    return len(parts) == len(wanted) and all(_near(a, b, tolerance) for a, b in zip(parts, wanted, strict=True))


def channels_first(volume: Volume) -> Volume:
    """Return a volume that was written channels first, as the volume that was meant: 96x55x55 is 55x55x96."""
    if not volume.space:
        return volume
    first, *rest = volume.space
    return Volume((*rest, volume.channels), first)


def _letter(value: Value) -> str | None:
    return value.letter.strip().casefold() if isinstance(value, Choice) else None


def _volume(value: Value, like: Volume) -> Volume | None:
    """Return an answer as a volume of the kind asked for."""
    if isinstance(value, Volume):
        vector = not like.space and all(size == 1 for size in value.space)
        return Volume((), value.channels) if vector else value
    if isinstance(value, int) and not like.space:
        return Volume((), value)
    return None


def _numbers(value: Value) -> tuple[Number, ...]:
    """Return an answer as plain numbers: none where it is something else."""
    parts: Iterable[object] = (value,)
    if isinstance(value, Volume):
        parts = (*value.space, value.channels)
    elif isinstance(value, tuple) and not isinstance(value, Choice):
        parts = value
    return tuple(part for part in parts if isinstance(part, (int, Fraction)))


def _near(value: Number, truth: Number, tolerance: Fraction) -> bool:
    return value == truth or (bool(tolerance) and abs(Fraction(value - truth)) <= tolerance * abs(Fraction(truth)))


def _same_formula(value: Value, truth: Value) -> bool:
    """Compare formulas by their exact values, at points that no formula of a lecture confuses.

    Where one rounds and the other does not, they are compared where both are whole: where the window fits.
    """
    if not isinstance(value, (int, Fraction, Expr)) or not isinstance(truth, (int, Fraction, Expr)):
        return False
    first, second = lift(value), lift(truth)
    if first == second:
        return True
    symbols = sorted({leaf.symbol for tree in (first, second) for leaf in leaves(tree)})
    points = [{name: _number(point, place) for place, name in enumerate(symbols)} for point in range(_POINTS)]
    pairs = [(_at(first, point), _at(second, point)) for point in points]
    met = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
    if met and all(ours == theirs for ours, theirs in pairs):
        return True
    fitting = [(ours, theirs) for ours, theirs in met if isinstance(ours, int) and isinstance(theirs, int)]
    return len(met) > len(fitting) >= _FITTING and all(ours == theirs for ours, theirs in fitting)


def _number(point: int, place: int) -> int:
    """Return a letter's number at a point: from 2 on, and of no simple relation to those of the other letters."""
    return 2 + (7 * point + 5 * place + (place + 1) * point**2) % (31 - 4 * (place % 5))


def _at(tree: Expr, env: Mapping[str, Evaluated]) -> object:
    """Return the value at a point; None where there is none."""
    try:
        return evaluate(tree, env)
    except ExprError:
        return None
