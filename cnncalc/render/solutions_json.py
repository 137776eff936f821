"""What `cnncalc solve` found, as the documents of `--json`; docs/solve.md says what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc import __version__
from cnncalc.model.volume import Volume, sizes_text
from cnncalc.render.json import SCHEMA_VERSION

if TYPE_CHECKING:
    from cnncalc.solve.formula import Formulas
    from cnncalc.solve.found import Answer, Solution
    from cnncalc.solve.inputs import Fitting
    from cnncalc.solve.repairs import Outcome, Repairs
    from cnncalc.solve.stack import Stack, StackAnswer
    from cnncalc.solve.steps import Step
    from cnncalc.solve.undo import Undone


def answer_document(answer: Answer) -> dict[str, object]:
    """Return all layers that answer a question about one layer."""
    return {
        **_begun("layer"),
        "op": answer.op,
        "unknown": list(answer.unknown),
        "input": answer.input.text,
        "output": answer.output.text,
        "solutions": list(map(_solution, answer.solutions)),
        "rounded": list(map(_solution, answer.rounded)),
        "why": answer.why or None,
        "nearest": list(map(_solution, answer.nearest)),
        "notes": list(answer.notes),
        "enlarging": answer.enlarging.op if answer.enlarging else None,
    }


def chain_document(steps: Sequence[Step]) -> dict[str, object]:
    """Return the steps of a chain of volumes, each with all its layers."""
    return {
        **_begun("chain"),
        "steps": [
            {
                "input": step.input.text,
                "output": step.output.text,
                "solutions": list(map(_solution, step.solutions)),
                "why": step.why or None,
            }
            for step in steps
        ],
    }


def stack_document(answer: StackAnswer) -> dict[str, object]:
    """Return the stacks of layers that see so many pixels."""
    return {
        **_begun("stack"),
        "unknown": answer.unknown or None,
        "receptive_field": answer.field,
        "solutions": list(map(_stack, answer.solutions)),
        "count": answer.count,
        "why": answer.why or None,
        "nearest": list(map(_stack, answer.nearest)),
    }


def formula_document(answer: Formulas) -> dict[str, object]:
    """Return what is looked for as formulas in letters."""
    return {
        **_begun("formula"),
        "op": answer.title,
        "asked": answer.asked,
        "unknown": list(answer.unknown),
        "formulas": [
            {
                "name": formula.name,
                "values": [value if isinstance(value, int) else str(value) for value in formula.values],
                "line": formula.line,
                "conditions": list(formula.conditions),
            }
            for formula in answer.formulas
        ],
        "why": answer.why or None,
    }


def undone_document(undone: Undone) -> dict[str, object]:
    """Return the layer that undoes another one's sizes."""
    return {
        **_begun("undo"),
        "op": undone.layer.kind,
        "input": undone.input.text,
        "output": undone.output.text,
        "left_over": list(undone.left),
        "solutions": [_solution(undone.solution)],
    }


def fitting_document(fitting: Fitting, repairs: Sequence[Repairs] = ()) -> dict[str, object]:
    """Return the inputs with which every window of a net fits, and what its layers' repairs make of it."""
    given = fitting.given
    return {
        **_begun("fits"),
        "spec": fitting.name,
        "input": _volume(given.input),
        "fits": given.fits,
        "misfits": list(given.misfits),
        "problem": given.problem or None,
        "range": fitting.asked or None,
        "tried": fitting.tried,
        "inputs": list(map(_volume, fitting.sizes)),
        "every": fitting.every,
        "why": fitting.why or None,
        "repairs": list(map(_repairs, repairs)),
    }


def _repairs(repairs: Repairs) -> dict[str, object]:
    return {
        "layer": repairs.layer,
        "text": repairs.text,
        "into": repairs.into or None,
        "rounded": _outcome(repairs.rounded),
        "changed": list(map(_outcome, repairs.changed)),
        "others": list(repairs.others),
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    whole = not outcome.problem
    return {
        "change": outcome.change.what if outcome.change else None,
        "output": _volume(outcome.output),
        "last_map": _volume(outcome.last) if whole else None,
        "params": outcome.params if whole else None,
        "fits": whole and not outcome.misfits,
        "misfits": list(outcome.misfits),
        "later_misfits": list(outcome.later),
        "resized": [{"layer": layer, "was": _volume(was), "now": _volume(now)} for layer, was, now in outcome.resized],
        "problem": outcome.problem or None,
    }


def _begun(what: str) -> dict[str, object]:
    return {"schema_version": SCHEMA_VERSION, "cnncalc": __version__, "solve": what}


def _solution(solution: Solution) -> dict[str, object]:
    known = solution.counted
    return {
        "layer": solution.text,
        "values": dict(solution.found),
        "input": solution.input.text if known else sizes_text(solution.input.space),
        "output": solution.output.text if known else sizes_text(solution.output.space),
        "params": solution.params if known else None,
        "exact": solution.exact,
        "usual": solution.usual,
    }


def _stack(stack: Stack) -> dict[str, object]:
    return {
        "layers": [{"layer": text, "count": count} for text, count in stack.counts],
        "depth": stack.depth,
        "receptive_field": None if stack.whole else stack.field,
        "one_less": stack.less,
        "dilations": list(stack.dilations),
        "dense": stack.dense,
    }


def _volume(volume: Volume) -> dict[str, object]:
    return {"space": list(volume.space), "channels": volume.channels, "text": volume.text}
