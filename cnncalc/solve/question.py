"""What is asked of one layer: which of its sizes and options are given, and which are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cnncalc.errors import UsageError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.windowed import Kernel
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import sizes_text
from cnncalc.solve.found import Size
from cnncalc.spec.bind import Option
from cnncalc.spec.bind_errors import words
from cnncalc.spec.given import read_option
from cnncalc.spec.notation import parse_size
from cnncalc.spec.sizes import read_volume

UNKNOWN: Final = "?"
"""What stands for a value that is looked for."""
SAME: Final = "same"
"""An output of the input's size."""
WINDOW: Final = ("kernel", "stride", "pad", "dilation", "output_pad")
"""The options of a window, in the order in which they are shown."""
LEFT_OUT: Final = ("kernel", "stride", "pad", "output_pad")
"""What is looked for where it is left out, and nothing is marked."""


@dataclass(frozen=True, slots=True)
class Question:
    """A layer of which some things are known.

    `options` are those with a value, `unknown` the names of what is looked for: options, `in`, `out`, `depth`, or the
    count of filters or units. `stays` says that the output is of the input's size. `params` is how many parameters
    the layer is to have.
    """

    cls: type[Layer]
    options: Mapping[str, Option]
    unknown: tuple[str, ...]
    input: Size
    output: Size
    stays: bool = False
    params: int | None = None
    rounding: Rounding | None = None

    @property
    def axes(self) -> int:
        """The spatial axes of the layer's map."""
        space = self.input.space or self.output.space
        kernel = self.options.get("kernel")
        return len(space) if space else len(kernel) if isinstance(kernel, tuple) else 2

    @property
    def tiles(self) -> bool:
        """Whether windows stand side by side where no stride is written."""
        return issubclass(self.cls, Kernel) and self.cls.tiles

    @property
    def enlarges(self) -> bool:
        """Whether the window slides over what comes out."""
        return issubclass(self.cls, Kernel) and self.cls.enlarges

    @property
    def window(self) -> tuple[str, ...]:
        """The unknown options of the window."""
        return tuple(name for name in WINDOW if name in self.unknown)


def read_question(
    op: str,
    input: str | None,
    output: str | None,
    options: Mapping[str, Option],
    *,
    params: int | None = None,
    rounding: Rounding | None = None,
    layout: str = "hwc",
) -> Question:
    """Return what a layer's sizes and options ask.

    Raises:
        UsageError: the layer has no such option, or it is not said what is looked for.
        ExprError, RuleError: a size or a value cannot be read.
    """
    if op not in KINDS or layer_class(op).joins:
        raise UsageError(f"there is no op called {op} that takes one input", (("cnncalc solve conv", "for example"),))
    cls = layer_class(op)
    if other := [name for name in options if name not in cls.model_fields]:
        has = ", ".join(f"--{name.replace('_', '-')}" for name in cls.model_fields if name != "rounding")
        raise UsageError(f"{op} has no {other[0].replace('_', '-')}; it has {has or 'no options'}")
    if params is not None and params < 0:
        raise UsageError(f"--params is a number of parameters, not {params}")
    if rounding == "ceil" and "ceil" not in words(cls, "rounding"):
        example = f"cnncalc solve {op} --rounding floor"
        raise UsageError(f"{op} does not round up: that is a rule of pools", ((example, ""),))
    given = {name: read_option(cls.kind, name, value) for name, value in options.items() if value != UNKNOWN}
    marked = tuple(name for name, value in options.items() if value == UNKNOWN)
    moves = issubclass(cls, Kernel)
    size = _size(input, moves, layout)
    stays = output == SAME
    made = size if stays else _size(output, moves, layout)
    size, made = _same_axes(size, made, input, output)
    if moves and isinstance(given.get("kernel"), int):
        space = size.space or made.space
        given["kernel"] = (given["kernel"],) * (len(space) if space else 2)
    unknown = marked
    if moves:
        unknown = _unknown(cls, given, marked, size, made, stays=stays, counted=params is not None)
    return Question(cls, given, unknown, size, made, stays, params, rounding)


