"""The worked line of the right answer beside that of the student's."""

from __future__ import annotations

from cnncalc.algebra.expr import Expr
from cnncalc.grading.mark_lines import right_line
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.grading.slips.slip import worked_line
from cnncalc.render.grade_signs import short, value_text
from cnncalc.render.look import Look


def beside(mark: Mark, marked: Marked, look: Look) -> list[str]:
    """Return two lines, `right` and `yours`, each with its calculation and what it comes to."""
    ground = mark.ground
    case = ground.case if ground is not None else mark.asked.case
    right_value = ground.truth if ground is not None else mark.asked.truth
    right = worked_line(right_line(case, mark.asked.quantity)) if case is not None else ""
    names = {found.slip.id for found in marked.slips}
    chosen = next((each for each in mark.diagnoses if names.issuperset(slip.id for slip in each.slips)), None)
    derivation: Expr | None = chosen.derivation if chosen is not None else None
    yours = worked_line(derivation)
    value = value_text(mark.value, look.layout) if mark.value is not None else short(mark.reading.raw)
    rows = (("right", right, value_text(right_value, look.layout)), ("yours", yours, value))
    width = max(len(line) for _, line, _ in rows)
    return [f"{name}   {line:{width}}   {result}".rstrip() for name, line, result in rows]
