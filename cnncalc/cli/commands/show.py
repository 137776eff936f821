"""`cnncalc SPEC` and `cnncalc chain`: a net, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from cnncalc import api
from cnncalc.cli.commands.explain import explain, refuse_needless
from cnncalc.cli.front import OK, WRONG, of_request, show_problems
from cnncalc.cli.options import UNTOLD, Answered, Asked, Display, Question, Telling
from cnncalc.cli.output import every_convention, write_report
from cnncalc.errors import SpecError


def run(
    spec: str, question: Question, display: Display, telling: Telling = UNTOLD, answered: Answered | None = None
) -> int:
    """Show a spec, explain its numbers, or tell what somebody's number is to it."""
    load = cache(api.load)  # `--flops all` asks several times

    def report(asked: Asked) -> api.Report:
        return load(spec).report(params=question.named_params, input=question.input, **asked)

    return _answered(spec, question, display, report, telling, answered)


def run_chain(
    layers: Sequence[str],
    question: Question,
    display: Display,
    telling: Telling = UNTOLD,
    answered: Answered | None = None,
) -> int:
    """Show a sequential net given on the command line, as `run` does a spec."""
    size = question.input or ""
    return _answered("chain", question, display, lambda asked: api.chain(size, *layers, **asked), telling, answered)


def _answered(
    name: str,
    question: Question,
    display: Display,
    report: Callable[[Asked], api.Report],
    telling: Telling,
    answered: Answered | None,
) -> int:
    """Write what a net's report says, by one convention of FLOPs or by all of them, or explain its numbers.

    Where somebody has `answered` a number, only what that is to the net is written.
    """
    try:
        if answered is not None:
            from cnncalc.cli.commands.got import tell

            return tell(report(question.asked), answered, display)
        refuse_needless(telling)
        if telling.explain:
            return explain(report(question.asked), display, telling)
        return (
            every_convention(report, question, display)
            if question.flops == "all"
            else _shown(report(question.asked), display, question)
        )
    except SpecError as error:
        if of_request(error):
            raise
        return _unreadable(error, name, display)


def _shown(report: api.Report, display: Display, question: Question) -> int:
    """Write a report, and what is to be said about it; a net that fits nowhere has only problems."""
    if report.layers or display.format == "json":
        write_report(report, display, question)
    show_problems([problem for problem in report.problems if problem.severity != "note" or problem.code == "claim"])
    return WRONG if report.failed else OK


def _unreadable(error: SpecError, file: str, display: Display) -> int:
    """Report a spec that cannot be read: its problems, and in JSON the same document without layers."""
    if display.format == "json":
        from cnncalc.cli.output import write_json
        from cnncalc.render.json import problem_document

        write_json(problem_document(error.problems, file), display)
    show_problems(error.problems)
    return WRONG
