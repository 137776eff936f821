"""Nets as small trees, from which both a spec and a module of torch are built.

A `Leaf` is one op, with its words in a spec and its module. The other nodes put nodes together. Every module runs its
leaves in the order in which the spec lists them, so that the two can be compared layer by layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
nn = torch.nn

SHORT, MAPPING = False, True
"""The two spellings of a layer: `conv: 8 x 3x3, pad 1`, and `conv: {filters: 8, kernel: 3x3, pad: 1}`."""


class Join(nn.Module):  # type: ignore[misc]
    """What happens where branches meet."""

    def __init__(self, op: str) -> None:
        super().__init__()
        self.op = op

    def forward(self, *maps: Any) -> Any:
        """Return the sum, the maximum, the product or the concatenation."""
        first, *others = maps
        if self.op == "concat":
            return torch.cat(maps, dim=1)
        for other in others:
            first = {"add": torch.add, "max": torch.maximum, "mul": torch.mul}[self.op](first, other)
        return first


@dataclass(frozen=True)
class Leaf:
    """One op: its options, those that the short text begins with, and its module."""

    op: str
    module: Any
    head: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    between: str = " x "

    def __post_init__(self) -> None:
        self.module.eval()  # in training, a norm refuses a map of one place

    def words(self) -> str:
        """Return what stands after the op in the short text."""
        items = [self.between.join(self.head)] if self.head else []
        return ", ".join((*items, *(f"{name} {value}" for name, value in self.options)))

    def mapping(self, heads: Sequence[str]) -> str:
        """Return what stands after the op as a mapping, the head under its names."""
        return ", ".join(f"{name}: {value}" for name, value in (*zip(heads, self.head, strict=True), *self.options))

    def leaves(self) -> Iterator[Leaf]:
        yield self

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        return self.module(x)


HEADS = {
    "conv": ("filters", "kernel"), "deconv": ("filters", "kernel"), "dwconv": ("kernel",), "fc": ("units",),
    "maxpool": ("kernel",), "avgpool": ("kernel",), "sumpool": ("kernel",), "gn": ("groups",), "shuffle": ("groups",),
    "adaptive_avgpool": ("size",), "adaptive_maxpool": ("size",), "upsample": ("factor",), "pad": ("pad",),
    "pixel_shuffle": ("factor",), "chunk": ("index", "of"), "lrn": ("size",), "dropout": ("rate",), "crop": ("size",),
}  # fmt: skip
"""By which names the mapping form knows what the short text begins with."""


@dataclass(frozen=True)
class Line:
    """Ops on one written line: the first with its options, behind it norms and weightless ops; perhaps a name."""

    ops: tuple[Leaf, ...]
    name: str | None = None

    def leaves(self) -> Iterator[Leaf]:
        yield from self.ops

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        for op in self.ops:
            x = op.run(x, taps)
        if self.name:
            taps[self.name] = x
        return x


@dataclass(frozen=True)
class Chain:
    """Nodes one after the other."""

    nodes: tuple[Tree, ...] = ()

    def leaves(self) -> Iterator[Leaf]:
        for node in self.nodes:
            yield from node.leaves()

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        for node in self.nodes:
            x = node.run(x, taps)
        return x


@dataclass(frozen=True)
class Residual:
    """A body and what is added to it: a projection, or the input itself."""

    body: Chain
    skip: Chain
    join: Leaf = field(default_factory=lambda: Leaf("add", Join("add")))

    def leaves(self) -> Iterator[Leaf]:
        yield from self.body.leaves()
        yield from self.skip.leaves()
        yield self.join

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        body = self.body.run(x, taps)
        return self.join.module(body, self.skip.run(x, taps))


@dataclass(frozen=True)
class Branches:
    """Branches that all start from the current volume, and the join in which they end; an empty one does nothing."""

    join: Leaf
    branches: tuple[Chain, ...]
    call: str | None = None
    """The standard block that is the same, for the short form."""

    def leaves(self) -> Iterator[Leaf]:
        for branch in self.branches:
            yield from branch.leaves()
        yield self.join

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        return self.join.module(*(branch.run(x, taps) for branch in self.branches))


@dataclass(frozen=True)
class WithTap:
    """A join of the current volume with a layer that was named before."""

    join: Leaf
    tap: str

    def leaves(self) -> Iterator[Leaf]:
        yield self.join

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        return self.join.module(x, taps[self.tap])


@dataclass(frozen=True)
class Repeat:
    """The same lines several times, each time with weights of their own."""

    turns: tuple[Chain, ...]

    def leaves(self) -> Iterator[Leaf]:
        for turn in self.turns:
            yield from turn.leaves()

    def run(self, x: Any, taps: dict[str, Any]) -> Any:
        for turn in self.turns:
            x = turn.run(x, taps)
        return x


Tree: TypeAlias = Line | Chain | Residual | Branches | WithTap | Repeat


class Net(nn.Module):  # type: ignore[misc]
    """A tree as one module."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree
        self.parts = nn.ModuleList([leaf.module for leaf in tree.leaves()])

    def forward(self, x: Any) -> Any:
        """Run the tree."""
        return self.tree.run(x, {})


def spec(tree: Chain, on: str, mapping: bool, head: str = "") -> str:
    """Return a net as the text of a spec, its lines in the short or in the mapping form."""
    return f"input: {on}\n{head}layers:\n" + "\n".join(_items(tree, mapping, "  ")) + "\n"


def _items(node: Tree, mapping: bool, indent: str) -> Iterator[str]:
    """Yield the lines of a node as items of a list."""
    match node:
        case Chain(nodes):
            for part in nodes:
                yield from _items(part, mapping, indent)
        case Line(ops, name) if mapping and name is None:
            for op in ops:
                yield f"{indent}- {_mapped(op)}"
        case Line(ops, name):
            first, *others = ops
            words = [first.words(), *(f"{op.op} {op.words()}".rstrip() for op in others)]
            text = ", ".join(filter(None, words))
            yield f"{indent}- {first.op}: {text}" if text else f"{indent}- {first.op}"
            if name is not None:
                yield f"{indent}  name: {name}"
        case Residual(body, skip):
            yield f"{indent}- residual:"
            yield from _items(body, mapping, indent + "    ")
            if skip.nodes:
                yield f"{indent}  skip:"
                yield from _items(skip, mapping, indent + "    ")
        case Repeat(turns):
            yield f"{indent}- seq:"
            yield from _items(turns[0], mapping, indent + "    ")
            yield f"{indent}  repeat: {len(turns)}"
        case Branches(call=str(call)) if not mapping:
            yield f"{indent}- {call}"
        case Branches(join, branches):
            yield f"{indent}- {join.op}:"
            for number, branch in enumerate(branches):
                if branch.nodes:
                    yield f"{indent}    b{number}:"
                    yield from _items(branch, mapping, indent + "      ")
                else:
                    yield f"{indent}    b{number}: identity"
        case WithTap(join, tap):
            yield f"{indent}- {join.op}: {tap}"


def _mapped(op: Leaf) -> str:
    """Write an op in the mapping form."""
    return f"{op.op}: {{{op.mapping(HEADS.get(op.op, ()))}}}" if op.head or op.options else op.op
