"""The totals of a net, and which slip, made in every layer, gives a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cnncalc.algebra.expr import Dim
from cnncalc.algebra.operators import Number
from cnncalc.engine.conventions import CONVENTIONS
from cnncalc.grading.asked import Case, Quantity, Value
from cnncalc.grading.slips.diagnose import wrong_values
from cnncalc.grading.slips.given import Given
from cnncalc.grading.slips.slip import Slip
from cnncalc.grading.slips.table import SLIPS
from cnncalc.grading.truths import truth
from cnncalc.model.layer_facts import Cost
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import whole


class Total(NamedTuple):
    """A number of a whole net: what it is called, and whether slips are looked for unless others are asked for."""

    quantity: Quantity
    what: str
    number: Dim
    usual: bool = True


def totals(report: Report) -> Iterator[Total]:
    """Yield the totals of a net: what is learned, what is done by each convention, what is kept.

    What holds an unknown letter is left out.
    """
    return (total for total in _totals(report) if isinstance(total.number, int))


def _totals(report: Report) -> Iterator[Total]:
    sums, setting = report.totals, report.setting
    learned = sums.params.total
    yield Total("params", "parameters", learned)
    yield Total("macs", "MACs", sums.macs)
    yield Total("weights", "weights", sums.params.weights, False)
    yield Total("flops", _by(setting.flops), sums.flops, False)
    for name, rule in CONVENTIONS.items():
        if name != setting.flops and isinstance(sums.flops, int):
            count = sum(whole(rule.flops(layer.node, _cost(layer))) for layer in report.layers if not layer.node.aux)
            yield Total("flops", _by(name), count, False)
    if sums.params.buffers:
        yield Total("params", "parameters and running statistics of norms", learned + sums.params.buffers, False)
    if sums.params_with_aux != learned:
        yield Total("params", "parameters with the side outputs", sums.params_with_aux, False)
    yield Total("activations", "activations", sums.activations, False)
    for what, size in (("parameters", sums.param_bytes), ("activations", sums.activation_bytes)):
        yield Total("memory", f"bytes of the {what}", size, False)
        taken = size * 10**6 // 2**20
        yield Total("memory", f"bytes of the {what}, a MB of 2^20 taken for one of 10^6", taken, False)


def _by(name: str) -> str:
    """Say how FLOPs are counted by a convention."""
    return f"FLOPs by `--flops {name}`"


class Made(NamedTuple):
    """A total that is wrong: the slip behind it, the number, and in which layers it was made; empty for all."""

    slip: Slip
    number: Number
    where: str = ""
    alone: bool = False
    """Whether it was made in one layer, though it could be made in others."""


def diagnose_total(report: Report, total: Total, values: Iterable[Value], given: Given) -> Iterator[Made]:
    """Yield the slips that give a value for a total: made in every layer where they can be made, or in one of them.

    A rounded number is one that a convention gives, or has digits enough; slips of the pen come last.
    """
    found = False
    for made in _sums(report, total.quantity):
        sure = not made.alone and (given.tells or made.slip.convention is not None)
        if made.number != total.number and (made.number in values or (sure and given.fits(values, made.number))):
            found = True
            yield made
    for slip in SLIPS if not found and not given.is_rounded else ():
        if slip.stage == "digits" and total.quantity in slip.of:
            for value in values:
                if isinstance(value, (int, Fraction)) and any(slip.change(total.quantity, (total.number,), (value,))):
                    yield Made(slip, value)


def _cost(layer: LayerReport) -> Cost:
    return layer.node.layer.cost(layer.output, *layer.node.volumes)


def _sums(report: Report, quantity: Quantity) -> Iterator[Made]:
    """Yield what each slip makes of a total; of the several ways of a slip each layer takes the same."""
    layers = [layer for layer in report.layers if not layer.node.aux]
    right = [_number(truth(layer, quantity, report)) for layer in layers]
    total = sum(right)
    ways: dict[str, dict[int, list[Number]]] = {}
    for number, layer in enumerate(layers):
        for wrong in wrong_values(Case(layer, layer.node.volumes, None, report), quantity):
            ways.setdefault(wrong.slip.id, {}).setdefault(number, []).append(_number(wrong.value))
    for slip in SLIPS:
        if slip.stage == "sum" and quantity in slip.of:
            for missing, where in slip.change(layers, right):
                yield Made(slip, total - missing, f"without {where}")
        elif slip.id in ways:
            made = ways[slip.id]
            yield from (Made(slip, number) for number in _ways(made, right))
            if len(made) > 1:
                for number, wrongs in made.items():
                    where = f"in {layers[number].name} alone"
                    yield from (Made(slip, total - right[number] + wrong, where, True) for wrong in wrongs)


def _ways(made: dict[int, list[Number]], right: list[Number]) -> Iterator[Number]:
    for way in range(max(map(len, made.values()))):
        yield sum(
            made[number][min(way, len(made[number]) - 1)] if number in made else value
            for number, value in enumerate(right)
        )


def _number(value: Value) -> Number:
    assert not isinstance(value, tuple)
    return value  # type: ignore[return-value]  # counts are plain numbers
