"""A quiz as the key that marks it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.key import parse_key
from cnncalc.grading.quiz.question import Question, Quiz


def key_text(quiz: Quiz) -> str:
    """Return the key as a file for `cnncalc grade`: it names the quiz's questions, and the engine gives the answers."""
    return "\n".join(_lines(quiz)) + "\n"


def key_of_quiz(quiz: Quiz) -> Key:
    """Return the key of a quiz, checked as any other."""
    return parse_key(key_text(quiz), "<quiz>")


def solved(quiz: Quiz) -> Submission:
    """Return the sheet on which everything is right."""
    return Submission(quiz.student or "solution", quiz.answers)


def _lines(quiz: Quiz) -> Iterator[str]:
    yield f"title: {_quoted(quiz.title)}"
    yield f"about: {_quoted(f'made by cnncalc quiz: {quiz.origin}')}"
    single = [question for question in quiz.questions if not question.is_table]
    for question in quiz.questions:
        if question.is_table:
            yield question.entry
    if single:
        yield "questions:"
        yield from map(_item, single)


def _item(question: Question) -> str:
    return f"  - {{id: {question.id}, text: {_quoted(question.text)}, {question.entry}}}"


def _quoted(text: str) -> str:
    """Return a text as YAML reads it back, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
