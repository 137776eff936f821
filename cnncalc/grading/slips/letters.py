"""Slips in letters: which of them give a formula.

The work is done with numbers for the letters, at several points. What a slip comes to at one of them is read in the
letters of the question again, and is its formula if it gives the slip's number at every other point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from cnncalc.algebra import expr
from cnncalc.algebra.collect import collected
from cnncalc.algebra.edit import edited, renamed
from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Dim, Expr, Name, ceil, evaluate, floor, known, lift
from cnncalc.algebra.operators import Number
from cnncalc.explain.leaves import Lettered
from cnncalc.grading.asked import Case, Point, Quantity, Value
from cnncalc.grading.mark_equal import same
from cnncalc.grading.slips.numbers import Numbers
from cnncalc.grading.slips.results import Asked, Result, kept, pairs, question_of, rank, singles, worked
from cnncalc.grading.slips.slip import FIELD, Diagnosis, Slip, Wrong, number_of
from cnncalc.layers.base import Layer
from cnncalc.model.course import OUTPUT_ROLES, VOLUME_LETTERS

Slips: TypeAlias = "tuple[Slip, ...]"

_OUTPUT: Final = frozenset(VOLUME_LETTERS[role] for role in OUTPUT_ROLES)
_FIELD: Final = tuple(VOLUME_LETTERS[role] for role in ("field", "jump", "start"))
_WRAPS: Final[tuple[Callable[[Expr], Dim], ...]] = (lambda tree: tree, floor, ceil)
"""How a size may be made whole."""

_LEAST: Final = 2
"""At so many points a slip must show: with small numbers it may lead to no layer."""

_FORMULAS: dict[Asked, dict[Slips, Expr]] = {}


def diagnose(case: Case, quantity: Quantity, value: Value, most: int = 2) -> tuple[Diagnosis, ...]:
    """Return the slips that give a formula, the likeliest first; two together only where no single one gives it."""
    if not isinstance(value, (int, Fraction, Expr)):
        return ()
    formula = lift(value)
    made = formulas(case, quantity)
    found = {slips for slips, wrong in made.items() if same(formula, wrong)}
    found |= _giving(case, quantity, formula, lambda point: singles(point, quantity)[1])
    if not found and most > 1:
        found = _giving(case, quantity, formula, lambda point: pairs(point, quantity))
    ordered = sorted(found, key=lambda slips: (sum(slip.common for slip in slips), [slip.id for slip in slips]))
    return tuple(Diagnosis(slips, value, made.get(slips)) for slips in ordered)


def wrong_values(case: Case, quantity: Quantity) -> tuple[Wrong, ...]:
    """Return the formula that every single slip gives, as far as it can be told in the letters of the question."""
    made = formulas(case, quantity)
    return tuple(
        Wrong(slips[0], wrong if (number := known(wrong)) is None else number, wrong) for slips, wrong in made.items()
    )


def formulas(case: Case, quantity: Quantity) -> Mapping[Slips, Expr]:
    """Return the formulas of the single slips, the commonest slips first."""
    question = question_of(case, quantity)
    if question not in _FORMULAS:
        kept(_FORMULAS, question, dict(_formulas(case, quantity)))
    return _FORMULAS[question]


def _formulas(case: Case, quantity: Quantity) -> Iterator[tuple[Slips, Expr]]:
    first = case.points[0]
    truth, alone = singles(first.case, quantity)
    if truth is None:
        return
    names = _names(case, quantity)
    seen: set[Slips] = set()
    for result in sorted((result for found in alone.values() for result in found), key=rank):
        if result.slips in seen or not _spoils(result, truth):
            continue
        for tree in _read(result, quantity, first, names):
            if _holds(tree, quantity, result.slips, case.points):
                seen.add(result.slips)
                yield result.slips, lift(collected(_unrounded(tree)))
                break


def _spoils(result: Result, truth: Result) -> bool:
    """Tell whether slips change the number that the formula is for, and not only the depth or the order of sizes."""
    return result.written[0] != truth.written[0] and all(slip.area != "writing" for slip in result.slips)


def _read(result: Result, quantity: Quantity, point: Point, names: Mapping[str, Expr]) -> Iterator[Expr]:
    """Yield what the first formula of a result may be in the letters of the question."""
    tree = result.answer[0]
    if quantity == "output":
        yield from (lift(wrap(renamed(tree, lambda name: _put(name, names)))) for wrap in _WRAPS)
        return
    sides = {
        number_of(side): side
        for slips in ((), tuple(slip for slip in result.slips if "output" in slip.of))
        for output in worked(point.case, "output", slips)
        for side in output.answer[:-1]
    }
    for wrap in _WRAPS:
        whole = {number: lift(wrap(renamed(side, lambda name: _put(name, names)))) for number, side in sides.items()}

        def put(name: Name, whole: Mapping[Number, Expr] = whole) -> Expr:
            is_size = name.symbol in _OUTPUT and name.symbol not in names
            return whole.get(number_of(name), name) if is_size else _put(name, names)

        yield renamed(tree, put)


def _put(name: Name, names: Mapping[str, Expr]) -> Expr:
    """Return what a letter of the layer's own formula is in the question; any other one is its number."""
    if name.symbol in names:
        return names[name.symbol]
    return lift(name.value) if name.value is not None else name


