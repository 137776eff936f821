"""`cnncalc expand`: the long form of a spec."""

from __future__ import annotations

from cnncalc import api
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import Question
from cnncalc.cli.output import write
from cnncalc.spec.long_form import long_form


def run(spec: str, params: tuple[str, ...], input: str | None, output: str | None) -> int:
    """Write every op with all its options; of a net that does not fit, what there is up to there."""
    question = Question(input, params)
    report = api.load(spec).report(params=question.named_params, input=question.input)
    write(long_form(report.graph), output)
    show_problems([problem for problem in report.problems if problem.severity == "error"])
    return WRONG if report.failed else OK
