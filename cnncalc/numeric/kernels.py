"""Kernels that have names. They are written as they are laid on the image, so as a correlation takes them.

Sources: Gonzalez & Woods, "Digital Image Processing", chapters 3 and 10; CSCE 5218, CNN lecture (the shift, and the
sharpening as twice the image less its blur).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction
from math import comb
from textwrap import wrap

from cnncalc.errors import UsageError
from cnncalc.numeric.notation import Matrix
from cnncalc.numeric.tensor import whole_or_exact

_NAME = re.compile(r"([a-z]+(?:[ _-][a-z]+)?)(?:[ _-]?(\d{1,3})(?:[xX×](\d{1,3}))?)?", re.IGNORECASE)
_LARGEST = 31


def _identity(rows: int, columns: int) -> Matrix:
    return _single(rows, columns, 0, 0)


def _single(rows: int, columns: int, down: int, right: int) -> Matrix:
    """Return zeros with a 1 beside the centre."""
    centre = rows // 2 + down, columns // 2 + right
    return tuple(tuple(int((r, c) == centre) for c in range(columns)) for r in range(rows))


def _box(rows: int, columns: int) -> Matrix:
    part = whole_or_exact(Fraction(1, rows * columns))
    return ((part,) * columns,) * rows


def _gaussian(rows: int, columns: int) -> Matrix:
    """Return the binomial kernel, the Gaussian in whole numbers: 1/16 [1 2 1; 2 4 2; 1 2 1]."""
    whole = 1 << (rows + columns - 2)
    across = [comb(columns - 1, c) for c in range(columns)]
    down = [comb(rows - 1, r) for r in range(rows)]
    return tuple(tuple(whole_or_exact(Fraction(a * b, whole)) for b in across) for a in down)


def _sharpen(rows: int, columns: int) -> Matrix:
    """Return twice the identity less the box."""
    blurred, kept = _box(rows, columns), _identity(rows, columns)
    return tuple(tuple(2 * k - b for k, b in zip(*pair, strict=True)) for pair in zip(kept, blurred, strict=True))


_SIZED: dict[str, Callable[[int, int], Matrix]] = {
    "identity": _identity,
    "shift-left": lambda rows, columns: _single(rows, columns, 0, 1),
    "shift-right": lambda rows, columns: _single(rows, columns, 0, -1),
    "shift-up": lambda rows, columns: _single(rows, columns, 1, 0),
    "shift-down": lambda rows, columns: _single(rows, columns, -1, 0),
    "box": _box,
    "gaussian": _gaussian,
    "sharpen": _sharpen,
}
"""Kernels of any odd size."""

_FIXED: dict[str, Matrix] = {
    "prewitt-x": ((-1, 0, 1),) * 3,
    "prewitt-y": ((-1,) * 3, (0,) * 3, (1,) * 3),
    "sobel-x": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "sobel-y": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "laplacian": ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
}
"""Kernels of 3x3. `x` looks along the rows and so finds vertical edges, `y` finds horizontal ones."""

NAMES: tuple[str, ...] = (*_SIZED, *_FIXED)


def is_name(text: str) -> bool:
    """Return whether a text is meant as the name of a kernel: a word, with a size behind it or none."""
    return _NAME.fullmatch(text.strip()) is not None


def named(text: str, what: str = "--kernel") -> Matrix:
    """Return the kernel of a name: `sobel-x`, `box`, `gaussian 5x5`.

    Raises:
        UsageError: there is none of that name or size, or the name can be read two ways.
    """
    match = _NAME.fullmatch(text.strip())
    word, rows, columns = match.groups() if match else (text, None, None)
    name = re.sub("[ _]", "-", word.lower())
    directions = [known for known in NAMES if known.startswith(f"{name}-")]
    if directions:
        raise UsageError(
            f"{what} {name} can be read {('two', 'four')[len(directions) > 2]} ways; write one of",
            tuple((f"{what} {known}", _MEANINGS[known]) for known in directions),
        )
    if name not in NAMES:
        near = get_close_matches(name, NAMES, n=1)
        lines = (
            ((f"{what} {near[0]}", ""),)
            if near
            else (*((line, "") for line in wrap(", ".join(NAMES), 72)), ('"0 1; -1 2"', "its numbers"))
        )
        raise UsageError(f"there is no kernel called {word}; write", lines)
    height = int(rows or 3)
    width = int(columns or height)
    if name in _FIXED:
        if (height, width) != (3, 3):
            raise UsageError(f"{name} is 3x3", ((f"{what} {name}", ""),))
        return _FIXED[name]
    if not all(1 <= size <= _LARGEST and size % 2 for size in (height, width)):
        raise UsageError(
            f"{name} {height}x{width} has no centre, or is too large: sizes are odd, up to {_LARGEST}",
            ((f'{what} "{name} 5x5"', ""),),
        )
    return _SIZED[name](height, width)


_MEANINGS = {
    "shift-left": "the image moves left: the 1 stands right of the centre",
    "shift-right": "the image moves right",
    "shift-up": "the image moves up",
    "shift-down": "the image moves down",
    "prewitt-x": "vertical edges",
    "prewitt-y": "horizontal edges",
    "sobel-x": "vertical edges",
    "sobel-y": "horizontal edges",
}
