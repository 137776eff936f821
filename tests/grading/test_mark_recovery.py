"""The slips of made-up students are found again; tests/benchmarks/grading.py has the larger table."""

from __future__ import annotations

import pytest

from cnncalc.grading.truths import written
from tests.grading.recovery import key, tried
from tests.grading.students import HELD_OUT, NETS, sheet


@pytest.mark.parametrize("net", NETS | HELD_OUT)
def test_the_made_up_students_know_the_nets(net: str) -> None:
    """A student without a habit has everything right: the sheets are of the nets that the program means."""
    columns = ("output", "params", "weights", "biases", "macs", "rf")
    asked = key(net, columns).cells
    assert {cell.id: written(cell.truth) for cell in asked} == sheet(net, (), columns)


@pytest.mark.parametrize(("habits", "least"), [(1, 0.95), (2, 0.85)])
@pytest.mark.parametrize("net", ["alexnet", "lenet5"])
def test_habits_are_found_under_typing_noise(net: str, habits: int, least: float) -> None:
    """With a digit wrong in one cell of twenty, the persistent slips are told for nearly all students."""
    students = tried(net, habits, turns=3 if habits == 1 else 1, seed=7)
    assert len(students) > 25
    assert sum(student.right for student in students) >= least * len(students)


@pytest.mark.parametrize(("habits", "least"), [(1, 0.95), (2, 0.85)])
def test_habits_are_found_on_a_net_with_norms_and_other_columns(habits: int, least: float) -> None:
    """Who leaves the biases out is told by a column of biases, too, and norms and receptive fields mislead nobody."""
    students = tried("normed", habits, turns=2, seed=31, columns=("output", "weights", "biases", "rf"))
    assert len(students) > 20
    assert sum(student.right for student in students) >= least * len(students)
