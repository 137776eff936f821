"""Answer sheets as YAML: a place for each answer, with what it is about in comments above."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from cnncalc.grading.blank import Cell, Line, Sheet, Table
from cnncalc.grading.sheets_index import ANSWER

_PLAIN = re.compile(r"[\w(][\w.()*^/+-]*(?: [\w.()*^/+-]+)*")


def yaml(sheet: Sheet) -> str:
    """Return a sheet as YAML, which is read back as it stands: `conv1: {output: …}` over several lines, `q1: …`."""
    lines = [sheet.title, *([f"Input: {sheet.input}"] if sheet.input else []), *sheet.said]
    lines += [f"{name}: {what}" for name, what in sheet.net]
    blocks = [[_comment(line) for line in lines], *([*_table(table)] for table in sheet.tables)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _table(table: Table) -> Iterator[str]:
    for line in table.lines:
        if line.what:
            yield _comment(line.what)
        yield from _line(table, line)


def _line(table: Table, line: Line) -> Iterator[str]:
    """Yield a row: a question with one answer in a line, else a line for each column below the name."""
    cells = [(column, cell) for column, cell in zip(table.columns, line.cells, strict=True) if cell.asked is not None]
    if [column for column, _ in cells] == [ANSWER]:
        yield from _place(line.name, cells[0][1])
        return
    yield f"{_scalar(line.name)}:"
    for column, cell in cells:
        yield from (f"  {each}" for each in _place(column, cell))


def _place(name: str, cell: Cell) -> Iterator[str]:
    if cell.worked:
        yield _comment(cell.worked)
    yield f"{_scalar(name)}: {_scalar(cell.answer)}" if cell.answer else f"{_scalar(name)}:"


def _scalar(text: str) -> str:
    """Return a text that YAML reads as it is: plain where nothing in it means anything, else quoted."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return f"# {''.join(sign if sign.isprintable() else ' ' for sign in text)}"
