"""One number as somebody gives it: what its unit names, and how exactly it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.grading.answers_text import cleaned
from cnncalc.grading.answers_units import named, rounds
from cnncalc.grading.asked import Quantity, Value
from cnncalc.model.volume import Volume

_NUMBER: Final = re.compile(
    r"(?:~|ca\.?|about|approx\.?)?\s*(?P<number>\d[\d,' _]*(?:\.\d+)?|\.\d+)\s*"
    r"(?P<power>e[+-]?\d+|[x*] ?10 ?\^ ?\d+)?\s*(?P<words>[a-z][a-z -]*)?\.?",
    re.IGNORECASE,
)
_SIZES: Final = re.compile(r"^[^+*]*\w\)?\s*[x×@]\s*\(?\w[^+*]*$|^[(\[].*,|^torch", re.IGNORECASE)
_WORD: Final = re.compile(r"([A-Za-z][A-Za-z-]*)\.?$")
_SCALE: Final = re.compile(r"(?:[kmgt]i?|thousand|mio|million|billion)(?: |$)|[kmgt]i?(?=[a-z])|b$")
_SURE: Final = 3
"""A rounded number of fewer digits fits too many others to be explained by a slip."""


class Given(NamedTuple):
    """A number as it was given."""

    text: str
    named: tuple[Quantity, ...]
    """What its unit says that it is; empty where it says nothing."""
    is_size: bool
    number: str
    """The digits before the unit of a rounded number; empty for an exact one."""

    @classmethod
    def of(cls, text: str) -> Given:
        """Look at a number as it is written: `1.2 MB` are bytes, and lie between 1.15 and 1.25 MB."""
        plain = cleaned(text)
        found = _NUMBER.fullmatch(plain)
        scaled = found is not None and (found["power"] or _scaled((found["words"] or "").lower()))
        number = re.sub(r"[,' _]", "", found["number"]) if found is not None and scaled else ""
        return cls(text, _named(plain), not scaled and _SIZES.search(plain) is not None, number)

    @property
    def is_rounded(self) -> bool:
        """Whether it is compared only as far as it is written."""
        return bool(self.number)

    @property
    def tells(self) -> bool:
        """Whether it has enough digits for a slip to be told from chance."""
        return not self.number or len(self.number.replace(".", "").lstrip("0")) >= _SURE

    def fits(self, values: Iterable[Value], right: Value) -> bool:
        """Tell whether one of the values that it can mean is this one, as far as it is written."""
        return any(_same(value, right) or self._near(value, right) for value in values)

    def _near(self, value: Value, right: Value) -> bool:
        if not self.number or not isinstance(value, (int, Fraction)) or not isinstance(right, (int, Fraction)):
            return False
        return rounds(self.number, value, right)


def _scaled(words: str) -> bool:
    """Tell whether words begin with a thousand, a million: `M`, `MB`, `k params`, but not `macs`."""
    scale = _SCALE.match(words)
    if scale is None or (named(words) and words != "b"):
        return False
    return not words[scale.end() :].strip() or bool(_named(words))


def _named(plain: str) -> tuple[Quantity, ...]:
    """Return what the last word of a number names; a K, an M or a B alone is no name."""
    word = _WORD.search(plain)
    if word is None or len(word[1]) == 1:
        return ()
    noun = word[1].lower()
    return named(noun) or named(_SCALE.sub("", noun, count=1))


def _same(value: Value, right: Value) -> bool:
    if isinstance(right, Volume) and isinstance(value, int):
        return not right.space and right.channels == value
    if isinstance(right, tuple) and not isinstance(right, Volume) and isinstance(value, (int, Fraction)):
        return set(right) == {value}
    return value == right
