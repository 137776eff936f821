"""A layer written as in a spec."""

import pytest

from cnncalc.layers.base import Layer
from cnncalc.layers.conv import Conv, Dwconv
from cnncalc.layers.norm import Bn
from cnncalc.layers.pool import Maxpool
from cnncalc.layers.regular import Dropout
from cnncalc.layers.response_norm import Lrn
from cnncalc.layers.shape import Chunk, Pad, Reshape
from cnncalc.layers.transposed import Deconv
from cnncalc.layers.upsample import Upsample


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Conv(filters=10, kernel=(5, 5), pad=2), "10 x 5x5, pad 2"),
        (Conv(filters=64, kernel=(3, 7, 7), stride=(1, 2, 2), bias=False), "64 x 3x7x7, stride 1x2x2, bias off"),
        (Conv(filters=1, kernel=(3,), pad="same"), "1 x 3, same"),
        (Conv(filters=1, kernel=(3, 3), pad=((0, 1), (2, 2))), "1 x 3x3, pad 0:1x2"),
        (Dwconv(kernel=(3, 3), stride=2, pad=1), "3x3, stride 2, pad 1"),
        (Deconv(filters=4, kernel=(3, 3), stride=2, pad=1, output_pad=1), "4 x 3x3, stride 2, pad 1, output_pad 1"),
        (Maxpool(kernel=3, stride=2, rounding="ceil"), "3, stride 2, ceil"),
        (Chunk(index=2, of=2), "2 of 2"),
        (Reshape(size=(7, 7, 64)), "7x7x64"),
        (Pad(pad=((1, 2), (3, 4))), "1:2x3:4"),
        (Upsample(factor=2, mode="bilinear"), "2, mode bilinear"),
        (Upsample(size=(7, 7)), "size 7x7"),
        (Dropout(rate=0.5), "0.5"),
        (Lrn(), ""),
        (Bn(affine=False), "affine off"),
    ],
)
def test_a_layer_is_written_in_the_short_text(layer: Layer, text: str) -> None:
    """The head comes first, then what differs from the default; words and switches are written as such."""
    assert layer.text(type(layer).model_fields) == text


def test_only_what_was_written_is_shown() -> None:
    """An option that came from the defaults of a file is not part of the line."""
    layer = Conv(filters=8, kernel=(3, 3), pad=1, bias=False)
    assert layer.text({"filters", "kernel", "pad"}) == "8 x 3x3, pad 1"
