"""Answers in letters: what is looked for as a formula, with the rule that it fulfils and the conditions."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render.look import PLAIN, Look
from cnncalc.render.remainders import some
from cnncalc.solve.formula import Formula, Formulas

_WORDS = {"out": "output", "in": "input", "output_pad": "output pad", "rf": "receptive field", "layers": "many layers"}


def text(answer: Formulas, look: Look = PLAIN) -> str:
    """Return the formulas, each with its calculation and its conditions on the lines below."""
    names = [_WORDS.get(name, name) for name in answer.unknown]
    how = "how" if answer.unknown == ("layers",) else "which"
    lines = [*look.ends(f"{answer.title}: {how} {some(names, most=len(names))}?", answer.asked), ""]
    for number, formula in enumerate(answer.formulas):
        lines += [""] * (number > 0)
        lines += _told(formula, look)
    if not answer.formulas:
        lines += look.hanging("  ", 2, answer.why)
    if len(answer.formulas) > 1:
        lines += ["", "  each by itself, the others at their default"]
    return look.page(lines)


def _told(formula: Formula, look: Look) -> Iterator[str]:
    name = formula.name.replace("_", "-")
    start = f"  {look.style('label', name)} {look.style('result', formula.text)}"
    yield start
    if formula.line != formula.text:
        yield from look.hanging("    ", 4, formula.line)
    if formula.conditions:
        yield from look.hanging("    ", 4, f"if {' and '.join(formula.conditions)}")
