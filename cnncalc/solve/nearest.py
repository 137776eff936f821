"""What comes closest where nothing gives the wanted size exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cnncalc.formulas.windows import extent
from cnncalc.model.volume import whole
from cnncalc.solve.equation import DOWN, LARGEST_KERNEL
from cnncalc.solve.found import Size, Solution
from cnncalc.solve.question import Question
from cnncalc.solve.window import rests_of, solved, unsolved

_SHOWN: Final = 2
_FARTHEST: Final = 256
"""No value is tried beyond this."""


def nearest(question: Question) -> tuple[Solution, ...]:
    """Return the layers whose output comes nearest to the wanted one, where a single option is looked for.

    Where nothing is, what the layer gives.
    """
    wanted = question.input.space if question.stays else question.output.space
    if wanted is None or question.input.space is None or len(question.window) > 1:
        return ()
    if question.options.get("pad") == "same" and question.window:
        return ()
    best: dict[tuple[int, tuple[object, ...]], Solution] = {}
    for solution in _forwards(question):
        space = tuple(map(whole, solution.output.space))
        away = sum(abs(size - want) for size, want in zip(space, wanted, strict=True))
        best.setdefault((away, space), solution)
    return tuple(best[key] for key in sorted(best)[:_SHOWN])


def _forwards(question: Question) -> Iterator[Solution]:
    """Yield what each value of the unknown option gives."""
    if not question.window:
        yield from solved(replace(question, unknown=("out",), output=Size(), stays=False), DOWN)
        return
    (name,) = question.window
    for value in range(*_bounds(question, name)):
        options = {**question.options, name: (value,) * question.axes if name == "kernel" else value}
        asked = replace(question, options=options, unknown=("out",), output=Size(), stays=False)
        rests = rests_of(asked)
        for solution in solved(asked, DOWN if rests.fixed is None else rests):
            written = "x".join([str(value)] * question.axes) if name == "kernel" else str(value)
            yield replace(solution, found=((name.replace("_", "-"), written), *solution.found))


def _bounds(question: Question, name: str) -> tuple[int, int]:
    """Return where the values of an option begin and end: padding is smaller than the window, a stride not larger."""
    size = max(*(question.input.space or (1,)), *(question.output.space or (1,)), LARGEST_KERNEL)
    (axis, *_) = unsolved(question, DOWN)
    kernel = axis.kernel or size
    match name:
        case "pad":
            return 0, min(whole(extent(kernel, axis.dilation or 1)), _FARTHEST)
        case "stride":
            return 1, min(kernel, _FARTHEST) + 1
        case "output_pad":
            return 0, max(axis.stride or 1, axis.dilation or 1)
        case _:
            return 1, min(size, _FARTHEST) + 1
