"""Single questions: published ones with their published answers, formulas in letters, choices."""

from __future__ import annotations

import pytest

from cnncalc.algebra.parser import parse
from cnncalc.grading.asked import Asked, Choice
from cnncalc.grading.key import parse_key
from cnncalc.grading.mark_equal import same
from cnncalc.grading.truths import written
from tests.homework.corpus import QUESTIONS, Question, line, volume

ASKS = {"forward": "output", "params": "params", "rf": "rf"}
PUBLISHED = [
    question
    for question in QUESTIONS
    if question.kind in ASKS and "layers" in question.facts and question.published is not None
    if question.verdict in ("agrees", "convention") and isinstance(question.published, (int, list))
    if len(question.facts["layers"]) == 1 or question.kind != "params"
]


def cell(question: str) -> Asked:
    """Return the one cell of a question."""
    (asked,) = parse_key(f"questions:\n  - {{{question}}}").cells
    return asked


@pytest.mark.parametrize("question", PUBLISHED, ids=str)
def test_published_answers_are_the_keys(question: Question) -> None:
    """The answers that teachers published to their questions are those that the engine gives to the same key."""
    published = question.published
    answer = "x".join(map(str, published)) if isinstance(published, list) else str(published)
    layers = "\n".join(f"      - {line(layer)}" for layer in question.facts["layers"])
    text = f"""
rounding: floor
questions:
  - in: {volume(question.facts)}
    layers:
{layers}
    ask: {ASKS[question.kind]}
    answer: {answer}
"""
    (asked,) = parse_key(text).cells
    assert written(asked.truth) in (answer, answer.partition("x")[0])


def test_there_are_published_questions() -> None:
    """The comparison above is about more than a handful of questions."""
    assert len(PUBLISHED) > 20


ONE_LAYER: list[tuple[str, str]] = [
    ("conv: {in: 32x32x3, filters: 10x5x5, pad: 2}, ask: params", "760"),
    ("conv: {in: 32x32x3, filters: 10, kernel: 5x5, pad: 2}, ask: output", "32x32x10"),
    ("conv: '10 x 5x5, pad 2', in: 32x32x3, ask: macs", "768000"),
    ("conv: {in: 300x300x3, filters: 100x5x5}, ask: params", "7600"),
    ("conv: {in: 3x32x32 CHW, filters: 10x5x5}, ask: output", "28x28x10"),
    ("fc: {in: 300x300x3, units: 100}, ask: params", "27000100"),
    ("maxpool: {in: 32x32x16, kernel: 2x2}, ask: output", "16x16x16"),
    ("dwconv: {in: 16x16x8, kernel: 3x3, pad: 1}, ask: weights", "72"),
    ("deconv: {in: 2x2x3, filters: 2x3x3}, ask: output", "4x4x2"),
    ("bn: {in: 8x8x512}, ask: norm", "1024"),
    ("flatten: {in: 4x4x16}, ask: output", "256"),
    ("gap: , in: 7x7x512, ask: output", "1x1x512"),
    ("conv: {in: 56x56x3, filters: 64x3x3, pad: 1}, ask: memory", "802816"),
    ("in: 32x32x1, layers: [conv: 6 x 5x5, avgpool: 2x2, conv: 16 x 5x5], ask: rf", "14"),
    ("in: 32x32x1, layers: [conv: 6 x 5x5, avgpool: 2x2], of: conv1, ask: params", "156"),
    ("in: 128x128x3, layers: [conv: '32 x 9x9, relu'], ask: output", "120x120x32"),
]


@pytest.mark.parametrize(("question", "expected"), ONE_LAYER, ids=[question for question, _ in ONE_LAYER])
def test_questions_about_layers(question: str, expected: str) -> None:
    """Every op can be asked about, with its options by name or in the words of a spec."""
    assert written(cell(question).truth) == expected


def test_several_things_about_one_layer() -> None:
    """A question that asks several things has a cell for each."""
    key = parse_key("questions:\n  - {id: q7, conv: {in: 8x8x1, filters: 2x3x3}, ask: [output, params]}")
    assert [(c.id, c.row, c.column) for c in key.cells] == [
        ("q7.output", "q7", "output"),
        ("q7.params", "q7", "params"),
    ]


