"""Every slip of the table: it applies somewhere, gives a wrong number there, and says why without giving the answer."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from cnncalc.errors import CnncalcError
from cnncalc.grading.asked import Case, Quantity
from cnncalc.grading.slips import BY_ID, SLIPS, UNTOLD, diagnose, truth_of, wrong_values
from cnncalc.grading.truths import MEANINGS, truth
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.graph import GraphBuilder, Input, Line
from cnncalc.model.volume import Volume
from cnncalc.spec.bind import read_layer
from cnncalc.spec.sizes import read_volume
from tests.grading.cases import case_of, net_of, report_of

EXAMPLES = [(kind, number) for kind in KINDS for number in range(len(layer_class(kind).examples))]
QUANTITIES: tuple[Quantity, ...] = tuple(MEANINGS)


def example_case(kind: str, number: int) -> Case:
    """An example of a layer, by itself."""
    example = layer_class(kind).examples[number]
    inputs = [Input(read_volume(text), f"input{place}") for place, text in enumerate(example.inputs)]
    builder = GraphBuilder(inputs[0])
    node = builder.add(read_layer(example.layer), inputs, None, Line(1, ""))
    return Case(report_of(node), node.volumes)


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_the_right_number_has_no_diagnosis(kind: str, number: int) -> None:
    """Worked out without a slip, every number of every kind is the report's own, and nothing is wrong with it."""
    case = example_case(kind, number)
    for quantity in QUANTITIES:
        found = truth_of(case, quantity)
        try:
            right = truth(case.layer, quantity, None)
        except CnncalcError:
            continue
        if quantity in ("rf", "jump", "start") and found is None:
            continue  # units that see differently large parts have no formula
        assert found == right
        assert diagnose(case, quantity, right) == ()


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_every_wrong_value_is_wrong_and_diagnosed(kind: str, number: int) -> None:
    """What a slip gives is not the right number, its worked line ends in a number, and its own slip is found for it."""
    case = example_case(kind, number)
    for quantity in QUANTITIES:
        for wrong in wrong_values(case, quantity):
            assert wrong.value != truth_of(case, quantity)
            assert wrong.line == "" or re.search(r" = -?[\d.]+$", wrong.line)
            assert wrong.slip in {slip for found in diagnose(case, quantity, wrong.value) for slip in found.slips}


SHOWN: dict[str, tuple[str, tuple[str, ...], Quantity]] = {
    "bias-though-off": ("9x9x3", ("conv: 8 x 3x3, bias off",), "params"),
    "padding-in-params": ("9x9x3", ("conv: 8 x 3x3, pad 1",), "params"),
    "dilation-in-params": ("9x9x3", ("conv: 8 x 3x3, dilation 2",), "params"),
    "weightless-has-params": ("9x9x3", ("relu",), "params"),
    "bn-per-pixel": ("9x9x3", ("bn",), "params"),
    "groups-multiply": ("9x9x4", ("conv: 8 x 3x3, groups 2",), "params"),
    "depthwise-as-standard": ("9x9x4", ("dwconv: 3x3",), "params"),
    "output-pad-forgotten": ("9x9x4", ("deconv: 8 x 3x3, stride 2, output_pad 1",), "output"),
    "dropout-halves": ("100", ("dropout: 0.2",), "output"),
    "size-stays": ("9x9x4", ("conv: 8 x 3x3",), "output"),
    "channels-first": ("9x9x4", ("conv: 8 x 3x3",), "output"),
    "depth-not-written": ("9x9x4", ("conv: 8 x 3x3",), "output"),
    "memory-bytes": ("9x9x4", ("conv: 8 x 3x3",), "memory"),
    "memory-params": ("9x9x4", ("conv: 8 x 3x3",), "memory"),
    "memory-backward": ("9x9x4", ("conv: 8 x 3x3",), "memory"),
    "flops-for-macs": ("9x9x4", ("conv: 8 x 3x3",), "macs"),
    "flops-macs": ("9x9x4", ("conv: 8 x 3x3",), "flops"),
    "flops-exact": ("9x9x4", ("conv: 8 x 3x3, bias off",), "flops"),
    "flops-fvcore": ("9x9x4", ("conv: 8 x 3x3",), "flops"),
    "flops-torchinfo": ("9x9x4", ("conv: 8 x 3x3",), "flops"),
    "flops-keras": ("9x9x4", ("conv: 8 x 3x3",), "flops"),
}
"""Slips that no row of the published misconceptions shows."""

ELSEWHERE = {
    "concat-as-add",
    "add-as-concat",
    "batch-multiplied",
    "digits-exchanged",
    "slip-of-a-digit",
    "forget-a-layer",
    "pad-by-habit",
    "forget-biases-of-a-kind",
    "flatten-without-depth",
    "bias-at-every-place",
    "rounded",
    "wrong-unit",
}
"""Shown below, or among what is worked out by hand, by a case of their own."""

ALIKE = {"flops-2macs", "flops-torch"}
"""They count as the default does, so they give another number only where something else is asked for."""


@pytest.mark.parametrize("name", SHOWN)
def test_a_slip_applies(name: str) -> None:
    """On a layer made for it, the slip gives a number of its own."""
    on, layers, quantity = SHOWN[name]
    assert name in {wrong.slip.id for wrong in wrong_values(case_of(net_of(on, *layers)), quantity)}


