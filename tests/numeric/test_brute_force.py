"""Layers on numbers against a second account: arrays that are padded, dilated and slid over for real."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncalc import apply

Matrix = list[list[int]]

NUMBERS = st.integers(-9, 9)


def matrices(rows: int, columns: int) -> st.SearchStrategy[Matrix]:
    """Return matrices of a size."""
    return st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


SIZES = st.tuples(st.integers(1, 6), st.integers(1, 6))
KERNELS = st.tuples(st.integers(1, 3), st.integers(1, 3))
FEW = st.tuples(st.integers(1, 3), st.integers(1, 3))
MARGINS = st.tuples(*[st.integers(0, 2)] * 4)


def padded(image: Matrix, margins: tuple[int, int, int, int], value: int | None = 0) -> list[list[int | None]]:
    """Return an image with rows and columns around it: top, bottom, left, right."""
    top, bottom, left, right = margins
    width = left + len(image[0]) + right
    rows = [[*[value] * left, *row, *[value] * right] for row in image]
    return [*[[value] * width for _ in range(top)], *rows, *[[value] * width for _ in range(bottom)]]


def dilated(kernel: Matrix, by: tuple[int, int]) -> Matrix:
    """Return a kernel with zeros between its taps."""
    rows, columns = (by[axis] * (size - 1) + 1 for axis, size in enumerate((len(kernel), len(kernel[0]))))
    spread = [[0] * columns for _ in range(rows)]
    for r, c in product(range(len(kernel)), range(len(kernel[0]))):
        spread[r * by[0]][c * by[1]] = kernel[r][c]
    return spread


def crops(
    image: list[list[int | None]], size: tuple[int, int], stride: tuple[int, int]
) -> list[list[list[int | None]]]:
    """Return every crop of a size, cut out by slicing, in rows; each with its numbers row by row."""
    last = len(image) - size[0] + 1, len(image[0]) - size[1] + 1
    return [
        [
            [number for row in image[r : r + size[0]] for number in row[c : c + size[1]]]
            for c in range(0, last[1], stride[1])
        ]
        for r in range(0, last[0], stride[0])
    ]


def slid(image: Matrix, kernel: Matrix, stride: tuple[int, int]) -> Matrix:
    """Return the correlation without padding, by cutting crops out."""
    flat = [weight for row in kernel for weight in row]
    rows = crops(image, (len(kernel), len(kernel[0])), stride)  # type: ignore[arg-type]
    return [[sum(w * x for w, x in zip(flat, crop, strict=True)) for crop in row] for row in rows]  # type: ignore[operator, misc]


def turned(kernel: Matrix) -> Matrix:
    """Return a kernel turned over in both directions."""
    return [row[::-1] for row in kernel[::-1]]


def pad_text(margins: tuple[int, int, int, int]) -> str:
    """Write margins as an option."""
    top, bottom, left, right = margins
    return f"{top}:{bottom}x{left}:{right}"


@given(st.data(), SIZES, KERNELS, FEW, FEW, MARGINS, st.booleans())
def test_a_convolution_is_what_sliding_a_dilated_kernel_over_a_padded_image_gives(
    data: st.DataObject,
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    margins: tuple[int, int, int, int],
    flip: bool,
) -> None:
    """Stride, dilation, padding on each side and turning over do what they do to real arrays."""
    image, taps = data.draw(matrices(*size)), data.draw(matrices(*kernel))
    spread, wide = dilated(turned(taps) if flip else taps, dilation), padded(image, margins)
    assume(len(spread) <= len(wide) and len(spread[0]) <= len(wide[0]))
    result = apply(
        "conv",
        input=image,
        kernel=taps,
        stride=stride,
        dilation=dilation,
        pad=pad_text(margins),
        flip=flip,
        rounding="floor",
    )
    assert result.values() == [slid(wide, spread, stride)]  # type: ignore[arg-type]


@given(st.data(), SIZES, KERNELS, FEW, FEW, MARGINS)
def test_a_transposed_convolution_is_a_convolution_over_a_stretched_image(
    data: st.DataObject,
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    cut: tuple[int, int, int, int],
) -> None:
    """Zeros between the numbers, a full border, the kernel turned over; what the padding says is cut off."""
    image, taps = data.draw(matrices(*size)), data.draw(matrices(*kernel))
    spread = dilated(turned(taps), dilation)
    high, wide = len(spread) - 1, len(spread[0]) - 1
    full = slid(padded(dilated(image, stride), (high, high, wide, wide)), spread, (1, 1))  # type: ignore[arg-type]
    top, bottom, left, right = cut
    assume(top + bottom < len(full) and left + right < len(full[0]))
    expected = [row[left : len(row) - right] for row in full[top : len(full) - bottom]]
    result = apply("deconv", input=image, kernel=taps, stride=stride, dilation=dilation, pad=pad_text(cut))
    assert result.values() == [expected]


@pytest.mark.parametrize("op", ["maxpool", "avgpool", "sumpool"])
@given(st.data(), SIZES, KERNELS, FEW, MARGINS, st.sampled_from(["zero", "none"]))
def test_a_pool_takes_what_a_crop_holds(
    op: str,
    data: st.DataObject,
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    margins: tuple[int, int, int, int],
    fill: str,
) -> None:
    """The maximum, mean or sum of every crop, with the padding's zeros or without them."""
    image = data.draw(matrices(*size))
    wide = padded(image, margins, 0 if fill == "zero" else None)
    assume(kernel[0] <= len(wide) and kernel[1] <= len(wide[0]))
    found = [[[x for x in crop if x is not None] for crop in row] for row in crops(wide, kernel, stride)]
    assume(all(crop for row in found for crop in row))
    result = apply(
        f"{op}: {kernel[0]}x{kernel[1]}",
        input=image,
        stride=stride,
        pad=pad_text(margins),
        pad_with=fill,
        rounding="floor",
    )
    (rows,) = result.values()
    pairs = [
        (number, crop)
        for numbers, crops_of_row in zip(rows, found, strict=True)  # type: ignore[call-overload]
        for number, crop in zip(numbers, crops_of_row, strict=True)
    ]
    for number, crop in pairs:
        if op == "maxpool":
            assert sorted(crop)[-1] == number
        else:
            assert number * (len(crop) if op == "avgpool" else 1) == sum(crop)


