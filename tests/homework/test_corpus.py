"""Published homework, quizzes and exams are answered through the Python API, and what they got wrong is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.homework.answers import ANSWERS, CONVENTIONS, FLOOR, Refused, net
from tests.homework.corpus import KINDS, QUESTIONS, Question

WITH_NUMBERS = [question for question in QUESTIONS if question.kind != "symbolic"]


def of(*verdicts: str) -> pytest.MarkDecorator:
    """A test for each question with one of these verdicts."""
    found = [question for question in WITH_NUMBERS if question.verdict in verdicts]
    assert found
    return pytest.mark.parametrize("question", found, ids=str)


def keywords(question: Question) -> dict[str, Any]:
    """The keywords of the conventions that a question names."""
    return {name: value for said in question.convention for name, value in CONVENTIONS[said].keywords.items()}


def answer(question: Question) -> object:
    """What the API says, under the conventions that the question names."""
    return ANSWERS[question.id](question.facts, **keywords(question))


def test_every_question_is_answered() -> None:
    """Every question of the corpus is of a kind that has an answer, and has one here or, with letters, next door."""
    assert {question.kind for question in QUESTIONS} == KINDS
    assert [question.id for question in WITH_NUMBERS if question.id not in ANSWERS] == []
    assert len(ANSWERS) == len(WITH_NUMBERS)


def test_every_convention_has_its_keywords() -> None:
    """What a keyword stands for is said for the conventions that the questions name, and for no others."""
    assert {said for question in WITH_NUMBERS for said in question.convention} == CONVENTIONS.keys()


@of("agrees")
def test_a_right_answer_is_found(question: Question) -> None:
    """The answer that is published comes out, with no convention named."""
    assert not question.convention
    assert answer(question) == question.published == question.derived


@of("convention")
def test_an_answer_under_a_convention_is_found(question: Question) -> None:
    """The published answer comes out with the keywords of its convention, and another one without them."""
    assert answer(question) == question.published == question.derived
    (said,) = question.convention
    if CONVENTIONS[said] != FLOOR:
        assert ANSWERS[question.id](question.facts, **CONVENTIONS[said].other) != question.published


@pytest.mark.parametrize("question", [each for each in WITH_NUMBERS if "floor" in each.convention], ids=str)
def test_what_is_rounded_down_is_refused_otherwise(question: Question) -> None:
    """Where a course rounds down without a word, a strict reading says that the window does not fit."""
    with pytest.raises(Refused, match="does-not-fit"):
        ANSWERS[question.id](question.facts, **FLOOR.other)


@of("wrong")
def test_a_wrong_answer_is_told(question: Question) -> None:
    """What comes out is not what is published, but what was worked out apart from it."""
    assert answer(question) == question.derived != question.published


@of("derived-only")
def test_a_question_without_a_published_answer(question: Question) -> None:
    """What comes out is what was worked out by hand."""
    assert question.published is None
    assert answer(question) == question.derived


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question.stride_fit], ids=str)
def test_which_windows_do_not_fit(question: Question) -> None:
    """The layers that a question has rounded down are those whose window leaves something over."""
    layers = net(question.facts, **keywords(question)).layers
    assert [not layer.misfits for layer in layers] == question.stride_fit
