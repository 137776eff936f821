"""Windows that do not fit: the exact quotient, what is lost, and what would fit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from cnncalc.errors import Problem, Severity
from cnncalc.explain.lost import lost
from cnncalc.explain.worked import quotients
from cnncalc.formulas.windows import slack
from cnncalc.layers.windowed import Windowed
from cnncalc.model.graph import Rounding
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume, numbers, whole
from cnncalc.solve.changes import Change, axes_of, changes

_SEVERITY: dict[Rounding | None, Severity] = {"strict": "error", None: "warning", "floor": "note", "ceil": "note"}
_FAMILIAR = "(`rounding: floor`, as torch, Keras and ONNX do)"


def misfit_problems(report: Report, unset: Severity = "warning") -> tuple[Problem, ...]:
    """Return a problem for every layer whose window does not fit: an error if the spec is strict, else flagged.

    `unset` is how bad it is where no rounding is asked for. `rounding: floor` says that rounding down is meant, which
    leaves a note; a pool that rounds up is no misfit.
    """
    problems = []
    for layer in report.layers:
        rules = misfit(layer)
        if rules is not None:
            message, help = _said(rules, layer.node.volumes[0])
            asked = rules.rounding or report.rounding
            severity = unset if asked is None else _SEVERITY[asked]
            problems.append(Problem("does-not-fit", message, help, severity, layer.node.origin, layer.name))
    return tuple(problems)


def misfit(layer: LayerReport) -> Windowed | None:
    """Return the rules of a layer whose window does not fit and is rounded down; None for every other layer."""
    rules = windowed(layer)
    return rules if layer.misfits else None


def windowed(layer: LayerReport) -> Windowed | None:
    """Return the rules of a layer whose window slides over its input; None for every other layer."""
    rules = layer.node.layer
    return rules if isinstance(rules, Windowed) else None


def accepted(layer: LayerReport, report: Report) -> bool:
    """Whether rounding down is meant, by the layer or by the spec."""
    rules = misfit(layer)
    return rules is None or _SEVERITY[rules.rounding or report.rounding] == "note"


def in_numbers(layer: Windowed, volume: Volume) -> bool:
    """Whether no letter stands in the axes and the windows of a layer, so that changes can be looked for."""
    return numbers(*volume.space, *(size for window in layer.windows(volume) for size in window)) is not None


def skips(layer: Windowed, volume: Volume) -> bool:
    """Whether positions between the windows are never looked at, because stride or dilation step over them.

    Of sizes in letters that is not said.
    """
    places = numbers(*(fit.places for fit in layer.fits(volume)))
    if places is None or any(numbers(*window) is None for window in layer.windows(volume)):
        return False
    return any(not axis.covers and many > 1 for axis, many in zip(axes_of(layer, volume), places, strict=True))


def no_equal_padding(layer: Windowed, volume: Volume) -> str:
    """Say why no padding that is equal on both sides fits: `213 + 2P is odd`; empty if that is not why."""
    for axis in axes_of(layer, volume):
        unpadded = whole(slack(axis.size, axis.kernel, 0, 0, axis.dilation))
        if not axis.fits and axis.stride % 2 == 0 and unpadded % 2:
            return f"{unpadded} + 2P is odd"
    return ""


@lru_cache(maxsize=512)
def _said(layer: Windowed, volume: Volume) -> tuple[str, tuple[str, ...]]:
    """Return the message and the help lines of a layer that does not fit."""
    fits = layer.fits(volume)
    told = [
        f"{quotient.line} is not a whole number" + ("" if quotient.everywhere else f" {quotient.where}")
        for quotient in quotients(layer, volume)
        if not fits[quotient.axes[0]].whole
    ]
    said, size = lost(fits), layer.output(volume).text
    rounded = f"rounded down: {size}, and {said} {_FAMILIAR}"
    if not any(fit.unseen for fit in fits):
        seen = "" if skips(layer, volume) else ": every pixel is looked at"
        rounded = f"rounded down: {size} {_FAMILIAR}; {said}{seen}"
    fitting = _fitting(layer, volume) if in_numbers(layer, volume) else ""
    return "; ".join(told), (rounded, f"fits with: {fitting}") if fitting else (rounded,)


def _fitting(layer: Windowed, volume: Volume) -> str:
    """List the changes after which a net goes on as it would: the output is the quotient rounded down or up."""
    exact = [fit.exact for fit in layer.fits(volume) if isinstance(fit.exact, (int, Fraction))]
    near = [
        change
        for change in changes(layer, volume)
        if all(-1 < whole(size) - quotient < 1 for size, quotient in zip(change.output.space, exact, strict=True))
    ]
    parts = [_either(near, "input"), _either(near, "pad", most=1), _either(near, "kernel")]
    odd = no_equal_padding(layer, volume)
    return "; ".join(filter(None, [*parts, odd and f"no equal padding fits: {odd}"]))


def _either(changes: Sequence[Change], option: str, most: int = 2) -> str:
    """List the values of one option: `input 223 or 227`."""
    found = [change for change in changes if change.option == option][:most]
    square = option == "input" and all(len(set(change.volume.space)) == 1 and not change.lettered for change in found)
    values = [str(change.volume.space[0]) if square else change.value for change in found]
    return f"{option} {' or '.join(values)}" if values else ""
