"""`cnncalc expand`: the long form of a spec."""

from __future__ import annotations

from cnncalc import api
from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import Question
from cnncalc.cli.output import write


def run(spec: str, params: tuple[str, ...], input: str | None, output: str | None) -> int:
    """Write every op with all its options; of a net that does not fit, what there is up to there."""
    question = Question(input, params)
    loaded = api.load(spec)
    report = loaded.report(params=question.named_params, input=question.input)
    write(loaded.long_form(params=question.named_params, input=question.input), output)
    show_problems([problem for problem in report.problems if problem.severity == "error"])
    return WRONG if report.failed else OK
