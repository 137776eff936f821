"""`cnncalc conv … --versus fc`: from a fully connected layer to shared weights."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc import api
from cnncalc.cli.commands.layer import asked_layer
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import CARD, Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.explain.versus import versus

_MOST = 2**53


def run(op: str, flags: Mapping[str, object], against: str, question: Question, display: Display) -> int:
    """Show the weights of a layer beside those of layers that do not share them."""
    display = display.among("--versus", CARD)
    hidden = _hidden(against)
    volume, options, notes = asked_layer(op, flags, question)
    report = api.layer(op, volume, **question.asked, **options)  # type: ignore[arg-type]  # flags are texts and switches
    (layer,) = report.layers
    ways = versus(layer, hidden)
    if display.format == "json":
        from cnncalc.render.versus import versus_document

        write_json(versus_document(layer, ways), display)
    else:
        from cnncalc.render.versus import versus_card

        write(versus_card(layer, ways, look_of(display), notes), display.file)
    show_problems(report.problems)
    return WRONG if report.failed else OK


def _hidden(against: str) -> int | None:
    """Return the units of `fc:1000`; None for `fc` alone."""
    kind, colon, units = against.partition(":")
    digits = units.replace("_", "").replace(",", "")
    if kind.strip().lower() == "fc" and not colon:
        return None
    if kind.strip().lower() == "fc" and digits.isascii() and digits.isdecimal() and 1 <= int(digits) <= _MOST:
        return int(digits)
    raise UsageError(
        f"--versus {against} is neither fc nor fc with a number of hidden units; write one of",
        (("--versus fc", "between the same volumes"), ("--versus fc:1000", "also a hidden layer of 1000 units")),
    )
