"""Tests on unknown sizes: decided where they can be, else a condition that is true of exactly the right numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest

from cnncalc.algebra.conditions import assume, at_least, divides, equal, gathering
from cnncalc.algebra.expr import Dim, evaluate
from cnncalc.algebra.parser import parse
from cnncalc.algebra.undecided import Condition
from tests.letters.lettered import holds

Question = Callable[[Dim, Dim], bool]


def asked(question: Question, first: str, second: str) -> bool | str:
    """What is decided, or the condition in words."""
    with gathering() as conditions:
        decided = question(parse(first), parse(second))
    assert len(conditions) <= 1
    return conditions[0].text if conditions else decided


@pytest.mark.parametrize(
    ("question", "first", "second", "answer"),
    [
        (at_least, "5", "5", True),
        (at_least, "4", "5", False),
        (at_least, "N", "1", True),
        (at_least, "3*N", "3", True),
        (at_least, "N", "2", "N >= 2"),
        (at_least, "N + 3", "3", True),
        (at_least, "N", "N + 1", False),
        (at_least, "(N - 2)/2 + 1", "1", "N >= 2"),
        (at_least, "(n + 2*p - k)/s + 1", "1", "n + 2*p >= k"),
        (at_least, "floor((n - k)/2) + 1", "1", "n >= k"),
        (at_least, "n - k", "0", "n >= k"),
        (at_least, "n/k", "1", "n >= k"),
        (at_least, "n/(2*k) - 1/k", "0", "n >= 2"),
        (at_least, "0 - p", "1", False),
        (at_least, "2*n + p", "n + p", True),
        (divides, "2", "6", True),
        (divides, "4", "6", False),
        (divides, "2", "4*N + 2", True),
        (divides, "2", "N", "2 divides N"),
        (divides, "s", "n + 2*p - k", "s divides n + 2*p - k"),
        (divides, "g", "3*g", True),
        (divides, "1", "N - k", True),
        (equal, "3", "3", True),
        (equal, "3", "4", False),
        (equal, "N + N", "2*N", True),
        (equal, "N", "N + 1", False),
        (equal, "(N + 1)*(N - 1)", "N*N - 1", True),
        (equal, "N", "k", "N = k"),
    ],
)
def test_what_is_decided_and_what_is_left(question: Question, first: str, second: str, answer: bool | str) -> None:
    """What holds for all numbers is true, what holds for none is false, and the rest is said in a few words."""
    assert asked(question, first, second) == answer


SIZES = ("N", "3*N", "N + k", "N - 2", "N*k", "2*N + 3", "(N - 1)*k", "floor((N - k)/2) + 1", "N/2", "7", "2*k - N")


def true(question: Question, first: str, second: str, numbers: dict[str, int]) -> bool:
    """The answer in numbers."""
    a, b = (Fraction(str(evaluate(parse(size), dict(numbers)))) for size in (first, second))
    if question is at_least:
        return a >= b
    return a == b if question is equal else (b / a).denominator == 1


@pytest.mark.parametrize(("first", "second"), list(product(SIZES, repeat=2)))
@pytest.mark.parametrize("question", [at_least, equal])
def test_a_condition_is_exact(question: Question, first: str, second: str) -> None:
    """For every pair of numbers, the answer in letters is true exactly when the answer in numbers is."""
    a, b = parse(first), parse(second)
    with gathering() as conditions:
        decided = question(a, b)
    for n, k in product(range(1, 9), repeat=2):
        numbers = {"N": n, "k": k}
        said = decided and all(holds(condition, numbers) for condition in conditions)
        assert said == true(question, first, second, numbers), numbers


@pytest.mark.parametrize("size", [size for size in SIZES if "/" not in size])
@pytest.mark.parametrize("number", ["2", "3", "k", "2*k"])
def test_what_divides_is_exact(number: str, size: str) -> None:
    """For every pair of numbers, a size in letters is told to be divisible exactly when it is in numbers."""
    by, whole = parse(number), parse(size)
    with gathering() as conditions:
        decided = divides(by, whole)
    for n, k in product(range(1, 13), range(1, 7)):
        numbers = {"N": n, "k": k}
        said = decided and all(holds(condition, numbers) for condition in conditions)
        assert said == true(divides, number, size, numbers), numbers


def test_conditions_are_gathered_once_and_by_the_innermost() -> None:
    """Whoever gathers gets each condition once; gathered inside, it does not reach the outside by itself."""
    condition = Condition(parse("N"), "at least", 3)
    with gathering() as outer:
        assume(condition, condition)
        with gathering() as inner:
            assume(condition)
        assume(*inner)
    assert outer == inner == [condition]


def test_nobody_gathers() -> None:
    """Without anybody to gather, a condition is dropped and the answer is the same."""
    assert at_least(parse("N"), 2)
