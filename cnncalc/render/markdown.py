"""The table as GitHub's Markdown, with what explains its signs below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cnncalc.model.report import Report
from cnncalc.render.table import USUAL, Cells, View, tabulate

_SPECIAL: Final = re.compile(r"([\\`*|<>\[\]]|(?<!\w)_|_(?!\w))")


def text(report: Report, view: View = USUAL) -> str:
    """Return the table: numbers to the right, sums bold."""
    table = tabulate(report, view)
    rules = ("---" if column.align == "left" else "---:" for column in table.columns)
    lines = [_line(escaped(column.heading) for column in table.columns), _line(rules)]
    for section in filter(None, (table.net, table.aux)):
        lines += [_line(_texts(cells)) for cells in section.rows]
        lines.append(_line(f"**{words}**" if words else "" for words in _texts(section.total)))
    lines += [f"\n{escaped(note.text.strip())}" for note in table.notes if note.explains]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return a text in which Markdown finds nothing to format."""
    return _SPECIAL.sub(r"\\\1", text)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _texts(cells: Cells) -> list[str]:
    return [escaped(cell.text + cell.mark) for cell in cells]
