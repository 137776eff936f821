"""What the papers of a quiz have in common: its table, its notes, other spellings of an answer, and choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cnncalc.algebra.expr import Expr
from cnncalc.grading.asked import Choice
from cnncalc.grading.blank import blank
from cnncalc.grading.quiz.as_key import key_of_quiz
from cnncalc.grading.quiz.question import Place, Question, Quiz, Trap
from cnncalc.grading.truths import MEANINGS
from cnncalc.model.volume import Volume

MOST_WRONG: Final = 4
"""So many wrong choices stand beside a formula."""


class Option(NamedTuple):
    """A choice: its letter, what stands there, and the slips that lead to it; none for the right one."""

    letter: str
    text: str
    traps: tuple[Trap, ...]


def notes(quiz: Quiz) -> tuple[str, ...]:
    """Return the conventions that a student has to know, and last what there is to earn."""
    return blank(key_of_quiz(quiz)).said


def made(quiz: Quiz) -> str:
    """Return what stands on every paper: who made it. The seed does not: it would give the answers away."""
    whose = f", for {quiz.student}" if quiz.student else ""
    return f"cnncalc quiz, generator {quiz.generator}{whose}"


def remade(quiz: Quiz) -> str:
    """Return what makes the quiz again, for those who may know its answers."""
    return f"cnncalc quiz: {quiz.origin}"


def asked_words(question: Question, place: Place) -> tuple[str, ...]:
    """Return the sentences that ask for one answer by itself, where nobody sees the notes of the paper."""
    said = [question.text]
    if question.is_table:
        net = "; ".join(f"{name} ({what})" for name, what in question.lines)
        said = [f"A net on {_input(place)}, layer by layer: {net}.", f"{place.asked.row}, {_named(place)}?"]
    if isinstance(place.asked.truth, Volume) and place.asked.truth.space:
        said.append("Write it as height x width x channels.")
    if place.asked.quantity == "params":
        said.append("Parameters are weights and biases.")
    return tuple(said)


def _input(place: Place) -> str:
    case = place.asked.case
    assert case is not None, "a cell of a table is about a layer"
    assert case.report is not None, "in its net"
    return case.report.input.text


def _named(place: Place) -> str:
    """Return what a cell of a table asks, in words."""
    return MEANINGS[place.asked.quantity]


def columns(question: Question) -> tuple[str, ...]:
    """Return the columns of a table."""
    return tuple(dict.fromkeys(place.asked.column for place in question.places))


def cells(question: Question, row: str) -> list[str]:
    """Return the answers in a row of a table, a dash where none is asked."""
    found = {place.asked.column: place.answer for place in question.places if place.asked.row == row}
    return [found.get(column, "-") for column in columns(question)]


def spellings(place: Place) -> tuple[str, ...]:
    """Return the ways in which a right volume is written, the usual one first; of anything else the answer."""
    truth = place.asked.truth
    if not isinstance(truth, Volume):
        return (place.answer,)
    if not truth.space:
        return (place.answer, f"1x1x{place.answer}", f"({place.answer},)")
    sizes = [str(size) for size in (*truth.space, truth.channels)]
    return ("x".join(sizes), " x ".join(sizes), "×".join(sizes), " × ".join(sizes), f"({', '.join(sizes)})")


def is_number(place: Place) -> bool:
    """Tell whether the answer is one number."""
    return place.answer.isdecimal() and not isinstance(place.asked.truth, Volume)


def options(place: Place) -> tuple[Option, ...]:
    """Return the choices of a question, or those that a formula gets where no formula can be read; else nothing.

    They stand in an order that tells nothing: as the question has them, formulas by the alphabet.
    """
    traps = place.wrong
    if place.asked.choices:
        return tuple(Option(letter, text, traps.get(letter, ())) for letter, text in place.asked.choices)
    if not isinstance(place.asked.truth, Expr):
        return ()
    formulas = sorted((place.answer, *_beside(place)))
    return tuple(Option(letter, text, traps.get(text, ())) for letter, text in zip("abcdef", formulas, strict=False))


def _beside(place: Place) -> list[str]:
    """Return the wrong formulas beside a right one, as far as possible some longer than it and some shorter."""
    wrong = list(place.wrong)
    longer = [text for text in wrong if len(text) > len(place.answer)][: 1 + len(place.asked.text) % MOST_WRONG]
    return [*longer, *(text for text in wrong if len(text) <= len(place.answer))][:MOST_WRONG]


def right_words(place: Place) -> str:
    """Return the worked line behind a right answer, with the choice in words."""
    truth = place.asked.truth
    chosen = dict(place.asked.choices).get(truth.letter, "") if isinstance(truth, Choice) else ""
    return ": ".join(filter(None, (chosen, place.worked)))


def comment(place: Place, traps: Sequence[Trap], it: str = "This") -> str:
    """Return what is said to a wrong answer: all that it may come from, and the questions that lead back."""
    *early, last = dict.fromkeys(trap.by.what for trap in traps)
    whats = f"{', when '.join(early)}, or when {last}" if early else last
    return f"{it} {place.leads} when {whats}. {' '.join(dict.fromkeys(trap.by.hint for trap in traps))}"