def test_questions_are_told_in_words() -> None:
    """A question without a text of its own is told by its layer, its input and what is asked."""
    assert cell(ONE_LAYER[0][0]).text == "conv: 10 x 5x5, pad 2, on 32x32x3: parameters?"
    assert cell(ONE_LAYER[-2][0]).text == "conv: 6 x 5x5; avgpool: 2x2, on 32x32x1: parameters of conv1?"
    assert cell("fc: {in: 8, units: 2}, ask: params, text: How many?").text == "How many?"


FORMULAS: list[tuple[str, str]] = [
    ("conv: {in: nxnx1, filters: 1xkxk}, ask: output", "n - k + 1"),
    ("conv: {in: nxnx1, filters: 1xkxk}, ask: activations", "(n-k+1)^2"),
    ("conv: {in: nxnx1, filters: 1xkxk}, ask: activations", "n*n - 2*n*k + k*k + 2*n - 2*k + 1"),
    ("conv: {in: nxnxc, filters: mxkxk}, ask: params", "(k*k*c + 1)*m"),
    ("conv: {in: nxnxc, filters: mxkxk, pad: p, stride: s}, ask: output", "(n + 2*p - k)/s + 1"),
    ("deconv: {in: hxhx3, filters: 1xkxk, stride: s}, ask: output", "k + (h - 1)*s"),
    ("fc: {in: nxnxc, units: u}, ask: params", "(n*n*c + 1)*u"),
    ("in: nxnx1, layers: [conv: 1 x kxk, conv: 1 x kxk], ask: rf", "2*k - 1"),
]


@pytest.mark.parametrize(("question", "formula"), FORMULAS, ids=[formula for _, formula in FORMULAS])
def test_formulas_come_from_the_engine(question: str, formula: str) -> None:
    """A question in letters has the formula of the lectures, typed or not."""
    for asked in (cell(question), cell(f"{question}, formula: '{formula}'"), cell(f"{question}, answer: '{formula}'")):
        assert same(asked.truth, parse(formula, power=True))


def test_several_formulas_of_one_layer() -> None:
    """Letters in the facts ask for formulas, however many things are asked."""
    question = "conv: {in: nxnxc, filters: mxkxk, pad: p, stride: s}, ask: [output, params, jump, rf]"
    key = parse_key(f"questions:\n  - {{{question}}}")
    assert [written(c.truth) for c in key.cells] == ["(n + 2*p - k)/s + 1", "m*(k^2*c + 1)", "s", "k"]


def test_what_has_no_letters_is_a_number() -> None:
    """An answer that does not depend on the letters is a number."""
    assert cell("conv: {in: nxnx3, filters: 8x3x3}, ask: params").truth == 224


def test_choices_may_be_formulas() -> None:
    """Which formula is right is worked out, too."""
    question = "conv: {in: nxnx1, filters: 1xkxk}, ask: output, choices: {a: n-k, b: 1+n-k, c: n+k}"
    assert cell(question).truth == Choice("b")


def test_the_right_choice_is_worked_out() -> None:
    """Which of the choices is right follows from the layer; the key need not say it."""
    asked = cell("fc: {in: 8, units: 2}, ask: params, choices: {a: 16, b: 18, c: 9}")
    assert asked.truth == Choice("b")
    assert asked.choices == (("a", "16"), ("b", "18"), ("c", "9"))


def test_choices_of_volumes() -> None:
    """Choices may be sizes."""
    question = "maxpool: {in: 32x32x16, kernel: 2x2}, ask: output, choices: {a: 16x16x8, b: 16x16x16}"
    assert cell(question).truth == Choice("b")


def test_none_of_these() -> None:
    """Where no number is right, the key says which words are."""
    question = "fc: {in: 8, units: 2}, ask: params, choices: {a: 16, b: 17, c: none of these}, answer: c"
    assert cell(question).truth == Choice("c")


def test_a_choice_of_words() -> None:
    """A question in words has the answer that the key says."""
    asked = cell("text: Does a pool learn?, choices: {a: yes, b: no}, answer: B")
    assert (asked.truth, asked.case) == (Choice("b"), None)
