"""Exercises of other courses with published solutions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncalc import apply
from cnncalc.numeric.notation import Nested

UTM_POINTS = "1 0 -2 1; 0 1 1 0; 0 1 0 1; -3 4 0 0"
STEPS = "5 5 5 5 5 5 5; 5 5 5 5 5 5 5; 1 1 5 5 5 5 5; 1 1 1 1 5 5 5; 1 1 1 1 5 5 5; 1 1 1 1 1 1 1; 1 1 1 1 1 1 1"
EDGE = "; ".join(["10 10 10 10 50 50 50 50"] * 8)

CASES: list[tuple[str, str, dict[str, Nested], object]] = [
    (
        "CSC413 (Toronto), week 4",
        "conv",
        {"input": UTM_POINTS, "kernel": "2 1; 0 1"},
        [[3, -1, -3], [2, 3, 3], [5, 2, 1]],
    ),
    (
        "CSC413 (Toronto), week 7",
        "conv",
        {"input": "1 2 -1 1; 1 0 1 0; 0 1 0 2; 2 1 0 -1", "kernel": "1 0; 2 1"},
        [[3, 3, 1], [2, 2, 3], [5, 3, -1]],
    ),
    (
        "CSC413 (Toronto), week 10, transposed",
        "deconv",
        {"input": "1 0 2; 2 3 0; -1 0 3", "kernel": "1 0; 1 2"},
        [[1, 0, 2, 0], [3, 5, 2, 4], [1, 7, 9, 0], [-1, -2, 3, 6]],
    ),
    (
        "COSC2779 (RMIT), week 5",
        "conv",
        {"input": STEPS, "kernel": "1 1 1; 0 0 0; -1 -1 -1"},
        [[8, 4, 0, 0, 0], [12, 12, 8, 4, 0], [4, 8, 8, 4, 0], [0, 0, 4, 8, 12], [0, 0, 4, 8, 12]],
    ),
    ("a vertical edge under Prewitt", "conv", {"input": EDGE, "kernel": "prewitt-x"}, [[0, 0, 120, 120, 0, 0]] * 6),
    ("max pooling, stride 1", "maxpool: 2x2, stride 1", {"input": "0 2 0; 2 3 4; 9 3 9"}, [[3, 4], [9, 9]]),
    (
        "average pooling",
        "avgpool: 2x2",
        {"input": "8 4 6 2; 3 9 1 7; 5 2 8 4; 1 6 3 5"},
        [[6, 4], [Fraction(7, 2), 5]],
    ),
    (
        "sum pooling, four times the average",
        "sumpool: 2x2",
        {"input": "8 4 6 2; 3 9 1 7; 5 2 8 4; 1 6 3 5"},
        [[24, 16], [14, 20]],
    ),
]


@pytest.mark.parametrize(("course", "layer", "given", "expected"), CASES, ids=[case[0] for case in CASES])
def test_published_solutions_come_out(course: str, layer: str, given: dict[str, Nested], expected: object) -> None:
    """One layer on a small matrix gives what the course's solution says."""
    assert apply(layer, **given).values() == [expected]  # type: ignore[arg-type]


def test_full_convolution_of_a_sequence() -> None:
    """An exam's [1 2 3] * [2 -1] with full padding is 2 3 4 -3; as a correlation it is -1 0 1 6."""
    assert apply("conv", input="1 2 3", kernel="2 -1", pad=1, flip=True).values() == [[2, 3, 4, -3]]
    assert apply("conv", input="1 2 3", kernel="2 -1", pad=1).values() == [[-1, 0, 1, 6]]


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
