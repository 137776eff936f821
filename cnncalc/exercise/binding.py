"""Which numbers belong to which layer: a written layer and its kernel, weights and bias, checked against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple, TypeAlias

from cnncalc.algebra.errors import counted, did_you_mean
from cnncalc.errors import RuleError, UsageError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import whole
from cnncalc.numeric import kernels, notation
from cnncalc.numeric.notation import Matrix, Nested
from cnncalc.numeric.operations import OPERATIONS, WITHOUT, Weights
from cnncalc.numeric.tensor import Number, Tensor
from cnncalc.spec.bind import Option, Piece, plan
from cnncalc.spec.bind_errors import words
from cnncalc.spec.notation import Claim, parse_short
from cnncalc.spec.spellings import option_spelling

_SIZE = re.compile(r"\d+[xX×]\d+")

Filter: TypeAlias = tuple[Matrix, ...]
"""A matrix for each map that the filter looks at."""


class Given(NamedTuple):
    """A written layer with its numbers: `conv: pad 1` and its filters, each a name, a text or nested lists."""

    text: str
    filters: tuple[Nested, ...] = ()
    bias: Nested | None = None


class Read(NamedTuple):
    """A layer, read, with the numbers that belong to it and what its line claims to come out."""

    piece: Piece
    weights: Weights | None = None
    claim: Claim | None = None


def op_of(text: str) -> str:
    """Return the op of a layer's text.

    Raises:
        UsageError: there is none of that name, or it is not worked out on numbers.
    """
    op, _ = _split(text)
    if op in OPERATIONS:
        return op
    if op in WITHOUT:
        raise UsageError(f"{op} is not worked out on numbers: {WITHOUT[op]}")
    spelled = op.lower() if op.lower() in KINDS else option_spelling(op, None)
    if spelled is not None and spelled in OPERATIONS:
        raise UsageError(f"there is no layer called {op}; write", ((spelled, ""),))
    word = op.split()[0] if op else ""
    if word in OPERATIONS:
        raise UsageError(
            f"`{text}` is no layer: a colon stands behind the op; write",
            ((f'"{word}: {op[len(word) :].strip()}"', ""),),
        )
    if op[:1].isdigit():
        raise UsageError(f"`{op}` is no layer: sizes stand in their layer, behind a colon", ((f'"maxpool: {op}"', ""),))
    near = did_you_mean(op, OPERATIONS)
    raise UsageError(f"there is no layer called {op or repr(text)}; {near[0] if near else 'layers are'}", _known(near))


def _split(text: str) -> tuple[str, str]:
    """Return the op of a layer's text and what is written behind it: `conv: pad 1`, `conv, relu`."""
    at = next((at for at, sign in enumerate(text) if sign in ":,"), len(text))
    return text[:at].strip(), text[at + 1 :].strip()


