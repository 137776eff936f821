"""Whether an answer is the same as the truth, however it is written."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, evaluate, leaves, lift
from cnncalc.algebra.operators import Number
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.grading.asked import Choice, Value
from cnncalc.model.volume import Volume

_POINTS: Final = 12
"""Two formulas are compared at so many points."""
_MOST_LETTERS: Final = 8
_MOST_LEAVES: Final = 40


def same(value: Value, truth: Value, tolerance: Fraction = Fraction(0)) -> bool:
    """Tell whether an answer is the truth: one number stands for equal ones on all axes, 1x1x4096 for a vector."""
    if type(value) is int and type(truth) is int and not tolerance:
        return value == truth
    if isinstance(value, Choice) or isinstance(truth, Choice):
        return _letter(value) == _letter(truth)
    if isinstance(value, Expr) or isinstance(truth, Expr):
        return _same_formula(value, truth)
    if isinstance(truth, Volume):
        return _volume(value, truth) == truth
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
    """Compare formulas: different where they differ at a point, the same where algebra says so.

    A formula too long to be worked on in a moment is taken by its points alone.
    """
    if not isinstance(value, (int, Fraction, Expr)) or not isinstance(truth, (int, Fraction, Expr)):
        return False
    first, second = lift(value), lift(truth)
    if first == second:
        return True
    symbols = sorted({leaf.symbol for tree in (first, second) for leaf in leaves(tree)})
    met = 0
    for point in range(_POINTS):
        env: dict[str, Evaluated] = {name: 2 + (7 * point + 5 * place) % 31 for place, name in enumerate(symbols)}
        ours, theirs = _at(first, env), _at(second, env)
        if ours != theirs:
            return False
        met += ours is not None
    written = sum(1 for tree in (first, second) for _ in leaves(tree))
    if not met or len(symbols) > _MOST_LETTERS or written > _MOST_LEAVES:
        return met > 0
    from cnncalc.algebra.simplify import equal  # only formulas that agree so far pay for it

    return equal(first, second)


def _at(tree: Expr, env: dict[str, Evaluated]) -> object:
    """Return the value at a point; None where there is none."""
    try:
        return evaluate(tree, env)
    except ExprError:
        return None
