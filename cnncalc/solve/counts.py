"""How many filters, units or channels give a number of parameters.

Parameters grow by the same amount with each filter and with each channel, so two counts tell where the wanted one is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnncalc.errors import RuleError, UsageError
from cnncalc.layers.base import Layer
from cnncalc.layers.windowed import Kernel
from cnncalc.model.volume import Volume
from cnncalc.solve.equation import LARGEST_KERNEL
from cnncalc.solve.found import Answer, Solution, params_of
from cnncalc.solve.question import Question
from cnncalc.spec.bind import Option, build


class Counted(NamedTuple):
    """A layer to count, its filters or depth still unknown, with what was found of its window."""

    options: Mapping[str, Option]
    volume: Volume
    found: tuple[tuple[str, str], ...] = ()
    usual: bool = True
    exact: bool = True

    @classmethod
    def of(cls, solution: Solution) -> Counted:
        """Return the layer of a solution."""
        options = {name: getattr(solution.layer, name) for name in solution.layer.model_fields_set}
        return cls(options, solution.input, solution.found, solution.usual, solution.exact)


def kernels(question: Question) -> list[Counted]:
    """Return the kernels that may have the wanted parameters, where no output size is asked for."""
    space = question.input.space or (1,) * question.axes
    if "kernel" in question.options:
        return [Counted(question.options, Volume(space, 1))]
    if "kernel" not in question.unknown:
        raise UsageError("the kernel is needed to count parameters; write it", (("--kernel 3x3", "for example"),))
    most = min((*(question.input.space or ()), LARGEST_KERNEL))
    sides = sorted(range(1, most + 1), key=lambda side: (side % 2 == 0, side == 1, side))
    return [
        Counted(
            {**question.options, "kernel": (side,) * question.axes},
            Volume(space, 1),
            (("kernel", "x".join([str(side)] * question.axes)),),
            side % 2 == 1 and side <= 11,
        )
        for side in sides
    ]


def counted(question: Question, candidates: Sequence[Counted]) -> Answer:
    """Return those of the candidates that have the wanted number of parameters, with filters or depth filled in.

    Raises:
        UsageError: filters and depth are both unknown, or no number of parameters is given.
    """
    kind, params = question.cls.kind, question.params
    if question.cls.weights is Layer.weights:
        example = "cnncalc solve conv --in 32x32 --out 16x16"
        raise UsageError(f"{kind} has neither a window nor parameters to look for", ((example, "for example"),))
    if params is None:
        raise UsageError(
            f"{kind} has no window to look for; --params asks how many units or channels it has",
            ((f"cnncalc solve {kind} --params 1000", "for example"),),
        )
    solutions = tuple(_with(question, params, candidates))
    answer = Answer(
        kind, question.unknown or (_name(question) or "params",), question.input, question.output, solutions
    )
    if solutions:
        return answer
    near = tuple(solution for candidate in candidates for solution in _around(question, params, candidate))
    closest = sorted(near, key=lambda solution: abs(solution.params - params))[:2]
    return replace(answer, why=_why(question, params), nearest=tuple(closest), notes=_other_bias(question, candidates))


def _name(question: Question) -> str | None:
    """Return what is to be counted: the filters or units, the depth of the input, or nothing.

    Raises:
        UsageError: both are unknown.
    """
    field = question.cls.counted
    unknown = bool(field) and field not in question.options and question.output.channels is None
    if question.input.channels is not None:
        return field if unknown else None
    if unknown:
        more = "--in 32x32x3" if issubclass(question.cls, Kernel) else "--in 784"
        raise UsageError(
            f"the input is needed to find the {field}: a filter is as deep as its input", ((more, "e.g."),)
        )
    return "depth"


def _with(question: Question, params: int, candidates: Sequence[Counted]) -> Iterator[Solution]:
    """Yield the layers that have exactly so many parameters."""
    for candidate in candidates:
        for solution in _around(question, params, candidate):
            if solution.params == params:
                yield solution
                break


def _around(question: Question, params: int, candidate: Counted) -> Iterator[Solution]:
    """Yield the layers with the count that gives the parameters, or with the two counts around it."""
    name, groups = _name(question), question.options.get("groups", 1)
    step = groups if isinstance(groups, int) else 1
    if name is None:
        counts = [0]
    else:
        one, two = (_made(question, candidate, name, step * times) for times in (1, 2))
        if one is None or two is None or (each := two[2] - one[2]) == 0:
            return
        below = (params - one[2]) // each + 1
        counts = [step * below, step * (below + 1)]
    for count in counts:
        made = None if name is not None and count < 1 else _made(question, candidate, name, count)
        if made is None:
            continue
        layer, volume, _ = made
        try:
            output = layer.output(volume)
        except RuleError:
            continue
        found = candidate.found if name is None else (*candidate.found, (name, str(count)))
        yield Solution(layer, found or (("params", f"{params:,}"),), volume, output, candidate.exact, candidate.usual)


def _made(question: Question, candidate: Counted, name: str | None, count: int) -> tuple[Layer, Volume, int] | None:
    """Return a candidate with a count filled in, its input, and its parameters."""
    options, field = dict(candidate.options), question.cls.counted
    if field:
        options[field] = count if name == field else question.options.get(field) or question.output.channels or 1
    volume = Volume(candidate.volume.space, count if name == "depth" else question.input.channels or 1)
    try:
        layer = build(question.cls, options)
        return layer, volume, params_of(layer, volume)
    except RuleError:
        return None


def _why(question: Question, params: int) -> str:
    name = _name(question)
    if name is None:
        return f"no such layer has {params:,} parameters"
    return f"no whole number of {'channels' if name == 'depth' else name} gives {params:,} parameters"


def _other_bias(question: Question, candidates: Sequence[Counted]) -> tuple[str, ...]:
    """Say what would have so many parameters if biases were counted, or were not."""
    if "bias" not in question.cls.model_fields or question.params is None:
        return ()
    bias = question.options.get("bias", True) is False
    others = [candidate._replace(options={**candidate.options, "bias": bias}) for candidate in candidates]
    solution = next(_with(question, question.params, others), None)
    if solution is None:
        return ()
    return (f"{'with' if bias else 'without'} biases it is: {solution.text}",)
