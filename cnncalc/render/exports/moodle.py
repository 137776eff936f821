"""Moodle's offline grading worksheet, with the grades and the comments filled in and every other byte as it was."""

from __future__ import annotations

from typing import Final

from cnncalc.errors import UsageError
from cnncalc.grading.exports_csv import opened
from cnncalc.grading.exports_match import matched
from cnncalc.grading.klass_grade import Graded
from cnncalc.render.exports.gradebook import Filled, grade, had, line, number_of, other_scale, people, sheets
from cnncalc.render.feedback import feedback
from cnncalc.render.feedback_html import comment
from cnncalc.render.look import PLAIN, Look

_IDENTIFIER, _GRADE, _MODIFIED = "Identifier", "Grade", "Last modified (grade)"
_NEEDED: Final = (_IDENTIFIER, _GRADE, _MODIFIED)
"""The columns without which Moodle does not take the file."""
_MOST, _OPEN, _COMMENTS = "Maximum Grade", "Grade can be changed", "Feedback comments"
_IDS: Final = ("ID number", "Username", "Email address")


def fill_moodle(graded: Graded, data: bytes, name: str, reveal: bool = False, look: Look = PLAIN) -> Filled:
    """Return the worksheet with the points of the class, and the notes where it has a column for comments.

    Raises:
        UsageError: the file is no grading worksheet of Moodle.
    """
    book = opened(data, name)
    columns = {field.text.strip(): at for at, field in enumerate(book.rows[0])}
    if missing := [heading for heading in _NEEDED if heading not in columns]:
        raise UsageError(
            f"{name} is no grading worksheet of Moodle in English: it has no column {', '.join(missing)}",
        )
    ids = [columns[heading] for heading in _IDS if heading in columns]
    names = [columns["Full name"]] if "Full name" in columns else []
    lines = [line(book, row, ids, names, columns[_IDENTIFIER]) for row in range(1, len(book.rows))]
    lines = [each for each in lines if each.ids or each.name]
    found = matched(lines, people(graded))
    notes = list(found.notes)
    changes: dict[tuple[int, int], str] = {}
    by_student, known = sheets(graded), people(graded)
    grades = 0
    scales: dict[str, None] = {}
    for row, student in found.students.items():
        texts = [field.text for field in book.rows[row]]
        cells = {heading: texts[at] for heading, at in columns.items() if at < len(texts)}
        points, why = grade(by_student[student])
        why = why or _refused(cells, points)
        if why:
            notes.append(f"{student} is not filled in: {why}")
            continue
        scales |= dict.fromkeys(other_scale(graded, cells.get(_MOST, "")))
        grades += 1
        changes[row, columns[_GRADE]] = points
        notes += had(student, cells[_GRADE].strip(), points)
        if _COMMENTS in cells:
            said = comment(feedback(graded.key, by_student[student], known[student].name, reveal, look))
            changes[row, columns[_COMMENTS]] = said
            if cells[_COMMENTS].strip() not in ("", said):
                notes.append(f"{student} had another comment, which is replaced")
    if _COMMENTS not in columns:
        notes.append(f"it has no column {_COMMENTS}: only the grades are filled in")
    return Filled(book.filled(changes), grades, (*scales, *notes))


def _refused(cells: dict[str, str], points: str) -> str:
    """Return why Moodle would pass over a grade without a word; nothing where it takes it."""
    if _GRADE not in cells:
        return "the line is too short"
    if cells.get(_OPEN, "Yes").strip().casefold() == "no":
        return "the grade is locked"
    most, number = number_of(cells.get(_MOST, "")), number_of(points)
    if most is not None and number is not None and number > most:
        return f"{points} is more than the {cells[_MOST].strip()} of the assignment, which Moodle does not take"
    return ""
