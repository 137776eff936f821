"""Formulas and choices as answers: what is the same is right, and a slip is named as with numbers."""

from __future__ import annotations

import pytest

from cnncalc.algebra.expr import evaluate
from cnncalc.algebra.parser import parse
from cnncalc.grading.asked import Submission
from cnncalc.grading.key import parse_key
from cnncalc.grading.mark import mark
from cnncalc.grading.mark_equal import same
from cnncalc.grading.mark_types import Mark
from cnncalc.grading.slips import wrong_values


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("floor((n - k + 2)/s) + 1", "(n - k + 2)/s + 1"),
        ("(n - k + 2)//s + 1", "(n - k + 2)/s + 1"),
        ("(n - k)/s + 1", "floor((n - k)/s) + 1"),
        ("ceil((n - k + 1)/s)", "floor((n - k)/s) + 1"),
        ("n*n - 2*n*k + k*k + 2*n - 2*k + 1", "(n - k + 1)^2"),
    ],
)
def test_the_same_formula(answer: str, truth: str) -> None:
    """What agrees wherever the window fits is right, however it is written."""
    assert same(parse(answer, power=True), parse(truth, power=True))


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("(n - k)/s", "(n - k)/s + 1"),
        ("floor((n - k)/s)", "(n - k)/s + 1"),
        ("ceil((n - k)/s) + 1", "floor((n - k)/s) + 1"),
        ("(n + p - k)/s + 1", "(n + 2*p - k)/s + 1"),
        ("3*k*k*m", "(3*k*k + 1)*m"),
    ],
)
def test_a_slip_is_not_the_same(answer: str, truth: str) -> None:
    """The slips of the lectures' formulas stay wrong, rounded or not."""
    assert not same(parse(answer, power=True), parse(truth, power=True))


def marked(question: str, answer: str, accept: str = "[]") -> Mark:
    """Return the mark of one answer to one question."""
    return mark(parse_key(f"accept: {accept}\nquestions:\n  - {{{question}}}"), Submission("s", {"q1": answer})).marks[
        0
    ]


def slips(of: Mark) -> list[str]:
    """Return the slips behind an answer, two together joined by a plus."""
    return ["+".join(slip.id for slip in each.slips) for each in of.diagnoses]


PLAIN = "conv: {in: nxnx1, filters: 1xkxk}, ask: activations"
SIDE = "conv: {in: nxnxc, filters: mxkxk, pad: p, stride: s}, ask: output"
COUNT = "conv: {in: nxnxc, filters: mxkxk}, ask: params"
SLIPPED: list[tuple[str, str, str]] = [
    (PLAIN, "(n-k)^2", "forget-plus-one"),
    (PLAIN, "n*n - 2*n*k + k*k", "forget-plus-one"),
    (PLAIN, "n^2", "size-stays"),
    (SIDE, "(N + 2P - K)/S", "forget-plus-one"),
    (SIDE, "floor((n + p - k)/s) + 1", "pad-one-side"),
    (SIDE, "(n - k)/s + 1", "ignore-padding"),
    (SIDE, "n + 2*p - k + 1", "ignore-stride"),
    (SIDE, "(n + 2*p - k + 1)/s", "floor-then-scale"),
    (SIDE, "(n - k)/s", "ignore-padding+forget-plus-one"),
    (COUNT, "(k*k + 1)*m", "forget-input-depth"),
    (COUNT, "k*k*c*m + 1", "one-bias-per-layer"),
    ("fc: {in: nxnxc, units: u}, ask: params", "u*(n*n + 1)", "forget-input-depth"),
    ("conv: {in: nxnx1, filters: 1xkxk, dilation: d}, ask: output", "n - d*k + 1", "dilation-times-k"),
    ("conv: {in: nxnxc, filters: mxkxk}, ask: macs", "2*k*k*c*m*(n-k+1)^2", "flops-for-macs"),
    ("conv: {in: nxnxc, filters: mxkxk}, ask: macs", "k*k*m*(n-k+1)^2", "forget-input-depth"),
    ("in: nxnx1, layers: [conv: 1 x kxk, conv: 1 x kxk], ask: rf", "2*k", "rf-add-kernel"),
]


@pytest.mark.parametrize(("question", "answer", "slip"), SLIPPED, ids=[f"{a} of {q}" for q, a, _ in SLIPPED])
def test_the_slip_behind_a_formula(question: str, answer: str, slip: str) -> None:
    """A wrong formula is told by the slip that leads to it, however it is written."""
    mark = marked(question, answer, "[]")
    assert mark.verdict == "wrong"
    assert slip in slips(mark)


