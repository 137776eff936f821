"""Questions backwards: every option that gives what is asked for is right, and a typed answer is checked."""

from __future__ import annotations

import pytest

from cnncalc.errors import SpecError
from cnncalc.grading.asked import Asked, Submission
from cnncalc.grading.blank import solution
from cnncalc.grading.key import parse_key
from cnncalc.grading.mark import mark
from cnncalc.grading.truths import written


def cell(question: str) -> Asked:
    """Return the one cell of a question."""
    (asked,) = parse_key(f"questions:\n  - {{{question}}}").cells
    return asked


CONV = "conv: {in: 32x32x3, filters: 10x5x5"
FLOOR = "conv: {filters: 10x5x5, stride: 2, out: 16x16x10}, find: in, rounding: floor"
FOUND: list[tuple[str, list[str]]] = [
    (f"{CONV}, out: same}}, find: pad", ["2"]),  # (5 - 1)/2
    (f"{CONV}, out: 32x32x10}}, find: padding, answer: 2", ["2"]),
    (f"{CONV}, pad: 2, out: 16x16x10}}, find: stride, rounding: floor", ["2"]),  # 31/2 + 1 = 16.5
    ("conv: {in: 11x11x1, filters: 1x3x3, out: 3x3x1}, find: stride", ["4"]),  # a stride that skips a pixel
    ("conv: {in: 32x32x3, filters: 10, out: 28x28x10}, find: kernel, answer: 5x5", ["5"]),
    ("conv: {in: 32x16x3, filters: 10, out: 28x14x10}, find: kernel", ["5x3"]),
    ("conv: {in: 32x32x3, filters: 10x3x3, out: 28x28x10}, find: dilation", ["2"]),  # 32 - 2*2 = 28
    ("conv: {filters: 10x5x5, stride: 2, out: 16x16x10}, find: in", ["35", "35x35xdepth"]),  # 15*2 + 5
    (FLOOR, ["35", "36", "35x35xdepth", "36x36xdepth"]),
    ("conv: {in: 32x32x3, kernel: 5x5, params: 760}, find: filters", ["10"]),  # 76 each
    ("conv: {in: 32x32, filters: 10x5x5, params: 760}, find: depth", ["3"]),
    ("fc: {in: 784, params: 7,850}, find: units", ["10"]),
    ("fc: {units: 10, params: 7850}, find: in", ["784"]),
    ("deconv: {in: 16x16x8, filters: 4x4x4, stride: 2, out: 32x32x4}, find: pad", ["1"]),  # 15*2 + 4 - 2
    ("maxpool: {in: 112x112x64, kernel: 3x3, stride: 2, out: 56x56x64}, find: pad, rounding: floor", ["1"]),
    ("in: 224x224x3, layers: [maxpool: 2x2, conv: 8 x 3x3], rf: 22, find: repeats, answer: 5", ["5"]),  # 2 + 5*4
]


@pytest.mark.parametrize(("question", "answers"), FOUND, ids=[question for question, _ in FOUND])
def test_what_is_found(question: str, answers: list[str]) -> None:
    """The answers are those that are worked out by hand, all of them."""
    asked = cell(question.replace("7,850", "'7,850'"))
    assert [written(value) for value in (asked.truth, *asked.also)] == answers


def test_the_question_in_words() -> None:
    """A question backwards says what comes out and what is looked for."""
    assert cell(f"{CONV}, out: same}}, find: pad").text == (
        "conv: 10 x 5x5, on 32x32x3, keeps the size: which padding, on each side?"
    )


def test_the_solution_says_what_is_right_too() -> None:
    """The solution shows the calculation and the other right answers."""
    question = "conv: {filters: 10x5x5, stride: 2, out: 16x16x10}, find: in, rounding: floor"
    ((table,)) = solution(parse_key(f"questions:\n  - {{{question}}}")).tables
    (place,) = table.lines[0].cells
    assert (place.answer, place.worked) == ("35", "(35 - 5)/2 + 1 = 16; right, too: 36")


