"""The mistakes of published solutions and quizzes: each wrong number is traced back to its slip."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import pytest
import yaml

from cnncalc.grading.asked import Quantity, Value
from cnncalc.grading.slips import BY_ID, UNTOLD, diagnose, truth_of
from cnncalc.model.volume import Volume
from tests.conftest import DATA
from tests.grading.cases import case_of, net_of

MISCONCEPTIONS: list[dict[str, Any]] = yaml.safe_load((DATA / "misconceptions.yaml").read_text(encoding="utf-8"))
BY_NAME = {row["id"]: row for row in MISCONCEPTIONS}


class Told(NamedTuple):
    """How an example of the list is asked: a net, the layer that is asked about, and which of its numbers."""

    on: str
    layers: tuple[str, ...]
    quantity: Quantity
    options: dict[str, Any] = {}  # noqa: RUF012  # a named tuple's default
    axis: bool = False
    """Whether the example gives one axis of a size, the depth being 1."""
    depth: bool = False
    """Whether it gives the depth only."""


TOLD = {
    "forget-bias": Told("9x9x3", ("conv: 100 x 5x5",), "params"),
    "one-bias-per-layer": Told("9x9x3", ("conv: 100 x 5x5",), "params"),
    "one-bias-per-weight": Told("9x9x3", ("conv: 8 x 3x3",), "params"),
    "bias-per-input-channel": Told("9x9x16", ("conv: 32 x 3x3",), "params"),
    "forget-input-depth": Told("9x9x3", ("conv: 100 x 5x5",), "params"),
    "multiply-by-output-positions": Told("132x132x3", ("conv: 64 x 5x5, bias off",), "params"),
    "stride-in-params": Told("9x9x32", ("conv: 64 x 3x3",), "params"),
    "swap-cin-cout-bias": Told("9x9x16", ("conv: 32 x 3x3",), "params"),
    "pool-has-params": Told("8x8x64", ("maxpool: 2x2",), "params"),
    "bn-counts": Told("4x4x512", ("bn",), "params"),
    "implicit-flatten": Told("218x218x128", ("conv: 10 x 1x1",), "params"),
    "fc-from-wrong-size": Told("24x24x64", ("maxpool: 2x2", "fc: 3, bias off"), "params"),
    "groups-ignored": Told("27x27x96", ("conv: 256 x 5x5, groups 2, bias off",), "params"),
    "1x1-has-one-weight": Told("9x9x16", ("conv: 1 x 1x1",), "params"),
    "keep-input-depth": Told("9x9x16", ("conv: 32 x 3x3",), "output", depth=True),
    "pool-divides-depth": Told("8x8x16", ("maxpool: 2x2",), "output", depth=True),
    "pool-uses-filters": Told("8x8x32", ("maxpool: 2x2", "conv: 64 x 3x3"), "output", depth=True),
    "pad-one-side": Told("28x1 LC", ("conv: 1 x 3, pad 1",), "output", axis=True),
    "pad-depth": Told("8x8x8", ("pad: 2",), "output", depth=True),
    "ignore-padding": Told("64x1 LC", ("conv: 1 x 3, pad 1",), "output", axis=True),
    "forget-plus-one": Told("64x1 LC", ("conv: 1 x 5",), "output", axis=True),
    "ignore-stride": Told("121x1 LC", ("conv: 1 x 4, stride 3",), "output", axis=True),
    "divide-by-stride-only": Told("37x1 LC", ("conv: 1 x 5, stride 2",), "output", axis=True),
    "floor-then-scale": Told("33x1 LC", ("conv: 1 x 5, stride 2",), "output", axis=True),
    "ceil": Told("224x1 LC", ("conv: 1 x 7, stride 2",), "output", axis=True),
    "half-pixel": Told("32x1 LC", ("conv: 1 x 3, pad 1, stride 2",), "output", axis=True),
    "dilation-ignored": Told("32x1 LC", ("conv: 1 x 3, dilation 2",), "output", axis=True),
    "dilation-times-k": Told("32x1 LC", ("conv: 1 x 3, dilation 2",), "rf"),
    "dilation-from-zero": Told("32x1 LC", ("conv: 1 x 3, dilation 1",), "rf"),
    "swap-h-w": Told("10x6x1", ("conv: 1 x 3x3",), "output", axis=True),
    "transposed-as-conv": Told("5x1 LC", ("deconv: 1 x 2, stride 2",), "output", axis=True),
    "transposed-n-times-s": Told("5x1 LC", ("deconv: 1 x 3, stride 2",), "output", axis=True),
    "transposed-pad-adds": Told("4x1 LC", ("deconv: 1 x 4, stride 2, pad 1",), "output", axis=True),
    "same-with-stride": Told("64x1 LC", ("conv: 1 x 3, stride 2, same",), "output", axis=True),
    "pad-equals-kernel": Told("28x1 LC", ("conv: 1 x 7, same",), "pad"),
    "rf-add-kernel": Told("32x1 LC", ("conv: 1 x 3",) * 3, "rf"),
    "rf-multiply-kernels": Told("32x1 LC", ("conv: 1 x 3",) * 3, "rf"),
    "rf-ignore-jump": Told("32x1 LC", ("conv: 1 x 5", "maxpool: 2", "conv: 1 x 5"), "rf"),
    "rf-own-stride": Told("32x1 LC", ("conv: 1 x 3", "conv: 1 x 3, stride 2"), "rf"),
    "rf-one-layer-short": Told("32x1 LC", ("conv: 1 x 3",) * 5, "rf"),
    "rf-skip-pool": Told("32x1 LC", ("conv: 1 x 5", "maxpool: 2", "conv: 1 x 5"), "rf"),
    "macs-vs-flops": Told("227x227x3", ("conv: 64 x 11x11, stride 4, pad 2",), "flops"),
    "flops-bias": Told("64x64x32", ("conv: 64 x 3x3, pad 1",), "macs"),
    "flops-input-size": Told("128x128x32", ("conv: 64 x 3x3, stride 2, pad 1",), "macs"),
    "params-as-flops": Told("14x14x6", ("conv: 16 x 5x5",), "macs"),
    "memory-units": Told("56x56x64", ("relu6", "maxpool: 1x1"), "memory"),
    "assume-rgb": Told("128x128x1", ("fc: 256",), "params"),
}
"""The 47 that a number of one layer shows."""


def _given(row: dict[str, Any], told: Told, number: object, right: Value) -> Value:
    """Write an example's number as the whole answer that it stands for."""
    if told.axis:
        space = number if isinstance(number, list) else [Fraction(str(number))]
        return (*map(Fraction, space), 1)
    if told.depth:
        assert isinstance(right, Volume)
        return (*right.space, number)  # type: ignore[return-value]
    return Fraction(str(number))


@pytest.mark.parametrize("name", TOLD)
def test_the_wrong_number_of_a_misconception_is_diagnosed(name: str) -> None:
    """The slip itself is among the candidates for the wrong number of its example, and the right number is right."""
    row, told = BY_NAME[name], TOLD[name]
    report = net_of(told.on, *told.layers)
    case = case_of(report, 0 if name == "pool-uses-filters" else -1)
    right = truth_of(case, told.quantity)
    assert right is not None
    wrong = row["example"]["wrong"]
    if name == "memory-units":
        wrong = Fraction(str(wrong))
    found = diagnose(case, told.quantity, _given(row, told, wrong, right))
    assert name in {slip.id for each in found for slip in each.slips}
    if name not in ("memory-units", "bn-counts"):
        assert diagnose(case, told.quantity, _given(row, told, row["example"]["right"], right)) == ()


def test_every_misconception_is_known() -> None:
    """Of the 52, each has a slip of its name or a reason why no number of a layer shows it."""
    names = set(BY_NAME)
    assert names <= {*BY_ID, *UNTOLD}
    assert names - set(TOLD) - set(UNTOLD) == {"depthwise-as-standard", "forget-a-layer", "slip-of-a-digit"}
    assert len(names) == 52
