"""One layer, backwards: which kernel, stride, padding, input, filters give what is wanted.

The window is solved an axis at a time, in whole numbers (`equation`); parameters are linear in the filters and in the
depth, so two counts tell the third. Each layer found is then built, and its own rules must give what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cnncalc.layers.catalogue import layer_class
from cnncalc.layers.windowed import Kernel
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import Volume
from cnncalc.solve.counts import Counted, counted, kernels
from cnncalc.solve.equation import DOWN, NONE
from cnncalc.solve.found import Answer, Enlarging, Solution
from cnncalc.solve.nearest import nearest
from cnncalc.solve.question import LEFT_OUT, Question, read_question
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
    question = read_question(op, input, output, options, params=params, rounding=rounding, layout=layout)
    return replace(answer(question), enlarging=_enlarging(question))


def answer(question: Question, *, small: bool = False) -> Answer:
    """Return the layers that answer a question about one layer; a `small` search looks for usual windows only.

    Raises:
        UsageError: the search is too large.
    """
    shown = (question.cls.kind, question.unknown, question.input, question.output)
    if not issubclass(question.cls, Kernel):
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


def _enlarging(question: Question) -> Enlarging | None:
    """Return the op that makes a map as large as is asked, with as many of the given options as it can keep."""
    op, (size, made) = question.cls.undone_by, (question.input.space, question.output.space)
    if not op or not size or not made or question.params is not None:
        return None
    if size == made or any(after < before for before, after in zip(size, made, strict=True)):
        return None
    cls = layer_class(op)
    given = {name: value for name, value in question.options.items() if name in cls.model_fields}
    for options in (given, {}):
        unknown = tuple(name for name in LEFT_OUT if name in cls.model_fields and name not in options)
        other = replace(question, cls=cls, options=options, unknown=unknown, rounding=None)
        if answer(other, small=True).solutions:
            return Enlarging(op, tuple(options))
    return None


def _quotient(question: Question, near: Sequence[Solution]) -> str:
    """Say what a window gives whose output is looked for, or is only so when it is rounded."""
    if not near:
        return ""
    if not question.unknown and near[0].output.space == question.output.space:
        return "the window does not fit; rounded down, it is so (--rounding floor)"
    if question.unknown != ("out",):
        return ""
    return "the window does not fit; what is left over is rounded away below (--rounding floor)"


def _why(question: Question) -> str:
    """Say why nothing solves a window."""
    made, size = question.output, question.input
    if question.options.get("pad") != "same":
        for axis in dict.fromkeys(unsolved(question, NONE)):
            if not axis.choices() and (line := closed_form(axis)):
                return line
    count = question.options.get(question.cls.counted)
    if made.channels and count not in (None, made.channels):
        return f"{count} filters make {count} maps, and {made.channels} are to come out"
    if size.channels and made.channels and made.channels != size.channels and _keeps_depth(question):
        return f"a {question.cls.kind} keeps the depth: {size.channels} goes in, and {made.channels} is to come out"
    return ""


def _keeps_depth(question: Question) -> bool:
    """Whether a kind makes as many maps as go in."""
    return issubclass(question.cls, Kernel) and question.cls.keeps_depth
