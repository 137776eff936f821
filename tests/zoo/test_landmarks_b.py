"""Nets for dense prediction, generation, restoration and sequences against what was published about them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import cnncalc
from cnncalc.model.report import LayerReport, Report

DATA = Path(__file__).parents[1] / "data" / "landmarks_b.csv"
SPECS = ["unet", "segnet", "fcn32s", "dcgan_generator", "dcgan_discriminator", "patchgan70"]
SPECS += ["srcnn", "vdsr", "dncnn", "tcn", "wavenet", "m5", "context_module"]

UNITS = {"": 1, "K": 10**3, "10K": 10**4, "M": 10**6, "G": 10**9}

PREDICTORS = ["dcgan_discriminator", "patchgan70", "srcnn", "vdsr", "dncnn", "context_module"]
"""Nets of convolutions only, whose units all see as much."""


class Row(NamedTuple):
    """A published number of a net (`params`) or of one of its layers (`params conv1`)."""

    spec: str
    quantity: str
    value: str
    decimals_or_unit: str
    source: str

    def __str__(self) -> str:
        return f"{self.spec} {self.quantity} {self.value}"


with DATA.open(encoding="utf-8", newline="") as file:
    ROWS = [Row(**row) for row in csv.DictReader(file)]


@cache
def report(spec: str) -> Report:
    """The report of a bundled net by its name; `vdsr on 720x1280x1` has another input."""
    name, _, size = spec.partition(" on ")
    return cnncalc.load(name).report(input=size or None)


def last(net: Report) -> LayerReport:
    """The layer that the net's output comes from."""
    return net.layers[-1]


def square(numbers: Iterable[object]) -> int:
    """The whole number that is the same on every axis."""
    (number,) = set(numbers)
    assert isinstance(number, int | Fraction)
    assert number == int(number)
    return int(number)


def found(net: Report, quantity: str) -> int | str:
    """What the program says of a quantity."""
    match quantity.split():
        case ["params", "but", name]:
            return net.totals.params.total - net[name].params.total
        case ["params"]:
            return net.totals.params.total
        case ["weights"]:
            return net.totals.params.weights
        case ["macs"]:
            assert isinstance(net.totals.macs, int)
            return net.totals.macs
        case ["params", name]:
            return net[name].params.total
        case ["jump", name]:
            return square(net[name].field.jump)
        case ["rf", *name]:
            return square((net[name[0]] if name else last(net)).field.size)
        case ["output", *name]:
            return (net[name[0]] if name else last(net)).output.text
    raise ValueError(f"no quantity is called {quantity}")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_published_number_comes_out(row: Row) -> None:
    """Every number of the table comes out, rounded to the digits that its source gives."""
    number = found(report(row.spec), row.quantity)
    if isinstance(number, str):
        assert number == row.value, row.source
        return
    digits = Decimal(1).scaleb(-len(row.value.partition(".")[2]))
    rounded = (Decimal(number) / UNITS[row.decimals_or_unit]).quantize(digits, ROUND_HALF_UP)
    assert rounded == Decimal(row.value), row.source


@pytest.mark.parametrize("spec", SPECS)
def test_a_net_and_its_variants_are_what_they_claim(spec: str) -> None:
    """No size that a net or a variant claims and no number that it expects fails."""
    for name in (spec, *cnncalc.load(spec).variants):
        net = report(name)
        assert net.complete
        assert not net.failed, (name, net.problems)


def test_every_net_has_published_numbers() -> None:
    """Only the padded U-Net, written in many ways, has no number that somebody else published."""
    measured = {row.spec for row in ROWS}
    bundled = {name for spec in SPECS for name in (spec, *cnncalc.load(spec).variants)}
    assert bundled - measured == {"unet_same"}


def test_padding_costs_unet_no_parameters() -> None:
    """U-Net with padding gives a map as large as its input, with the parameters of the paper's net."""
    padded, paper = report("unet_same"), report("unet")
    assert last(padded).output.space == padded.input.space
    assert padded.totals.params == paper.totals.params


def test_segnet_gives_back_the_size_of_its_input() -> None:
    """SegNet labels every pixel: rows that a pool rounded up are cut again by unpooling."""
    for name in ("segnet", "segnet_sun", "segnet_pascal"):
        net = report(name)
        assert last(net).output.space == net.input.space


@pytest.mark.parametrize("spec", ["tcn", "wavenet"])
def test_a_causal_net_sees_no_later_step(spec: str) -> None:
    """A unit of a causal net sees its own step and earlier ones: its field ends where the unit stands."""
    for layer in report(spec).layers:
        assert square(layer.field.start) + square(layer.field.size) - 1 == 0


def test_a_tcn_sees_all_pixels_of_a_digit() -> None:
    """The last step of the net for sequential MNIST sees all of the 784 pixels, as the authors ask for."""
    net = report("tcn")
    assert square(last(net).field.size) >= square(net.input.space)


@pytest.mark.parametrize("spec", PREDICTORS)
def test_all_units_see_as_much(spec: str) -> None:
    """In a net of convolutions alone the smallest and the largest receptive field are one."""
    field = last(report(spec)).field
    assert field.size_min == field.size
