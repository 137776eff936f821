"""What a student gets back, as data: the own answers with their verdicts, and what is said about them."""

from __future__ import annotations

from typing import Final, NamedTuple

from cnncalc.grading.asked import Key
from cnncalc.grading.klass import decimal, summed
from cnncalc.grading.mark_types import NOTHING, Mark, Marked
from cnncalc.render.grade_signs import BLANK, FOLLOWS, OPEN, PART, RIGHT, WRONG, answer, clean, points_of, sign
from cnncalc.render.grade_student import Note, named, notes_of
from cnncalc.render.grade_worked import beside
from cnncalc.render.look import PLAIN, Look

VERDICTS: Final = {
    RIGHT: "right",
    FOLLOWS: "right, given an earlier answer",
    PART: "right in another way of counting",
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
    decided: tuple[str, ...]
    """What a person has decided."""

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that occur, in the order of the legend."""
        found = {cell.sign for _, cells in self.rows for cell in cells if cell is not None}
        return tuple(sign for sign in VERDICTS if sign in found)


def feedback(key: Key, marked: Marked, name: str = "", reveal: bool = False, look: Look = PLAIN) -> Feedback:
    """Return the feedback of a sheet; `name` is how the student is addressed, where it is known."""
    total, _ = summed(key)
    student = clean(marked.submission.student)
    shown = f"{clean(name)} ({student})" if name and clean(name) != student else student
    if marked.submission.problem:
        return Feedback(key.title, shown, "", clean(marked.submission.problem), (), (), (), (), ())
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
        tuple(_told(note, marked, look, reveal) for note in notes),
        tuple(_decided(mark) for mark in marked.marks if mark.decision is not None),
    )


def _said(mark: Mark, notes: list[Note], look: Look) -> Said:
    about = {mark.id, *mark.follows}
    numbers = tuple(number for number, note in enumerate(notes, 1) if about.intersection(note.cells))
    shown = sign(mark)
    return Said(answer(mark, look.layout), shown, () if shown == RIGHT else numbers)


def _told(note: Note, marked: Marked, look: Look, reveal: bool) -> Told:
    worked = beside(note.shown, marked, look) if reveal and note.shown is not None else ()
    return Told(tuple(map(clean, note.lines)), tuple(worked))


def _points(column: str, marked: Marked) -> str:
    marks = [mark for mark in marked.marks if mark.asked.column == column]
    points, most = sum((mark.points for mark in marks), NOTHING), sum((mark.most for mark in marks), NOTHING)
    return f"{points_of(points, most, 0)} of {decimal(sum((mark.asked.points for mark in marks), NOTHING))}"


def _decided(mark: Mark) -> str:
    """Return what a person has decided about a cell, in words."""
    assert mark.decision is not None
    why = f": {clean(mark.decision.why)}" if mark.decision.why else ""
    given = f"{decimal(mark.points)} of {decimal(mark.asked.points)}"
    return f"{named([mark])}: a person has decided, {given} points{why}"
