"""`cnncalc grade`: mark a sheet or a class."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cnncalc.algebra.errors import did_you_mean
from cnncalc.cli.commands.grade_files import inside_inputs
from cnncalc.cli.front import OK, WRONG, width_of
from cnncalc.cli.options import Display
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.key_open import is_key
from cnncalc.grading.key_open import key as open_key
from cnncalc.grading.klass_grade import Graded, grade
from cnncalc.grading.mark_types import Marked
from cnncalc.render.look import PLAIN, UNBOUNDED, Look

if TYPE_CHECKING:
    from cnncalc.cli.commands import grade_to
    from cnncalc.render.exports.gradescope import Visibility

Sending: TypeAlias = "tuple[tuple[str, ...], str | None, bool, Visibility]"
"""The files that were asked for, the column and whether the gradebook itself is filled in, and who sees results."""

LISTED = 40
"""Of more sheets than this only those that a person must look at are listed."""
_SHORT = 200
"""Marking so many sheets takes no longer than a blink: no bar is shown."""


def run(
    key: str,
    files: Sequence[str],
    roster: str | None,
    decisions: str | None,
    reveal: bool,
    why: tuple[str, str] | None,
    display: Display,
    sending: Sending | None = None,
    *,
    one: bool = False,
) -> int:
    """Mark what was handed in, show it, and return the exit code: 1 for a wrong answer or what needs a person.

    Raises:
        UsageError: nothing is named that was handed in, a format or file that marks do not have, a file that is read
            would be lost, or options exclude each other.
    """
    display.among("a mark", ("table", "plain", "json"))
    paths = _expanded(files)
    if display.file is not None:
        inside_inputs(display.file, [key, roster or "", decisions or "", *map(str, paths)])
    sender = _sender(sending, why, [key, roster, decisions, *map(str, paths)])
    if not paths:
        if sender is None or not sender.only_autograder:
            line = ("cnncalc grade KEY SUBMISSION...", "a file, a pattern, a folder or a zip")
            raise UsageError("missing argument 'SUBMISSION...'", (line,))
        sender.send_autograder(open_key(key), reveal)
        return OK
    if one:
        from cnncalc.grading.exports_one import grade_one

        if roster is not None:
            raise UsageError("--one is for the files of one student, and --roster for a class; leave one of them out")
        graded = grade_one(_key_file(key), paths, decisions)
    else:
        graded = grade(key, *paths, roster=roster, decisions=decisions, watch=_watched)
    if why is not None:
        write(_why(graded, why, look_for(display), reveal), display.file)
        return OK
    if sender is not None:
        sender.prepare(graded, PLAIN._replace(layout=display.layout), reveal)
    _show(graded, reveal, display)
    if sender is not None:
        sender.send()
    return _code(graded)


def _show(graded: Graded, reveal: bool, display: Display) -> None:
    """Show one sheet or the class."""
    if display.format == "json":
        from cnncalc.render.grade_json import class_document

        write_json(class_document(graded.key, graded.klass, graded.sheets, reveal, graded.unmatched), display)
        return
    if len(graded.sheets) == 1 and not graded.unmatched:
        from cnncalc.render.grade_student import student_text

        text = student_text(graded.key, graded.sheets[0], look_for(display), reveal)
    else:
        from cnncalc.render.grade_class import class_text

        listed = graded.sheets
        if len(listed) > LISTED:
            asking = {each.student for each in graded.klass.for_you}
            listed = tuple(marked for marked in listed if marked.submission.student in asking)[:LISTED]
        text = class_text(graded.key, graded.klass, listed, look_for(display), graded.unmatched)
    write(text, display.file)


def _sender(
    sending: Sending | None, why: tuple[str, str] | None, inputs: Sequence[str | None]
) -> grade_to.Sender | None:
    """Return what writes the files that were asked for, or None."""
    if sending is None:
        return None
    if why is not None:
        raise UsageError("--why is the reason of one mark, and --to writes all of them; leave one of them out")
    from cnncalc.cli.commands.grade_to import Sender

    return Sender(*sending, inputs)


def _key_file(name: str) -> Key:
    """Return the key of a file: of one student, the sheet is not what says what is asked."""
    if not is_key(name):
        open_key(name)
        raise UsageError(f"--one needs a key file, which says what is asked; {name} is a spec")
    return open_key(name)


def look_for(display: Display) -> Look:
    """Return how marks are written: as wide as a page in a terminal, without a width in a pipe."""
    look = look_of(display)
    return look if display.format == "table" else look._replace(width=UNBOUNDED)


def _code(graded: Graded) -> int:
    """Return 1 where the one sheet is not all right, or where some of a class wait for a person."""
    if len(graded.sheets) == 1:
        (marked,) = graded.sheets
        whole = sum(asked.points for asked in graded.key.cells)
        return OK if marked.marks and marked.points == whole else WRONG
    return WRONG if graded.klass.for_you or graded.unmatched else OK


def _why(graded: Graded, asked: tuple[str, str], look: Look, reveal: bool) -> str:
    from cnncalc.render.grade_why import why_text

    student, cell = asked
    marked = _sheet(graded, student)
    if marked.submission.problem:
        raise UsageError(f"the sheet of {student} cannot be read: {marked.submission.problem}")
    ids = [mark.id for mark in marked.marks]
    name = cell.strip().replace(" ", ".")
    if name not in ids:
        near = did_you_mean(name, ids) or (f"its cells are {', '.join(ids[:6])}{' …' if len(ids) > 6 else ''}",)
        raise UsageError(f"the key asks no cell called {cell}; {near[0]}")
    return why_text(graded.key, marked, marked.mark(name), look, reveal)


def _sheet(graded: Graded, student: str) -> Marked:
    names = {marked.submission.student: marked for marked in graded.sheets}
    if student not in names:
        near = did_you_mean(student, names)
        raise UsageError(f"there is no sheet of {student}" + (f"; {near[0]}" if near else ""))
    return names[student]


def _expanded(files: Iterable[str]) -> list[Path]:
    """Return the files with patterns expanded, which not every shell does.

    Raises:
        UsageError: a pattern matches nothing.
    """
    from glob import glob

    found: list[Path] = []
    for name in files:
        if any(sign in name for sign in "*?[") and not Path(name).exists():
            matches = sorted(glob(name, recursive=True))
            if not matches:
                raise UsageError(f"no file matches {name}")
            found += map(Path, matches)
        else:
            found.append(Path(name))
    return found


def _watched(submissions: Sequence[Submission]) -> Iterable[Submission]:
    """Hand submissions on, with a bar on standard error where somebody waits for it."""
    if len(submissions) < _SHORT or width_of(sys.stderr) is None:
        return submissions
    from cnncalc.render.console import progress

    return progress(submissions, "marking")
