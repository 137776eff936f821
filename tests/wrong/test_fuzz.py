"""Every bundled spec with lines and words changed at random, and any bytes: a result or a named error, soon.

The suite runs a few changes of each spec. CNNCALC_FUZZ=500 makes five hundred of each: a long run.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.errors import SpecError
from cnncalc.render.problems import full
from tests.conftest import Run

SPECS = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))}
ROUNDS = int(os.environ.get("CNNCALC_FUZZ", "4"))
SECONDS = 3.0
NUMBERS = [
    "0",
    "1",
    "-1",
    "2.5",
    "1/3",
    "7",
    "1000",
    "65536",
    "9007199254740993",
    "1e9",
    "n",
    "i",
    "in",
    "?",
    "3x3",
    "",
]

Mutation = Callable[[random.Random, str], str]


def of_lines(change: Callable[[random.Random, list[str]], None]) -> Mutation:
    """Return a change of lines as a change of a text."""

    def mutation(dice: random.Random, text: str) -> str:
        lines = text.splitlines(keepends=True) or [text]
        change(dice, lines)
        return "".join(lines)

    return mutation


@of_lines
def deleted(dice: random.Random, lines: list[str]) -> None:
    """Leave a line out."""
    del lines[dice.randrange(len(lines))]


@of_lines
def doubled(dice: random.Random, lines: list[str]) -> None:
    """Write a line twice."""
    at = dice.randrange(len(lines))
    lines.insert(at, lines[at])


@of_lines
def moved(dice: random.Random, lines: list[str]) -> None:
    """Exchange two lines."""
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


@of_lines
def indented(dice: random.Random, lines: list[str]) -> None:
    """Move a line by a few columns."""
    at = dice.randrange(len(lines))
    lines[at] = " " * dice.randrange(8) + lines[at].lstrip(" ")


def renumbered(dice: random.Random, text: str) -> str:
    """Put something else for a number."""
    found = list(re.finditer("[0-9]+", text))
    if not found:
        return text
    number = dice.choice(found)
    return text[: number.start()] + dice.choice(NUMBERS) + text[number.end() :]


def reworded(dice: random.Random, text: str) -> str:
    """Put another word of the text for a word or a sign."""
    found = list(re.finditer(r"\w+|[^\w\s]", text))
    if not found:
        return text
    one, other = dice.choice(found), dice.choice(found)
    return text[: one.start()] + other[0] + text[one.end() :]


def cut(dice: random.Random, text: str) -> str:
    """End a text early."""
    return text[: dice.randrange(len(text) + 1)]


MUTATIONS: list[Mutation] = [deleted, doubled, moved, indented, renumbered, reworded, reworded, renumbered, cut]


def mutated(spec: bytes, dice: random.Random) -> bytes:
    """A spec with one to four changes, now and then of bytes."""
    text = spec.decode()
    for _ in range(dice.randint(1, 4)):
        text = dice.choice(MUTATIONS)(dice, text)
    data = text.encode()
    if dice.random() < 0.1:
        at = dice.randrange(len(data) + 1)
        data = data[:at] + dice.randbytes(dice.randint(1, 4)) + data[at:]
    return data


def tried(data: bytes) -> None:
    """Read a spec and report it: what comes out can be shown, and has not taken long."""
    start = time.process_time()
    try:
        report = api.read(data, "net.yaml").report()
    except SpecError as error:
        problems = error.problems
    else:
        problems = report.problems
        report.to_text()
    assert time.process_time() - start < SECONDS
    for problem in problems:
        assert problem.origin is not None
        assert all(line.isprintable() for line in full(problem, 80).split("\n"))


@pytest.mark.parametrize("name", SPECS)
def test_a_spec_with_something_changed(name: str) -> None:
    """A bundled spec with lines left out, moved or doubled, and numbers and words exchanged."""
    for number in range(ROUNDS):
        tried(mutated(SPECS[name], random.Random(f"{name} {number}")))


LONG = settings(
    max_examples=50 * ROUNDS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@LONG
@given(data=st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Bytes that have nothing to do with a spec, alone and as a layer of one."""
    tried(data)
    tried(b"input: 8x8x3\nlayers:\n  - " + data)


@pytest.mark.parametrize("flag", ["table", "--json", "expand"])
def test_at_the_front_door(flag: str, run: Run, in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line ends with 0 or 1, whatever is in the file, and says something where it is 1."""
    monkeypatch.setenv("CNNCALC_DEBUG", "1")  # a fault of the program is raised, not told
    for number in range(5 * ROUNDS):
        dice = random.Random(f"{flag} {number}")
        small = min(dice.sample(sorted(SPECS), 2), key=lambda name: len(SPECS[name]))
        data = mutated(SPECS[small], dice) if dice.random() < 0.8 else dice.randbytes(dice.randint(0, 200))
        (in_folder / "net.yaml").write_bytes(data)
        words = {"table": ["net.yaml"], "expand": ["expand", "net.yaml"]}.get(flag, ["net.yaml", flag])
        answer = run(*words)
        assert answer.code in (0, 1), data
        assert answer.err or answer.code == 0, data
