"""What is wrong in a quiz: the numbers are drawn so that slips can be told apart, and nothing shows by its form."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import product

import pytest

import cnncalc
from cnncalc.grading.quiz.make import MOST
from cnncalc.grading.quiz.question import LEVELS, TOPICS, Place, Question
from cnncalc.grading.quiz.traps import SELDOM, is_common
from cnncalc.grading.slips import BY_ID, truth_of, wrong_values
from cnncalc.grading.truths import written
from cnncalc.model.report import Report
from cnncalc.model.volume import Volume
from cnncalc.render.quiz_parts import comment
from tests.grading import quiz_by_hand as hand
from tests.grading.cases import case_of

SEVERAL = [topic for topic in TOPICS if topic != "table"]
NETS = range(20)


@cache
def questions(topic: str, level: int) -> tuple[Question, ...]:
    """As many questions as a quiz may have, each drawn by itself; of tables, which a quiz has one of, a few."""
    if topic == "table":
        return tuple(question for seed in NETS for question in cnncalc.quiz("table", level=level, seed=seed).questions)
    return cnncalc.quiz(topic, level=level, count=MOST, seed=11).questions


def places(topic: str, level: int) -> Iterator[Place]:
    """The places for answers of all these questions."""
    for question in questions(topic, level):
        yield from question.places


each_kind = pytest.mark.parametrize(("topic", "level"), [(topic, level) for topic in TOPICS for level in LEVELS])
each_level = pytest.mark.parametrize("level", LEVELS)


@pytest.mark.parametrize(("topic", "level"), [(topic, level) for topic in SEVERAL for level in LEVELS])
def test_there_are_as_many_questions_as_a_quiz_may_have(topic: str, level: int) -> None:
    """The longest quiz of any topic and level has no question twice."""
    found = questions(topic, level)
    assert len({question.text for question in found}) == len(found) == MOST


def test_a_net_is_asked_once() -> None:
    """Among other topics the table is the last question, however many there are."""
    asked = [each.topic for each in cnncalc.quiz("table,rf,params", count=4).questions]
    assert asked == ["rf", "params", "rf", "table"]


@each_kind
def test_all_slips_of_a_number_are_told(topic: str, level: int) -> None:
    """Whoever answers a number hears of every slip that gives it; of seldom ones only where no other does."""
    for place in places(topic, level):
        case = place.asked.case
        if case is None:
            continue
        behind: dict[str, set[str]] = {}
        for wrong in wrong_values(case, place.asked.quantity):
            behind.setdefault(written(wrong.value), set()).add(wrong.slip.id)
        for answer, traps in place.wrong.items():
            slips = {slip for slip in behind[answer] if BY_ID[slip].area != "writing"}
            likely = {slip for slip in slips if BY_ID[slip].common < SELDOM}
            assert {trap.slip for trap in traps} == (likely or slips), place.asked.text
            assert answer != place.answer


@each_kind
def test_the_common_slips_of_a_question_give_different_numbers(topic: str, level: int) -> None:
    """Of those that everybody makes and that are about what is asked, no two share a number."""
    if topic == "table":  # a net is drawn once for many cells
        return
    for place in places(topic, level):
        for traps in place.wrong.values():
            common = [trap.slip for trap in traps if place.asked.case and is_common(trap.by, place.asked.quantity)]
            assert len(common) < 2, place.asked.text


def test_a_comment_names_every_slip() -> None:
    """Each slip is named once, and each of its questions asked once."""
    place = next(place for place in places("output", 2) if any(len(traps) > 2 for traps in place.wrong.values()))
    traps = next(traps for traps in place.wrong.values() if len(traps) > 2)
    said = comment(place, traps)
    assert [said.count(trap.by.what) for trap in traps] == [1] * len(traps)
    assert all(trap.by.hint in said for trap in traps)
    assert comment(place, traps[:1]) == f"This is what comes out when {traps[0].by.what}. {traps[0].by.hint}"


SEEMING: dict[str, Callable[[hand.Layer, int], Fraction]] = {
    "ignore-padding": lambda each, side: Fraction(side - span(each), each.stride),
    "pad-one-side": lambda each, side: Fraction(side + each.pad - span(each), each.stride),
    "divide-by-stride-only": lambda each, side: Fraction(side, each.stride),
    "floor-then-scale": lambda each, side: Fraction(side + 2 * each.pad - span(each) + 1, each.stride),
    "dilation-ignored": lambda each, side: Fraction(side + 2 * each.pad - each.kernel, each.stride),
    "dilation-times-k": lambda each, side: Fraction(side + 2 * each.pad - each.dilation * each.kernel, each.stride),
}
"""What somebody divides who makes the slip."""


def span(each: hand.Layer) -> int:
    """How many positions a window covers."""
    return each.dilation * (each.kernel - 1) + 1


def fitting(level: int) -> list[Question]:
    """The questions that ask which input fits."""
    return [question for question in questions("misfit", level) if question.options]


@each_level
def test_wrong_inputs_seem_to_fit(level: int) -> None:
    """Each input that does not fit is one for which a slip comes out whole, as counted by hand."""
    for question in fitting(level):
        each = hand.layer(question.text.partition(". ")[0])
        (place,) = question.places
        assert place.wrong.keys() == dict(question.options).keys() - {place.answer}
        for letter, size in question.options:
            side = hand.size(size).side
            slips = {slip for slip, divided in SEEMING.items() if divided(each, side).denominator == 1}
            if each.dilation == 1:
                slips -= {"dilation-ignored", "dilation-times-k"}
            assert letter == place.answer or {trap.slip for trap in place.wrong[letter]} == slips


def guesses(sides: list[int]) -> Iterator[tuple[str, int]]:
    """What somebody takes who looks at nothing but the choices."""
    yield from (("smallest", 0), ("largest", len(sides) - 1), ("middle", len(sides) // 2))
    gaps = [min(abs(side - other) for other in sides if other != side) for side in sides]
    yield from (("loneliest", gaps.index(max(gaps))), ("nearest", gaps.index(min(gaps))))
    for divisor in (2, 3, 4, 5):
        classes = [side % divisor for side in sides]
        yield f"odd one out by {divisor}", min(range(len(sides)), key=lambda at: classes.count(classes[at]))
        yield f"among friends by {divisor}", max(range(len(sides)), key=lambda at: classes.count(classes[at]))
        for rest in range(divisor):
            yield f"{rest} by {divisor}", classes.index(rest) if rest in classes else 0


@each_level
def test_guessing_by_form_does_not_pay(level: int) -> None:
    """Who looks at size, parity or remainders of the choices alone is right about as often as by chance."""
    hits: dict[str, int] = {}
    found = fitting(level)
    for question in found:
        letters = [letter for letter, _ in question.options]
        for name, at in guesses([hand.size(size).side for _, size in question.options]):
            hits[name] = hits.get(name, 0) + (letters[at] == question.places[0].answer)
    chance = sum(Fraction(1, len(question.options)) for question in found) / len(found)
    assert {name: hit for name, hit in hits.items() if Fraction(hit, len(found)) > chance + Fraction(1, 10)} == {}


@each_level
def test_choices_leave_every_remainder_once(level: int) -> None:
    """The inputs of a question are all different by the stride, so none stands out."""
    for question in fitting(level):
        stride = hand.layer(question.text.partition(". ")[0]).stride
        assert sorted(hand.size(size).side % stride for _, size in question.options) == list(range(stride))


OPTIONS = {"Which padding": "pad", "Which stride": "stride", "Which dilation": "dilation", "How long is": "kernel"}


@each_level
def test_wrong_options_are_what_slips_lead_to(level: int) -> None:
    """With the wrong option in its place the slip gives the size that is asked for, as counted by hand."""
    told = set()
    for question in questions("inverse", level):
        wanted = re.search(r"output of (\d+)x", question.text)
        if wanted is None:  # it asks for a number of layers
            continue
        option = next(name for words, name in OPTIONS.items() if words in question.text)
        start, (each,) = hand.read(question.text)
        for trap in question.places[0].traps:
            told.add(trap.slip)
            wrong = each._replace(**{option: int(trap.answer)})  # type: ignore[arg-type]
            assert int(wanted[1]) in comes_to(trap.slip, wrong, start.side), (question.text, trap)
    assert len(told) >= 2


def comes_to(slip: str, each: hand.Layer, side: int) -> set[Fraction]:
    """The sides that may come out for somebody who makes the slip."""
    if slip == "forget-plus-one":
        return {Fraction(side + 2 * each.pad - span(each), each.stride)}
    if slip == "pad-by-habit":
        pads = (1, (each.kernel - 1) // 2)
        return {Fraction(side + 2 * pad - span(each), each.stride) + 1 for pad in pads}
    if slip == "dilation-from-zero":
        each = each._replace(dilation=each.dilation + 1)
    if slip == "ignore-stride":
        each = each._replace(stride=1)
    divided = SEEMING.get(slip, lambda each, side: Fraction(side + 2 * each.pad - span(each), each.stride))
    return {divided(each, side) + (slip not in ("divide-by-stride-only", "floor-then-scale"))}


VALUES = {"p": 6, "s": 3, "d": 5, "m": 14, "c": 11, "u": 15, "v": 90}
"""Other numbers for the letters than the quiz has."""


def with_numbers(question: Question) -> tuple[Report, dict[str, int]]:
    """The layer of a question in letters with such numbers for them that it fits."""
    found = re.match(r"(\w+): \{in: (\S+), (.*)\}, ask", question.entry)
    assert found is not None, question.entry
    options = dict(option.split(": ") for option in found[3].split(", "))
    for n, k in product(range(61, 75), (5, 4, 6)):
        values = {**VALUES, "n": n, "k": k}

        def put(text: str, values: dict[str, int] = values) -> str:
            return "".join(str(values.get(sign, sign)) for sign in text)

        report = cnncalc.layer(found[1], put(found[2]), **{name: put(value) for name, value in options.items()})
        if not report.layers[0].misfits:
            return report, values
    raise AssertionError(question.text)


@each_level
def test_wrong_formulas_are_what_slips_give(level: int) -> None:
    """With other numbers for the letters, a wrong formula comes to what its slip gives on the layer in numbers."""
    for question in questions("symbolic", level)[:40]:
        (place,) = question.places
        report, values = with_numbers(question)
        truth = truth_of(case_of(report), place.asked.quantity)
        right = {truth.space[0] if isinstance(truth, Volume) and truth.space else truth}  # a slip may not show
        given: dict[str, set[object]] = {}
        for wrong in wrong_values(case_of(report), place.asked.quantity):
            numbers = wrong.value.space[:1] if isinstance(wrong.value, Volume) else (wrong.value,)
            given.setdefault(wrong.slip.id, set()).update(numbers)
        for trap in place.traps:
            number = eval(trap.answer.replace("^", "**"), {"__builtins__": {}}, values)  # a formula of ours
            rounded = {math.floor(number), math.ceil(number)}
            assert rounded & given.get(trap.slip, right), (question.text, trap.answer, trap.slip)
