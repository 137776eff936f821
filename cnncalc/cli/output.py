"""Where an answer goes: the terminal, a pipe or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cnncalc.api import Report
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import Asked, Display, Question
from cnncalc.engine.conventions import CONVENTIONS
from cnncalc.errors import UsageError
from cnncalc.render import written
from cnncalc.render.columns import TABLE
from cnncalc.render.look import Look, Role, plain
from cnncalc.render.table import View


def write(text: str, file: str | None) -> None:
    """Write text to a file or to standard output (`-`), where what the encoding lacks becomes `?`."""
    if file not in (None, "-"):
        try:
            Path(file).write_text(text, encoding="utf-8", errors="replace")
        except OSError as error:
            raise UsageError(f"{file} cannot be written: {error.strerror}") from None
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def write_json(document: Mapping[str, object], display: Display) -> None:
    """Write a JSON document."""
    from cnncalc.render.json import dumped

    write(dumped(document), display.file)


def write_report(report: Report, display: Display, question: Question) -> None:
    """Write the table of a net, or the report in another format.

    FLOPs that were asked for get a column where no lines below the table tell them.

    Raises:
        UsageError: only an explanation can be a page.
    """
    if display.format == "html":
        raise UsageError("only an explanation can be an HTML page; add", (("--explain", "to a layer or a net"),))
    columns = display.columns
    if columns is None and question.flops is not None and display.format in ("plain", "markdown", "latex"):
        columns = (*TABLE, "flops")
    view = View(columns, display.open, display.layout)
    if display.format == "table" and display.file is None:
        from cnncalc.render import console

        console.show(report, view, color=display.color)
    else:
        write(written(report, display.format, view), display.file)


def write_card(report: Report, display: Display, notes: Sequence[str]) -> None:
    """Write the card of one layer, as wide as the terminal up to what a person reads at a glance."""
    from cnncalc.render.card import card

    write(card(report, look_of(display), notes), display.file)


def look_of(display: Display) -> Look:
    """Return how a card is written: its signs, colours, and order of sizes."""
    return Look(ascii=not _utf(), layout=display.layout, style=_coloured if display.color else plain)


def every_convention(report: Callable[[Asked], Report], question: Question, display: Display) -> int:
    """Write one line for each convention of FLOPs: its name, the count, and what it counts; return the exit code.

    Raises:
        UsageError: the format is for layers.
    """
    usual = report(replace(question, flops="2macs").asked)
    names = [name for name, rule in CONVENTIONS.items() if rule.letters or not usual.lettered]
    reports = {name: report(replace(question, flops=name).asked) for name in names}
    rows = [(name, answer.totals.flops, CONVENTIONS[name].counts) for name, answer in reports.items()]
    match display.format:
        case "json":
            from cnncalc.render.json import SCHEMA_VERSION

            listed = [{"name": name, "flops": flops, "counts": what} for name, flops, what in rows]
            write_json({"schema_version": SCHEMA_VERSION, "conventions": listed}, display)
        case "csv":
            from cnncalc.render.csv import dumped

            write(dumped(("name", "flops", "counts"), rows), display.file)
        case "table" | "plain":
            counts = [f"{flops:,}" for _, flops, _ in rows]
            name, width = max(map(len, CONVENTIONS)), max(map(len, counts))
            lines = (f"{rule:{name}}  {n:>{width}}  {what}\n" for (rule, _, what), n in zip(rows, counts, strict=True))
            write("".join(lines), display.file)
        case _:
            line = "cnncalc SPEC --flops all --format csv"
            raise UsageError(f"--flops all has no format {display.format}", ((line, "a line for each convention"),))
    first = reports["2macs"]
    show_problems([problem for problem in first.problems if problem.severity == "error"])
    return WRONG if first.failed else OK


_CODES: dict[Role, str] = {"title": "1", "label": "2", "result": "1", "dim": "2", "wrong": "1;31"}
"""Bold, dim and red as terminals know them: a card is too small a thing to load a library of colours for."""


def _coloured(role: Role, text: str) -> str:
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m"


def _utf() -> bool:
    return (sys.stdout.encoding or "ascii").lower().startswith("utf")
