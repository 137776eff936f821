"""What one number is to a layer or a net: the answer to `--got`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.errors import UsageError
from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Asked, Quantity, Value
from cnncalc.grading.slips.given import Given
from cnncalc.grading.slips.slip import Diagnosis
from cnncalc.grading.truths import MEANINGS
from cnncalc.model.volume import Layout

_ANOTHER: Final = frozenset({"with-bias", "one-tower", "total-padding", "dilation-from-0", "rounding"})
"""Conventions by which a number is right for another layer than the one that is asked about."""


class Right(NamedTuple):
    """A number that is meant: what it is, its exact value, and how it comes about."""

    what: str
    value: Value
    line: str = ""
    where: str = ""
    """The layer of a net, or the other net, whose number it is; empty for what was asked about."""


class Guess(NamedTuple):
    """What somebody may have wanted, the slips that make the number of it, and the right line beside."""

    quantity: Quantity
    what: str
    diagnosis: Diagnosis
    right: Value
    line: str
    where: str = ""
    """Of a net's total: in which layers the slip was made; empty for all."""
    alone: bool = False
    """Whether it was made in one layer, though it could be made in others."""

    @property
    def is_right(self) -> bool:
        """Whether the number is right by another way to count."""
        convention = self.diagnosis.convention
        return convention is not None and not self.alone and _ANOTHER.isdisjoint(convention.split("+"))


class Recognised(NamedTuple):
    """What one number is: numbers that are meant, or else what makes it of one; all may be empty."""

    text: str
    """The number as it was given."""
    subject: str
    """`layer` or `net`."""
    asked: str = ""
    """What it was to be, in words; empty for anything."""
    rounded: bool = False
    """Whether it is given with less than all digits."""
    lettered: bool = False
    """Whether the sizes are letters, so that no slips are looked for."""
    right: tuple[Right, ...] = ()
    beside: tuple[Right, ...] = ()
    """The parameters, where it is right for a part of them alone."""
    guesses: tuple[Guess, ...] = ()
    instead: tuple[Right, ...] = ()
    """What it is, though it was to be something else, or of something near by: a layer of the net, another net."""

    @property
    def is_right(self) -> bool:
        """Whether it is one of the numbers, or becomes one by nothing but another way to count."""
        return bool(self.right) or (bool(self.guesses) and all(guess.is_right for guess in self.guesses))

    @classmethod
    def nothing(cls, given: Given, subject: str, quantities: Sequence[Quantity]) -> Recognised:
        """Return a number of which nothing is known yet."""
        return cls(given.text, subject, meant(quantities), given.is_rounded)


def meant(quantities: Sequence[Quantity]) -> str:
    """Return quantities in words."""
    return " or ".join(MEANINGS.get(quantity, "padding") for quantity in quantities)


def likeliest(guesses: Sequence[Guess]) -> tuple[Guess, ...]:
    """Return the guesses of the fewest slips, the commonest first; of equal slips on several quantities the first.

    What is made in every layer is likelier than in one.
    """
    fewest = min((len(guess.diagnosis.slips) for guess in guesses), default=0)
    kept: dict[tuple[str, ...], Guess] = {}
    for guess in sorted(guesses, key=lambda guess: bool(guess.where)):
        if len(guess.diagnosis.slips) == fewest:
            kept.setdefault(tuple(slip.id for slip in guess.diagnosis.slips), guess)
    return tuple(
        sorted(kept.values(), key=lambda guess: (sum(slip.common for slip in guess.diagnosis.slips), bool(guess.where)))
    )


def values_of(text: str, quantity: Quantity, right: Value, layout: Layout = "hwc") -> tuple[Value, ...]:
    """Return what a text means as an answer to a quantity, of a count also where its unit names another."""
    counted = next((each for each in Given.of(text).named if "memory" not in (each, quantity)), quantity)
    question = Asked("got", "got", "answer", counted, Fraction(1), right, tolerance=Fraction(1, 10**6))
    return read_answer(text, question, layout).values


def unreadable(text: str, has_numbers: bool) -> UsageError:
    """Return the problem of a text that is no number, or of a layer that has none to compare it with."""
    if not has_numbers:
        return UsageError("the layer has no such number to compare with")
    return UsageError(
        f"--got {text} is neither a number nor a size; write e.g.",
        (("--got 7600", "a count"), ("--got 55x55x96", "a size"), ("--got 4.09G", "a rounded total")),
    )
