"""A spec's text as a tree: every scalar is text, and every item knows its place."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from cnncalc.errors import Origin


class Text(NamedTuple):
    """A scalar, as it is written: no number, no truth value. An absent value (`key:`) is the empty text, unquoted.

    `dash` is where a further line of it begins with `- `, as the next item of a list does that is indented too far.
    """

    value: str
    origin: Origin
    quoted: bool
    dash: Origin | None = None

    @property
    def absent(self) -> bool:
        """Whether nothing is written."""
        return not self.value and not self.quoted

    def at(self, start: int, end: int) -> Origin:
        """Return the place of the characters `start` to `end` of the value, at least one character long.

        Where escapes or line breaks part the value from what is written, it is the place of the whole text.
        """
        column = self.origin.column + self.quoted
        if not self.origin.text.startswith(self.value, column - 1):
            return self.origin
        whole = self.origin  # built directly: `replace` is slow, and this is asked for every layer
        return Origin(whole.file, whole.line, column + start, max(end - start, 1), whole.text, whole.path, whole.blocks)


class Entry(NamedTuple):
    """A key and its value; the entry's place is the key's."""

    key: Text
    value: Tree


class Mapping(NamedTuple):
    """Keys with values, each key once, in the order of the file; `flow` when it is written in braces."""

    entries: tuple[Entry, ...]
    origin: Origin
    flow: bool


class Sequence(NamedTuple):
    """A list, written with dashes, or in brackets: `flow`."""

    items: tuple[Tree, ...]
    origin: Origin
    flow: bool = False


Tree: TypeAlias = Text | Mapping | Sequence


def written(tree: Tree | Entry) -> str:
    """Return a tree in the notation with braces and brackets."""
    match tree:
        case Entry():
            return f"{written(tree.key)}: {written(tree.value)}"
        case Mapping():
            return "{" + ", ".join(map(written, tree.entries)) + "}"
        case Sequence():
            return "[" + ", ".join(map(written, tree.items)) + "]"
    if not tree.quoted:
        return tree.value
    if '"' in tree.value or "\\" in tree.value:
        return "'" + tree.value.replace("'", "''") + "'"
    return f'"{tree.value}"'


def plain(tree: Tree) -> object:
    """Return a tree as plain texts, lists and dictionaries."""
    match tree:
        case Text():
            return tree.value
        case Sequence():
            return [plain(item) for item in tree.items]
        case Mapping():
            return {entry.key.value: plain(entry.value) for entry in tree.entries}


def shortened(text: str) -> str:
    """Return a text as a message quotes it: on one line, and not too much of it."""
    text = " ".join(text[:100].split())
    return text if len(text) <= 40 else f"{text[:37]}..."
