"""`cnncalc solve` in letters: formulas of what is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cnncalc.cli.flags import one_side, options_of
from cnncalc.cli.front import OK, WRONG
from cnncalc.cli.options import Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.volume import Volume
from cnncalc.render import formulas as render
from cnncalc.render import solutions_json as documents
from cnncalc.solve.formula import Formulas, solve_formula
from cnncalc.solve.question import SAME
from cnncalc.solve.stack_formula import stack_formula
from cnncalc.spec.notation import parse_size

if TYPE_CHECKING:
    from cnncalc.cli.commands.solve import Wanted


def run(op: str, wanted: Wanted, flags: Mapping[str, object], question: Question, display: Display) -> int:
    """Answer a question about one layer."""
    size = question.input or ("n x n" if wanted.out in (None, SAME) else wanted.out)
    axes = min(max(len(parse_size(size).dims), 1), 3)
    options = options_of(layer_class(op), flags, Volume((1,) * axes, 0))
    answer = solve_formula(
        op,
        question.input,
        wanted.out,
        params=wanted.params,
        layout=question.layout,
        **options,  # type: ignore[arg-type]  # flags are texts and switches
    )
    return _told(answer, display)


def run_stack(wanted: Wanted, flags: Mapping[str, object], question: Question, display: Display) -> int:
    """Answer a question about equal layers."""
    if wanted.rf is None and (question.input or wanted.out):
        raise UsageError(
            "--layers goes with --rf, or with --kernel alone", (("cnncalc solve --layers 3 --kernel 3", ""),)
        )
    sides = {name: one_side(f"--{name}", flags.get(name)) for name in ("kernel", "dilation")}
    if other := [name for name in flags if name not in sides]:
        raise UsageError(f"layers of stride 1 have a formula; leave --{other[0].replace('_', '-')} out")
    return _told(stack_formula(wanted.rf, sides["kernel"], wanted.layers, sides["dilation"] or "1"), display)


def _told(answer: Formulas, display: Display) -> int:
    if display.format == "json":
        write_json(documents.formula_document(answer), display)
    else:
        write(render.text(answer, look_of(display)), display.file)
    return OK if answer.formulas else WRONG
