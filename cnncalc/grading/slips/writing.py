"""Slips of the pen: the right sizes in another order, a size left out, a digit gone wrong."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from cnncalc.algebra.expr import decimal_places, exact
from cnncalc.algebra.operators import Number
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import BRIEF, PER_AXIS, Answer, Slip

_OUTPUT: frozenset[Quantity] = frozenset({"output"})
_NUMBERS: frozenset[Quantity] = frozenset(
    {"params", "weights", "biases", "norm", "macs", "flops", "connections", "activations", "memory"}
)
_LONG = 1000
"""Numbers below have too few digits for one of them to be told wrong from a number that is wrong altogether."""

_UNITS = (1, 2**10, 2**20, 2**30)
"""The units in which bytes are written: others than these are powers of ten."""


def _channels_first(facts: Facts, quantity: Quantity, answer: Answer) -> Iterable[Answer]:
    if len(answer) > 1:
        yield (answer[-1], *answer[:-1])


def _width_first(facts: Facts, quantity: Quantity, answer: Answer) -> Iterable[Answer]:
    if quantity in PER_AXIS:
        yield tuple(reversed(answer))
    elif len(answer) > 1:
        yield (*reversed(answer[:-1]), answer[-1])


def _space_only(facts: Facts, quantity: Quantity, answer: Answer) -> Iterable[Answer]:
    if len(answer) > 1:
        yield answer[:-1]
        if len(answer) > 2 and len(set(answer[:-1])) == 1:
            yield answer[:1]


def exchanged(truth: tuple[Number, ...], got: tuple[Number, ...]) -> bool:
    """Tell whether two neighbouring digits of one number are exchanged; of equal sizes the same two."""
    pairs = {(a, b) for a, b in zip(map(str, truth), map(str, got), strict=True) if a != b}
    if len(pairs) != 1:
        return False
    ((a, b),) = pairs
    return len(a) == len(b) and any(
        a[:place] + a[place + 1] + a[place] + a[place + 2 :] == b for place in range(len(a) - 1)
    )


def rounded(truth: tuple[Number, ...], got: tuple[Number, ...], digits: int = 2, unit: int = 1) -> bool:
    """Tell whether a long number, counted in a unit, is given to fewer digits than it has, though to so many at least.

    1,161,600 bytes are 1134.375 KiB, and as 1134.4 or 1134 KiB rounded.
    """
    if len(truth) != 1 or not isinstance(truth[0], int) or truth[0] < _LONG:
        return False
    size = exact(Fraction(got[0]) / unit)
    places = decimal_places(size)
    if places is None:
        return False
    written = str(exact(Fraction(size) * 10**places))
    given = written.rstrip("0")
    off = abs(Fraction(truth[0], unit) - size) * 10**places
    return digits <= len(given) and 2 * off <= 10 ** (len(written) - len(given))


def _rounded(quantity: Quantity, truth: tuple[Number, ...], got: tuple[Number, ...]) -> Iterable[bool]:
    return (rounded(truth, got, unit=unit) for unit in (_UNITS if quantity == "memory" else _UNITS[:1]))


def out_by_a_unit(truth: tuple[Number, ...], got: tuple[Number, ...]) -> bool:
    """Tell whether a number, as it is or rounded, is a thousand, a million or a billion times too large or small."""
    scaled = [exact(Fraction(got[0]) * Fraction(1000) ** power) for power in (-3, -2, -1, 1, 2, 3)]
    return len(truth) == 1 and any((n,) == truth or rounded(truth, (n,), digits=3) for n in scaled if n)


def miscopied(truth: tuple[Number, ...], got: tuple[Number, ...]) -> bool:
    """Tell whether one digit of a long number is wrong, missing or too many; a rounded number is right so far."""
    if len(truth) != 1 or not isinstance(truth[0], int) or not isinstance(got[0], int) or min(truth[0], got[0]) < 0:
        return False
    if truth[0] < _LONG or truth == got or rounded(truth, got):
        return False
    a, b = str(truth[0]), str(got[0])
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    shorter, longer = sorted((a, b), key=len)
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def neighbours(number: int) -> list[int]:
    """Return what a number becomes when two neighbouring digits of it are exchanged."""
    text = str(number)
    return [
        int(text[:place] + b + a + text[place + 2 :])
        for place, (a, b) in enumerate(pairwise(text))
        if a != b and not (place == 0 and b == "0")
    ]


SLIPS = (
    Slip(
        "channels-first", "writing", "sizes written C x H x W", "the depth is written first",
        "In which order does the sheet write its sizes?",
        "Here the depth comes last: height x width x depth. torch writes it first.",
        "answer", _channels_first, _OUTPUT, "torch.Size", "chw", common=1,
    ),
    Slip(
        "swap-h-w", "writing", "height and width exchanged", "height and width are exchanged",
        "Which number is the number of rows?",
        "Sizes are written height x width: rows first. CS231n writes width first.",
        "answer", _width_first, _OUTPUT | PER_AXIS, "graduateml.com; cs231n.github.io", "whc",
    ),
    Slip(
        "depth-not-written", "writing", "depth not written", "the depth is not written",
        "A volume has a third size: how many maps are there?",
        "A volume is height x width x depth.",
        "answer", _space_only, _OUTPUT, "NPTEL, deep learning assignment",
    ),
    Slip(
        "rounded", "digits", "rounded", "the number is rounded",
        "Are all digits asked for?",
        "A count is a whole number, and all of its digits are known.",
        "digits", _rounded, _NUMBERS, BRIEF, common=1,
    ),
    Slip(
        "wrong-unit", "digits", "unit too large or too small", "the unit is out by a thousand or more",
        "In which unit is the number asked for?",
        "A K or an M is a thousand or a million: it is written behind the number, or multiplied in.",
        "digits", lambda quantity, truth, got: [out_by_a_unit(truth, got)], _NUMBERS, BRIEF, common=1,
    ),
    Slip(
        "digits-exchanged", "digits", "two digits exchanged", "two digits are exchanged",
        "Read your number again, digit by digit.",
        "The calculation is right; two neighbouring digits changed places when it was written down.",
        "digits", lambda quantity, truth, got: [exchanged(truth, got)], _OUTPUT | _NUMBERS | PER_AXIS, BRIEF,
    ),
    Slip(
        "slip-of-a-digit", "digits", "one digit wrong", "one digit is wrong, missing or too many",
        "Redo the multiplication; check its last digit and its size.",
        "The formula seems right; one digit of the product is not.",
        "digits", lambda quantity, truth, got: [miscopied(truth, got)], _NUMBERS,
        "Rameshbabupv/dnn_lecture, question bank 10", common=3,
    ),
)  # fmt: skip
