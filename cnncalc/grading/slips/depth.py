"""Slips about the output's depth, and about layers that enlarge, join or drop."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from operator import add

from cnncalc.algebra.edit import added, without_factor
from cnncalc.algebra.expr import Dim, Expr, floor, known, lift, ratio
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import BRIEF, QUIZ, SHAPE, Slip
from cnncalc.grading.slips.work import Sizes


def _no_output_pad(facts: Facts) -> Iterable[Facts]:
    if facts.has("output_pad"):
        yield facts.given(output_pad=(0,))


def _pad_depth(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    for pad in sorted(facts.pads)[:1]:
        value = next(n for margin in facts.layer.pad for n in margin if n.symbol == pad)  # type: ignore[attr-defined]
        yield sizes._replace(depth=sizes.depth + 2 * value)


def _keep_depth(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.windows:
        yield sizes._replace(depth=facts.volumes[0].channels)


def _pools(facts: Facts) -> bool:
    return bool(facts.windows) and not facts.tensors and not facts.enlarges


def _divide_depth(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if _pools(facts):
        yield sizes._replace(depth=_whole(lift(ratio(sizes.depth, facts.windows[0].stride))))


def _whole(depth: Expr) -> Dim:
    return depth if isinstance(known(depth), int) else floor(depth)


def _next_filters(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    case = facts.case
    if case.report is None or not _pools(facts):
        return
    nodes = [layer.node for layer in case.report.layers]
    for node in nodes[nodes.index(case.node) + 1 :]:
        if node.layer.weights(*node.volumes) and node.layer.windows(*node.volumes):
            yield sizes._replace(depth=node.output.channels)
            return


def _transposed_as_conv(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.enlarges and not facts.same:
        yield sizes._replace(space=tuple(facts.as_convolution))


def _times_stride(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.enlarges and facts.strides and not facts.same:
        pairs = zip(facts.volumes[0].space, facts.windows, strict=True)
        yield sizes._replace(space=tuple(lift(size * window.stride) for size, window in pairs))


def _pad_adds(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.enlarges and not facts.same:
        yield sizes._replace(space=tuple(added(tree, facts.pads) for tree in sizes.space))


def _added_up(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    depths = [volume.channels for volume in facts.volumes]
    if len(depths) > 1 and known(sizes.depth) == known(depths[0]):
        yield sizes._replace(depth=reduce(add, depths))


def _one_for_all(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    depths = [volume.channels for volume in facts.volumes]
    if len(depths) > 1 and known(sizes.depth) == known(reduce(add, depths)):
        for depth in depths:
            yield sizes._replace(depth=depth)


def _flat_map(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    """Flatten one map of several."""
    symbol = facts.channels
    one = without_factor(sizes.depth, symbol) if symbol and not facts.tensors and not sizes.space else None
    if one is not None:
        yield sizes._replace(depth=one)


def _dropped(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if not facts.has("rate"):
        return
    for kept in {1 - Fraction(str(getattr(facts.layer, "rate", None) or 0.5)), Fraction(1, 2)}:
        yield sizes._replace(depth=_whole(lift(kept) * sizes.depth))


SLIPS = (
    Slip(
        "keep-input-depth", "shape", "depth of the input kept", "the depth of the input is kept",
        "What decides the number of output channels of a convolution?",
        "Every filter makes one map, so the output is as deep as there are filters.",
        "sizes", _keep_depth, SHAPE, QUIZ, common=1,
    ),
    Slip(
        "pool-divides-depth", "shape", "pooling divides the depth", "pooling divides the depth, too",
        "Along which axes does the window move?",
        "A pooling window moves over height and width; each map is pooled by itself, so the depth stays.",
        "sizes", _divide_depth, SHAPE, QUIZ, common=1,
    ),
    Slip(
        "pool-uses-filters", "shape", "pooling takes the next filters",
        "pooling takes the next layer's filters for its depth",
        "A pooling layer treats each channel by itself: how many are there?",
        "The number of filters belongs to the convolution behind the pool; the pool keeps the depth of its input.",
        "sizes", _next_filters, SHAPE, BRIEF, common=3,
    ),
    Slip(
        "pad-depth", "shape", "depth padded, too", "the depth is padded, too",
        "Padding surrounds a picture; does it add colours?",
        "Zeros are put around each map; no map is added.",
        "sizes", _pad_depth, SHAPE, QUIZ,
    ),
    Slip(
        "transposed-as-conv", "shape", "taken as a convolution", "the formula of an ordinary convolution is used",
        "Does the layer make the picture smaller or larger?",
        "A transposed convolution reads the formula backwards: (N - 1)*S - 2*P + F.",
        "sizes", _transposed_as_conv, SHAPE, "utm-csc413/2024F-website, tconv sizes", common=1,
    ),
    Slip(
        "transposed-n-times-s", "shape", "size times the stride", "the size is just multiplied by the stride",
        "Put one pixel in: how many come out?",
        "N*S holds only for fitting padding: the last window adds F - S more.",
        "sizes", _times_stride, SHAPE, "blog.csdn.net/langtaosha1996",
    ),
    Slip(
        "transposed-pad-adds", "shape", "padding enlarges the output", "the padding is added",
        "Where is the padding of a transposed convolution: on its input or on its output?",
        "Transposed padding takes away from the output what ordinary padding added to the input.",
        "sizes", _pad_adds, SHAPE, BRIEF,
    ),
    Slip(
        "output-pad-forgotten", "shape", "output_pad left out", "the extra output is left out",
        "Several sizes shrink to the same one. Which of them was asked for?",
        "output_pad adds its rows and columns at the end of the output.",
        "facts", _no_output_pad, SHAPE, BRIEF,
    ),
    Slip(
        "concat-as-add", "shape", "concat taken as a sum", "the concatenation is taken as a sum",
        "Are the maps put one behind the other, or added number by number?",
        "A concatenation puts all maps one behind the other: the depths add up.",
        "sizes", _one_for_all, SHAPE, BRIEF,
    ),
    Slip(
        "add-as-concat", "shape", "taken as a concat", "the inputs are put one behind the other",
        "Does the layer join the maps, or work on them number by number?",
        "A sum, or a product, is made number by number: the depth stays.",
        "sizes", _added_up, SHAPE, BRIEF,
    ),
    Slip(
        "flatten-without-depth", "shape", "map flattened without its depth", "the map is flattened without its depth",
        "How many numbers does the map hold, in all its channels?",
        "A flatten puts all maps one behind the other into one vector: height x width x depth.",
        "sizes", _flat_map, SHAPE, BRIEF, common=1,
    ),
    Slip(
        "dropout-halves", "shape", "dropout makes it smaller", "dropout is taken to remove numbers",
        "Which shape comes out while the net is in use?",
        "Dropout sets some numbers to 0 in training; the shape stays as it was.",
        "sizes", _dropped, SHAPE, BRIEF,
    ),
)  # fmt: skip
