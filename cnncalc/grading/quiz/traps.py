"""The wrong answers that are known beforehand: what real slips give, each other than the right one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cnncalc.algebra.expr import Expr, Op
from cnncalc.grading.asked import Case, Quantity
from cnncalc.grading.quiz.question import Trap
from cnncalc.grading.slips import wrong_values
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

_ROUNDED: Final = ("floor", "ceil")


def traps_of(case: Case, quantity: Quantity, answer: str) -> tuple[Trap, ...]:
    """Return what slips give instead of the right answer, the commonest first, each number once."""
    found: dict[str, Trap] = {}
    for wrong in wrong_values(case, quantity):
        text = written(wrong.value)
        if not _BROKEN.search(text) and text != answer and wrong.slip.area != "writing":
            found.setdefault(text, trap(text, wrong.slip, wrong.line))
    return tuple(found.values())


def trap(answer: str, slip: Slip, line: str = "") -> Trap:
    """Return a wrong answer with what its slip says."""
    return Trap(answer, slip.id, slip.what, slip.hint, slip.why, line, slip.convention)


def telling(case: Case, quantity: Quantity) -> frozenset[str] | None:
    """Return the slips that show in a number; None if two common ones cannot be told apart by theirs."""
    first: dict[str, str] = {}
    owner: dict[str, Slip] = {}
    for wrong in wrong_values(case, quantity):
        if wrong.slip.id in first:
            continue
        value = first[wrong.slip.id] = written(wrong.value)
        if _is_common(wrong, quantity):
            other = owner.setdefault(value, wrong.slip)
            if other is not wrong.slip:
                return None
    return frozenset(first)


def _is_common(wrong: Wrong, quantity: Quantity) -> bool:
    slip = wrong.slip
    return slip.common == 1 and slip.area in AREAS.get(quantity, frozenset()) and slip.id not in _ALIKE


def unrounded(tree: Expr) -> Expr:
    """Return a formula without its rounding."""
    if isinstance(tree, Op):
        return unrounded(tree.args[0]) if tree.name in _ROUNDED else Op(tree.name, tuple(map(unrounded, tree.args)))
    return tree
