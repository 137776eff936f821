"""What the tests of published tables share: rows as nets of the language, and what comes out of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import cnncalc
from cnncalc.api import Report

DATA = Path(__file__).parents[1] / "data"

FIRST = ("C", "CL", "CHW", "CDHW")
LAST = ("C", "LC", "HWC", "DHWC")
"""The axis letters of a volume of one to four axes, with the channels in front and behind."""


class Net(NamedTuple):
    """A row of a table in the language: the input, a line for each layer, and how the row orders the axes."""

    input: str
    lines: tuple[str, ...]
    first: bool = True
    """Whether the row has the channels before the space."""

    @property
    def report(self) -> Report:
        """The report of the net."""
        return cnncalc.chain(self.input, *self.lines)

    @property
    def output(self) -> str:
        """The size that comes out, with the axes in the row's order."""
        report = self.report
        assert report.complete, report.problems
        volume = report.outputs[0][1].output
        return volume.channels_first if self.first else volume.text

    @property
    def refusal(self) -> str:
        """The code of the error that keeps the net from its end; empty if there is none."""
        return next((problem.code for problem in self.report.problems if problem.severity == "error"), "")


def by(sizes: Iterable[object]) -> str:
    """Sizes as the language writes them: `3x5`."""
    return "x".join(map(str, sizes))


def net(shape: Sequence[int], *lines: str, first: bool = True) -> Net:
    """The net of these lines on a shape without its batch."""
    return Net(f"{by(shape)} {(FIRST if first else LAST)[len(shape) - 1]}", lines, first)


def line(op: str, head: str, *options: str) -> str:
    """A line of a spec: `line("conv", "4 x 3x3", "pad 1")`; empty options are left out."""
    return f"{op}: {', '.join(filter(None, (head, *options)))}"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(name: str) -> Any:
    """What a YAML file of facts holds."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
