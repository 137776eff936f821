"""The wrong answers that are known beforehand: what real slips give, each other than the right one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cnncalc.algebra.expr import Expr, Op
from cnncalc.grading.asked import Quantity
from cnncalc.grading.quiz.question import Trap
from cnncalc.grading.slips.slip import Area, Slip, Wrong
from cnncalc.grading.truths import written

AREAS: Final[Mapping[Quantity, frozenset[Area]]] = {
    "output": frozenset({"shape"}),
    "params": frozenset({"params"}),
    "rf": frozenset({"field", "shape"}),
    "macs": frozenset({"operations", "shape", "params"}),
    "flops": frozenset({"operations", "shape", "params"}),
}
"""Of what the slips are that a question about a quantity is to tell apart."""

_ALIKE: Final = frozenset({"params-as-flops"})
"""Slips that others imply: who multiplies by the places gets the operations."""

_BROKEN: Final = re.compile(r"[./]")
"""In a wrong answer with a fraction: it looks wrong at once."""

SELDOM: Final = 3
"""How common a slip is that hardly anybody makes."""

_ROUNDED: Final = ("floor", "ceil")


def traps_of(wrongs: Iterable[Wrong], answer: str) -> tuple[Trap, ...]:
    """Return what slips give instead of the right answer, each number with all slips that give it."""
    found = []
    for wrong in wrongs:
        text = written(wrong.value)
        if not _BROKEN.search(text) and text != answer and wrong.slip.area != "writing":
            found.append(Trap(text, wrong.slip, wrong.derivation))
    return together(found)


def together(traps: Iterable[Trap]) -> tuple[Trap, ...]:
    """Return traps by their answers, the commonest slip first; a seldom one is left out beside a likelier one."""
    found: dict[str, dict[str, Trap]] = {}
    for each in sorted(traps, key=lambda trap: trap.by.common):
        alike = found.setdefault(each.answer, {})
        if each.by.common < SELDOM or not alike or next(iter(alike.values())).by.common == SELDOM:
            alike.setdefault(each.slip, each)
    return tuple(each for alike in found.values() for each in alike.values())


def telling(wrongs: Sequence[Wrong], quantity: Quantity) -> frozenset[str] | None:
    """Return the slips that show in a number; None if two common ones cannot be told apart by theirs."""
    owner: dict[str, Slip] = {}
    for wrong in filter(lambda wrong: is_common(wrong.slip, quantity), wrongs):
        if owner.setdefault(written(wrong.value), wrong.slip) is not wrong.slip:
            return None
    return frozenset(wrong.slip.id for wrong in wrongs)


def is_common(slip: Slip, quantity: Quantity) -> bool:
    """Tell whether everybody makes a slip where a quantity is asked, so that its number is to be no other slip's."""
    return slip.common == 1 and slip.area in AREAS.get(quantity, frozenset()) and slip.id not in _ALIKE


def unrounded(tree: Expr) -> Expr:
    """Return a formula without its rounding."""
    if isinstance(tree, Op):
        return unrounded(tree.args[0]) if tree.name in _ROUNDED else Op(tree.name, tuple(map(unrounded, tree.args)))
    return tree
