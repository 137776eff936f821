"""Dumoulin & Visin's relationships read backwards: each of their letters from the others, and the layer that undoes."""

from __future__ import annotations

from typing import Any

import pytest

import cnncalc
from cnncalc.model.report import LayerReport
from tests.published.guide import GUIDE, OPS, Window, named, published, windows

LETTERS = {"i": "in", "k": "kernel", "s": "stride", "p": "pad", "d": "dilation", "a": "output_pad"}
"""What the guide's letters are called as options."""


def searched(kind: str, letter: str, window: Window, size: int) -> bool:
    """Whether a letter is looked for so far, and follows from the others at all.

    A kernel reaches at most over the larger map, padding is smaller than the kernel, a stride at most as large, and
    where there is only one place every stride does.
    """
    large, small = (size, window.i) if kind == "tconv" else (window.i, size)
    reach = window.d * (window.k - 1) + 1
    return window.p < window.k and window.s <= window.k and reach <= large and (letter != "s" or small > 1)


def options(kind: str, window: Window) -> dict[str, int | str]:
    """The options of a window on a layer of a kind."""
    given: dict[str, int | str] = {"kernel": window.k, "stride": window.s, "pad": window.p}
    match kind:
        case "conv":
            return {**given, "dilation": window.d}
        case "tconv":
            return {**given, "output_pad": window.a}
    return given


def square(size: int) -> str:
    """A size of two equal axes."""
    return f"{size}x{size}"


@pytest.mark.parametrize("letter", "iksp")
@pytest.mark.parametrize("relation", GUIDE["relationships"], ids=named)
def test_each_letter_follows_from_the_others(relation: dict[str, Any], letter: str) -> None:
    """Solving a relationship for its input, kernel, stride or padding finds what was put in, among what fits."""
    kind, held = relation["kind"], 0
    for window in windows(relation):
        size = published(relation["formula"], window)
        if size < 1 or not searched(kind, letter, window, size):
            continue
        known = {**options(kind, window), **({} if letter == "i" else {LETTERS[letter]: "?"})}
        on = "?" if letter == "i" else square(window.i)
        answer = cnncalc.solve_layer(OPS[kind], on, square(size), rounding="floor", **known)
        wanted = getattr(window, letter)
        found = [dict(solution.found).get(LETTERS[letter]) for solution in answer.solutions]
        assert str(wanted) in found or square(wanted) in found, window
        held += 1
    assert held >= 3


DIRECT = [relation for relation in GUIDE["relationships"] if relation["kind"] == "conv" and relation["n"] != 15]


def shape(layer: LayerReport) -> tuple[int, ...]:
    """The size that comes out of a layer."""
    return layer.output.space


@pytest.mark.parametrize("relation", DIRECT, ids=named)
def test_a_convolution_is_undone(relation: dict[str, Any]) -> None:
    """The layer that undoes a convolution is the guide's: the same window, and (i + 2p - k) mod s of extra output."""
    held = 0
    for window in windows(relation):
        made = published(relation["formula"], window)
        if made < 1:
            continue
        text = f"conv: 8 x {square(window.k)}, stride {window.s}, pad {window.p}"
        undone = cnncalc.undo(text, f"{square(window.i)}x3 HWC")
        extra = (window.i + 2 * window.p - window.k) % window.s
        assert undone.left == (extra, extra)
        back = cnncalc.deconv(
            undone.output, filters=3, kernel=window.k, stride=window.s, pad=window.p, output_pad=extra
        ).layers[0]
        assert undone.solution.layer == back.node.layer
        assert shape(back) == (window.i, window.i)
        held += 1
    assert held >= 10


TRANSPOSED = [case for case in GUIDE["examples"] if case["op"] == "tconv"]


@pytest.mark.parametrize("case", TRANSPOSED, ids=lambda case: case["fig"])
def test_the_figures_are_undone(case: dict[str, Any]) -> None:
    """Each figure of a transposed convolution undoes the convolution of the same window on its output."""
    window = f"{square(case['k'])}, stride {case['s']}, pad {case['p']}"
    undone = cnncalc.undo(f"conv: 1 x {window}", square(case["o"]) + "x1")
    assert undone.output.space == (case["i"], case["i"])
    assert undone.left == (case["output_padding"],) * 2
    assert undone.solution.output.space == (case["o"], case["o"])
