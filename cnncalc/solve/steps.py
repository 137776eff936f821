"""A chain of volumes: which layer leads from each to the next, and its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.volume import Volume, whole
from cnncalc.solve.found import Answer, Solution
from cnncalc.solve.layer import answer
from cnncalc.solve.question import read_question
from cnncalc.spec.bind import Option, build
from cnncalc.spec.sizes import read_volume, size_text


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain: the layers that lead from a volume to the next, the usual ones first."""

    input: Volume
    output: Volume
    solutions: tuple[Solution, ...]
    why: str = ""


def solve_chain(*volumes: str, pad: Option | None = None, layout: str = "hwc") -> tuple[Step, ...]:
    """Return the steps between volumes: `solve_chain("28x28x1", "24x24x6", "12x12x6", "8x8x16")`.

    A step is a convolution; a pool where the depth stays and the map shrinks; a transposed convolution where it grows;
    fully connected where a vector comes out. `pad` is the padding of every window, where it is known.

    Raises:
        UsageError: there are not two volumes.
        RuleError, ExprError: a volume cannot be read.
    """
    if len(volumes) < 2:
        raise UsageError(
            "a chain has at least two volumes", (("cnncalc solve 28x28x1 24x24x6 12x12x6", "for example"),)
        )
    read = [read_volume(text, layout=layout) for text in volumes]
    return tuple(_step(first, second, pad) for first, second in pairwise(read))


def _step(first: Volume, second: Volume, pad: Option | None) -> Step:
    if not second.space:
        layer = build(layer_class("fc"), {"units": second.channels})
        return Step(first, second, (Solution(layer, (("units", str(second.channels)),), first, second),))
    if len(first.space) != len(second.space):
        why = f"no window leads from {len(first.space)} spatial axes to {len(second.space)}"
        return Step(first, second, (), why)
    solutions = sorted(_solutions(first, second, pad), key=lambda pair: pair[0])
    found = tuple(solution for _, solution in solutions)
    return Step(first, second, found, "" if found else _why(first, second, pad))


def _solutions(first: Volume, second: Volume, pad: Option | None) -> Iterator[tuple[tuple[bool | int, ...], Solution]]:
    """Yield the layers of each kind that may be meant, with what to sort them by."""
    for place, kind in enumerate(_kinds(first, second)):
        found = _answer(kind, first, second, pad)
        for number, solution in enumerate((*found.solutions, *found.rounded, *found.nearest)):
            if solution.output != second:
                continue
            slides = kind in _POOLS and dict(solution.found).get("stride") == "1"
            yield (not solution.usual, not solution.exact, slides, place, number), solution


def _answer(kind: str, first: Volume, second: Volume, pad: Option | None) -> Answer:
    """Return the layers of one kind; of too large a search, the usual ones."""
    known = {} if pad is None else {"pad": pad}
    question = read_question(kind, size_text(first), size_text(second), known)
    try:
        return answer(question)
    except UsageError:
        return answer(question, small=True)


_POOLS = ("maxpool",)
"""What stands for all pools: they have the same sizes."""


def _kinds(first: Volume, second: Volume) -> Sequence[str]:
    """Return the kinds of layers that may lead from one map to another, the likelier ones first."""
    grows = any(whole(after) > whole(before) for before, after in zip(first.space, second.space, strict=True))
    if grows:
        return ("deconv", "conv")
    return (*_POOLS, "conv") if first.channels == second.channels else ("conv",)


def _why(first: Volume, second: Volume, pad: Option | None) -> str:
    found = _answer(_kinds(first, second)[-1], first, second, pad)
    return found.why or "no single window leads there"
