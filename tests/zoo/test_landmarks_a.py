"""Landmark nets against what their papers, authors and frameworks published: numbers of nets and of single layers."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import cnncalc
from cnncalc.model.report import Report
from cnncalc.model.volume import Volume

DATA = Path(__file__).parents[1] / "data" / "landmarks_a.csv"
SPECS = ["lenet5", "alexnet", "googlenet_caffe", "zfnet", "nin", "nin_imagenet", "resnet20"]
SPECS += ["xception", "mobilenet_v1", "darknet19", "darknet53", "yolov3", "fpn_resnet50", "c3d"]

UNITS = {"": Decimal(1), "M": Decimal(10) ** 6, "G": Decimal(10) ** 9, "MiB of 4-byte numbers": Decimal(2**20) / 4}


class Row(NamedTuple):
    """A published number: of a net (`params`) or of one layer (`params conv1`)."""

    spec: str
    quantity: str
    value: str
    decimals_or_unit: str
    source: str

    def __str__(self) -> str:
        return f"{self.spec} {self.quantity}"


with DATA.open(newline="") as file:
    ROWS = [Row(**row) for row in csv.DictReader(file)]


@cache
def report(spec: str) -> Report:
    """The report of a bundled spec or of its variant; `fpn_resnet50 on 64x64x3` has another input."""
    name, _, size = spec.partition(" on ")
    return cnncalc.load(name).report(input=size or None)


def total(net: Report, quantity: str) -> int | str:
    """A quantity of a whole net."""
    totals = net.totals
    match quantity:
        case "params":
            return totals.params.total
        case "params+buffers":
            return totals.params.total + totals.params.buffers
        case "weights+biases":
            return totals.params.weights + totals.params.biases
        case "params_with_aux" | "macs" | "flops":
            return int(getattr(totals, quantity))
    raise ValueError(f"no quantity of a net is called {quantity}")


def of_layer(net: Report, quantity: str, name: str) -> int | str:
    """A quantity of one layer, or the size of an output of that name."""
    if quantity == "output" and name in dict(net.outputs):
        return dict(net.outputs)[name].output.text
    layer = net[name]
    match quantity:
        case "output":
            return layer.output.text
        case "params":
            return layer.params.total
        case "neurons":
            return layer.activations
        case "connections":
            return layer.connections
        case "rf":
            (size,) = set(layer.field.size)
            assert size is not None
            return size
    raise ValueError(f"no quantity of a layer is called {quantity}")


def numbers(volume: Volume) -> int:
    """How many numbers a volume holds."""
    assert isinstance(volume.numbers, int)
    return volume.numbers


def published(found: int, row: Row) -> Decimal:
    """A number as it was published: in its unit, with as many decimals."""
    decimals = Decimal(1).scaleb(Decimal(row.value).as_tuple().exponent)  # type: ignore[arg-type]
    return (found / UNITS[row.decimals_or_unit]).quantize(decimals, ROUND_HALF_UP)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_published_number_comes_out(row: Row) -> None:
    """Every number of the table comes out, to the last digit that its source gives."""
    net = report(row.spec)
    quantity, _, layer = row.quantity.partition(" ")
    found = of_layer(net, quantity, layer) if layer else total(net, quantity)
    if isinstance(found, str):
        assert found == row.value, row.source
    else:
        assert published(found, row) == Decimal(row.value), row.source


@pytest.mark.parametrize("spec", SPECS)
def test_a_net_and_its_variants_keep_their_promises(spec: str) -> None:
    """Nothing that a landmark net or a variant of it expects or claims fails."""
    loaded = cnncalc.load(spec)
    for variant in (None, *loaded.variants):
        net = cnncalc.load(variant or spec).report()
        assert net.complete
        assert not net.failed, (variant, net.problems)


def test_every_landmark_net_has_published_numbers() -> None:
    """No net and no variant of one is without a number that somebody else published."""
    measured = {row.spec for row in ROWS}
    bundled = {name for spec in SPECS for name in (spec, *cnncalc.load(spec).variants)}
    assert bundled - measured == {"fpn_resnet101"}  # counted in torchvision, published nowhere


def test_every_number_has_one_row_and_a_source() -> None:
    """No number of a source is told twice, and none is without its source."""
    assert len({(row.spec, row.quantity, row.source) for row in ROWS}) == len(ROWS)
    assert all(row.source for row in ROWS)


def test_the_c3_of_lenet_is_fully_connected() -> None:
    """LeNet-5's C3 has the paper's 1,516 parameters and the 36 of 96 kernels that the paper's table leaves out."""
    assert report("lenet5")["conv2"].params.total == 1_516 + (96 - 60) * 25 == 2_416


@pytest.mark.parametrize(
    ("spec", "projected"),
    [("resnet20", 272_474), ("resnet56", 855_770), ("resnet110", 1_730_714)],
)
def test_zero_padded_shortcuts_have_no_parameters(spec: str, projected: int) -> None:
    """Where ours pad with zeros, as the paper does, osmr/imgclsmob's nets have two projections with batch norm."""
    projections = (16 * 32 + 2 * 32) + (32 * 64 + 2 * 64)
    assert report(spec).totals.params.total == projected - projections


def test_mmactions_operations_of_c3d() -> None:
    """MMAction2's count for C3D is the multiply-adds, and one for each conv bias, each ReLU and each number pooled."""
    net = report("c3d_ucf101")
    extra = 0
    for layer in net.layers:
        match layer.node.layer.kind:
            case "conv" | "relu":
                extra += numbers(layer.output)
            case "maxpool":
                extra += sum(numbers(volume) for volume in layer.node.volumes)
    assert net.totals.macs + extra == 38_615_475_200
