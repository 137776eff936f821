"""Which slips give exactly a number: one of them, or two together. Every table is made once and then looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cnncalc.algebra.expr import Expr
from cnncalc.grading.asked import Case, Quantity, Value
from cnncalc.grading.slips import letters
from cnncalc.grading.slips.numbers import Numbers, cut_short, numbers_of, on_axes, value_of
from cnncalc.grading.slips.results import Result, pairs, rank, singles
from cnncalc.grading.slips.slip import Diagnosis, Wrong, number_of
from cnncalc.grading.slips.table import SLIPS

_OF_THE_PEN: Final = tuple(slip for slip in SLIPS if slip.stage == "digits")


def diagnose(case: Case, quantity: Quantity, value: Value, most: int = 2) -> tuple[Diagnosis, ...]:
    """Return the slips that give exactly a value, the likeliest first; nothing for the right one.

    Two together, and slips of the pen, are looked for only where no single one gives it; `most` is how many slips are
    looked for together (1 or 2). None is invented: a number that no slip gives has no diagnosis.
    """
    if case.points:
        return letters.diagnose(case, quantity, value, most)
    got = numbers_of(value, quantity)
    if got is None:
        return ()
    truth, alone = singles(case, quantity)
    if truth is None:
        return ()
    got = on_axes(got, len(truth.numbers), quantity)
    if got == truth.numbers:
        return ()
    found = alone.get(got, ())
    if not found and any(number.denominator != 1 for number in got):
        found = next((results for numbers, results in alone.items() if cut_short(numbers, got)), ())
    if not found:
        found = tuple(_by_digits(truth, got, quantity))
        if most > 1 and not any(result.slips[0].common == 1 for result in found):
            found = (*pairs(case, quantity).get(got, ()), *found)
    return tuple(_diagnosis(result, truth, quantity) for result in found)


def wrong_values(case: Case, quantity: Quantity) -> tuple[Wrong, ...]:
    """Return what every single slip gives in place of the right value, the commonest slips first."""
    if case.points:
        return letters.wrong_values(case, quantity)
    truth, alone = singles(case, quantity)
    if truth is None:
        return ()
    results = sorted((result for found in alone.values() for result in found), key=rank)
    return tuple(
        Wrong(result.slips[0], value_of(result.written, quantity), _formula(result, truth)) for result in results
    )


def truth_of(case: Case, quantity: Quantity) -> Value | None:
    """Return the right value, as the same work without a slip gives it; None where the layer has none."""
    truth, _ = singles(case, quantity)
    return None if truth is None else value_of(truth.written, quantity)


def _by_digits(truth: Result, got: Numbers, quantity: Quantity) -> Iterator[Result]:
    if len(got) == len(truth.numbers):
        for slip in _OF_THE_PEN:
            if quantity in slip.of and any(slip.change(quantity, truth.numbers, got)):
                yield Result((slip,), got, (), got)


def _diagnosis(result: Result, truth: Result, quantity: Quantity) -> Diagnosis:
    return Diagnosis(result.slips, value_of(result.written, quantity), _formula(result, truth))


def _formula(result: Result, truth: Result) -> Expr | None:
    """Return the formula of the first number that is not the right one; None where only the order is another."""
    if len(result.answer) != len(truth.answer) or sorted(result.numbers) == sorted(truth.numbers):
        return None
    pairs = zip(result.answer, truth.answer, strict=True)
    return next((wrong for wrong, right in pairs if number_of(wrong) != number_of(right)), None)
