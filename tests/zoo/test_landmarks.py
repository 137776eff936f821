"""The nets that are not torchvision's against what papers, authors and frameworks published about them."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import cnncalc
from cnncalc.model.params import Params
from cnncalc.model.report import LayerReport, Report
from cnncalc.spec import bundled

DATA = Path(__file__).parents[1] / "data"

UNITS = {
    "": Decimal(1),
    "K": Decimal(10) ** 3,
    "10K": Decimal(10) ** 4,
    "M": Decimal(10) ** 6,
    "G": Decimal(10) ** 9,
    "MiB of 4-byte numbers": Decimal(2**20) / 4,
}

UNPUBLISHED = {
    "fpn_resnet101",  # a pyramid that torchvision builds, but publishes no number of
    "padding_tour",  # written for this collection
    "unet_same",  # others pad the U-Net too, each in another way
}


class Row(NamedTuple):
    """A published number, in a unit and with the digits of its source.

    The spec is a bundled net or variant, on another input where it says so: `vdsr on 720x1280x1`. The quantity is one
    of the whole net (`params`), or of one layer or output (`params conv1`); see `found`.
    """

    spec: str
    quantity: str
    value: str
    unit: str
    source: str

    def __str__(self) -> str:
        return f"{self.spec} {self.quantity} {self.value} {self.unit}".rstrip()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = [Row(**row) for row in rows("landmarks.csv")]


@cache
def report(spec: str) -> Report:
    """The report of a row's spec."""
    name, _, size = spec.partition(" on ")
    return cnncalc.load(name).report(input=size or None)


def found(net: Report, quantity: str) -> int | str:
    """What the program says of a quantity.

    A quantity is a word and, but for those of whole nets, a layer or an output by its name; without a name it is the
    last layer. Parameters are those of the net or of the layer, may be of some roles only (`weights+biases`), and may
    leave out one layer (`params but upscore`).
    """
    match quantity.split():
        case ["macs" | "flops" | "params_with_aux" as word]:
            return int(getattr(net.totals, word))
        case ["output" | "rf" | "jump" | "neurons" | "connections" as word, *name]:
            return of_layer(layer(net, *name), word)
        case [roles]:
            return learned(net.totals.params, roles)
        case [roles, name]:
            return learned(net[name].params, roles)
        case [roles, "but", name]:
            return learned(net.totals.params, roles) - learned(net[name].params, roles)
    raise ValueError(f"{quantity} is no quantity")


def layer(net: Report, name: str = "") -> LayerReport:
    """A layer by its name or by that of an output; without a name the last one."""
    outputs = {output: tap.name for output, tap in net.outputs}
    return net[outputs.get(name, name)] if name else net.layers[-1]


def of_layer(one: LayerReport, word: str) -> int | str:
    """A quantity of a layer that has nothing to do with parameters."""
    match word:
        case "output":
            return one.output.text
        case "neurons":
            return one.activations
        case "connections":
            return one.connections
    sizes = {"rf": one.field.size, "jump": one.field.jump}[word]
    (size,) = set(sizes)  # the same along all axes
    assert size is not None
    assert size == int(size)
    return int(size)


def learned(params: Params, roles: str) -> int:
    """The numbers of these roles: `params` are all that is learned, `params+buffers` all that is kept."""
    return sum(params.total if role == "params" else getattr(params, role) for role in roles.split("+"))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_published_number_comes_out(row: Row) -> None:
    """Every number of the table comes out, rounded to the digits that its source gives."""
    number = found(report(row.spec), row.quantity)
    if isinstance(number, str):
        assert number == row.value, row.source
        return
    digits = Decimal(1).scaleb(-len(row.value.partition(".")[2]))
    assert (number / UNITS[row.unit]).quantize(digits, ROUND_HALF_UP) == Decimal(row.value), row.source


def test_every_net_has_a_published_number() -> None:
    """Only three nets have no number that somebody else published: here, or in the table of torchvision."""
    torchvision = {row["model"] for row in rows("torchvision_metadata.csv")} - {"alexnet"} | {"alexnet_torchvision"}
    measured = {row.spec.partition(" on ")[0] for row in ROWS}
    assert {net.name for net in bundled.nets()} - torchvision - measured == UNPUBLISHED


def test_every_number_has_one_row_and_a_source() -> None:
    """No number of a source is told twice, and none is without its source."""
    assert len({(row.spec, row.quantity, row.source) for row in ROWS}) == len(ROWS)
    assert all(row.source for row in ROWS)
