"""The relationships of Dumoulin & Visin's guide to convolution arithmetic, and their transposed convolutions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, NamedTuple

import pytest

from tests.published.tables import Net, facts, line, net

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


def published(formula: str, window: Window) -> int:
    """What a formula of the guide gives: `o' = s(i'-1)+k-2p`."""
    right = formula.split("=")[1].replace("'", "")
    right = re.sub(r"(?<=[0-9)])(?=[a-z(])|\bs(?=\()", lambda found: f"{found[0]}*", right)
    value = eval(right, {"floor": math.floor}, window._asdict())
    assert isinstance(value, int)
    return value


def written(kind: str, w: Window) -> Net:
    """The window in the language."""
    sizes = f"{w.k}x{w.k}, stride {w.s}, pad {w.p}"
    match kind:
        case "conv":
            return net([1, w.i, w.i], f"conv: 1 x {sizes}, dilation {w.d}")
        case "tconv":
            return net([1, w.i, w.i], f"deconv: 1 x {sizes}, output_pad {w.a}")
    return net([1, w.i, w.i], line("maxpool", sizes))


def windows(relation: dict[str, Any]) -> Iterator[Window]:
    """The windows to which a relationship applies."""
    number = relation["n"]
    family = DILATED if number == 15 else [*ANY, *STRETCHED] if relation["kind"] == "tconv" else ANY
    return filter(CONDITIONS[number], family)


@pytest.mark.parametrize("relation", GUIDE["relationships"], ids=lambda relation: f"relationship {relation['n']}")
def test_the_relationships_hold(relation: dict[str, Any]) -> None:
    """The output is that of the guide's formula wherever it applies; where that is below 1, the window is refused."""
    found = list(windows(relation))
    assert len(found) >= 10
    for window in found:
        size = published(relation["formula"], window)
        layer = written(relation["kind"], window)
        if size < 1:
            assert layer.refusal in ("kernel-too-big", "shape"), window
        else:
            assert layer.output == f"1x{size}x{size}", window


TRANSPOSED = [case for case in GUIDE["examples"] if case["op"] == "tconv"]


@pytest.mark.parametrize("case", TRANSPOSED, ids=lambda case: case["fig"])
def test_a_transposed_convolution_is_a_direct_one_on_a_stretched_input(case: dict[str, Any]) -> None:
    """The direct convolution that the guide calls equivalent gives the same size."""
    direct, kernel = case["equivalent_direct"], f"{case['k']}x{case['k']}"
    margin = f"{direct['p']}:{direct['p'] + direct.get('extra_bottom_right', 0)}"
    layer = net([1, direct["stretched"], direct["stretched"]], f"conv: 1 x {kernel}, pad {margin}x{margin}")
    assert layer.output == f"1x{case['o']}x{case['o']}"


@pytest.mark.parametrize("case", TRANSPOSED, ids=lambda case: case["fig"])
def test_a_transposed_convolution_leads_back(case: dict[str, Any]) -> None:
    """A convolution of the same options leads from the output of a transposed one back to its input."""
    options = f"{case['k']}x{case['k']}, stride {case['s']}, pad {case['p']}"
    there = f"deconv: 1 x {options}, output_pad {case['output_padding']}"
    assert net([1, case["i"], case["i"]], there, f"conv: 1 x {options}").output == f"1x{case['i']}x{case['i']}"


def test_every_relationship_is_held() -> None:
    """All fifteen relationships of the guide have a condition here."""
    assert [relation["n"] for relation in GUIDE["relationships"]] == list(CONDITIONS)
