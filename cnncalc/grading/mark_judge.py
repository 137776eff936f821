"""The verdict on one answer: where its value comes from, and under which convention it is right."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from cnncalc.grading.asked import Asked, Case, Quantity, Rules, Value
from cnncalc.grading.follow import Ground
from cnncalc.grading.mark_equal import channels_first, same
from cnncalc.grading.slips import SLIPS, wrong_values
from cnncalc.grading.slips.slip import FIELD, Slip
from cnncalc.model.volume import Volume

Verdict = Literal["right", "convention", "follows", "wrong", "blank", "unreadable", "undecided"]

CHANNELS_FIRST: Final = "chw"
"""The convention that writes a size with its channels in front; it is accepted unless the key says otherwise."""

_NOTHING: Final = Fraction(0)
_WHOLE: Final = Fraction(1)


class Outcome(NamedTuple):
    """What one value of a cell is worth, and why.

    A value can follow from an earlier wrong answer and stand under a convention: `follows` and `convention` are then
    both given. `slip` is the convention as a slip, and `ground` what the value was measured against.
    """

    verdict: Verdict
    share: Fraction
    value: Value | None = None
    convention: str | None = None
    follows: tuple[str, ...] = ()
    slip: Slip | None = None
    ground: Ground | None = None


class Conventions:
    """The other numbers that a quantity has under a convention, by layer and volumes; each is worked out once."""

    def __init__(self) -> None:
        self._tables: dict[tuple[object, ...], tuple[tuple[Slip, Value], ...]] = {}

    def accepted(self, asked: Asked, ground: Ground, rules: Rules) -> tuple[tuple[Slip, Value], ...]:
        """Return the numbers of a ground, each with the slip that it is where its convention is not accepted.

        On the student's own inputs only what the key accepts is worked out: nothing else earns points there.
        """
        if ground.case is None or asked.case is None:
            return ()
        table = self._of(asked.case, asked.quantity)
        if ground.roots:
            wanted = any(slip.convention in rules.accept for slip, _ in table)
            return self._of(ground.case, asked.quantity) if wanted else ()
        return table

    def _of(self, case: Case, quantity: Quantity) -> tuple[tuple[Slip, Value], ...]:
        question = id(case.layer), case.volumes, case.before if quantity in FIELD else None, quantity
        if question not in self._tables:
            wrong = wrong_values(case, quantity)
            self._tables[question] = tuple((each.slip, each.value) for each in wrong if each.slip.convention)
        return self._tables[question]


def judge(asked: Asked, value: Value, grounds: Sequence[Ground], rules: Rules, conventions: Conventions) -> Outcome:
    """Return what a value is worth; the first of the `grounds` is the true one, the others are the student's own."""
    for number, ground in enumerate(grounds):
        if same(value, ground.truth, asked.tolerance):
            if not number:
                return Outcome("right", _WHOLE, value, ground=ground)
            if not rules.follow:
                return Outcome("wrong", _NOTHING, value, follows=ground.roots, ground=ground)
            return Outcome("follows", _WHOLE, value, follows=ground.roots, ground=ground)
    found = [
        _under(name, slip, value, ground, rules)
        for ground in grounds
        for name, slip in _named(asked, value, ground, conventions.accepted(asked, ground, rules))
    ]
    wrong = Outcome("wrong", _NOTHING, value, ground=grounds[0])
    return max(found, key=lambda outcome: outcome.share, default=wrong)


def _named(
    asked: Asked, value: Value, ground: Ground, table: Sequence[tuple[Slip, Value]]
) -> list[tuple[str, Slip | None]]:
    """Return the conventions under which a value is right."""
    names: list[tuple[str, Slip | None]] = []
    if isinstance(value, Volume) and value.space and same(channels_first(value), ground.truth):
        names.append((CHANNELS_FIRST, next((slip for slip in SLIPS if slip.convention == CHANNELS_FIRST), None)))
    names += [(slip.convention or "", slip) for slip, other in table if same(value, other, asked.tolerance)]
    return names


def _under(name: str, slip: Slip | None, value: Value, ground: Ground, rules: Rules) -> Outcome:
    share = rules.accept.get(name, _WHOLE if name == CHANNELS_FIRST else _NOTHING)
    if ground.roots and not rules.follow:
        share = _NOTHING
    return Outcome("convention" if share else "wrong", share, value, name, ground.roots, slip, ground)
