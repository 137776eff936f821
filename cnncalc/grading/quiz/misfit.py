"""Questions about windows that do not fit: which input would, and what comes out when the size is rounded down.

The wrong choices are inputs that seem to fit to somebody who makes a slip.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from cnncalc.algebra.expr import Expr
from cnncalc.algebra.printers import text as plain
from cnncalc.errors import SpecError
from cnncalc.explain.worked import quotients
from cnncalc.grading.asked import Asked, Case, Choice
from cnncalc.grading.quiz.hints import last
from cnncalc.grading.quiz.layers import Draft
from cnncalc.grading.quiz.layers import question as of_draft
from cnncalc.grading.quiz.net import case_of, conv, fits, report_of
from cnncalc.grading.quiz.question import Place, Question, Trap
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import trap, unrounded
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.slips.slip import number_of
from cnncalc.layers.base import Layer

_SEEMING: Final = ("ignore-padding", "pad-one-side", "divide-by-stride-only", "floor-then-scale")
"""Slips by which a window seems to fit, the commonest first."""

_AROUND: Final = 6
_WRONG: Final = 3
"""So many inputs stand beside the right one."""
_LETTERS: Final = "abcd"


def question(id: str, level: int, draw: Stream) -> Question | None:
    """Return a question about what does not fit; None if what was drawn makes none."""
    if level == 1 or (level == 2 and draw.below(2)):
        return _which_fits(id, level, draw)
    return of_draft(id, "misfit", level, _rounded(level, draw))


def _rounded(level: int, draw: Stream) -> Draft:
    dilation = draw.pick((2, 3)) if level > 2 else 1
    kernel, stride, pad = draw.pick(((3, 2, 0), (5, 2, 1), (5, 3, 1), (7, 3, 2), (7, 4, 0), (11, 4, 2)))
    piece = conv(draw.pick((8, 16, 32, 64)), kernel, stride, pad, dilation)
    side = draw.pick(range(48, 160))
    tells = {"ceil", "ignore-stride"} | ({"dilation-ignored"} if level > 2 else set())
    return Draft(f"{side}x{side}x3", (piece,), "output", frozenset(tells), "floor")


def _which_fits(id: str, level: int, draw: Stream) -> Question | None:
    """Ask which of several inputs fits."""
    kernel, stride = draw.pick((3, 5, 7, 11)), draw.pick((3, 4, 5))
    pad = draw.pick((1, 2)) if level > 1 else 0
    piece = conv(draw.pick((16, 32, 64, 96)), kernel, stride, pad)
    middle = draw.pick(range(40, 230))
    right: list[str] = []
    seeming: list[Trap] = []
    cases: dict[str, Case] = {}
    for side in draw.shuffled(range(middle - _AROUND, middle + _AROUND + 1)):
        size = f"{side}x{side}x3"
        try:
            report = report_of(size, (piece,), "floor")
        except SpecError:
            return None
        cases[size] = case_of(report)
        if fits(report):
            right.append(size)
        elif found := _seems_to_fit(cases[size], size):
            seeming.append(found)
    if not right or len(seeming) < 2:
        return None
    wrong = _several(seeming)
    sizes = sorted([right[0], *(each.answer for each in wrong)], key=_side)
    options = dict(zip(_LETTERS, sizes, strict=False))
    letter = next(name for name, size in options.items() if size == right[0])
    text = f"{piece.words[0].upper()}{piece.words[1:]}. On which of these inputs does it fit without a remainder?"
    tried = "; ".join(f"({name}) {_quotient(cases[size])}" for name, size in options.items())
    line = f"{_quotient(cases[right[0]])} = {number_of(_tree(cases[right[0]]))}"
    hints = (
        "Does the last window end where the padded input ends? The steps between the first and the last must come out.",
        f"The formula, a whole number if it fits: {plain(_tree(cases[right[0]]))}",
        f"With the numbers: {tried}",
        last(f"({letter}) {right[0]}", line),
    )
    choice = Choice(letter)
    asked = Asked(id, id, "answer", "answer", Fraction(1), choice, None, text=text, choices=tuple(options.items()))
    by_size = {each.answer: each for each in wrong}
    traps = tuple(by_size[size]._replace(answer=name) for name, size in options.items() if size in by_size)
    place = Place(asked, letter, line, hints, traps)
    listed = ", ".join(f"{name}: {size}" for name, size in options.items())
    return Question(id, "misfit", level, text, (place,), f"choices: {{{listed}}}, answer: {letter}")


def _several(seeming: list[Trap]) -> list[Trap]:
    """Return a few inputs that seem to fit, each by another slip as far as there are some."""
    first = {each.slip: each for each in reversed(seeming)}
    others = [each for each in seeming if first[each.slip] is not each]
    return [*first.values(), *others][:_WRONG]


def _side(size: str) -> int:
    return int(size.partition("x")[0])


def _tree(case: Case) -> Expr:
    """Return the exact number of places, with the padding written even where it is none."""
    layer = case.node.layer
    assert isinstance(layer, Layer), "a layer of the catalogue"
    return quotients(layer, case.volumes[0])[0].derivation.tree


def _quotient(case: Case) -> str:
    return plain(_tree(case), values=True)


def _seems_to_fit(case: Case, size: str) -> Trap | None:
    """Return the slip by which the size comes out whole; None if it does for nobody."""
    by_slip = {wrong.slip.id: wrong for wrong in wrong_values(case, "output")}
    for wrong in (by_slip[name] for name in _SEEMING if name in by_slip):
        if wrong.derivation is not None:
            exact = unrounded(wrong.derivation)
            if Fraction(number_of(exact)).denominator == 1:
                return trap(size, wrong.slip, f"{plain(exact, values=True)} = {number_of(exact)}")
    return None
