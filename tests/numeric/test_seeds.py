"""Every calculation on numbers of the lectures that the program grew out of, each as one command line."""

from __future__ import annotations

import shlex
from typing import NamedTuple

import pytest

from tests.conftest import Run

IMAGE = "; ".join(
    [
        *["0 0 0 0 0 0 0 0 0 0"] * 2,
        *["0 0 0 90 90 90 90 90 0 0"] * 3,
        "0 0 0 90 0 90 90 90 0 0",
        "0 0 0 90 90 90 90 90 0 0",
        "0 0 0 0 0 0 0 0 0 0",
        "0 0 90 0 0 0 0 0 0 0",
        "0 0 0 0 0 0 0 0 0 0",
    ]
)
"""The 10x10 image of CSCE 5218's filtering slides."""
NOISE = "5 2 5 4 4; 5 200 3 200 4; 1 5 5 4 4; 5 5 1 1 2; 200 1 3 5 200; 1 200 200 200 1"
SMALL = "5 3 4; 1 0 0; 3 6 1; 9 0 2; 7 4 3"
POOL = "1 4 2 1; 5 8 3 4; 7 6 4 5; 1 3 1 2"
LINES = "0 1 1 1 0 0 0; 0 0 1 1 1 0 0; 0 0 0 1 1 1 0; 0 0 0 1 1 0 0; 0 0 1 1 0 0 0; 0 1 1 0 0 0 0; 1 1 0 0 0 0 0"
TILT = "0.06 0.12 0.06; 0.12 0.25 0.12; 0.06 0.12 0.06"
SQUARE = "1 2 3; 4 5 6; 7 8 9"


class Seed(NamedTuple):
    """An exercise: which one, the words of its command line, and the rows that come out."""

    name: str
    line: str
    rows: str


