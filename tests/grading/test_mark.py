"""Marking: one verdict a cell, conventions as the key says, and slips told over the whole sheet."""

from __future__ import annotations

from fractions import Fraction

import pytest

import cnncalc
from cnncalc.algebra.parser import parse
from cnncalc.grading.asked import Asked, Choice, Key, Rules, Submission
from cnncalc.grading.decisions import Decision
from cnncalc.grading.key import key_of, parse_key
from cnncalc.grading.klass import Tally
from cnncalc.grading.mark import Marker, mark
from cnncalc.grading.mark_types import Marked
from cnncalc.render.grade_class import went_wrong
from cnncalc.render.grade_signs import sign
from tests.grading.alexnet_class import ROWS, SHEETS

HALF = Fraction(1, 2)
STRIPS = {
    "s01": ("✓✓✓✓✓✓✓✓✓✓✓", "✓✓✓✓✓✓✓✓✓✓✓", "22"),
    "s02": ("✓✓✓✓✓✓✓✓✓✓✓", "½✓½✓½½½✓½½½", "18"),
    "s03": ("✗✗✗✗✗✗✗✗✓✓✓", "✓✓✓✓✓✓✓✓→✓✓", "14"),
    "s04": ("✓✓✓✓✓✓✓✓✓✓✓", "✗✓✗✓✗✗✗✓✓✓✓", "17"),
    "s05": ("✓✓✗→→→→→✓✓✓", "½✓½✓½½½✓½½·", "16.5"),
    "s06": ("✓✓✓✓✓✓✓✓✓✓✓", "✓✓✓✓✓✓✓✓✗✓✓", "21"),
    "s07": ("✓✓✓✓✓✓✓✓✓✓✓", "✓✗✓✗✓✓✓✗✓✓✓", "19"),
    "s08": ("✓✗✓✗✓✓✓✗✓✓✓", "✓✓→✓→✓✓✓→✓✓", "19"),
    "s09": ("✓✓✓✓✓✓✓✓✓✓✓", "✓✓✓✓✓✓✓✓✓✓✓", "22"),
    "s10": ("✓✓✓✓✓✓✓✓✓✓✓", "✓✓✓✓✓✗✓✓✓··", "19"),
    "s11": ("✓✓✓✓✓✓✓✓✓✓✓", "?✓✓✓✓✓✓✓✓✓✓", "21"),
}
"""The class of the look that the project is built to, worked out by hand."""


@pytest.fixture(scope="module")
def key() -> Key:
    """Return the key of that class: half a point for a count without biases."""
    return _with(key_of(cnncalc.load("alexnet").report(), ("output", "params"), ROWS), accept={"no-bias": HALF})


def _with(key: Key, **rules: object) -> Key:
    return key._replace(rules=Rules(**{"accept": {}, **rules}))  # type: ignore[arg-type]


def _marked(key: Key, sheet: str = "s01", **answers: str) -> Marked:
    """Mark a sheet of the class with some cells changed (`conv2__output`)."""
    changed = {cell.replace("__", "."): text for cell, text in answers.items()}
    return mark(key, Submission(sheet, {**SHEETS[sheet], **changed}))


@pytest.mark.parametrize("sheet", STRIPS)
def test_a_class_worked_out_by_hand(key: Key, sheet: str) -> None:
    """Signs and points of eleven students are those that a teacher gives."""
    marked = _marked(key, sheet)
    strips = ["".join(sign(m) for m in marked.marks if m.asked.column == column) for column in ("output", "params")]
    assert (*strips, marked.points) == (*STRIPS[sheet][:2], Fraction(STRIPS[sheet][2]))


@pytest.mark.parametrize(
    ("sheet", "slips"),
    [
        ("s01", {}),
        ("s02", {"forget-bias": 8}),
        ("s03", {"forget-plus-one": 8}),
        ("s04", {"forget-input-depth": 5}),
        ("s05", {"ignore-padding": 1, "forget-bias": 7}),
        ("s06", {"fc-from-wrong-size": 1}),
        ("s07", {"pool-has-params": 3}),
        ("s08", {"pool-divides-depth": 3}),
        ("s10", {"digits-exchanged": 1}),
    ],
)
def test_each_slip_is_told_once(key: Key, sheet: str, slips: dict[str, int]) -> None:
    """A slip that runs through a sheet is one slip with its cells."""
    assert {found.slip.id: len(found.cells) for found in _marked(key, sheet).slips} == slips


