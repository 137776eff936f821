"""What a spec says of itself, held against the report: `-> 55x55x96` behind a layer, and `expect:`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.collect import compared
from cnncalc.algebra.errors import ExprError, did_you_mean
from cnncalc.algebra.expr import Dim, Expr, evaluate
from cnncalc.algebra.parser import parse
from cnncalc.errors import Problem, RuleError, Severity
from cnncalc.model.graph import Node, Tap
from cnncalc.model.params import Params
from cnncalc.model.reach import UNORDERED
from cnncalc.model.report import Report
from cnncalc.spec.expand import Claimed
from cnncalc.spec.notation import parse_size
from cnncalc.spec.places import place
from cnncalc.spec.sizes import volume_of
from cnncalc.spec.source import MAX_PROBLEMS
from cnncalc.spec.tree import Text

_LAYERS_BEHIND = 100
"""Among so many layers before a claim, the one that gave it its size is looked for."""


class Difference(NamedTuple):
    """How a report differs from what is written: `params are 760, not 750`, and where that may come from."""

    text: str
    help: tuple[str, ...] = ()


Comparison: TypeAlias = Callable[[Report, str], Difference | None]
"""What holds a report against what is written; None if it is the same."""


def claim_problems(claims: Iterable[Claimed], severity: Severity = "error") -> tuple[Problem, ...]:
    """Return a problem for every size that a spec claims and that does not come out, a hundred at the most.

    Under other parameters than the spec's own, a claim need not hold: give it the severity `note`.
    """
    problems: list[Problem] = []
    for claimed in claims:
        if len(problems) == MAX_PROBLEMS:
            break
        try:
            volume = volume_of(claimed.claim.size)
        except RuleError as error:
            problems.append(error.problem(claimed.claim.origin))
            continue
        if not volume.may_be(claimed.tap.output):
            message = f"the spec says {claimed.claim.size.text} comes out here, but it is {claimed.tap.output}"
            help = _arithmetic(claimed.tap)
            problems.append(Problem("claim", message, help, severity, claimed.claim.origin, claimed.tap.name))
    return tuple(problems)


def expect_problems(report: Report, expected: Mapping[str, Text], severity: Severity = "error") -> tuple[Problem, ...]:
    """Return a problem for every number under `expect:` that does not come out.

    The output and the receptive field are those of the first output.
    """
    problems = (_expected(report, key, text) for key, text in expected.items())
    return tuple(problem._replace(severity=severity) for problem in problems if problem is not None)


def _arithmetic(tap: Tap) -> tuple[str, ...]:
    """Return how the size came about, by the layer that gave it its size: a relu behind it changes nothing."""
    from cnncalc.explain.worked import output_sizes  # only a claim that does not hold pays for it

    for _ in range(_LAYERS_BEHIND):
        if not isinstance(tap, Node):
            break
        volumes = tap.volumes
        if tap.layer.positions(*volumes):
            return ("; ".join(size.rounded for size in output_sizes(tap)),)
        if volumes != (tap.output,):
            return _joined_up(tap)
        (tap,) = tap.inputs
    return ()


def _joined_up(node: Node) -> tuple[str, ...]:
    """Return how many numbers a map has that becomes a vector: `4*4*16 = 256`."""
    volume, output = node.volumes[0], node.output
    if not volume.space or output.space or node.layer.reach(volume) is not UNORDERED:
        return ()
    return (f"{'*'.join(map(str, (*volume.space, volume.channels)))} = {output.channels}",)


def _expected(report: Report, key: str, text: Text) -> Problem | None:
    """Return the problem of one entry, if there is one."""
    if key not in _KEYS:
        help = did_you_mean(key, _KEYS) or (f"its keys are {', '.join(_KEYS)}",)
        return Problem("unknown-key", f"expect has no `{key}`", help, origin=text.origin)
    try:
        difference = _KEYS[key](report, text.value)
    except ExprError as error:
        return place(error, text)
    except RuleError as error:
        return error.problem(text.origin)
    if difference is None:
        return None
    return Problem("expect", f"{difference.text} as expected", difference.help, origin=text.origin)


def _count(name: str, count: Callable[[Report], Dim], parts: Callable[[Report], Params] | None = None) -> Comparison:
    """Compare a whole number; `parts` are what may have been forgotten in it, or counted too much."""

    def difference(report: Report, written: str) -> Difference | None:
        value, found = evaluate(parse(written)), count(report)
        if isinstance(value, bool) or not isinstance(value, int):
            raise RuleError("value", f"{name} is a whole number, not {written}")
        if isinstance(found, Expr):
            return None if compared(found, value) in (0, None) else Difference(f"{name} are {found}, not {value:,}")
        help = _forgotten(found - value, parts(report)) if parts else ()
        return None if value == found else Difference(f"{name} are {found:,}, not {value:,}", help)

    return difference


def _forgotten(more: int, params: Params) -> tuple[str, ...]:
    """Return what part of the parameters makes the difference, if one does."""
    biases, norm = f"the {params.biases:,} biases", f"the {params.norm:,} learned numbers of the norm layers"
    reasons: dict[Dim, str] = {
        params.biases + params.norm: f"the difference is {biases} and {norm}, which are counted",
        params.norm: f"the difference is {norm}, which are counted",
        params.biases: f"the difference is {biases}, which are counted: `bias off` takes a layer's away",
        -params.buffers: f"the difference is the {params.buffers:,} running statistics of bn, which are not learned",
    }
    return (reasons[more],) if more in reasons else ()


def _output(report: Report, written: str) -> Difference | None:
    volume, (_, tap) = volume_of(parse_size(written)), report.outputs[0]
    return None if volume.may_be(tap.output) else Difference(f"the output is {tap.output}, not {volume}")


def _receptive_field(report: Report, written: str) -> Difference | None:
    """Compare with the field of the output: one size for all axes or one an axis, or `all`."""
    tap = report.outputs[0][1]
    field = next((layer.field for layer in report.layers if layer.node is tap), None)
    found = ("all",) if field is None or field.axes is None else tuple(map(str, field.size))
    wanted = ("all",) if written == "all" else tuple(map(str, parse_size(written).dims))
    if wanted == found or (len(set(found)) == 1 and wanted == found[:1]):
        return None
    return Difference(f"the receptive field is {'x'.join(found)}, not {'x'.join(wanted)}")


_KEYS: dict[str, Comparison] = {
    "params": _count("params", lambda report: report.totals.params.total, lambda report: report.totals.params),
    "params_with_aux": _count("params_with_aux", lambda report: report.totals.params_with_aux),
    "weights": _count("weights", lambda report: report.totals.params.weights),
    "biases": _count("biases", lambda report: report.totals.params.biases),
    "norm": _count("norm", lambda report: report.totals.params.norm),
    "buffers": _count("buffers", lambda report: report.totals.params.buffers),
    "macs": _count("macs", lambda report: report.totals.macs),
    "macs_with_aux": _count("macs_with_aux", lambda report: report.totals.macs_with_aux),
    "flops": _count("flops", lambda report: report.totals.flops),
    "activations": _count("activations", lambda report: report.totals.activations),
    "output": _output,
    "receptive_field": _receptive_field,
}
