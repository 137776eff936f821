"""cnncalc: the calculator of CNN arithmetic.

Output volumes, parameters, receptive fields and FLOPs of every layer of a net, with the formula behind each number:

    import cnncalc
    report = cnncalc.load("alexnet").report()
    report["conv2"].output, report.totals.params

Public names are loaded when they are first used, so that `import cnncalc` costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # not `typing`'s: importing that costs more than everything else here

if TYPE_CHECKING:
    from cnncalc.api import (
        Report as Report,
    )
    from cnncalc.api import (
        Spec as Spec,
    )
    from cnncalc.api import (
        avgpool as avgpool,
    )
    from cnncalc.api import (
        bn as bn,
    )
    from cnncalc.api import (
        chain as chain,
    )
    from cnncalc.api import (
        conv as conv,
    )
    from cnncalc.api import (
        course as course,
    )
    from cnncalc.api import (
        deconv as deconv,
    )
    from cnncalc.api import (
        dwconv as dwconv,
    )
    from cnncalc.api import (
        fc as fc,
    )
    from cnncalc.api import (
        layer as layer,
    )
    from cnncalc.api import (
        load as load,
    )
    from cnncalc.api import (
        local as local,
    )
    from cnncalc.api import (
        maxpool as maxpool,
    )
    from cnncalc.api import (
        read as read,
    )
    from cnncalc.errors import CnncalcError as CnncalcError
    from cnncalc.errors import Problem as Problem
    from cnncalc.errors import RuleError as RuleError
    from cnncalc.errors import SpecError as SpecError
    from cnncalc.errors import UsageError as UsageError
    from cnncalc.exercise.apply import apply as apply
    from cnncalc.explain.seen import field as field
    from cnncalc.explain.seen import meet as meet
    from cnncalc.explain.versus import versus as versus
    from cnncalc.grading.key_open import key as key
    from cnncalc.grading.klass_grade import grade as grade
    from cnncalc.grading.quiz.make import quiz as quiz
    from cnncalc.grading.slips.got import diagnose as diagnose
    from cnncalc.render.exports.canvas import fill_canvas as fill_canvas
    from cnncalc.render.exports.made import grade_files as grade_files
    from cnncalc.render.exports.moodle import fill_moodle as fill_moodle
    from cnncalc.render.sheet import sheet as sheet
    from cnncalc.solve.formula import solve_formula as solve_formula
    from cnncalc.solve.inputs import solve_inputs as solve_inputs
    from cnncalc.solve.layer import solve_layer as solve_layer
    from cnncalc.solve.repairs import solve_changes as solve_changes
    from cnncalc.solve.stack import solve_stack as solve_stack
    from cnncalc.solve.stack_formula import stack_formula as stack_formula
    from cnncalc.solve.steps import solve_chain as solve_chain
    from cnncalc.solve.undo import undo as undo

_HOMES = {
    **dict.fromkeys(
        ("Report", "Spec", "load", "read", "chain", "course", "layer", "conv", "dwconv", "deconv", "local", "fc", "bn",
         "maxpool", "avgpool"),
        "cnncalc.api",
    ),
    **dict.fromkeys(("field", "meet"), "cnncalc.explain.seen"),
    "versus": "cnncalc.explain.versus",
    "apply": "cnncalc.exercise.apply",
    "key": "cnncalc.grading.key_open",
    "grade": "cnncalc.grading.klass_grade",
    "diagnose": "cnncalc.grading.slips.got",
    "quiz": "cnncalc.grading.quiz.make",
    "sheet": "cnncalc.render.sheet",
    "grade_files": "cnncalc.render.exports.made",
    "fill_canvas": "cnncalc.render.exports.canvas",
    "fill_moodle": "cnncalc.render.exports.moodle",
    "solve_layer": "cnncalc.solve.layer",
    "solve_chain": "cnncalc.solve.steps",
    "solve_stack": "cnncalc.solve.stack",
    "solve_formula": "cnncalc.solve.formula",
    "stack_formula": "cnncalc.solve.stack_formula",
    "solve_inputs": "cnncalc.solve.inputs",
    "solve_changes": "cnncalc.solve.repairs",
    "undo": "cnncalc.solve.undo",
    **dict.fromkeys(("CnncalcError", "Problem", "RuleError", "SpecError", "UsageError"), "cnncalc.errors"),
}  # fmt: skip

__all__ = ["__version__", *_HOMES]  # names are data here


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
