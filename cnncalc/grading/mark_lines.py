"""The worked line of a right answer, on the true inputs or on the student's own."""

from __future__ import annotations

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, lift
from cnncalc.errors import RuleError
from cnncalc.grading.asked import Case, Quantity
from cnncalc.grading.slips.slip import COUNTS, FIELD
from cnncalc.grading.slips.work import Facts, chosen, count, counted, field, output_of, sizes


def right_line(case: Case, quantity: Quantity) -> Expr | None:
    """Return the formula of a quantity with its numbers, of the first size of a volume; None where there is none."""
    facts = Facts.of(case)
    try:
        if quantity in COUNTS:
            return count(chosen(facts.tensors, quantity))
        if quantity in FIELD:
            axes = field(facts)
            return axes[0].of(quantity) if axes else None
        found = sizes(facts)
        if quantity == "output":
            return found.space[0] if found.space else lift(found.depth)
        output = output_of(facts, found)
        return counted(facts, output, facts.layer.cost(output, *facts.volumes), quantity)
    except (RuleError, ExprError):
        return None
