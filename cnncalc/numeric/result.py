"""What a chain of layers makes of numbers: every step, and the report of the sizes."""

from __future__ import annotations

from dataclasses import dataclass

from cnncalc.algebra.errors import counted
from cnncalc.errors import Problem, UsageError
from cnncalc.model.report import Report
from cnncalc.model.volume import line_names
from cnncalc.numeric.cells import Cell
from cnncalc.numeric.steps import Step
from cnncalc.numeric.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Result:
    """What a chain of layers makes of an input: every step with its numbers, and the report of its sizes."""

    input: Tensor
    steps: tuple[Step, ...]
    report: Report
    flipped: bool
    problems: tuple[Problem, ...] = ()

    @property
    def output(self) -> Tensor:
        """The numbers that come out in the end."""
        return self.steps[-1].result

    def values(self) -> list[object]:
        """Return the output as nested lists of ints, Fractions and floats, the maps outermost."""
        return self.output.nested()

    def cell(self, *place: int, channel: int | None = None, step: int = -1, base: int = 0) -> Cell:
        """Return how a number of the output (or of another step's) comes about; places and channels count from `base`.

        Without a channel it is that of the first map.

        Raises:
            UsageError: there is no such place.
        """
        result = self.steps[step].result
        if len(place) != len(result.space):
            raise UsageError(
                f"a place of {result.volume.text} has {counted(len(result.space), 'number')}, not {len(place)}"
            )
        names = (*line_names(len(result.space)), "map" if place else "number")
        wanted = (*place, base if channel is None else channel)
        for at, size, name in zip(wanted, (*result.space, len(result.maps)), names, strict=True):
            if not base <= at < base + size:
                raise UsageError(f"there is no {name} {at}: {_range(name, size, base)}")
        *found, map = (at - base for at in wanted)
        return self.steps[step].cell(map, tuple(found))

    @property
    def failed(self) -> bool:
        """Whether a window does not fit, and nothing accepts that."""
        return any(problem.severity == "error" for problem in self.problems)


def _range(name: str, size: int, base: int) -> str:
    """Say which numbers there are of something."""
    return f"there is only {name} {base}" if size == 1 else f"they are counted from {base} to {base + size - 1}"
