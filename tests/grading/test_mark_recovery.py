"""The slips of made-up students are found again; tests/benchmarks/grading.py has the larger table."""

from __future__ import annotations

import pytest

import cnncalc
from cnncalc.grading.key import key_of
from tests.grading.recovery import tried
from tests.grading.students import NETS, sheet


@pytest.mark.parametrize("net", NETS)
def test_the_made_up_students_know_the_nets(net: str) -> None:
    """A student without a habit has everything right: the sheets are of the nets that the program means."""
    key = key_of(cnncalc.load(net).report(), ("output", "params", "macs"), [row.name for row in NETS[net][1]])
    answers = sheet(net, ())
    assert {asked.id: str(asked.truth) for asked in key.cells} == answers


@pytest.mark.parametrize(("habits", "least"), [(1, 0.95), (2, 0.85)])
@pytest.mark.parametrize("net", ["alexnet", "lenet5"])
def test_habits_are_found_under_typing_noise(net: str, habits: int, least: float) -> None:
    """With a digit wrong in one cell of twenty, the persistent slips are told for nearly all students."""
    key = key_of(cnncalc.load(net).report(), ("output", "params", "macs"), [row.name for row in NETS[net][1]])
    students = tried(key, net, habits, turns=3 if habits == 1 else 1, seed=7)
    assert len(students) > 25
    assert sum(student.right for student in students) >= least * len(students)
