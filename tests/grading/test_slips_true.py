"""No slip is invented: each changes something that the layer has, and none stands where its name would be false."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncalc.grading.asked import Quantity, Value
from cnncalc.grading.slips import diagnose, wrong_values
from cnncalc.model.volume import Volume
from tests.grading.cases import case_of, net_of
from tests.grading.test_slips_table import example_case

ABSENT: list[tuple[str, str, str, Quantity]] = [
    ("divide-by-stride-only", "9x9x4", "conv: 8 x 3x3", "output"),
    ("divide-by-stride-only", "9x9x4", "conv: 8 x 3x3", "macs"),
    ("divide-by-stride-only", "9x9x4", "conv: 8 x 3x3, same, stride 2", "output"),
    ("divide-by-stride-only", "9x9x4", "deconv: 8 x 3x3, stride 2", "output"),
    ("size-stays", "9x9x4", "conv: 8 x 3x3, same, stride 2", "output"),
    ("transposed-n-times-s", "9x9x4", "deconv: 8 x 3x3", "output"),
    ("transposed-as-conv", "9x9x4", "conv: 8 x 3x3, stride 2", "output"),
    ("ignore-stride", "9x9x4", "conv: 8 x 3x3", "output"),
    ("ignore-padding", "9x9x4", "conv: 8 x 3x3", "output"),
    ("pad-one-side", "9x9x4", "conv: 8 x 3x3", "output"),
    ("pad-depth", "9x9x4", "conv: 8 x 3x3", "output"),
    ("pad-by-habit", "9x9x4", "conv: 8 x 3x3, pad 1", "output"),
    ("pad-by-habit", "9x9x4", "conv: 8 x 3x3, same", "output"),
    ("pad-by-habit", "9x9x4", "deconv: 8 x 3x3, stride 2", "output"),
    ("pad-by-habit", "9x9x4", "maxpool: 3x3, stride 2", "output"),
    ("dilation-times-k", "9x9x4", "conv: 8 x 3x3", "output"),
    ("floor-then-scale", "9x9x4", "conv: 8 x 3x3", "output"),
    ("groups-ignored", "9x9x4", "conv: 8 x 3x3", "params"),
    ("groups-multiply", "9x9x4", "conv: 8 x 3x3", "params"),
    ("padding-in-params", "9x9x4", "conv: 8 x 3x3", "params"),
    ("dilation-in-params", "9x9x4", "conv: 8 x 3x3", "params"),
    ("forget-bias", "9x9x4", "conv: 8 x 3x3, bias off", "params"),
    ("bias-though-off", "9x9x4", "conv: 8 x 3x3", "params"),
    ("bias-per-input-channel", "9x9x4", "conv: 8 x 1x1", "params"),
    ("implicit-flatten", "9x9x4", "conv: 8 x 1x1, stride 2", "params"),
    ("params-as-flops", "9x9x4", "conv: 8 x 3x3", "params"),
    ("params-as-flops", "100", "fc: 10", "params"),
    ("params-as-flops", "100", "fc: 10", "macs"),
    ("params-as-flops", "8x8x4", "bn", "params"),
    ("multiply-by-output-positions", "9x9x4", "conv: 8 x 3x3", "biases"),
    ("bias-at-every-place", "9x9x4", "local: 8 x 3x3", "biases"),
    ("bn-per-pixel", "8x8x4", "prelu", "params"),
    ("bn-per-pixel", "8x8x4", "scale", "params"),
    ("memory-params", "8x8x4", "maxpool: 2x2", "memory"),
    ("pool-divides-depth", "9x9x4", "maxpool: 3x3, stride 1", "output"),
    ("assume-rgb", "28x1 LC", "conv: 6 x 5", "params"),
    ("flatten-without-depth", "8x8x4", "gap", "output"),
    ("output-pad-forgotten", "9x9x4", "deconv: 8 x 3x3, stride 2", "output"),
]


@pytest.mark.parametrize(("name", "on", "layer", "quantity"), ABSENT)
def test_a_slip_stays_away_where_its_name_would_be_false(name: str, on: str, layer: str, quantity: Quantity) -> None:
    """What the layer does not have cannot be forgotten, and what is right by the layer's own rule is no slip."""
    assert name not in {wrong.slip.id for wrong in wrong_values(case_of(net_of(on, layer)), quantity)}


