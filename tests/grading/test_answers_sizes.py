"""What students write as a size, and what it means."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Asked, Quantity, Reading, Value
from cnncalc.grading.key import parse_key
from cnncalc.model.volume import Volume


def read(raw: str, truth: Value, quantity: Quantity = "output") -> Reading:
    """What an answer means."""
    return read_answer(raw, Asked("q", "q", quantity, quantity, Fraction(1), truth))


SIZES = {
    Volume((55, 55), 96): [
        "55x55x96", "55 x 55 x 96", "55X55X96", "55×55×96", "55*55*96", "55·55·96", "55 by 55 by 96", "(55,55,96)",
        "[55, 55, 96]", "55,55,96", "55 55 96", "(None, 55, 55, 96)", "(?, 55, 55, 96)", "1x55x55x96",
        "(1, 55, 55, 96)",
        "torch.Size([1, 96, 55, 55])", "torch.Size([64, 96, 55, 55])", "torch.Size([96, 55, 55])", "[-1, 96, 55, 55]",
        "TensorShape([None, 55, 55, 96])", "96@55x55", "96 @ 55×55", "55x55@96", "96x55x55 CHW", "55x55x96 (HWC)",
        "96 feature maps of 55x55", "55x55, 96 channels", "((227-11)/4+1) x 55 x 96", "55x55x96 = 290400",
        "shape = (55, 55, 96)", "output: (55, 55, 96)", "55x55 x96 maps", "55x55 (x96)", "55x55(96)", "55x55, depth 96",
        "96 feature maps 55x55", "96 maps of size 55x55", "H=55, W=55, C=96", "C: 96; H: 55; W: 55", "h=55 w=55 d=96",
        "(55x55)x96", "55^2 x 96", "55^2*96", "55^2@96", "55²×96", "55-55-96", "55/55/96",
        "(227-11)/4+1 = 55 -> 55x55x96",
    ],
    Volume((), 4096): [
        "4096", "4,096", "4 096", "1x1x4096", "4096x1x1", "1x4096", "(None, 4096)", "(4096,)", "[4096]",
        "torch.Size([1, 4096])", "torch.Size([64, 4096])", "4096 neurons", "4096@1x1",
    ],
    Volume((1, 1), 1000): ["1x1x1000", "1000", "1,000", "(1, 1, 1, 1000)"],
    Volume((100,), 16): ["100x16", "(None, 100, 16)", "torch.Size([1, 16, 100])", "16@100"],
    Volume((8, 16, 16), 4): ["8x16x16x4", "(None, 8, 16, 16, 4)", "torch.Size([2, 4, 8, 16, 16])"],
}  # fmt: skip


@pytest.mark.parametrize(("volume", "raw"), [(volume, raw) for volume, raws in SIZES.items() for raw in raws])
def test_a_size_is_read_as_people_and_frameworks_write_it(volume: Volume, raw: str) -> None:
    """Every spelling of a volume is that volume."""
    assert read(raw, volume, "output") == Reading(raw, (volume,))


OTHERS = {
    "96x55x55": Volume((96, 55), 55),
    "(1, 96, 55, 55)": Volume((96, 55), 55),
    "54x54x96": Volume((54, 54), 96),
    "55x55": (55, 55),
    "55": (55,),
    "54.25x54.25x96": (Fraction("54.25"), Fraction("54.25"), 96),
    "128,128,256": Volume((128, 128), 256),
}


@pytest.mark.parametrize(("raw", "value"), OTHERS.items())
def test_a_wrong_size_is_read_as_it_is_written(raw: str, value: Value) -> None:
    """Nothing is bent towards the right answer: what order and what fraction was written stays."""
    assert read(raw, Volume((55, 55), 96), "output").values == (value,)


BATCHES = ["(32, 28, 28, 6)", "32x28x28x6", "32 x 28 x 28 x 6", "torch.Size([32, 6, 28, 28])", "(None, 28, 28, 6)"]


@pytest.mark.parametrize("raw", BATCHES)
def test_the_batch_of_the_key_may_stand_in_front(raw: str) -> None:
    """Of a batch of 32, a size may name the 32; a vector, too."""
    key = parse_key("spec: lenet5\nbatch: 32\nask: output")
    assert read_answer(raw, key.cells[0]).values == (Volume((28, 28), 6),)
    assert read_answer("(32, 120)", next(cell for cell in key.cells if cell.row == "fc1")).values == (Volume((), 120),)


@pytest.mark.parametrize("raw", ["128x55x55x96", "(128, 55, 55, 96)"])
def test_another_batch_is_for_a_person(raw: str) -> None:
    """A fourth number that is not the batch of the key may be one, or a size too many."""
    assert read(raw, Volume((55, 55), 96), "output") == Reading(
        raw, (Volume((55, 55), 96), Volume((128, 55, 55), 96)), "is 128 the batch?"
    )


def test_two_statements_are_for_a_person() -> None:
    """What a semicolon sets apart is another answer, but for three numbers of one size."""
    reading = read("55x55x96; 290400 values", Volume((55, 55), 96), "output")
    assert (reading.values, reading.why) == ((Volume((55, 55), 96), (290400,)), "which one counts?")
    assert read("55; 55; 96", Volume((55, 55), 96), "output").values == (Volume((55, 55), 96),)


@pytest.mark.parametrize("raw", ["55x55x96/54x54x96", "55x55x96 or 54x54x96", "55x55x96 = 54x54x96"])
def test_two_sizes_are_for_a_person(raw: str) -> None:
    """Of two sizes in one cell none is taken for granted."""
    reading = read(raw, Volume((55, 55), 96), "output")
    assert (reading.values, bool(reading.why)) == ((Volume((55, 55), 96), Volume((54, 54), 96)), True)


def test_a_quotient_is_one_where_numbers_need_not_be_whole() -> None:
    """A start of 7/2 is no pair of counts."""
    assert read("7/2", Fraction(7, 2), "start").values == (Fraction(7, 2),)


def test_a_sheet_with_channels_first_is_read_so() -> None:
    """Where the key asks for C x H x W, a bare size is one; letters say theirs themselves."""
    question = Asked("q", "q", "output", "output", Fraction(1), Volume((55, 55), 96))
    for raw in ("96x55x55", "(1, 96, 55, 55)", "55x55x96 HWC", "96@55x55"):
        assert read_answer(raw, question, "chw").values == (Volume((55, 55), 96),), raw


@pytest.mark.parametrize("raw", ["11", "11x11", "(11, 11)", "10 + 1", "11 px"])
def test_one_number_stands_for_equal_axes(raw: str) -> None:
    """A receptive field is one number or one an axis; `11x11` is no product there."""
    assert read(raw, (11, 11), "rf").values == ((11, 11),)
    assert read(raw, 11, "rf").values == (11,)


@pytest.mark.parametrize("raw", ["11²", "11^2", "11² px"])
def test_a_square_is_a_field_or_a_kernel(raw: str) -> None:
    """A receptive field of 11² is 11x11; a jump of 2² is 4."""
    assert read(raw, (11, 11), "rf").values == ((11, 11),)
    assert read(raw, 11, "rf").values == (11,)
    assert read(raw, (11, 11), "answer").values == ((11, 11),)
    assert read("2^2", (4, 4), "jump").values == ((4, 4),)


@pytest.mark.parametrize("raw", ["-0.5", "-1/2", "−0,5"])
def test_a_start_can_lie_before_the_input(raw: str) -> None:
    """Halves and minus signs are read."""
    assert read(raw, Fraction(-1, 2), "start").values == (Fraction(-1, 2),)


def test_a_comma_between_two_numbers_is_for_a_person() -> None:
    """Of one quantity, `3,5` is two axes or a decimal; two equal numbers are two axes."""
    assert read("3,5", (3, 5), "start") == Reading(
        "3,5", ((3, 5), (Fraction("3.5"), Fraction("3.5"))), "3 and 5, or 3.5?"
    )
    assert read("11,11", (11, 11), "rf").values == ((11, 11),)


@given(
    sizes=st.lists(st.integers(1, 2000), min_size=3, max_size=3),
    style=st.sampled_from(["{}x{}x{}", "({}, {}, {})", "{} × {} × {}", "[{}, {}, {}]", "(None, {}, {}, {})"]),
)
def test_every_size_comes_back(sizes: list[int], style: str) -> None:
    """A volume in any of these styles is that volume."""
    assert read(style.format(*sizes), Volume((9, 9), 9), "output").values == (Volume(tuple(sizes[:2]), sizes[2]),)
