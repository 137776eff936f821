"""`cnncalc specs`: the nets that come with the program."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from textwrap import wrap

from cnncalc.cli.front import OK, width_of
from cnncalc.cli.options import LIST, Display
from cnncalc.cli.output import write, write_json
from cnncalc.spec import bundled
from cnncalc.spec.bundled import Net

NARROWEST = 80
"""The list is laid out for a screen of at least so many columns."""
_LONGEST = 20
"""A longer name than this does not widen its column on a narrow screen."""


def run(display: Display) -> int:
    """List name, input, parameters and GMACs of every bundled net, from the index."""
    display = display.among("the list of specs", LIST)
    nets = bundled.nets()
    heading, *rows = _rows(nets)
    match display.format:
        case "json":
            from cnncalc import __version__
            from cnncalc.render.json import SCHEMA_VERSION

            write_json(
                {"schema_version": SCHEMA_VERSION, "cnncalc": __version__, "specs": [net._asdict() for net in nets]},
                display,
            )
        case "table" | "plain":
            width = max(width_of(sys.stdout) or NARROWEST, NARROWEST) if display.format == "table" else None
            write(_table(nets, width), display.file)
        case "csv":
            from cnncalc.render.csv import dumped

            write(dumped(heading, rows), display.file)
        case "markdown":
            lines = (f"| {' | '.join(row)} |\n" for row in rows)
            write("".join([f"| {' | '.join(heading)} |\n", "|---|---|--:|--:|---|\n", *lines]), display.file)
    return OK


def _rows(nets: Sequence[Net], comma: str = "") -> list[tuple[str, ...]]:
    """Return the list as rows of words, the heading first."""
    rows = [(net.name, net.input, f"{net.params:{comma}}", _billions(net.macs), net.title) for net in nets]
    return [("name", "input", "params", "GMACs", "net"), *rows]


def _billions(number: int) -> str:
    """Return billions to three decimals, and of little nets the first two digits."""
    billions = number / 1e9
    return f"{billions:.3f}" if billions >= 0.01 else f"{billions:.2g}"


def _table(nets: Sequence[Net], width: int | None = None) -> str:
    """Return the list as aligned text; on a screen of a width, thousands are separated and long titles wrap.

    Where the screen is too narrow for the longest names, they stand on a line of their own.
    """
    rows = _rows(nets, "," if width else "")
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if width and sum(widths) + 2 * (len(widths) - 1) > width:
        widths[0] = max(len(name) for name, *_ in rows if len(name) <= _LONGEST)
    before = sum(widths[:-1]) + 2 * (len(widths) - 1)
    lines: list[str] = []
    for name, size, params, macs, title in rows:
        if len(name) > widths[0]:
            lines.append(name)
            name = ""
        numbers = f"{name:{widths[0]}}  {size:{widths[1]}}  {params:>{widths[2]}}  {macs:>{widths[3]}}  "
        first, *rest = wrap(title, width - before) if width else [title]
        lines += [numbers + first, *(" " * before + line for line in rest)]
    return "\n".join(lines) + "\n"
