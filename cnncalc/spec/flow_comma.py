"""`{conv: 64 x 3x3, pad 1}` is valid YAML and means something else: what was most likely meant."""

from __future__ import annotations

import re

from cnncalc.errors import Problem
from cnncalc.spec.tree import Entry, Mapping, Text, Tree, shortened, written

_GLUED = re.compile(r"([A-Za-z_]\w*):([^\s/].*)", re.DOTALL)
_LONGEST = 120
_MOST_ENTRIES = 20


def without_values(mapping: Mapping, absent: set[int], short: bool) -> tuple[Problem, Tree]:
    """Return what is to be said of the entries in braces that have no value, and what was most likely meant.

    `{conv: 64 x 3x3, pad 1}` has two entries, the second without a value. `short` says that the mapping can be shown
    whole; otherwise the help shows the first entry that is written anew.
    """
    key = mapping.entries[min(absent)].key
    reason = "inside { } a comma ends the text before it" if min(absent) else "inside { } every entry is `key: value`"
    message = f"`{shortened(key.value)}` has no value: {reason}"
    if _GLUED.fullmatch(key.value):
        message = f"`{shortened(key.value)}` needs a space after its colon"
    help = "quote the text, and give every key a colon"
    meant: Tree = mapping
    if len(mapping.entries) <= _MOST_ENTRIES:
        meant, changed = _repaired(mapping, absent)
        shown = written(meant if short else changed)
        help = f"write `{shown}`" if len(shown) < _LONGEST else help
    return Problem("flow-comma", message, (help,), origin=key.origin), meant


def _repaired(mapping: Mapping, absent: set[int]) -> tuple[Tree, Tree | Entry]:
    """Return what a mapping with entries without a value was meant to be, and the first part of it that is new."""
    entries: list[Entry] = []
    changed: list[int] = []
    for index, entry in enumerate(mapping.entries):
        last = entries[-1] if entries else entry
        if index not in absent:
            entries.append(entry)
            continue
        if glued := _GLUED.fullmatch(entry.key.value):
            entries.append(Entry(entry.key._replace(value=glued[1]), entry.key._replace(value=glued[2])))
        elif isinstance(last.value, Text) and last.value.value:
            text = Text(f"{last.value.value}, {entry.key.value}", last.value.origin, True)
            entries[-1] = Entry(last.key, text)
        else:
            entries.append(entry)
        changed.append(len(entries) - 1)
    if len(absent) == len(mapping.entries) and all(isinstance(e.value, Text) and e.value.absent for e in entries):
        alone = Text(", ".join(entry.key.value for entry in entries), mapping.origin, len(entries) > 1)
        return alone, alone
    return Mapping(tuple(entries), mapping.origin, True), entries[changed[0]]
