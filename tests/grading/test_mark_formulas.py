"""Formulas as answers: the same is the same, whether it is rounded or not, and a slip is not."""

from __future__ import annotations

import pytest

from cnncalc.algebra.parser import parse
from cnncalc.grading.mark_equal import same


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("floor((n - k + 2)/s) + 1", "(n - k + 2)/s + 1"),
        ("(n - k + 2)//s + 1", "(n - k + 2)/s + 1"),
        ("(n - k)/s + 1", "floor((n - k)/s) + 1"),
        ("ceil((n - k + 1)/s)", "floor((n - k)/s) + 1"),
        ("n*n - 2*n*k + k*k + 2*n - 2*k + 1", "(n - k + 1)^2"),
    ],
)
def test_the_same_formula(answer: str, truth: str) -> None:
    """What agrees wherever the window fits is right, however it is written."""
    assert same(parse(answer, power=True), parse(truth, power=True))


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("(n - k)/s", "(n - k)/s + 1"),
        ("floor((n - k)/s)", "(n - k)/s + 1"),
        ("ceil((n - k)/s) + 1", "floor((n - k)/s) + 1"),
        ("(n + p - k)/s + 1", "(n + 2*p - k)/s + 1"),
        ("3*k*k*m", "(3*k*k + 1)*m"),
    ],
)
def test_a_slip_is_not_the_same(answer: str, truth: str) -> None:
    """The slips of the lectures' formulas stay wrong, rounded or not."""
    assert not same(parse(answer, power=True), parse(truth, power=True))
