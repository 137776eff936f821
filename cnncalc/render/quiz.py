"""A quiz as a file: papers, solutions, the key that marks it, and what course systems read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cnncalc.errors import UsageError
from cnncalc.grading.quiz.as_key import key_text
from cnncalc.grading.quiz.question import Quiz

_Writer = Callable[[Quiz], str]


def text(quiz: Quiz, format: str) -> str:
    """Return a quiz in one of its formats: `text(cnncalc.quiz(), "moodle")`.

    Raises:
        UsageError: there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"a quiz has no format {format}; it has {', '.join(FORMATS)}")
    return FORMATS[format](quiz)


def _markdown(quiz: Quiz) -> str:
    from cnncalc.render.quiz_markdown import paper

    return paper(quiz)


def _markdown_solution(quiz: Quiz) -> str:
    from cnncalc.render.quiz_markdown import solution

    return solution(quiz)


def _latex(quiz: Quiz) -> str:
    from cnncalc.render.quiz_latex import paper

    return paper(quiz)


def _latex_solution(quiz: Quiz) -> str:
    from cnncalc.render.quiz_latex import solution

    return solution(quiz)


def _moodle(quiz: Quiz) -> str:
    from cnncalc.render.quiz_moodle import text

    return text(quiz)


def _text2qti(quiz: Quiz) -> str:
    from cnncalc.render.quiz_text2qti import text

    return text(quiz)


def _json(quiz: Quiz) -> str:
    from cnncalc.render.json import dumped
    from cnncalc.render.quiz_json import document

    return dumped(document(quiz))


FORMATS: Final[Mapping[str, _Writer]] = {
    "markdown": _markdown,
    "markdown-solution": _markdown_solution,
    "latex": _latex,
    "latex-solution": _latex_solution,
    "key": key_text,
    "moodle": _moodle,
    "text2qti": _text2qti,
    "json": _json,
}
"""What a quiz is written as."""
