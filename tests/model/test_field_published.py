"""Receptive fields of published nets, with the numbers that their papers and tools give."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest

from cnncalc.model.axis_field import AxisField
from cnncalc.model.field import ReceptiveField
from cnncalc.model.reach import Span
from tests.model.field_samples import (
    NET_INPUT,
    Chain,
    Sample,
    readings,
    shift,
    size_jump_start,
    through,
    transposed,
    window,
)


def conv(kernel: int, stride: int = 1, before: int = 0) -> Sample:
    return window(kernel, stride, before, 1)


def test_vgg16() -> None:
    """Simonyan & Zisserman 2014, configuration D: the fields after the five pools are 6, 16, 44, 100, 212."""
    field = NET_INPUT
    found: list[tuple[int, Fraction | int | None]] = []
    for convolutions in (2, 2, 3, 3, 3):
        field = through([conv(3, 1, 1)] * convolutions + [conv(2, 2)], field)
        found.append((field.size, field.jump))
    assert found == [(6, 2), (16, 4), (44, 8), (100, 16), (212, 32)]


def test_alexnet() -> None:
    """Krizhevsky et al. 2012: 11, 19, 51, 67, 99, 131, 163, 195 from conv1 to the last pool."""
    layers = [conv(11, 4), conv(3, 2), conv(5, 1, 2), conv(3, 2), *[conv(3, 1, 1)] * 3, conv(3, 2)]
    sizes = [through(layers[: depth + 1]).size for depth in range(len(layers))]
    assert sizes == [11, 19, 51, 67, 99, 131, 163, 195]


@pytest.mark.parametrize(("stride_on_first", "size"), [(False, 427), (True, 483)])
def test_resnet50(stride_on_first: bool, size: int) -> None:
    """ResNet-50 sees 427 with the stride on the 3x3 (torchvision), 483 with it on the first 1x1 (TF-slim, He 2015)."""
    field = through([conv(7, 2, 3), conv(3, 2, 1)])
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            first, second = (stride, 1) if stride_on_first else (1, stride)
            shortcut = through([conv(1, stride)], field)
            field = through([conv(1, first), conv(3, second, 1), conv(1)], field).joined(shortcut, None)
    assert (field.size, field.dense) == (size, True)
    assert field.jump == 32


def test_unet() -> None:
    """Ronneberger et al. 2015: the last layer sees 188 positions or fewer where skips and upsampling align."""
    field, size, skips = NET_INPUT, 572, []
    for _ in range(4):
        field = through([conv(3), conv(3)], field)
        skips.append((field, size - 4))
        field, size = through([conv(2, 2)], field), (size - 4) // 2
    field, size = through([conv(3), conv(3)], field), size - 4
    for skip, skip_size in reversed(skips):
        size = 2 * size
        cropped = through([shift((skip_size - size) // 2)], skip)
        field = through([conv(3), conv(3)], through([transposed(2, 2, 0, 1)], field).joined(cropped, size))
        size = size - 4
    assert (size, field.size, field.size_min) == (388, 204, 188)
    assert field.jump == 1


# google-research/receptive_field, receptive_field_computation_test.py @f12ae8e: fields, strides, and paddings, where
# a padding of 1 says that the first field starts at -1. Explicit padding in front is a shift back.
ALIGNED = ([conv(1, 4)], [shift(-1), conv(3, 2), conv(1, 2)])


def joined(branches: Iterable[Chain], field: AxisField = NET_INPUT, count: int | None = None) -> AxisField:
    first, second = (through(branch, field) for branch in branches)
    return first.joined(second, count)


def test_net1_aligned() -> None:
    """A 1x1 of stride 4 beside two strides of 2, padded so that the centres agree: 3, jump 4, from -1."""
    field = joined(ALIGNED)
    assert size_jump_start(field) == (3, 4, -1)


def test_net3_misaligned() -> None:
    """Branches with jumps 2 and 1 (on 8x8 the sizes happen to agree): no jump, and each unit has its own size."""
    field = joined(([shift(-2), conv(5, 2)], [conv(3), conv(3)]), count=4)
    assert (field.jump, field.start) == (None, -2)
    assert [field.at(unit).size for unit in range(4)] == [7, 6, 5, 6]


@pytest.mark.parametrize(("before", "start"), [(1, -1), (0, 0)])
def test_net4_same(before: int, start: int) -> None:
    """`same` pads 1 in front on 9x9 and 0 on 8x8: the field starts at -1 or at 0."""
    field = joined(([conv(1, 4)], [conv(3, 2, before), conv(1, 2)]))
    assert size_jump_start(field) == (3, 4, start)


def test_net5_non_square() -> None:
    """Kernels 3x5 and then 3x1, each of stride 2: 7 positions high and 5 wide."""
    net = ReceptiveField.of_input((224, 224))
    net = net.through((Span.window(3, 2), Span.window(5, 2)), (111, 110))
    net = net.through((Span.window(3, 2), Span.window(1, 2)), (55, 55))
    assert readings(net) == ((7, 5), (7, 5), (4, 4), (0, 0), False, True)


def test_net8_nested_adds() -> None:
    """An addition after net1: 11, jump 8, from -5."""
    field = joined(([conv(1, 2)], [shift(-1), conv(3, 2)]), joined(ALIGNED))
    assert size_jump_start(field) == (11, 8, -5)


# fornaxai/receptivefield @fc4fe15, README, notebooks and tests: size, stride, and the centre of the first field,
# start + size/2.
POOL = conv(2, 2)
FORNAX = {
    "minimal_keras": ([conv(7), conv(5), POOL, conv(5)], 20, 2, 10),
    "simple_vgg f0": ([conv(3), conv(3), POOL, conv(3), conv(3)], 14, 2, 7),
    "simple_vgg f1": ([conv(3), conv(3), POOL, conv(3), conv(3), POOL, conv(3), conv(3)], 32, 4, 16),
    "demo valid": ([conv(5), conv(3), POOL, conv(3), conv(3), POOL, conv(3), conv(3)], 34, 4, 17),
    "demo same 0": ([conv(5, 1, 2), conv(3, 1, 1), POOL, conv(3, 1, 1), conv(3, 1, 1)], 16, 2, 1),
    "demo same 1": (
        [conv(5, 1, 2), conv(3, 1, 1), POOL, conv(3, 1, 1), conv(3, 1, 1), POOL, conv(3, 1, 1), conv(3, 1, 1)],
        *(34, 4, 2),
    ),
    "blocks conv0": ([conv(5, 1, 2), conv(3), conv(3), conv(1)], 9, 1, Fraction(5, 2)),
    "blocks conv1": ([conv(5, 1, 2), conv(3), conv(3), conv(1), POOL, conv(3), conv(3), conv(1)], 18, 2, 7),
    "blocks conv2": (
        [conv(5, 1, 2), conv(3), conv(3), conv(1), POOL, conv(3), conv(3), conv(1), POOL]
        + [conv(3)] * 2
        + [conv(3, 1, 1)],
        *(44, 4, 16),
    ),
    "torch pool1": ([conv(3), conv(3), POOL] * 1, 6, 2, 3),
    "torch pool2": ([conv(3), conv(3), POOL] * 2, 16, 4, 8),
    "torch pool3": ([conv(3), conv(3), POOL] * 3, 36, 8, 18),
}


@pytest.mark.parametrize(("chain", "size", "jump", "centre"), FORNAX.values(), ids=FORNAX)
def test_small_nets(chain: Chain, size: int, jump: int, centre: Fraction) -> None:
    """Nets whose size, stride and first centre are published."""
    field = through(chain)
    assert field.start is not None
    assert (field.size, field.start + Fraction(field.size, 2)) == (size, centre)
    assert field.jump == jump
