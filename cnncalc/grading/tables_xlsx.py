"""The rows of an Excel workbook, by openpyxl, which comes with an extra and is imported only for such a file."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any, Final

from cnncalc.errors import MissingExtra
from cnncalc.grading.tables_text import MOST_CELLS, Clock, Row, Unreadable

_LARGEST_INSIDE: Final = 20_000_000
"""As many bytes as a workbook may be when it is unpacked: a small file can hold gigabytes."""
_WIDEST: Final = 200


def is_workbook(data: bytes) -> bool:
    """Tell whether a zip archive is a workbook of Excel or LibreOffice's copy of one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except Exception:  # on damaged bytes the library raises more than it names
        return False


def workbook_rows(data: bytes, clock: Clock) -> tuple[Row, ...]:
    """Return the rows of a workbook's first sheet with anything on it; a formula without a value gives its text.

    Raises:
        MissingExtra: openpyxl is not installed.
        Unreadable: the workbook is damaged, or too large.
    """
    try:
        import openpyxl  # type: ignore[import-untyped]
    except ImportError:
        install = ('pip install "cnncalc[xlsx]"', "")
        raise MissingExtra("reading .xlsx needs openpyxl, which is not installed", (install,)) from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST_INSIDE:
                raise Unreadable(f"a workbook that unpacks to more than {_LARGEST_INSIDE // 10**6} MB")
        values, formulas = (_grid(openpyxl, data, clock, only) for only in (True, False))
    except Unreadable:
        raise
    except Exception as error:  # the library raises what it likes on a damaged file
        raise Unreadable(f"a damaged workbook ({type(error).__name__})") from None
    found = []
    for line, row in formulas.items():
        known = values.get(line, ())
        fields = [
            _text(known[at] if at < len(known) and known[at] is not None else cell) for at, cell in enumerate(row)
        ]
        if any(fields):
            found.append(Row(line, tuple(fields)))
    return tuple(found)


def _grid(openpyxl: Any, data: bytes, clock: Clock, values: bool) -> dict[int, tuple[object, ...]]:
    """Return the cells of the first sheet that has any, by line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and dates that the library does not know are none of ours
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        try:
            for sheet in book.worksheets:
                grid: dict[int, tuple[object, ...]] = {}
                cells = 0
                for line, row in enumerate(sheet.iter_rows(values_only=True, max_col=_WIDEST), 1):
                    clock.check()
                    if any(cell is not None for cell in row):
                        cells += sum(cell is not None for cell in row)
                        grid[line] = tuple(row)
                    if cells > MOST_CELLS or line > MOST_CELLS:
                        raise Unreadable(f"more than {MOST_CELLS:,} cells")
                if grid:
                    return grid
        finally:
            book.close()
    return {}


def _text(cell: object) -> str:
    """Return a cell as it is written: whole numbers without the `.0` that Excel keeps them with."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**63:
        return str(int(cell))
    return str(cell).strip()
