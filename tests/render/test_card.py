"""The card of one layer, against cards that were written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.layers.base import Example
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.render.card import card
from cnncalc.render.look import Look, Role

LOOK = Path(__file__).parents[1] / "data" / "look"
EXAMPLES = [
    pytest.param(example, id=f"{example.layer} on {example.on}")
    for kind in KINDS
    if not layer_class(kind).joins
    for example in layer_class(kind).examples
]


@pytest.mark.parametrize(
    ("file", "on", "layer"),
    [
        ("one-layer", "32x32x3", "conv: 10 x 5x5, pad 2"),
        ("does-not-fit", "7x7x1", "conv: 1 x 3x3, stride 3"),
        ("harmless", "224x224x3", "conv: 32 x 3x3, stride 2, pad 1"),
        ("fc", "6x6x256", "fc: 10"),
        ("bn", "112x112x32", "bn"),
        ("deconv", "3x3x1", "deconv: 1 x 3x3, stride 2, pad 1, output_pad 1"),
        ("maxpool-ceil", "112x112x64", "maxpool: 3x3, stride 2, ceil"),
        ("overlapping", "8x9x2", "maxpool: 3x3, stride 2, pad 1"),
        ("three-dimensions", "16x112x112x3", "conv: 64 x 3x7x7, stride 1x2x2, pad 1x3x3, bias off"),
        ("between", "8x8x2", "conv: 4 x 1x1, stride 2"),
        ("floor", "7x7x1", "conv: 1 x 3x3, stride 3, floor"),
    ],
)
def test_golden_cards(file: str, on: str, layer: str) -> None:
    """The card is the one that was agreed on, to the last blank."""
    assert card(api.chain(on, layer)) == (LOOK / f"{file}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "on", "layer"),
    [("one-dimension", "8x1 LC", "conv: 1 x 3, stride 3"), ("local", "28x1 LC", "local: 6 x 5")],
)
def test_cards_of_sequences(file: str, on: str, layer: str) -> None:
    """The card of a layer on a sequence names inputs with their letters, without which they would be refused."""
    expected = (LOOK / f"{file}.txt").read_text(encoding="utf-8")
    assert card(api.chain(on, layer)) == expected


def test_inputs_that_fit_read_back() -> None:
    """A proposed input that looks like channels first has letters, in the order that is asked for."""
    report = api.chain("4x8x8 HWC", "conv: 4 x 2x2, stride 2x2, pad 0")
    assert "input" not in card(report)
    report = api.chain("4x8x8 HWC", "conv: 4 x 3x2, stride 2x2")
    assert "input 3x8x8 HWC   1x4x4" in card(report)
    assert "input 8x3x8 CHW   4x1x4" in card(report, Look(layout="chw"))
    sequence = api.chain("8x1 LC", "conv: 1 x 3, stride 3")
    assert "on 1x8 CL" in card(sequence, Look(layout="chw"))
    assert "input 1x6 CL" in card(sequence, Look(layout="chw"))


def test_norm_that_learns_nothing() -> None:
    """A norm layer without factors says of its output what a norm layer with them does."""
    for kind in ("bn: affine off", "ln: affine off"):
        text = card(api.chain("32x32x3", kind))
        assert "output   32x32x3   the shape stays as it was" in text
        assert text.count("nothing is learned") == 1


def test_memory() -> None:
    """A batch or another type of number adds the memory, of a layer that fits and of one that does not."""
    assert "memory" not in card(api.chain("32x32x3", "conv: 8 x 3x3"))
    for layer in ("conv: 8 x 3x3", "conv: 8 x 3x3, stride 2"):
        text = card(api.chain("32x32x3", layer, batch=32))
        assert "memory as float32: parameters 896 bytes; activations of a batch of 32:" in text
        assert "memory as float16: parameters 448 bytes" in card(api.chain("32x32x3", layer, dtype="float16"))


def test_ascii() -> None:
    """Where the encoding has no other signs, windows are drawn with #, . and brackets."""
    text = card(api.chain("7x7x1", "conv: 1 x 3x3, stride 3"), Look(ascii=True))
    assert text.isascii()
    assert "# # # # # # .   the third window" in text
    assert "[ 1 ] [ 2 ]     the last row" in text


def test_channels_first() -> None:
    """With channels first, every volume is written that way."""
    text = card(api.chain("32x32x3", "conv: 10 x 5x5, pad 2"), Look(layout="chw"))
    assert "on 3x32x32" in text
    assert "10x32x32" in text


def test_notes() -> None:
    """What the caller has to say stands below the card."""
    text = card(api.chain("7x7x1", "conv: 1 x 3x3"), notes=("7x7 is read as a map of one channel, 7x7x1",))
    assert text.endswith("\n\n  7x7 is read as a map of one channel, 7x7x1\n")


def test_style_adds_nothing() -> None:
    """Styles mark pieces of the plain text and move nothing."""
    roles: set[Role] = set()

    def marked(role: Role, text: str) -> str:
        roles.add(role)
        return f"\x1b{text}\x1b"

    for layer in ("conv: 1 x 3x3, stride 3", "conv: 1 x 3x3"):
        report = api.chain("7x7x1", layer)
        assert card(report, Look(style=marked)).replace("\x1b", "") == card(report)
    assert roles == {"title", "label", "result", "dim", "wrong"}


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("width", [60, 80])
def test_every_kind_has_a_card(example: Example, width: int) -> None:
    """Every example has a card with its output, in lines that fit the width unless a formula alone does not."""
    text = card(api.chain(str(example.on), example.layer, rounding="floor"), Look(width))
    assert example.gives in text
    assert all(len(line) <= width or "=" in line for line in text.splitlines())
    assert not any(line.endswith(" ") for line in text.splitlines())


@given(size=st.integers(4, 40), kernel=st.integers(1, 4), stride=st.integers(1, 5), pad=st.integers(0, 2))
def test_drawings(size: int, kernel: int, stride: int, pad: int) -> None:
    """A drawing has a cell for each position, and shows as many as never looked at as the windows leave out."""
    report = api.chain(f"{size}x1 LC", f"conv: 1 x {kernel}, stride {stride}, pad {pad}")
    lines = card(report).splitlines()
    drawn = [line.split("   ")[-1] if "stick" not in line else line for line in lines if "■" in line]
    if not drawn:
        return
    (cells,) = drawn
    places = (size + 2 * pad - kernel) // stride + 1
    seen = {at * stride - pad + tap for at in range(places) for tap in range(kernel)}
    assert (cells.count("■"), cells.count("·")) == (len(seen & set(range(size))), 2 * pad)
    assert cells.count("□") == size - cells.count("■")
