"""The rows of a student's table to answers: headings, lines that say who it is, and the rows of the key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cnncalc.algebra.errors import listed
from cnncalc.grading.blank import NOT_ASKED
from cnncalc.grading.sheets_index import Index, describes, names_a_row, names_a_student
from cnncalc.grading.tables import fitted
from cnncalc.grading.tables_text import Row

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


class Reader:
    """Goes through the rows of a table: headings, lines that say who it is, answers."""

    def __init__(self, index: Index, delimiter: str) -> None:
        self._index = index
        self._delimiter = delimiter
        self._heading: tuple[str, ...] = ()
        self._columns: list[str | None] = []
        self._name_at = 0
        self._student_at: int | None = None
        self.sheets: dict[str, dict[str, str]] = {}
        self.who: list[str] = []
        self.found = False
        self.headless = False
        self._unknown: list[str] = []
        self._unasked: list[str] = []
        self._twice: list[str] = []
        self._notes: list[str] = []

    def read(self, row: Row) -> None:
        """Read one row."""
        fields = row.fields
        if self._is_heading(fields):
            return
        filled = [field for field in fields if field]
        if len(filled) <= 2 and fields[0] and names_a_student(fields[0]) and self._index.row(fields[0]) is None:
            self.who.extend(filled[1:])
        elif self._heading and len(fields) > len(self._heading) and any(fields[len(self._heading) :]):
            self._too_long(row)
        elif self._heading:
            self._answers(row.line, fields)
        elif len(filled) == 2 and (cell := self._index.cell(fields[0]) or self._alone(fields[0])) is not None:
            self.found = True
            self._note_twice(add(self.sheets.setdefault("", {}), cell, filled[1]), row.line, fields[0])
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
        """Put a row together that has fallen apart at the commas of its answers, or keep its parts for a person."""
        width = len(self._heading)
        whole = fitted(row.fields, width, self._delimiter)
        if whole is not None:
            self._answers(row.line, (*whole, *[""] * (width - len(whole))))
            return
        name = self._index.row(row.fields[self._name_at])
        self._notes.append(f"line {row.line} has {len(row.fields)} values for {width} columns")
        parts = BESIDE.join(field for field in row.fields[self._name_at + 1 :] if field)
        for column in self._columns:
            cell = self._index.cells.get((name or "", column or ""))
            if cell is not None:
                self.found = True
                add(self.sheets.setdefault("", {}), cell, parts)

    def _answers(self, line: int, fields: tuple[str, ...]) -> None:
        name = fields[self._name_at] if self._name_at < len(fields) else ""
        student = fields[self._student_at] if self._student_at is not None and self._student_at < len(fields) else ""
        row = self._index.row(name)
        if row is None:
            filled = any(field for at, field in enumerate(fields) if at != self._name_at)
            if name and filled:
                self._unknown.append(name)
            elif filled:
                self._unknown.append(f"line {line}")
            return
        self.found = True
        answers = self.sheets.setdefault(student, {})
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
