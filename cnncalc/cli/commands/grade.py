"""`cnncalc grade`: mark a sheet or a class."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cnncalc.algebra.errors import counted, did_you_mean
from cnncalc.cli.commands.grade_files import inside_inputs, watched
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import Display
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.decisions import cell_called
from cnncalc.grading.key_open import is_key
from cnncalc.grading.key_open import key as open_key
from cnncalc.grading.klass_grade import Graded, grade
from cnncalc.grading.sheets_index import Index
from cnncalc.grading.students import Students
from cnncalc.render.look import PLAIN, UNBOUNDED, Look

if TYPE_CHECKING:
    from cnncalc.cli.commands import grade_to
    from cnncalc.render.exports.gradescope import Visibility

Sending: TypeAlias = "tuple[tuple[str, ...], str | None, bool, Visibility]"
"""The files that were asked for, the column and whether the gradebook itself is filled in, and who sees results."""

LISTED = 40
"""Of more sheets than this only those that a person must look at are listed."""


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
    if display.file is not None and display.format in ("csv", "markdown", "html"):
        line = (f"--to {display.format}={display.file}", "")
        raise UsageError(f"{display.file} is written beside what is shown; in place of -o write", (line,))
    display.among("a mark", ("table", "plain", "json"))
    paths = _expanded(files)
    inputs = [name for name in (key, roster, decisions, *map(str, paths)) if name]
    if display.file is not None:
        inside_inputs(display.file, inputs)
    sender = _sender(sending, why, inputs)
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
        graded = grade(key, *paths, roster=roster, decisions=decisions, watch=partial(watched, doing="marking"))
    show_problems(graded.idle[:LISTED])
    if len(graded.idle) > LISTED:
        sys.stderr.write(f"and {counted(len(graded.idle) - LISTED, 'decision')} more that could not be counted\n")
    if why is not None:
        _show_why(graded, why, display, reveal)
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

        write_json(class_document(graded, reveal), display)
        return
    if len(graded.sheets) == 1 and not graded.unmatched:
        from cnncalc.render.grade_class import idle_lines
        from cnncalc.render.grade_signs import page
        from cnncalc.render.grade_student import student_text

        look = look_for(display)
        text = student_text(graded.key, graded.sheets[0], look, reveal)
        if graded.idle:
            text += "\n" + page(look, idle_lines(graded.idle, look))
    else:
        from cnncalc.render.grade_class import class_text

        shown = graded.sheets
        if len(shown) > LISTED:
            asking = {each.student for each in graded.klass.for_you}
            shown = tuple(marked for marked in shown if marked.submission.student in asking)[:LISTED]
        text = class_text(graded, shown, look_for(display))
    write(text, display.file)


def _sender(sending: Sending | None, why: tuple[str, str] | None, inputs: Sequence[str]) -> grade_to.Sender | None:
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
    return WRONG if graded.klass.for_you or graded.unmatched or graded.idle else OK


def _show_why(graded: Graded, asked: tuple[str, str], display: Display, reveal: bool) -> None:
    """Show the reason of one mark.

    Raises:
        UsageError: there is no such sheet or cell.
    """
    student, cell = asked
    found, why = Students(graded.handed_in).find(student)
    if not found:
        raise UsageError(why)
    marked = next(each for each in graded.sheets if each.submission.student == found)
    if marked.submission.problem:
        raise UsageError(f"the sheet of {found} cannot be read: {marked.submission.problem}")
    name = cell_called(cell, Index(graded.key))
    if name is None:
        ids = [asked.id for asked in graded.key.cells]
        near = did_you_mean(cell, ids) or (f"its cells are {', '.join(ids[:6])}{' …' if len(ids) > 6 else ''}",)
        raise UsageError(f"the key asks no cell called {cell}; {near[0]}")
    mark = marked.mark(name)
    if display.format == "json":
        from cnncalc.render.grade_json import why_document

        write_json(why_document(graded.key, marked, mark, reveal), display)
        return
    from cnncalc.render.grade_why import why_text

    write(why_text(graded.key, marked, mark, look_for(display), reveal), display.file)


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
