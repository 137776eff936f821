"""Gradescope's `results.json`: a test a cell, and what the student reads."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from cnncalc.grading.asked import Asked, Key
from cnncalc.grading.klass import why
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.render.feedback import VERDICTS
from cnncalc.render.grade_claims import decided
from cnncalc.render.grade_signs import cell_name, short, sign
from cnncalc.render.grade_student import Note, notes_of, student_text
from cnncalc.render.look import PLAIN, Look

Visibility: TypeAlias = Literal["visible", "after_due_date", "after_published", "hidden"]

_encoded: Final = json.JSONEncoder(ensure_ascii=False).encode


def text(key: Key, marked: Marked, reveal: bool = False, visibility: Visibility = "visible", look: Look = PLAIN) -> str:
    """Return the results of one submission, also of one that cannot be read.

    The score is the sum of the tests, which is why there is none beside them. A cell that a person has to decide
    counts what it is certain to have.
    """
    notes = notes_of(marked, look) if marked.marks else []
    marks = {mark.id: mark for mark in marked.marks}
    document = {
        "output": student_text(key, marked, look, reveal),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
    }
    lines = [f"{_encoded(name)}: {_encoded(value)}" for name, value in document.items()]
    tests = [_encoded(_test(asked, marks.get(asked.id), notes, visibility)) for asked in key.cells]
    if not tests:  # what is asked is what the sheets answer, and they answer nothing
        why = f"The sheet cannot be read: {short(marked.submission.problem, 200)}"
        tests = [_encoded(_fields("answer sheet", 0, 1, why, visibility))]
    return "{\n" + ",\n".join([*lines, '"tests": [\n' + ",\n".join(tests) + "\n]"]) + "\n}\n"


def _test(asked: Asked, mark: Mark | None, notes: list[Note], visibility: Visibility) -> dict[str, object]:
    score = _number(mark.points) if mark is not None else 0
    output = _output(mark, notes) if mark is not None else "The sheet cannot be read."
    return _fields(cell_name(asked.row, asked.column), score, _number(asked.points), output, visibility)


def _fields(name: str, score: float, most: float, output: str, visibility: Visibility) -> dict[str, object]:
    return {
        "name": name,
        "name_format": "text",
        "score": score,
        "max_score": most,
        "output": output,
        "output_format": "text",
        "visibility": visibility,
    }


def _output(mark: Mark, notes: list[Note]) -> str:
    """Return the verdict of a cell, and the first sentence of each note about it."""
    if mark.decision is not None:
        return "\n".join(decided([mark]))
    lines = [VERDICTS[sign(mark)]]
    if mark.for_a_person:
        return f"{lines[0]}: {why(mark)}"
    if lines[0] != "right":
        about = {mark.id, *mark.follows}
        lines += [note.lines[0] for note in notes if about.intersection(note.cells)]
    return "\n".join(lines)


def _number(points: Fraction) -> float | int:
    return points.numerator if points.denominator == 1 else float(round(points, 6))
