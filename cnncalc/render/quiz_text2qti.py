"""A quiz as text for text2qti, which makes of it what Canvas imports.

The format reads Markdown, so every sign that would format something is escaped. A number may not be 0 there, and a
formula cannot be read: the one is a short answer, the other a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cnncalc.grading.quiz.question import Place, Question, Quiz
from cnncalc.render.quiz_parts import asked_words, comment, is_number, made, options, right_words, spellings

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!>$|-])")


def text(quiz: Quiz) -> str:
    """Return the questions as text2qti reads them; every cell of a table is a question of its own."""
    lines = [f"Quiz title: {_safe(quiz.title)}", f"Quiz description: {_safe(made(quiz))}", ""]
    number = 0
    for question in quiz.questions:
        for place in question.places:
            number += 1
            lines += [*_question(number, question, place), ""]
    return "\n".join(lines)


def _question(number: int, question: Question, place: Place) -> Iterator[str]:
    yield f"Title: {place.id}"
    yield f"Points: {float(place.asked.points):g}"
    yield f"{number}. {_safe(' '.join(asked_words(question, place)))}"
    if worked := right_words(place):
        yield f"+ {_safe(worked)}"
    yield f"- {_safe(place.hints[0])}"
    if chosen := options(place):
        for option in chosen:
            yield f"{'' if option.traps else '*'}{option.letter}) {_safe(option.text)}"
            if option.traps:
                yield f"... {_safe(comment(place, option.traps))}"
    elif is_number(place) and place.answer != "0":
        yield f"= {place.answer}"
    else:
        yield from (f"* {spelling}" for spelling in spellings(place))


def _safe(words: str) -> str:
    """Return a text in which Markdown finds nothing to format, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split())).replace("<", "&lt;")
