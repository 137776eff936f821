"""The worked line behind an answer, for solutions: `(11*11*3 + 1)*96 = 34944`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import separated
from cnncalc.engine.totals import BYTES
from cnncalc.explain.counted import consists, flops
from cnncalc.explain.derivation import Derivation, OnAxes
from cnncalc.explain.worked import Worked, worked
from cnncalc.grading.asked import Case, Quantity
from cnncalc.model.report import LayerReport, Setting

_Line: TypeAlias = Callable[[LayerReport, Worked, Setting], str]


def worked_line(case: Case, quantity: Quantity, setting: Setting, lines: Worked | None = None) -> str:
    """Return how an answer comes about, on one line; empty where there is nothing to calculate.

    `lines` are the worked lines of the layer, where they are known already.
    """
    say = _LINES.get(quantity)
    return "" if say is None else say(case.layer, lines or worked(case.layer, case.report), setting)


def _equation(derivation: Derivation, parts: str = "") -> str:
    """Write a calculation with its result, and what the result consists of."""
    result = separated(derivation.value)
    alone = derivation.numbers.isdecimal() or derivation.numbers == result
    line = result if alone else f"{derivation.numbers} = {result}"
    return f"{line}: {parts}" if parts else line


def _axes(found: Iterable[OnAxes]) -> str:
    return "; ".join(on.line if on.everywhere else f"{on.line} {on.where}" for on in found)


def _output(layer: LayerReport, lines: Worked, setting: Setting) -> str:
    sizes = "; ".join(size.rounded for size in lines.output) or _axes(lines.shape)
    depth = _equation(lines.depth) if lines.depth is not None else ""
    if not (sizes or depth or layer.macs != 0) and layer.output == layer.node.volumes[0]:
        return "the shape stays as it was"
    return ", ".join(filter(None, (sizes, depth, lines.remark)))


def _params(layer: LayerReport, lines: Worked, setting: Setting) -> str:
    if lines.params is None or layer.params.total == 0:
        return ""
    return _equation(lines.params, consists(layer.params))


def _macs(layer: LayerReport, lines: Worked, setting: Setting) -> str:
    products = lines.macs
    if products is None:
        return ""
    if products.times is None:
        return _equation(products.derivation)
    return f"{products.each.numbers} * {products.times.numbers} = {layer.macs:,}"


def _memory(layer: LayerReport, lines: Worked, setting: Setting) -> str:
    if layer.node.layer.in_place:
        return "it works in place"
    batch = f" * {setting.batch} images" if setting.batch > 1 else ""
    count, each = lines.kept.value, BYTES[setting.dtype]
    total = f" = {separated(count * each * setting.batch)}" if isinstance(count, Number) else ""
    return f"{lines.kept.numbers} numbers * {each} bytes{batch}{total}"


_LINES: Final[Mapping[Quantity, _Line]] = {
    "output": _output,
    "params": _params,
    "weights": _params,
    "biases": _params,
    "norm": _params,
    "macs": _macs,
    "flops": lambda layer, lines, setting: (
        flops(layer.flops, setting) if layer.flops is not None and layer.flops != 0 else ""
    ),
    "activations": lambda layer, lines, setting: _equation(lines.kept),
    "memory": _memory,
    "rf": lambda layer, lines, setting: _axes(lines.field) if layer.field.axes else "every unit sees the whole input",
    "jump": lambda layer, lines, setting: _axes(lines.jump),
    "start": lambda layer, lines, setting: _axes(lines.start),
}