def _size(text: str | None, moves: bool, layout: str) -> Size:
    """Return a size of which the channels, or everything else, may be unknown."""
    if text is None or text.strip() == UNKNOWN:
        return Size()
    *space, last = text.replace("X", "x").replace("×", "x").split("x")
    if UNKNOWN in text:
        if last.strip() == UNKNOWN and not any(UNKNOWN in part for part in space):
            return Size(read_volume(f"{text.rpartition(last)[0]}2").space)  # type: ignore[arg-type]
        if all(part.strip() == UNKNOWN for part in space) and last.strip().isdecimal():
            return Size(None, int(last))
        raise UsageError(f"{text} mixes known and unknown sizes; write one of", (("32x32x?", "the channels"),))
    size = parse_size(text)
    if size.letters is None and len(size.dims) == 1 and moves:
        return Size((_number(size.dims[0]),) * 2)
    if size.letters is None and len(size.dims) == 2 and moves:
        return Size(tuple(map(_number, size.dims)))
    volume = read_volume(text, layout=layout)
    return Size(volume.space, volume.channels)  # type: ignore[arg-type]


def _number(dim: int | str) -> int:
    read = read_volume(f"{dim}")  # refuses letters and nonsense
    return int(read.channels)  # type: ignore[arg-type]


def _same_axes(size: Size, made: Size, input: str | None, output: str | None) -> tuple[Size, Size]:
    """Return both sizes with as many axes: one number stands for every axis of the other."""
    if size.space and made.space and len(size.space) != len(made.space):
        if len(set(made.space)) == 1 and "x" not in (output or ""):
            return size, made._replace(space=made.space[:1] * len(size.space))
        if len(set(size.space)) == 1 and "x" not in (input or ""):
            return size._replace(space=size.space[:1] * len(made.space)), made
        raise UsageError(
            f"--in {input} has {len(size.space)} spatial axes and --out {output} has {len(made.space)}: "
            "a window keeps their number"
        )
    return size, made


def _unknown(
    cls: type[Layer],
    given: Mapping[str, Option],
    marked: tuple[str, ...],
    size: Size,
    made: Size,
    *,
    stays: bool,
    counted: bool,
) -> tuple[str, ...]:
    """Return what is looked for: what is marked, else what is left out."""
    left_out = tuple(name for name in LEFT_OUT if name in cls.model_fields and name not in given)
    if stays and size.space is None:
        if given.get("stride", 1) not in (1, (1,), (1, 1)):
            raise UsageError("which stride keeps the size depends on the input; write it", (("--in 32x32", "e.g."),))
        return tuple(name for name in marked or left_out if name != "stride")
    if size.space and made.space:
        return marked or left_out
    if size.space is None and made.space is None and not counted:
        raise UsageError(
            "the input or the output is needed: give both to find a window, one to find the other",
            (
                (f"cnncalc solve {cls.kind} --in 28x28 --out 24x24", "which kernel, stride and padding"),
                (f"cnncalc solve {cls.kind} --in 28x28 --kernel 5x5", "which output"),
                (f"cnncalc solve {cls.kind} --out 24x24 --kernel 5x5", "which input"),
            ),
        )
    sized = () if size.space is None and made.space is None else (("in",) if size.space is None else ("out",))
    if counted and (size.space is not None or made.space is None):
        return marked if "kernel" in given else tuple(dict.fromkeys(("kernel", *marked)))
    looked = [name for name in marked if name in WINDOW]
    if looked or "kernel" not in given:
        side = "out" if sized == ("out",) else "in"
        other = size if side == "out" else made
        example = sizes_text(max(side_size // 2, 1) for side_size in other.space or (32, 32))
        what = f"which {looked[0]}" if looked else "which kernel"
        raise UsageError(
            f"{what} depends on the {'output' if side == 'out' else 'input'}; write it",
            ((f"--{side} {example}", "for example"), *(() if looked else (("--kernel 3x3", "or the kernel"),))),
        )
    return (*sized, *marked)