def _known(near: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return () if near else tuple((line, "") for line in wrap(", ".join(OPERATIONS), 72))


def read_layer(
    given: Given, options: dict[str, Option], input: Tensor, flip: bool, rounding: Rounding | None
) -> list[Read]:
    """Return the layers of a written text: its own, and those behind it on the line."""
    op = op_of(given.text)
    needs, cls = OPERATIONS[op].needs, layer_class(op)
    what = f"the {needs}"
    if given.filters and not needs:
        raise UsageError(f"{op} has no numbers of its own, but some are given: {_shown(given.filters[0])}")
    if misplaced := next((name for name in kernels.NAMES if needs == "kernel" and name in given.text), None):
        raise UsageError("a kernel stands beside its layer; write", ((f"{op} --kernel {misplaced}", ""),))
    if needs and not given.filters:
        raise UsageError(f"{op} needs {what}; write e.g.", _missing(needs))
    filters = _filters(given.filters, what, needs == "kernel", len(input.maps)) if needs else ()
    biases = () if given.bias is None else _biases(given.bias)
    if biases and not needs:
        raise UsageError(f"{op} has no bias")
    if rounding in words(cls, "rounding"):
        options = {**options, "rounding": rounding or ""}
    sizes = _sizes(cls, filters, bool(biases), len(input.volume.space)) if needs else {}
    short = parse_short(_split(given.text)[1])
    own, *behind = plan(op, short).pieces({}, {op: {**options, **sizes}})
    shown = [
        name for name in cls.model_fields if name in own.layer.model_fields_set and name not in ("bias", "rounding")
    ]
    own = own._replace(text=own.layer.text(shown))
    weights = _weights(needs, own.layer, input, filters, biases, flip)
    reads = [Read(own, weights), *(Read(piece) for piece in behind)]
    for piece in behind:
        op_of(piece.layer.kind)
    reads[-1] = reads[-1]._replace(claim=short.claim)
    return reads


def _shown(given: Nested) -> str:
    text = str(given)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _missing(needs: str) -> tuple[tuple[str, str], ...]:
    if "kernel" in needs:
        return (
            ('--kernel "0 1; -1 2"', "rows end with ;"),
            ("--kernel sobel-x", "or box, gaussian, sharpen, identity …"),
        )
    return (('--weights "1 0 -1; 2 1 0"', "a row for each unit"),)


def _filters(given: Sequence[Nested], what: str, nameable: bool, channels: int) -> tuple[Filter, ...]:
    """Return filters, each its maps: a single text may hold several, several texts are a filter each."""
    found: list[Filter] = []
    for number, nested in enumerate(given, 1):
        name = what if len(given) == 1 else f"{what} {number}"
        if isinstance(nested, str) and _SIZE.fullmatch(nested.strip()):
            raise UsageError(f"{nested.strip()} is a size; the numbers of {what} are needed, e.g.", _missing(what))
        if nameable and isinstance(nested, str) and kernels.is_name(nested):
            found.append((kernels.named(nested),))
        else:
            found += notation.read(nested, name).filters
    depths = {len(maps) for maps in found}
    sizes = {(len(matrix), len(matrix[0])) for maps in found for matrix in maps}
    if len(depths) > 1 or len(sizes) > 1:
        shown = ", ".join(f"{rows}x{columns}" for rows, columns in sorted(sizes))
        depth = "" if len(depths) == 1 else f", {' and '.join(map(str, sorted(depths)))} maps deep"
        raise UsageError(f"the filters of one layer have one size, but these are {shown}{depth}")
    if len(found) == 1 and channels == 1:  # matrices side by side are as many filters
        return tuple((matrix,) for matrix in found[0])
    return tuple(found)


def _biases(given: Nested) -> tuple[Number, ...]:
    return tuple(number for matrix in notation.read(given, "the bias").matrices for row in matrix for number in row)


def _sizes(cls: type[Layer], filters: Sequence[Filter], biased: bool, axes: int) -> dict[str, Option]:
    """Return the options of a layer that follow from its numbers."""
    rows, columns = len(filters[0][0]), len(filters[0][0][0])
    flat = axes == 1
    if flat and rows > 1 and "kernel" in cls.model_fields:
        raise RuleError(
            "shape",
            f"the kernel has {rows} rows, but the input is a single one, a sequence",
            "write a kernel of one row; a map has its rows separated by ;",
            field="kernel",
        )
    known: dict[str, Option] = {
        "filters": len(filters),
        "kernel": (columns,) if flat else (rows, columns),
        "units": rows,
        "bias": biased,
    }
    return {name: value for name, value in known.items() if name in cls.model_fields}


def _weights(
    needs: str, layer: Layer, given: Tensor, filters: tuple[Filter, ...], biases: tuple[Number, ...], flip: bool
) -> Weights | None:
    """Return a layer's numbers, checked against what it says of its weights."""
    if not needs:
        return None
    if needs == "weights":
        return _connected(given, filters, biases)
    *kernel, depth, count = map(whole, next(w.shape for w in layer.weights(given.volume) if w.role == "weight"))
    if len(filters) == depth == 1 and count > 1 and len(given.maps) > 1:  # a matrix for each map, or one for all
        filters = tuple((matrix,) for matrix in filters[0]) if len(filters[0]) == count else filters * count
    rows, columns = len(filters[0][0]), len(filters[0][0][0])
    if kernel not in ([rows, columns], [columns]):
        written = "x".join(map(str, kernel))
        message = f"the kernel is written {written}, but its numbers are {rows}x{columns}"
        raise RuleError("shape", message, "leave the size out: it follows from the numbers", field="kernel")
    if len(filters) != count:
        message = f"the layer has {counted(count, 'filter')}, but numbers are given for {len(filters)}"
        raise RuleError("shape", message, "a filter is separated from the next by ||", field="filters")
    if len(filters[0]) != depth:
        raise RuleError(
            "depth",
            f"a filter is as deep as its input: {counted(depth, 'map')}, but {len(filters[0])} in the kernel",
            "write a matrix for each map, with | between them; `dwconv` filters each map by itself",
            field="kernel",
        )
    _check_biases(biases, count)
    return Weights(tuple(tuple(_row(matrix, flip) for matrix in maps) for maps in filters), biases)


def _row(matrix: Matrix, flip: bool) -> tuple[Number, ...]:
    """Return a kernel row by row; turned over, it is read from its end."""
    numbers = tuple(number for row in matrix for number in row)
    return numbers[::-1] if flip else numbers


def _connected(given: Tensor, filters: tuple[Filter, ...], biases: tuple[Number, ...]) -> Weights:
    (rows, *others), numbers = [matrix for maps in filters for matrix in maps], len(given.flat)
    if others:
        raise RuleError("shape", "the weights of a fully connected layer are one matrix", "write a row for each unit")
    if len(rows[0]) != numbers:
        turned = ", or turn the matrix over: its columns would fit" if len(rows) == numbers else ""
        raise RuleError(
            "shape",
            f"{counted(numbers, 'number')} come in, but the weights are {len(rows)}x{len(rows[0])}: "
            f"{len(rows[0])} for each of {counted(len(rows), 'unit')}",
            f"write a row of {numbers} weights for each unit{turned}",
        )
    _check_biases(biases, len(rows))
    return Weights(tuple((row,) for row in rows), biases)


def _check_biases(biases: Sequence[Number], count: int) -> None:
    if biases and len(biases) != count:
        have = "is 1 filter or unit" if count == 1 else f"are {count} filters or units"
        message = f"the bias has {counted(len(biases), 'number')}, but there {have}: each has one"
        raise RuleError("shape", message, f"write {counted(count, 'number')}, e.g. `{' '.join(['0'] * count)}`")
