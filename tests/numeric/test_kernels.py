"""The kernels that have names."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncalc import apply
from cnncalc.errors import UsageError
from cnncalc.numeric.kernels import NAMES, named

IMAGE = "1 2 3; 4 5 6; 7 8 9"


@pytest.mark.parametrize("name", NAMES)
def test_kernels_keep_the_brightness_or_find_edges(name: str) -> None:
    """What blurs, moves or sharpens sums to 1 and leaves a flat image flat; a derivative sums to 0 and makes it 0."""
    total = sum(number for row in named(name) for number in row)
    assert total == (0 if name.startswith(("prewitt", "sobel", "laplacian")) else 1)
    assert apply("conv", input="7 7 7; 7 7 7; 7 7 7", kernel=name).values() == [[[7 * total]]]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("shift-left", [[2, 3, 0], [5, 6, 0], [8, 9, 0]]),
        ("shift-right", [[0, 1, 2], [0, 4, 5], [0, 7, 8]]),
        ("shift-up", [[4, 5, 6], [7, 8, 9], [0, 0, 0]]),
        ("shift-down", [[0, 0, 0], [1, 2, 3], [4, 5, 6]]),
    ],
)
def test_a_shift_moves_the_image_where_its_name_says(name: str, rows: list[list[int]]) -> None:
    """Under correlation; as a convolution it moves the other way."""
    assert apply("conv", input=IMAGE, kernel=name, pad=1).values() == [rows]
    back = {"left": "right", "right": "left", "up": "down", "down": "up"}[name.removeprefix("shift-")]
    assert apply("conv", input=IMAGE, kernel=f"shift-{back}", pad=1, flip=True).values() == [rows]


def test_sizes() -> None:
    """A size behind the name, one or two numbers; the Gaussian is the binomial one."""
    assert named("box 5x5") == ((Fraction(1, 25),) * 5,) * 5
    assert named("box 1x3") == ((Fraction(1, 3),) * 3,)
    assert named("Gaussian-5")[2] == tuple(Fraction(6 * n, 256) for n in (1, 4, 6, 4, 1))
    assert named("sobel_x") == ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sobel", "can be read two ways"),
        ("shift", "can be read four ways"),
        ("soble-x", "there is no kernel called soble-x"),
        ("blub", "there is no kernel called blub"),
        ("box 4x4", "sizes are odd"),
        ("gaussian 99x99", "too large"),
        ("sobel-x 5x5", "sobel-x is 3x3"),
    ],
)
def test_what_is_no_kernel_is_refused(name: str, message: str) -> None:
    """A name that could be two kernels is not guessed, and a size needs a centre."""
    with pytest.raises(UsageError, match=message):
        named(name)
