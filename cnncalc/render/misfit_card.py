"""The card of a layer whose window does not fit: by how much, what is lost, and what would fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.explain.lost import lost
from cnncalc.explain.worked import output_sizes
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import sizes_text
from cnncalc.render.drawing import drawing
from cnncalc.render.look import Look
from cnncalc.solve.changes import Change, changes
from cnncalc.solve.fits import in_numbers, misfit, skips

if TYPE_CHECKING:
    from cnncalc.layers.windowed import Windowed

BETWEEN = "pixels between the windows are never looked at"

_FAMILIAR = "what torch, Keras and ONNX do; --rounding floor accepts it"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_MARGIN = 17
"""The columns in front of the text: two blanks, the label, three blanks."""


def misfit_card(layer: LayerReport, look: Look) -> list[str]:
    """Return the body of the card: the quotient and what is lost, the size rounded down, and the changes that fit."""
    rules = misfit(layer)
    assert rules is not None, "a layer that does not fit"
    numbered = in_numbers(rules, layer.node.volumes[0])
    sections = [
        [*_said(rules, layer, look)],
        [*_section("rounded down", [_rounded(layer, look), look.style("dim", _FAMILIAR)], look)],
        [*_section("would fit", _changes(rules, layer, look) if numbered else [], look)],
    ]
    return "\n\n".join("\n".join(section) for section in sections if section).split("\n")


def field_text(layer: LayerReport) -> str:
    """Write the size of a receptive field: `5x5`, `all`, or `?` where the letters do not tell it."""
    if layer.field.axes is None:
        return "all"
    sizes = [size for size in layer.field.size if size is not None]
    return "?" if len(sizes) < len(layer.field.size) else sizes_text(sizes) or "1"


def _section(label: str, lines: list[str], look: Look) -> list[str]:
    """Return lines with a label in front of the first."""
    start = "  " + look.style("label", label) + " " * (_MARGIN - 2 - len(label))
    return [(start if number == 0 else " " * _MARGIN) + line for number, line in enumerate(lines)]


def _said(rules: Windowed, layer: LayerReport, look: Look) -> list[str]:
    """Return the quotient and what is lost, with the windows drawn where the axis is short."""
    misfits = [size for size in output_sizes(layer.node) if not layer.fits[size.axes[0]].whole]
    quotients = [f"{look.style('wrong', size.line)}, {size.where}" for size in misfits]
    harmless = not any(fit.unseen for fit in layer.fits)
    skipping = skips(rules, layer.node.volumes[0])
    what = lost(layer.fits)
    if harmless:
        what = f"harmless: {what}" + ("" if skipping else ", every pixel is looked at")
    below = [BETWEEN] if skipping else []
    axis = misfits[0].axes[0]
    cells = drawing(layer, axis)
    if not cells:
        return _section("does not fit", [*quotients, what, *below], look)
    last = int(layer.output.space[axis]) + 1  # type: ignore[arg-type]  # windows are drawn of known sizes only
    stuck = f"the {_ORDINALS[last - 1]} window" if last <= len(_ORDINALS) else f"window {last}"
    legend = [f"{stuck} would stick out" + ("" if harmless else ";"), *([] if harmless else [what]), *below]
    said = _section("does not fit", [*quotients, *([what] if harmless else [])], look)
    return [*said, "", *(f"{'':{_MARGIN}}{line}" for line in _beside(cells, legend, look.width - _MARGIN))]


def _beside(cells: tuple[str, ...], legend: list[str], width: int) -> list[str]:
    """Return a drawing with its legend beside it, or below it where there is no room."""
    column = max(map(len, cells)) + 3
    if column + max(map(len, legend)) > width:
        return [*cells, *legend]
    rows = max(len(cells), len(legend))
    pairs = zip([*cells, *[""] * (rows - len(cells))], [*legend, *[""] * (rows - len(legend))], strict=True)
    return [f"{left:{column}}{right}".rstrip() for left, right in pairs]


def _rounded(layer: LayerReport, look: Look) -> str:
    numbers = (f"{layer.params.total:,} params", f"RF {field_text(layer)}", f"{layer.macs:,} MACs")
    return "   ".join((look.style("result", look.volume(layer.output)), *numbers))


def _changes(rules: Windowed, layer: LayerReport, look: Look) -> list[str]:
    """Return the changes that fit with what then comes out, two to a line if there is room."""
    found = changes(rules, layer.node.volumes[0])
    word = "filter" if layer.params.weights else "window"
    shown = [(_named(change, word, look), look.volume(change.output)) for change in found]
    if not shown:
        return []
    what, output = (max(len(pair[column]) for pair in shown) for column in (0, 1))
    what, gap = max(what + 3, 14), max(output + 5, 11)
    abreast = 2 if _MARGIN + 2 * what + gap + output <= look.width else 1
    cells = [f"{left:{what}}" + look.style("result", right) + " " * (gap - len(right)) for left, right in shown]
    return ["".join(cells[at : at + abreast]).rstrip() for at in range(0, len(cells), abreast)]


def _named(change: Change, kernel: str, look: Look) -> str:
    """Write a change, the kernel being called as a lecture calls it: a filter, or a pool's window."""
    if change.lettered:
        return f"input {look.lettered(change.volume)}"
    return f"{kernel if change.option == 'kernel' else change.option} {change.value}"
