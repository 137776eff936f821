"""The document: a whole spec, read and checked as far as that needs no shapes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.model.graph import Rounding
from cnncalc.spec.items import Block, Item
from cnncalc.spec.notation import Short
from cnncalc.spec.tree import Text, Tree


class Variant(NamedTuple):
    """What a variant sets: parameters, and the input, rounding, claims and texts of its own."""

    params: Mapping[str, Tree]
    input: Tree | None = None
    rounding: Rounding | None = None
    expect: Mapping[str, Text] = MappingProxyType({})
    texts: Mapping[str, str] = MappingProxyType({})


class Document(NamedTuple):
    """A spec file."""

    file: str
    texts: Mapping[str, str]
    """Its name, about and source."""
    input: Tree
    rounding: Rounding | None
    params: Mapping[str, Tree]
    variants: Mapping[str, Variant]
    defaults: Mapping[str, tuple[Text, Short]]
    blocks: Mapping[str, Block]
    items: tuple[Item, ...]
    outputs: tuple[Text, ...]
    expect: Mapping[str, Text]
