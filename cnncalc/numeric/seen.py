"""Which numbers of its input each unit reads, with the tap of the kernel that each of them meets.

Where the windows stand is asked of the layer. What lies in the padding is nothing, zero, or a number of the map again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from cnncalc.errors import RuleError, UsageError
from cnncalc.model.graph import Rules
from cnncalc.model.reach import POINTWISE, Span, spans
from cnncalc.model.volume import Volume, axis_names, line_names, whole
from cnncalc.numeric.tensor import places

Fill: TypeAlias = Literal["zero", "none", "reflect", "edge", "wrap"]
"""What stands in the padding; `none`: nothing, so it never wins a maximum and does not count in an average."""
FILLS: tuple[Fill, ...] = get_args(Fill)


Tap: TypeAlias = tuple[int, int | None]
"""The index of a tap in its kernel, and that of the number of the map that it meets: None is a zero of the padding."""
Window: TypeAlias = tuple[Tap, ...]
"""What one place of the output reads of each map, row by row."""

_Axis: TypeAlias = list[list[Tap]]
"""For every unit of an axis its taps and positions along it."""


def windows(layer: Rules, given: Volume, output: Volume, fill: Fill) -> list[Window]:
    """Return what each place of the output reads, row by row.

    Raises:
        RuleError: the padding cannot be filled like that.
    """
    reach = layer.reach(given)
    slid = spans(reach)
    axes: list[_Axis] = []
    for axis, (size, to) in enumerate(zip(map(whole, given.space), map(whole, output.space), strict=True)):
        if reach is POINTWISE:
            axes.append([[(0, unit)] for unit in range(to)])
        elif slid is not None:
            axes.append(_slid(layer, given, axis, [slid[axis].taps(unit) for unit in range(to)], fill))
        else:
            axes.append([list(enumerate(range(size)))] * to)
    moving = layer.windows(given)
    kernel = tuple(whole(w.kernel) for w in moving) or tuple(1 + max(t for u in axis for t, _ in u) for axis in axes)
    return _joined(axes, kernel, tuple(map(whole, given.space)), output)


def spread(layer: Rules, given: Volume, output: Volume) -> list[Window]:
    """Return what each place of a transposed layer's output reads: its windows lie there, one for each input place."""
    axes: list[_Axis] = []
    for w, size, to in zip(layer.windows(given), map(whole, given.space), map(whole, output.space), strict=True):
        span = Span.window(*map(whole, (w.kernel, w.stride, w.before, w.dilation)))
        units: _Axis = [[] for _ in range(to)]
        for position in range(size):
            for tap, unit in enumerate(span.taps(position)):
                if 0 <= unit < to:
                    units[unit].append((tap, position))
        axes.append(units)
    kernel = tuple(whole(w.kernel) for w in layer.windows(given))
    return _joined(axes, kernel, tuple(map(whole, given.space)), output)


def _joined(axes: list[_Axis], kernel: tuple[int, ...], space: tuple[int, ...], output: Volume) -> list[Window]:
    """Return the windows of all places from what the units of each axis read."""
    found = []
    for place in places(tuple(map(whole, output.space))):
        window: list[Tap] = [(0, 0)]
        for axis, unit, taps, size in zip(axes, place, kernel, space, strict=True):
            window = [
                (weight * taps + tap, None if at is None or position is None else at * size + position)
                for weight, at in window
                for tap, position in axis[unit]
            ]
        found.append(tuple(window))
    return found


def _slid(layer: Rules, given: Volume, axis: int, units: list[range], fill: Fill) -> _Axis:
    """Return the taps of an axis with what the padding holds; what lies behind the padding is nothing in any case."""
    size = whole(given.space[axis])
    moving = layer.windows(given)
    end = size + whole(moving[axis].after) if moving else None
    back = _FILLED.get(fill)
    if back is not None:
        most = max((max(-unit[0], unit[-1] + 1 - size) for unit in units if unit), default=0)
        _check_fill(fill, size, most if end is None else min(most, max(end - size, -units[0][0])), axis, given)
    found: _Axis = []
    for unit in units:
        seen: list[Tap] = []
        for tap, position in enumerate(unit):
            if 0 <= position < size:
                seen.append((tap, position))
            elif fill != "none" and (end is None or position < end):
                seen.append((tap, None if back is None else back(position, size)))
        found.append(seen)
    return found


def _reflected(position: int, size: int) -> int:
    """Return the position mirrored at the border, which is not repeated: -1 is 1."""
    return -position if position < 0 else 2 * (size - 1) - position


_FILLED: dict[Fill, Callable[[int, int], int]] = {
    "reflect": _reflected,
    "edge": lambda position, size: min(max(position, 0), size - 1),
    "wrap": lambda position, size: position % size,
}


def _check_fill(fill: Fill, size: int, padding: int, axis: int, volume: Volume) -> None:
    if fill == "reflect" and padding >= size:
        name, line = axis_names(len(volume.space))[axis], line_names(len(volume.space))[axis]
        raise RuleError(
            "value",
            f"padding {padding} cannot reflect {size} {line}{'s' if size != 1 else ''} along the {name}: "
            f"only {size - 1} lie behind the first",
            f"reflect at most {size - 1}, or use `--pad-with edge`",
            field="pad",
        )


def fill_named(text: str) -> Fill:
    """Return what a word says of the padding, in this program's word or another's.

    Raises:
        UsageError: there is no such word.
    """
    word = _SYNONYMS.get(text.lower(), text.lower())
    for fill in FILLS:
        if fill == word:
            return fill
    raise UsageError(f"--pad-with is {', '.join(FILLS)}, not {text}", (("--pad-with zero", "zeros around the map"),))


_SYNONYMS = {
    "zeros": "zero", "constant": "zero", "0": "zero", "replicate": "edge", "nearest": "edge", "border": "edge",
    "circular": "wrap", "periodic": "wrap", "mirror": "reflect", "nothing": "none",
}  # fmt: skip
"""torch's, numpy's and scipy's words for the same."""