BY_HAND: list[tuple[str, str, str, Quantity, Value]] = [
    # of 8 channels three quarters, or half
    ("dropout-halves", "4x4x8", "dropout: 0.25", "output", Volume((4, 4), 6)),
    ("dropout-halves", "4x4x8", "dropout: 0.25", "output", Volume((4, 4), 4)),
    # a weight for each of 6 channels; a weight for each of 5*5*6 = 150 numbers
    ("weightless-has-params", "5x5x6", "relu", "params", 6),
    ("weightless-has-params", "5x5x6", "flatten", "params", 150),
    # 2 groups, each filter 6 deep: 3*3*6*10 = 540 weights + 10 biases; right are 3*3*3*10 + 10 = 280
    ("groups-ignored", "9x9x6", "conv: 10 x 3x3, groups 2", "params", 550),
    # twice that: 2*540 + 10
    ("groups-multiply", "9x9x6", "conv: 10 x 3x3, groups 2", "params", 1090),
    # 3 + 2*2 = 7: 7*7*6*10 + 10
    ("padding-in-params", "9x9x6", "conv: 10 x 3x3, pad 2", "params", 2950),
    # 2*(3 - 1) + 1 = 5: 5*5*6*10 + 10
    ("dilation-in-params", "9x9x6", "conv: 10 x 3x3, dilation 2", "params", 1510),
    # 2 numbers for each of 9*9*6 = 486
    ("bn-per-pixel", "9x9x6", "bn", "params", 972),
    # (5 - 1)*2 + 3 = 11 without the 1 that is added
    ("output-pad-forgotten", "5x5x6", "deconv: 4 x 3x3, stride 2, output_pad 1", "output", Volume((11, 11), 4)),
    # 5*5*6*10 + 10 = 1,510
    ("digits-exchanged", "9x9x6", "conv: 10 x 5x5", "params", 1150),
    ("depth-not-written", "9x9x6", "conv: 10 x 3x3", "output", (7, 7)),
    # one map of 7*7 numbers, though there are 6
    ("flatten-without-depth", "7x7x6", "flatten", "output", 49),
    # 3*3*6*10 weights and a bias at each of 7*7*10 outputs: 540 + 490
    ("bias-at-every-place", "9x9x6", "conv: 10 x 3x3", "params", 1030),
    ("bias-at-every-place", "9x9x6", "conv: 10 x 3x3", "biases", 490),
    # 5 + 1 on one side
    ("pad-one-side", "5x5x6", "pad: 1", "output", Volume((6, 6), 6)),
    # 5*5*16 at each of 10*10 places; right are six times as many
    ("forget-input-depth", "14x14x6", "conv: 16 x 5x5", "macs", 40_000),
    ("forget-input-depth", "14x14x6", "conv: 16 x 5x5", "flops", 80_000),
    # and the 16 biases at the 100 places
    ("forget-input-depth", "14x14x6", "conv: 16 x 5x5", "connections", 41_600),
    # a map of 5*5 at 10 units, though there are 6 of them
    ("forget-input-depth", "5x5x6", "fc: 10", "macs", 250),
    # 3*3*4 at each of the 7*7 places of the input
    ("forget-input-depth", "7x7x6", "deconv: 4 x 3x3, stride 2", "macs", 1764),
    # 3*3*4 at the 9*9 places of the input, instead of 7*7
    ("flops-input-size", "9x9x6", "conv: 4 x 3x3", "macs", 17_496),
    ("flops-input-size", "9x9x6", "conv: 4 x 3x3", "macs", 2916),
    # 2*(3 - 1) + 1 = 5: 5*5*6*10 at 5*5 places
    ("dilation-in-params", "9x9x6", "conv: 10 x 3x3, dilation 2", "macs", 37_500),
    # one weight for each of 10 filters at 9*9 places
    ("1x1-has-one-weight", "9x9x6", "conv: 10 x 1x1", "macs", 810),
    # 2 groups, each filter 12 deep: 3*3*12*10 at 7*7 places
    ("groups-multiply", "9x9x6", "conv: 10 x 3x3, groups 2", "macs", 52_920),
    # twice 5*5*16 at each of 10*10 places: the depth forgotten, and two operations counted for each
    ("flops-for-macs", "14x14x6", "conv: 16 x 5x5", "macs", 80_000),
    # 28 + 2*1 - 1 + 1; (9 + 2*1 - 5)/2 + 1; (9 + 2*2 - 5)/2 + 1
    ("pad-by-habit", "28x28x192", "conv: 96 x 1x1", "output", Volume((30, 30), 96)),
    ("pad-by-habit", "9x9x6", "conv: 4 x 5x5, stride 2", "output", Volume((4, 4), 4)),
    ("pad-by-habit", "9x9x6", "conv: 4 x 5x5, stride 2", "output", Volume((5, 5), 4)),
    # 1,510 thousands
    ("wrong-unit", "9x9x6", "conv: 10 x 5x5", "params", 1_510_000),
]


