"""Slips about the receptive field: of the last step, or along the whole way from the input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate, chain
from operator import add, mul

from cnncalc.algebra.expr import Dim, Expr, known, lift, product
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import BRIEF, Answer, Slip
from cnncalc.grading.slips.work import FieldAxis, Passed

Path = Sequence[Passed]

_SIZE: frozenset[Quantity] = frozenset({"rf"})


def _each(*readings: Callable[[FieldAxis], Iterable[Dim]]) -> Callable[..., Iterator[Answer]]:
    """Return a change that makes the same formula of every axis."""

    def change(facts: Facts, axes: tuple[FieldAxis, ...], quantity: Quantity) -> Iterator[Answer]:
        per_axis = [list(chain.from_iterable(reading(axis) for reading in readings)) for axis in axes]
        if len({len(found) for found in per_axis}) == 1:
            yield from (tuple(map(lift, trees)) for trees in zip(*per_axis, strict=True))

    return change


def grown(path: Path, jumps: Iterable[int]) -> Expr:
    """Return the field of windows that follow each other: 1 + (5 - 1)*1 + (2 - 1)*1 + (5 - 1)*2."""
    tree = lift(1)
    for passed, jump in zip(path, jumps, strict=False):
        tree = tree + (lift(passed.extent) - 1) * jump
    return tree


def _jumps(path: Path) -> Iterator[int]:
    """Yield the jump before each window of a way."""
    return accumulate((passed.stride for passed in path), mul, initial=1)


def _added_kernels(axis: FieldAxis) -> Iterator[Dim]:
    """Add F instead of F - 1: at the last window, at all of them, with or without the jumps, or block by block."""
    if axis.window is not None:
        yield axis.size + axis.extent * axis.jump
    if len(axis.path) > 1:
        jumps = zip(axis.path, _jumps(axis.path), strict=False)
        yield reduce(add, (lift(passed.extent) * jump for passed, jump in jumps))
        yield reduce(add, (lift(passed.extent) for passed in axis.path))
    if block := _block(axis.path):
        yield lift(len(axis.path) // len(block)) * _number(grown(block, _jumps(block)))


def _multiplied(axis: FieldAxis) -> Iterator[Dim]:
    if axis.window is not None:
        yield axis.size * axis.extent
    if len(axis.path) > 1:
        yield product([lift(passed.extent) for passed in axis.path])
    if block := _block(axis.path):
        each, turns = lift(_number(grown(block, _jumps(block)))), len(axis.path) // len(block)
        yield each ** lift(turns)
        if turns > 2:  # the blocks after the first, each of which is taken to multiply
            yield each ** lift(turns - 1)


def _without_jump(axis: FieldAxis) -> Iterator[Dim]:
    if axis.window is not None:
        yield axis.size + axis.further
    if len(axis.path) > 1:
        yield grown(axis.path, [1] * len(axis.path))


def _own_stride(axis: FieldAxis) -> Iterator[Dim]:
    if axis.window is not None:
        yield axis.size + axis.further * (axis.jump * axis.window.stride)
    if len(axis.path) > 1:
        yield grown(axis.path, list(_jumps(axis.path))[1:])


def _one_short(axis: FieldAxis) -> Iterator[Dim]:
    if axis.window is not None:
        yield axis.size
    if len(axis.path) > 1:
        yield grown(axis.path[1:], _jumps(axis.path[1:]))


def _without_pools(axis: FieldAxis) -> Iterator[Dim]:
    learned = [passed for passed in axis.path if passed.learned]
    if len(learned) != len(axis.path):
        yield grown(learned, _jumps(learned))
        kept = zip(axis.path, _jumps(axis.path), strict=False)
        pairs = [(passed, jump) for passed, jump in kept if passed.learned]
        yield grown([passed for passed, _ in pairs], [jump for _, jump in pairs])


def _block(path: Path) -> Path:
    """Return the windows of which a way is several equal turns; nothing if it is none, or one window each."""
    for length in range(2, len(path) // 2 + 1):
        if len(path) % length == 0 and all(passed == path[number % length] for number, passed in enumerate(path)):
            return path[:length]
    return ()


def _number(tree: Expr) -> int:
    value = known(tree)
    assert isinstance(value, int)
    return value


SLIPS = (
    Slip(
        "rf-ignore-jump", "field", "earlier strides left out", "the strides of the earlier layers are left out",
        "How far apart in the image are two neighbours of this feature map?",
        "Neighbours of a map lie J pixels apart, the product of the strides before: a tap reaches J further.",
        "field", _each(_without_jump), _SIZE, "RMIT COSC2779, tutorial, question 4", common=1,
    ),
    Slip(
        "rf-add-kernel", "field", "kernel added, not kernel - 1", "the whole kernel is added",
        "Two windows of 3 side by side overlap: by how much?",
        "A window reaches F - 1 positions beyond its first one: R + (F - 1)*J.",
        "field", _each(_added_kernels), _SIZE, "stats.stackexchange.com/questions/265462", common=1,
    ),
    Slip(
        "rf-multiply-kernels", "field", "kernels multiplied", "the kernels are multiplied",
        "Does a second layer see separate patches, or overlapping ones?",
        "The patches overlap: each layer adds (F - 1)*J.",
        "field", _each(_multiplied), _SIZE, "stats.stackexchange.com/questions/265462",
    ),
    Slip(
        "rf-own-stride", "field", "own stride used too early", "the layer's own stride is counted already",
        "Has the stride of this layer happened yet when its window looks?",
        "The jump before the layer counts: its own stride spreads only what comes after it.",
        "field", _each(_own_stride), _SIZE, "Hardesh15-zz/EVA_Phase1, assignment 7A",
    ),
    Slip(
        "rf-one-layer-short", "field", "one layer left out", "one layer is left out",
        "What is the field of a unit in the first layer?",
        "The first layer sees its own window already; every layer up to this one adds to it.",
        "field", _each(_one_short), _SIZE, "cs.stackexchange.com, in Nemotron-CC-Math",
    ),
    Slip(
        "rf-skip-pool", "field", "pooling layers left out", "the pooling layers are left out",
        "Which layers look at more than one pixel?",
        "A pooling window widens the field like any other, and its stride spreads what follows.",
        "field", _each(_without_pools), _SIZE, BRIEF, common=1,
    ),
)  # fmt: skip
