"""`cnncalc sheet`: the answer sheet of a key, blank or filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cnncalc.cli.front import OK, show_problems
from cnncalc.cli.options import Display
from cnncalc.cli.output import look_of, write
from cnncalc.cli.whole_file import write_whole
from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.key_open import key as read_key
from cnncalc.render.look import PLAIN
from cnncalc.render.sheet import sheet

_ENDINGS: Final = {
    ".csv": "csv", ".md": "markdown", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".xlsx": "xlsx",
    ".txt": "plain", "": "plain",
}  # fmt: skip
"""What the ending of a file says of its format, where no option does."""


def run(name: str, solution: bool, display: Display, given: str | None) -> int:
    """Write the sheet of a key, or of a spec; `given` is the format that was asked for.

    Raises:
        UsageError: a workbook has no file to go to, no sheet has such an ending, or the file is the key.
    """
    format = _format(display, given)
    if format == "xlsx" and display.file is None:
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


def _format(display: Display, given: str | None) -> str:
    """Return the format: what an option says, else the ending of the file, else that of the display."""
    ending = None if display.file is None else Path(display.file).suffix.lower()
    named = _ENDINGS.get(ending or "")
    json = display.format == "json" and named != "json"
    if json and given not in (None, "json"):
        raise UsageError(f"--json and --format {given} contradict each other; write one of them")
    chosen = "json" if json else given
    if named == "xlsx" and chosen not in (None, "xlsx"):
        raise UsageError(f"{'--json' if json else f'--format {given}'} is no workbook; write one of them")
    if chosen is not None or ending is None:
        return chosen or display.format
    if named is None:
        *others, last = filter(None, _ENDINGS)
        raise UsageError(f"a sheet is not written as {ending}; its file ends in {', '.join(others)} or {last}")
    return named


def _inputs(key: Key) -> tuple[str, ...]:
    """Return the files that the key was read from."""
    spec = key.report.title.file if key.report is not None and not key.report.title.bundled else ""
    return key.file, spec
