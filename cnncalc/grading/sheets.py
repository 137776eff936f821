"""The content of one file to answers: a student's table in any format, or a table with a row a student.

Nothing is lost: a cell that is answered twice with different words keeps both, with a bar between them, which
`read_answer` gives to a person; what the key does not ask is named in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from cnncalc.algebra.errors import listed
from cnncalc.grading.sheets_index import ANSWER, Index, describes, names_a_student, plain
from cnncalc.grading.sheets_rows import BESIDE, Reader, add, realigned
from cnncalc.grading.sheets_tree import Leaf, by_student, leaves, read_tree
from cnncalc.grading.tables import Table, rows
from cnncalc.grading.tables_text import LARGEST, LARGEST_CLASS, MOST_CELLS, Clock, Unreadable, decoded
from cnncalc.grading.tables_xlsx import is_workbook, workbook_rows

_TREES: Final = (".yaml", ".yml", ".json")
_WORD: Final = re.compile(r"[^,;\t|\"\n]+")
_KEYED: Final = re.compile(r"(?:\s*#.*\n)*\s*(?:[{\[]|[\w.-]+\s*:(?:\s|$))")
_SHEET: Final = "a sheet has a line `layer,output,params` above the layers, or `id,answer` above questions"


class Sheet(NamedTuple):
    """What a file says of one student: who it is, where it says so, and the answers by cell."""

    who: tuple[str, ...]
    answers: dict[str, str]
    notes: tuple[str, ...] = ()


def read_sheets(data: bytes, name: str, index: Index) -> tuple[Sheet, ...]:
    """Return the sheets in the bytes of a file: one, or in a table of a class one a row.

    Raises:
        Unreadable: it is none; why.
        MissingExtra: it is a workbook, and openpyxl is not installed.
    """
    clock = Clock()
    if data.startswith(b"PK") and is_workbook(data):
        _small(data)
        return _of_table(Table(workbook_rows(data, clock), ""), index, clock)
    text, note = decoded(data, name)
    if not text.strip():
        raise Unreadable("the file is empty")
    notes = (note,) if note else ()
    suffix = Path(name).suffix.lower()
    if suffix in _TREES or (suffix not in (".csv", ".tsv", ".md") and _KEYED.match(text)):
        _small(data)
        trees = by_student(read_tree(text, name), partial(_is_student, index), index.means)
        return _of_trees(trees, index, clock, notes)
    clock.check()
    if is_class(text, index):
        return _of_table(rows(text, Clock(60), LARGEST_CLASS), index, clock, notes)
    _small(data)
    table = rows(text, clock)
    return _of_table(table, index, clock, (*notes, *table.notes))


def is_class(text: str, index: Index) -> bool:
    """Tell whether a text begins as a table with a row a student."""
    head = "\n".join(text[:100_000].lstrip().splitlines()[:2])
    if not any(map(names_a_student, _WORD.findall(head))):
        return False
    found = rows(head, most=LARGEST).rows
    return bool(found) and _class_columns(found[0].fields, index) is not None


def merged(sheets: Sequence[Sheet]) -> Sheet:
    """Return what several sheets of one student say together; where two differ, a cell keeps both answers."""
    if len(sheets) == 1:
        return sheets[0]
    answers: dict[str, str] = {}
    for sheet in sheets:
        for cell, raw in sheet.answers.items():
            add(answers, cell, raw)
    notes = dict.fromkeys(note for sheet in sheets for note in sheet.notes)
    both = [cell for cell, raw in answers.items() if BESIDE in raw and any(raw != s.answers.get(cell) for s in sheets)]
    if both:
        notes[f"answered in two ways: {listed(both)}"] = None
    return Sheet(sheets[0].who, answers, tuple(notes))


def _small(data: bytes) -> None:
    if len(data) > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 10**6} MB")


def _class_columns(fields: Sequence[str], index: Index) -> tuple[list[int], list[tuple[int, str]], list[str]] | None:
    """Return the columns that say who it is, those of cells, and the headings of the others; None for other rows."""
    people = [at for at, field in enumerate(fields) if names_a_student(field)]
    cells = [
        (at, cell)
        for at, field in enumerate(fields)
        if at not in people and (cell := index.cell(field) or index.alone.get(index.row(field) or "")) is not None
    ]
    if not people or not cells:
        return None
    used = {*people, *(at for at, _ in cells)}
    others = [field for at, field in enumerate(fields) if at not in used and field and not describes(field)]
    return people, cells, others


def _of_table(table: Table, index: Index, clock: Clock, notes: tuple[str, ...] = ()) -> tuple[Sheet, ...]:
    if not table.rows:
        raise Unreadable("the table is empty")
    columns = _class_columns(table.rows[0].fields, index)
    if columns is not None:
        return _of_class(table, columns, index, notes)
    if sum(len(row.fields) for row in table.rows) > MOST_CELLS:
        raise Unreadable(f"more than {MOST_CELLS:,} cells")
    reader = Reader(index, table.delimiter)
    for row in table.rows:
        clock.check()
        reader.read(row)
    if not reader.found:
        lacks = "the heading is missing" if reader.headless else "no line names a layer or a question of the key"
        raise Unreadable(f"{lacks}; {_SHEET}")
    found = (*notes, *reader.notes())
    return tuple(
        Sheet((student,) if student else tuple(said.values()), answers, found)
        for said, sheets in reader.students
        for student, answers in (sheets or {"": {}}).items()
    )


def _of_class(
    table: Table, columns: tuple[list[int], list[tuple[int, str]], list[str]], index: Index, notes: tuple[str, ...]
) -> tuple[Sheet, ...]:
    people, cells, others = columns
    if others:
        notes = (*notes, f"columns that are not asked: {listed(others)}")
    width = len(table.rows[0].fields)
    asked = dict(cells)
    longest = [0 if at in people else index.longest(asked.get(at)) for at in range(width)]
    sheets = []
    for row in table.rows[1:]:
        fields, certain = row.fields, True
        if len(fields) > width and any(fields[width:]):
            fields, certain = realigned(fields, longest, table.delimiter)
        more = () if certain else (f"line {row.line} has {len(row.fields)} values for {width} columns",)
        answers = {cell: fields[at] for at, cell in cells if at < len(fields)}
        sheets.append(Sheet(_named(fields, people) or (f"line {row.line}",), answers, (*notes, *more)))
    if not sheets:
        raise Unreadable("a table with a row a student, and no student in it")
    return tuple(sheets)


def _named(fields: Sequence[str], people: Sequence[int]) -> tuple[str, ...]:
    return tuple(fields[at] for at in people if at < len(fields) and fields[at])


def _is_student(index: Index, heading: str, value: str) -> bool:
    return names_a_student(heading) and not index.means(value)


def _of_trees(
    trees: Iterable[tuple[tuple[str, ...], object]], index: Index, clock: Clock, notes: tuple[str, ...]
) -> tuple[Sheet, ...]:
    sheets = tuple(_of_tree(who, leaves(tree, clock), index, notes) for who, tree in trees)
    if not any(sheet.answers for sheet in sheets):
        raise Unreadable(
            "it answers no question of the key; a sheet is written `conv1: {output: 55x55x96}`, `q1: 7600`"
        )
    return sheets


def _of_tree(named: tuple[str, ...], found: Iterable[Leaf], index: Index, notes: tuple[str, ...]) -> Sheet:
    answers: dict[str, str] = {}
    who = list(named)
    below: dict[str, None] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for leaf in found:
        cell = _cell(leaf.path, index)
        if cell is not None:
            if add(answers, cell, leaf.text):
                twice.append(cell)
        elif len(leaf.path) == 1 and names_a_student(leaf.path[0]):
            who.append(leaf.text)
        elif plain(leaf.path[-1]).startswith("student"):
            below[leaf.text] = None
        elif leaf.text and not describes(leaf.path[-1]) and not describes(leaf.path[0]):
            unknown.append(".".join(leaf.path)[:60])
    if len(below) > 1:
        raise Unreadable(f"several students: {listed(below)}; a file is one student's, or a list with an entry each")
    if unknown:
        notes = (*notes, f"not in the key: {listed(dict.fromkeys(unknown))}")
    if twice:
        notes = (*notes, f"answered in two ways: {listed(dict.fromkeys(twice))}")
    return Sheet(tuple(who), answers, notes)


def _cell(path: tuple[str, ...], index: Index) -> str | None:
    """Return the cell that the last words of a path name: `layers`, `conv1`, `output`; or `q1`."""
    if len(path) >= 2 and (row := index.row(path[-2])) is not None and (column := index.column(path[-1])) is not None:
        return index.cells.get((row, column))
    if len(path) >= 2 and plain(path[-1]) == ANSWER and (cell := index.cell(path[-2])) is not None:
        return cell
    return index.cell(path[-1]) or index.alone.get(index.row(path[-1]) or "")
