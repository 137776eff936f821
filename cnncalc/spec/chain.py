"""A sequential net given on a command line, one text a layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.lexer import tokens
from cnncalc.errors import Origin, Problem, SpecError
from cnncalc.spec import source
from cnncalc.spec.bounded import Enough, Problems
from cnncalc.spec.document import Document
from cnncalc.spec.items import Item
from cnncalc.spec.read import ANYWHERE, TEXTS, Blocks
from cnncalc.spec.read_items import ItemReader
from cnncalc.spec.tree import Sequence as List
from cnncalc.spec.tree import Text, Tree

_LETTERS = re.compile(r"(?<![A-Za-z0-9_])[A-WYZa-wyz](?:[xX][A-WYZa-wyz])+(?![A-Za-z0-9_])")
_BY = re.compile("(?<=.)[xX](?=.)")


def read_chain(input: str, layers: Sequence[str]) -> Document:
    """Return the document of a sequential net, given as one text a layer (`conv: 10 x 5x5, pad 2`).

    Single letters are unknowns, as in everything that a command line gives, and `KxK` is `K x K`.

    Raises:
        SpecError: with the problems of all layers.
    """
    problems = Problems()
    trees: list[Tree] = []
    items: tuple[Item, ...] = ()
    start = Origin("chain", 1, 1)
    texts = [_LETTERS.sub(lambda size: _BY.sub(" x ", size[0]), text) for text in layers]
    unknown = {letter: Text("?", start, False) for text in texts for letter in _single_letters(text)}
    with suppress(Enough):
        for number, text in enumerate(texts, 1):
            try:
                trees.append(source.read(text, f"layer {number}"))
            except SpecError as error:
                problems += error.problems
        items = ItemReader(problems, Blocks({})).body(List(tuple(trees), start), ANYWHERE | unknown.keys())
    if problems:
        raise SpecError(tuple(sorted(problems, key=_layer_number)))
    return Document(
        "chain", dict.fromkeys(TEXTS, ""), Text(input, start, False), None, unknown, {}, {}, {}, items, (), {}
    )


def _single_letters(text: str) -> Iterator[str]:
    """Yield the single letters that stand for a value in the text of a layer."""
    with suppress(ExprError):
        yield from (token.text for token in tokens(text) if token.kind == "name" and len(token.text) == 1)


def _layer_number(problem: Problem) -> int:
    """Return which text of a chain a problem is about."""
    number = problem.origin.file.removeprefix("layer ") if problem.origin else ""
    return int(number) if number.isdecimal() else 0
