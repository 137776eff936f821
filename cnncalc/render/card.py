"""The card of a single layer: output, parameters, receptive field and operations, each with the line behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnncalc.explain.derivation import Derivation
from cnncalc.explain.lost import lost
from cnncalc.explain.worked import Worked, worked
from cnncalc.model.report import LayerReport, Report
from cnncalc.render.legend import binary, memory
from cnncalc.render.look import NO_BREAK, PLAIN, Look
from cnncalc.render.misfit_card import BETWEEN, field_text, misfit_card
from cnncalc.solve.fits import accepted, misfit, skips, windowed

_UNLEARNED = "nothing is learned"
"""Also what norm layers remark that learn nothing: that is said of the parameters, not of the output."""


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
        ("MACs", f"{layer.macs:,}", _macs(layer, lines)),
    ]
    label, value = (max(len(row[column]) for row in rows) + 3 for column in (0, 1))
    body = []
    for name, result, text in rows:
        start = "  " + look.style("label", name) + " " * (label - len(name))
        start += look.style("result", result) + " " * (value - len(result))
        body += look.hanging(start, 2 + label + value, text)
    closing = [line for text in _closing(layer) for line in look.hanging("  ", 2, text)]
    return [*body, "", *closing] if closing else body


def _output(layer: LayerReport, lines: Worked) -> str:
    sizes = "; ".join(size.rounded.replace(size.line, _solid(size.line)) for size in lines.output)
    if sizes:
        return f"{sizes}, and {lines.remark}" if lines.remark else sizes
    same = layer.output == layer.node.volumes[0]
    if same and (layer.params.total or lines.remark in ("", _UNLEARNED)):
        return "the shape stays as it was"
    return lines.remark


def _params(layer: LayerReport, lines: Worked) -> str:
    counts = layer.params
    parts = [_counted(counts.weights, "weight"), _counted(counts.biases, "bias", "biases")]
    parts = [part for part in parts if part]
    if counts.weights and not counts.biases:
        parts = [f"{parts[0]}, no biases"]
    said = [": ".join(filter(None, [_begun(lines.params), " + ".join(parts)]))] if lines.params else []
    if counts.norm and lines.remark:
        said[0] += f": {lines.remark}"
    if not counts.total:
        said = [_UNLEARNED]
    if counts.buffers:
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
    reach = node.layer.reach(*node.volumes)
    if not isinstance(reach, tuple):
        return "each number by itself"
    viewer = "unit"
    if node.layer.windows(*node.volumes) and all(span.over == 1 for span in reach):
        viewer = "filter" if layer.params.weights else "window"
    said = f"what one {viewer} sees" + (" at the most" if field.size != field.size_min else "")
    jumps = [jump for jump in field.jump if jump is not None]
    if not jumps:
        return said
    apart = str(jumps[0]) if len(set(jumps)) == 1 else "x".join(map(str, jumps))
    unit = "pixel" if len(jumps) == 2 else "position"
    return f"{said}; neighbouring units are {apart} {unit}{'' if max(jumps) <= 1 else 's'} apart"


def _macs(layer: LayerReport, lines: Worked) -> str:
    if lines.macs is None:
        return "nothing is multiplied"
    said = _solid(lines.macs.each.numbers)
    if lines.macs.times is not None:
        places = {"outputs": "outputs", "inputs": "input places and maps"}[lines.macs.per]
        said += f" for each of {_solid(lines.macs.times.numbers)} {places}"
    return f"{said}; {_solid(f'FLOPs {layer.flops:,}')}"


def _closing(layer: LayerReport) -> Iterable[str]:
    """Say how the window fits."""
    fits, rules = layer.fits, windowed(layer)
    (volume,) = layer.node.volumes
    if fits and misfit(layer) is not None:
        yield f"does not fit, and is rounded down: {lost(fits)}"
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


def _counted(count: int, thing: str, things: str = "") -> str:
    """Count things: `1 weight`, `10 biases`; nothing if there are none."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}" if count else ""
