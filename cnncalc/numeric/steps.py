"""One layer after the other on numbers: what each gives, and how any of its numbers came about."""

from __future__ import annotations

from typing import Final, NamedTuple

from cnncalc.errors import RuleError
from cnncalc.model.graph import Rules
from cnncalc.model.volume import Volume, whole
from cnncalc.numeric.cells import Cell, Largest
from cnncalc.numeric.operations import OPERATIONS, Operation, Task, Weights
from cnncalc.numeric.seen import Fill, Window, spread, windows
from cnncalc.numeric.tensor import Tensor, flat_index, place_of

MOST_OPERATIONS: Final = 500_000
"""As many operations as a layer may take."""

MOST_DIGITS: Final = 100
"""As many digits as a result may have: what follows then stays within what a float holds."""
LARGEST: Final = 10**MOST_DIGITS


class Step(NamedTuple):
    """One layer of a chain with the numbers that it gives."""

    name: str
    task: Task
    operation: Operation
    result: Tensor

    def cell(self, channel: int, place: tuple[int, ...]) -> Cell:
        """Return how the number of a channel and a place comes about."""
        return self.operation.cell(self.task, channel, flat_index(place, self.result.space))

    @property
    def winners(self) -> list[list[tuple[int, ...] | None]] | None:
        """Where each number was chosen, as places in its own map; None where nothing is chosen."""
        found: list[list[tuple[int, ...] | None]] = []
        for channel, numbers in enumerate(self.result.maps):
            row: list[tuple[int, ...] | None] = []
            for place in range(len(numbers)):
                cell = self.operation.cell(self.task, channel, place)
                if not isinstance(cell, Largest):
                    return None
                row.append(None if cell.winner is None else place_of(cell.winner, self.task.given.space))
            found.append(row)
        return found

    @property
    def note(self) -> str:
        """What could be read another way and matters here; nothing if there is none."""
        task, noted = self.task, self.operation.noted
        padded = any(w.before or w.after for w in task.layer.windows(task.given.volume))
        deep = len(task.given.maps) > 1 and len(task.given.maps[0]) > 1
        matters = {"padded": padded and task.fill is None, "deep": deep, "always": True}[noted]
        return self.operation.note if matters else ""

    @property
    def ties(self) -> bool:
        """Whether some window holds its largest number twice."""
        chosen = (
            self.operation.cell(self.task, channel, place)
            for channel, numbers in enumerate(self.result.maps)
            for place in range(len(numbers))
        )
        return any(isinstance(cell, Largest) and cell.ties for cell in chosen)


def worked_out(
    name: str, layer: Rules, given: Tensor, output: Volume, weights: Weights | None, fill: Fill | None
) -> Step:
    """Return what a layer gives on numbers.

    Raises:
        RuleError: a window has nothing to choose from, or the numbers are too large.
    """
    operation = OPERATIONS[layer.kind]
    seen: list[Window] = []
    if operation.spreads:
        seen = spread(layer, given.volume, output)
    elif output.space:
        seen = windows(layer, given.volume, output, fill or operation.fill or "zero")
    task = Task(layer, given, output, weights, seen, fill)
    channels, count = whole(output.channels), len(seen) or 1
    result = tuple(tuple(operation.cell(task, c, place).value for place in range(count)) for c in range(channels))
    if not all(-LARGEST <= number <= LARGEST for numbers in result for number in numbers):
        message = f"the numbers of {name} are larger than 10^{MOST_DIGITS}"
        raise RuleError("too-big", message, "let the numbers before it be smaller: each layer multiplies them")
    return Step(name, task, operation, Tensor(output, result))


def check_amount(layer: Rules, given: Volume, output: Volume) -> None:
    """Refuse what is too much to be worked out here, before anything is.

    Raises:
        RuleError: it takes more than `MOST_OPERATIONS`.
    """
    cost = layer.cost(output, given)
    amount = whole(max(whole(cost.macs), whole(cost.operations), whole(output.numbers), whole(given.numbers)))
    if amount > MOST_OPERATIONS:
        raise RuleError(
            "too-big",
            f"{layer.kind} on {given.text} takes {amount:,} operations; at most {MOST_OPERATIONS:,} are worked out",
            "cut a small part out of the input: numbers by hand are for small examples",
        )
