"""What a person has decided about single cells: a CSV file `student,cell,points,why` that is read and never written."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import Origin, Problem, SpecError, UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.sheets_index import Index
from cnncalc.grading.tables import rows
from cnncalc.grading.tables_text import Row, Unreadable, content, decoded

if TYPE_CHECKING:
    from cnncalc.grading.students import Students

COLUMNS: Final = ("student", "cell", "points", "why")


class Decision(NamedTuple):
    """The points that a person gave to a cell, and why; `line` is its place in the file."""

    points: Fraction
    why: str = ""
    line: int = 0


Decisions: TypeAlias = Mapping[tuple[str, str], Decision]
"""Decisions by student and cell."""


class Placed(NamedTuple):
    """Decisions by the name of the sheet they are about, and what is wrong with those that are about none."""

    decisions: Decisions
    idle: tuple[Problem, ...] = ()


def read_decisions(path: str | Path, key: Key) -> Decisions:
    """Return the decisions of a file; a row without points is one that is still to be taken.

    Raises:
        UsageError: there is no such file, or it is no table.
        SpecError: rows that decide nothing, all of them: an unknown cell, points that are no number or too many, a
            cell decided twice.
    """
    file = str(path)
    try:
        text, _ = decoded(content(file), file)
        table = [row for row in rows(text).rows if any(row.fields)]
    except Unreadable as error:
        raise UsageError(f"{file} cannot be read: {error.why}", ((",".join(COLUMNS), "its first line"),)) from None
    if not table or [field.casefold() for field in table[0].fields[:3]] != list(COLUMNS[:3]):
        raise UsageError(f"{file} holds no decisions", ((",".join(COLUMNS), "its first line"),))
    index = Index(key)
    cells = {asked.id: asked.points for asked in key.cells}
    decisions: dict[tuple[str, str], Decision] = {}
    problems = []
    for row in table[1:]:
        student, cell, points, why = (*row.fields, "", "", "", "")[:4]
        if not points:
            continue
        cell = cell_called(cell, index) or cell
        where = student.removeprefix("'"), cell
        given = _points(points)
        if cell not in cells:
            help = did_you_mean(cell, cells) or ("a cell is named as in the key: conv1.params",)
            problems.append(_problem(file, row, f"the key has no cell `{cell}`", *help))
        elif given is None or not 0 <= given <= cells[cell]:
            problems.append(_problem(file, row, f"`{points}` points: {cell} is worth 0 to {float(cells[cell]):g}"))
        elif where in decisions:
            first = decisions[where].line
            problems.append(_problem(file, row, f"{student}, {cell} is decided twice, first in line {first}"))
        else:
            decisions[where] = Decision(given, why, row.line)
    if problems:
        raise SpecError(tuple(problems))
    return decisions


def cell_called(text: str, index: Index) -> str | None:
    """Return the cell that a person means by `conv1.params`, `conv1 params` or `CONV1.params`, or None."""
    return index.cell(text) or index.cell(".".join(text.split()))


def placed(decisions: Decisions, students: Students, file: str) -> Placed:
    """Return decisions by the sheets they are about; a person may call a student otherwise than the sheet does.

    Raises:
        SpecError: two decisions are about one cell of one sheet.
    """
    found: dict[tuple[str, str], Decision] = {}
    idle, twice = [], []
    for (name, cell), decision in decisions.items():
        origin = Origin(file, decision.line, 1)
        student, why = students.find(name)
        if student and students.unreadable(student):
            why = f"the sheet of {student} cannot be read"
        if why:
            idle.append(Problem("decision", f"not counted: {name}, {cell}: {why}", (), "warning", origin))
        elif (student, cell) in found:
            first = found[student, cell].line
            message = f"{name}, {cell} is decided twice: {student} has that decision from line {first}"
            twice.append(Problem("decision", message, origin=origin))
        else:
            found[student, cell] = decision
    if twice:
        raise SpecError(tuple(twice))
    return Placed(found, tuple(idle))


def _points(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", ".")) if len(text) < 20 and "e" not in text.casefold() else None
    except (ValueError, ZeroDivisionError):
        return None


def _problem(file: str, row: Row, message: str, *help: str) -> Problem:
    return Problem("decision", message, help, origin=Origin(file, row.line, 1, text=",".join(row.fields)))