ANSWERS: list[tuple[str, str, str]] = [
    ("conv: {in: 32x32x3, filters: 10, out: 28x28x10}, find: kernel", "5", "right"),
    ("conv: {in: 32x32x3, filters: 10, out: 28x28x10}, find: kernel", "5x5", "right"),
    ("conv: {in: 32x32x3, filters: 10, out: 28x28x10}, find: kernel", "25", "wrong"),
    ("conv: {in: 32x32x3, filters: 10, out: 28x28x10}, find: kernel", "5x3", "wrong"),
    (f"{CONV}, out: same}}, find: pad", "p = 2", "right"),
    (f"{CONV}, out: same}}, find: pad", "4", "wrong"),
    ("conv: {filters: 10x5x5, stride: 2, out: 16x16x10}, find: in, rounding: floor", "36 x 36", "right"),
    ("conv: {filters: 10x5x5, stride: 2, out: 16x16x10}, find: in", "36", "wrong"),
    (FLOOR, "36x36x3", "right"),  # the depth is free
    (FLOOR, "(1, 35, 35, 7)", "right"),
    (FLOOR, "3x36x36 CHW", "right"),
    (FLOOR, "3x36x36", "convention"),  # in the other order, as for outputs
    (FLOOR, "37x37x3", "wrong"),
    (FLOOR, "36x36x0", "wrong"),
    ("maxpool: {kernel: 2x2, out: 16x16x10}, find: in", "32x32x10", "right"),
    ("maxpool: {kernel: 2x2, out: 16x16x10}, find: in", "32x32x3", "wrong"),  # a pool keeps the depth
    ("maxpool: {kernel: 2x2, out: 16x16}, find: in", "32x32x3", "right"),
    (f"{FLOOR}, choices: {{a: 36x36x3, b: 37x37x3}}", "a", "right"),
    (f"{FLOOR}, choices: {{a: 40, b: 36}}", "36", "right"),
    ("fc: {in: 784, params: 7850}, find: units", "10", "right"),
    (f"{CONV}, out: same}}, find: pad, choices: {{a: 1, b: 2, c: 4}}", "b", "right"),
]


@pytest.mark.parametrize(("question", "answer", "verdict"), ANSWERS, ids=[f"{a} {q}" for q, a, _ in ANSWERS])
def test_answers_are_read_as_the_option(question: str, answer: str, verdict: str) -> None:
    """A kernel of 5x5 is 5 on both axes, and not 25; each right answer has its point."""
    marked = mark(parse_key(f"questions:\n  - {{{question}}}"), Submission("s", {"q1": answer}))
    assert marked.mark("q1").verdict == verdict


WRONG: list[tuple[str, str, str]] = [
    (f"{CONV}, out: same}}, find: pad, answer: 3", "the key says 3, but the answer is 2", "(32 + 2*2 - 5)/1 + 1 = 32"),
    (f"{FLOOR}, choices: {{a: 35, b: 36x36x3}}", "the choices a, b are all right: 35, 36x36x3", "leave one"),
    (f"{CONV}, pad: 2, out: 16x16x10}}, find: stride", "no stride gives this", "rounding: floor"),
    (f"{CONV}, out: same}}, find: padd", "conv has no `padd` to look for", "did you mean `pad`"),
    (f"{CONV}, pad: 2, out: same}}, find: pad", "`pad` is given and looked for", "leave it out"),
    (f"{CONV}, out: same}}, find: pad, ask: output", "`find:` and `ask:` are two questions", "keep one"),
    (f"{CONV}}}, find: pad", "`out:` is missing", "out: same"),
    ("conv: {filters: 10x5x5, out: 9x9x1}, find: pad", "`in:` is missing", "in: 32x32x3"),
    ("conv: {in: 32x32x3, kernel: 5x5, out: 28x28x9}, find: filters", "needs `params:`", ""),
    ("conv: {in: nxnx3, filters: 10x5x5, out: same}, find: pad", "here are letters: n", ""),
    ("conv: 10 x 5x5, in: 32x32x3, out: same, find: pad", "`conv:` is a mapping here", "find: pad"),
    ("conv: {in: 32x32x3, kernel: 5x5, params: 761}, find: filters", "no whole number of filters", "filters 10"),
    ("find: pad", "but in no layer", "find: pad"),
    ("in: 9x9x1, layers: [conv: 8 x 3x3], rf: 4, find: repeats", "no number of them sees 4 pixels: 2 see 5", ""),
    ("in: 9x9x1, layers: [conv: 8 x 3x3], find: pad", "asks how often the last one", "rf: 22"),
]


@pytest.mark.parametrize(("question", "message", "help"), WRONG, ids=[question for question, *_ in WRONG])
def test_wrong_questions_backwards(question: str, message: str, help: str) -> None:
    """A question that has no answer, or another one than the key says, is told at its place."""
    with pytest.raises(SpecError, match=r"\w") as caught:
        cell(question)
    problem, *_ = caught.value.problems
    assert message in problem.message
    assert help in " ".join(problem.help)
    assert problem.origin is not None
    assert problem.origin.line == 2
