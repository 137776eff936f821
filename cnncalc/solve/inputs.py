"""Which input sizes make every window of a net fit: the nearest ones, or all in a range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import Final, NamedTuple

from cnncalc.algebra.errors import counted
from cnncalc.errors import CnncalcError, UsageError
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import Volume, sizes_text, whole
from cnncalc.solve.trial import Named, Obstacle, Trial, misfits, sides, sized, told

MOST_SIZES: Final = 512
"""So many sizes of a range are tried at most."""
FARTHEST: Final = 1024
"""The nearest sizes are looked for no further away than this."""
MOST_FAILURES: Final = 8
"""After so many sizes that leave no remainder and fail all the same, a net's own sizes stand in the way."""


class Tried(NamedTuple):
    """One input of a net: the layers whose windows do not fit, or why it cannot be carried out."""

    input: Volume
    misfits: tuple[str, ...] = ()
    problem: str = ""

    @property
    def fits(self) -> bool:
        """Whether every window fits."""
        return not self.misfits and not self.problem


@dataclass(frozen=True, slots=True)
class Fitting:
    """The inputs with which every window of a net fits.

    `given` is the net's own input, or the one asked for. Without a range, `sizes` are the nearest smaller and the
    nearest larger input; with one, all in it. `tried` is how many were tried, `every` the distance from each to the
    next, if it is the same for all of at least three. Where there are no sizes, `why` says what stands in the way.
    """

    name: str
    given: Tried
    sizes: tuple[Volume, ...]
    tried: int
    asked: str = ""
    why: str = ""

    @property
    def every(self) -> int | None:
        """The distance between the sizes, if it is the same."""
        sides = [whole(volume.space[0]) for volume in self.sizes if len(set(volume.space)) == 1]
        steps = {later - earlier for earlier, later in pairwise(sides)}
        return steps.pop() if len(sides) >= 3 and len(sides) == len(self.sizes) and len(steps) == 1 else None


def solve_inputs(
    spec: Named,
    sizes: str | None = None,
    variant: str | None = None,
    *,
    params: Mapping[str, object] | None = None,
    rounding: Rounding | None = None,
    track: Callable[[Sequence[Volume]], Iterable[Volume]] = iter,
) -> Fitting:
    """Return the inputs with which every window of a spec fits: the nearest ones, or all in a range.

    `sizes` is a range, `200..260` (the same on all axes) or `200..260x320`, or a size to start from: `224`. The inputs
    of a range are taken from `track`, which may show how far it is.

        solve_inputs(cnncalc.load("alexnet"), "200..260")

    Raises:
        SpecError: a parameter has no value.
        UsageError: the variant does not exist, or the range is none or too large.
    """
    trial = Trial(spec, variant, params, rounding)
    search = _Search(trial)
    given, asked = trial.input, sizes is not None and ".." in sizes
    if sizes is not None:
        spaces = _spaces(sizes, sides(given), whole(given.channels))
        volumes = [sized(given, space) for space in spaces]
        if not asked:
            (given,) = volumes
    tried = _tried(trial, given)
    if asked:
        found = tuple(volume for volume in track(volumes) if search.obstacle(volume) is None)
    else:
        found = tuple(volume for sign in (-1, 1) if (volume := search.nearest(tried, sign)) is not None)
    why = "" if found else search.why(given)
    return Fitting(trial.name, tried, found, len(search.obstacles), sizes if asked and sizes else "", why)


def start_of(trial: Trial, size: str | None) -> Volume:
    """Return the net's input, or one of the size that is asked for.

    Raises:
        UsageError: it is no single size, or has other axes.
    """
    if size is None:
        return trial.input
    spaces = list(_spaces(size, sides(trial.input), whole(trial.input.channels)))
    if len(spaces) > 1:
        raise UsageError(f"{size} is a range; a change is carried through on one input", (("--in 224", "e.g."),))
    return sized(trial.input, spaces[0])


