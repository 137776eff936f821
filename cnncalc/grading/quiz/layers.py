"""Questions about layers as they are: what comes out, what is learned, what is seen, what is done."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.errors import SpecError
from cnncalc.explain.worked import worked
from cnncalc.grading.asked import Asked, Quantity
from cnncalc.grading.quiz.hints import gives_away, ladder, solved
from cnncalc.grading.quiz.net import (
    FLATTEN,
    Piece,
    case_of,
    conv,
    dense,
    depthwise,
    entry,
    fits,
    pool,
    report_of,
    told,
    transposed,
)
from cnncalc.grading.quiz.question import Place, Question, Topic
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import telling, traps_of
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.truths import truth, written
from cnncalc.model.graph import Rounding

ASKS: Final[Mapping[Quantity, str]] = {
    "output": "What volume comes out?",
    "params": "How many parameters does it have?",
    "rf": "How many pixels of the input, along each axis, does one unit of the last layer see?",
    "macs": "How many multiply-accumulates (MACs) does it take?",
    "flops": "How many FLOPs does it take, 2 for each multiply-accumulate?",
}
"""The questions, of one layer."""

_LAST: Final[Mapping[Quantity, str]] = {
    "output": "What volume comes out of the last one?",
    "params": "How many parameters does the last one have?",
    "macs": "How many multiply-accumulates (MACs) does the last one take?",
    "flops": "How many FLOPs does the last one take, 2 for each multiply-accumulate?",
}
"""The same of several layers."""

FEWEST: Final = 2
"""So many wrong answers are known of every question about a layer."""


class Draft(NamedTuple):
    """Layers that may make a question, and the slips that are to show in its answer."""

    input: str
    pieces: tuple[Piece, ...]
    quantity: Quantity
    tells: frozenset[str]
    rounding: Rounding | None = None


Draw = Callable[[Stream], Draft]


def question(id: str, topic: Topic, level: int, draft: Draft, asked: Container[str] = ()) -> Question | None:
    """Return the question of a draft; None if it is none: it is asked already, it does not fit, its slips do not show.

    A draft with a rounding asks for a window that does not fit.
    """
    input, pieces, quantity, tells, rounding = draft
    asks = ASKS if len(pieces) == 1 else {**ASKS, **_LAST}
    said = " It does not fit: the size is rounded down." if rounding else ""
    text = f"{told(input, pieces)}.{said} {asks[quantity]}"
    if text in asked:
        return None
    try:
        report = report_of(input, pieces, rounding)
    except SpecError:
        return None
    if fits(report) != (rounding is None):
        return None
    case = case_of(report)
    right = truth(case.layer, quantity, report)
    answer = written(right)
    wrongs = wrong_values(case, quantity)
    showing = telling(wrongs, quantity)
    if showing is None or not tells <= showing:
        return None
    traps = traps_of(wrongs, answer)
    if len({trap.answer for trap in traps}) < FEWEST:
        return None
    lines = worked(case.layer, report)
    line = solved(case, quantity, lines)
    place = Place(
        Asked(id, id, "answer", quantity, Fraction(1), right, case, text=text),
        answer,
        line,
        ladder(case, quantity, answer, line, lines),
        traps,
    )
    if is_told(place):
        return None
    rounded = f", rounding: {rounding}" if rounding else ""
    return Question(id, topic, level, text, (place,), f"{entry(input, pieces)}, ask: {quantity}{rounded}")


def is_told(place: Place) -> bool:
    """Tell whether a question or one of its early hints already contains the answer."""
    return any(gives_away(text, place.answer) for text in (place.asked.text, *place.hints[:-1]))


def _size(side: int, depth: int) -> str:
    return f"{side}x{side}x{depth}"


def _side(draw: Stream, kernel: int, stride: int, pad: int, outs: Sequence[int]) -> int:
    """Return the side of an input on which a window fits: the one that gives a side of `outs`."""
    return (draw.pick(outs) - 1) * stride + kernel - 2 * pad


def _side_before(windows: Sequence[tuple[int, int]], side: int) -> int:
    """Return the side of an input on which kernels with their strides fit one after the other, and give a side."""
    for kernel, stride in reversed(windows):
        side = (side - 1) * stride + kernel
    return side


_OUTS: Final = range(8, 61)


def _output(draw: Stream) -> Draft:
    if draw.below(4) == 0:
        side, depth = 2 * draw.pick(range(6, 33)), draw.pick((6, 8, 16, 20, 32))
        return Draft(_size(side, depth), (pool("maxpool", 2, 2),), "output", frozenset({"pool-divides-depth"}))
    kernel, pad = draw.pick((3, 5, 7)), draw.pick((0, 0, 2))
    tells = {"forget-plus-one", "keep-input-depth"} | ({"ignore-padding", "pad-one-side"} if pad else set())
    input = _size(draw.pick((12, 16, 24, 28, 32, 48, 64)), draw.pick((1, 3)))
    piece = conv(draw.pick((4, 6, 8, 10, 16, 20, 32)), kernel, pad=pad)
    return Draft(input, (piece,), "output", frozenset(tells))


def _output_moving(draw: Stream) -> Draft:
    stride, pad, kernel = draw.pick(((2, 3, 7), (2, 3, 9), (2, 4, 9), (3, 4, 9), (3, 5, 11), (3, 0, 5), (4, 0, 7)))
    side = _side(draw, kernel, stride, pad, range(12, 61))
    tells = {"forget-plus-one", "ignore-stride"} | ({"ignore-padding", "pad-one-side"} if pad else set())
    piece = conv(draw.pick((16, 24, 32, 48, 64, 96)), kernel, stride, pad)
    return Draft(_size(side, draw.pick((1, 3, 8))), (piece,), "output", frozenset(tells))


def _output_further(draw: Stream) -> Draft:
    form = draw.below(3)
    if form == 0:
        kernel, dilation, pad = draw.pick((3, 5)), draw.pick((2, 3, 4)), draw.pick((0, 2, 3))
        piece = conv(draw.pick((8, 16, 32)), kernel, pad=pad, dilation=dilation)
        tells = frozenset({"dilation-ignored", "dilation-times-k"})
        return Draft(_size(draw.pick(range(24, 65)), draw.pick((3, 8))), (piece,), "output", tells)
    if form == 1:
        kernel, stride, pad = draw.pick(((4, 2, 1), (5, 2, 1), (5, 3, 1), (6, 4, 1)))
        piece = transposed(draw.pick((8, 16, 32)), kernel, stride, pad)
        tells = frozenset({"transposed-as-conv", "transposed-pad-adds"})
        return Draft(_size(draw.pick(range(6, 29)), draw.pick((24, 48, 64))), (piece,), "output", tells)
    first = conv(draw.pick((6, 8, 16)), draw.pick((3, 5)), pad=draw.pick((0, 2)))
    pieces = (first, pool("maxpool", 2, 2), conv(draw.pick((12, 20, 24)), draw.pick((3, 5)), draw.pick((1, 2))))
    return Draft(_size(draw.pick(range(24, 97)), 3), pieces, "output", frozenset({"forget-plus-one"}))


def _params(draw: Stream) -> Draft:
    if draw.below(4) == 0:
        inputs = draw.pick((64, 100, 120, 128, 256, 400, 512, 784))
        return Draft(f"{inputs}", (dense(draw.pick((10, 20, 50, 64, 84, 100))),), "params", frozenset({"forget-bias"}))
    piece = conv(draw.pick((4, 6, 8, 10, 12, 16, 20, 24, 32)), draw.pick((3, 5, 7)))
    tells = frozenset({"forget-bias", "forget-input-depth", "one-bias-per-layer"})
    return Draft(_size(draw.pick((16, 20, 24, 28, 32, 40, 48, 56, 64)), 3), (piece,), "params", tells)


def _params_moving(draw: Stream) -> Draft:
    depth, filters = draw.pick((8, 16, 24, 48, 64)), draw.pick((12, 20, 32, 96, 128))
    form = draw.below(4)
    if form == 0:
        tells = frozenset({"1x1-has-one-weight", "forget-bias"})
        return Draft(_size(draw.pick((14, 28, 56)), depth), (conv(filters, 1),), "params", tells)
    if form == 1:
        pieces = (FLATTEN, dense(draw.pick((10, 50, 100))))
        return Draft(_size(draw.pick((4, 5, 6, 7)), depth), pieces, "params", frozenset({"forget-bias"}))
    kernel, stride, pad = draw.pick(((3, 2, 2), (5, 2, 1), (5, 3, 2), (7, 2, 3), (7, 4, 2)))
    tells = frozenset({"forget-bias", "forget-input-depth", "stride-in-params", "padding-in-params"})
    side = _side(draw, kernel, stride, pad, _OUTS)
    return Draft(_size(side, depth), (conv(filters, kernel, stride, pad),), "params", tells)


def _params_further(draw: Stream) -> Draft:
    form = draw.below(3)
    kernel = draw.pick((3, 5))
    if form == 0:
        groups, each = draw.pick((2, 3, 4)), draw.pick((4, 8, 10))
        piece = conv(groups * draw.pick((4, 6, 12)), kernel, pad=draw.pick((0, 2)), groups=groups)
        tells = frozenset({"groups-ignored", "forget-bias"})
        return Draft(_size(draw.pick((14, 28, 32)), groups * each), (piece,), "params", tells)
    if form == 1:
        tells = frozenset({"depthwise-as-standard", "forget-bias"})
        depth = draw.pick((16, 24, 32, 64))
        return Draft(_size(draw.pick((14, 28, 56)), depth), (depthwise(kernel, pad=kernel // 2),), "params", tells)
    pieces = (conv(draw.pick((8, 16, 24)), 5), pool("maxpool", 2, 2), conv(draw.pick((12, 20, 40)), kernel))
    tells = frozenset({"forget-bias", "forget-input-depth"})
    return Draft(_size(2 * draw.pick(range(10, 33)), 3), pieces, "params", tells)


def _rf(draw: Stream) -> Draft:
    kernels = [draw.pick((3, 5, 7)) for _ in range(draw.pick((2, 3, 4)))]
    pieces = tuple(conv(draw.pick((8, 16)), kernel) for kernel in kernels)
    return Draft(_size(draw.pick((64, 96, 128)), 3), pieces, "rf", frozenset({"rf-add-kernel"}))


def _rf_moving(draw: Stream) -> Draft:
    kernel, stride, behind, more = draw.pick((3, 5, 7)), draw.pick((1, 2)), draw.pick((3, 5)), draw.below(2)
    pieces = (conv(8, kernel, stride), pool("maxpool", 2, 2), conv(16, behind), *[conv(16, 3)] * more)
    side = _side_before([(kernel, stride), (2, 2), (behind, 1), *[(3, 1)] * more], draw.pick(range(8, 29)))
    tells = frozenset({"rf-ignore-jump", "rf-add-kernel", "rf-skip-pool"})
    return Draft(_size(side, 3), pieces, "rf", tells)


def _rf_further(draw: Stream) -> Draft:
    dilation, stride, kernel, behind = draw.pick((2, 3, 4)), draw.pick((2, 3)), draw.pick((3, 5, 7)), draw.pick((3, 5))
    pieces = (conv(8, kernel, stride), conv(16, 3), conv(16, behind, dilation=dilation))
    side = _side_before([(kernel, stride), (3, 1), (dilation * (behind - 1) + 1, 1)], draw.pick(range(16, 49)))
    return Draft(_size(side, 3), pieces, "rf", frozenset({"dilation-ignored", "rf-ignore-jump"}))


def _work(draw: Stream) -> Draft:
    kernel = draw.pick((3, 5, 7))
    piece = conv(draw.pick((4, 6, 8, 10, 12, 16, 20)), kernel)
    tells = frozenset({"forget-plus-one", "flops-input-size"})
    return Draft(_size(draw.pick((12, 14, 16, 20, 24, 28, 32)), draw.pick((1, 3))), (piece,), "macs", tells)


def _work_moving(draw: Stream) -> Draft:
    stride, pad, kernel = draw.pick(((2, 3, 9), (2, 3, 11), (2, 4, 11), (3, 4, 11), (3, 0, 5), (4, 0, 7)))
    side = _side(draw, kernel, stride, pad, range(8, 31))
    tells = {"macs-vs-flops", "ignore-stride"} | ({"ignore-padding"} if pad else set())
    piece = conv(draw.pick((8, 10, 16, 32)), kernel, stride, pad)
    return Draft(_size(side, draw.pick((1, 3, 8))), (piece,), "flops", frozenset(tells))


def _work_further(draw: Stream) -> Draft:
    kernel, form = draw.pick((3, 5)), draw.below(2)
    if form == 0:
        groups, each = draw.pick((3, 4, 5)), draw.pick((3, 5, 6))
        piece = conv(groups * draw.pick((4, 8)), kernel, groups=groups)
        tells = frozenset({"groups-ignored", "forget-plus-one"})
        return Draft(_size(draw.pick((14, 16, 20, 24, 28, 32)), groups * each), (piece,), "macs", tells)
    pieces = (conv(draw.pick((6, 8)), 5), pool("maxpool", 2, 2), conv(draw.pick((10, 14, 20)), kernel))
    tells = frozenset({"forget-plus-one", "macs-vs-flops"})
    return Draft(_size(2 * draw.pick(range(10, 25)), 3), pieces, "flops", tells)


DRAWS: Final[Mapping[tuple[Topic, int], Draw]] = {
    ("output", 1): _output, ("output", 2): _output_moving, ("output", 3): _output_further,
    ("params", 1): _params, ("params", 2): _params_moving, ("params", 3): _params_further,
    ("rf", 1): _rf, ("rf", 2): _rf_moving, ("rf", 3): _rf_further,
    ("flops", 1): _work, ("flops", 2): _work_moving, ("flops", 3): _work_further,
}  # fmt: skip
"""What is drawn, by topic and level."""
