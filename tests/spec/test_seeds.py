"""The formulas of the lectures that the project grew out of, each held at three sets of numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ENTRIES = yaml.safe_load((Path(__file__).parents[1] / "data" / "seed-exercises.yaml").read_text(encoding="utf-8"))


class Case(NamedTuple):
    """A layer on an input, and what the lecture's formula gives: the volume, the weights, the parameters."""

    on: str
    layer: str
    gives: str
    weights: int | None = None
    params: int | None = None


SEEDS: dict[str, tuple[Case, Case, Case]] = {
    "000-fc-matrix": (
        Case("3", "fc: 5", "5", weights=15),
        Case("16", "fc: 9", "9", weights=144),
        Case("4096", "fc: 1000", "1000", weights=4096000),
    ),
    "000-formula": (
        Case("7x7x1", "conv: 1 x 3x3, stride 2", "3x3x1"),
        Case("10x10x1", "conv: 1 x 4x4, stride 3", "3x3x1"),
        Case("227x227x3", "conv: 1 x 11x11, stride 4", "55x55x1"),
    ),
    "000-formula-pad": (
        Case("7x7x1", "conv: 1 x 3x3, stride 1, pad 1", "7x7x1"),
        Case("32x32x3", "conv: 1 x 5x5, stride 1, pad 2", "32x32x1"),
        Case("9x9x1", "conv: 1 x 3x3, stride 2, pad 1", "5x5x1"),
    ),
    "001-w2": (
        Case("7x7x1", "conv: 1 x 3x3", "5x5x1"),
        Case("28x28x1", "conv: 1 x 5x5", "24x24x1"),
        Case("100x1 LC", "conv: 1 x 7", "94x1"),
    ),
    "001-w2-pad": (
        Case("7x7x1", "conv: 1 x 3x3, pad 2", "9x9x1"),
        Case("28x28x1", "conv: 1 x 5x5, pad 1", "26x26x1"),
        Case("100x1 LC", "conv: 1 x 7, pad 3", "100x1"),
    ),
    "001-w2-stride": (
        Case("227x227x3", "conv: 96 x 11x11, stride 4", "55x55x96"),
        Case("9x9x2", "conv: 5 x 3x3, stride 2, pad 1", "5x5x5"),
        Case("100x50x3 WHD", "conv: 7 x 2x2, stride 2", "25x50x7"),
    ),
    "002-pool": (
        Case("4x6x3", "maxpool: 2x2, stride 2", "2x3x3", params=0),
        Case("55x55x96", "maxpool: 3x3, stride 2", "27x27x96", params=0),
        Case("9x5x7", "maxpool: 3x3, stride 2", "4x2x7", params=0),
    ),
    "004-fnn": (
        Case("28x28x1", "fc: 1", "1", weights=784),
        Case("28x28x1", "fc: 10", "10", weights=7840),
        Case("28x28x1", "fc: 100", "100", weights=78400),
    ),
    "004-conv-vs-fc": (
        Case("200x200x1", "fc: 2", "2", weights=80000),
        Case("200x200x1", "conv: 2 x 3x3", "198x198x2", weights=18),
        Case("200x200x1", "conv: 64 x 3x3", "198x198x64", weights=576),
    ),
    "004-valid": (
        Case("5x5x1", "conv: 1 x 3x3, valid", "3x3x1"),
        Case("28x28x1", "conv: 1 x 5x5, valid", "24x24x1"),
        Case("9x9x1", "conv: 1 x 9x9, valid", "1x1x1"),
    ),
    "004-depth": (
        Case("5x5x3", "conv: 1 x 3x3x3", "3x3x1"),
        Case("28x28x3", "conv: 10 x 5x5x3", "24x24x10"),
        Case("200x200x3", "conv: 10 x 3x3x3", "198x198x10"),
    ),
    "004-pad": (
        Case("5x5x1", "conv: 1 x 3x3, pad 1", "5x5x1"),
        Case("28x28x1", "conv: 1 x 5x5, pad 1", "26x26x1"),
        Case("9x9x1", "conv: 1 x 9x9, pad 4", "9x9x1"),
    ),
    "004-stride-formula": (
        Case("5x5x1", "conv: 1 x 3x3, pad 1, stride 2", "3x3x1"),
        Case("11x11x1", "conv: 1 x 5x5, pad 2, stride 5", "3x3x1"),
        Case("8x8x1", "conv: 1 x 2x2, stride 3", "3x3x1"),
    ),
    "004-pool-formula": (
        Case("5x5x1", "maxpool: 3x3, stride 1", "3x3x1", params=0),
        Case("4x4x1", "maxpool: 2x2, stride 2", "2x2x1", params=0),
        Case("13x13x256", "maxpool: 3x3, stride 2", "6x6x256", params=0),
    ),
    "002-symbolic": (
        Case("7x1 LC", "conv: 1 x 3", "5x1"),
        Case("7x1 LC", "conv: 1 x 3, pad 2", "9x1"),
        Case("7x1 LC", "conv: 1 x 3, pad 2, stride 4", "3x1"),
    ),
}

CASES = [pytest.param(case, id=f"{name}-{n}") for name, cases in SEEDS.items() for n, case in enumerate(cases, 1)]


def test_no_formula_is_missing() -> None:
    """Every formula of the lectures is held here, and nothing else."""
    assert SEEDS.keys() == {entry["id"] for entry in ENTRIES if entry["kind"] == "symbolic"}


@pytest.mark.parametrize("case", CASES)
def test_the_lectures_formulas(case: Case, layers: Callable[..., Any]) -> None:
    """The volume of the lecture's formula comes out, and its counts of weights and of parameters."""
    (row,) = layers(case.layer, on=case.on).layers
    assert row.output.text == case.gives
    assert case.weights in (None, row.params.weights)
    assert case.params in (None, row.params.total)


@pytest.mark.parametrize(("count", "kernel", "seen"), [(1, 3, 3), (3, 3, 7), (4, 5, 17)])
def test_what_a_chain_of_layers_sees(count: int, kernel: int, seen: int, layers: Callable[..., Any]) -> None:
    """Layers with stride 1 see 1 + L*(K - 1) of the input, and K of the layer before: 3 layers of 3 see 7."""
    rows = layers(*[f"conv: 1 x {kernel}x{kernel}"] * count, on="40x40x1").layers
    assert rows[-1].field.size == (seen, seen)
    assert rows[-1].kernel == (kernel, kernel)
