"""Exercises: right by arithmetic that does not know the program, with wrong answers that real slips give."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import product

import pytest

import cnncalc
from cnncalc.errors import UsageError
from cnncalc.grading.mark import mark
from cnncalc.grading.quiz.as_key import key_of_quiz, solved
from cnncalc.grading.quiz.hints import gives_away
from cnncalc.grading.quiz.question import LEVELS, TOPICS, Place, Question, Quiz
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.truths import written
from tests.grading import quiz_by_hand as hand

SEEDS = (1, 2, 3)
KINDS = [(topic, level) for topic in TOPICS for level in LEVELS]


@cache
def quiz(topic: str, level: int, seed: int) -> Quiz:
    """Draw a few questions of one topic; of tables, one."""
    return cnncalc.quiz(topic, level=level, count=1 if topic == "table" else 4, seed=seed)


def places(topic: str, level: int) -> list[Place]:
    """Draw the places for answers of a topic, of several seeds."""
    return [place for seed in SEEDS for place in quiz(topic, level, seed).places]


each_quiz = pytest.mark.parametrize(("topic", "level", "seed"), [(*kind, seed) for kind in KINDS for seed in SEEDS])


def of_layers(text: str, quantity: str) -> str:
    """Answer a question about the last of some layers."""
    start, layers = hand.read(text)
    sizes = hand.walked(start, layers)
    before, last = sizes[-2], layers[-1]
    answers: dict[str, Callable[[], object]] = {
        "output": lambda: sizes[-1],
        "params": lambda: hand.params(before, last),
        "rf": lambda: hand.seen(layers),
        "macs": lambda: hand.macs(before, last),
        "flops": lambda: 2 * hand.macs(before, last),
    }
    return str(answers[quantity]())


def backwards(question: Question) -> list[str]:
    """Return every answer that is right by trying: the value is put into the words."""
    text = question.text
    right = []
    for value in range(13):
        if "How many of them" in text:
            first, more = (hand.layer(words) for words in re.split(r"; then ", text.partition(", one after")[0]))
            wanted = re.search(r"sees (\d+)x", text)
            found = str(hand.seen([first, *[more] * value]))
        else:
            wanted = re.search(r"output of (\d+)x", text)
            words = text.replace("square filters", f"filters of {value}x{value}").partition(" input of")[0]
            for ask, option in (
                ("Which padding", "padding"),
                ("Which stride", "stride"),
                ("Which dilation", "dilation"),
            ):
                words += f", {option} {value}" if ask in text else ""
            each = hand.layer(words)
            if not (each.kernel and each.stride and each.dilation):
                continue
            start = hand.read(f"{words} on an {re.search(r'input of [0-9x]+[0-9]', text)[0]}.")[0]  # type: ignore[index]
            side = hand.places(start.side, each)
            found = str(side) if side and not hand.remainder(start.side, each) else ""
        assert wanted is not None, text
        right += [str(value)] if found == wanted[1] else []
    return right


NUMBERS = {"p": 1, "s": 2, "d": 2, "m": 5, "c": 4, "u": 6, "v": 11}


def in_numbers(question: Question) -> tuple[str, str]:
    """Return what a formula comes to, and the same question answered with numbers for its letters that fit."""
    words, _, asks = question.text.partition(". ")
    quantity = "output" if "side of the output" in asks else "params" if "parameters" in asks else "macs"
    for n, k in product(range(37, 49), (3, 4, 5, 6)):
        values = {**NUMBERS, "n": n, "k": k}
        told = LETTER.sub(lambda letter, values=values: str(values[letter[1]]), words)  # type: ignore[misc]
        told = re.sub(r"on (\d+) inputs", r"on an input of \1", told).replace(" x ", "x")
        start, layers = hand.read(told)
        if not start.side or not hand.remainder(start.side, layers[0]):
            formula = question.places[0].answer.replace("^", "**")
            value = eval(formula, {"__builtins__": {}}, values)  # a formula of ours
            return f"{value:.6f}".rstrip("0").rstrip("."), of_layers(told, quantity).partition("x")[0]
    raise AssertionError(f"no small numbers fit: {question.text}")


LETTER = re.compile(r"\b([nkpsdmcuv])\b")


def by_hand(question: Question) -> dict[str, str]:
    """Answer a question by its words alone."""
    place = question.places[0]
    match question.topic:
        case "table":
            start, layers = hand.table(question)
            sizes = hand.walked(start, list(layers.values()))
            found = {}
            for number, (name, each) in enumerate(layers.items()):
                found[f"{name}.output"] = str(sizes[number + 1])
                found[f"{name}.params"] = str(hand.params(sizes[number], each))
                found[f"{name}.macs"] = str(hand.macs(sizes[number], each))
                windows = list(layers.values())[: number + 1]
                everything = each.op == "fully connected"
                found[f"{name}.rf"] = str(start.side if everything else hand.seen(windows))
            return found
        case "inverse":
            (only,) = backwards(question)
            return {place.id: only}
        case "misfit" if question.options:
            each = hand.layer(question.text.partition(". ")[0])
            (fits,) = [name for name, size in question.options if not hand.remainder(hand.size(size).side, each)]
            return {place.id: fits}
    return {place.id: of_layers(question.text, place.asked.quantity)}


@each_quiz
def test_answers_are_right(topic: str, level: int, seed: int) -> None:
    """Every answer is what counting by hand gives, from the words of the question alone."""
    for question in quiz(topic, level, seed).questions:
        check_by_hand(question)


def check_by_hand(question: Question) -> None:
    """Hold the answers to a question against those by hand; of a formula, what it comes to."""
    if question.topic == "symbolic":
        value, expected = in_numbers(question)
        assert value == expected, question.text
        return
    right = by_hand(question)
    assert {place.id: place.answer for place in question.places} == {
        place.id: right[place.id] for place in question.places
    }


@each_quiz
def test_wrong_answers_differ(topic: str, level: int, seed: int) -> None:
    """Wrong answers are not the right one, and there are several, each with its slips."""
    for place in quiz(topic, level, seed).places:
        assert place.answer not in place.wrong
        assert all(trap.slip and trap.by.what and trap.by.hint and trap.by.why for trap in place.traps)
        assert len({(trap.answer, trap.slip) for trap in place.traps}) == len(place.traps)
        assert len(place.wrong) >= {"table": 0, "inverse": 1}.get(topic, 2)


FIELD = re.compile(r"\d[\d,]*")


def contains(hint: str, place: Place) -> bool:
    """Look for an answer in a hint: a number among its numbers, a size or a formula as it is written."""
    if place.answer.isdecimal():
        return place.answer in [number.replace(",", "") for number in FIELD.findall(hint)]
    if len(place.answer) == 1:  # a choice: the hint may name all of them, not one
        named = [f"({letter})" in hint for letter, _ in place.asked.choices]
        return any(named) and not all(named)
    return place.answer.replace(" ", "") in hint.replace(" ", "")


@each_quiz
def test_hints_keep_the_answer_for_the_last_rung(topic: str, level: int, seed: int) -> None:
    """No hint before the last contains the answer; the last one does."""
    for place in quiz(topic, level, seed).places:
        *early, last = place.hints
        assert early
        assert not [hint for hint in early if contains(hint, place)]
        assert place.answer in last


@pytest.mark.parametrize(("topic", "level"), [kind for kind in KINDS if kind[0] in ("output", "params", "rf", "flops")])
def test_common_slips_can_be_told_apart(topic: str, level: int) -> None:
    """No two slips that everybody makes give the same first number, of those that are about what is asked."""
    areas = {"output": ("shape",), "params": ("params",), "rf": ("field", "shape"), "flops": ("operations", "shape")}[
        topic
    ]
    for place in places(topic, level):
        assert place.asked.case is not None
        firsts: dict[str, str] = {}
        for wrong in wrong_values(place.asked.case, place.asked.quantity):
            slip = wrong.slip
            if slip.common == 1 and slip.area in areas and slip.id != "params-as-flops":
                firsts.setdefault(slip.id, written(wrong.value))
        shared = [value for value, times in Counter(firsts.values()).items() if times > 1]
        assert not shared, place.asked.text


def test_levels_make_strides_and_dilation_matter() -> None:
    """At level 2 forgetting a stride shows, at level 3 forgetting the dilation, where there is one."""
    for place in places("output", 2):
        assert "ignore-stride" in {trap.slip for trap in place.traps}
    dilated = [place for place in places("output", 3) if "dilation" in place.asked.text]
    assert dilated
    for place in dilated:
        assert place.asked.case is not None
        assert "dilation-ignored" in {wrong.slip.id for wrong in wrong_values(place.asked.case, "output")}


@each_quiz
def test_the_key_marks_its_own_answers_right(topic: str, level: int, seed: int) -> None:
    """The key of a quiz is read like any other, asks the same places, and gives the solution full points."""
    each = quiz(topic, level, seed)
    key = key_of_quiz(each)
    assert [cell.id for cell in key.cells] == [place.id for place in each.places]
    marked = mark(key, solved(each))
    assert marked.points == len(each.places)
    assert {one.verdict for one in marked.marks} == {"right"}


@pytest.mark.parametrize(("topic", "level"), [kind for kind in KINDS if kind[0] not in ("inverse", "misfit", "table")])
def test_the_key_marks_wrong_answers_by_their_slip(topic: str, level: int) -> None:
    """A wrong answer that the quiz foresees is not right by its key, and all slips it has are those marking finds."""
    each = quiz(topic, level, 2)
    key = key_of_quiz(each)
    for place in each.places:
        for answer, traps in list(place.wrong.items())[:3]:
            wrong = solved(each)._replace(answers={**each.answers, place.id: answer})
            found = mark(key, wrong).mark(place.id)
            assert found.points == 0, (place.asked.text, answer)
            assert {trap.slip for trap in traps} <= {slip.id for told in found.diagnoses for slip in told.slips}


def test_the_stream_is_pinned() -> None:
    """The draws are the same on every version of Python: these were drawn once and for all."""
    stream = Stream.of_seed(1)
    assert [stream.below(100) for _ in range(8)] == [25, 7, 13, 18, 75, 20, 13, 99]
    assert Stream.of_seed(1).part("q1", 2).shuffled(range(6)) == [3, 5, 4, 0, 2, 1]
    assert Stream.of_student(b"word", "s05", 1).below(10**6) == 788933


def test_a_quiz_is_pinned() -> None:
    """A quiz that was handed out can be made again: its questions and answers are those of generator 1."""
    told = "\n".join(f"{each.text} {each.places[0].answer}" for each in cnncalc.quiz(count=7, level=2).questions)
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "64a87f7f8effe4f7"


def test_questions_do_not_depend_on_how_many_there_are() -> None:
    """A longer quiz begins with the questions of a shorter one, and no question is asked twice."""
    long, short = (cnncalc.quiz("output,params", count=count, seed=9) for count in (40, 4))
    assert [each.text for each in long.questions[:4]] == [each.text for each in short.questions]
    assert len({question.text for question in long.questions}) == 40


def test_each_student_has_a_quiz() -> None:
    """A student's quiz needs the secret: the same gives it again, and nothing else does."""
    first, again, other, third = (
        cnncalc.quiz("output", student=student, secret=secret).answers
        for student, secret in (("s05", "red fox"), ("s05", b"red fox\n"), ("s06", "red fox"), ("s05", "blue fox"))
    )
    assert first == again
    assert len({tuple(each.items()) for each in (first, other, third, cnncalc.quiz("output").answers)}) == 4


WRONG: list[tuple[dict[str, object], str]] = [
    ({"topics": "outputs"}, "there is no topic called outputs; did you mean `output`"),
    ({"topics": "output,"}, "there is no topic called ''; topics are output"),
    ({"level": 4}, "there is no level 4"),
    ({"count": 0}, "from 1 to 200 questions, not 0"),
    ({"count": 201}, "not 201"),
    ({"topics": "table", "count": 2}, "a quiz has one table"),
    ({"student": "s05"}, "without a secret"),
    ({"student": "s05", "secret": " \n"}, "without a secret"),
    ({"secret": "x"}, "a secret gives each student"),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_wrong_requests(given: dict[str, object], message: str) -> None:
    """What cannot be made is refused, with what can."""
    with pytest.raises(UsageError, match=message):
        cnncalc.quiz(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hint", "answer", "told"),
    [("(32 - 5)/1 + 1", "28", False), ("= 1,280 weights", "1280", True), ("it is 28 x 28 x 6", "28x28x6", True)],
)
def test_what_gives_an_answer_away(hint: str, answer: str, told: bool) -> None:
    """A number counts as told wherever it stands by itself, also with separated thousands."""
    assert gives_away(hint, answer) is told
