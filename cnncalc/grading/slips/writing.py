"""Slips of the pen: the right sizes in another order, a size left out, a digit gone wrong."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from cnncalc.algebra.operators import Number
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import PER_AXIS, Answer, Slip

_OUTPUT: frozenset[Quantity] = frozenset({"output"})
_NUMBERS: frozenset[Quantity] = frozenset(
    {"params", "weights", "biases", "norm", "macs", "flops", "connections", "activations", "memory"}
)
_LONG = 1000
"""Numbers below have too few digits for one of them to be told wrong from a number that is wrong altogether."""
_BRIEF = "the usual lists of a marker; no published case"


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


def miscopied(truth: tuple[Number, ...], got: tuple[Number, ...]) -> bool:
    """Tell whether one digit of a long number is wrong, missing or too many, or zeros at its end are."""
    if len(truth) != 1 or not isinstance(truth[0], int) or not isinstance(got[0], int) or min(truth[0], got[0]) < 0:
        return False
    if truth[0] < _LONG or truth == got:
        return False
    a, b = str(truth[0]), str(got[0])
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    shorter, longer = sorted((a, b), key=len)
    if longer.rstrip("0") == shorter.rstrip("0"):
        return True
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
        "digits-exchanged", "digits", "two digits exchanged", "two digits are exchanged",
        "Read your number again, digit by digit.",
        "The calculation is right; two neighbouring digits changed places when it was written down.",
        "digits", lambda truth, got: [exchanged(truth, got)], _OUTPUT | _NUMBERS | PER_AXIS, _BRIEF,
    ),
    Slip(
        "slip-of-a-digit", "digits", "one digit wrong", "one digit is wrong, missing or too many",
        "Redo the multiplication; check its last digit and its size.",
        "The formula seems right; one digit of the product is not.",
        "digits", lambda truth, got: [miscopied(truth, got)], _NUMBERS, "Rameshbabupv/dnn_lecture, question bank 10",
        common=3,
    ),
)  # fmt: skip
