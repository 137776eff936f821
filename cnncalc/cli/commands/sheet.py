"""`cnncalc sheet`: the answer sheet of a key, blank or filled in."""

from __future__ import annotations

from pathlib import Path

from cnncalc.cli.front import OK, show_problems
from cnncalc.cli.options import Display
from cnncalc.cli.output import look_of, write
from cnncalc.cli.whole_file import write_whole
from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.key_open import key as read_key
from cnncalc.render.look import PLAIN
from cnncalc.render.sheet import FORMATS, sheet


def run(name: str, solution: bool, display: Display, *, workbook: bool) -> int:
    """Write the sheet of a key, or of a spec.

    Raises:
        UsageError: a workbook has no file to go to, or the file is the key.
    """
    workbook = workbook or (display.file is not None and Path(display.file).suffix.lower() == ".xlsx")
    format = "xlsx" if workbook else display.among("a sheet", FORMATS).format
    if workbook and display.format == "json":
        raise UsageError("--json is no workbook; write one of them")
    if workbook and display.file is None:
        raise UsageError("a workbook is written to a file; add", (("-o sheet.xlsx", ""),))
    key = read_key(name, display.columns)
    content = sheet(key, solution=solution, format=format, look=PLAIN if display.file else look_of(display))
    if display.file is not None:
        write_whole(display.file, content.encode() if isinstance(content, str) else content, _inputs(key))
    elif isinstance(content, str):
        write(content, None)
    if key.report is not None:
        show_problems([problem for problem in key.report.problems if problem.severity == "warning"])
    return OK


def _inputs(key: Key) -> tuple[str, ...]:
    """Return the files that the key was read from."""
    spec = key.report.title.file if key.report is not None and not key.report.title.bundled else ""
    return key.file, spec
