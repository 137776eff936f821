"""From written layers and numbers to results: which kernel belongs to which layer, and what each of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cnncalc.algebra.errors import ExprError
from cnncalc.engine import propagate
from cnncalc.errors import Problem, RuleError, Severity, SpecError, UsageError
from cnncalc.exercise.binding import Given, Read, op_of, read_layer
from cnncalc.layers.base import option_text
from cnncalc.layers.catalogue import layer_class
from cnncalc.layers.windowed import Kernel
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line, Rounding
from cnncalc.model.report import Report, Setting, Title
from cnncalc.model.volume import Volume
from cnncalc.numeric import notation
from cnncalc.numeric.notation import Nested
from cnncalc.numeric.result import Result
from cnncalc.numeric.seen import Fill
from cnncalc.numeric.steps import Step, check_amount, worked_out
from cnncalc.numeric.tensor import Tensor
from cnncalc.spec.bind import Option
from cnncalc.spec.sizes import volume_of


def worked(
    input: Nested,
    layers: Sequence[Given],
    *,
    options: Mapping[str, Option] | None = None,
    flip: bool = False,
    fill: Fill | None = None,
    rounding: Rounding | None = None,
    csv: bool = False,
) -> Result:
    """Return what layers make of an input.

    `options` are those of the one layer that has a kernel; with `flip` every kernel is turned over on all axes, as a
    convolution in mathematics does.

    Raises:
        UsageError: numbers are missing, or are no rectangle, or a layer is not worked out here.
        RuleError, SpecError: a layer's text is wrong, or it does not suit what comes in.
    """
    if not layers:
        raise UsageError("no layer is given; write e.g.", (('cnncalc apply "maxpool: 2x2" --input "1 2; 3 4"', ""),))
    written = notation.read(input, "the input", csv)
    heads = [op_of(given.text) for given in layers]
    sequence = any(issubclass(layer_class(op), Kernel) for op in heads)
    tensor = _input(written, sequence)
    owner = _owner(heads, options or {})
    builder = GraphBuilder(Input(tensor.volume))
    steps: list[Step] = []
    for number, given in enumerate(layers):
        own = dict(options or {}) if number == owner else {}
        try:
            for read in read_layer(given, own, steps[-1].result if steps else tensor, flip, rounding):
                steps.append(_step(read, builder, steps[-1].result if steps else tensor, fill))
        except (RuleError, ExprError) as error:
            raise _placed(error, len(layers) > 1, number, given) from None
    if fill is not None and not any(step.operation.fill for step in steps):
        raise UsageError("--pad-with says what stands in the padding, and none of these layers has any to fill")
    if flip and not any(step.operation.needs == "kernel" for step in steps):
        raise UsageError("--flip turns a kernel over, and none of these layers has one with numbers")
    graph = Graph(builder.input, tuple(builder.nodes), (("output", builder.nodes[-1]),), rounding)
    report = propagate.report(graph, Title("apply"), Setting())
    return Result(tensor, tuple(steps), report, flip, _misfits(report, "error" if len(steps) == 1 else "warning"))


def _step(read: Read, builder: GraphBuilder, given: Tensor, fill: Fill | None) -> Step:
    """Return what a layer gives, after adding it to the net."""
    layer, text = read.piece.layer, read.piece.text
    source = builder.nodes[-1] if builder.nodes else builder.input
    try:
        node = builder.add(layer, (source,), None, Line(len(builder.nodes) + 1, text), text=text)
    except SpecError as error:
        (problem,) = error.problems
        raise RuleError(problem.code, problem.message, *problem.help) from None
    check_amount(layer, given.volume, node.output)
    if read.claim is not None and volume_of(read.claim.size) != node.output:
        raise RuleError("claim", f"{node.output.text} comes out, not {read.claim.text} as written")
    return worked_out(node.name, layer, given, node.output, read.weights, fill)


def _misfits(report: Report, unset: Severity) -> tuple[Problem, ...]:
    if not any(layer.misfits for layer in report.layers):
        return ()
    from cnncalc.solve.fits import misfit_problems

    return misfit_problems(report, unset)


def _placed(error: RuleError | ExprError, several: bool, number: int, given: Given) -> RuleError:
    """Return an error with the layer that it is about, where there are several."""
    where = f"layer {number + 1}, `{given.text}`: " if several else ""
    return RuleError(error.code, where + error.message, *error.help, field=getattr(error, "field", None))


def _owner(heads: Sequence[str], options: Mapping[str, Option]) -> int | None:
    """Return which layer the options belong to: the only one that has them all."""
    if not options:
        return None
    owners = [n for n, op in enumerate(heads) if all(name in layer_class(op).model_fields for name in options)]
    name = next(iter(options))
    if len(owners) == 1:
        return owners[0]
    flags = ", ".join(f"--{name.replace('_', '-')}" for name in options)
    if not owners:
        raise UsageError(f"{flags}: {' and '.join(dict.fromkeys(heads))} has no such option")
    example = f'"{heads[owners[0]]}: {name} {option_text(options[name])}"'
    raise UsageError(f"{flags} could belong to {len(owners)} layers; write it into its layer, e.g.", ((example, ""),))


def _input(written: notation.Written, sequence: bool) -> Tensor:
    """Return the input: a matrix for each map; a single row is a sequence for what has a kernel, else a vector."""
    if written.levels == 4:
        raise UsageError("the input has several filters (`||`); maps are separated by a single `|`")
    (maps,) = written.filters
    rows, columns = len(maps[0]), len(maps[0][0])
    numbers = tuple(tuple(number for row in matrix for number in row) for matrix in maps)
    if rows == 1 and written.levels in (1, 3) and sequence:
        return Tensor(Volume((columns,), len(maps)), numbers)
    if written.levels == 1:
        return Tensor(Volume((), columns), tuple((number,) for number in numbers[0]))
    return Tensor(Volume((rows, columns), len(maps)), numbers)
