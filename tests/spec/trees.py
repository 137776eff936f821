"""Reading YAML to a tree, and what is said of one: shared by the tests of the reader."""

from __future__ import annotations

import pytest

from cnncalc.errors import Problem, SpecError
from cnncalc.spec.source import read
from cnncalc.spec.tree import Mapping, Sequence, Text, Tree


def problems(text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a text, in the order given."""
    with pytest.raises(SpecError, match=r".") as caught:
        read(text, "f.yaml")
    return caught.value.problems


def refusal(text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a text, if anything is."""
    try:
        read(text, "f.yaml")
    except SpecError as error:
        return error.problems
    return ()


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    """Code, line and column of everything that is wrong with a text."""
    return [(p.code, p.origin.line, p.origin.column) for p in problems(text) if p.origin is not None]


def plain(tree: Tree) -> object:
    """A tree as plain Python data."""
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree.items]
    return {entry.key.value: plain(entry.value) for entry in tree.entries}


def texts(tree: Tree) -> list[Text]:
    """Every key and every scalar of a tree."""
    if isinstance(tree, Text):
        return [tree]
    if isinstance(tree, Sequence):
        return [text for item in tree.items for text in texts(item)]
    return [text for entry in tree.entries for text in (entry.key, *texts(entry.value))]


def items(text: str) -> list[Tree]:
    """The values of a document that is a mapping or a list."""
    tree = read(text, "f.yaml")
    if isinstance(tree, Mapping):
        return [entry.value for entry in tree.entries]
    assert isinstance(tree, Sequence)
    return list(tree.items)


def scalar(tree: Tree) -> Text:
    """The same tree, which is known to be a text."""
    assert isinstance(tree, Text)
    return tree
