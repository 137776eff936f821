"""Questions of a whole net: its table, layer by layer, as a key has it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Final

from cnncalc.errors import SpecError
from cnncalc.explain.worked import worked
from cnncalc.grading.asked import Asked, Quantity
from cnncalc.grading.blank import described
from cnncalc.grading.key import key_of
from cnncalc.grading.quiz.hints import gives_away, ladder
from cnncalc.grading.quiz.net import FLATTEN, Piece, conv, dense, depthwise, fits, pool, report_of
from cnncalc.grading.quiz.question import Place, Question
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import traps_of
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.truths import written
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.report import Setting

COLUMNS: Final[Mapping[int, tuple[Quantity, ...]]] = {
    1: ("output", "params"),
    2: ("output", "params", "rf"),
    3: ("output", "params", "rf", "macs"),
}
"""What is asked of every layer, by level."""


def question(id: str, level: int, draw: Stream, known: Container[str]) -> Question | None:
    """Return the table of a net; None if its windows do not fit."""
    side, pieces = _NETS[level](draw)
    input = f"{side}x{side}x{draw.pick((1, 3))}"
    try:
        report = report_of(input, pieces)
    except SpecError:
        return None
    if not fits(report):
        return None
    cells = key_of(report, COLUMNS[level]).cells
    places = tuple(map(_place, cells))
    words = described(report)
    lines = tuple((name, words[name]) for name in dict.fromkeys(asked.row for asked in cells))
    text = f"Fill in the table of this net. Its input is {input}."
    items = "\n".join(f"  - {piece.item}" for piece in pieces)
    entry = f"input: {input}\nlayers:\n{items}\nask: {{all: [{', '.join(COLUMNS[level])}]}}"
    return Question(id, "table", level, text, places, entry, lines)


def _place(asked: Asked) -> Place:
    """Return a cell with its help; a hint that would give a small number away is left out."""
    assert asked.case is not None, "a cell of a net is about a layer"
    answer = written(asked.truth)
    lines = worked(asked.case.layer, asked.case.report)
    line = worked_line(asked.case, asked.quantity, Setting(), lines)
    *early, last = ladder(asked.case, asked.quantity, answer, line, lines)
    return Place(
        asked,
        answer,
        line,
        (*(hint for hint in early if not gives_away(hint, answer)), last),
        traps_of(wrong_values(asked.case, asked.quantity), answer),
    )


def _small(draw: Stream) -> tuple[int, tuple[Piece, ...]]:
    """Draw a net as in a first lecture."""
    first, second = draw.pick((3, 5, 7)), draw.pick((3, 5))
    pieces = (conv(draw.pick((4, 6, 8)), first), pool("maxpool", 2, 2), conv(draw.pick((12, 16, 20)), second))
    return draw.pick(range(20, 41)), (*pieces, FLATTEN, dense(10))


def _moving(draw: Stream) -> tuple[int, tuple[Piece, ...]]:
    """Draw a net with strides and paddings."""
    first = draw.pick(((5, 2, 2), (7, 2, 3), (7, 3, 2), (9, 4, 3)))
    pieces = (
        conv(draw.pick((8, 16, 24)), *first),
        pool("maxpool", draw.pick((2, 3)), 2),
        conv(draw.pick((32, 40, 48)), draw.pick((3, 5)), pad=draw.pick((1, 2))),
        pool("avgpool", 2, 2),
    )
    return draw.pick(range(60, 130)), (*pieces, FLATTEN, dense(draw.pick((10, 20, 100))))


def _further(draw: Stream) -> tuple[int, tuple[Piece, ...]]:
    """Draw a net with dilation, groups and a depthwise layer."""
    pieces = (
        conv(draw.pick((16, 24)), draw.pick((3, 5)), 2, 2),
        depthwise(3, draw.pick((1, 2)), 1),
        conv(draw.pick((32, 48)), 1),
        conv(draw.pick((32, 64)), 3, pad=2, dilation=draw.pick((2, 3)), groups=draw.pick((2, 4))),
        pool("maxpool", 2, 2),
    )
    return draw.pick(range(40, 100)), (*pieces, FLATTEN, dense(draw.pick((10, 100))))


_NETS: Final[Mapping[int, Callable[[Stream], tuple[int, tuple[Piece, ...]]]]] = {1: _small, 2: _moving, 3: _further}
"""What net is drawn, by level."""
