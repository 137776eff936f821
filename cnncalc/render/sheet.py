"""Answer sheets as text: for a terminal, as CSV, as Markdown, as YAML, and as data for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from textwrap import wrap
from typing import Final

from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.blank import Cell, Line, Sheet, Table, blank
from cnncalc.grading.blank import solution as filled
from cnncalc.grading.key_open import key as read
from cnncalc.render.csv import dumped
from cnncalc.render.json import SCHEMA_VERSION
from cnncalc.render.look import PLAIN, Look
from cnncalc.render.markdown import escaped
from cnncalc.render.sheet_yaml import yaml

FORMATS: Final = ("table", "plain", "csv", "markdown", "yaml", "json")
"""The formats of a sheet that are text; `xlsx` is made by `cnncalc.render.sheet_workbook`."""

_BLANK: Final = "........"
_NARROWEST: Final = 20
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def sheet(key: Key | str, *, solution: bool = False, format: str = "csv", look: Look = PLAIN) -> str | bytes:
    """Return the answer sheet of a key, or of a spec: blank, or with `solution` filled in, with the worked lines.

    It is a text, or for the format `xlsx` the bytes of a workbook.

    Raises:
        UsageError: there is no such key, spec or format.
        SpecError: with everything that is wrong in the key.
        MissingExtra: a workbook needs openpyxl.
    """
    asked = read(key) if isinstance(key, str) else key
    page = filled(asked) if solution else blank(asked)
    if format == "xlsx":
        from cnncalc.render.sheet_workbook import workbook

        return workbook(page)
    return text(page, format, look)


def text(sheet: Sheet, format: str = "plain", look: Look = PLAIN) -> str:
    """Return a sheet in one of the formats that are text.

    Raises:
        UsageError: there is no such format.
    """
    if format in ("table", "plain"):
        return _plain(sheet, look, separate=format == "table")
    if format not in _WRITERS:
        raise UsageError(f"a sheet is no {format}; its formats are {', '.join(FORMATS)} and xlsx")
    return _WRITERS[format](sheet)


def safe(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula; numbers stay as they are."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def worked(table: Table, line: Line) -> str:
    """Return the worked lines of a row in one cell."""
    return "; ".join(
        f"{column}: {cell.worked}" if len(table.columns) > 1 else cell.worked
        for column, cell in zip(table.columns, line.cells, strict=True)
        if cell.worked
    )


def rows(sheet: Sheet) -> list[list[str]]:
    """Return all cells of a sheet with their headings, tables parted by an empty row; a solution ends in `worked`."""
    found: list[list[str]] = []
    for table in sheet.tables:
        found += [[]] if found else []
        found.append([*table.heading, *(["worked"] if sheet.solution else [])])
        for line in table.lines:
            row = [line.name, line.what, *(cell.text for cell in line.cells)]
            found.append([*row, worked(table, line)] if sheet.solution else row)
    return found


def document(sheet: Sheet) -> dict[str, object]:
    """Return a sheet as a JSON document: a row for each layer or question, its answers null where they are blank."""
    return {
        "schema_version": SCHEMA_VERSION,
        "title": sheet.title,
        "input": sheet.input or None,
        "tables": [
            {"head": table.head, "columns": list(table.columns), "rows": [_row(table, line) for line in table.lines]}
            for table in sheet.tables
        ],
        "net": [{"layer": name, "what": what} for name, what in sheet.net],
        "notes": list(sheet.said),
        "solution": sheet.solution,
    }


def _row(table: Table, line: Line) -> dict[str, object]:
    cells = [
        {
            "id": cell.asked.id,
            "column": column,
            "points": float(cell.asked.points),
            "answer": cell.answer or None,
            "worked": cell.worked or None,
        }
        for column, cell in zip(table.columns, line.cells, strict=True)
        if cell.asked is not None
    ]
    return {"name": line.name, "what": line.what, "cells": cells}


def _csv(sheet: Sheet) -> str:
    first, *others = ([safe(cell) for cell in row] for row in rows(sheet))
    return dumped(first, others)


def _markdown(sheet: Sheet) -> str:
    lines = [f"# {escaped(sheet.title)}", ""]
    if sheet.input:
        lines += [f"Input: {sheet.input}", ""]
    if sheet.net:
        lines += [*(f"- {escaped(name)}: {escaped(what)}" for name, what in sheet.net), ""]
    lines += [" ".join(map(escaped, sheet.said)), ""]
    for table in sheet.tables:
        lines += [f"| {' | '.join(table.heading)} |", f"| {' | '.join('---' for _ in table.heading)} |"]
        for line in table.lines:
            row = (line.name, line.what, *(cell.text for cell in line.cells))
            lines.append(f"| {' | '.join(map(escaped, row))} |")
        lines.append("")
    derived = [
        f"- {escaped(cell.asked.id)}: {escaped(cell.worked)}"
        for table in sheet.tables
        for line in table.lines
        for cell in line.cells
        if cell.asked is not None and cell.worked
    ]
    return "\n".join((*lines, *derived)).rstrip("\n") + "\n"


def _plain(sheet: Sheet, look: Look, *, separate: bool) -> str:
    """Return a sheet as a terminal shows it: dots where an answer belongs, worked lines below their row."""
    title = f"{sheet.title}: solution" if sheet.solution else sheet.title
    lines = [*look.ends(title, f"input {sheet.input}" if sheet.input else ""), ""]
    name = max((len(name) for name, _ in sheet.net), default=0)
    for layer, what in sheet.net:
        lines += look.hanging(f"{layer:{name}}  ", name + 2, what)
    lines += [""] if sheet.net else []
    for table in sheet.tables:
        lines += [*_table(table, look, separate), ""]
    lines += look.hanging("", 0, " ".join(sheet.said))
    return look.page(lines)


def _table(table: Table, look: Look, separate: bool) -> Iterator[str]:
    answers = [[_answer(cell, separate) for cell in line.cells] for line in table.lines]
    widths = [max(len(column), *(len(row[at]) for row in answers)) for at, column in enumerate(table.columns)]
    name = max(len(table.head), *(len(line.name) for line in table.lines))
    room = max(look.width - name - 2 - sum(width + 2 for width in widths), _NARROWEST)
    said = [wrap(line.what, room, break_on_hyphens=False) or [""] for line in table.lines]
    what = max(len("what"), *(len(part) for parts in said for part in parts))
    heads = "".join(f"  {column:{width}}" for column, width in zip(table.columns, widths, strict=True))
    yield f"{table.head:{name}}  {'what':{what}}{heads}".rstrip()
    label = max(map(len, table.columns)) + 2 if len(table.columns) > 1 else 0
    for line, row, (first, *more) in zip(table.lines, answers, said, strict=True):
        cells = "".join(f"  {cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"{line.name:{name}}  {first:{what}}{cells}".rstrip()
        yield from (f"{'':{name}}  {part}" for part in more)
        for column, cell in zip(table.columns, line.cells, strict=True):
            if cell.worked:
                start = f"{'':{name}}    {column if label else '':{label}}"
                yield from look.hanging(start, len(start), cell.worked)


def _answer(cell: Cell, separate: bool) -> str:
    """Return what stands in a cell on a screen: the answer, dots for one, or a dash where none is asked."""
    if not cell.answer:
        return _BLANK if cell.asked is not None else "-"
    return f"{int(cell.answer):,}" if separate and cell.answer.isdecimal() else cell.answer


def _json(sheet: Sheet) -> str:
    from cnncalc.render.json import dumped as json_text

    return json_text(document(sheet))


_WRITERS: Final[Mapping[str, Callable[[Sheet], str]]] = {
    "csv": _csv, "markdown": _markdown, "yaml": yaml, "json": _json,
}  # fmt: skip
