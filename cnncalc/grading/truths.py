"""The true answers: what the report says of a layer, by the name of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from cnncalc.algebra.expr import Dim, Expr, exact
from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import decimal, text
from cnncalc.engine.totals import BYTES
from cnncalc.errors import RuleError
from cnncalc.grading.asked import Choice, Quantity, Value
from cnncalc.model.report import LayerReport, Report, Setting
from cnncalc.model.volume import Layout, Volume

_Reading: TypeAlias = Callable[[LayerReport, Setting], "Value | None"]


def truth(layer: LayerReport, quantity: Quantity, report: Report | None) -> Value:
    """Return a quantity of a layer; without a report of its net, memory is that of one image in float32.

    Receptive fields, jumps and starts are one number an axis; the field of a layer that sees everything is the input.

    Raises:
        RuleError: the layer has no such number, as a fully connected one has no jump (code `value`).
    """
    value = _TRUTHS[quantity](layer, report.setting if report is not None else Setting())
    if value is None:
        raise RuleError("value", f"{layer.name} has no {MEANINGS[quantity]}", field=quantity)
    return value


def _memory(layer: LayerReport, setting: Setting) -> Dim:
    """Return the bytes of what comes out; a layer that works in place needs none of its own."""
    numbers = 0 if layer.node.layer.in_place else layer.activations
    return numbers * BYTES[setting.dtype] * setting.batch


def _per_axis(values: tuple[Number | Expr | None, ...]) -> tuple[Number, ...] | Expr | None:
    """Return one number an axis, or the formula of all axes; None where there is no axis, or one has neither."""
    if values and isinstance(values[0], Expr):
        return values[0] if len(set(values)) == 1 else None
    known = tuple(exact(value) for value in values if isinstance(value, Number))
    return known if known and len(known) == len(values) else None


_TRUTHS: Final[Mapping[Quantity, _Reading]] = {
    "output": lambda layer, _: layer.output,
    "params": lambda layer, _: layer.params.total,
    "weights": lambda layer, _: layer.params.weights,
    "biases": lambda layer, _: layer.params.biases,
    "norm": lambda layer, _: layer.params.norm,
    "macs": lambda layer, _: layer.macs,
    "flops": lambda layer, _: layer.flops,
    "connections": lambda layer, _: layer.connections,
    "activations": lambda layer, _: layer.activations,
    "memory": _memory,
    "rf": lambda layer, _: _per_axis(layer.field.size),
    "jump": lambda layer, _: _per_axis(layer.field.jump),
    "start": lambda layer, _: _per_axis(layer.field.start),
}

MEANINGS: Final[Mapping[Quantity, str]] = {
    "output": "output volume",
    "params": "parameters",
    "weights": "weights",
    "biases": "biases",
    "norm": "parameters of norm layers",
    "macs": "MACs",
    "flops": "FLOPs",
    "connections": "connections",
    "activations": "output numbers",
    "memory": "bytes of memory",
    "rf": "receptive field",
    "jump": "jump",
    "start": "start of the receptive field",
}
"""What can be asked of a layer, in words; they stand in the order of a sheet's columns."""


def written(value: Value, layout: Layout = "hwc") -> str:
    """Write an answer as it is expected on a sheet: `55x55x96`, `34944`, `11`, `(n - k + 1)^2`, `b`."""
    if isinstance(value, Volume):
        return value.channels_first if layout == "chw" else value.text
    if isinstance(value, Choice):
        return value.letter
    if isinstance(value, Expr):
        return text(value)
    if isinstance(value, tuple):
        texts = [decimal(number) for number in value if isinstance(number, Number)]
        return texts[0] if len(set(texts)) == 1 else "x".join(texts)
    return decimal(value)