SEEDS = [
    Seed(
        "000-moving-average",
        f"conv --input '{IMAGE}' --kernel box",
        "0 10 20 30 30 30 20 10 / 0 20 40 60 60 60 40 20 / 0 30 60 90 90 90 60 30 / 0 30 50 80 80 90 60 30 / "
        "0 30 50 80 80 90 60 30 / 0 20 30 50 50 60 40 20 / 10 20 30 30 30 30 20 10 / 10 10 10 0 0 0 0 0",
    ),
    Seed(
        "000-correlation",
        "conv --input '0 0 0; 0 1 0; 0 0 0' --pad 1 --kernel '1 2 3; 4 5 6; 7 8 9'",
        "9 8 7/6 5 4/3 2 1",
    ),
    Seed(
        "000-correlation, flipped: a convolution",
        "conv --input '0 0 0; 0 1 0; 0 0 0' --pad 1 --kernel '1 2 3; 4 5 6; 7 8 9' --flip",
        "1 2 3 / 4 5 6 / 7 8 9",
    ),
    Seed("000-filters: unchanged", f"conv --input '{SQUARE}' --pad 1 --kernel identity", "1 2 3 / 4 5 6 / 7 8 9"),
    Seed(
        "000-filters: shifted left",
        f"conv --input '{SQUARE}' --pad 1 --kernel '0 0 0;0 0 1;0 0 0'",
        "2 3 0/5 6 0/8 9 0",
    ),
    Seed(
        "000-filters: shifted by name", f"conv --input '{SQUARE}' --pad 1 --kernel shift-left", "2 3 0 / 5 6 0 / 8 9 0"
    ),
    Seed("000-filters: blurred", "conv --input '9 0 0; 0 9 0; 0 0 9' --kernel box", "3"),
    Seed("000-filters: sharpened", "conv --input '9 0 0; 0 9 0; 0 0 9' --kernel sharpen", "15"),  # 2*9 - 3
    Seed("002-numeric-valid", f"conv --input '{SMALL}' --kernel '0 1; -1 2'", "2 4 / 9 -4 / -3 5 / 1 4"),
    Seed(
        "002-numeric-padded",
        f"conv --input '{SMALL}' --kernel '0 1; -1 2' --pad 1:0x1:0",
        "10 1 5 / 7 2 4 / 7 9 -4 / 21 -3 5 / 23 1 4",
    ),
    Seed("003-maxpool-s2", f"'maxpool: 2x2, stride 2' --input '{POOL}'", "8 4 / 7 5"),
    Seed("003-maxpool-s1", f"'maxpool: 2x2, stride 1' --input '{POOL}'", "8 8 4 / 8 8 5 / 7 6 5"),
    Seed("003-argmax", f"'maxpool: 2x2' --input '{POOL}' --argmax", "8 4 / 7 5 / / 1,1 1,3 / 2,0 2,3"),
    Seed(
        "004-numeric",
        f"conv --input '{LINES}' --kernel '1 0 1; 0 1 0; 1 0 1'",
        "1 4 3 4 1 / 1 2 4 3 3 / 1 2 3 4 1 / 1 3 3 1 1 / 3 3 1 1 0",
    ),
    Seed(
        "000-correlation-6x5",
        f"conv --input '{NOISE}' --kernel '{TILT}'",
        "52.76 50.85 52.88 / 27.41 27.17 26.8 / 15.23 2.83 14.41 / 61.63 49.95 61.97",
    ),
    Seed(
        "000-correlation-6x5, flipped: the same",
        f"conv --input '{NOISE}' --kernel '{TILT}' --flip",
        "52.76 50.85 52.88 / 27.41 27.17 26.8 / 15.23 2.83 14.41 / 61.63 49.95 61.97",
    ),
    Seed(  # two maps in, two filters with a bias each: one scalar a place and filter
        "001-filter-volume",
        "conv --input '1 2; 3 4|5 6; 7 8' --kernel '1 0; 0 1|1 1; 1 1' --kernel '1 1; 1 1|0 0; 0 1' --bias '1 -2'",
        "32 / / 16",  # 1 + 4 + 26 + 1, and 10 + 8 - 2
    ),
    Seed(
        "002-prewitt: vertical edges",
        "conv --input '1 1 5 5; 1 1 5 5; 1 1 5 5' --kernel '-1 0 1;-1 0 1;-1 0 1'",
        "12 12",
    ),
    Seed("002-prewitt: by name", "conv --input '1 1 5 5; 1 1 5 5; 1 1 5 5' --kernel prewitt-x", "12 12"),
    Seed("002-prewitt: the transpose", "conv --input '1 1 1; 1 1 1; 5 5 5; 5 5 5' --kernel prewitt-y", "12 / 12"),
    Seed("002-prewitt: no horizontal edge", "conv --input '1 1 5 5; 1 1 5 5; 1 1 5 5' --kernel prewitt-y", "0 0"),
]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_one_command_line_answers_the_exercise(run: Run, seed: Seed) -> None:
    """The numbers of the lecture come out, and nothing beside them, so that they can be piped on."""
    answer = run("apply", *shlex.split(seed.line))
    assert (answer.code, answer.err) == (0, "")
    assert [line.split() for line in answer.out.splitlines()] == [row.split() for row in seed.rows.split("/")]


def test_the_gaussian_is_exact(run: Run) -> None:
    """000-gaussian: the first row of the blurred image, as fractions and as the same decimals."""
    words = ("apply", "conv", "--input", IMAGE, "--kernel", "1/16 1/8 1/16; 1/8 1/4 1/8; 1/16 1/8 1/16")
    first = run(*words, "--fractions").out.splitlines()[0].split()
    assert first == ["0", "45/8", "135/8", "45/2", "45/2", "45/2", "135/8", "45/8"]
    assert run(*words).out.splitlines()[0].split() == [
        "0",
        "5.625",
        "16.875",
        "22.5",
        "22.5",
        "22.5",
        "16.875",
        "5.625",
    ]
    assert run("apply", "conv", "--input", IMAGE, "--kernel", "gaussian").out == run(*words).out
