"""Answers in YAML or JSON: every text with the names that lead to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from cnncalc.errors import SpecError
from cnncalc.grading.tables_text import MOST_CELLS, Clock, Unreadable

_AROUND: Final = frozenset({"answers", "cells", "layers", "questions", "sheet", "table", "tables", "rows"})
_NAMES: Final = ("layer", "id", "question", "name", "row")
_DEEPEST: Final = 40
_LARGEST_YAML: Final = 256 * 1024


class Leaf(NamedTuple):
    """A text and the names above it, outermost first."""

    path: tuple[str, ...]
    text: str


class _Pairs(list[tuple[str, object]]):
    """The entries of a mapping, the same key as often as it stands there."""


def read_tree(text: str, name: str) -> object:
    """Return what a YAML or JSON file holds; raise `Unreadable` where it is neither, or too large."""
    tree = _json(text) if name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "[") else None
    return _yaml(text, name) if tree is None else tree


def by_student(
    tree: object, is_student: Callable[[str, str], bool], is_asked: Callable[[str], bool]
) -> tuple[tuple[tuple[str, ...], object], ...]:
    """Return the entries of a list in which each says whose it is, put together by student; else all as one.

    `{ann: {q1: 1}, bo: {q1: 2}}` says whose they are, too: names that nothing asked has, above what is asked.
    """
    found: dict[tuple[str, ...], list[_Pairs]] = {}
    below = _below_names(tree, is_asked)
    if len(below) > 1:
        for name, answers in below:
            found.setdefault((name,), []).append(answers)
        return tuple(found.items())
    for entry in tree if isinstance(tree, list) and not isinstance(tree, _Pairs) else ():
        pairs = entry if isinstance(entry, _Pairs) else _Pairs()
        says = [isinstance(value, str) and is_student(key, value) for key, value in pairs]
        if not any(says):
            return (((), tree),)
        who = tuple(str(value) for (_, value), named in zip(pairs, says, strict=True) if named)
        rest = _Pairs(pair for pair, named in zip(pairs, says, strict=True) if not named)
        found.setdefault(who, []).append(rest)
    return tuple(found.items()) or (((), tree),)


def _below_names(tree: object, is_asked: Callable[[str], bool]) -> list[tuple[str, _Pairs]]:
    """Return names with the answers below each; nothing where one of a mapping is not such a name."""
    entries = tree if isinstance(tree, _Pairs) else ()
    named = []
    for key, value in entries:
        asked = [name for name, _ in value if is_asked(name)] if isinstance(value, _Pairs) else []
        if isinstance(value, _Pairs) and asked and key.casefold() not in _AROUND and not is_asked(key):
            named.append((key, value))
    return named if len(named) == len(entries) else []


def leaves(tree: object, clock: Clock) -> tuple[Leaf, ...]:
    """Return the texts of a tree; raise `Unreadable` where there are too many."""
    found = []
    for leaf in _walk(tree, (), 0):
        found.append(leaf)
        if len(found) > MOST_CELLS:
            raise Unreadable(f"more than {MOST_CELLS:,} cells")
        clock.check()
    return tuple(found)


def _json(text: str) -> object | None:
    """Return a JSON document, numbers as they are written; None where it is none, but may be YAML."""
    try:
        tree: object = json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise Unreadable(f"nested deeper than {_DEEPEST} levels") from None
    except ValueError:
        return None
    return tree


def _yaml(text: str, name: str) -> object:
    from cnncalc.spec import source
    from cnncalc.spec.tree import Mapping, Sequence, Text, Tree

    def opened(tree: Tree) -> object:
        match tree:
            case Text():
                return tree.value
            case Sequence():
                return [opened(item) for item in tree.items]
            case Mapping():
                return _Pairs((entry.key.value, opened(entry.value)) for entry in tree.entries)

    if len(text) > _LARGEST_YAML:
        raise Unreadable(f"larger than {_LARGEST_YAML // 1024} KiB, which is the limit for YAML")
    try:
        return opened(source.read(text, name))
    except SpecError as error:
        first = error.problems[0]
        line = f"line {first.origin.line}: " if first.origin is not None else ""
        raise Unreadable(line + re.sub(r"\b[Aa] spec\b", "a sheet", first.message)) from None


def _walk(tree: object, path: tuple[str, ...], depth: int) -> Iterator[Leaf]:
    if depth > _DEEPEST:
        raise Unreadable(f"nested deeper than {_DEEPEST} levels")
    if isinstance(tree, _Pairs):
        yield from _entries(tree, path, depth)
    elif isinstance(tree, list):
        if path and tree and all(not isinstance(item, list) for item in tree):
            yield Leaf(path, f"({', '.join(map(_text, tree))})")
            return
        for item in tree:
            yield from _item(item, path, depth + 1)
    elif path:
        yield Leaf(path, _text(tree))


def _entries(pairs: _Pairs, path: tuple[str, ...], depth: int) -> Iterator[Leaf]:
    for key, value in pairs:
        around = key.casefold() in _AROUND and isinstance(value, list)
        yield from _walk(value, path if around else (*path, key), depth + 1)


def _item(item: object, path: tuple[str, ...], depth: int) -> Iterator[Leaf]:
    """Yield the texts of a row: `{layer: conv1, output: 55x55x96}`."""
    names = dict(item) if isinstance(item, _Pairs) else {}
    called = next((key for key in _NAMES if isinstance(names.get(key), str)), None)
    if called is None or not isinstance(item, _Pairs):
        yield from _walk(item, path, depth)
        return
    for key, value in item:
        if key != called:
            yield from _walk(value, (*path, str(names[called]), key), depth + 1)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, _Pairs):
        return ", ".join(f"{key}: {_text(part)}" for key, part in value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()
