"""Every calculation of the lectures that the project grew out of, as numbers worked out by hand.

Where a lecture is wrong, the entry's note says what is right, and that is what stands here. A formula of a lecture is
held at three sets of numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ENTRIES = yaml.safe_load((Path(__file__).parents[1] / "data" / "seed-exercises.yaml").read_text(encoding="utf-8"))
KINDS = ("forward", "doesnt-fit", "params", "rf", "multilayer", "symbolic")


class Case(NamedTuple):
    """A chain of layers on an input, and what the lecture says comes out: volumes, weights, parameters."""

    on: str
    layers: tuple[str, ...]
    gives: str = ""
    weights: str = ""
    params: str = ""


def one(on: str, layer: str, gives: str, **counts: str) -> Case:
    """A case of one layer."""
    return Case(on, (layer,), gives, **counts)


ALEXNET = (
    "conv: 96 x 11x11, stride 4",
    "maxpool: 3x3, stride 2",
    "conv: 256 x 5x5, stride 1, pad 2",
    "maxpool: 3x3, stride 2",
    "conv: 384 x 3x3, pad 1",
    "conv: 384 x 3x3, pad 1",
    "conv: 256 x 3x3, pad 1",
    "maxpool: 3x3, stride 2",
    "fc: 4096",
    "fc: 4096",
    "fc: 1000",
)
LENET = ("conv: 6 x 5x5", "avgpool: 2x2", "conv: 16 x 5x5", "avgpool: 2x2", "fc: 120", "fc: 84", "fc: 10")

SEEDS: dict[str, tuple[Case, ...]] = {
    "000-fc-matrix": (
        one("3", "fc: 5", "5", weights="15"),
        one("16", "fc: 9", "9", weights="144"),
        one("4096", "fc: 1000", "1000", weights="4096000"),
    ),
    "000-six-filters": (one("32x32x3", "conv: 6 x 5x5, stride 1, pad 0", "28x28x6"),),
    "000-7x7-s1": (one("7x7x1", "conv: 1 x 3x3, stride 1", "5x5x1"),),
    "000-7x7-s2": (one("7x7x1", "conv: 1 x 3x3, stride 2", "3x3x1"),),
    "000-formula": (
        one("7x7x1", "conv: 1 x 3x3, stride 2", "3x3x1"),
        one("10x10x1", "conv: 1 x 4x4, stride 3", "3x3x1"),
        one("227x227x3", "conv: 1 x 11x11, stride 4", "55x55x1"),
    ),
    "000-formula-pad": (
        one("7x7x1", "conv: 1 x 3x3, stride 1, pad 1", "7x7x1"),
        one("32x32x3", "conv: 1 x 5x5, stride 1, pad 2", "32x32x1"),
        one("9x9x1", "conv: 1 x 3x3, stride 2, pad 1", "5x5x1"),
    ),
    "000-7x7-pad1": (one("7x7x1", "conv: 1 x 3x3, stride 1, pad 1", "7x7x1"),),
    "000-32-p2": (one("32x32x3", "conv: 10 x 5x5x3, stride 1, pad 2", "32x32x10"),),
    "000-32-params": (one("32x32x3", "conv: 10 x 5x5x3, stride 1, pad 2", "32x32x10", params="760"),),
    "001-7x7-f5": (one("7x7x1", "conv: 1 x 5x5", "3x3x1"),),
    "001-w2": (
        one("7x7x1", "conv: 1 x 3x3", "5x5x1"),
        one("28x28x1", "conv: 1 x 5x5", "24x24x1"),
        one("100x1 LC", "conv: 1 x 7", "94x1"),
    ),
    "001-w2-pad": (
        one("7x7x1", "conv: 1 x 3x3, pad 2", "9x9x1"),
        one("28x28x1", "conv: 1 x 5x5, pad 1", "26x26x1"),
        one("100x1 LC", "conv: 1 x 7, pad 3", "100x1"),
    ),
    "001-w2-stride": (
        one("227x227x3", "conv: 96 x 11x11, stride 4", "55x55x96"),
        one("9x9x2", "conv: 5 x 3x3, stride 2, pad 1", "5x5x5"),
        one("100x50x3 WHD", "conv: 7 x 2x2, stride 2", "25x50x7"),
    ),
    "001-alexnet-conv1": (one("227x227x3", "conv: 96 x 11x11x3, stride 4, pad 0", "55x55x96"),),
    "002-7x7": (
        one("7x7x1", "conv: 1 x 3x3", "5x5x1"),
        one("7x7x1", "conv: 1 x 3x3, pad 1", "7x7x1"),
        one("7x7x1", "conv: 1 x 3x3, stride 2", "3x3x1"),
    ),
    "002-pool": (
        one("4x6x3", "maxpool: 2x2, stride 2", "2x3x3", params="0"),
        one("55x55x96", "maxpool: 3x3, stride 2", "27x27x96", params="0"),
        one("9x5x7", "maxpool: 3x3, stride 2", "4x2x7", params="0"),
    ),
    "002-alexnet": (Case("227x227x3", ALEXNET, "55x55x96 27x27x256 13x13x384 13x13x384 13x13x256 4096 4096 1000"),),
    "002-alexnet-conv1": (one("227x227x3", "conv: 96 x 11x11, stride 4", "55x55x96", weights="34848", params="34944"),),
    "002-alexnet-pool1": (one("55x55x96", "maxpool: 3x3, stride 2", "27x27x96", params="0"),),
    "003-alexnet-conv1": (one("227x227x3", "conv: 96 x 11x11, stride 4, pad 0", "55x55x96"),),
    "003-fnn": (one("1000x1000x3", "fc: 20", "20", weights="60000000"),),
    "003-cnn": (
        one("1000x1000x1", "conv: 1 x 3x5", "998x996x1", weights="15"),
        one("1000x1000x3", "conv: 1 x 3x5", "998x996x1", weights="45"),
    ),
    "003-mnist": (one("28x28x1", "flatten", "784"),),
    "003-homework": (one("32x32x3", "conv: 6 x 5x5x3, stride 1, pad 0", "28x28x6"),),
    "004-fnn": (
        one("28x28x1", "fc: 1", "1", weights="784"),
        one("28x28x1", "fc: 10", "10", weights="7840"),
        one("28x28x1", "fc: 100", "100", weights="78400"),
    ),
    "004-fnn-real": (one("200x200x3", "fc: 1000", "1000", weights="120000000"),),
    "004-conv-vs-fc": (
        one("200x200x1", "fc: 2", "2", weights="80000"),
        one("200x200x1", "conv: 2 x 3x3", "198x198x2", weights="18"),
        one("200x200x1", "conv: 64 x 3x3", "198x198x64", weights="576"),
    ),
    "004-valid": (
        one("5x5x1", "conv: 1 x 3x3, valid", "3x3x1"),
        one("28x28x1", "conv: 1 x 5x5, valid", "24x24x1"),
        one("9x9x1", "conv: 1 x 9x9, valid", "1x1x1"),
    ),
    "004-depth": (
        one("5x5x3", "conv: 1 x 3x3x3", "3x3x1"),
        one("28x28x3", "conv: 10 x 5x5x3", "24x24x10"),
        one("200x200x3", "conv: 10 x 3x3x3", "198x198x10"),
    ),
    "004-pad": (
        one("5x5x1", "conv: 1 x 3x3, pad 1", "5x5x1"),
        one("28x28x1", "conv: 1 x 5x5, pad 1", "26x26x1"),
        one("9x9x1", "conv: 1 x 9x9, pad 4", "9x9x1"),
    ),
    "004-stride": (
        one("5x5x1", "conv: 1 x 3x3, valid, stride 1", "3x3x1"),
        one("5x5x1", "conv: 1 x 3x3, pad 1, stride 1", "5x5x1"),
        one("5x5x1", "conv: 1 x 3x3, pad 1, stride 2", "3x3x1"),
    ),
    "004-stride-formula": (
        one("5x5x1", "conv: 1 x 3x3, pad 1, stride 2", "3x3x1"),
        one("11x11x1", "conv: 1 x 5x5, pad 2, stride 5", "3x3x1"),
        one("8x8x1", "conv: 1 x 2x2, stride 3", "3x3x1"),
    ),
    "004-pool": (one("5x5x1", "maxpool: 3x3, stride 1", "3x3x1"),),
    "004-pool-formula": (
        one("5x5x1", "maxpool: 3x3, stride 1", "3x3x1", params="0"),
        one("4x4x1", "maxpool: 2x2, stride 2", "2x2x1", params="0"),
        one("13x13x256", "maxpool: 3x3, stride 2", "6x6x256", params="0"),
    ),
    "004-alexnet": (
        Case(
            "227x227x3",
            ALEXNET,
            "55x55x96 27x27x96 27x27x256 13x13x256 13x13x384 13x13x384 13x13x256 6x6x256 4096 4096 1000",
            weights="34848 0 614400 0 884736 1327104 884736 0 37748736 16777216 4096000",
            params="34944 0 614656 0 885120 1327488 884992 0 37752832 16781312 4097000",
        ),
    ),
    "000-shared": (
        one("4x4x1", "fc: 9", "9", weights="144"),
        one("4x4x1", "local: 1 x 2x2", "3x3x1", weights="36"),
        one("4x4x1", "conv: 1 x 2x2", "3x3x1", weights="4"),
    ),
    "002-symbolic": (
        one("7x1 LC", "conv: 1 x 3", "5x1"),
        one("7x1 LC", "conv: 1 x 3, pad 2", "9x1"),
        one("7x1 LC", "conv: 1 x 3, pad 2, stride 4", "3x1"),
    ),
    "003-7x7-p1": (
        one("7x7x1", "conv: 1 x 3x3, pad 1, stride 1", "7x7x1"),
        one("7x7x1", "conv: 1 x 3x3, pad 1, stride 2", "4x4x1"),
    ),
    "004-lenet-params": (
        Case(
            "32x32x1",
            LENET,
            "28x28x6 14x14x6 10x10x16 5x5x16 120 84 10",
            params="156 0 2416 0 48120 10164 850",
        ),
    ),
}
"""The cases of every entry whose answers are volumes and counts. What does not fit, and what is seen, is below."""

ELSEWHERE = {"000-7x7-s3", "002-rf"}

CASES = [pytest.param(case, id=f"{name}-{n}") for name, cases in SEEDS.items() for n, case in enumerate(cases, 1)]


def test_no_entry_is_missing() -> None:
    """Every calculation of the lectures that has one answer is tested here, and nothing else."""
    wanted = {entry["id"] for entry in ENTRIES if entry["kind"] in KINDS}
    assert SEEDS.keys() | ELSEWHERE == wanted


def test_every_formula_is_held_at_three_sets_of_numbers() -> None:
    """An entry that is a formula has three cases."""
    formulas = {entry["id"] for entry in ENTRIES if entry["kind"] == "symbolic"}
    assert all(len(SEEDS[name]) == 3 for name in formulas)


@pytest.mark.parametrize("case", CASES)
def test_the_lectures_numbers(case: Case, layers: Callable[..., Any]) -> None:
    """The volumes of the lecture come out in order, and its counts of weights and of parameters."""
    rows = layers(*case.layers, on=case.on).layers
    outputs = iter(row.output.text for row in rows)
    assert all(volume in outputs for volume in case.gives.split())
    if case.weights:
        assert [row.params.weights for row in rows] == [int(count) for count in case.weights.split()]
    if case.params:
        assert [row.params.total for row in rows] == [int(count) for count in case.params.split()]


def test_the_sums_of_the_lectures_nets(layers: Callable[..., Any]) -> None:
    """AlexNet has 62,378,344 parameters with biases and no groups, and LeNet-5 has 61,706."""
    assert layers(*ALEXNET, on="227x227x3").totals.params.total == 62_378_344
    assert layers(*LENET, on="32x32x1").totals.params.total == 61_706


def test_a_filter_of_3_does_not_move_by_3_over_7(layers: Callable[..., Any]) -> None:
    """(7 - 3)/3 + 1 is no whole number: two places and a third, and a row and a column are left over."""
    (row,) = layers("conv: 1 x 3x3, stride 3", on="7x7x1").layers
    assert row.misfits
    assert [fit.exact for fit in row.fits] == [Fraction(7, 3), Fraction(7, 3)]
    assert [fit.unseen for fit in row.fits] == [1, 1]


@pytest.mark.parametrize(("count", "kernel", "seen"), [(1, 3, 3), (3, 3, 7), (4, 5, 17)])
def test_what_a_chain_of_layers_sees(count: int, kernel: int, seen: int, layers: Callable[..., Any]) -> None:
    """Layers with stride 1 see 1 + L*(K - 1) of the input, and K of the layer before: 3 layers of 3 see 7."""
    rows = layers(*[f"conv: 1 x {kernel}x{kernel}"] * count, on="40x40x1").layers
    assert rows[-1].field.size == (seen, seen)
    assert rows[-1].kernel == (kernel, kernel)
