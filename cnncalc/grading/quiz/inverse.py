"""Questions backwards: which option gives this size, or how many layers see so much.

The engine is asked for every candidate: the answer is the only one that gives what is asked for. A wrong answer is a
candidate with which a slip seems to give it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.expr import Expr, Name, Op
from cnncalc.algebra.printers import text as plain
from cnncalc.errors import SpecError
from cnncalc.explain.worked import worked
from cnncalc.grading.asked import Asked, Case, Quantity
from cnncalc.grading.quiz.hints import gives_away, last
from cnncalc.grading.quiz.layers import is_told
from cnncalc.grading.quiz.net import Piece, case_of, conv, fits, pool, report_of
from cnncalc.grading.quiz.question import Place, Question, Trap
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import trap
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.slips.slip import Wrong
from cnncalc.grading.truths import truth, written
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.report import Setting
from cnncalc.model.volume import Volume

MOST: Final = 13
"""Options are looked for below this."""


class Backwards(NamedTuple):
    """What may make a question: the layers with a value in the place that is asked for, and the value drawn."""

    input: str
    made: Callable[[int], tuple[Piece, ...]]
    value: int
    quantity: Quantity
    letter: str
    """The letter of the option in the formula of the size; empty where it is no option."""
    text: str
    """The question, with a place for what comes out."""
    idea: str


class _Tried(NamedTuple):
    case: Case
    answer: str
    value: object


def question(id: str, level: int, draw: Stream) -> Question | None:
    """Return a question backwards; None if what was drawn has not exactly one answer, or no slip gives another."""
    asked = draw.pick(_DRAWS[level])(draw)
    if gives_away(asked.text, str(asked.value)):
        return None
    tried = dict(_tried(asked))
    if asked.value not in tried:
        return None
    wanted = tried[asked.value]
    if [value for value, each in tried.items() if each.answer == wanted.answer] != [asked.value]:
        return None
    answer = str(asked.value)
    text = asked.text.format(wanted.answer)
    line = _line(wanted.case, asked.quantity)
    place = Place(
        Asked(id, id, "answer", "answer", Fraction(1), asked.value, None, text=text),
        answer,
        line,
        (asked.idea, *_hints(asked, wanted), last(answer, line)),
        (),
    )
    if is_told(place):
        return None
    traps = _traps(asked, tried, wanted)
    if not traps:
        return None
    return Question(id, "inverse", level, text, (place._replace(traps=traps),), f'formula: "{answer}"')


def _tried(asked: Backwards) -> list[tuple[int, _Tried]]:
    """Return what comes of every candidate with which all windows fit."""
    found = []
    for value in range(0 if asked.letter == "P" else 1, MOST):
        try:
            report = report_of(asked.input, asked.made(value), "floor")
        except SpecError:
            continue
        if fits(report):
            case = case_of(report)
            right = truth(case.layer, asked.quantity, report)
            found.append((value, _Tried(case, written(right), right)))
    return found


def _traps(asked: Backwards, tried: Mapping[int, _Tried], wanted: _Tried) -> tuple[Trap, ...]:
    """Return the candidates that slips lead to: each the only one with which its slip gives what is asked for."""
    led: dict[str, list[tuple[int, Wrong]]] = {}
    for value, each in tried.items():
        for wrong in wrong_values(each.case, asked.quantity):
            if _sides(wrong.value) == _sides(wanted.value) and wrong.slip.area in ("shape", "field"):
                led.setdefault(wrong.slip.id, []).append((value, wrong))
    alone = [found for found in led.values() if len(found) == 1 and found[0][0] != asked.value]
    found: dict[str, Trap] = {}
    for ((value, wrong),) in sorted(alone, key=lambda each: each[0][1].slip.common):
        found.setdefault(str(value), trap(str(value), wrong.slip, wrong.line))
    return tuple(found.values())


def _sides(value: object) -> object:
    return value.space if isinstance(value, Volume) else value


def _line(case: Case, quantity: Quantity) -> str:
    """Return the calculation that shows that the answer is right."""
    if quantity == "output":
        return next((size.rounded for size in worked(case.layer, case.report).output), "")
    return worked_line(case, quantity, Setting())


def _hints(asked: Backwards, wanted: _Tried) -> Sequence[str]:
    """Return the formula in letters, and with all numbers that are known."""
    lines = worked(wanted.case.layer, wanted.case.report)
    found = lines.output if asked.quantity == "output" else lines.field
    tree = found[0].derivation.tree
    if not asked.letter:
        return (f"Each of the convolutions makes {plain(_unknown(tree, 'R'), values=True)} of R pixels.",)
    size = str(_side(wanted.value))
    return (
        f"The formula: {plain(tree)}",
        f"With what is known: {plain(_unknown(tree, asked.letter), values=True)} = {size}",
    )


def _side(value: object) -> object:
    return value.space[0] if isinstance(value, Volume) else value


def _unknown(tree: Expr, symbol: str) -> Expr:
    """Return a formula in which a letter has no value."""
    if isinstance(tree, Name) and tree.symbol == symbol:
        return Name(tree.symbol)
    if isinstance(tree, Op):
        return Op(tree.name, tuple(_unknown(arg, symbol) for arg in tree.args))
    return tree


_SOLVE: Final = "Write the formula of the size with everything that is known, and solve it for the rest."


def _keeping(draw: Stream) -> Backwards:
    """Ask for the padding that keeps the size."""
    kernel, side = draw.pick((7, 9, 11, 13)), draw.pick((16, 24, 28, 32, 48, 64))
    filters, depth = draw.pick((8, 10, 16)), draw.pick((1, 3))
    return Backwards(
        f"{side}x{side}x{depth}",
        lambda pad: (conv(filters, kernel, pad=pad),),
        (kernel - 1) // 2,
        "output",
        "P",
        f"A convolution with {filters} filters of {kernel}x{kernel}, stride 1, on an input of {side}x{side}x{depth}. "
        "Which padding, on each side, gives an output of {}?",
        "How many positions does such a window lose along an axis?",
    )


def _kernel(draw: Stream) -> Backwards:
    """Ask for the size of the filters."""
    kernel, side = draw.pick((3, 4, 5, 7, 9)), draw.pick((14, 16, 24, 28, 32, 48))
    filters, depth = draw.pick((8, 10, 16, 20)), draw.pick((1, 3))
    return Backwards(
        f"{side}x{side}x{depth}",
        lambda size: (conv(filters, size),),
        kernel,
        "output",
        "F",
        f"A convolution with {filters} square filters, stride 1, no padding, on an input of {side}x{side}x{depth} "
        "gives an output of {}. How long is a side of a filter?",
        _SOLVE,
    )


def _stride(draw: Stream) -> Backwards:
    """Ask for the stride."""
    stride, kernel, pad, out = draw.pick((2, 3, 4, 5)), draw.pick((3, 5, 7, 9)), draw.pick((0, 2, 3)), 0
    out = draw.pick(range(8, 41))
    side, filters = (out - 1) * stride + kernel - 2 * pad, draw.pick((8, 16, 32))
    said = f"padding {pad}" if pad else "no padding"
    return Backwards(
        f"{side}x{side}x3",
        lambda step: (conv(filters, kernel, step, pad),),
        stride,
        "output",
        "S",
        f"A convolution with {filters} filters of {kernel}x{kernel}, {said}, on an input of {side}x{side}x3 fits and "
        "gives an output of {}. Which stride does it have?",
        _SOLVE,
    )


def _wide(draw: Stream) -> Backwards:
    """Ask for the size of the filters where there are stride and padding."""
    stride, kernel, pad = draw.pick((2, 3, 4)), draw.pick((4, 5, 7, 9, 11)), draw.pick((0, 2, 3))
    side, filters = (draw.pick(range(8, 41)) - 1) * stride + kernel - 2 * pad, draw.pick((8, 16, 32))
    said = f"padding {pad}" if pad else "no padding"
    return Backwards(
        f"{side}x{side}x3",
        lambda size: (conv(filters, size, stride, pad),),
        kernel,
        "output",
        "F",
        f"A convolution with {filters} square filters, stride {stride}, {said}, on an input of {side}x{side}x3 fits "
        "and gives an output of {}. How long is a side of a filter?",
        _SOLVE,
    )


def _dilation(draw: Stream) -> Backwards:
    """Ask for the dilation."""
    dilation, kernel, pad = draw.pick((2, 3, 4, 5, 6)), draw.pick((3, 5)), draw.pick((0, 3, 4))
    side, filters = draw.pick(range(40, 81)), draw.pick((8, 16))
    said = f"padding {pad}" if pad else "no padding"
    return Backwards(
        f"{side}x{side}x3",
        lambda apart: (conv(filters, kernel, pad=pad, dilation=apart),),
        dilation,
        "output",
        "D",
        f"A convolution with {filters} filters of {kernel}x{kernel}, stride 1, {said}, on an input of {side}x{side}x3 "
        "gives an output of {}. Which dilation does it have?",
        _SOLVE,
    )


def _depth(draw: Stream) -> Backwards:
    """Ask how many layers see so much."""
    kernel, count = draw.pick((3, 5)), draw.pick((4, 5, 6, 7, 8))
    first = draw.pick((pool("maxpool", 2, 2), conv(8, 5, 2), conv(8, 7, 2)))
    words = f"{first.words[0].upper()}{first.words[1:]}"
    return Backwards(
        "224x224x3",
        lambda layers: (first, *(conv(8, kernel) for _ in range(layers))),
        count,
        "rf",
        "",
        f"{words}; then convolutions of {kernel}x{kernel}, stride 1, no padding, one after the other. How many of them "
        "does it take until a unit sees {0}x{0} pixels of the input?",
        "How many pixels does the first layer see, and how many more does each convolution add?",
    )


_DRAWS: Final = {1: (_keeping, _kernel), 2: (_stride, _wide), 3: (_dilation, _depth)}
"""What is asked backwards, by level."""
