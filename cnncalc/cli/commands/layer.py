"""The one-layer commands: what a lecture asks of a single convolution, pool or fully connected layer."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc import api
from cnncalc.cli.commands.explain import explain, refuse_needless
from cnncalc.cli.flags import flags_of, options_of
from cnncalc.cli.front import OK, WRONG, exit_code
from cnncalc.cli.options import UNTOLD, Asked, Display, Question, Telling
from cnncalc.cli.output import every_convention, write_card, write_json, write_report
from cnncalc.errors import RuleError, UsageError
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.volume import Volume
from cnncalc.render.json import problem_document
from cnncalc.spec.bind import read_layer
from cnncalc.spec.notation import parse_size
from cnncalc.spec.sizes import read_volume


def run(op: str, flags: Mapping[str, object], question: Question, display: Display, telling: Telling = UNTOLD) -> int:
    """Show one layer with the worked line behind each number, or explain its numbers step by step."""
    refuse_needless(telling)
    volume, options, notes = asked_layer(op, flags, question)

    def answer(asked: Asked) -> api.Report:
        return api.layer(op, volume, **asked, **options)  # type: ignore[arg-type]  # flags are texts and switches

    if question.flops == "all" and not telling.explain:
        return every_convention(answer, question, display)
    try:
        report = answer(question.asked)
    except RuleError as error:
        if display.format == "json" and exit_code(error) == WRONG:
            write_json(problem_document((error.problem(),), ""), display)
        raise
    if telling.explain:
        return explain(report, display, telling, alone=True, notes=notes)
    if display.format in ("table", "plain"):
        write_card(report, display, notes)
    else:
        write_report(report, display, question)
    return WRONG if report.failed else OK


def asked_layer(
    op: str, flags: Mapping[str, object], question: Question
) -> tuple[Volume, dict[str, object], tuple[str, ...]]:
    """Return the input and the options that a command line asks about, and what is to be said about them.

    Raises:
        UsageError: an option is missing, or can be read two ways.
    """
    volume, notes = _input(question)
    cls = layer_class(op)
    options = options_of(cls, flags, volume)
    if missing := [name for name, field in cls.model_fields.items() if field.is_required() and name not in options]:
        example = f"cnncalc {op} --in {question.input} {flags_of(read_layer(cls.examples[0].layer))}"
        raise UsageError(f"--{missing[0]} is missing; write e.g.", ((example, ""),))
    return volume, options, notes


def _input(question: Question) -> tuple[Volume, tuple[str, ...]]:
    """Return the input volume; two numbers are a map of one channel, and that is said."""
    text = question.input or ""
    size = parse_size(text)
    if len(size.dims) == 2 and size.letters is None:
        return read_volume(f"{text}x1"), (f"{text} is read as a map of one channel, {text}x1",)
    return read_volume(text, layout=question.layout), ()
