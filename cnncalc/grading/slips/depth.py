"""Slips about the output's depth, and about layers that enlarge, join or drop."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cnncalc.algebra.edit import added
from cnncalc.algebra.expr import Dim, Expr, floor, known, lift, ratio
from cnncalc.formulas import windows as formulas
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import SHAPE, Slip
from cnncalc.grading.slips.work import Sizes

_QUIZ = "saqemlas/deep-learning-specialization, course 4, week 1 quiz"
_BRIEF = "the usual lists of a marker; no published case"


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
    return bool(facts.windows) and not facts.tensors and not _enlarges(facts)


def _divide_depth(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if _pools(facts):
        shallower = lift(ratio(sizes.depth, facts.windows[0].stride))
        yield sizes._replace(depth=shallower if isinstance(known(shallower), int) else floor(shallower))


def _next_filters(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    case = facts.case
    if case.report is None or not _pools(facts):
        return
    nodes = [layer.node for layer in case.report.layers]
    for node in nodes[nodes.index(case.node) + 1 :]:
        if node.layer.weights(*node.volumes) and node.layer.windows(*node.volumes):
            yield sizes._replace(depth=node.output.channels)
            return


def _enlarges(facts: Facts) -> bool:
    """Tell whether the windows lie over the output: the formula of a convolution is not the layer's own."""
    return [*map(lift, facts.layer.positions(*facts.volumes))] != _as_convolution(facts)


def _as_convolution(facts: Facts) -> list[Expr]:
    return [
        lift(formulas.quotient(size, w.kernel, w.stride, w.before, w.after, w.dilation))
        for size, w in zip(facts.volumes[0].space, facts.windows, strict=True)
    ]


def _numbered(facts: Facts) -> bool:
    """Tell whether the padding is given in numbers, so that a formula of windows applies."""
    return bool(facts.windows) and getattr(facts.layer, "pad", None) != "same"


def _transposed_as_conv(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if _numbered(facts) and _enlarges(facts):
        yield sizes._replace(space=tuple(_as_convolution(facts)))


def _times_stride(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if _numbered(facts) and _enlarges(facts):
        pairs = zip(facts.volumes[0].space, facts.windows, strict=True)
        yield sizes._replace(space=tuple(lift(size * window.stride) for size, window in pairs))


def _pad_adds(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if _numbered(facts) and _enlarges(facts):
        yield sizes._replace(space=tuple(added(tree, facts.pads) for tree in sizes.space))


def _added_up(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    depths = [volume.channels for volume in facts.volumes]
    if len(depths) > 1 and known(sizes.depth) == known(depths[0]):
        yield sizes._replace(depth=_sum(depths))


def _one_for_all(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    depths = [volume.channels for volume in facts.volumes]
    if len(depths) > 1 and known(sizes.depth) == known(_sum(depths)):
        for depth in depths:
            yield sizes._replace(depth=depth)


def _sum(dims: Iterable[Dim]) -> Dim:
    first, *others = dims
    for other in others:
        first = first + other
    return first


def _dropped(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if not facts.has("rate"):
        return
    for kept in {1 - Fraction(str(getattr(facts.layer, "rate", None) or 0.5)), Fraction(1, 2)}:
        yield sizes._replace(depth=lift(kept) * sizes.depth)


SLIPS = (
    Slip(
        "keep-input-depth", "shape", "depth of the input kept", "the depth of the input is kept",
        "What decides the number of output channels of a convolution?",
        "Every filter makes one map, so the output is as deep as there are filters.",
        "sizes", _keep_depth, SHAPE, _QUIZ, common=1,
    ),
    Slip(
        "pool-divides-depth", "shape", "pooling divides the depth", "pooling divides the depth, too",
        "Along which axes does the window move?",
        "A pooling window moves over height and width; each map is pooled by itself, so the depth stays.",
        "sizes", _divide_depth, SHAPE, _QUIZ, common=1,
    ),
    Slip(
        "pool-uses-filters", "shape", "pooling takes the next filters",
        "pooling takes the next layer's filters for its depth",
        "A pooling layer treats each channel by itself: how many are there?",
        "The number of filters belongs to the convolution behind the pool; the pool keeps the depth of its input.",
        "sizes", _next_filters, SHAPE, _BRIEF, common=3,
    ),
    Slip(
        "pad-depth", "shape", "depth padded, too", "the depth is padded, too",
        "Padding surrounds a picture; does it add colours?",
        "Zeros are put around each map; no map is added.",
        "sizes", _pad_depth, SHAPE, _QUIZ,
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
        "sizes", _pad_adds, SHAPE, _BRIEF,
    ),
    Slip(
        "output-pad-forgotten", "shape", "output_pad left out", "the extra output is left out",
        "Several sizes shrink to the same one. Which of them was asked for?",
        "output_pad adds its rows and columns at the end of the output.",
        "facts", _no_output_pad, SHAPE, _BRIEF,
    ),
    Slip(
        "concat-as-add", "shape", "concat taken as a sum", "the concatenation is taken as a sum",
        "Are the maps put one behind the other, or added number by number?",
        "A concatenation puts all maps one behind the other: the depths add up.",
        "sizes", _one_for_all, SHAPE, _BRIEF,
    ),
    Slip(
        "add-as-concat", "shape", "sum taken as a concat", "the sum is taken as a concatenation",
        "Are the maps put one behind the other, or added number by number?",
        "A sum adds number by number: the depth stays.",
        "sizes", _added_up, SHAPE, _BRIEF,
    ),
    Slip(
        "dropout-halves", "shape", "dropout makes it smaller", "dropout is taken to remove numbers",
        "Which shape comes out while the net is in use?",
        "Dropout sets some numbers to 0 in training; the shape stays as it was.",
        "sizes", _dropped, SHAPE, _BRIEF,
    ),
)  # fmt: skip
