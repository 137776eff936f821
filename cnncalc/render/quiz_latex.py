r"""A quiz as a LaTeX document: a paper with answer boxes, and its solution. It needs no packages."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.grading.quiz.question import Question, Quiz
from cnncalc.render.latex import escaped
from cnncalc.render.quiz_parts import cells, columns, made, notes, remade, right_words

_BOX = r"\fbox{\rule{0pt}{3ex}\hspace{0.45\linewidth}}"


def paper(quiz: Quiz) -> str:
    """Return the paper, without any answer."""
    lines = [
        *_head(quiz.title),
        r"\noindent Name: \hrulefill",
        "",
        r"\medskip\noindent",
        escaped(" ".join(notes(quiz))),
    ]
    return _document(lines, quiz, solved=False, foot=made(quiz))


def solution(quiz: Quiz) -> str:
    """Return the paper with its answers and their worked lines."""
    return _document([*_head(f"{quiz.title}: solution")], quiz, solved=True, foot=remade(quiz))


def _head(title: str) -> Iterator[str]:
    yield r"\documentclass[a4paper]{article}"
    yield r"\setlength{\parindent}{0pt}"
    yield r"\begin{document}"
    yield rf"\section*{{{escaped(title)}}}"


def _document(lines: list[str], quiz: Quiz, *, solved: bool, foot: str) -> str:
    lines += [r"\begin{enumerate}"]
    for question in quiz.questions:
        lines += [rf"\item {escaped(question.text)}", "", *_options(question), *_box(question, solved=solved)]
    lines += [r"\end{enumerate}", r"\vfill", rf"{{\footnotesize {escaped(foot)}}}", r"\end{document}"]
    return "\n".join(lines) + "\n"


def _options(question: Question) -> Iterator[str]:
    if question.options:
        said = (rf"({letter})~{escaped(text)}" for letter, text in question.options)
        yield r"\quad ".join(said)
        yield ""


def _box(question: Question, *, solved: bool) -> Iterator[str]:
    if question.is_table:
        yield from _table(question, solved=solved)
    elif solved:
        (place,) = question.places
        words = right_words(place)
        yield rf"\textbf{{{escaped(place.answer)}}}" + (rf"\quad {escaped(words)}" if words else "")
    else:
        yield rf"\medskip Answer: {_BOX}\medskip"
    yield ""


def _table(question: Question, *, solved: bool) -> Iterator[str]:
    heads = columns(question)
    yield rf"\begin{{tabular}}{{|l|l|{'r|' * len(heads)}}}\hline"
    yield f"{' & '.join(('layer', 'what', *map(escaped, heads)))} \\\\\\hline"
    for name, what in question.lines:
        room = r"\rule{0pt}{3ex}\hspace{5em}"
        answers = [escaped(answer) if solved or answer == "-" else room for answer in cells(question, name)]
        yield f"{' & '.join((escaped(name), escaped(what), *answers))} \\\\\\hline"
    yield r"\end{tabular}"