@given(st.data(), st.integers(1, 3), st.integers(1, 2), st.integers(1, 2))
def test_depth_groups_and_biases(data: st.DataObject, per_group: int, groups: int, each: int) -> None:
    """Every map of a grouped convolution is the sum of single correlations of its group's maps, and its bias."""
    maps = [data.draw(matrices(4, 3)) for _ in range(per_group * groups)]
    filters = [[data.draw(matrices(2, 2)) for _ in range(per_group)] for _ in range(groups * each)]
    biases = [data.draw(NUMBERS) for _ in filters]
    result = apply("conv", input=maps, kernel=filters, bias=biases, groups=groups)
    for number, (taps, bias) in enumerate(zip(filters, biases, strict=True)):
        start = number // each * per_group
        parts = [
            slid(image, kernel, (1, 1)) for image, kernel in zip(maps[start : start + per_group], taps, strict=True)
        ]
        expected = [[bias + sum(part[r][c] for part in parts) for c in range(2)] for r in range(3)]
        assert result.values()[number] == expected


@given(st.data(), st.integers(1, 3), st.integers(1, 2))
def test_a_depthwise_convolution_filters_each_map_by_itself(data: st.DataObject, count: int, multiplier: int) -> None:
    """Filter k looks at map k // multiplier alone."""
    maps = [data.draw(matrices(3, 3)) for _ in range(count)]
    filters = [[data.draw(matrices(2, 2))] for _ in range(count * multiplier)]
    result = apply("dwconv", input=maps, kernel=filters, multiplier=multiplier)
    expected = [slid(maps[k // multiplier], kernel, (1, 1)) for k, (kernel,) in enumerate(filters)]
    assert result.values() == expected


def test_the_maps_of_a_depthwise_kernel_in_one_text() -> None:
    """A matrix for each map, or a single one for all of them."""
    image = "1 2; 3 4 | 5 6; 7 8"
    assert apply("dwconv", input=image, kernel="1 1; 1 1 | 0 0; 0 1").values() == [[[1 + 2 + 3 + 4]], [[8]]]
    assert apply("dwconv", input=image, kernel="1 1; 1 1").values() == [[[1 + 2 + 3 + 4]], [[5 + 6 + 7 + 8]]]