class _Search:
    """Tries inputs, each once, and remembers what stood in their way."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.obstacles: dict[Volume, Obstacle | None] = {}

    def obstacle(self, volume: Volume, axes: Sequence[int] = ()) -> Obstacle | None:
        """Return what stands in the way of an input, along some axes or all."""
        found = self.trial.obstacle(volume, frozenset(axes or range(len(volume.space))))
        self.obstacles[volume] = found
        return found

    def nearest(self, given: Tried, sign: int) -> Volume | None:
        """Return the nearest smaller (sign -1) or larger input that fits: square where the input is, else by axis."""
        space = sides(given.input)
        alike = len(set(space)) == 1
        moves = [tuple(range(len(space)))] if alike else [(axis,) for axis in range(len(space))]
        for moved in moves:
            found = self._moved(sized(given.input, space), moved, sign, 1 if alike or given.fits else 0)
            if found is None:
                return None
            space = found
        volume = sized(given.input, space)
        return volume if volume != given.input and (alike or self.obstacle(volume) is None) else None

    def _moved(self, start: Volume, moved: Sequence[int], sign: int, first: int) -> tuple[int, ...] | None:
        """Return the nearest sizes with some axes moved, at least by `first`, along which every window fits."""
        failures = 0
        for by in range(first, FARTHEST + 1):
            space = tuple(size + sign * by * (axis in moved) for axis, size in enumerate(sides(start)))
            if min(space) < 1:
                return None
            found = self.obstacle(sized(start, space), moved)
            if found is None:
                return space
            failures += bool(found.problem) and not found.small
            if failures == MOST_FAILURES or (found.small and sign < 0):
                return None
        return None

    def why(self, given: Volume) -> str:
        """Say what stands in the way of all sizes: of the nearest that leaves no remainder, else who leaves them."""
        met = {volume: found for volume, found in self.obstacles.items() if found is not None and volume != given}
        failing = [volume for volume, found in met.items() if found.problem]
        if failing:
            near = min(failing, key=lambda volume: _apart(volume, given))
            layer, problem, _ = met[near]
            return f"{sizes_text(near.space)} leaves nothing over, and then {layer or 'the net'} fails: {problem}"
        counts = Counter(found.layer for found in met.values())
        first = ", ".join(f"{layer} ({count:,} of them)" for layer, count in counts.most_common(3))
        return f"each leaves a remainder, first in {first}" if counts else ""


def _apart(volume: Volume, given: Volume) -> float:
    """Return how far a size is from another, as a person sees it: by its area."""
    return abs(prod(sides(volume)) - prod(sides(given)))


def _tried(trial: Trial, volume: Volume) -> Tried:
    try:
        graph = trial.graph(volume)
    except CnncalcError as error:
        return Tried(volume, problem=str(error))
    short = tuple(node.name for node in graph.nodes if misfits(node))
    return Tried(volume, short, told(graph.problems[0]) if graph.problems else "")


def _spaces(asked: str, own: Sequence[int], channels: int) -> Iterator[tuple[int, ...]]:
    """Return the spatial sizes in a range."""
    parts = [part.strip() for part in asked.replace("X", "x").split("x")]
    if len(parts) == len(own) + 1 and len(parts) > 1 and parts[-1] == str(channels):
        parts.pop()
    ranges = [_range(part, asked) for part in parts]
    if len(ranges) not in (1, len(own)):
        raise UsageError(
            f"--in {asked} has {len(ranges)} sizes, "
            f"and the net's input has {len(own)} spatial axes and {counted(channels, 'channel')}",
            ((f"--in {sizes_text(own)}", "for example, without the channels"),),
        )
    # one range, or the same on all axes, is that of a square
    square = len(set(ranges)) == 1
    count = len(ranges[0]) if square else 1
    for sizes in () if square else ranges:
        count *= len(sizes)
    if count > MOST_SIZES:
        raise UsageError(
            f"--in {asked} has {count:,} sizes, and {MOST_SIZES} are the most that are tried; narrow it",
            ((f"--in {ranges[0].start}..{ranges[0].start + MOST_SIZES - 1}", "for example"),),
        )
    return ((size,) * len(own) for size in ranges[0]) if square else product(*ranges)


def _range(text: str, asked: str) -> range:
    first, dots, last = text.partition("..")
    ends = (first, last) if dots else (first, first)
    if not all(end.strip().isdecimal() for end in ends) or not 1 <= int(ends[0]) <= int(ends[1]):
        raise UsageError(f"--in {asked} is no range of sizes", (("--in 200..260", "the same on all axes"),))
    return range(int(ends[0]), int(ends[1]) + 1)
