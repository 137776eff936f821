"""`cnncalc specs`: the nets that come with the program."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.cli.front import OK
from cnncalc.cli.options import Display
from cnncalc.cli.output import write, write_json
from cnncalc.errors import UsageError
from cnncalc.spec import bundled
from cnncalc.spec.bundled import Net


def run(display: Display) -> int:
    """List name, input, parameters and GMACs of every bundled net, from the index."""
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
            write(_table(nets, separated=display.format == "table"), display.file)
        case "csv":
            from cnncalc.render.csv import dumped

            write(dumped(heading, rows), display.file)
        case "markdown":
            lines = (f"| {' | '.join(row)} |\n" for row in rows)
            write("".join([f"| {' | '.join(heading)} |\n", "|---|---|--:|--:|---|\n", *lines]), display.file)
        case "latex":
            raise UsageError("specs has no format latex", (("cnncalc specs --format markdown", "as a table"),))
    return OK


def _rows(nets: Sequence[Net], comma: str = "") -> list[tuple[str, ...]]:
    """Return the list as rows of words, the heading first."""
    rows = [(net.name, net.input, f"{net.params:{comma}}", _billions(net.macs), net.title) for net in nets]
    return [("name", "input", "params", "GMACs", "net"), *rows]


def _billions(number: int) -> str:
    """Return billions to three decimals, and of little nets the first two digits."""
    billions = number / 1e9
    return f"{billions:.3f}" if billions >= 0.01 else f"{billions:.2g}"


def _table(nets: Sequence[Net], *, separated: bool) -> str:
    """Return the list as aligned text."""
    rows = _rows(nets, "," if separated else "")
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        f"{name:{widths[0]}}  {size:{widths[1]}}  {params:>{widths[2]}}  {macs:>{widths[3]}}  {title}".rstrip()
        for name, size, params, macs, title in rows
    )
    return "\n".join(lines) + "\n"
