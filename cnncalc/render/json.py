"""The report as the document of `--json`: one entry for every elementary op, in the order in which they run.

Within a schema version there are only additions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from cnncalc import __version__
from cnncalc.algebra.expr import Dim, Expr
from cnncalc.algebra.printers import text as expression
from cnncalc.errors import Problem
from cnncalc.model.field import Space
from cnncalc.model.layer_facts import Fit
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Volume
from cnncalc.render.columns import activations
from cnncalc.render.problems import as_json
from cnncalc.render.table import USUAL, View

SCHEMA_VERSION: Final = 1

_Readings: TypeAlias = tuple[Space, Space, list[int | str | None], Space, bool]
"""Size, smallest size, jump, start and density of a field; layers that work point by point share one."""


def text(report: Report, view: View = USUAL) -> str:
    """Return the document as text; columns, layout and open blocks do not change it."""
    return dumped(document(report))


def dumped(document: Mapping[str, object]) -> str:
    """Return a document as text: a line for every part of it, and for every entry of a list.

    That is read, compared and searched by line, and written four times as fast as with every number on its own.
    """
    parts = (f"{_compact(key)}: {_lines(value)}" for key, value in document.items())
    return "{\n  " + ",\n  ".join(parts) + "\n}\n"


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n    " + ",\n    ".join(map(_compact, value)) + "\n  ]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def document(report: Report) -> dict[str, object]:
    """Return every number of a report, as plain data."""
    title, setting = report.title, report.setting
    read: dict[int, _Readings] = {}
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "spec": {
            "name": title.name,
            "file": title.file,
            "variant": title.variant,
            "input": _volume(report.input),
            "rounding": report.rounding,
            "flops": setting.flops,
            "batch": setting.batch,
            "dtype": setting.dtype,
        },
        "layers": [_layer(layer, read) for layer in report.layers],
        "totals": _totals(report),
        "output": _volume(report.outputs[0][1].output) if report.outputs else None,
        "outputs": [{"name": name, "output": _volume(tap.output)} for name, tap in report.outputs],
        "diagnostics": list(map(as_json, report.problems)),
        **({"letters": _letters(report), "conditions": list(report.conditions)} if report.lettered else {}),
    }


def _letters(report: Report) -> dict[str, str]:
    """Return the letters that stand for long sizes on the way, and what they are."""
    return {letter: expression(size) for letter, size in report.graph.letters.items()}


def problem_document(problems: Iterable[Problem], file: str) -> dict[str, object]:
    """Return the document of a spec that could not be read: only what is wrong with it.

    The problems carry their files themselves; `file` stands for those without a place.
    """
    diagnostics = list(map(as_json, problems))
    for diagnostic in diagnostics:
        diagnostic["file"] = diagnostic["file"] or file or None
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "spec": None,
        "layers": [],
        "totals": None,
        "output": None,
        "outputs": [],
        "diagnostics": diagnostics,
    }


def _layer(layer: LayerReport, read: dict[int, _Readings]) -> dict[str, object]:
    node, params = layer.node, layer.params
    return {
        "name": node.name,
        "path": node.origin.path if node.origin else "",
        "op": node.layer.kind,
        "text": node.text,
        "block": [call.label for call in node.line.calls],
        "from": [source.name for source in node.inputs],
        "output": _volume(node.output),
        "params": {
            "total": _dim(params.total),
            "weights": _dim(params.weights),
            "biases": _dim(params.biases),
            "norm": _dim(params.norm),
            "trainable": _dim(params.total),
            "buffers": _dim(params.buffers),
            "shapes": {weight.name: list(map(_dim, weight.shape)) for weight in layer.shapes},
        },
        "macs": _dim(layer.macs),
        "flops": _dim(layer.flops),
        "activations": _dim(activations(layer)),
        "connections": _dim(layer.connections),
        "receptive_field": _field(layer, read),
        "fit": [_fit(axis, fit) for axis, fit in enumerate(layer.fits)],
        "aux": node.aux,
        "notes": [] if node.note is None else [node.note],
    }


def _totals(report: Report) -> dict[str, object]:
    totals, params = report.totals, report.totals.params
    return {
        "params": _dim(params.total),
        "weights": _dim(params.weights),
        "biases": _dim(params.biases),
        "norm": _dim(params.norm),
        "trainable": _dim(params.total),
        "buffers": _dim(params.buffers),
        "params_with_aux": _dim(totals.params_with_aux),
        "macs": _dim(totals.macs),
        "macs_with_aux": _dim(totals.macs_with_aux),
        "flops": _dim(totals.flops),
        "activations": _dim(totals.activations),
        "param_bytes": _dim(totals.param_bytes),
        "activation_bytes": _dim(totals.activation_bytes),
        "peak_activation_bytes": _dim(totals.peak_activation_bytes),
    }


def _field(layer: LayerReport, read: dict[int, _Readings]) -> dict[str, object]:
    field = layer.field
    readings = read.get(id(field))
    if readings is None:
        jump = [None if step is None else _number(step) for step in field.jump]
        readings = read[id(field)] = (field.size, field.size_min, jump, field.start, field.dense)
    size, size_min, jump, start, dense = readings
    return {
        "size": list(map(_reading, size)),
        "size_min": list(map(_reading, size_min)),
        "jump": list(jump),
        "start": list(map(_reading, start)),
        "kernel": list(map(_reading, layer.kernel)),
        "whole": field.whole,
        "dense": dense,
    }


def _fit(axis: int, fit: Fit) -> dict[str, object]:
    exact = None if fit.exact is None else str(fit.exact)
    return {"axis": axis, "exact": exact, "dropped": fit.dropped, "unseen": fit.unseen}


def _volume(volume: Volume) -> dict[str, object]:
    return {"space": list(map(_dim, volume.space)), "channels": _dim(volume.channels), "text": volume.text}


def _dim(dim: Dim) -> int | str:
    """Return a size as a number, or as a formula where it is unknown."""
    return dim if isinstance(dim, int) else expression(dim)


def _reading(value: Dim | None) -> int | str | None:
    """Return a reading of a receptive field, which may be missing."""
    return None if value is None else _dim(value)


def _number(value: Fraction | Dim) -> int | str:
    """Return a whole number as one, what is not as a fraction, and a formula as its text."""
    if isinstance(value, Expr):
        return expression(value)
    return value.numerator if value.denominator == 1 else str(value)