@pytest.mark.parametrize(
    ("net", "answers", "told", "others"),
    [
        (
            "lenet5",
            {"conv1.params": "150", "conv2.params": "400", "fc1.params": "48120"},
            {"forget-bias": ("conv1.params", "conv2.params"), "forget-input-depth": ("conv2.params",)},
            {"stride-in-params"},
        ),
        (
            "alexnet",
            {"conv1.output": "54x54x96", "maxpool1.output": "26x26x96", "conv2.output": "26x26x256"},
            {"forget-plus-one": ("conv1.output",)},
            {"floor-then-scale"},
        ),
    ],
)
def test_the_commoner_of_equal_slips_is_told(
    net: str, answers: dict[str, str], told: dict[str, tuple[str, ...]], others: set[str]
) -> None:
    """400 = 5*5*16 has no depth, whatever fc1 is; 54 = (227 - 11)/4, though (227 - 11 + 1)/4 is 54 rounded down."""
    rows = {"lenet5": ["conv1", "conv2", "fc1"], "alexnet": ["conv1", "maxpool1", "conv2"]}[net]
    marked = mark(key_of(cnncalc.load(net).report(), ("output", "params"), rows), Submission("s", answers))
    assert {found.slip.id: found.cells for found in marked.slips} == told
    assert {slip.id for found in marked.slips for slip in found.also} == others


def test_source_and_convention_are_both_kept(key: Key) -> None:
    """A count can follow from a wrong volume and leave the biases out: it earns what the convention earns."""
    mark = _marked(key, "s05").mark("fc6.params")
    assert (mark.verdict, mark.convention, mark.follows, mark.points) == (
        "convention", "no-bias", ("conv2.output",), HALF,
    )  # fmt: skip


def test_a_convention_that_is_not_accepted_is_wrong_and_named(key: Key) -> None:
    """Without `accept`, a count without biases earns nothing, and is still said to be one."""
    found = _marked(_with(key), "s02").mark("conv1.params")
    assert (found.verdict, found.points, found.convention) == ("wrong", 0, "no-bias")


def test_without_follow_through_a_following_cell_is_wrong(key: Key) -> None:
    """`follow: off` gives nothing for what builds on a wrong number, and says what it builds on."""
    found = _marked(_with(key, follow=False), "s05").mark("maxpool2.output")
    assert (found.verdict, found.points, found.follows) == ("wrong", 0, ("conv2.output",))


def test_a_repeated_slip_can_be_charged_once(key: Key) -> None:
    """`same_slip: once` takes the points of the first cell only: one point of eight, and half a point of seven."""
    once = _with(key, accept={"no-bias": HALF}, same_slip="once")
    assert _marked(once, "s03").points == 21
    assert _marked(once, "s02").points == Fraction("21.5")
    assert _marked(once, "s03").mark("conv2.output").repeats == "forget-plus-one"


def test_two_slips_of_the_pen_are_charged_twice_without_a_repeated_slip(key: Key) -> None:
    """Where no slip is found, nothing is charged once: every wrong cell costs its points."""
    once = _with(key, same_slip="once")
    assert _marked(once, conv1__params="123456789", conv2__params="987654321").points == 20


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("55 x 55 x 96", "right"),
        ("(None, 55, 55, 96)", "right"),
        ("", "blank"),
        ("no idea", "unreadable"),
        ("56x56x96", "wrong"),
    ],
)
def test_the_verdict_of_one_answer(key: Key, text: str, verdict: str) -> None:
    """An answer is right however it is written; what is blank, unreadable or wrong is told apart."""
    assert _marked(key, conv1__output=text).mark("conv1.output").verdict == verdict


def test_what_can_be_read_two_ways_waits_for_a_person(key: Key) -> None:
    """The points are a range until somebody has decided, and the decision stays with its reason."""
    marked = _marked(key, "s11")
    assert (marked.points, marked.most) == (21, 22)
    decisions = {("s11", "conv1.params"): Decision(Fraction(1), "German thousands")}
    decided = mark(key, Submission("s11", SHEETS["s11"]), decisions)
    assert (decided.points, decided.most) == (22, 22)
    assert decided.mark("conv1.params").decision == decisions["s11", "conv1.params"]


def test_a_decision_overrules_a_mark(key: Key) -> None:
    """A person may give points for what the program finds wrong, and only to that student."""
    decisions = {("s04", "conv1.params"): Decision(HALF, "half right")}
    assert mark(key, Submission("s04", SHEETS["s04"]), decisions).points == Fraction("17.5")
    assert mark(key, Submission("other", SHEETS["s04"]), decisions).points == 17


def test_a_broken_sheet_has_no_marks(key: Key) -> None:
    """A sheet that cannot be read is a line with its reason; it stops nobody else."""
    broken = mark(key, Submission("s12", {}, problem="a PDF named .csv"))
    assert (broken.marks, went_wrong(broken)) == ((), "unreadable: a PDF named .csv")


def test_a_key_with_channels_first_reads_its_own_order() -> None:
    """On a sheet that asks for C x H x W that order is simply right, the other one a convention, and both go on."""
    key = key_of(cnncalc.load("alexnet").report(), ("output",), ROWS)._replace(layout="chw")
    own = {cell: text for cell, text in SHEETS["s09"].items() if cell.endswith("output")}
    other = {cell: text for cell, text in SHEETS["s01"].items() if cell in own}
    assert {found.verdict for found in mark(key, Submission("a", own)).marks} == {"right"}
    turned = mark(key, Submission("b", {**other, "conv2.output": "23x23x256", "maxpool2.output": "11x11x256"}))
    assert (turned.mark("conv1.output").convention, turned.mark("conv1.output").points) == ("hwc", 1)
    assert turned.mark("maxpool2.output").follows == ("conv2.output",)
    strict = key._replace(rules=Rules({"hwc": HALF}))
    assert mark(strict, Submission("b", other)).mark("conv1.output").points == HALF


