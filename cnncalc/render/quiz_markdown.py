"""A quiz as Markdown: a paper whose answer boxes are tables, so that the filled paper can be marked as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncalc.grading.quiz.question import Question, Quiz
from cnncalc.render.markdown import escaped
from cnncalc.render.quiz_parts import cells, columns, made, notes, remade, right_words


def paper(quiz: Quiz) -> str:
    """Return the paper, without any answer; `cnncalc grade` reads it when it is filled in."""
    lines = [f"# {escaped(quiz.title)}", "", escaped(" ".join(notes(quiz))), ""]
    for number, question in enumerate(quiz.questions, 1):
        lines += [*_asked(number, question), *_box(question, solved=False), ""]
    return "\n".join((*lines, escaped(made(quiz)))) + "\n"


def solution(quiz: Quiz) -> str:
    """Return the answers with their worked lines, and what the wrong ones that are to be expected come from."""
    lines = [f"# {escaped(quiz.title)}: solution", "", escaped(remade(quiz)), ""]
    for number, question in enumerate(quiz.questions, 1):
        lines += [*_asked(number, question), *_box(question, solved=True), "", *_worked(question)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _asked(number: int, question: Question) -> Iterator[str]:
    yield f"**{number}.** {escaped(question.text)}"
    yield ""
    if question.options:
        yield from (f"- ({letter}) {escaped(text)}" for letter, text in question.options)
        yield ""


def _box(question: Question, *, solved: bool) -> Iterator[str]:
    """Yield the place for the answers: a table with a row, or of a net with a row a layer."""
    if not question.is_table:
        (place,) = question.places
        yield from (_row(("id", "answer")), _row(("---", "---")))
        yield _row((question.id, escaped(place.answer) if solved else ""))
        return
    heads = columns(question)
    yield from (_row(("layer", "what", *heads)), _row(["---"] * (2 + len(heads))))
    for name, what in question.lines:
        answers = [answer if solved or answer == "-" else "" for answer in cells(question, name)]
        yield _row((name, escaped(what), *answers))


def _worked(question: Question) -> Iterator[str]:
    for place in question.places:
        label = f"{place.id}: " if question.is_table else ""
        if words := right_words(place):
            yield f"- {escaped(label + words)}"
        if not question.is_table:
            for trap in place.traps:
                said = f"{trap.answer}: {trap.by.what}" + (f", {trap.line}" if trap.line else "")
                yield f"  - {escaped(said)}"
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
