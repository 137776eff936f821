"""Exercises as exams set them: several layers, and what the published questions leave out."""

from __future__ import annotations

from fractions import Fraction

from cnncalc import apply


def test_prewitt_finds_a_vertical_edge() -> None:
    """A step from 10 to 50 is answered with 120 where the window lies across it, and with nothing by the transpose."""
    image = [[10, 10, 10, 10, 50, 50, 50, 50]] * 8
    assert apply("conv", input=image, kernel="prewitt-x").values() == [[[0, 0, 120, 120, 0, 0]] * 6]
    assert apply("conv", input=image, kernel="prewitt-y").values() == [[[0] * 6] * 6]
    across = [list(column) for column in zip(*image, strict=True)]
    assert apply("conv", input=across, kernel="prewitt-y").values() == [[[row] * 6 for row in (0, 0, 120, 120, 0, 0)]]


def test_sum_pooling() -> None:
    """A sum is four times the average of 2x2: 6, 4, 3.5 and 5."""
    image = "8 4 6 2; 3 9 1 7; 5 2 8 4; 1 6 3 5"
    assert apply("sumpool: 2x2", input=image).values() == [[[24, 16], [14, 20]]]


def test_a_whole_small_net() -> None:
    """Convolution, ReLU, pooling and a fully connected layer, worked out by hand."""
    result = apply(
        "conv, relu",
        "maxpool: 2x2",
        "fc",
        input="1 0 2 1 0; 0 1 0 2 1; 2 1 1 0 1; 0 2 1 1 0; 1 0 2 0 1",
        kernel="1 -1; 0 1",
        weights="1 0 0 1; 0 1 2 0",
        bias=["0", "-1 1/2"],
    )
    conv, relu, pool, fc = (step.result.nested() for step in result.steps)
    assert conv == [[[2, -2, 3, 2], [0, 2, -2, 2], [3, 1, 2, -1], [-2, 3, 0, 2]]]
    assert relu == [[[2, 0, 3, 2], [0, 2, 0, 2], [3, 1, 2, 0], [0, 3, 0, 2]]]
    assert pool == [[[2, 3], [3, 2]]]
    assert fc == [2 + 2 - 1, 3 + 2 * 3 + Fraction(1, 2)]
    assert [step.name for step in result.steps] == ["conv1", "relu1", "maxpool1", "fc1"]
