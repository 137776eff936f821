"""The card of a single layer: output, parameters, receptive field and operations, each with the line behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from cnncalc.algebra.conditions import in_words
from cnncalc.algebra.expr import Expr
from cnncalc.explain.counted import USUAL_FLOPS, consists, flops
from cnncalc.explain.derivation import Derivation
from cnncalc.explain.lost import lost
from cnncalc.explain.worked import Worked, worked
from cnncalc.model.reach import Span
from cnncalc.model.report import LayerReport, Report, Setting
from cnncalc.render.legend import binary, memory
from cnncalc.render.look import NO_BREAK, PLAIN, Look
from cnncalc.render.misfit_card import BETWEEN, field_text, misfit_card
from cnncalc.solve.fits import accepted, misfit, skips, windowed

_UNLEARNED = "nothing is learned"
"""Also what norm layers remark that learn nothing: that is said of the parameters, not of the output."""


_WIDEST: Final = 24
"""A longer result, such as a formula in letters, has its explanation on the next line."""


def card(report: Report, look: Look = PLAIN, notes: Sequence[str] = ()) -> str:
    """Return the card of a report of one layer; `notes` are said below it."""
    (layer,) = report.layers
    body = _fitting(layer, report, look) if accepted(layer, report) else misfit_card(layer, look)
    said = [line for note in (*_memory(report), *notes) for line in look.hanging("  ", 2, note)]
    lines = [
        *look.heading(layer.node),
        "",
        *body,
        *(["", *said] if said else []),
    ]
    return look.page(lines)


def _memory(report: Report) -> Iterable[str]:
    """Yield the memory, where a batch or a type of number was asked for."""
    if activations := memory(report):
        yield f"memory as {report.setting.dtype}: parameters {binary(report.totals.param_bytes)}; {activations}"


def _fitting(layer: LayerReport, report: Report, look: Look) -> list[str]:
    """Return the card of a layer that fits, or whose rounding is accepted."""
    lines = worked(layer, report)
    rows = [
        ("output", look.volume(layer.output), _output(layer, lines)),
        ("params", f"{layer.params.total:,}", _params(layer, lines)),
        ("RF", field_text(layer), _sees(layer)),
        ("MACs", f"{layer.macs:,}", _macs(layer, lines, report.setting)),
    ]
    label = max(len(name) for name, _, _ in rows) + 3
    value = max((len(result) for _, result, _ in rows if len(result) <= _WIDEST), default=0) + 3
    body = []
    for name, result, text in rows:
        start = "  " + look.style("label", name) + " " * (label - len(name)) + look.style("result", result)
        if len(result) <= _WIDEST:
            body += look.hanging(start + " " * (value - len(result)), 2 + label + value, text)
        else:
            body += [start, *look.hanging(" " * (2 + label), 2 + label, text)]
    closing = [line for text in _closing(layer) for line in look.hanging("  ", 2, text)]
    return [*body, "", *closing] if closing else body


def _output(layer: LayerReport, lines: Worked) -> str:
    sizes = "; ".join(size.rounded.replace(size.line, _solid(size.line)) for size in lines.output)
    if sizes:
        return f"{sizes}, and {lines.remark}" if lines.remark else sizes
    same = layer.output == layer.node.volumes[0]
    if same and (layer.params.total != 0 or lines.remark in ("", _UNLEARNED)):
        return "the shape stays as it was"
    return lines.remark


def _params(layer: LayerReport, lines: Worked) -> str:
    counts = layer.params
    parts = consists(counts)
    said = [": ".join(filter(None, [_begun(lines.params), parts]))] if lines.params else []
    if counts.norm != 0 and lines.remark:
        said[0] += f": {lines.remark}"
    if counts.total == 0:
        said = [_UNLEARNED]
    if counts.buffers != 0:
        said.append(f"not counted: {counts.buffers:,} running statistics, kept but not learned")
    return "; ".join(said)


def _begun(derivation: Derivation) -> str:
    """Write a calculation without its result: `(5*5*3 + 1)*10 = 76*10`."""
    *before, _ = derivation.steps if len(derivation.steps) > 1 else (*derivation.steps, "")
    return " = ".join(map(_solid, before[:2]))


def _sees(layer: LayerReport) -> str:
    node, field = layer.node, layer.field
    if field.axes is None:
        return "every unit sees the whole input"
    if None in field.size:
        return "what a unit sees cannot be told in letters here"
    reach = node.layer.reach(*node.volumes)
    if not isinstance(reach, tuple):
        return "each number by itself"
    viewer = "unit"
    if node.layer.windows(*node.volumes) and all(not isinstance(s, Span) or s.over == 1 for s in reach):
        viewer = "filter" if layer.params.weights != 0 else "window"
    said = f"what one {viewer} sees" + (" at the most" if field.size != field.size_min else "")
    jumps = [jump for jump in field.jump if jump is not None]
    if not jumps:
        return said
    apart = str(jumps[0]) if len(set(jumps)) == 1 else "x".join(map(str, jumps))
    unit = "pixel" if len(jumps) == 2 else "position"
    few = all(not isinstance(jump, Expr) and jump <= 1 for jump in jumps)
    return f"{said}; neighbouring units are {apart} {unit}{'' if few else 's'} apart"


def _macs(layer: LayerReport, lines: Worked, setting: Setting) -> str:
    if lines.macs is None:
        return "nothing is multiplied"
    said = _solid(lines.macs.each.numbers)
    if lines.macs.times is not None:
        places = {"outputs": "outputs", "inputs": "input places and maps"}[lines.macs.per]
        said += f" for each of {_solid(lines.macs.times.numbers)} {places}"
    usual = setting.flops == USUAL_FLOPS
    return f"{said}; {_solid(f'FLOPs {layer.flops:,}') if usual else flops(layer.flops, setting)}"


def _closing(layer: LayerReport) -> Iterable[str]:
    """Say how the window fits."""
    fits, rules = layer.fits, windowed(layer)
    (volume,) = layer.node.volumes
    if fits and misfit(layer) is not None:
        yield f"does not fit, and is rounded down: {lost(fits)}"
    elif layer.node.conditions:
        yield f"fits if {' and '.join(in_words(layer.node.conditions))}"
    elif fits and all(fit.exact is None for fit in fits):
        yield "fits: `same` adds as many zeros as it takes, the odd one after"
    elif fits and all(fit.whole for fit in fits):
        yield "fits: nothing is left over" + (", and the size stays as it was" if _stays(layer) else "")
    elif over := max((fit.over for fit in fits), default=0):
        yield f"rounded up: the last window runs {over} past the end"
    if rules is not None and skips(rules, volume):
        yield BETWEEN


def _stays(layer: LayerReport) -> bool:
    return layer.output.space == layer.node.volumes[0].space


def _solid(formula: str) -> str:
    """Return a formula that is not torn apart at the end of a line."""
    return formula.replace(" ", NO_BREAK)
