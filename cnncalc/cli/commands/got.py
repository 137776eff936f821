"""`--got NUMBER`: which number of a layer or a net it is, or what makes it of one."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc import api
from cnncalc.cli.commands.layer import asked_layer
from cnncalc.cli.front import OK, WRONG
from cnncalc.cli.options import CARD, Answered, Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.grading.slips.got import diagnose


def run(op: str, flags: Mapping[str, object], answered: Answered, question: Question, display: Display) -> int:
    """Tell what a number is to one layer."""
    volume, options, _ = asked_layer(op, flags, question)
    report = api.layer(op, volume, **question.asked, **options)  # type: ignore[arg-type]  # flags are texts and switches
    return tell(report, answered, display)


def tell(report: api.Report, answered: Answered, display: Display) -> int:
    """Write what a number is to a report; the exit code says whether it is right."""
    display = display.among("--got", CARD)
    found = diagnose(report, answered.text, layer=answered.layer, of=answered.of, layout=display.layout)
    if display.format == "json":
        from cnncalc.render.got import got_document

        write_json(got_document(found, answered.reveal), display)
    else:
        from cnncalc.render.got import got_card

        write(got_card(found, report, look_of(display), answered.reveal), display.file)
    return OK if found.is_right else WRONG
