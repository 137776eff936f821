"""`cnncalc explain` and `--explain`: how each number comes about, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnncalc import api
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import PAGE, Display, Telling
from cnncalc.cli.output import look_of, write
from cnncalc.errors import UsageError
from cnncalc.model.course import FILE, USUAL, Course


def explain(
    report: api.Report, display: Display, telling: Telling, *, alone: bool = False, notes: Sequence[str] = ()
) -> int:
    """Write the explanation of a report and return the exit code.

    `alone` is for one layer that stands in no net; `notes` are said below it where people read it.
    """
    display = display.among("an explanation", PAGE)
    of = tuple(telling.of.split(",")) if telling.of else None
    course = _course(telling.course)
    explained = report.explain(*telling.layers, of=of, course=course, layout=display.layout, alone=alone)
    text = explained.to_text(display.format, look_of(display), telling.steps)
    said = notes if display.format in ("table", "plain") else ()
    write("\n".join((text, *(f"{note}\n" for note in said))), display.file)
    if not alone:
        show_problems([problem for problem in report.problems if problem.severity != "note"])
    return WRONG if report.failed else OK


def refuse_needless(telling: Telling) -> None:
    """Refuse options of an explanation where nothing is explained.

    Raises:
        UsageError: with what is missing.
    """
    if telling.needless:
        raise UsageError(
            f"{telling.needless} says how to explain; add", (("--explain", "the calculation of each number"),)
        )


def _course(name: str | None) -> Course:
    """Return the course of a file, or that of the working folder, if there is one."""
    if name is None and not Path(FILE).is_file():
        return USUAL
    return api.course(name or FILE)
