"""`cnncalc specs`: the nets that come with the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnncalc import api
from cnncalc.cli.front import OK
from cnncalc.cli.options import Display
from cnncalc.cli.output import write, write_json
from cnncalc.errors import UsageError
from cnncalc.spec import bundled


@dataclass(frozen=True, slots=True)
class Listed:
    """One bundled net and its main numbers."""

    name: str
    input: str
    params: int
    macs: int
    about: str


def run(display: Display) -> int:
    """List name, input, parameters and GMACs of every bundled spec and variant."""
    specs = {name: api.load(name) for name in bundled.names()}
    listed = [_listed(name, spec, variant) for name, spec in specs.items() for variant in (None, *spec.variants)]
    match display.format:
        case "json":
            keys = ("name", "input", "params", "macs", "about")
            write_json({"specs": [{key: getattr(net, key) for key in keys} for net in listed]}, display)
        case "table" | "plain":
            write(_table(listed, separated=display.format == "table"), display.file)
        case "csv":
            write("".join(f"{','.join(row)}\n" for row in _rows(listed)), display.file)
        case "markdown":
            heading, *rows = (f"| {' | '.join(row)} |\n" for row in _rows(listed))
            write("".join([heading, "|---|---|--:|--:|---|\n", *rows]), display.file)
        case "latex":
            raise UsageError("specs has no format latex", (("cnncalc specs --format markdown", "as a table"),))
    return OK


def _listed(name: str, spec: api.Spec, variant: str | None) -> Listed:
    report = spec.report(variant)
    shown = f"{name}:{variant}" if variant else name
    return Listed(shown, report.input.text, report.totals.params.total, report.totals.macs, report.title.name)


def _rows(listed: Sequence[Listed], comma: str = "") -> list[tuple[str, ...]]:
    """Return the list as rows of words, the heading first."""
    rows = [(net.name, net.input, f"{net.params:{comma}}", f"{net.macs / 1e9:.3f}", net.about) for net in listed]
    return [("name", "input", "params", "GMACs", "net"), *rows]


def _table(listed: Sequence[Listed], *, separated: bool) -> str:
    """Return the list as aligned text."""
    rows = _rows(listed, "," if separated else "")
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        f"{name:{widths[0]}}  {size:{widths[1]}}  {params:>{widths[2]}}  {macs:>{widths[3]}}  {about}".rstrip()
        for name, size, params, macs, about in rows
    )
    return "\n".join(lines) + "\n"
