"""What a student gets back, as data: the own answers with their verdicts, and what is said about them."""

from __future__ import annotations

from typing import Final, NamedTuple

from cnncalc.grading.asked import Key
from cnncalc.grading.klass import added, decimal, summed
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.render.grade_signs import BLANK, FOLLOWS, OPEN, PART, RIGHT, WRONG, answer, clean, points_of, short, sign
from cnncalc.render.grade_student import Note, notes_of, worked
from cnncalc.render.look import PLAIN, Look

VERDICTS: Final = {
    RIGHT: "right",
    FOLLOWS: "right, given an earlier answer",
    PART: "right in part",
    WRONG: "wrong",
    BLANK: "blank",
    OPEN: "to be read by a person",
}


class Said(NamedTuple):
    """A cell: what was answered, the sign of its verdict, and the numbers of the notes about it."""

    answer: str
    sign: str
    notes: tuple[int, ...]


class Told(NamedTuple):
    """A note: its sentences, and with `reveal` the right calculation above the student's."""

    lines: tuple[str, ...]
    worked: tuple[str, ...] = ()


class Feedback(NamedTuple):
    """The feedback of one sheet; everything in it that a student wrote is on one line and without commands."""

    title: str
    student: str
    earned: str
    """`16.5 of 22`; empty where the sheet cannot be read."""
    problem: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Said | None, ...]], ...]
    """A row a layer or question, with None where nothing is asked."""
    points: tuple[str, ...]
    """The points of each column."""
    notes: tuple[Told, ...]
    remarks: tuple[str, ...] = ()
    """What was noticed in the sheet, such as rows that nobody asked for."""

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that occur, in the order of the legend."""
        found = {cell.sign for _, cells in self.rows for cell in cells if cell is not None}
        return tuple(sign for sign in VERDICTS if sign in found)


def feedback(key: Key, marked: Marked, name: str = "", reveal: bool = False, look: Look = PLAIN) -> Feedback:
    """Return the feedback of a sheet; `name` is how the student is addressed, where it is known."""
    total, _ = summed(key)
    student, called = short(marked.submission.student), short(name)
    shown = f"{called} ({student})" if called not in ("", student) else student
    if marked.submission.problem:
        return Feedback(key.title, shown, "", short(marked.submission.problem, 200), (), (), (), ())
    notes = notes_of(marked, look)
    columns = tuple(dict.fromkeys(mark.asked.column for mark in marked.marks))
    cells = {(mark.asked.row, mark.asked.column): _said(mark, notes, look) for mark in marked.marks}
    rows = dict.fromkeys(mark.asked.row for mark in marked.marks)
    return Feedback(
        key.title,
        shown,
        f"{points_of(marked.points, marked.most)} of {decimal(total)}",
        "",
        columns,
        tuple((row, tuple(cells.get((row, column)) for column in columns)) for row in rows),
        tuple(_points(column, marked) for column in columns),
        tuple(map(_told, notes, worked(notes, marked, look) if reveal else [()] * len(notes))),
        tuple(short(remark, 200) for remark in marked.submission.notes),
    )


def _said(mark: Mark, notes: list[Note], look: Look) -> Said:
    about = {mark.id, *mark.follows}
    numbers = tuple(number for number, note in enumerate(notes, 1) if about.intersection(note.cells))
    shown = sign(mark)
    return Said(answer(mark, look.layout), shown, () if shown == RIGHT else numbers)


def _told(note: Note, calculation: tuple[str, ...]) -> Told:
    return Told(tuple(map(clean, note.lines)), calculation)


def _points(column: str, marked: Marked) -> str:
    marks = [mark for mark in marked.marks if mark.asked.column == column]
    points, most = added(mark.points for mark in marks), added(mark.most for mark in marks)
    return f"{points_of(points, most, 0)} of {decimal(added(mark.asked.points for mark in marks))}"