def test_no_slip_is_invented_for_a_formula() -> None:
    """A formula that no slip gives has no diagnosis, nor has the right one."""
    assert slips(marked(PLAIN, "(n + 3*k)^2")) == []
    assert slips(marked(PLAIN, "(1 + n - k)^2")) == []
    assert slips(marked(PLAIN, "n^n^n^n")) == []


@pytest.mark.parametrize(("accept", "points"), [("[no-bias]", 1), ("{no-bias: 0.5}", 0.5), ("[]", 0)])
def test_a_formula_under_a_convention(accept: str, points: float) -> None:
    """A count without biases is named in letters, too, and earns what the key says."""
    mark = marked(COUNT, "K*K*C*M", accept)
    assert (mark.convention, mark.points) == ("no-bias", points)
    assert slips(mark) == ["forget-bias"]


def test_the_formula_of_a_slip_is_shown() -> None:
    """The line of a slip is its formula in the letters of the question."""
    (diagnosis,) = marked(PLAIN, "(n-k)*(n-k)").diagnoses
    assert diagnosis.line == "(n - k)^2"


def test_formulas_of_slips_give_their_numbers() -> None:
    """The formula of each slip comes to one of its numbers, whatever numbers stand for the letters."""
    (asked,) = parse_key(f"questions:\n  - {{{COUNT}}}").cells
    assert asked.case is not None
    wrong = wrong_values(asked.case, "params")
    assert {each.slip.id for each in wrong} >= {"forget-bias", "forget-input-depth", "one-bias-per-layer"}
    for point in asked.case.points:
        numbers = {(each.slip.id, each.value) for each in wrong_values(point.case, "params")}
        for each in wrong:
            assert each.derivation is not None
            assert (each.slip.id, evaluate(each.derivation, point.values)) in numbers


CHOICE = "fc: {in: 784, units: 10}, ask: params, choices: {a: 7840, b: 7850, c: 79}"
CHOSEN: list[tuple[str, str, str]] = [
    (CHOICE, "b", "right"),
    (CHOICE, "B.", "right"),
    (CHOICE, "7850", "right"),
    (CHOICE, "7,850", "right"),
    (CHOICE, "b) 7850", "right"),
    (CHOICE, "c", "wrong"),
    (CHOICE, "79", "wrong"),
    (CHOICE, "b) 79", "undecided"),
    (CHOICE, "7000", "unreadable"),
    ("fc: {in: 3, units: 1}, ask: params, choices: {1: 3, 2: 4, 4: 1}", "4", "undecided"),
    ("text: Does a pool learn?, choices: {a: yes, b: no}, answer: b", "No", "right"),
    ("text: Does a pool learn?, choices: {a: yes, b: no}, answer: b", "yes", "wrong"),
    ("text: Does a pool learn?, choices: {a: yes, b: no}, answer: b", "n", "right"),
    ("text: Does a pool learn?, choices: {a: yes, b: no}, answer: b", "q", "unreadable"),
    ("text: Which?, choices: {a: north, b: not at all}, answer: b", "no", "unreadable"),
    ("text: Which?, choices: {a: north, b: not at all}, answer: b", "not", "right"),
    (CHOICE, "d", "unreadable"),
    (CHOICE, "785", "unreadable"),
]


@pytest.mark.parametrize(("question", "answer", "verdict"), CHOSEN, ids=[f"{a} of {q}" for q, a, _ in CHOSEN])
def test_choices_by_letter_and_by_text(question: str, answer: str, verdict: str) -> None:
    """A choice is taken by its letter and by what stands there; where the two differ, a person decides."""
    assert marked(question, answer).verdict == verdict


def test_a_wrong_choice_is_told_like_its_number() -> None:
    """A choice that a slip leads to is told as the slip, and earns what its convention does."""
    half = marked(CHOICE, "a", "{no-bias: 0.5}")
    assert (half.convention, half.points, slips(half)) == ("no-bias", 0.5, ["forget-bias"])
    assert "forget-plus-one" in slips(marked(f"{SIDE}, choices: {{a: (n+2*p-k)/s, b: (n+2*p-k)/s+1}}", "a"))


def test_the_order_of_sizes_is_no_convention_of_a_choice() -> None:
    """Who can choose between two orders of the sizes chooses one."""
    question = "conv: {in: 8x8x1, filters: 4x3x3}, ask: output, choices: {a: 6x6x4, b: 4x6x6}"
    assert marked(question, "b").points == 0
