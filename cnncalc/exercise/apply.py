"""The Python API of numbers: `cnncalc.apply("conv", input="1 2; 3 4", kernel="0 1; -1 2")`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from cnncalc.errors import UsageError
from cnncalc.exercise.binding import Given, op_of
from cnncalc.exercise.chain import worked
from cnncalc.exercise.sources import shared_out
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.graph import Rounding
from cnncalc.numeric import kernels
from cnncalc.numeric.notation import Nested
from cnncalc.numeric.operations import OPERATIONS
from cnncalc.numeric.result import Result
from cnncalc.numeric.seen import fill_named
from cnncalc.spec.bind import Option
from cnncalc.spec.given import read_option


def apply(
    *layers: str,
    input: Nested,
    kernel: Nested | None = None,
    weights: Nested | None = None,
    bias: Nested | None = None,
    flip: bool = False,
    pad_with: str | None = None,
    rounding: Rounding | None = None,
    **options: Option,
) -> Result:
    """Return what layers make of numbers, worked out exactly.

    Layers are written as in a spec, without what follows from the numbers: `"conv: pad 1"`, `"maxpool: 2x2"`, `"fc"`.
    Numbers are texts (`"1 2; 3 4"`: `;` ends a row, `|` a map, `||` a filter), nested lists (filters of maps of rows),
    or for a kernel its name (`"sobel-x"`). Where several layers need a kernel, weights or a bias, it is a list of one
    each. `options` (`stride=2`, `pad="1:0"`) belong to the one layer that has them.

    `flip` turns kernels over, as a convolution in mathematics does. `pad_with` says what stands in the padding: `zero`,
    `none`, `reflect`, `edge` or `wrap`.

    Raises:
        UsageError: numbers are missing or are no rectangle, or a layer is not worked out on numbers.
        RuleError: a layer's text is wrong, or it does not suit what comes in.
    """
    needs = [OPERATIONS[op_of(text)].needs for text in layers]
    owners = sum(need != "" for need in needs)
    given = shared_out(
        layers,
        needs,
        _filters(kernel, needs.count("kernel")),
        _each(weights, needs.count("weights")),
        _each(bias, owners),
    )
    return worked_with(given, input, flip=flip, pad_with=pad_with, rounding=rounding, options=options)


def worked_with(
    layers: Sequence[Given],
    input: Nested,
    *,
    csv: bool = False,
    flip: bool = False,
    pad_with: str | None = None,
    rounding: Rounding | None = None,
    options: Mapping[str, Option | None] = MappingProxyType({}),
) -> Result:
    """Return what layers make of numbers, the layers having theirs already; see `apply`.

    Raises:
        UsageError, RuleError: as `apply`.
    """
    fill = None if pad_with is None else fill_named(pad_with)
    read = {name: _option(layers, name, value) for name, value in options.items() if value is not None}
    return worked(input, layers, options=read, flip=flip, fill=fill, rounding=rounding, csv=csv)


def _filters(given: Nested | None, takers: int) -> tuple[Nested, ...]:
    names = not isinstance(given, str) and isinstance(given, Sequence)
    if names and all(isinstance(item, str) and kernels.is_name(item) for item in cast(Sequence[Nested], given)):
        return tuple(cast(Sequence[Nested], given))
    return _each(given, takers)


def _each(given: Nested | None, takers: int) -> tuple[Nested, ...]:
    """Return what belongs to each of several layers, or to the only one."""
    if given is None:
        return ()
    return tuple(given) if takers > 1 and isinstance(given, Sequence) and not isinstance(given, str) else (given,)


def _option(layers: Sequence[Given], name: str, value: Option) -> Option:
    """Return an option that may be given as text, read as the first layer that has it reads it."""
    if not isinstance(value, str):
        return value
    ops = [op for op in map(op_of, (given.text for given in layers)) if name in layer_class(op).model_fields]
    if not ops:
        raise UsageError(f"none of these layers has an option --{name.replace('_', '-')}")
    return read_option(ops[0], name, value)
