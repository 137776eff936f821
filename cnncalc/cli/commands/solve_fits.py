"""`cnncalc solve SPEC --fits`: which inputs fit, and what would change if one layer did."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cnncalc import api
from cnncalc.cli.front import OK, WRONG
from cnncalc.cli.options import Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.model.volume import Volume
from cnncalc.render import solutions_json as documents
from cnncalc.render.solutions_fits import fitting_text
from cnncalc.solve.inputs import solve_inputs
from cnncalc.solve.repairs import Repairs, solve_changes

if TYPE_CHECKING:
    from cnncalc.cli.commands.solve import Wanted

_MANY = 200
"""A range of so many sizes may take a while."""


def run(what: Sequence[str], flags: Mapping[str, object], wanted: Wanted, asked: Question, display: Display) -> int:
    """Answer which inputs fit a spec, and what the changes of a layer that does not fit make of it."""
    if not 1 <= len(what) <= 2:
        raise UsageError(
            "--fits asks about one spec, and one layer of it",
            (
                ("cnncalc solve alexnet --fits", "for example"),
                ("cnncalc solve alexnet conv1 --fits --in 224x224", "what a change of conv1 would do"),
            ),
        )
    _refuse_options(flags, wanted)
    name, layer = what[0], what[1] if len(what) == 2 else None
    spec, ranged = api.load(name), ".." in (asked.input or "")
    if ranged and layer is not None:
        raise UsageError(f"{asked.input} is a range; a change is carried through on one input", (("--in 224", "e.g."),))
    fitting = solve_inputs(spec, asked.input, params=asked.named_params, rounding=asked.rounding, track=_tracked)
    short = () if ranged else fitting.given.misfits
    if layer is None and short and not wanted.whole:
        layer = short[0]
    repairs: tuple[Repairs, ...] = ()
    if short or layer:
        repairs = solve_changes(spec, layer, asked.input, params=asked.named_params, rounding=asked.rounding)
    if display.format == "json":
        write_json(documents.fitting_document(fitting, repairs), display)
    else:
        others = [other for other in short if other not in {repaired.layer for repaired in repairs}]
        below = [_line(name, others[0], asked)] if others else []
        write(fitting_text(fitting, look_of(display), repairs=repairs, below=below), display.file)
    asked_of_one = not fitting.asked and fitting.given.fits
    return OK if fitting.sizes or asked_of_one else WRONG


def _line(name: str, layer: str, asked: Question) -> str:
    """Return the command line that asks the same about another layer."""
    words = [name, layer, "--fits", *(["--in", asked.input] if asked.input else [])]
    words += [word for param in asked.params for word in ("-p", param)]
    words += ["--rounding", asked.rounding] if asked.rounding else []
    return f"cnncalc solve {shlex.join(words)}"


def _tracked(volumes: Sequence[Volume]) -> Iterable[Volume]:
    """Return inputs one by one; of many, a terminal shows how far it is."""
    if len(volumes) < _MANY or not sys.stderr.isatty():
        return volumes
    from cnncalc.render.console import progress

    return progress(volumes, "trying sizes")


def _refuse_options(flags: Mapping[str, object], wanted: Wanted) -> None:
    """Refuse what says something about a layer, where a spec says it itself."""
    others = [*flags, *(name for name in ("out", "params", "layers") if getattr(wanted, name) is not None)]
    if others:
        raise UsageError(f"--{others[0].replace('_', '-')} does not go with --fits: the spec says what it is")
