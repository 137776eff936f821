"""Answer sheets as a workbook of Excel; the same sheet gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

from cnncalc.errors import MissingExtra
from cnncalc.grading.blank import Sheet
from cnncalc.render.sheet import rows

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WIDEST = 60


def workbook(sheet: Sheet) -> bytes:
    """Return a workbook with the table on its first page, and what a student has to know on the second.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
        from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
        from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
    except ImportError:
        line = ('pip install "cnncalc[xlsx]"', "or write the sheet as .csv")
        raise MissingExtra("a workbook needs openpyxl, which is not installed", (line,)) from None
    book = Workbook()
    page = book.active
    page.title = "answers"
    cells = rows(sheet)
    for row, texts in enumerate(cells, 1):
        heads = row == 1 or not cells[row - 2]
        for column, text in enumerate(texts, 1):
            cell = page.cell(row, column)
            cell.value = int(text) if text.isdecimal() and not heads else text
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=heads)
    for column in range(max(map(len, cells))):
        longest = max(len(texts[column]) for texts in cells if len(texts) > column)
        page.column_dimensions[get_column_letter(column + 1)].width = min(longest, _WIDEST) + 2
    page.freeze_panes = "A2"
    about = book.create_sheet("about")
    said = [sheet.title, *([f"Input: {sheet.input}"] if sheet.input else []), *sheet.said]
    for text in (*said, *(f"{name}: {what}" for name, what in sheet.net)):
        about.append([text])
        about.cell(about.max_row, 1).data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return _undated(file.getvalue())


def _undated(content: bytes) -> bytes:
    """Return a workbook without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "docProps/core.xml":
                data = _DATE.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(info.filename, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
