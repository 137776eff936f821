"""One number to a whole net: a total of it, a number of one of its layers, or what a slip makes of a total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cnncalc.grading.asked import Quantity, Value
from cnncalc.grading.slips.given import Given
from cnncalc.grading.slips.nets import Total, diagnose_total, totals
from cnncalc.grading.slips.recognised import Guess, Recognised, Right, likeliest, meant, unreadable, values_of
from cnncalc.grading.slips.slip import Diagnosis
from cnncalc.grading.truths import truth
from cnncalc.model.report import LayerReport, Report
from cnncalc.spec import bundled

_OF_LAYERS: Final[tuple[Quantity, ...]] = ("output", "params", "macs")
"""What a number is compared with in every layer."""
_MOST_LAYERS: Final = 3
_FAMILY: Final = re.compile(r"[a-z]*")


def of_net(report: Report, given: Given, quantities: tuple[Quantity, ...]) -> Recognised:
    """Tell what a number is to a net as a whole.

    Raises:
        UsageError: the number cannot be read.
    """
    found = Recognised.nothing(given, "net", quantities)
    every = list(totals(report))
    sums = [total for total in every if not quantities or total.quantity in quantities]
    read = {total: () if given.is_size else values_of(given.text, total.quantity, total.number) for total in every}
    fitting = [total for total in every if given.fits(read[total], total.number)]
    if rights := tuple(Right(total.what, total.number) for total in fitting if total in sums):
        alone = not quantities and {total.quantity for total in fitting} == {"weights"}
        beside = [Right(total.what, total.number) for total in every[:1] if alone]
        return found._replace(right=rights, beside=tuple(beside))
    layers = list(_of_layers(report, given, quantities))
    if layers and not quantities:
        return found._replace(right=tuple(layers))
    if not layers and not any(read[total] for total in sums) and not given.is_size:
        raise unreadable(given.text, bool(sums))
    relatives = tuple(_of_relatives(report, given, quantities))
    if relatives and given.is_rounded:  # a slip may lie near a rounded number by chance
        return found._replace(instead=relatives)
    guesses = [
        guess for total in sums if total.usual or quantities for guess in _guesses(report, total, read[total], given)
    ]
    if guesses:
        return found._replace(guesses=likeliest(guesses))
    others = tuple(Right(total.what, total.number) for total in fitting)
    return found._replace(instead=others or tuple(layers) or relatives)


def _guesses(report: Report, total: Total, values: tuple[Value, ...], given: Given) -> Iterator[Guess]:
    for slip, number, where, alone in diagnose_total(report, total, values, given):
        diagnosis = Diagnosis((slip,), number, None)
        yield Guess(total.quantity, total.what, diagnosis, total.number, "", where, alone)


def _of_layers(report: Report, given: Given, quantities: tuple[Quantity, ...]) -> Iterator[Right]:
    """Yield the layers that have such a number, the first few."""
    several = 0
    for layer in report.layers:
        for quantity in _OF_LAYERS:
            right: Value = truth(layer, quantity, report)
            readable = quantity == "output" or not given.is_size
            wanted = readable and (quantity in quantities or not (quantities and given.is_rounded))
            if wanted and right != _kept(layer, quantity) and given.fits(values_of(given.text, quantity, right), right):
                yield Right(meant([quantity]), right, where=layer.name)
                several += 1
        if several >= _MOST_LAYERS:
            return


def _kept(layer: LayerReport, quantity: Quantity) -> Value:
    """Return what says nothing of a layer: the shape of its input, or 0."""
    return layer.node.volumes[0] if quantity == "output" else 0


def _of_relatives(report: Report, given: Given, quantities: tuple[Quantity, ...]) -> Iterator[Right]:
    """Yield the bundled nets of the same family that have such a total."""
    family = _family(report.title.file) if report.title.bundled else ""
    for net in bundled.nets() if family else ():
        numbers: tuple[tuple[Quantity, int], ...] = (("params", net.params), ("macs", net.macs))
        for quantity, number in numbers if _family(net.name) == family else ():
            wanted = not quantities or quantity in quantities
            if wanted and not given.is_size and given.fits(values_of(given.text, quantity, number), number):
                yield Right(meant([quantity]), number, where=net.name)


def _family(name: str) -> str:
    """Return how the names of one family of nets begin: `resnet` of `resnet50`, `alexnet` of `alexnet_torchvision`."""
    found = _FAMILY.match(name)
    return found[0] if found else ""
