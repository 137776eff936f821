"""The relationships of Dumoulin & Visin's guide to convolution arithmetic, and their transposed convolutions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.published.guide import CONDITIONS, GUIDE, Window, named, published, windows
from tests.published.tables import Net, line, net


def written(kind: str, w: Window) -> Net:
    """The window in the language."""
    sizes = f"{w.k}x{w.k}, stride {w.s}, pad {w.p}"
    match kind:
        case "conv":
            return net([1, w.i, w.i], f"conv: 1 x {sizes}, dilation {w.d}")
        case "tconv":
            return net([1, w.i, w.i], f"deconv: 1 x {sizes}, output_pad {w.a}")
    return net([1, w.i, w.i], line("maxpool", sizes))


@pytest.mark.parametrize("relation", GUIDE["relationships"], ids=named)
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
