"""Conditions on one letter put together: what is said is true of exactly the numbers that fulfil them all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.congruence import together
from cnncalc.algebra.parser import parse
from cnncalc.algebra.undecided import Condition
from tests.letters.lettered import holds

MOST = 500


def condition(words: str) -> Condition:
    """A condition from its words: `2 divides N`, `N >= 3`, `N = 5`."""
    for sign in ("divides", ">=", "="):
        left, found, right = words.partition(f" {sign} ")
        if found:
            relation = {"divides": "divides", ">=": "at least", "=": "equals"}[sign]
            return Condition(parse(left), relation, parse(right))  # type: ignore[arg-type]
    raise AssertionError(words)


def true(line: str, n: int) -> bool:
    """Whether a line that was said of N is true of a number, read as a person reads it."""
    if line.startswith("no N"):
        return False
    if ", " in line:
        return all(true(part, n) for part in line.split(", "))
    if found := re.fullmatch(r"N at most (\d+)", line):
        return n <= int(found[1])
    if found := re.fullmatch(r"N(?: ([+-]) (\d+))? a multiple of (\d+)", line):
        sign, more, step = found.groups()
        moved = n + int(f"{sign}{more}") if more else n
        return moved % int(step) == 0
    if found := re.fullmatch(r"N (odd|even)", line):
        return n % 2 == (found[1] == "odd")
    if found := re.fullmatch(r"N at least (\d+)", line):
        return n >= int(found[1])
    if found := re.fullmatch(r"N = (\d+)", line):
        return n == int(found[1])
    return holds(condition(line), {"N": n})


@pytest.mark.parametrize(
    ("conditions", "lines"),
    [
        (["2 divides N", "2 divides N/2", "2 divides N/4"], ("N a multiple of 8",)),
        (["2 divides N"], ("N even",)),
        (["2 divides N - 1"], ("N odd",)),
        (["4 divides N - 11"], ("N + 1 a multiple of 4",)),
        (["4 divides N - 9", "N >= 9"], ("N - 1 a multiple of 4, N at least 9",)),
        (["3 divides N", "2 divides N"], ("N a multiple of 6",)),
        (["2 divides N", "2 divides N - 1"], ("no N makes everything fit: 2 divides N; 2 divides N - 1",)),
        (["N >= 3", "N >= 7"], ("N at least 7",)),
        (["N >= 3", "7 >= N"], ("N at least 3, N at most 7",)),
        (["2 divides N - 1", "8 >= N"], ("N odd, N at most 7",)),
        (["N >= 7", "7 >= N"], ("N = 7",)),
        (["0 >= N"], ("N = 0",)),
        (["N >= 8", "7 >= N"], ("no N makes everything fit: N >= 8; 7 >= N",)),
        (["N = 5", "N >= 3"], ("N = 5",)),
        (["N = 5", "2 divides N"], ("no N makes everything fit: N = 5; 2 divides N",)),
        (["2 divides N", "n + 2*p >= k"], ("N even", "n + 2*p >= k")),
        (["n >= k", "n >= k"], ("n >= k",)),
        (["N + 2*p >= 3", "N + 2*p >= 6"], ("N + 2*p >= 6",)),
        (["N + 2*p >= 6", "k >= p", "N + 2*p >= 3"], ("N + 2*p >= 6", "k >= p")),
        ([], ()),
    ],
)
def test_the_words(conditions: list[str], lines: tuple[str, ...]) -> None:
    """Conditions on one letter are one line; what follows from another is not said twice."""
    assert together(map(condition, conditions)) == lines


remainders = st.builds(
    "{} divides {}".format,
    st.integers(2, 9),
    st.builds(
        "({}*N {} {})/{}".format,
        st.integers(1, 4),
        st.sampled_from("+-"),
        st.integers(0, 12),
        st.sampled_from([1, 2, 3]),
    ),
)
bounds = st.builds("{}*N >= {}".format, st.integers(1, 4), st.integers(0, 40))
others = st.one_of(st.builds("{} >= N".format, st.integers(1, 60)), st.builds("N = {}".format, st.integers(1, 40)))


@given(st.lists(st.one_of(remainders, remainders, bounds, others), min_size=1, max_size=5))
def test_the_words_are_true_of_the_same_numbers(conditions: list[str]) -> None:
    """Of all numbers from 1 to 500, exactly those that fulfil every condition fulfil every line."""
    wanted = [*map(condition, conditions)]
    lines = together(wanted)
    for n in range(1, MOST + 1):
        assert all(true(line, n) for line in lines) == all(holds(each, {"N": n}) for each in wanted), (n, lines)
