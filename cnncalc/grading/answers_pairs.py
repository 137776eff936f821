"""Two counts in one answer, and how they may be meant: `34848 (+96)`, `34848 + 96 biases`, `34848/34944`,
`34848(96)`, `34848 weights, 96 biases`.

Nobody can tell whether the second one is added, or stands there instead of the first. `34848 + 96` is a plain sum.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from cnncalc.algebra.operators import Number
from cnncalc.grading.asked import Quantity

_COUNTED: Final = frozenset[Quantity](
    {"params", "weights", "biases", "norm", "macs", "flops", "connections", "activations", "memory"}
)
"""What is always whole, so that a slash between two of them is no division that somebody answers."""

_COUNT: Final = r"(\d{1,3}(?:[ ,']\d{3})+|\d{1,18})"
_PLUS: Final = re.compile(
    rf"{_COUNT} ?(\(?w(?:eights?)?\)?)? ?(\()?\+ ?{_COUNT} ?(\(?b(?:ias(?:es)?)?\)?)?\)?", re.IGNORECASE
)
_AND: Final = re.compile(rf"{_COUNT} ?w(?:eights?)? ?(?:[,;&]|and) ?{_COUNT} ?b(?:ias(?:es)?)?", re.IGNORECASE)
_OVER: Final = re.compile(rf"{_COUNT} ?/ ?{_COUNT}")
_BESIDE: Final = re.compile(rf"{_COUNT}( ?)\({_COUNT}\)")


def readings(text: str, quantity: Quantity, rounded: bool) -> tuple[Number, ...]:
    """Return the numbers that a text with two counts can mean; none where it is something else."""
    if quantity not in _COUNTED:
        return ()
    if (plus := _PLUS.fullmatch(text)) is not None and (plus[2] or plus[3] or plus[5]):
        first, second = _count(plus[1]), _count(plus[4])
        return first, first + second
    if (both := _AND.fullmatch(text)) is not None:
        return _count(both[1]), _count(both[1]) + _count(both[2])
    if (over := _OVER.fullmatch(text)) is not None:
        first, second = _count(over[1]), _count(over[2])
        if second and first % second == 0:
            return ()
        return (first, second, Fraction(first, second)) if second and rounded else (first, second)
    if (beside := _BESIDE.fullmatch(text)) is not None:
        first, second = _count(beside[1]), _count(beside[3])
        if first == second and beside[2]:
            return ()
        return first, second if beside[2] else first * second, first + second
    return ()


def _count(text: str) -> int:
    return int("".join(filter(str.isdigit, text)))
