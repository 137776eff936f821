"""Prints lines to a terminal, with what they stand out by: the only place that knows rich."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from cnncalc.model.report import Report
from cnncalc.render.screen import screen
from cnncalc.render.table import USUAL, View, tabulate


def show(report: Report, view: View = USUAL, *, color: bool | None = None, file: TextIO | None = None) -> None:
    """Print a report as the table of its rows, as wide as the terminal is.

    `color` is whether lines may stand out; unset, they do in a terminal, unless NO_COLOR is set.
    """
    console = _console(color, file)
    ascii = not console.encoding.startswith("utf")
    for line in screen(tabulate(report, view), console.width, ascii=ascii):
        console.print(Text(line.text, style=line.style), soft_wrap=True)


def _console(color: bool | None, file: TextIO | None) -> Console:
    """Return a terminal; where colours are not wanted, one without any escape: bold and dim go with them."""
    console = Console(file=file, force_terminal=True if color else None)
    if color is False or (color is None and console.no_color):
        return Console(file=file, width=console.width, color_system=None)
    return console
