"""Whether windows fit, in words."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.algebra.conditions import in_words
from cnncalc.algebra.expr import Expr
from cnncalc.algebra.printers import decimal
from cnncalc.explain.derivation import OnAxes
from cnncalc.explain.explanation import Sentence
from cnncalc.explain.lost import lost
from cnncalc.model.course import Course
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import sizes_text, whole


def fit(layer: LayerReport, on: OnAxes) -> str:
    """Say whether a layer's window fits on these axes; nothing where no window moves."""
    if not layer.fits:
        return ""
    found = layer.fits[on.axes[0]]
    if found.exact is None:
        return "`same` pads until it fits"
    if isinstance(found.exact, Expr):
        conditions = in_words(layer.node.conditions)
        return f"if {' and '.join(conditions)}" if conditions else "for every size"
    if found.whole:
        return "no remainder: it fits"
    exact = f"{decimal(found.exact)} is not whole"
    if found.up:
        return f"{exact}: rounded {'up' if whole(found.places) > found.exact else 'up, cut'} to {found.places}"
    return f"{exact}: it does not fit"


def misfit(layer: LayerReport, course: Course) -> Iterator[Sentence]:
    """Say what becomes of the output of a layer whose window leaves a remainder, and what a course makes of it."""
    size = sizes_text(layer.output.space)
    yield (f"Rounded down, the size is {size}, and {lost(layer.fits)}.",)
    if course.marking.misfit == "refused":
        yield ("In this course the answer is that the layer cannot be applied.",)
    elif course.marking.misfit == "rounded down":
        yield (f"In this course the size is rounded down: {size}.",)
