"""`accept:` of a key: which other ways to count earn points, and the part of them that they earn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.grading.asked import Asked, Quantity
from cnncalc.grading.key_tree import Notes
from cnncalc.grading.truths import MEANINGS
from cnncalc.model.volume import Layout
from cnncalc.spec.tree import Entry, Text
from cnncalc.spec.tree import Mapping as Keys


class Convention(NamedTuple):
    """Another way to count: what it does, and the columns whose numbers it changes, in the order of a sheet."""

    what: str
    columns: tuple[Quantity, ...]


def conventions() -> Mapping[str, Convention]:
    """Return what a key may accept, by name."""
    from cnncalc.grading.slips import SLIPS  # a key that accepts nothing needs none of them

    found: dict[str, Convention] = {}
    for slip in SLIPS:
        if slip.convention is not None:
            known = found.get(slip.convention, Convention(slip.what, ()))
            columns = tuple(column for column in MEANINGS if column in slip.of or column in known.columns)
            found[slip.convention] = known._replace(columns=columns)
    return {**found, "hwc": Convention("the depth is written last, on a sheet with `layout: chw`", ("output",))}


def accepted(entry: Entry | None, cells: Sequence[Asked], layout: Layout, notes: Notes) -> dict[str, Fraction]:
    """Return the part of the points that each accepted convention earns; note one that changes nothing asked."""
    if entry is None:
        return {}
    if isinstance(entry.value, Keys):
        given = [(e.key, notes.number(e.value, f"the part for {e.key.value}", 1)) for e in entry.value.entries]
    else:
        what = "`accept:` is a list of conventions, or their parts of the points"
        given = [(text, Fraction(1)) for text in notes.texts(entry.value, what)]
    known = conventions()
    asked = {cell.quantity for cell in cells}
    applying = [name for name, rule in known.items() if name != layout and asked.intersection(rule.columns)]
    found = {}
    for text, part in given:
        name = text.value
        if name not in known:
            help = did_you_mean(name, known) or (f"the conventions are {listed(known)}",)
            notes.wrong("value", f"there is no convention called `{name}`", text, *help)
        elif cells and name not in applying:
            notes.wrong("value", _nothing(text, known[name], layout), text, _help(applying))
        elif part is not None:
            found[name] = part
    return found


def _nothing(text: Text, rule: Convention, layout: Layout) -> str:
    if text.value == layout:
        return f"`{layout}` is the order that the sheet asks for"
    return f"`{text.value}` changes nothing that is asked: it is about {listed(rule.columns)}"


def _help(applying: Sequence[str]) -> str:
    return f"of what is asked, these change something: {listed(applying)}" if applying else "leave it out"
