"""The tables of docs/exercises.md, the files that their command lines read, and the lectures' own answers."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.conftest import DATA

SEEDS: dict[str, dict[str, Any]] = {
    seed["id"]: seed
    for seed in yaml.safe_load((DATA / "seed-exercises.yaml").read_text(encoding="utf-8"))
    if seed["kind"] != "features"
}
"""What the lectures calculate or ask, by name."""


class Row(NamedTuple):
    """A row of a table: the exercise, its command line, the texts in backticks behind it, and the column after."""

    name: str
    line: str
    answer: tuple[str, ...]
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.line}"


def _rows(page: str) -> list[Row]:
    rows = [re.split(r"(?<!\\) \| ", line[2:-2]) for line in page.splitlines() if re.match(r"\| \d\d\d-", line)]
    return [
        Row(name, line[len("`cnncalc ") : -1].replace(r"\|", "|"), tuple(re.findall("`(.+?)`", answer)), *of)
        for name, _, line, answer, *of in rows
    ]


_PAGE = (Path(__file__).parents[2] / "docs" / "exercises.md").read_text(encoding="utf-8")
NUMBERS, LETTERS = map(_rows, _PAGE.split("\n## With letters\n"))
"""The rows whose command lines have numbers only, and those with letters."""

FILES = dict(re.findall(r"^`(\S+)`:\n\n```\n(.*?)^```", _PAGE, re.MULTILINE | re.DOTALL))
"""The files of the page: `NAME:` on a line of its own, and what it holds below."""

_FIGURE = re.compile(r"(?<![\w.)])-?\d+(?:x\d+)*(?:\.\d+)?(?:e\d+)?(?:/\d+)?(?!\w)")


def figures(text: str) -> list[str | Fraction]:
    """The sizes and numbers in a text, in order; `5x5x1` is the size 5x5, `1x1x9` the number 9."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.replace(" million", "000000"))
    found = [figure.removeprefix("1x1x").removesuffix("x1") for figure in _FIGURE.findall(text)]
    return [figure if "x" in figure else Fraction(figure) for figure in found]
