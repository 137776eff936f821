"""Every exercise of the lectures is answered by the command line that docs/exercises.md gives, with its answer."""

from __future__ import annotations

import shlex
from fractions import Fraction
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.exercises.table import FILES, LETTERS, NUMBERS, SEEDS, Row, figures
from tests.written import value

UNWRITTEN: dict[str, set[str | Fraction]] = {
    "003-meet": {Fraction(2)},  # layer 2 is conv2
    "004-fnn-real": {Fraction("1e8")},  # "about"
    "004-lenet": {Fraction(1), Fraction(2)},  # a convolution's stride is 1 and a pool's its size unless it is written
}
"""Figures of a lecture's answer that no output has, and why."""


def told(name: str) -> list[str | Fraction]:
    """The figures that the page says are the answer to an exercise."""
    return [figure for row in NUMBERS if row.name == name for text in row.answer for figure in figures(text)]


def test_every_exercise_has_a_command_line() -> None:
    """The page answers everything that the lectures calculate or ask, and nothing else."""
    assert {row.name for row in (*NUMBERS, *LETTERS)} == SEEDS.keys()
    assert {row.name for row in LETTERS} >= {name for name, seed in SEEDS.items() if seed["kind"] == "symbolic"}


@pytest.mark.parametrize("row", NUMBERS, ids=str)
def test_the_command_line_gives_the_answer(run: Run, in_folder: Path, row: Row) -> None:
    """The command line ends well, or with exit code 1 where nothing fits, and prints what the page says."""
    for name, content in FILES.items():
        (in_folder / name).write_text(content)
    answer = run(*shlex.split(row.line), terminal=True)
    lines = [" ".join(line.split()) for line in answer.out.replace(",", "").splitlines()]
    printed = "\n".join([" ".join(lines), " / ".join(filter(None, lines))])
    assert row.answer
    assert [text for text in row.answer if text.replace(",", "") not in printed] == []
    assert answer.code == int("does not fit" in printed)
    assert answer.err == ""


@pytest.mark.parametrize("name", dict.fromkeys(row.name for row in NUMBERS))
def test_the_answer_is_that_of_the_lecture(name: str) -> None:
    """Every figure of a lecture's answer is one that the page finds in the output; of a matrix, in the same order."""
    expected = [figure for figure in figures(SEEDS[name]["answer"]) if figure not in UNWRITTEN.get(name, ())]
    if SEEDS[name]["kind"] == "numeric":
        found = iter(told(name))
        assert [figure for figure in expected if figure not in found] == []
    assert set(expected) <= set(told(name))


def test_the_weights_of_alexnet() -> None:
    """The products that a lecture writes for AlexNet's layers are the weights that the page finds, layer by layer."""
    weights = [value(product) for product in SEEDS["004-alexnet"]["params"].split(", ")]
    (row,) = (row for row in NUMBERS if row.name == "004-alexnet")
    assert [figures(text)[-1] for text in row.answer] == weights


@pytest.mark.parametrize(
    ("file", "name"), [("image", "000-moving-average"), ("noise", "000-correlation-6x5"), ("lines", "004-numeric")]
)
def test_the_files_hold_the_images_of_the_lectures(file: str, name: str) -> None:
    """The numbers that the page has one save are those of the lecture."""
    assert [[int(number) for number in row.split(",")] for row in FILES[f"{file}.csv"].splitlines()] == SEEDS[name][
        "image"
    ]


@pytest.mark.parametrize(
    "row", [row for row in NUMBERS if "image" in SEEDS[row.name] and ".csv" not in row.line], ids=str
)
def test_the_images_on_the_lines_are_those_of_the_lectures(row: Row) -> None:
    """An image that is written on the command line is the lecture's, and so is its kernel."""
    words = shlex.split(row.line)
    for option in {"image", "kernel"} & SEEDS[row.name].keys():
        written = words[words.index(f"--{option.replace('image', 'input')}") + 1]
        assert [[int(number) for number in line.split()] for line in written.split(";")] == SEEDS[row.name][option]