def test_a_sheet_is_marked_alike_in_every_class(key: Key) -> None:
    """What is remembered of other sheets changes no mark: one marker for all gives what one for each gives."""
    marker = Marker(key)
    submissions = [Submission(name, answers) for name, answers in SHEETS.items()]
    assert [marker.mark(each) for each in submissions] == [mark(key, each) for each in submissions]
    assert [marker.mark(each) for each in reversed(submissions)] == [mark(key, each) for each in reversed(submissions)]


def test_a_formula_is_right_by_what_it_means() -> None:
    """A formula in letters is right when it is the same for all numbers, not when it looks the same."""
    asked = Asked("q1", "q1", "answer", "params", Fraction(2), parse("(n - k + 1)^2", power=True))
    key = Key("Letters", None, (asked,), Rules({}))
    same = mark(key, Submission("a", {"q1": "n*n - 2*n*k + k*k + 2*n - 2*k + 1"}))
    other = mark(key, Submission("b", {"q1": "(n - k)^2 + 1"}))
    assert [(each.points, each.marks[0].verdict) for each in (same, other)] == [(2, "right"), (0, "wrong")]


def test_a_choice_and_a_tolerance() -> None:
    """A choice is its letter in either case; a tolerance counts only where the key has one."""
    choice = Asked("q1", "q1", "answer", "params", Fraction(1), Choice("b"))
    about = Asked("q2", "q2", "answer", "macs", Fraction(1), 1000, tolerance=Fraction(1, 100))
    exact = about._replace(id="q3", row="q3", tolerance=Fraction(0))
    marked = mark(
        Key("Quiz", None, (choice, about, exact), Rules({})), Submission("a", {"q1": "B", "q2": "990", "q3": "990"})
    )
    assert [each.verdict for each in marked.marks] == ["right", "right", "wrong"]


@pytest.mark.parametrize(
    ("accept", "answer", "convention", "points"),
    [
        ("[]", "595840", "bias-adds", 0),
        ("[]", "593881", None, 0),
        ("[]", "1.18M", "2macs", 0),
        ("[2macs]", "1.18M", "2macs", 1),
        ("[bias-adds]", "593881", "bias-adds", 1),
        ("[bias-adds]", "588001", None, 1),
    ],
)
def test_a_convention_near_the_truth_is_named_only_for_its_own_number(
    accept: str, answer: str, convention: str | None, points: int
) -> None:
    """588,000 MACs within 1 %: twice that is named when it is rounded, 595,840 only exactly, unless it earns points."""
    question = "{id: h, conv: {in: 32x32x3, filters: 10x5x5}, ask: macs, tolerance: 1 %}"
    (found,) = mark(parse_key(f"accept: {accept}\nquestions:\n  - {question}"), Submission("s", {"h": answer})).marks
    assert (found.convention, found.points) == (convention, points)


def test_the_class_counts_slips_and_finds_the_hard_questions(key: Key) -> None:
    """Mean, hardest questions and slips are those of the readable sheets, and people are told what to look at."""
    tally, marker = Tally(key), Marker(key)
    for name, answers in SHEETS.items():
        tally.add(marker.mark(Submission(name, answers)))
    tally.add(marker.mark(Submission("s12", {}, problem="a PDF named .csv")))
    found = tally.result()
    assert (found.sheets, found.marked) == (12, 11)
    assert (found.mean, found.median, found.lowest) == (Fraction("208.5") / 11, 19, 14)
    assert [(hard.asked.id, hard.points) for hard in found.hardest][:1] == [("conv1.params", 8)]
    assert [(seen.slip.id, seen.sheets, seen.cells) for seen in found.slips if seen.slip][:2] == [
        ("forget-bias", 2, 15), ("forget-plus-one", 1, 8),
    ]  # fmt: skip
    assert [(each.student, each.cell) for each in found.for_you] == [("s11", "conv1.params"), ("s12", None)]


def test_many_who_share_an_unexplained_number_raise_an_alarm(key: Key) -> None:
    """Where a fifth of a class has the same number that no slip gives, the question is to be looked at."""
    tally, marker = Tally(key), Marker(key)
    for number in range(10):
        odd = {"conv3.params": "123,457"} if number < 3 else {"conv3.params": f"{991_000 + 977 * number}"}
        tally.add(marker.mark(Submission(f"s{number}", {**SHEETS["s01"], **odd})))
    assert [(shared.asked.id, shared.value, shared.sheets) for shared in tally.result().shared] == [
        ("conv3.params", 123_457, 3)
    ]
