"""Which input sizes make every window of a net fit: the nearest ones, or all in a range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from cnncalc.errors import CnncalcError, UsageError
from cnncalc.model.graph import Graph, Input, Node, Rounding
from cnncalc.model.volume import Volume, whole
from cnncalc.spec.expand import Expansion
from cnncalc.spec.settle import Request, Settled, settle
from cnncalc.spec.sizes import size_text

if TYPE_CHECKING:
    from cnncalc.spec.document import Document

MOST_SIZES: Final = 512
"""So many sizes are tried at most."""
FARTHEST: Final = 128
"""The nearest sizes are looked for no further away than this."""


class Tried(NamedTuple):
    """One input of a net: the layers whose windows do not fit and the axes, or why it cannot be carried out."""

    input: Volume
    misfits: tuple[str, ...] = ()
    problem: str = ""
    axes: frozenset[int] = frozenset()

    @property
    def fits(self) -> bool:
        """Whether every window fits."""
        return not self.misfits and not self.problem


@dataclass(frozen=True, slots=True)
class Fitting:
    """The inputs with which every window of a net fits.

    `given` is the net's own input, or the one asked for. Without a range, `sizes` are the nearest smaller and the
    nearest larger input; with one, all in it. `tried` is how many were tried at most, `every` the distance from each
    to the next, if it is the same for all of at least three.
    """

    name: str
    given: Tried
    sizes: tuple[Volume, ...]
    tried: int
    asked: str = ""

    @property
    def every(self) -> int | None:
        """The distance between the sizes, if it is the same."""
        sides = [whole(volume.space[0]) for volume in self.sizes if len(set(volume.space)) == 1]
        steps = {later - earlier for earlier, later in pairwise(sides)}
        return steps.pop() if len(sides) >= 3 and len(sides) == len(self.sizes) and len(steps) == 1 else None


class Named(Protocol):
    """A spec that has been read: what `cnncalc.load` returns."""

    @property
    def document(self) -> Document:
        """What the spec says."""

    @property
    def variant(self) -> str | None:
        """The variant that its name asks for."""


def solve_inputs(
    spec: Named,
    sizes: str | None = None,
    variant: str | None = None,
    *,
    params: Mapping[str, object] | None = None,
    rounding: Rounding | None = None,
) -> Fitting:
    """Return the inputs with which every window of a spec fits: the nearest ones, or all in a range.

    `sizes` is a range, `200..260` (the same on all axes) or `200..260x320`, or a size to start from: `224`.

        solve_inputs(cnncalc.load("alexnet"), "200..260")

    Raises:
        SpecError: a parameter has no value.
        UsageError: the variant does not exist, or the range is none or too large.
    """
    given = {name: str(value) for name, value in (params or {}).items()}
    request = Request(variant or spec.variant, given, rounding=rounding)

    def expanded(input: Volume | None) -> tuple[Settled, Graph]:
        text = None if input is None else size_text(input)
        settled = settle(spec.document, request._replace(input=text))
        machine = Expansion(Input(settled.input), spec.document.blocks, settled.params, settled.defaults)
        return settled, machine.whole(spec.document.items, spec.document.outputs).graph

    settled, _ = expanded(None)
    name = settled.name or spec.document.file
    return _fitting(name, lambda volume: expanded(volume)[1], settled.input, sizes)


def _fitting(name: str, expanded: Callable[[Volume], Graph], given: Volume, asked: str | None) -> Fitting:
    """Return the inputs near the given one, or in the range asked for, with which every window fits."""
    if not given.space:
        raise UsageError(f"{name} takes a vector, which no window slides over")
    own = tuple(map(whole, given.space))
    if asked is not None:
        spaces = list(_spaces(asked, own, whole(given.channels)))
        if ".." in asked:
            volumes = (Volume(space, given.channels) for space in spaces)
            found = tuple(volume for volume in volumes if _tried(expanded, volume).fits)
            return Fitting(name, _tried(expanded, given), found, len(spaces), asked)
        (own,) = spaces
        given = Volume(own, given.channels)
    near = [volume for sign in (-1, 1) if (volume := _nearest(expanded, given, sign)) is not None]
    return Fitting(name, _tried(expanded, given), tuple(near), 2 * FARTHEST)


def _nearest(expanded: Callable[[Volume], Graph], given: Volume, sign: int) -> Volume | None:
    """Return the nearest smaller (sign -1) or larger input that fits: square where the input is, else axis by axis."""
    space = tuple(map(whole, given.space))
    if len(set(space)) == 1:
        moves = [tuple(1 for _ in space)]
    else:
        moves = [tuple(int(axis == moved) for axis in range(len(space))) for moved in range(len(space))]
    for move in moves:
        for by in range(1 if len(moves) == 1 else 0, FARTHEST + 1):
            tried = tuple(size + sign * by * part for size, part in zip(space, move, strict=True))
            if min(tried) < 1:
                return None
            result = _tried(expanded, Volume(tried, given.channels))
            if not result.problem and not any(part and axis in result.axes for axis, part in enumerate(move)):
                space = tried
                break
        else:
            return None
    volume = Volume(space, given.channels)
    return volume if _tried(expanded, volume).fits and volume != given else None


def _tried(expanded: Callable[[Volume], Graph], volume: Volume) -> Tried:
    try:
        graph = expanded(volume)
    except CnncalcError as error:
        return Tried(volume, problem=str(error))
    if graph.problems:
        return Tried(volume, problem=graph.problems[0].message)
    axes = {node.name: _misfits(node) for node in graph.nodes}
    misfits = tuple(name for name, found in axes.items() if found)
    return Tried(volume, misfits, axes=frozenset().union(*axes.values()))


def _misfits(node: Node) -> set[int]:
    """Return the axes along which a node's window does not fit."""
    return {axis for axis, fit in enumerate(node.layer.fits(*node.volumes)) if fit.misfit}


def _spaces(asked: str, own: Sequence[int], channels: int) -> Iterator[tuple[int, ...]]:
    """Return the spatial sizes in a range."""
    parts = [part.strip() for part in asked.replace("X", "x").split("x")]
    if len(parts) == len(own) + 1 and len(parts) > 1 and parts[-1] == str(channels):
        parts.pop()
    ranges = [_range(part, asked) for part in parts]
    if len(ranges) not in (1, len(own)):
        raise UsageError(f"--in {asked} has {len(ranges)} sizes, and the net's input has {len(own)} spatial axes")
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