def test_conventions_of_flops_tell_themselves_when_another_is_asked_for() -> None:
    """A net counted in MACs: what two FLOPs a MAC would be is recognised as both names of it."""
    case = case_of(net_of("9x9x4", "conv: 8 x 3x3", flops="macs"))
    assert {"flops-2macs", "flops-torch"} <= {wrong.slip.id for wrong in wrong_values(case, "flops")}


@pytest.mark.parametrize(
    ("kind", "number", "value", "name"),
    [
        ("concat", 0, Volume((28, 28), 64), "concat-as-add"),
        ("concat", 0, Volume((28, 28), 128), "concat-as-add"),
        ("add", 0, Volume((56, 56), 512), "add-as-concat"),
    ],
)
def test_joins_are_taken_for_each_other(kind: str, number: int, value: Volume, name: str) -> None:
    """The depth of one input of a concatenation, and the depths of a sum added up."""
    (found,) = diagnose(example_case(kind, number), "output", value)
    assert [slip.id for slip in found.slips] == [name]


def test_the_batch_is_multiplied_in() -> None:
    """760 parameters of a net that takes 32 images at a time."""
    case = case_of(net_of("32x32x3", "conv: 10 x 5x5", batch=32))
    (found,) = diagnose(case, "params", 24_320)
    assert (found.slips[0].id, found.line) == ("batch-multiplied", "32*((5*5*3 + 1)*10) = 24320")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (43_944, "digits-exchanged"),
        (349_440, "slip-of-a-digit"),
        (34_934, "slip-of-a-digit"),
        (3_944, "slip-of-a-digit"),
    ],
)
def test_slips_of_the_pen(value: int, name: str) -> None:
    """34,944 with two digits exchanged, a zero too many, a digit wrong, a digit lost."""
    case = case_of(net_of("227x227x3", "conv: 96 x 11x11, stride 4"))
    assert name in {slip.id for found in diagnose(case, "params", value, most=1) for slip in found.slips}


def test_digits_of_equal_sizes_are_exchanged_alike() -> None:
    """224x224 for 242x242 is one slip; 224x242 is none that is known."""
    case = case_of(net_of("242x242x3", "relu"))
    assert [found.slips[0].id for found in diagnose(case, "output", Volume((224, 224), 3), 1)] == ["digits-exchanged"]
    assert diagnose(case, "output", Volume((224, 241), 3)) == ()


def test_two_slips_together() -> None:
    """The stride and the number of filters forgotten: no single slip gives it, these two do."""
    case = case_of(net_of("121x121x16", "conv: 32 x 4x4, stride 3"))
    found = diagnose(case, "output", Volume((118, 118), 16))
    assert {"ignore-stride", "keep-input-depth"} in [{slip.id for slip in each.slips} for each in found]
    assert diagnose(case, "output", Volume((118, 118), 16), most=1) == ()


def test_a_fraction_may_be_cut_short() -> None:
    """7/3 windows are written 2.33; 2.34 are nobody's."""
    case = case_of(net_of("7x7x1", "conv: 1 x 3x3, stride 3"))
    (found,) = diagnose(case, "output", (Fraction(233, 100), Fraction(233, 100), 1))
    assert (found.slips[0].id, found.line) == ("half-pixel", "(7 - 3)/3 + 1 = 2.33")
    assert diagnose(case, "output", (Fraction(234, 100), Fraction(234, 100), 1)) == ()


def test_no_slip_is_invented() -> None:
    """A number that no slip gives has no diagnosis."""
    assert diagnose(case_of(net_of("300x300x3", "conv: 100 x 5x5")), "params", 1_234_567) == ()


def test_equal_numbers_have_all_their_slips() -> None:
    """Without padding and without the + 1, a stride of 2 and a padding of 1 lead to the same size."""
    case = case_of(net_of("300x300x3", "conv: 100 x 5x5, stride 2, pad 1"))
    names = [found.slips[0].id for found in diagnose(case, "output", Volume((148, 148), 100))]
    assert {"ignore-padding", "forget-plus-one"} <= set(names)


def test_slips_are_tried_on_the_students_own_input() -> None:
    """A student who has 23x23x256 before the pool and forgets the + 1 has 10x10, with the line that gives it."""
    report = net_of("27x27x256", "maxpool: 3x3, stride 2")
    case = case_of(report)._replace(volumes=(Volume((23, 23), 256),))
    assert truth_of(case, "output") == Volume((11, 11), 256)
    (found, *_) = diagnose(case, "output", Volume((10, 10), 256))
    assert (found.slips[0].id, found.line) == ("forget-plus-one", "(23 - 3)/2 = 10")


def test_every_slip_is_shown_and_says_what_it_must() -> None:
    """Every slip stands in a test, and its words fit where they stand."""
    from tests.grading.test_slips_misconceptions import TOLD

    assert {slip.id for slip in SLIPS} == {*SHOWN, *ELSEWHERE, *ALIKE, *TOLD}
    assert len(BY_ID) == len(SLIPS)
    assert not set(BY_ID) & set(UNTOLD)
    for slip in SLIPS:
        assert not slip.what.endswith(".")
        assert len(slip.name) <= 40
        assert slip.hint.endswith(("?", "."))
        assert slip.why.endswith((".", ")"))
        assert slip.of
        assert slip.source
