"""One marked sheet: the student's own numbers with their verdicts, and a hint for each slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cnncalc.algebra.errors import counted
from cnncalc.grading.asked import Key
from cnncalc.grading.klass import added, decimal, why
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.grading.sheetwide import Found
from cnncalc.render.grade_claims import decided, named, of_followers, of_slip
from cnncalc.render.grade_signs import answer, page, part, points_of, short, sign
from cnncalc.render.grade_worked import beside
from cnncalc.render.look import PLAIN, Look, Role

_GAP, _WIDEST_GAP = 3, 6


class Note(NamedTuple):
    """What is said about some cells: the cells, the text, and the mark whose worked lines may stand below.

    `others` are the slips that would explain these cells as well, in half a sentence each.
    """

    cells: tuple[str, ...]
    lines: tuple[str, ...]
    shown: Mark | None = None
    others: tuple[str, ...] = ()


def student_text(key: Key, marked: Marked, look: Look, reveal: bool = False) -> str:
    """Return the feedback of one sheet: hints only, and the worked lines beside the student's with `reveal`."""
    total = added(asked.points for asked in key.cells)
    name = short(marked.submission.student)
    if marked.submission.problem:
        lines = look.ends(key.title, name)
        problem = f"This sheet cannot be read: {short(marked.submission.problem, 200)}"
        return page(look, [*lines, "", *look.hanging("", 0, problem)])
    earned = f"{points_of(marked.points, marked.most)} of {decimal(total)}"
    lines = [*look.ends(key.title, f"{name}   {earned}"), ""]
    notes = notes_of(marked, look)
    lines += _table(marked, notes, look)
    calculations = worked(notes, marked, look) if reveal else [()] * len(notes)
    for number, (note, calculation) in enumerate(zip(notes, calculations, strict=True), 1):
        first, *rest = note.lines
        lines += ["", *look.hanging(f"{number}".ljust(3), 3, first)]
        for text in rest:
            lines += look.hanging("   ", 3, text)
        lines += ["   " + line for line in calculation]
    if not notes:
        lines += ["", "Everything is right."]
    for remark in marked.submission.notes:
        lines += ["", *look.hanging("", 0, f"Seen in the sheet: {short(remark, 200)}")]
    return page(look, lines)


def worked(notes: Sequence[Note], marked: Marked, look: Look) -> list[tuple[str, ...]]:
    """Return for each note the right calculation beside the student's, and what else may be behind it.

    Two notes do not say the same calculation twice.
    """
    told: list[tuple[str, ...]] = []
    found: list[tuple[str, ...]] = []
    for note in notes:
        lines = tuple(beside(note.shown, marked, look)) if note.shown is not None else ()
        others = tuple(f"or      {what}" for what in note.others)
        found.append((*(() if lines in told else lines), *others))
        told.append(lines)
    return found


def notes_of(marked: Marked, look: Look = PLAIN) -> list[Note]:
    """Return what there is to say about a sheet, in the order of its cells."""
    marks = {mark.id: mark for mark in marked.marks}
    columns = list(dict.fromkeys(mark.asked.column for mark in marked.marks))
    by_column = sorted(marks, key=lambda name: columns.index(marks[name].asked.column))
    order = {name: place for place, name in enumerate(by_column)}
    notes = [_slip_note(marked, found, marks, look) for found in marked.slips]
    told = {cell for note in notes for cell in note.cells}
    for mark in marked.unexplained:
        if mark.follows and not mark.points and mark.convention is None:
            text = f"{named([mark])}. It is right for your earlier answers, which this key does not follow."
        else:
            text = f"{named([mark])}. No common slip gives this number: work it out again, step by step."
        notes.append(Note((mark.id,), (text, *of_followers(marked, [mark], look))))
    for mark in marked.marks:
        if mark.decision is not None and mark.id not in told:
            notes.append(Note((mark.id,), (*decided([mark]), *of_followers(marked, [mark], look))))
        elif mark.verdict == "blank":
            notes.append(
                Note(
                    (mark.id,),
                    (f"{named([mark])}, is blank: {part(mark.asked.points).replace('a point', '1 point')} to be had.",),
                )
            )
        elif mark.for_a_person:
            reason = why(mark)
            stop = "" if reason.endswith("?") else "."
            notes.append(Note((mark.id,), (f"{named([mark])}, is still to be read by a person: {reason}{stop}",)))
    notes.sort(key=lambda note: order[note.cells[0]])
    return _merged(notes, marks)


