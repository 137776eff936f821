"""Written sizes and what they mean: `227x227x3`, `3x224x224 CHW`, `784`.

Spatial sizes come first and channels last, unless letters say otherwise. What could be read two ways is refused, with
both spellings.
"""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Dim, Name
from cnncalc.errors import RuleError
from cnncalc.model.volume import Volume
from cnncalc.spec.notation import Size, parse_size
from cnncalc.spec.respell import respelled

_SPATIAL = "DHWL"
_LETTERS = ("C", "LC", "HWC", "DHWC")
"""The letters of a size, by its spatial axes."""
_NAMED = {"depth": "D", "height": "H", "width": "W", "length": "L", "channels": "C"}


def read_volume(text: str, *, layout: str = "hwc") -> Volume:
    """Return the input volume that a text means.

    `layout` is the order of a size without letters: `hwc`, or `chw` for channels first.

    Raises:
        ExprError: it is not a size.
        RuleError: it could be read two ways (`input-order`), or is none that a net can have (`input`).
    """
    try:
        size = parse_size(text)
    except ExprError as error:
        fixed = respelled(text)
        if fixed is None or layout == "chw":
            raise
        raise _both(error, fixed) from None
    if size.letters is None and layout == "chw":
        return _numbers((*size.dims[1:], size.dims[0]))
    if size.letters is None:
        _refuse_ambiguous(size)
    return volume_of(size)


def _both(error: ExprError, fixed: str) -> ExprError:
    """Return the error of a size that is written another way, with what is wrong even when it is written rightly."""
    try:
        read_volume(fixed)
    except RuleError as rule:
        span = None if error.start is None or error.end is None else (error.start, error.end)
        return ExprError(error.code, error.message, *rule.help, span=span)
    return error


def volume_of(size: Size) -> Volume:
    """Return the volume that a written size means, letters and all; without letters the channels are last."""
    return _numbers(size.dims) if size.letters is None else _lettered(size.dims, size.letters.upper())


def named_volume(sizes: Mapping[str, int]) -> Volume:
    """Return the volume of a mapping such as `{length: 8000, channels: 1}`.

    Raises:
        RuleError: a name is unknown, or there are no channels (code `input`).
    """
    for name in sizes:
        if name not in _NAMED:
            known = ", ".join(_NAMED)
            raise RuleError("input", f"an input has no `{name}`", f"its sizes are called {known}", field=name)
    return _lettered(tuple(sizes.values()), "".join(_NAMED[name] for name in sizes))


def size_text(volume: Volume) -> str:
    """Write a volume so that it reads back: with letters where the numbers alone would be refused."""
    try:
        read_volume(volume.text)
    except RuleError:
        return f"{volume.text} {_LETTERS[len(volume.space)]}"
    return volume.text


def _refuse_ambiguous(size: Size) -> None:
    """Refuse what looks channels-first, and two numbers, which are a map without channels or a sequence."""
    dims = [dim if isinstance(dim, int) else 0 for dim in size.dims]
    if len(dims) == 2:
        raise RuleError(
            "input",
            f"{size.text} has no channels, or no second spatial size",
            f"a map of one channel is `{size.text}x1`",
            f"a sequence of {size.dims[0]} positions with {size.dims[1]} channels is `{size.text} LC`",
        )
    batched = len(dims) == 4 and dims[0] == 1 and dims[1] in (1, 3, 4)
    space = dims[2:] if batched else dims[1:]
    if len(dims) in (3, 4) and (batched or dims[0] in (1, 3, 4)) and all(dim > 4 for dim in space):
        letters = {(3, False): "CHW", (4, False): "CDHW", (4, True): "NCHW"}.get((len(dims), batched))
        channels = dims[1] if batched else dims[0]
        last = "x".join(map(str, (*space, channels)))
        order = f"`{size.text} {letters}`" if letters else "letters behind it"
        raise RuleError(
            "input-order",
            f"{size.text} looks like channels first; sizes are written with the channels last",
            f"{channels} {'channel is' if channels == 1 else 'channels are'} `{last}`, or {order}",
            f"if {dims[-1]} channels are meant, say so: `{size.text} {_LETTERS[len(dims) - 1]}`",
        )


def _numbers(dims: tuple[int | str, ...]) -> Volume:
    *space, channels = (_positive(dim) for dim in dims)
    if len(space) > 3:
        raise RuleError("input", f"{'x'.join(map(str, dims))} has {len(space)} spatial axes; layers have at most 3")
    return Volume(tuple(space), channels)


def _lettered(dims: tuple[int | str, ...], letters: str) -> Volume:
    shown = "x".join(map(str, dims))
    if twice := next((letter for letter in letters if letters.count(letter) > 1), None):
        raise RuleError("input", f"{shown} {letters} names {twice} twice", "name each size once: `HWC`, `CHW`, `LC`")
    if len(letters) != len(dims):
        raise RuleError(
            "input", f"{shown} has {len(dims)} sizes, and {letters} names {len(letters)}", "name each size once"
        )
    sizes = dict(zip(letters, dims, strict=True))
    if "C" not in sizes and "D" in sizes:  # W1 x H1 x D1 of the lectures: with no C, D is the channels
        sizes["C"] = sizes.pop("D")
    if sizes.get("N", 1) != 1:
        raise RuleError(
            "input",
            f"{shown} {letters} is a batch of {sizes['N']}",
            f"write one input, `{_one(sizes)}`; its size times the batch is asked for with `--batch`",
        )
    sizes.pop("N", None)
    unknown = [letter for letter in sizes if letter not in _SPATIAL + "C"]
    if unknown or "C" not in sizes:
        what = f"`{unknown[0]}` is no axis" if unknown else "the channels C are missing"
        raise RuleError("input", f"{shown} {letters}: {what}", "the axes are N C D H W, or L C, in any order")
    return _numbers((*(sizes[axis] for axis in _SPATIAL if axis in sizes), sizes["C"]))


def _one(sizes: Mapping[str, int | str]) -> str:
    """Return a size with letters without its batch."""
    single = {letter: dim for letter, dim in sizes.items() if letter != "N"}
    return f"{'x'.join(map(str, single.values()))} {''.join(single)}"


def _positive(dim: int | str) -> Dim:
    if isinstance(dim, str):
        return Name(dim)
    if not 1 <= dim <= 2**53:
        limit = f"a size is at least 1, not {dim}" if dim < 1 else "a size is at most 2^53"
        raise RuleError("input", limit, "a grey image has 1 channel, a vector no rows")
    return dim
