"""Questions about windows that do not fit: which input would, and what comes out when the size is rounded down.

The wrong choices are inputs that seem to fit to somebody who makes a slip. No two choices leave the same remainder when
they are divided by the stride, every remainder is there, and each is as likely to be the right one: who looks at the
choices alone can only guess.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from fractions import Fraction
from typing import Final

from cnncalc.algebra.expr import Expr
from cnncalc.algebra.printers import text as plain
from cnncalc.explain.worked import quotients
from cnncalc.grading.asked import Asked, Case, Choice
from cnncalc.grading.quiz.hints import last
from cnncalc.grading.quiz.layers import Draft
from cnncalc.grading.quiz.layers import question as of_draft
from cnncalc.grading.quiz.net import Piece, case_of, conv, report_of
from cnncalc.grading.quiz.question import Place, Question, Trap
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import unrounded
from cnncalc.grading.slips import BY_ID
from cnncalc.grading.slips.results import worked
from cnncalc.grading.slips.slip import number_of
from cnncalc.layers.base import Layer

_SEEMING: Final = (
    "dilation-ignored", "dilation-times-k", "ignore-padding", "pad-one-side", "divide-by-stride-only",
    "floor-then-scale",
)  # fmt: skip
"""Slips by which a window seems to fit."""

_LETTERS: Final = "abcd"
_TURNS: Final = 5
"""A choice is drawn from so many inputs with the same remainder."""


def question(id: str, level: int, draw: Stream, known: Container[str]) -> Question | None:
    """Return a question about what does not fit; None if what was drawn makes none."""
    if level == 1 or draw.below(2):
        piece, stride = _WINDOWS[level](draw)
        return _which_fits(id, level, draw, piece, stride)
    return of_draft(id, "misfit", level, _rounded(level, draw), known)


def _rounded(level: int, draw: Stream) -> Draft:
    dilation = draw.pick((2, 3)) if level > 2 else 1
    kernel, stride, pad = draw.pick(((3, 2, 0), (5, 2, 1), (5, 3, 1), (7, 3, 2), (7, 4, 0), (11, 4, 2)))
    piece = conv(draw.pick((8, 16, 32, 64)), kernel, stride, pad, dilation)
    side = draw.pick(range(48, 160))
    tells = {"ceil", "ignore-stride"} | ({"dilation-ignored"} if level > 2 else set())
    return Draft(f"{side}x{side}x3", (piece,), "output", frozenset(tells), "floor")


def _small(draw: Stream) -> tuple[Piece, int]:
    """Draw a window whose kernel has every remainder by the stride equally often, so that the right input has."""
    pad = draw.pick((1, 2))
    return conv(_filters(draw), draw.pick(range(2 + pad, 8 + pad)), 3, pad), 3


def _moving(draw: Stream) -> tuple[Piece, int]:
    return (conv(_filters(draw), draw.pick(range(5, 13)), 4, 1), 4) if draw.below(2) else _small(draw)


def _spread(draw: Stream) -> tuple[Piece, int]:
    dilation, pad = draw.pick((2, 4)), draw.pick((1, 2))
    return conv(_filters(draw), draw.pick((3, 4, 5)), 3, pad, dilation), 3


def _filters(draw: Stream) -> int:
    return draw.pick((8, 16, 24, 32, 48, 64, 96))


_WINDOWS: Final = {1: _small, 2: _moving, 3: _spread}
"""Windows for which every input that does not fit seems to, by some slip."""


def _which_fits(id: str, level: int, draw: Stream, piece: Piece, stride: int) -> Question | None:
    """Ask which of several inputs fits: one for every remainder by the stride."""
    first = draw.pick(range(40, 200))
    sides = sorted(first + remainder + stride * draw.below(_TURNS) for remainder in range(stride))
    options = {letter: f"{side}x{side}x3" for letter, side in zip(_LETTERS, sides, strict=False)}
    cases = {letter: case_of(report_of(size, (piece,), "floor")) for letter, size in options.items()}
    (right,) = (letter for letter, case in cases.items() if not case.layer.misfits)
    traps = tuple(trap for letter, case in cases.items() if letter != right for trap in _seeming(letter, case))
    if {trap.answer for trap in traps} != options.keys() - {right}:
        return None
    inputs = ", ".join(options.values())
    text = (
        f"{piece.words[0].upper()}{piece.words[1:]}. On which of the inputs {inputs} does it fit without a remainder?"
    )
    tree = _tree(cases[right])
    line = f"{plain(tree, values=True)} = {number_of(tree)}"
    tried = "; ".join(f"({letter}) {plain(_tree(case), values=True)}" for letter, case in cases.items())
    hints = (
        "Does the last window end where the padded input ends? The steps between the first and the last must come out.",
        f"The formula, a whole number if it fits: {plain(tree)}",
        f"With the numbers: {tried}",
        last(f"({right}) {options[right]}", line),
    )
    choices = tuple(options.items())
    asked = Asked(id, id, "answer", "answer", Fraction(1), Choice(right), None, text=text, choices=choices)
    place = Place(asked, right, line, hints, traps, "seems to fit")
    listed = ", ".join(f"{letter}: {size}" for letter, size in choices)
    return Question(id, "misfit", level, text, (place,), f"choices: {{{listed}}}, answer: {right}")


def _tree(case: Case) -> Expr:
    """Return the exact number of places, with the padding written even where it is none."""
    layer = case.node.layer
    assert isinstance(layer, Layer), "a layer of the catalogue"
    return quotients(layer, case.volumes[0])[0].derivation.tree


def _seeming(letter: str, case: Case) -> Iterator[Trap]:
    """Yield the slips by which the number of places comes out whole."""
    for slip in map(BY_ID.__getitem__, _SEEMING):
        for result in worked(case, "output", (slip,)):
            exact = unrounded(result.answer[0])
            if Fraction(number_of(exact)).denominator == 1:
                yield Trap(letter, slip, exact)
                break
