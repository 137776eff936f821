"""Flags of a one-layer command to a layer's options, and back to flags for the examples."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cnncalc.errors import UsageError
from cnncalc.layers.base import Layer, option_text
from cnncalc.model.volume import Volume
from cnncalc.spec.filter_count import Filters, filter_readings

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LONE_X = re.compile("(?:^|(?<=[xX]))[xX](?=[xX]|$)")
"""An x that stands where a size should be."""


def options_of(cls: type[Layer], flags: Mapping[str, object], volume: Volume) -> dict[str, object]:
    """Return the options that the flags of a command give, by field; `--filters 10x5x5` is a count and a kernel.

    Raises:
        UsageError: the filters can be read two ways.
    """
    options = dict(flags)
    if " x " in cls.head:
        count, kernel = cls.head.split(" x ")
        text = options.get(count)
        if isinstance(text, str) and _LONE_X.search(text):
            raise _no_letter(text)
        if isinstance(text, str) and kernel not in options and (readings := filter_readings(text, volume)):
            if len(readings) > 1:
                raise _ambiguous(text, readings, volume)
            options[count], options[kernel] = readings[0]
    return options


def _no_letter(text: str) -> UsageError:
    """Refuse an x where a number or a letter should be: the x separates sizes."""
    return UsageError(
        f"--filters {text}: x separates sizes, and cannot stand for one; write e.g.",
        ((f"--filters {_LONE_X.sub('n', text)}", "with another letter"),),
    )


def _ambiguous(text: str, readings: tuple[Filters, ...], volume: Volume) -> UsageError:
    """Refuse what the lectures call one filter (`5x5x3`), and a kernel without its count (`3x3`)."""
    axes = len(volume.space)
    one, many = readings
    missing = one.kernel.count("x") + 1 == len(re.findall(r"\d+", text))
    message = (
        f"has {axes} numbers, and {axes + 1} are needed: a count and the kernel" if missing else "can be read two ways"
    )
    deep = "" if missing else ", as deep as its input"
    return UsageError(
        f"--filters {text} {message}; write one of",
        (
            (f"--filters 1x{one.kernel}", f"one filter of {one.kernel}{deep}"),
            (f"--filters {many.number} --kernel {many.kernel}", f"{_word(many.number)} filters of {many.kernel}"),
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


def one_side(flag: str, value: object) -> str | None:
    """Return what is written for every axis of a square option; None if nothing is, `?` if it is looked for."""
    if value is None:
        return None
    sides = {side.strip() for side in re.split("[xX×]", str(value))}
    if len(sides) != 1:
        raise UsageError(f"{flag} {value} is not one number for all axes; write e.g.", ((f"{flag} 3", ""),))
    return sides.pop()
