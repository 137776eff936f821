"""Dumoulin & Visin's guide to convolution arithmetic: its relationships, and the windows to which they apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, NamedTuple

from tests.published.tables import facts
from tests.written import value

GUIDE = facts("conv_arithmetic_dumoulin_visin.yaml")


class Window(NamedTuple):
    """A square input and a window on it, in the guide's letters."""

    i: int
    k: int
    s: int = 1
    p: int = 0
    d: int = 1
    a: int = 0


ANY = [Window(*sizes) for sizes in product((1, 4, 5, 6, 9), range(1, 5), range(1, 4), range(4))]
DILATED = [window._replace(d=d) for window in ANY for d in (2, 3)]
STRETCHED = [window._replace(a=a) for window in ANY for a in range(1, window.s)]

CONDITIONS: dict[int, Callable[[Window], bool]] = {
    1: lambda w: w.s == 1 and w.p == 0,
    2: lambda w: w.s == 1,
    3: lambda w: w.s == 1 and w.k % 2 == 1 and w.p == w.k // 2,
    4: lambda w: w.s == 1 and w.p == w.k - 1,
    5: lambda w: w.p == 0,
    6: lambda w: True,
    7: lambda w: w.p == 0,
    8: lambda w: w.s == 1 and w.p == 0,
    9: lambda w: w.s == 1,
    10: lambda w: w.s == 1 and w.k % 2 == 1 and w.p == w.k // 2,
    11: lambda w: w.s == 1 and w.p == w.k - 1,
    12: lambda w: w.p == 0 and w.a == 0,
    13: lambda w: w.a == 0,
    14: lambda w: True,
    15: lambda w: True,
}
"""When each relationship holds; for a transposed convolution `a` is what is left over in the direct one."""

OPS = {"conv": "conv", "tconv": "deconv", "pool": "maxpool"}
"""What the language calls the guide's kinds."""


def published(formula: str, window: Window) -> int:
    """What a formula of the guide gives: `o' = s(i'-1)+k-2p`."""
    return int(value(formula.split("=")[1].replace("'", ""), **window._asdict()))


def windows(relation: dict[str, Any]) -> Iterator[Window]:
    """The windows to which a relationship applies."""
    number = relation["n"]
    family = DILATED if number == 15 else [*ANY, *STRETCHED] if relation["kind"] == "tconv" else ANY
    return filter(CONDITIONS[number], family)


def named(relation: dict[str, Any]) -> str:
    """The name of a relationship's test."""
    return f"relationship {relation['n']}"
