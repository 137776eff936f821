"""Flags of a one-layer command to a layer's options, and back to flags for the examples."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cnncalc.errors import UsageError
from cnncalc.layers.base import Layer, option_text
from cnncalc.model.volume import Volume

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def options_of(cls: type[Layer], flags: Mapping[str, object], volume: Volume) -> dict[str, object]:
    """Return the options that the flags of a command give, by field; `--filters 10x5x5` is a count and a kernel.

    Raises:
        UsageError: the filters can be read two ways.
    """
    options = dict(flags)
    if " x " in cls.head:
        count, kernel = cls.head.split(" x ")
        text = options.get(count)
        if isinstance(text, str) and kernel not in options:
            sizes = [size.strip() for size in re.split("[xX×]", text)]
            if len(sizes) > 1:
                _refuse_ambiguous(text, sizes, volume)
                options[count], options[kernel] = sizes[0], "x".join(sizes[1:])
    return options


def _refuse_ambiguous(text: str, sizes: list[str], volume: Volume) -> None:
    """Refuse what the lectures call one filter (`5x5x3`), and a kernel without its count (`3x3`)."""
    axes = len(volume.space)
    first, *rest = sizes
    if len(sizes) == axes and rest:
        kernel, extended = "x".join(sizes), "x".join(rest[-1:] * axes)
        raise UsageError(
            f"--filters {text} has {axes} numbers, and {axes + 1} are needed: a count and the kernel; write one of",
            (
                (f"--filters 1x{kernel}", f"one filter of {kernel}"),
                (f"--filters {first} --kernel {extended}", f"{_word(first)} filters of {extended}"),
            ),
        )
    square = len(sizes) == axes + 1 and axes > 1 and len(set(sizes[:axes])) == 1
    if square and (sizes[-1] != first or sizes[-1] == str(volume.channels)):
        one, many = "x".join(sizes[:-1]), "x".join(rest)
        raise UsageError(
            f"--filters {text} can be read two ways; write one of",
            (
                (f"--filters 1x{one}", f"one filter of {one}, as deep as its input"),
                (f"--filters {first} --kernel {many}", f"{_word(first)} filters of {many}"),
            ),
        )


def _word(number: str) -> str:
    """Write a small number as a word."""
    return _WORDS[int(number)] if number.isdecimal() and int(number) < len(_WORDS) else number


def flags_of(layer: Layer) -> str:
    """Return a layer's options as the flags of its command: `--filters 10x5x5 --pad 2`."""
    fields = type(layer).model_fields
    values = {
        name: option_text(getattr(layer, name))
        for name, info in fields.items()
        if name in layer.model_fields_set and getattr(layer, name) != info.get_default()
    }
    if " x " in type(layer).head:
        count, kernel = type(layer).head.split(" x ")
        if values[kernel].split("x")[0] != values[count]:  # else it could be read as one filter and its depth
            values = {count: f"{values.pop(count)}x{values.pop(kernel)}", **values}
    words = []
    for name, text in values.items():
        flag = name.replace("_", "-")
        words.append(f"--no-{flag}" if text == "off" else f"--{flag} {text}")
    return " ".join(words)
