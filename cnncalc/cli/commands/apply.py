"""`cnncalc apply`: layers on numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cnncalc.cli.front import OK, WRONG, show_problems
from cnncalc.cli.options import CARD, MATRIX, Display, Format
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.exercise.apply import worked_with
from cnncalc.exercise.binding import Given, op_of
from cnncalc.exercise.sources import exercise, shared_out, source
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.graph import Rounding
from cnncalc.numeric.operations import OPERATIONS
from cnncalc.numeric.result import Result
from cnncalc.numeric.tensor import Style
from cnncalc.render import matrix


class Numbers(NamedTuple):
    """The numbers of the command line, as words."""

    input: str | None
    kernels: tuple[str, ...]
    weights: tuple[str, ...]
    biases: tuple[str, ...]


class Asked(NamedTuple):
    """How the layers are applied: options of the one that has them, the padding, the direction, the rounding."""

    options: Mapping[str, str | None]
    pad_with: str | None
    flip: bool
    rounding: Rounding | None


class Shown(NamedTuple):
    """What is shown of the result."""

    cell: str | None
    trace: bool
    argmax: bool
    base: int
    fractions: bool
    decimals: int | None


_VIEWS: Mapping[str, Sequence[Format]] = {"--cell": CARD, "--trace": ("table", "plain"), "--argmax": CARD}
"""What can be shown instead of the numbers alone, and the formats that it has."""


def run(layers: Sequence[str], numbers: Numbers, asked: Asked, shown: Shown, display: Display) -> int:
    """Work the layers out and show their numbers, one number's sum, or the places of the window."""
    if shown.fractions and shown.decimals is not None:
        raise UsageError("--fractions and --decimals contradict each other; write one of them")
    views = {"--cell": shown.cell is not None, "--trace": shown.trace, "--argmax": shown.argmax}
    chosen = [name for name, given in views.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} show different things; write one of them")
    display = display.among(*((chosen[0], _VIEWS[chosen[0]]) if chosen else ("apply", MATRIX)))
    result = _result(layers, numbers, asked)
    if shown.argmax and all(step.winners is None for step in result.steps):
        raise UsageError("--argmax: none of these layers takes a maximum", (('"maxpool: 2x2"', "does"),))
    _show(result, shown, display)
    show_problems([problem for problem in result.problems if problem.severity != "note"])
    return WRONG if result.failed else OK


def _result(layers: Sequence[str], numbers: Numbers, asked: Asked) -> Result:
    """Return what comes out of the exercise of a file, or of the layers and numbers on the line."""
    options = dict(asked.options)
    if Path(layers[0]).suffix.lower() in (".yaml", ".yml"):
        found = exercise(layers[0])
        if len(layers) > 1 or numbers.kernels or numbers.weights or numbers.biases:
            raise UsageError(f"{layers[0]} has layers and numbers of its own; write them into the file")
        given, input = found.layers, found.input
    else:
        given, input = _given(layers, numbers, options), None
    read = source(numbers.input, "--input") if numbers.input is not None else None
    if read is None and input is None:
        line = 'cnncalc apply "maxpool: 2x2" --input "1 4; 5 8"'
        raise UsageError("--input is missing, the numbers to work on; write e.g.", ((line, ""),))
    return worked_with(
        given,
        read.numbers if read is not None else input or "",
        csv=read is not None and read.csv,
        flip=asked.flip,
        pad_with=asked.pad_with,
        rounding=asked.rounding,
        options=options,
    )


def _given(layers: Sequence[str], numbers: Numbers, options: dict[str, str | None]) -> tuple[Given, ...]:
    """Return the layers with their numbers; a kernel is a size where no layer has weights in its window."""
    ops = list(map(op_of, layers))
    needs = [OPERATIONS[op].needs for op in ops]
    kernels = [source(word, "--kernel").numbers for word in numbers.kernels]
    sized = any("kernel" in layer_class(op).model_fields for op in ops)
    if kernels and "kernel" not in needs and sized and len(kernels) == 1:
        options["kernel"] = numbers.kernels[0]
        kernels = []
    weights = [source(word, "--weights").numbers for word in numbers.weights]
    return shared_out(layers, needs, kernels, weights, [source(word, "--bias").numbers for word in numbers.biases])


def _show(result: Result, shown: Shown, display: Display) -> None:
    style = Style(shown.fractions, shown.decimals)
    asked = matrix.Asked(style, shown.argmax, shown.base)
    look = look_of(display)
    place = _place(result, shown) if shown.cell is not None else None
    if display.format == "json":
        from cnncalc.render.matrix_formats import document

        cell = None if place is None else result.cell(*place[0], channel=place[1])
        write_json(document(result, asked, cell), display)
    elif shown.trace:
        from cnncalc.render.matrix_trace import trace

        write(trace(result, look, asked), display.file)
    elif place is not None:
        write(matrix.cell_card(result, *place, look, asked), display.file)
    elif display.format in ("csv", "latex", "markdown"):
        from cnncalc.render import matrix_formats

        write(getattr(matrix_formats, display.format)(result, asked), display.file)
    elif display.format == "plain":
        write(matrix.numbers(result, asked), display.file)
    else:
        write(matrix.card(result, look, asked), display.file)


def _place(result: Result, shown: Shown) -> tuple[tuple[int, ...], int | None]:
    """Return the place that `--cell` asks about, from 0, and its map if one is written."""
    output = result.output
    parts = [part.strip() for part in (shown.cell or "").split(",")]
    axes = len(output.space)
    if not all(part.isdecimal() and part.isascii() and len(part) < 10 for part in parts):
        raise UsageError(f"--cell {shown.cell} is no place; write e.g.", ((_example(axes), "row and column"),))
    at = [int(part) for part in parts]
    if len(at) not in (axes, axes + 1) or not at:
        meaning = {0: "the number", 1: "the position", 2: "row and column"}.get(axes, "a position on each axis")
        raise UsageError(
            f"--cell {shown.cell}: {output.volume.text} comes out; write e.g.", ((_example(axes), meaning),)
        )
    place, channel = tuple(at[:axes]), at[axes] if len(at) > axes else None
    result.cell(*place, channel=channel, base=shown.base)
    return tuple(number - shown.base for number in place), None if channel is None else channel - shown.base


def _example(axes: int) -> str:
    return f"--cell {','.join(['0'] * max(axes, 1))}"
