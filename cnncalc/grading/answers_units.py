"""The words behind a number: how much they multiply it by, what they count, and how far it is rounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from cnncalc.grading.asked import Quantity

_SORTS: Final[Mapping[str, tuple[Quantity, ...]]] = {
    "flop op operation": ("flops",),
    "mac madd mult-add multiply-add multiplication": ("macs",),
    "param parameter": ("params",),
    "weight": ("weights",),
    "bias biase": ("biases",),
    "connection": ("connections",),
    "activation neuron unit": ("activations",),
    "pixel px": ("rf", "jump"),
    "b byte": ("memory",),
}
_NAMED: Final = {word: sorts for words, sorts in _SORTS.items() for word in words.split()}
BYTES: Final = frozenset({"b", "byte", "bytes"})
NOUNS: Final = {f"{word}{ending}" for word in (*_NAMED, "value", "number") for ending in ("", "s", "es")} - BYTES
FOUND: Final = {f"{word}{s}" for word in ("filter", "kernel", "channel", "map", "time", "layer") for s in ("", "s")}
"""What a question backwards looks for."""
PREFIXES: Final = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6, "g": 10**9,
    "bn": 10**9, "billion": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "kilo": 10**3, "mega": 10**6,
    "giga": 10**9, "": 1,
}  # fmt: skip
_OF_PARAMS: Final = frozenset[Quantity]({"weights", "biases", "norm"})
_UNNAMED: Final = frozenset[Quantity]({"output", "start", "pad", "answer"})
_WRITTEN: Final = re.compile(r"[~ ]*(\d+(?:[.,]\d+)?)[A-Za-z ]*")


def named(noun: str) -> tuple[Quantity, ...]:
    """Return what a word counts, in the singular or the plural; empty for one that says nothing."""
    return _NAMED.get(noun.removesuffix("s"), ())


def contradicts(noun: str, quantity: Quantity) -> bool:
    """Tell whether a word counts something else than is asked; weights and biases are parameters, too."""
    sorts = named(noun)
    parts = quantity in _OF_PARAMS and "params" in sorts
    return bool(sorts) and quantity not in _UNNAMED and quantity not in sorts and not parts


def rounds(text: str, value: int | Fraction, exact: int | Fraction) -> bool:
    """Tell whether a number as it is written, `34.9K`, is another one, 34,944, rounded to its last digit."""
    found = _WRITTEN.fullmatch(text)
    digits = found[1].replace(",", ".") if found is not None else "0"
    written = Fraction(digits)
    if not written or value in (written, exact):
        return False
    last = Fraction(1, 10 ** len(digits.partition(".")[2]))
    return abs(Fraction(value) - exact) <= Fraction(value) / written * last / 2
