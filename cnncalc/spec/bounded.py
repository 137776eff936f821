"""A list of problems that has an end: nobody reads the thousandth, and finding it takes time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from cnncalc.errors import Problem
from cnncalc.spec.source import MAX_PROBLEMS


class Enough(Exception):
    """As many problems are noted as a file may have; the reading can stop."""


class Problems(list[Problem]):
    """Problems, in the order in which they were found. Raises `Enough` when it is full."""

    def append(self, problem: Problem) -> None:
        """Note one more."""
        super().append(problem)
        if len(self) >= MAX_PROBLEMS:
            raise Enough

    def __iadd__(self, problems: Iterable[Problem]) -> Self:  # type: ignore[override,misc]
        for problem in problems:
            self.append(problem)
        return self
