"""The smallest set of slips that explains most of a sheet's wrong cells: who always forgets the bias is told once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.grading.slips import SLIPS
from cnncalc.grading.slips.slip import Slip

Candidates = tuple[tuple[Slip, ...], ...]
"""The slips that may be behind one cell, each set by itself enough, the likeliest first."""


class Found(NamedTuple):
    """A slip and the cells of the sheet that it is behind.

    `against` is how many other cells would show it if it were a habit and do not; `also` are the other slips that
    would explain every one of these cells as well.
    """

    slip: Slip
    cells: tuple[str, ...]
    against: int = 0
    also: tuple[Slip, ...] = ()

    @property
    def habit(self) -> bool:
        """Whether the slip is made wherever it can be made; a slip of the pen never is."""
        return self.slip.stage != "digits" and len(self.cells) > self.against


def smallest(cells: Mapping[str, Candidates], against: Callable[[Slip, Sequence[str]], int]) -> tuple[Found, ...]:
    """Return the slips that together explain what can be explained, those of most cells first.

    Step by step the slip is taken, or the two that only together give a number, that explain most cells each; of equal
    ones the one that fewer other cells speak `against`, then the commoner one. Of one cell the commoner one comes
    first: what is made once need not be a habit. `against` gets a slip and the cells that it may be behind. Two at once
    must explain two cells, unless nothing speaks against them: a number that several unlikely slips would give
    together is no explanation.
    """
    slips = {slip.id: slip for candidates in cells.values() for group in candidates for slip in group}
    counter = {name: against(slip, _possible(cells, name)) for name, slip in slips.items()}
    unexplained, chosen = dict(cells), list[str]()
    while unexplained:
        groups = {
            tuple(dict.fromkeys(slip.id for slip in group if slip.id not in chosen))
            for candidates in unexplained.values()
            for group in candidates
        }
        scored = []
        for group in groups:
            gain = sum(_explained(candidates, {*chosen, *group}) for candidates in unexplained.values())
            contra = sum(counter[name] for name in group)
            if gain and (len(group) == 1 or gain > 1 or not contra):
                likely = max((_RANKS[name] for name in group), default=(0, 0))
                scored.append((-Fraction(gain, len(group)), contra if gain > 1 else 0, likely, contra, group))
        if not scored:
            break
        chosen += min(scored)[-1]
        unexplained = {name: some for name, some in unexplained.items() if not _explained(some, set(chosen))}
    chosen = _needed(chosen, [some for name, some in cells.items() if name not in unexplained])
    return _shared_out(cells, [slips[name] for name in chosen], counter)


_RANKS: Final = {slip.id: (slip.common, place) for place, slip in enumerate(SLIPS)}


def _possible(cells: Mapping[str, Candidates], name: str) -> list[str]:
    """Return the cells that a slip may be behind."""
    return [cell for cell, some in cells.items() if any(slip.id == name for group in some for slip in group)]


def _explained(candidates: Candidates, chosen: set[str]) -> bool:
    return any(all(slip.id in chosen for slip in group) for group in candidates)


def _needed(chosen: Sequence[str], cells: Sequence[Candidates]) -> list[str]:
    """Leave out what the slips that came later have made needless, the first ones first."""
    kept = list(chosen)
    for name in chosen:
        rest = {other for other in kept if other != name}
        if all(_explained(candidates, rest) for candidates in cells):
            kept.remove(name)
    return kept


def _shared_out(
    cells: Mapping[str, Candidates], chosen: Sequence[Slip], against: Mapping[str, int]
) -> tuple[Found, ...]:
    """Give each cell to the slips of the first of its candidates that were all chosen."""
    names = {slip.id for slip in chosen}
    behind: dict[str, list[str]] = {slip.id: [] for slip in chosen}
    for cell, candidates in cells.items():
        group = next((some for some in candidates if all(slip.id in names for slip in some)), ())
        for slip in group:
            behind[slip.id].append(cell)
    found = [
        Found(slip, tuple(mine), against[slip.id], _also(slip, [cells[cell] for cell in mine]))
        for slip in chosen
        if (mine := behind[slip.id])
    ]
    return tuple(sorted(found, key=lambda each: -len(each.cells)))


def _also(slip: Slip, cells: Sequence[Candidates]) -> tuple[Slip, ...]:
    """Return the other slips that would explain all these cells in its place, alone or with the same others."""
    places: list[dict[str, Slip]] = []
    for candidates in cells:
        beside = [{other.id for other in group} - {slip.id} for group in candidates if slip in group]
        rest = [(group, {other.id for other in group}) for group in candidates if slip not in group]
        fitting = (
            other for group, names in rest for other in group if any(names - {other.id} == some for some in beside)
        )
        places.append({other.id: other for other in fitting})
    first, *others = places
    return tuple(other for name, other in first.items() if all(name in some for some in others))
