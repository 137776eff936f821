"""The formulas of the lectures: docs/exercises.md asks for each with letters, on one command line."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from tests.conftest import Run
from tests.exercises.table import LETTERS, SEEDS, Row
from tests.written import names, value

SPELLED = {"W1": "W", "stride": "s", "padding": "p", "K1": "a", "K2": "b"}
"""What a command line writes for the lectures' longer letters."""

POINTS = {
    "N": (7, 32), "W": (9, 28), "H": (11, 16), "n": (9, 28), "C": (1, 3), "M": (5, 10), "L": (3,),
    "F": (1, 3), "K": (2, 3), "k": (2, 5), "a": (3,), "b": (1, 5),
    "P": (0, 1), "p": (0, 2), "S": (1, 3), "s": (1, 2),
}  # fmt: skip
"""Numbers at which formulas are compared; a net of L layers is asked for with 3."""

READ: dict[str, Callable[[Any], list[object]]] = {
    "height": lambda layer: layer["output"]["space"][:1],
    "width": lambda layer: layer["output"]["space"][1:],
    "depth": lambda layer: [layer["output"]["channels"]],
    "outputs": lambda layer: [*layer["output"]["space"], layer["output"]["channels"]],
    "weights": lambda layer: [layer["params"]["weights"]],
    "field": lambda layer: layer["receptive_field"]["size"][:1],
}
"""Where in the last layer of a report the factors of an answer stand, by the last column of the page."""


@pytest.mark.parametrize("row", LETTERS, ids=str)
def test_the_formula_is_that_of_the_lecture(row: Row) -> None:
    """The formula on the page is written in the lecture's answer, or in the note of what it leaves out."""
    (formula,) = row.answer
    seed = SEEDS[row.name]
    assert formula.replace(" ", "") in (seed["answer"] + seed.get("note", "")).replace(" ", "")


@pytest.mark.parametrize("row", LETTERS, ids=str)
def test_the_command_line_gives_the_formula(run: Run, row: Row) -> None:
    """What the command line gives equals the lecture's formula at every point where the window fits."""
    answer = run(*shlex.split(row.line), "--json")
    assert (answer.code, answer.err) == (0, "")
    factors = READ[row.of](json.loads(answer.out)["layers"][-1])
    (formula,) = row.answer
    letters = sorted({SPELLED.get(name, name) for name in names(formula)})
    compared = 0
    for numbers in product(*(POINTS[letter] for letter in letters)):
        point = dict(zip(letters, numbers, strict=True))
        spelled = {name: point[short] for name, short in SPELLED.items() if short in point}
        expected = value(formula, **point, **spelled)
        if expected.denominator == 1:
            assert math.prod(value(str(factor), **point) for factor in factors) == expected, point
            compared += 1
    assert compared >= 1
