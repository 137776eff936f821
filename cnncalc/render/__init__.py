"""From a report to text and files: every format is a reading of the same report.

A format is a function from a report and a view to text; it is imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import UsageError

if TYPE_CHECKING:
    from cnncalc.model.report import Report
    from cnncalc.render.table import View

Format: TypeAlias = "Callable[[Report, View], str]"


def _lazy(module: str) -> Format:
    """Return the function `text` of a module of this package, which is imported with the first call."""

    def text(report: Report, view: View) -> str:
        format: Format = import_module(f"{__name__}.{module}").text
        return format(report, view)

    return text


FORMATS: Final[dict[str, Format]] = {
    "table": _lazy("console"),
    "plain": _lazy("plain"),
    "json": _lazy("json"),
    "csv": _lazy("csv"),
    "markdown": _lazy("markdown"),
    "latex": _lazy("latex"),
}
"""Every format by its name; `cnncalc.render.console` also prints to a terminal, in its width and colours."""


def written(report: Report, format: str = "plain", view: View | None = None) -> str:
    """Return a report as text in the format of that name.

    Raises:
        UsageError: there is no such format, or no column that the view names.
    """
    from cnncalc.render.table import View

    if format not in FORMATS:
        near = did_you_mean(format, FORMATS) or (f"the formats are {', '.join(FORMATS)}",)
        raise UsageError(f"there is no format called {format}; {near[0]}")
    return FORMATS[format](report, view or View())