@pytest.mark.parametrize(("name", "on", "layer", "quantity", "value"), BY_HAND)
def test_a_slip_worked_out_by_hand(name: str, on: str, layer: str, quantity: Quantity, value: Value) -> None:
    """The number that somebody gets who makes this slip, worked out on paper, is traced back to it."""
    found = diagnose(case_of(net_of(on, layer)), quantity, value)
    assert name in {slip.id for each in found for slip in each.slips}


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [("concat", Volume((56, 56), 64), "concat-as-add"), ("mul", Volume((56, 56), 512), "add-as-concat")],
)
def test_joins_by_hand(kind: str, value: Volume, name: str) -> None:
    """64 + 32 maps joined are 96, and not 64; a gate of 256 maps leaves 256, and not 256 + 256."""
    case = example_case(kind, 1 if kind == "concat" else 0)
    assert name in {slip.id for each in diagnose(case, "output", value) for slip in each.slips}


@pytest.mark.parametrize("value", [34_940, 34_900, 35_000])
def test_a_rounded_number_is_no_wrong_digit(value: int) -> None:
    """34,944 to two digits or more is rounded, and nothing else is said of it."""
    case = case_of(net_of("227x227x3", "conv: 96 x 11x11, stride 4"))
    assert [[slip.id for slip in each.slips] for each in diagnose(case, "params", value)] == [["rounded"]]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (Fraction("1134.4") * 1024, ["rounded"]),
        (1134 * 1024, ["rounded"]),
        (Fraction("1.108") * 2**20, ["rounded"]),
        (1_162_000, ["rounded"]),
        (1135 * 1024, []),
        (1 * 2**20, []),
    ],
)
def test_bytes_are_rounded_in_kib_and_mib(value: Fraction, names: list[str]) -> None:
    """1,161,600 bytes are 1134.375 KiB and 1.1078 MiB; 1135 KiB are no rounding of it, and 1 MiB has too few digits."""
    case = case_of(net_of("227x227x3", "conv: 96 x 11x11, stride 4"))
    assert [slip.id for each in diagnose(case, "memory", value) for slip in each.slips] == names


def test_only_bytes_are_written_in_kib() -> None:
    """2,305 * 1,024 is half a KiB beside 2,359,808 parameters, and no rounding of them."""
    case = case_of(net_of("9x9x512", "conv: 512 x 3x3"))
    assert diagnose(case, "params", 2305 * 1024) == ()


@pytest.mark.parametrize("value", [34_944_000, 34_900_000])
def test_a_wrong_unit_is_no_wrong_digit(value: int) -> None:
    """34,944 thousands, all of its digits or the first three, are out by a unit."""
    case = case_of(net_of("227x227x3", "conv: 96 x 11x11, stride 4"))
    assert [[slip.id for slip in each.slips] for each in diagnose(case, "params", value)] == [["wrong-unit"]]


def test_thirty_thousand_is_not_a_rounding() -> None:
    """One digit alone fits too much."""
    case = case_of(net_of("227x227x3", "conv: 96 x 11x11, stride 4"))
    assert "rounded" not in {slip.id for each in diagnose(case, "params", 30_000) for slip in each.slips}
