"""A convolution against layers whose weights are not shared: as text, and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cnncalc import __version__
from cnncalc.algebra.errors import counted
from cnncalc.algebra.printers import TEXT, separated
from cnncalc.explain.versus import Way
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import whole
from cnncalc.render.json import SCHEMA_VERSION
from cnncalc.render.look import PLAIN, Look

_SEPARATED: Final = replace(TEXT, number=separated)


def versus_card(layer: LayerReport, ways: Sequence[Way], look: Look = PLAIN, notes: Sequence[str] = ()) -> str:
    """Return a line for each way to connect the volumes; the last one is the convolution itself."""
    node = layer.node
    lines = [*look.heading(node), ""]
    names, counts, formulas = ([*column] for column in zip(*(_row(way, look) for way in ways), strict=True))
    label, number = max(map(len, names)) + 3, max(map(len, counts))
    for name, count, formula, way in zip(names, counts, formulas, ways, strict=True):
        start = "  " + look.style("label", name) + " " * (label - len(name)) + " " * (number - len(count))
        lines += look.hanging(start + look.style("result", count) + "   ", 5 + label + number, f"{formula}: {way.idea}")
    lines += ["", *(line for note in (*_notes(layer, ways, look), *notes) for line in look.hanging("  ", 2, note))]
    return look.page(lines)


def versus_document(layer: LayerReport, ways: Sequence[Way]) -> dict[str, object]:
    """Return the comparison as the document of `--json`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "input": layer.node.volumes[0].text,
        "output": layer.output.text,
        "ways": [
            {
                "op": way.layer.kind,
                "title": way.layer.title,
                "output": way.output.text,
                "weights": way.weights,
                "biases": way.biases,
                "formula": way.derivation.formula,
                "numbers": way.derivation.numbers,
            }
            for way in ways
        ],
    }


def _row(way: Way, look: Look) -> tuple[str, str, str]:
    name = way.layer.title if way.same else counted(whole(way.output.channels), "hidden unit")
    return name, f"{way.weights:,}", _SEPARATED.write(way.derivation.lines[0])


def _notes(layer: LayerReport, ways: Sequence[Way], look: Look) -> tuple[str, ...]:
    """Say what is compared, and by how many times the weights become fewer."""
    dense = next(way for way in ways if way.same)
    volumes = f"weights from {look.volume(layer.node.volumes[0])} to {look.volume(layer.output)}"
    beside = "".join(
        f"; the first line: to {counted(whole(way.output.channels), 'hidden unit')} only"
        for way in ways
        if not way.same
    )
    counts = "; ".join(f"{way.biases:,}" for way in ways)
    times, left = divmod(dense.weights, ways[-1].weights)
    fewer = f"more than {times:,}" if left else f"{times:,}"
    return (
        f"{volumes}{beside}{'' if ways[-1].biases else '; no biases'}",
        *([f"biases are not counted: {counts}"] if ways[-1].biases else []),
        f"a small, shared window: {fewer} times fewer than fully connected",
    )
