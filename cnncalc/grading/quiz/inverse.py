"""Questions backwards: which option gives this size, or how many layers see so much.

The answer is the only candidate with which the engine's formula gives what is asked for. A wrong answer is the only
candidate with which the formula of a slip does.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from cnncalc.algebra.edit import renamed
from cnncalc.algebra.expr import Expr, Name, leaves
from cnncalc.algebra.printers import text as plain
from cnncalc.explain.worked import worked
from cnncalc.grading.asked import Asked, Case
from cnncalc.grading.key_questions import cases
from cnncalc.grading.quiz.hints import gives_away, last
from cnncalc.grading.quiz.layers import is_told
from cnncalc.grading.quiz.net import Piece, case_of, conv, entry, fits, pool, report_of
from cnncalc.grading.quiz.question import Place, Question, Trap
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import together, unrounded
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.slips.slip import Wrong, number_of
from cnncalc.grading.truths import truth, written
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.report import Setting
from cnncalc.model.volume import Volume

MOST: Final = 13
"""Options are looked for below this."""

_LONGEST: Final = 10
"""So many convolutions stand one after the other at most."""

_IMAGE: Final = "224x224x3"
_FINDS: Final = {"P": "pad", "F": "kernel", "S": "stride", "D": "dilation"}
"""What a key calls the options that are asked for, by their letters."""


class Backwards(NamedTuple):
    """What was drawn: the right answer, the question with what comes out, and the help."""

    answer: int
    text: str
    line: str
    """The calculation that shows that the answer is right."""
    hints: tuple[str, ...]
    traps: tuple[Trap, ...]
    entry: str
    """What stands in a key for it."""


class Option(NamedTuple):
    """An option that is asked for: the layer that has it, its letter in the formula of the size, and the question."""

    input: str
    piece: Piece
    letter: str
    value: int
    text: str
    """The question, with a place for what comes out."""
    idea: str

    def backwards(self, known: Container[str]) -> Backwards | None:
        """Return the question; None if it is asked already or has several answers."""
        if gives_away(self.text, str(self.value)):
            return None
        report = report_of(self.input, (self.piece,))
        made = written(report.layers[0].output)
        text = self.text.format(made)
        if text in known or not fits(report):
            return None
        case = case_of(report)
        (size, *_) = worked(case.layer).output
        tree, side = size.derivation.tree, case.layer.output.space[0]
        if _giving(tree, self.letter, side) != [self.value]:
            return None
        hints = (
            self.idea,
            f"The formula: {plain(tree)}",
            f"With what is known: {plain(_with(tree, self.letter, None), values=True)} = {side}",
        )
        return Backwards(self.value, text, size.rounded, hints, _led_astray(case, self, side), self._entry(made))

    def _entry(self, made: str) -> str:
        """Return the question as a key asks it: the layer without the option, and what comes out."""
        name = _FINDS[self.letter]
        head, *others = self.piece.text.split(", ")
        filters, kernel = head.split(" x ")
        options = {"filters": filters, "kernel": kernel, **dict(other.split(" ") for other in others)}
        given = ", ".join(f"{option}: {value}" for option, value in options.items() if option != name)
        return f"{self.piece.op}: {{in: {self.input}, {given}, out: {made}}}, find: {name}"


class Depth(NamedTuple):
    """A number of convolutions that is asked for: those behind a first layer until a unit sees so much."""

    first: Piece
    kernel: int
    times: int

    def backwards(self, known: Container[str]) -> Backwards | None:
        """Return the question; None if it is asked already."""
        chain = _chain(self.first, self.kernel)
        case = chain[self.times].case
        side = written(truth(case.layer, "rf", case.report))
        words = f"{self.first.words[0].upper()}{self.first.words[1:]}"
        text = (
            f"{words}; then convolutions of {self.kernel}x{self.kernel}, stride 1, no padding, one after the other. "
            f"How many of them does it take until a unit sees {side}x{side} pixels of the input?"
        )
        if text in known:
            return None
        tree = worked(case.layer, case.report).field[0].derivation.tree
        hints = (
            "How many pixels does the first layer see, and how many more does each convolution add?",
            f"Each of the convolutions makes {plain(_with(tree, 'R', None), values=True)} of R pixels.",
        )
        led: dict[str, list[tuple[int, Wrong]]] = {}
        for count, seen in chain.items():
            for field, wrong in seen.wrong:
                if field == side and wrong.slip.area in ("shape", "field"):
                    led.setdefault(wrong.slip.id, []).append((count, wrong))
        alone = [found[0] for found in led.values() if len(found) == 1 and found[0][0] != self.times]
        traps = together(Trap(str(count), wrong.slip, wrong.derivation) for count, wrong in alone)
        return Backwards(self.times, text, worked_line(case, "rf", Setting()), hints, traps, self._entry(side))

    def _entry(self, side: str) -> str:
        """Return the question as a key asks it."""
        return f"{entry(_IMAGE, (self.first, conv(8, self.kernel)))}, rf: {side}, find: repeats"


class _Seen(NamedTuple):
    """A chain of layers by its last one, and what slips take its receptive field for."""

    case: Case
    wrong: tuple[tuple[str, Wrong], ...]


@lru_cache(maxsize=64)
def _chain(first: Piece, kernel: int) -> dict[int, _Seen]:
    """Return the chains with every number of convolutions behind a first layer."""
    report = report_of(_IMAGE, (first, *[conv(8, kernel)] * _LONGEST))
    return {
        count: _Seen(case, tuple((written(each.value), each) for each in wrong_values(case, "rf")))
        for count, case in enumerate(cases(report).values())
    }


def question(id: str, level: int, draw: Stream, known: Container[str]) -> Question | None:
    """Return a question backwards; None if what was drawn has not exactly one answer, or no slip gives another."""
    found = draw.pick(_DRAWS[level])(draw).backwards(known)
    if found is None or not found.traps:
        return None
    answer, text = str(found.answer), found.text
    place = Place(
        Asked(id, id, "answer", "answer", Fraction(1), found.answer, None, text=text),
        answer,
        found.line,
        (*found.hints, last(answer, found.line)),
        found.traps,
    )
    if is_told(place):
        return None
    return Question(id, "inverse", level, text, (place,), f"{found.entry}, answer: {answer}")


def _led_astray(case: Case, option: Option, side: object) -> tuple[Trap, ...]:
    """Return the other values with which the formula of a slip gives the side that is asked for."""
    found = []
    for wrong in wrong_values(case, "output"):
        tree = wrong.derivation
        spoils_side = isinstance(wrong.value, Volume) and wrong.value.space[:1] not in ((), (side,))
        if spoils_side and tree is not None and option.letter in {leaf.symbol for leaf in leaves(tree)}:
            values = _giving(tree, option.letter, side)
            if len(values) == 1 and values != [option.value]:
                found.append(Trap(str(values[0]), wrong.slip, _with(tree, option.letter, values[0])))
    return together(found)


def _giving(tree: Expr, letter: str, side: object) -> list[int]:
    """Return the values of a letter with which a formula, without its rounding, gives a side."""
    exact = unrounded(tree)
    values = range(0 if letter == "P" else 1, MOST)
    return [value for value in values if number_of(_with(exact, letter, value)) == side]


def _with(tree: Expr, letter: str, value: int | None) -> Expr:
    """Return a formula with another value for a letter; None for none."""
    return renamed(tree, lambda name: Name(letter, value) if name.symbol == letter else name)


_SOLVE: Final = "Write the formula of the size with everything that is known, and solve it for the rest."


def _keeping(draw: Stream) -> Option:
    """Ask for the padding that keeps the size."""
    kernel, side = draw.pick((7, 9, 11, 13)), draw.pick((14, 16, 20, 24, 28, 32, 40, 48, 56, 64))
    filters, depth = draw.pick((8, 10, 16, 20, 32)), draw.pick((1, 3))
    return Option(
        f"{side}x{side}x{depth}",
        conv(filters, kernel, pad=(kernel - 1) // 2),
        "P",
        (kernel - 1) // 2,
        f"A convolution with {filters} filters of {kernel}x{kernel}, stride 1, on an input of {side}x{side}x{depth}. "
        "Which padding, on each side, gives an output of {}?",
        "How many positions does such a window lose along an axis?",
    )


def _kernel(draw: Stream) -> Option:
    """Ask for the size of the filters."""
    kernel, side = draw.pick((3, 4, 5, 7, 9)), draw.pick((14, 16, 24, 28, 32, 48))
    filters, depth = draw.pick((8, 10, 16, 20)), draw.pick((1, 3))
    return Option(
        f"{side}x{side}x{depth}",
        conv(filters, kernel),
        "F",
        kernel,
        f"A convolution with {filters} square filters, stride 1, no padding, on an input of {side}x{side}x{depth} "
        "gives an output of {}. How long is a side of a filter?",
        _SOLVE,
    )


def _stride(draw: Stream) -> Option:
    """Ask for the stride."""
    stride, kernel, pad = draw.pick((2, 3, 4, 5)), draw.pick((3, 5, 7, 9)), draw.pick((0, 2, 3))
    out = draw.pick(range(8, 41))
    side, filters = (out - 1) * stride + kernel - 2 * pad, draw.pick((8, 16, 32))
    said = f"padding {pad}" if pad else "no padding"
    return Option(
        f"{side}x{side}x3",
        conv(filters, kernel, stride, pad),
        "S",
        stride,
        f"A convolution with {filters} filters of {kernel}x{kernel}, {said}, on an input of {side}x{side}x3 fits and "
        "gives an output of {}. Which stride does it have?",
        _SOLVE,
    )


def _wide(draw: Stream) -> Option:
    """Ask for the size of the filters where there are stride and padding."""
    stride, kernel, pad = draw.pick((2, 3, 4)), draw.pick((4, 5, 7, 9, 11)), draw.pick((0, 2, 3))
    side, filters = (draw.pick(range(8, 41)) - 1) * stride + kernel - 2 * pad, draw.pick((8, 16, 32))
    said = f"padding {pad}" if pad else "no padding"
    return Option(
        f"{side}x{side}x3",
        conv(filters, kernel, stride, pad),
        "F",
        kernel,
        f"A convolution with {filters} square filters, stride {stride}, {said}, on an input of {side}x{side}x3 fits "
        "and gives an output of {}. How long is a side of a filter?",
        _SOLVE,
    )


def _dilation(draw: Stream) -> Option:
    """Ask for the dilation."""
    dilation, kernel, pad = draw.pick((2, 3, 4, 5, 6)), draw.pick((3, 5)), draw.pick((0, 3, 4))
    side, filters = draw.pick(range(40, 81)), draw.pick((8, 16))
    said = f"padding {pad}" if pad else "no padding"
    return Option(
        f"{side}x{side}x3",
        conv(filters, kernel, pad=pad, dilation=dilation),
        "D",
        dilation,
        f"A convolution with {filters} filters of {kernel}x{kernel}, stride 1, {said}, on an input of {side}x{side}x3 "
        "gives an output of {}. Which dilation does it have?",
        _SOLVE,
    )


def _depth(draw: Stream) -> Depth:
    """Ask how many layers see so much."""
    first = draw.pick((
        pool("maxpool", 2, 2), pool("maxpool", 3, 2), conv(8, 5, 2), conv(8, 7, 2), conv(8, 5, 3),
    ))  # fmt: skip
    return Depth(first, draw.pick((3, 5, 7)), draw.pick(range(3, 8)))


_DRAWS: Final[Mapping[int, tuple[Callable[[Stream], Option | Depth], ...]]] = {
    1: (_keeping, _kernel), 2: (_stride, _wide), 3: (_dilation, _depth),
}  # fmt: skip
"""What is asked backwards, by level."""
