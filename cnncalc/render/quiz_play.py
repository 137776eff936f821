"""A quiz in the terminal: the question, what is said to an answer, and the score at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from cnncalc.algebra.printers import decimal
from cnncalc.grading.quiz.play import Reply, Turn
from cnncalc.grading.quiz.question import Place, Question, Quiz
from cnncalc.grading.truths import MEANINGS
from cnncalc.render.look import NO_BREAK, Look
from cnncalc.render.quiz_parts import comment, notes, right_words

PROMPT: Final = "> "

_BRACKETS: Final = re.compile(r"\([^()]*\)")


def opening(quiz: Quiz, look: Look) -> str:
    """Return what is said first: the title, the conventions, and the words that are no answers."""
    whose = quiz.student or f"seed {quiz.seed}"
    lines = [*look.ends(quiz.title, f"level {quiz.level}, {whose}"), ""]
    *conventions, _ = notes(quiz)
    lines += look.hanging("", 0, " ".join(conventions)) if conventions else []
    lines += look.hanging("", 0, "hint gives a hint, the last one is the answer; skip goes on, quit ends it.")
    return look.page(lines)


def asked(number: int, question: Question, look: Look) -> str:
    """Return a question with its choices, or the net whose table is asked."""
    start = f"{number}. "
    lines = ["", *look.hanging(look.style("title", start), len(start), question.text)]
    lines += [f"{' ' * len(start)}({letter}) {text}" for letter, text in question.options]
    width = max((len(name) for name, _ in question.lines), default=0)
    for name, what in question.lines:
        lines += look.hanging(f"{' ' * len(start)}{name:{width}}  ", len(start) + width + 2, what)
    return look.page(lines)


def cell(place: Place) -> str:
    """Return what one cell of a table asks."""
    return f"   {place.asked.row}, {MEANINGS[place.asked.quantity]}\n"


def replied(turn: Turn, reply: Reply, look: Look) -> str:
    """Return what is said to an answer; a wrong one gets its hint, and the line only when no try is left."""
    return look.page(_replied(turn, reply, look))


def _replied(turn: Turn, reply: Reply, look: Look) -> Iterator[str]:
    if reply.verdict == "unreadable":
        yield from look.hanging("   ", 3, f"That cannot be read: {reply.why.removeprefix('it cannot be read: ')}.")
        if turn.done:
            yield from look.hanging("   right   ", 11, _unbroken(_right(turn.place)))
    elif reply.verdict == "right":
        yield from _line(look.style("result", "Right."), len("Right."), right_words(turn.place), look)
    else:
        said = comment(turn.place, reply.traps, "It") if reply.traps else turn.next_hint
        yield from _line(look.style("wrong", "No."), len("No."), said, look)
        if turn.done:
            if reply.traps and reply.traps[0].line:
                yield from look.hanging("   yours   ", 11, _unbroken(reply.traps[0].line))
            yield from look.hanging("   right   ", 11, _unbroken(_right(turn.place)))


def hinted(hint: str, look: Look) -> str:
    """Return a hint."""
    return look.page(look.hanging("   ", 3, _unbroken(hint)))


def skipped(turn: Turn, look: Look) -> str:
    """Return the answer of a question that is left."""
    return look.page(look.hanging("   right   ", 11, _unbroken(_right(turn.place))))


def score(turns: Sequence[Turn], total: int, again: str, look: Look) -> str:
    """Return the points, and the line for other questions."""
    points = sum((turn.points for turn in turns), Fraction(0))
    said = f"{decimal(points)} of {total} points"
    return look.page(["", *look.ends(said, again)])


def _right(place: Place) -> str:
    words = right_words(place)
    return words if place.answer in words.replace(",", "") else ", ".join(filter(None, (place.answer, words)))


def _line(shown: str, width: int, text: str, look: Look) -> list[str]:
    return look.hanging(f"   {shown} ", 4 + width, _unbroken(text))


def _unbroken(text: str) -> str:
    """Return a text in which no line ends within brackets."""
    return _BRACKETS.sub(lambda inner: inner[0].replace(" ", NO_BREAK), text)
