"""A number as somebody gives it: its unit names what it is, and says how exactly it is written."""

from __future__ import annotations

import pytest

from cnncalc.grading.slips.given import Given

WRITTEN = [
    ("7,600", (), ""),
    ("4640 FLOPs", ("flops",), ""),
    ("1.14 GFLOPs", ("flops",), "1.14"),
    ("1,135,256,096 MACs", ("macs",), ""),
    ("714 MMACs", ("macs",), "714"),
    ("12 mult-adds", ("macs",), ""),
    ("26K params", ("params",), "26"),
    ("62.4 million parameters", ("params",), "62.4"),
    ("62.4 million", (), "62.4"),
    ("61M", (), "61"),
    ("~61 M", (), "61"),
    ("1.14B", (), "1.14"),
    ("6.57e8", (), "6.57"),
    ("6.57 x 10^8", (), "6.57"),
    ("1.2 MB", ("memory",), "1.2"),
    ("34.1 KiB", ("memory",), "34.1"),
    ("96 bytes", ("memory",), ""),
    ("96 biases", ("biases",), ""),
    ("11 px", ("rf", "jump"), ""),
    ("5*5*3*100 + 100", (), ""),
    ("3 kernels", (), ""),
]


@pytest.mark.parametrize(("text", "named", "number"), WRITTEN)
def test_what_a_unit_says(text: str, named: tuple[str, ...], number: str) -> None:
    """A word names the quantity, a prefix makes the number a rounded one; `macs` begins with no M."""
    given = Given.of(text)
    assert (given.named, given.number, given.is_size) == (named, number, False)


@pytest.mark.parametrize(
    "text", ["55x55x96", "55 × 55", "(None, 55, 55, 96)", "torch.Size([1, 96, 55, 55])", "6@28x28"]
)
def test_sizes(text: str) -> None:
    """Sizes are no counts, and never rounded."""
    given = Given.of(text)
    assert given.is_size
    assert not given.is_rounded


@pytest.mark.parametrize(
    ("text", "value", "right", "fits"),
    [
        ("34.94K", 34_940, 34_944, True),
        ("34.94K", 34_940, 34_946, False),
        ("35K", 35_000, 34_500, True),
        ("34940", 34_940, 34_944, False),
        ("6.57e8", 657_000_000, 657_120_000, True),
        ("0.0M", 0, 34_944, False),
    ],
)
def test_a_rounded_number_is_compared_as_far_as_it_is_written(text: str, value: int, right: int, fits: bool) -> None:
    """Half of its last digit, and no further; a plain number is exact."""
    assert Given.of(text).fits([value], right) is fits
