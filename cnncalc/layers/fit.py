"""How one window fits along one axis: the places that it has, and what is left over."""

from typing import Literal

from cnncalc.algebra.collect import collected
from cnncalc.algebra.conditions import divides
from cnncalc.algebra.expr import Dim, ceil, floor, known
from cnncalc.formulas import windows as formulas
from cnncalc.model.graph import Rounding
from cnncalc.model.layer_facts import Fit, Window
from cnncalc.model.reach import LetterSpan, Span
from cnncalc.model.volume import numbers

Rule = Rounding | Literal["same"] | None


def fit(size: Dim, window: Window, rule: Rule) -> Fit:
    """Count a window's places along one axis, and what is left over."""
    found = numbers(size, *window)
    return _in_letters(size, window, rule) if found is None else _in_numbers(*found, rule=rule)


def _in_numbers(size: int, kernel: int, stride: int, before: int, after: int, dilation: int, *, rule: Rule) -> Fit:
    slack = formulas.slack(size, kernel, before, after, dilation)
    up = rule == "ceil"
    count = formulas.ceiled(size, kernel, stride, before, after, dilation) if up else slack // stride + 1
    if rule == "same":
        return Fit(count, None)
    left = slack - (count - 1) * stride
    dropped = max(left, 0)
    unseen = min(max(dropped - after, 0), size)
    exact = known(formulas.quotient(size, kernel, stride, before, after, dilation))
    return Fit(count, exact, dropped, unseen, max(-left, 0), up)


def _in_letters(size: Dim, window: Window, rule: Rule) -> Fit:
    """Count the places in letters: exactly, on the condition that the window fits, unless a rule says how to round."""
    kernel, stride, before, after, dilation = window
    if rule == "same":
        return Fit(collected(ceil(formulas.same_output(size, stride))), None)
    exact = collected(formulas.quotient(size, kernel, stride, before, after, dilation))
    if rule == "ceil":
        return Fit(collected(formulas.ceiled(size, kernel, stride, before, after, dilation)), exact, up=True)
    if rule == "floor":
        return Fit(collected(floor(exact)), exact)
    divides(stride, formulas.slack(size, kernel, before, after, dilation))
    return Fit(exact, exact)


def window_span(window: Window) -> Span | LetterSpan:
    """Return which input positions a window sees."""
    kernel, stride, before, _, dilation = window
    found = numbers(kernel, stride, before, dilation)
    return LetterSpan(kernel, stride, before, dilation) if found is None else Span.window(*found)
