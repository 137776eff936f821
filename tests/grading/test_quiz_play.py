"""Playing a quiz: points, hints, and what is said to a wrong answer."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from fractions import Fraction

import pytest

import cnncalc
from cnncalc.grading.quiz.play import Turn
from cnncalc.grading.quiz.question import Place
from tests.conftest import Answer, Run

Play = Callable[..., Answer]


class Keyboard(io.StringIO):
    """Lines that somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def play(run: Run, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Play a quiz with these lines, from a pipe or typed."""

    def play(lines: list[str], *words: str, typed: bool = False) -> Answer:
        text = "".join(f"{line}\n" for line in lines)
        monkeypatch.setattr(sys, "stdin", Keyboard(text) if typed else io.StringIO(text))
        return run("quiz", *words, terminal=typed)

    return play


@pytest.fixture
def place() -> Place:
    """A question about a convolution's output."""
    return cnncalc.quiz("output", count=1).places[0]


def test_a_right_answer_at_once_earns_the_point(place: Place) -> None:
    """However the size is written, also channels first."""
    height, width, channels = place.answer.split("x")
    for raw in (place.answer, f"({height}, {width}, {channels})", f"{channels} x {height} x {width}"):
        turn = Turn(place, 3)
        assert turn.answer(raw).verdict == "right"
        assert (turn.done, turn.points) == (True, 1)


def test_a_wrong_answer_is_told_by_its_slip(place: Place) -> None:
    """The slip that gives the number, its hint, and another try for half a point."""
    turn = Turn(place, 3)
    reply = turn.answer(next(trap.answer for trap in place.traps if trap.slip == "forget-plus-one"))
    assert (reply.verdict, reply.traps[0].slip, turn.done) == ("wrong", "forget-plus-one", False)
    assert turn.answer(place.answer).verdict == "right"
    assert turn.points == Fraction(1, 2)


def test_tries_end(place: Place) -> None:
    """After the last try a question is done, without points; what cannot be read is no try."""
    turn = Turn(place, 2)
    assert turn.answer("many").verdict == "unreadable"
    assert turn.answer("1x1x1") == ("wrong", (), "")
    assert not turn.done
    turn.answer("2x2x2")
    assert (turn.done, turn.points) == (True, 0)


def test_the_ladder_ends_with_the_answer(place: Place) -> None:
    """A hint costs half a point, the last one, which is the answer, all of it."""
    turn = Turn(place, 3)
    told = [turn.hint() for _ in place.hints[:-1]]
    assert not turn.done
    assert all(place.answer not in hint for hint in told)
    assert place.answer in turn.hint()
    assert (turn.done, turn.points) == (True, 0)


def test_formulas_are_compared_by_what_they_mean() -> None:
    """A formula is right in any form; a slip in another form is recognised."""
    place = next(
        question.places[0]
        for question in cnncalc.quiz("symbolic", level=2, count=12).questions
        if "k" in question.places[0].answer and "m" in question.places[0].answer
    )
    turn = Turn(place, 3)
    wrong = next(trap for trap in place.traps if trap.slip == "forget-bias")
    reply = turn.answer(f"0 + ({wrong.answer})*1")
    assert (reply.verdict, reply.traps[0].slip) == ("wrong", "forget-bias")
    assert turn.answer(f"({place.answer}) + 1 - 1").verdict == "right"


def test_a_pipe_has_a_line_for_each_question(play: Play) -> None:
    """Answers from a file are marked one by one: all right is exit 0."""
    right = list(cnncalc.quiz(count=7).answers.values())
    answer = play(right, "--count", "7")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.count("Right.") == 7
    assert "7 of 7 points" in answer.out
    wrong = play(["1x1x1", *right[1:]], "--count", "7")
    assert (wrong.code, wrong.out.count("Right.")) == (1, 6)
    assert "6 of 7 points" in wrong.out


def test_a_person_may_try_again(play: Play) -> None:
    """At a keyboard a wrong answer is asked once more, and the right line is not shown before the last try."""
    place = cnncalc.quiz("params", count=1).places[0]
    slip = next(trap for trap in place.traps if trap.slip == "forget-bias")
    answer = play([slip.answer, "hint", place.answer], "--topic", "params", "--count", "1", typed=True)
    first, _, rest = answer.out.partition("biases are left out")
    assert rest
    assert place.answer not in first
    assert rest.index("Count what one filter or unit learns") < rest.index("Right.")
    assert ("0.5 of 1 points" in answer.out, answer.code) == (True, 1)


def test_three_wrong_answers_show_both_lines(play: Play) -> None:
    """After the last try the right line stands below the student's."""
    place = cnncalc.quiz("params", count=1).places[0]
    slip = next(trap for trap in place.traps if trap.slip == "forget-bias")
    out = play(["1", "2", slip.answer], "--topic", "params", "--count", "1", typed=True).out
    assert f"yours   {slip.line}" in out
    assert out.index("yours ") < out.index("right   ")


def test_skip_quit_and_the_end_of_the_lines(play: Play) -> None:
    """Skipping shows the answer; quitting, or no more lines, ends with what was earned."""
    places = cnncalc.quiz("output", count=3).places
    skipped = play(["skip", places[1].answer], "--topic", "output", "--count", "3")
    assert places[0].answer in skipped.out
    assert "1 of 3 points" in skipped.out
    quit = play(["quit"], "--topic", "output", "--count", "3")
    assert (quit.code, "0 of 3 points" in quit.out, "2. " in quit.out) == (1, True, False)
    assert "--seed 2" in quit.out


def test_a_line_that_cannot_be_read_counts_as_the_answer(play: Play) -> None:
    """From a pipe every line belongs to one question: what cannot be read is said once, and the next one is asked."""
    places = cnncalc.quiz("output", count=3).places
    answer = play(["48 by what", "", places[2].answer], "--topic", "output", "--count", "3")
    assert answer.out.count("cannot be read") == 1
    assert answer.out.count("   right ") == 2
    assert ("1 of 3 points" in answer.out, answer.code) == (True, 1)


def test_at_a_keyboard_it_is_asked_again(play: Play) -> None:
    """What cannot be read, and an empty line, cost nothing where somebody sits."""
    place = cnncalc.quiz("output", count=1).places[0]
    answer = play(["48 by what", "", place.answer], "--topic", "output", "--count", "1", typed=True)
    assert answer.out.count("cannot be read") == 1
    assert ("1 of 1 points" in answer.out, answer.code) == (True, 0)


def test_interrupting_ends_with_the_score(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a quiz as `quit` does."""

    class Interrupted(Keyboard):
        def readline(self, size: int | None = -1) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("tests.grading.test_quiz_play.Keyboard", Interrupted)
    answer = play([], "--topic", "output", "--count", "2", typed=True)
    assert (answer.code, "0 of 2 points" in answer.out) == (1, True)


@pytest.mark.parametrize(
    ("topic", "raw"),
    [("params", "(3 * 3 * 3 + 1) * 16"), ("rf", "1 + 6*1 + 2 * 1"), ("inverse", "3 * 3")],
)
def test_a_calculation_is_an_answer(topic: str, raw: str) -> None:
    """Products and sums with blanks are read as what they come to, and marked."""
    places = cnncalc.quiz(topic, count=40).places
    turn = Turn(next(place for place in places if place.answer == str(eval(raw))), 3)
    assert turn.answer(raw).verdict == "right"


def test_the_command_for_others_has_all_topics(play: Play) -> None:
    """The line for other questions asks about the same topics, which are left out only if they are the usual ones."""
    assert "--topic output,params,rf --level" in play(["quit"], "--topic", "output,params,rf").out
    assert "--topic" not in play(["quit"]).out


def test_a_table_is_asked_cell_by_cell(play: Play) -> None:
    """Each cell of the net is a question of its own."""
    right = list(cnncalc.quiz("table").answers.values())
    answer = play(right, "--topic", "table")
    assert answer.code == 0
    assert f"{len(right)} of {len(right)} points" in answer.out
    assert "conv1, output volume" in answer.out


def test_the_screen_is_kept(play: Play) -> None:
    """In a terminal no line is wider than 80 columns, at any level."""
    for level in ("1", "2", "3"):
        out = play(["skip"] * 7, "--count", "7", "--level", level, typed=True).out.replace("> ", "")
        assert max(map(len, out.splitlines())) <= 80
