"""The rows of a student's table to answers: headings, lines that say who it is, and the rows of the key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from cnncalc.algebra.errors import listed
from cnncalc.grading.answers_text import UNALIGNED
from cnncalc.grading.blank import NOT_ASKED
from cnncalc.grading.sheets_index import Index, describes, heads_answers, names_a_row, names_a_student, plain
from cnncalc.grading.tables import aligned
from cnncalc.grading.tables_text import Row, Unreadable

BESIDE: Final = " | "
"""What stands between two answers to one question."""


def add(answers: dict[str, str], cell: str, raw: str) -> bool:
    """Add an answer; tell whether there was another one already."""
    known = answers.get(cell)
    if not known or not raw or known == raw:
        answers[cell] = known or raw
        return False
    if raw not in known.split(BESIDE):
        answers[cell] = f"{known}{BESIDE}{raw}"
    return True


def realigned(fields: tuple[str, ...], longest: Sequence[int], delimiter: str) -> tuple[tuple[str, ...], bool]:
    """Return a row with too many fields as one of its table, and whether that is certain.

    A column in which several texts can stand has all of them, which `read_answer` gives to a person; and every
    answer has all that is there where no way is found to put the row together.
    """
    last = max((at for at, field in enumerate(fields, 1) if field), default=0)
    found: list[dict[str, None]] = [{} for _ in longest]
    for width in range(len(longest), 0, -1):  # what is not answered at the end may have no commas at all
        columns = aligned(fields[:last], longest[:width], delimiter)
        for at, texts in enumerate(found if columns else ()):
            texts |= dict.fromkeys(columns[at] if at < width else ("",))
    if not found[0]:
        first = next((at for at, most in enumerate(longest) if most), 0)
        return tuple(_either(fields[first:last]) if most else fields[at] for at, most in enumerate(longest)), False
    return tuple(map(_either, found)), all(len(texts) == 1 for texts in found)


def _either(texts: Collection[str]) -> str:
    return UNALIGNED.join(text or "-" for text in texts) if len(texts) > 1 else "".join(texts)


class Student(NamedTuple):
    """What stands in a table between one line that says who it is and the next: words, and answers by student."""

    said: dict[str, str]
    """Who it is, by the heading: `id`, `name`."""
    sheets: dict[str, dict[str, str]]
    """The answers by what a column of students says, which is nothing where there is none."""


class Reader:
    """Goes through the rows of a table: headings, lines that say who it is, answers."""

    def __init__(self, index: Index, delimiter: str) -> None:
        self._index = index
        self._delimiter = delimiter
        self._heading: tuple[str, ...] = ()
        self._columns: list[str | None] = []
        self._name_at = 0
        self._student_at: int | None = None
        self.students = [Student({}, {})]
        self.found = False
        self.headless = False
        self._unknown: list[str] = []
        self._unasked: list[str] = []
        self._twice: list[str] = []
        self._notes: list[str] = []
        self._headed = True

    def read(self, row: Row) -> None:
        """Read one row."""
        fields = row.fields
        if self._is_heading(fields):
            return
        filled = [field for field in fields if field]
        if len(filled) <= 2 and fields[0] and names_a_student(fields[0]) and self._index.row(fields[0]) is None:
            if filled[1:] and not heads_answers(filled[1]):
                self._says(plain(fields[0]), filled[1], row.line)
        elif self._heading and len(fields) > len(self._heading) and any(fields[len(self._heading) :]):
            self._too_long(row)
        elif self._heading:
            self._answers(row.line, fields)
        elif len(filled) == 2 and (cell := self._index.cell(fields[0]) or self._alone(fields[0])) is not None:
            self.found = True
            self._note_twice(add(self._sheet(""), cell, filled[1]), row.line, fields[0])
        elif self._index.row(fields[0]) is not None:
            self.headless = True
            self._unknown.append(f"line {row.line} ({fields[0]}, without a heading above it)")
        elif len(filled) > 1 and not describes(fields[0]):
            self._unknown.append(fields[0] or f"line {row.line}")

    def notes(self) -> Iterable[str]:
        """Return what was noticed."""
        yield from dict.fromkeys(self._notes)
        if self._unknown:
            yield f"not in the key: {listed(dict.fromkeys(self._unknown))}"
        if self._unasked:
            yield f"answered, but not asked: {listed(dict.fromkeys(self._unasked))}"
        if self._twice:
            yield f"answered in two ways: {listed(dict.fromkeys(self._twice))}"

    def _sheet(self, student: str) -> dict[str, str]:
        return self.students[-1].sheets.setdefault(student, {})

    def _says(self, heading: str, who: str, line: int) -> None:
        """Take a line that says who it is; one that says somebody else begins that student's answers."""
        said = self.students[-1].said
        if heading not in said:
            self._headed = self._headed and bool(said or not self.students[-1].sheets)
            said[heading] = who
        if said[heading] == who:
            return
        if not self._headed:
            raise Unreadable(
                f"two students, {said[heading]} and on line {line} {who}, and it is not clear whose is what"
            )
        self.students.append(Student({heading: who}, {}))

    def _alone(self, name: str) -> str | None:
        return self._index.alone.get(self._index.row(name) or "")

    def _is_heading(self, fields: tuple[str, ...]) -> bool:
        if self._index.row(fields[0]) is not None or not (not fields[0] or any(map(names_a_row, fields[:3]))):
            return False
        columns = [self._index.column(field) for field in fields]
        if not any(columns):
            return False
        naming = [at for at, field in enumerate(fields) if columns[at] is None and (names_a_row(field) or at == 0)]
        if not naming:
            return False
        layers = [at for at in naming if names_a_row(fields[at]) and not names_a_student(fields[at])]
        self._name_at = (layers or naming)[0]
        students = [at for at, field in enumerate(fields) if names_a_student(field) and at != self._name_at]
        self._student_at = students[0] if students else None
        self._heading, self._columns = fields, columns
        taken = {self._name_at, self._student_at}
        others = [
            field
            for at, field in enumerate(fields)
            if field and columns[at] is None and at not in taken and not describes(field)
        ]
        if others:
            self._notes.append(f"columns that are not asked: {listed(others)}")
        return True

    def _too_long(self, row: Row) -> None:
        """Put a row together that has fallen apart at the commas of its answers, or keep what each can be."""
        width = len(self._heading)
        name = self._index.row(row.fields[self._name_at]) or ""
        cells = [self._index.cells.get((name, column or "")) for column in self._columns]
        alone = {self._name_at, self._student_at}
        longest = [0 if at in alone else self._index.longest(cell) for at, cell in enumerate(cells)]
        texts, certain = realigned(row.fields, longest, self._delimiter)
        if not certain:
            self._notes.append(f"line {row.line} has {len(row.fields)} values for {width} columns")
        self._answers(row.line, texts)

    def _answers(self, line: int, fields: tuple[str, ...]) -> None:
        name = fields[self._name_at] if self._name_at < len(fields) else ""
        student = fields[self._student_at] if self._student_at is not None and self._student_at < len(fields) else ""
        row = self._index.row(name)
        if row is None:
            filled = [field for at, field in enumerate(fields) if field and at not in (self._name_at, self._student_at)]
            cell = self._index.cell(name)
            if cell is not None and len(filled) <= 1:
                self.found = True
                self._note_twice(add(self._sheet(student), cell, "".join(filled)), line, cell)
            elif filled:
                self._unknown.append(name or f"line {line}")
            return
        self.found = True
        answers = self._sheet(student)
        used = False
        cells = self._index.cells
        for field, column in zip(fields, self._columns, strict=False):
            if column is None:
                continue
            cell = cells.get((row, column))
            if cell is not None:
                used = True
                if cell not in answers:
                    answers[cell] = field
                else:
                    self._note_twice(add(answers, cell, field), line, cell)
            elif field and field != NOT_ASKED:
                self._unasked.append(f"{row}.{column}")
        if not used:
            self._elsewhere(line, row, fields, answers)

    def _elsewhere(self, line: int, row: str, fields: tuple[str, ...], answers: dict[str, str]) -> None:
        """Take the only answer of a row that has only one cell, whatever column it stands in."""
        filled = [field for field, column in zip(fields, self._columns, strict=False) if column and field]
        filled = [field for field in filled if field != NOT_ASKED]
        cell = self._index.alone.get(row)
        if len(filled) == 1 and cell is not None:
            self._unasked = [each for each in self._unasked if not each.startswith(f"{row}.")]
            self._note_twice(add(answers, cell, filled[0]), line, cell)

    def _note_twice(self, twice: bool, line: int, cell: str) -> None:
        if twice:
            self._twice.append(f"{cell} (line {line})")
