"""Layers on numbers against scipy, where it is installed."""

from __future__ import annotations

import random

import pytest

from cnncalc import apply

pytest.importorskip("scipy")

import numpy as np
from scipy import ndimage, signal, special

RANDOM = random.Random(4)
IMAGE = [[RANDOM.randint(-9, 9) for _ in range(7)] for _ in range(6)]
KERNEL = [[RANDOM.randint(-9, 9) for _ in range(3)] for _ in range(5)]


@pytest.mark.parametrize(("mode", "pad"), [("valid", "0"), ("same", "2x1"), ("full", "4x2")])
@pytest.mark.parametrize("flip", [False, True])
def test_correlate_and_convolve(mode: str, pad: str, flip: bool) -> None:
    """scipy's modes are paddings: none, half the kernel, all but one of it."""
    function = signal.convolve2d if flip else signal.correlate2d
    expected = function(IMAGE, KERNEL, mode=mode).tolist()
    assert apply("conv", input=IMAGE, kernel=KERNEL, pad=pad, flip=flip).values() == [expected]


@pytest.mark.parametrize(
    ("fill", "mode"), [("zero", "constant"), ("reflect", "mirror"), ("edge", "nearest"), ("wrap", "wrap")]
)
def test_what_stands_in_the_padding(fill: str, mode: str) -> None:
    """Each way to fill the padding has its name in scipy."""
    expected = ndimage.correlate(np.array(IMAGE), np.array(KERNEL), mode=mode).tolist()
    assert apply("conv", input=IMAGE, kernel=KERNEL, pad="2x1", pad_with=fill).values() == [expected]


def test_maximum_filter() -> None:
    """Max pooling with stride 1 is a maximum filter; outside the image nothing wins."""
    expected = ndimage.maximum_filter(np.array(IMAGE), size=(3, 3), mode="constant", cval=-1000).tolist()
    assert apply("maxpool: 3x3, stride 1, pad 1", input=IMAGE).values() == [expected]


@pytest.mark.parametrize(
    ("name", "axis", "function"),
    [
        ("sobel-x", 1, ndimage.sobel),
        ("sobel-y", 0, ndimage.sobel),
        ("prewitt-x", 1, ndimage.prewitt),
        ("prewitt-y", 0, ndimage.prewitt),
    ],
)
def test_derivatives_by_name(name: str, axis: int, function: object) -> None:
    """Sobel and Prewitt are scipy's."""
    expected = function(np.array(IMAGE), axis=axis, mode="nearest").tolist()  # type: ignore[operator]
    assert apply("conv", input=IMAGE, kernel=name, pad=1, pad_with="edge").values() == [expected]


def test_laplacian_by_name() -> None:
    """The Laplacian is scipy's."""
    expected = ndimage.laplace(np.array(IMAGE), mode="nearest").tolist()
    assert apply("conv", input=IMAGE, kernel="laplacian", pad=1, pad_with="edge").values() == [expected]


def test_softmax() -> None:
    """Probabilities over the channels of each place."""
    maps = [[[1.5, -2], [0, 30]], [[0.25, 4], [0, -30]], [[3, 4], [1, 0]]]
    found = apply("softmax", input=maps).values()
    assert np.array(found) == pytest.approx(special.softmax(np.array(maps), axis=0))


def test_numpy_arrays_are_read() -> None:
    """An array of numpy is as good as nested lists."""
    assert (
        apply("conv", input=np.array(IMAGE), kernel=np.array(KERNEL)).values()
        == apply("conv", input=IMAGE, kernel=KERNEL).values()
    )
