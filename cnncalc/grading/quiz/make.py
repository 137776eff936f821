"""Makes a quiz: draws until each question is a good one."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Final, TypeAlias

from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.errors import UsageError
from cnncalc.grading.quiz import inverse, misfit, symbolic, table
from cnncalc.grading.quiz.layers import DRAWS
from cnncalc.grading.quiz.layers import question as of_layers
from cnncalc.grading.quiz.question import LEVELS, TOPICS, Question, Quiz, Topic
from cnncalc.grading.quiz.stream import GENERATOR, Stream

USUAL: Final = 5
"""So many questions are asked where nobody says how many."""

MOST: Final = 200
"""A quiz has at most so many questions."""

_TRIES: Final = 2_000
"""So often a question is drawn before it is given up; of a table one in ten is a good one, of the others more."""

_Maker: TypeAlias = Callable[[str, int, Stream, Container[str]], "Question | None"]


def quiz(
    topics: Sequence[str] | str | None = None,
    *,
    level: int = 1,
    count: int | None = None,
    seed: int = 1,
    student: str = "",
    secret: str | bytes = b"",
    title: str = "",
) -> Quiz:
    """Return a quiz: `quiz("output", level=2, count=10, seed=7)`.

    Its questions come from the topics in turn (`all`, or unset: all of them but tables); `count` is 5 if unset, and 1
    for a table alone. The same arguments give the same quiz, on every machine and version of Python. With a `student`
    and a `secret` it is that student's own, which nobody can foresee without the secret.

    Raises:
        UsageError: there is no such topic or level, or too many questions; a student without a secret, or the reverse.
    """
    asked = chosen(topics)
    count = (1 if asked == ("table",) else USUAL) if count is None else count
    if level not in LEVELS:
        raise UsageError(f"there is no level {level}; levels are {_levels()}")
    if not 1 <= count <= MOST:
        raise UsageError(f"a quiz has from 1 to {MOST} questions, not {count}")
    others, tables = [topic for topic in asked if topic != "table"], asked[:count].count("table")
    if count > tables and not others:
        line = ("--count 1", "or more topics beside it")
        raise UsageError("a quiz has one table: it is the net of its key", (line,))
    order: list[Topic] = [others[number % len(others)] for number in range(count - tables)]
    order += ["table"] * tables  # a net is asked once, at the end
    stream = _stream(seed, student, secret)
    questions: dict[str, Question] = {}
    for number, topic in enumerate(order, 1):
        question = _question(f"q{number}", topic, level, stream, questions)
        questions[question.text] = question
    name = title or (f"Exercises for {student}" if student else "Exercises")
    return Quiz(name, tuple(questions.values()), GENERATOR, asked, level, seed, student)


def chosen(given: Sequence[str] | str | None) -> tuple[Topic, ...]:
    """Return topics by their names; unset, all but tables.

    Raises:
        UsageError: there is no such topic.
    """
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else list(given or ("all",))
    known: dict[str, Topic] = {name: name for name in TOPICS}
    found: dict[Topic, None] = {}
    for name in names:
        if name == "all":
            found.update((topic, None) for topic in TOPICS if topic != "table")
        elif name in known:
            found[known[name]] = None
        else:
            near = did_you_mean(name, known) or (f"topics are {listed(TOPICS)}",)
            raise UsageError(f"there is no topic called {name or repr(name)}; {near[0]}")
    return tuple(found)


def _stream(seed: int, student: str, secret: str | bytes) -> Stream:
    if not student and not secret:
        return Stream.of_seed(seed)
    key = secret.encode() if isinstance(secret, str) else secret
    if not student.strip():
        raise UsageError("a secret gives each student a quiz of their own; add", (("--student ID", "whose it is"),))
    if not key.strip():
        raise UsageError(
            "without a secret everybody could make the quiz of a student; add",
            (("--secret-file FILE", "a file with some random words that only you have"),),
        )
    return Stream.of_student(key.strip(), student, seed)


def _question(id: str, topic: Topic, level: int, stream: Stream, known: Container[str]) -> Question:
    """Return the first good question of the draws that belong to this place that is not asked already."""
    maker = _MAKERS[topic]
    for attempt in range(_TRIES):
        found = maker(id, level, stream.part(id, topic, level, attempt), known)
        if found is not None and found.text not in known:
            return found
    raise UsageError(f"there are not so many different questions about {topic} at level {level}; ask for fewer")


def _of_layers(topic: Topic) -> _Maker:
    return lambda id, level, draw, known: of_layers(id, topic, level, DRAWS[topic, level](draw), known)


def _levels() -> str:
    return listed(f"{level} ({what})" for level, what in LEVELS.items())


_MAKERS: Final[Mapping[Topic, _Maker]] = {
    "output": _of_layers("output"),
    "params": _of_layers("params"),
    "rf": _of_layers("rf"),
    "flops": _of_layers("flops"),
    "inverse": inverse.question,
    "symbolic": symbolic.question,
    "misfit": misfit.question,
    "table": table.question,
}
