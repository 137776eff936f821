"""A quiz as Moodle XML: numbers, with the known wrong answers as part-marked, commented answers.

What the importer reads (`question/format/xml/format.php`): a type, a name and a question text; answers, each with a
`fraction` that is one of Moodle's grades; of numbers a `tolerance`. The first answer that matches counts, so the right
one stands first, and `*` catches the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from cnncalc.grading.quiz.question import Place, Question, Quiz
from cnncalc.render.quiz_parts import asked_words, comment, is_number, options, remade, right_words, spellings

RIGHT: Final = 100
BY_CONVENTION: Final = 50
"""What an answer earns that is right under another convention, in percent."""

BY_SLIP: Final = 25
"""What an answer earns behind which there is one slip: Moodle has 20 and 25, and no 22."""

_PENALTY: Final = "0.3333333"
_PRAISE: Final = "Right."


def text(quiz: Quiz) -> str:
    """Return the questions as a file to import; every cell of a table is a question of its own."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *_category(quiz)]
    for question in quiz.questions:
        for place in question.places:
            lines += _question(quiz, question, place)
    return "\n".join((*lines, "</quiz>")) + "\n"


def _category(quiz: Quiz) -> Iterator[str]:
    yield '<question type="category">'
    yield f"<category><text>$course$/top/{escape(quiz.title.replace('/', '//'))}</text></category>"
    yield f"<info {_HTML}>{_text(remade(quiz))}</info>"
    yield "</question>"


_HTML: Final = 'format="html"'


def _question(quiz: Quiz, question: Question, place: Place) -> Iterator[str]:
    chosen = options(place)
    kind = "multichoice" if chosen else "numerical" if is_number(place) else "shortanswer"
    yield f"<question type={quoteattr(kind)}>"
    yield f"<name>{_text(f'{quiz.title}: {place.id}')}</name>"
    yield f"<questiontext {_HTML}>{_html(asked_words(question, place))}</questiontext>"
    yield f"<generalfeedback {_HTML}>{_html([right_words(place)])}</generalfeedback>"
    points = place.asked.points
    yield f"<defaultgrade>{float(points):g}</defaultgrade><penalty>{_PENALTY}</penalty><hidden>0</hidden>"
    if kind == "multichoice":
        shuffled = "false" if place.asked.choices else "true"  # hints name the choices by their letters
        yield f"<single>true</single><shuffleanswers>{shuffled}</shuffleanswers><answernumbering>abc</answernumbering>"
        for option in chosen:
            said = comment(place, option.traps) if option.traps else _PRAISE
            yield _answer(option.text, 0 if option.traps else RIGHT, said, _HTML)
    else:
        yield from _written(place, kind)
    *early, _ = place.hints
    yield from (f"<hint {_HTML}>{_html([hint])}</hint>" for hint in early)
    yield f"<tags><tag>{_text(question.topic)}</tag><tag>{_text(f'level {question.level}')}</tag></tags>"
    yield "</question>"


def _written(place: Place, kind: str) -> Iterator[str]:
    """Yield the answers that are written: right, known to be wrong, and everything else."""
    if kind == "shortanswer":
        yield "<usecase>0</usecase>"
    for spelling in spellings(place):
        yield _answer(spelling, RIGHT, _PRAISE, tolerance=kind == "numerical")
    for answer, traps in place.wrong.items():
        fraction = BY_CONVENTION if any(trap.by.convention for trap in traps) else BY_SLIP
        yield _answer(answer, fraction, comment(place, traps), tolerance=kind == "numerical")
    yield _answer("*", 0, place.hints[0], tolerance=kind == "numerical")
    if kind == "numerical":
        yield "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1000000</unitpenalty>"
        yield "<showunits>3</showunits><unitsleft>0</unitsleft>"


def _answer(
    answer: str,
    fraction: int,
    said: str,
    format: str = 'format="moodle_auto_format"',
    *,
    tolerance: bool = False,
) -> str:
    feedback = _html([said])
    near = "<tolerance>0</tolerance>" if tolerance else ""
    shown = escape(answer) if "html" in format else answer
    body = f"{_text(shown)}<feedback {_HTML}>{feedback}</feedback>{near}"
    return f"<answer fraction={quoteattr(str(fraction))} {format}>{body}</answer>"


def _html(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as HTML inside XML: escaped twice."""
    return _text("".join(f"<p>{escape(words)}</p>" for words in paragraphs if words))


def _text(words: str) -> str:
    return f"<text>{escape(words)}</text>"