def _names(case: Case, quantity: Quantity) -> dict[str, Expr]:
    """Return what the letters of the layer's own formulas are in the question: F is k, and C is 3."""
    layer = case.node.layer
    assert isinstance(layer, Layer), "a layer of the catalogue"
    lettered = Lettered.of(layer, case.volumes)
    sizes = [size for volume in lettered.volumes for size in (*volume.space, volume.channels)]
    found = {
        name.symbol.removesuffix("_0"): lift(name.value)
        for name in expr.formulas((*sizes, *lettered.layer.__dict__.values()))
        if isinstance(name, Name) and name.value is not None
    }
    if quantity in FIELD and case.before is not None and case.before.axes:
        axis = case.before.axes[0]
        before = zip(_FIELD, (axis.size, axis.jump, axis.start), strict=True)
        found |= {name: lift(dim) for name, dim in before if dim is not None}
    return found


def _giving(
    case: Case, quantity: Quantity, formula: Expr, table: Callable[[Case], Mapping[Numbers, tuple[Result, ...]]]
) -> set[Slips]:
    """Return the slips of tables that give a formula; it need not be written with its rounding."""
    found: set[Slips] = set()
    for point in case.points:
        wanted = _values(formula, point, rounded=True)
        results = (result for results in table(point.case).values() for result in results)
        found |= {result.slips for result in results if result.written[0] in wanted}
    return {slips for slips in found if _holds(formula, quantity, slips, case.points, rounded=True)}


def _holds(formula: Expr, quantity: Quantity, slips: Slips, points: Sequence[Point], *, rounded: bool = False) -> bool:
    """Tell whether a formula gives a number of the slips at every point at which they lead to a layer at all."""
    held = 0
    for point in points:
        wanted = _values(formula, point, rounded)
        truth = next(worked(point.case, quantity, ()), None)
        results = list(worked(point.case, quantity, slips))
        given = [result for result in results if result.written[0] in wanted]
        if truth is None or (results and not given):
            return False
        held += any(_spoils(result, truth) for result in given)
    return held >= _LEAST


def _values(formula: Expr, point: Point, rounded: bool) -> Collection[Number]:
    """Return what a formula comes to at a point, with `rounded` also when it is made whole; nothing for no number."""
    try:
        value = evaluate(formula, point.values)
    except ExprError:
        return ()
    if not isinstance(value, (int, Fraction)):
        return ()
    return (value, math.floor(value), math.ceil(value)) if rounded else (value,)


def _unrounded(tree: Expr) -> Expr:
    """Return a formula without what rounds it down: windows are taken to fit."""
    return edited(tree, lambda op: _unrounded(op.args[0]) if op.name == "floor" else None)
