"""All files of one student marked as one sheet, which is there whatever was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.folder import Submissions, read_submissions
from cnncalc.grading.klass import Tally
from cnncalc.grading.klass_grade import Graded, ruled
from cnncalc.grading.mark import Marker
from cnncalc.grading.sheets_rows import add

NOBODY = "submission"
"""How a student is called of whom there is no sheet."""


def grade_one(key: Key, files: Iterable[str | Path], decisions: str | Path | None = None) -> Graded:
    """Mark everything in these files as the sheet of one student.

    Where nothing can be read it is a sheet with its problem, so that the student has a result that says why.

    Raises:
        UsageError: a path does not exist.
        SpecError: the decisions are wrong.
    """
    paths = [Path(file) for file in files]
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file {path}")
    try:
        handed_in = read_submissions(paths, key)
    except UsageError:
        handed_in = Submissions((Submission(NOBODY, {}, "", "no answer sheet was handed in"),))
    if len(handed_in.sheets) > 1:
        handed_in = Submissions((_together(handed_in.sheets),))
    decided = ruled(decisions, key, handed_in)
    marked = Marker(key).mark(handed_in.sheets[0], decided.decisions)
    tally = Tally(key)
    tally.add(marked)
    return Graded(key, (marked,), tally.result(), handed_in, decided.idle)


def _together(sheets: Sequence[Submission]) -> Submission:
    """Return several submissions as one: two answers to one cell are both kept, and a person decides."""
    read = [sheet for sheet in sheets if not sheet.problem]
    if not read:
        return sheets[0]
    answers: dict[str, str] = {}
    for sheet in read:
        for cell, raw in sheet.answers.items():
            add(answers, cell, raw)
    notes = [f"{sheet.file} is not read: {sheet.problem}" for sheet in sheets if sheet.problem]
    notes += [note for sheet in read for note in sheet.notes]
    return read[0]._replace(answers=answers, notes=tuple(dict.fromkeys(notes)))
