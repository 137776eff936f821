"""Formulas as lectures and papers write them (`2P`, `25C^2`, `s(i'-1)`), read to be compared."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

_TOKEN = re.compile(r"\d+|[A-Za-z]\w*'?|\S")
_CALLS = {"floor": math.floor, "ceil": math.ceil}


def _python(formula: str) -> Iterator[str]:
    tokens = [token.replace("'", "_") for token in _TOKEN.findall(formula)]
    for token, after in pairwise([*tokens, ""]):
        yield "**" if token == "^" else f"Fraction({token})" if token.isdecimal() else token
        ends, begins = token[-1].isalnum() or token[-1] in "_)", after and (after[0].isalpha() or after[0] == "(")
        if ends and begins and token not in _CALLS:
            yield "*"


def value(formula: str, **letters: int) -> Fraction:
    """What a formula gives; what stands side by side is multiplied, and a prime is an underscore: `i_`."""
    names: dict[str, Any] = {name: Fraction(number) for name, number in letters.items()}
    return Fraction(eval("".join(_python(formula)), {"Fraction": Fraction, **_CALLS}, names))


def names(formula: str) -> set[str]:
    """The letters of a formula."""
    return {token for token in _TOKEN.findall(formula) if token[0].isalpha()} - _CALLS.keys()
