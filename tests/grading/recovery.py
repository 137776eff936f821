"""Whether the slips of made-up students are found again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import cnncalc
from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.key import key_of
from cnncalc.grading.mark import Marker
from cnncalc.grading.mark_types import Marked
from tests.grading.students import HABITS, HELD_OUT, NETS, NORMED_SPEC, noisy, sheet

COLUMNS = ("output", "params", "macs")


class Tried(NamedTuple):
    """A made-up student: the habits that the sheet was made with, those that marking told, and if they are the same."""

    made: frozenset[str]
    told: frozenset[str]
    right: bool


def key(net: str, columns: Sequence[str] = COLUMNS) -> Key:
    """Return the key of a net: every row of the made-up sheets."""
    report = cnncalc.read(NORMED_SPEC).report() if net == "normed" else cnncalc.load(net).report()
    return key_of(report, columns, [row.name for row in (NETS | HELD_OUT)[net][1]])


def tried(
    net: str, habits: int, turns: int, seed: int, columns: Sequence[str] = COLUMNS, marker: Marker | None = None
) -> list[Tried]:
    """Return students with each set of so many habits that can be told from its sheet, a few `turns` with other typos.

    Sets that give the same sheet as fewer habits, or as another set, cannot be told by anybody.
    """
    rng, marker = random.Random(seed), marker or Marker(key(net, columns))
    clean = {made: tuple(sheet(net, made, columns).items()) for size in range(3) for made in combinations(HABITS, size)}
    found = []
    for made in combinations(HABITS, habits):
        alike = [other for other, answers in clean.items() if answers == clean[made] and len(other) <= habits]
        if alike == [made]:
            for _ in range(turns):
                marked = marker.mark(Submission("s", noisy(dict(clean[made]), rng)))
                found.append(_tried(frozenset(made), marked))
    return found


def _tried(made: frozenset[str], marked: Marked) -> Tried:
    """Compare what was made with the habits that were told; of several that explain the same cells, one must be it."""
    told = [{each.slip.id, *(slip.id for slip in each.also)} for each in marked.slips if each.habit]
    right = len(told) == len(made) and all(any(name in names for names in told) for name in made)
    return Tried(made, frozenset(each.slip.id for each in marked.slips if each.habit), right)
