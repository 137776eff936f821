"""`cnncalc field`: which inputs feed a unit, and in which layer two inputs first meet."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from cnncalc import api
from cnncalc.algebra.errors import ExprError
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import CARD, Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.explain import seen
from cnncalc.spec.notation import parse_size

_EXAMPLE = 'cnncalc field 4x4x1 "conv: 1 x 2x2" --unit 0,0'


def run(
    words: Sequence[str],
    unit: str | None,
    inputs: tuple[str, str] | None,
    count_from: int | None,
    question: Question,
    display: Display,
) -> int:
    """Show what feeds a unit of a layer, or where two inputs meet.

    The words are a spec and the name of its layer, or an input size and the layers of a chain, whose last one is
    asked about.
    """
    display = display.among("what feeds a unit" if inputs is None else "where two inputs meet", CARD)
    net, *rest = words
    chain = _is_size(net)
    if unit is not None and inputs is not None:
        raise UsageError("--unit asks for one unit, and --meet finds one; write only one of them")
    if chain:
        _check_chain(net, rest, question)
        report = api.chain(net, *rest, rounding=question.rounding, layout=question.layout)
    else:
        _check_spec(net, rest, inputs)
        report = api.load(net).report(params=question.named_params, input=question.input, rounding=question.rounding)
    if not report.complete and (chain or inputs is not None or not _has(report, rest[0])):
        show_problems(report.problems)
        return WRONG

    base = count_from or 0
    if inputs is not None:
        first, second = (_input(text) for text in inputs)
        _show_meeting(seen.meet(report, first, second, count_from=base), count_from, display)
    else:
        layer = report.layers[-1].name if chain else rest[0]
        place = None if unit is None else _place(unit, "--unit")
        _show_field(seen.field(report, layer, place, count_from=base), count_from, display)
    show_problems([problem for problem in report.problems if problem.severity == "error"])
    return WRONG if report.failed else OK


def _show_field(answer: seen.UnitSeen, count_from: int | None, display: Display) -> None:
    if display.format == "json":
        from cnncalc.render.field_json import field_document

        write_json(field_document(answer, count_from), display)
    else:
        from cnncalc.render.field_map import field_card

        write(field_card(answer, look_of(display), count_from), display.file)


def _show_meeting(answer: seen.Meeting, count_from: int | None, display: Display) -> None:
    if display.format == "json":
        from cnncalc.render.field_json import meeting_document

        write_json(meeting_document(answer, count_from), display)
    else:
        from cnncalc.render.field_map import meeting_card

        write(meeting_card(answer, look_of(display), count_from), display.file)


def _is_size(word: str) -> bool:
    """Whether the first word is an input size, and so begins a chain; an existing file is a spec."""
    if Path(word).is_file():
        return False
    try:
        parse_size(word)
    except ExprError:
        return False
    return True


def _check_chain(size: str, layers: Sequence[str], question: Question) -> None:
    if not layers:
        raise UsageError(f"behind the input {size} a layer is missing; write e.g.", ((_EXAMPLE, ""),))
    if question.input is not None or question.params:
        option = "--in" if question.input is not None else "-p"
        raise UsageError(f"{option} is for specs: the input of a chain is its first word, {size}")


def _check_spec(spec: str, layers: Sequence[str], inputs: tuple[str, str] | None) -> None:
    if inputs is not None and layers:
        line = f"cnncalc field {shlex.quote(spec)} --meet {' '.join(inputs)}"
        raise UsageError("--meet finds the layer; write", ((line, ""),))
    if inputs is None and not layers:
        known = [layer.name for layer in api.load(spec).report().layers if layer.output.space]
        line = f"cnncalc field {shlex.quote(spec)} {known[-1] if known else 'conv1'}"
        raise UsageError("which layer? Its name is missing; write e.g.", ((line, ""),))
    if len(layers) > 1:
        lines = tuple((f"cnncalc field {shlex.quote(spec)} {shlex.quote(layer)}", "") for layer in layers[:2])
        raise UsageError(f"one layer at a time, not {len(layers)}; write one of", lines)


def _has(report: api.Report, layer: str) -> bool:
    try:
        report[layer]
    except KeyError:
        return False
    return True


def _place(text: str, option: str) -> tuple[int, ...]:
    """Read a place: numbers with commas between them."""
    try:
        return tuple(int(part) for part in text.strip().strip("()[]").split(","))
    except ValueError:
        example = "--unit 0,0" if option == "--unit" else "--meet 0,0 3,3"
        raise UsageError(
            f"{option} {text} is no place: whole numbers with commas between them, one an axis; write e.g.",
            ((example, ""),),
        ) from None


def _input(text: str) -> int | tuple[int, ...]:
    """Read a place of the input, or its number."""
    place = _place(text, "--meet")
    return place[0] if len(place) == 1 else place
