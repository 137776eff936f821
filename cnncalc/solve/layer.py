"""One layer, backwards: which kernel, stride, padding, input, filters give what is wanted.

The window is solved an axis at a time, in whole numbers (`equation`); parameters are linear in the filters and in the
depth, so two counts tell the third. Each layer found is then built, and its own rules must give what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cnncalc.model.graph import Rounding
from cnncalc.model.volume import Volume
from cnncalc.solve.counts import Counted, counted, kernels
from cnncalc.solve.equation import DOWN, NONE
from cnncalc.solve.found import Answer, Solution
from cnncalc.solve.nearest import nearest
from cnncalc.solve.question import Question, count_field, read_question
from cnncalc.solve.why import closed_form
from cnncalc.solve.window import rests_of, solved, unsolved
from cnncalc.spec.bind import Option

_EVERY_SIZE: Final = "for every input size: stride 1 keeps it with P = D*(F - 1)/2, which an odd kernel makes whole"


def solve_layer(
    op: str,
    input: str | None = None,
    output: str | None = None,
    *,
    params: int | None = None,
    rounding: Rounding | None = None,
    layout: str = "hwc",
    **options: Option,
) -> Answer:
    """Return the layers of an op that turn the input into the output, or have so many parameters; usual ones first.

    Sizes are texts: `63x63x16`, or `63x63` where the channels do not matter; an output of `same` is the input's size.
    What is looked for is left out, or written as `?`; with a `?`, everything else that is left out has its default.

        solve_layer("conv", "63x63", "63x63", kernel=7)         # pad 3
        solve_layer("conv", "32x32x3", kernel=5, params=760)    # 10 filters

    Raises:
        UsageError: it is not said what is looked for, or the search is too large.
        RuleError, ExprError: a size or an option has a wrong value.
    """
    return answer(read_question(op, input, output, options, params=params, rounding=rounding, layout=layout))


def answer(question: Question, *, small: bool = False) -> Answer:
    """Return the layers that answer a question about one layer; a `small` search looks for usual windows only.

    Raises:
        UsageError: the search is too large.
    """
    shown = (question.cls.kind, question.unknown, question.input, question.output)
    if "kernel" not in question.cls.model_fields:
        return counted(question, [Counted(question.options, Volume(question.input.space or (), 1))])
    if question.params is not None and question.output.space is None and not question.stays:
        return counted(question, kernels(question))
    rests = rests_of(question)
    exact = tuple(solved(question, rests, small=small))
    rounded: tuple[Solution, ...] = ()
    if rests is NONE and question.rounding is None:
        rounded = tuple(solution for solution in solved(question, DOWN, small=True) if not solution.exact)
    if question.params is not None:
        return counted(question, [Counted.of(solution) for solution in (*exact, *rounded)])
    if exact:
        any_size = question.stays and question.input.space is None
        return Answer(*shown, exact, rounded, notes=(_EVERY_SIZE,) if any_size else (), any_size=any_size)
    near = rounded or nearest(question)
    return Answer(*shown, (), why=_why(question) or _quotient(question, near), nearest=near)


def _quotient(question: Question, near: Sequence[Solution]) -> str:
    """Say what a window gives whose output is looked for."""
    if question.unknown != ("out",) or not near:
        return ""
    return "the window does not fit; what is left over is rounded away below (--rounding floor)"


def _why(question: Question) -> str:
    """Say why nothing solves a window."""
    made, size = question.output, question.input
    if question.options.get("pad") != "same":
        for axis in dict.fromkeys(unsolved(question, NONE)):
            if not axis.choices() and (line := closed_form(axis)):
                return line
    count = question.options.get(count_field(question.cls) or "")
    if made.channels and count not in (None, made.channels):
        return f"{count} filters make {count} maps, and {made.channels} are to come out"
    if size.channels and made.channels and made.channels != size.channels and _keeps_depth(question):
        return f"a {question.cls.kind} keeps the depth: {size.channels} goes in, and {made.channels} is to come out"
    return ""


def _keeps_depth(question: Question) -> bool:
    """Whether a kind has no option that says how many maps come out."""
    return count_field(question.cls) is None and "multiplier" not in question.cls.model_fields