def _merged(notes: Sequence[Note], marks: dict[str, Mark]) -> list[Note]:
    """Say once what is blank."""
    blank = [note for note in notes if marks[note.cells[0]].verdict == "blank"]
    if len(blank) < 2:
        return list(notes)
    cells = tuple(cell for note in blank for cell in note.cells)
    to_be_had = added(marks[cell].asked.points for cell in cells)
    text = f"{counted(len(cells), 'cell')} are blank: {decimal(to_be_had)} points to be had."
    return [*(note for note in notes if note not in blank), Note(cells, (text,))]


def _slip_note(marked: Marked, found: Found, by_cell: Mapping[str, Mark], look: Look) -> Note:
    marks = [by_cell[cell] for cell in found.cells]
    lines = (f"{named(marks)}. {found.slip.hint}", *of_slip(marks), *decided(marks), *of_followers(marked, marks, look))
    return Note(found.cells, lines, marks[0], tuple(slip.what for slip in found.also))


def _table(marked: Marked, notes: Sequence[Note], look: Look) -> list[str]:
    """Return the cells, a line a layer and a column a quantity."""
    ruled = look.bounded
    names = list(dict.fromkeys(mark.asked.column for mark in marked.marks))
    columns = [
        _column(name, [mark for mark in marked.marks if mark.asked.column == name], notes, look) for name in names
    ]
    rows = list(dict.fromkeys(mark.asked.row for mark in marked.marks))
    first = max(len("points"), *map(len, rows)) + 2
    taken = first + sum(column.width for column in columns)
    gap = " " * max(_GAP, min(_WIDEST_GAP, (look.width - taken) // max(len(columns) - 1, 1)))

    def line(start: str, texts: Iterable[str]) -> str:
        parts = (text.ljust(column.width) for column, text in zip(columns, texts, strict=True))
        return start.ljust(first) + gap.join(parts)

    rule = [look.style("dim", "─" * look.width)] if ruled else []
    lines = [look.style("dim", line("layer", [column.heading for column in columns])), *rule]
    lines += [_styled(line(row, [column.cells.get(row, "") for column in columns]), look) for row in rows]
    return [*lines, *rule, look.style("result", line("points", [column.points for column in columns]))]


class Column(NamedTuple):
    """A column of the table as text: its heading, a cell a row, and its points."""

    heading: str
    cells: dict[str, str]
    points: str
    width: int


def _column(name: str, marks: Sequence[Mark], notes: Sequence[Note], look: Look) -> Column:
    texts = [answer(mark, look.layout, look.bounded) for mark in marks]
    width = max(len(name), *map(len, texts))
    right = name not in ("output", "answer")

    def placed(text: str) -> str:
        return text.rjust(width) if right else text.ljust(width)

    cells = {
        mark.asked.row: f"{placed(text)}  {sign(mark)}{_refs(mark, notes)}"
        for mark, text in zip(marks, texts, strict=True)
    }
    points = placed(_sum(marks))
    return Column(placed(name), cells, points, max(len(points), *map(len, cells.values())))


def _styled(line: str, look: Look) -> str:
    role: dict[str, Role] = {"✗": "wrong"}
    for mark, style in role.items():
        if mark in line:
            line = line.replace(mark, look.style(style, mark))
    return line


def _refs(mark: Mark, notes: Sequence[Note]) -> str:
    """Return the notes of a cell: its own, and those of the cells that it builds on."""
    if mark.verdict == "blank":
        return " blank"
    about = {mark.id, *mark.follows}
    numbers = [number for number, note in enumerate(notes, 1) if about.intersection(note.cells)]
    if not numbers or sign(mark) == "✓":
        return ""
    return f" note{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _sum(marks: Sequence[Mark]) -> str:
    points, most = added(mark.points for mark in marks), added(mark.most for mark in marks)
    total = added(mark.asked.points for mark in marks)
    return f"{points_of(points, most, 0)} of {decimal(total)}"
