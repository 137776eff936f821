"""The verdict on one answer: where its value comes from, and under which convention it is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from cnncalc.grading.asked import Asked, Case, Quantity, Rules, Value
from cnncalc.grading.follow import Ground
from cnncalc.grading.mark_equal import channels_first, same
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.slips.slip import FIELD
from cnncalc.model.volume import Layout, Volume

Verdict = Literal["right", "convention", "follows", "wrong", "blank", "unreadable", "undecided"]

OTHER_ORDER: Final[Mapping[Layout, str]] = {"hwc": "chw", "chw": "hwc"}
"""The convention that writes sizes in the other order than the sheet; it is accepted unless the key says otherwise."""

_NOTHING: Final = Fraction(0)
_WHOLE: Final = Fraction(1)


class Outcome(NamedTuple):
    """What one value of a cell is worth, and why.

    A value can follow from an earlier wrong answer and stand under a convention: `follows` and `convention` are then
    both given. `ground` is what the value was measured against.
    """

    verdict: Verdict
    share: Fraction
    value: Value | None = None
    convention: str | None = None
    follows: tuple[str, ...] = ()
    ground: Ground | None = None


class Conventions:
    """The other numbers that a quantity has under a convention, by layer and volumes; each is worked out once."""

    def __init__(self, layout: Layout = "hwc") -> None:
        self.layout = layout
        self._tables: dict[tuple[object, ...], tuple[tuple[str, Value], ...]] = {}

    def accepted(self, asked: Asked, ground: Ground, rules: Rules) -> tuple[tuple[str, Value], ...]:
        """Return the numbers of a ground under their conventions.

        On the student's own inputs only what the key accepts is worked out: nothing else earns points there.
        """
        if ground.case is None or asked.case is None:
            return ()
        table = self._of(asked.case, asked.quantity)
        if ground.roots:
            wanted = any(name in rules.accept for name, _ in table)
            return self._of(ground.case, asked.quantity) if wanted else ()
        return table

    def _of(self, case: Case, quantity: Quantity) -> tuple[tuple[str, Value], ...]:
        question = id(case.layer), case.volumes, case.before if quantity in FIELD else None, quantity
        if question not in self._tables:
            wrong = wrong_values(case, quantity)
            self._tables[question] = tuple((each.convention, each.value) for each in wrong if each.convention)
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
    if any(same(value, other, asked.tolerance) for other in asked.also):
        return Outcome("right", _WHOLE, value, ground=grounds[0])
    found = [
        _under(name, value, ground, rules, asked)
        for ground in grounds
        for name in _named(asked, asked.stands_for(value), ground, rules, conventions)
    ]
    wrong = Outcome("wrong", _NOTHING, value, ground=grounds[0])
    return max(found, key=lambda outcome: outcome.share, default=wrong)


def turned(volume: Volume, layout: Layout) -> Volume:
    """Return a volume that was written in the other order than `layout`, as the volume that was meant."""
    if layout == "hwc" or not volume.space:
        return channels_first(volume)
    *space, channels = volume.space
    return Volume((volume.channels, *space), channels)


def _named(asked: Asked, value: Value, ground: Ground, rules: Rules, conventions: Conventions) -> list[str]:
    """Return the conventions under which a value is right.

    The number of one that earns nothing must be met exactly where it is so near to the truth that a value within the
    tolerance may mean either.
    """
    names = []
    layout = conventions.layout
    if isinstance(value, Volume) and value.space:
        other = turned(value, layout)
        names += [OTHER_ORDER[layout]] if any(same(other, each) for each in (ground.truth, *asked.also)) else []
    for name, number in conventions.accepted(asked, ground, rules):
        apart = name in rules.accept or not same(number, ground.truth, 2 * asked.tolerance)
        if same(value, number, asked.tolerance if apart else _NOTHING):
            names.append(name)
    return names


def _under(name: str, value: Value, ground: Ground, rules: Rules, asked: Asked) -> Outcome:
    in_order = name in OTHER_ORDER.values() and not asked.choices  # who can choose chooses the order
    share = rules.accept.get(name, _WHOLE if in_order else _NOTHING)
    if ground.roots and not rules.follow:
        share = _NOTHING
    return Outcome("convention" if share else "wrong", share, value, name, ground.roots, ground)
