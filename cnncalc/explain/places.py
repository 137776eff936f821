"""Places of the maps of a net, followed through its layers: back to the input, or forth from it.

Only the units that exist are followed, so what a layer reads of its padding, or what was cropped away, leads nowhere.
Units and positions count from 0; a vector is an axis of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import and_
from typing import Final, NamedTuple, TypeAlias

from cnncalc.model.graph import Graph, Node, Tap
from cnncalc.model.reach import UNORDERED, WHOLE, Span, spans
from cnncalc.model.volume import Volume, whole

MOST_BOXES: Final = 64
"""Where branches cross, so many boxes of places are followed one by one; more are replaced by the hull of them all."""

Box: TypeAlias = tuple[int, ...]
"""Places of a map: those whose position is in the set of each axis; a set is a bitmask, bit k for position k."""


class Places(NamedTuple):
    """Places of one map: the union of its boxes. `exact` is False if some of them may not be meant."""

    boxes: tuple[Box, ...]
    exact: bool = True

    def joined(self, other: Places) -> Places:
        """Return the union; boxes that lie in another one are left out."""
        boxes = list(dict.fromkeys(self.boxes + other.boxes))
        kept = tuple(box for box in boxes if not any(other is not box and _inside(box, other) for other in boxes))
        exact = self.exact and other.exact
        return Places(kept, exact) if len(kept) <= MOST_BOXES else Places((_hull(kept),), False)


def space_of(volume: Volume) -> tuple[int, ...]:
    """Return the sizes of the axes that units are counted along: those of a map; of a vector, how long it is."""
    return tuple(map(whole, volume.space or (volume.channels,)))


def back(graph: Graph, node: Node, unit: tuple[int, ...]) -> Places:
    """Return the places of the net's input that feed a unit."""
    asked: dict[Tap, Places] = {node: Places((tuple(1 << position for position in unit),))}
    for each in reversed(graph.nodes):
        places = asked.pop(each, None)
        if places is None:
            continue
        for source in each.inputs:
            read = _moved(places, each, source, source, _read)
            asked[source] = asked[source].joined(read) if source in asked else read
    return asked.get(graph.input, Places(()))


class Fed(NamedTuple):
    """The units that one place of the input feeds, layer by layer."""

    units: dict[Tap, Places]
    scattered: set[Tap]
    """Layers whose units lie anywhere, behind a flattened map: no box is kept, but some of them are fed."""

    @property
    def anything(self) -> bool:
        """Whether any layer has a unit that is fed."""
        return bool(self.scattered) or any(fed.boxes for tap, fed in self.units.items() if isinstance(tap, Node))


def forth(graph: Graph, place: tuple[int, ...]) -> Fed:
    """Return the units of every layer that a place of the input feeds.

    Behind a flattened map they lie anywhere, and the next layer that sees everything has them all.
    """
    fed: dict[Tap, Places] = {graph.input: Places((tuple(1 << position for position in place),))}
    scattered: set[Tap] = set()
    for node in graph.nodes:
        reach, together = node.layer.reach(*node.volumes), Places(())
        for source in node.inputs:
            if source in scattered and reach is WHOLE:
                reached = Places((_all(node),))
            elif source in scattered or (reach is UNORDERED and fed[source].boxes):
                scattered.add(node)
                reached = Places((), not isinstance(reach, tuple) and fed[source].exact)
            else:
                reached = _moved(fed[source], node, source, node, _fed)
            together = together.joined(reached)
        fed[node] = together
    return Fed(fed, scattered)


_OneAxis: TypeAlias = "Callable[[Span, int, int], int]"


def _moved(places: Places, node: Node, source: Tap, to: Tap, along: _OneAxis) -> Places:
    """Return the places of `to` that belong to these: `to` is the node, or the source that it reads."""
    if not places.boxes:
        return places
    reach, full = node.layer.reach(*node.volumes), (_all(to),)
    if (slid := spans(reach)) is not None:
        sizes = space_of(to.output)
        boxes = (tuple(map(along, slid, box, sizes)) for box in places.boxes)
        return Places(tuple(box for box in boxes if all(box)), places.exact)
    if reach is WHOLE:
        return Places(full)
    if reach is UNORDERED:
        return Places(full, places.boxes == (_all(source if to is node else node),))
    have, want = space_of(source.output if to is node else node.output), space_of(to.output)
    if have == want:
        return places
    if len(have) != len(want) or not (source.output.space and node.output.space):
        return Places(full, bool(source.output.space) != bool(node.output.space) and places.exact)
    repeated = (tuple(map(_repeated, box, have, want)) for box in places.boxes)
    return Places(tuple(repeated), places.exact)


def _read(span: Span, units: int, size: int) -> int:
    """Return the positions p that these units u read of an axis of this size: over*p = step*u + v."""
    return _clipped(_every(_shifted(_swept(_apart(units, span.step), span), span.low), span.over), size)


def _fed(span: Span, positions: int, size: int) -> int:
    """Return the units u of an axis of this size that read one of these positions p: step*u = over*p - v."""
    last = span.high - (span.high - span.low) % span.gap
    return _clipped(_every(_shifted(_swept(_apart(positions, span.over), span), -last), span.step), size)


# --- sets of positions ---------------------------------------------------------------------------------------------


def _all(tap: Tap) -> Box:
    """Return the box of everything."""
    return tuple((1 << size) - 1 for size in space_of(tap.output))


def _clipped(mask: int, size: int) -> int:
    """Return what an axis of this size has of a set."""
    return mask & (1 << size) - 1


def _shifted(mask: int, by: int) -> int:
    """Return a set further on; what comes before position 0 is dropped."""
    return mask << by if by >= 0 else mask >> -by


def _swept(mask: int, span: Span) -> int:
    """Return the union of as many copies of a set as a unit has taps, each a gap after the one before."""
    copies, done = (span.high - span.low) // span.gap + 1, 1
    while done < copies:
        more = min(done, copies - done)
        mask |= mask << more * span.gap
        done += more
    return mask


def _apart(mask: int, times: int) -> int:
    """Return a set with its positions multiplied."""
    return mask if times == 1 else int(("0" * (times - 1)).join(bin(mask)[2:]), 2)


def _every(mask: int, by: int) -> int:
    """Return a set with its positions divided; those that leave a remainder are dropped."""
    return mask if by == 1 else int(bin(mask)[:1:-1][::by][::-1], 2)


def shared(ours: Places, theirs: Places) -> tuple[Box, ...]:
    """Return the boxes of places that are among both."""
    pairs = (map(and_, one, other) for one in ours.boxes for other in theirs.boxes)
    return tuple(box for box in map(tuple, pairs) if all(box))


def positions_of(mask: int) -> tuple[int, ...]:
    """Return the positions in a set."""
    return tuple(_bits(mask))


def _bits(mask: int) -> Iterator[int]:
    for position, bit in enumerate(reversed(bin(mask))):
        if bit == "1":
            yield position


def _inside(box: Box, other: Box) -> bool:
    return all(mine & ~theirs == 0 for mine, theirs in zip(box, other, strict=True))


def _hull(boxes: Iterable[Box]) -> Box:
    """Return the smallest box with all of these in it."""
    hull: list[int] = []
    for masks in zip(*boxes, strict=True):
        together = 0
        for mask in masks:
            together |= mask
        hull.append(together)
    return tuple(hull)


def _repeated(mask: int, have: int, want: int) -> int:
    """Return a set on an axis that is repeated: of size 1 to more, or back."""
    if have == want:
        return mask
    return (1 << want) - 1 if have == 1 else 1
