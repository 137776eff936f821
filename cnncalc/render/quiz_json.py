"""A quiz as plain data: questions, answers, hints, and the wrong answers with their slips."""

from __future__ import annotations

from cnncalc import __version__
from cnncalc.grading.quiz.question import Place, Question, Quiz
from cnncalc.render.json import SCHEMA_VERSION


def document(quiz: Quiz) -> dict[str, object]:
    """Return the document of `--json`; it holds the answers."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "title": quiz.title,
        "generator": quiz.generator,
        "seed": quiz.seed,
        "student": quiz.student or None,
        "level": quiz.level,
        "topics": list(quiz.topics),
        "questions": [_question(question) for question in quiz.questions],
    }


def _question(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "topic": question.topic,
        "level": question.level,
        "text": question.text,
        "layers": [{"layer": name, "what": what} for name, what in question.lines],
        "answers": [_place(place) for place in question.places],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "id": place.id,
        "quantity": place.asked.quantity,
        "answer": place.answer,
        "choices": dict(place.asked.choices),
        "worked": place.worked,
        "hints": list(place.hints),
        "wrong": [
            {
                "answer": trap.answer,
                "slip": trap.slip,
                "what": trap.by.what,
                "hint": trap.by.hint,
                "why": trap.by.why,
                "line": trap.line or None,
                "convention": trap.by.convention,
            }
            for trap in place.traps
        ],
    }
