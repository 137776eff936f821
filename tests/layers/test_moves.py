"""Layers that move, pool or join numbers: what they see, and what stays the same."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncalc.layers.adaptive import AdaptiveAvgpool, Gap
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.join import Add, Concat, Mul
from cnncalc.layers.shape import Chunk, Crop, Flatten, Pad, PixelShuffle, Reshape, Shuffle
from cnncalc.layers.upsample import Upsample
from cnncalc.model.reach import POINTWISE, UNORDERED, WHOLE
from cnncalc.model.volume import Volume

sizes = st.integers(1, 12)
volumes = st.builds(Volume, st.lists(sizes, max_size=3).map(tuple), sizes)
maps = volumes.filter(lambda volume: bool(volume.space))


def seen(layer: Layer, size: int) -> list[list[int]]:
    """Return the positions that each unit of a layer sees on a row of this size."""
    volume = Volume((size,), 1)
    reach = layer.reach(volume)
    assert isinstance(reach, tuple)
    (count,) = layer.output(volume).space
    assert isinstance(count, int)
    return [list(reach[0].taps(unit)) for unit in range(count)]


@given(sizes, st.integers(1, 4))
def test_nearest_upsampling_copies_each_position(size: int, factor: int) -> None:
    """Each position stands `factor` times in a row."""
    copies = [[position] for position in range(size) for _ in range(factor)]
    assert seen(Upsample(factor=factor), size) == copies


@given(sizes, st.integers(2, 14))
def test_adaptive_pooling_covers_the_row_evenly(size: int, to: int) -> None:
    """Every position is seen, in order, and no unit sees two positions more than another."""
    views = seen(AdaptiveAvgpool(size=to), size)
    assert len(views) == to
    assert {position for view in views for position in view} == set(range(size))
    assert views == sorted(views)
    assert max(map(len, views)) - min(map(len, views)) <= (2 if size % to else 0)


@given(sizes, st.integers(0, 4), st.integers(0, 4))
def test_cropping_undoes_padding(size: int, before: int, more: int) -> None:
    """What was padded as much on both sides, or one more after, is cropped back to where it was."""
    after = before + more % 2
    padded = Pad(pad=((before, after),)).output(Volume((size,), 1))
    assert seen(Pad(pad=((before, after),)), size) == [[unit - before] for unit in range(before + size + after)]
    cropped = seen(Crop(size=size), before + size + after)
    assert Crop(size=size).output(padded) == Volume((size,), 1)
    assert cropped == [[unit + before] for unit in range(size)]


@given(sizes, sizes)
def test_a_crop_is_centred_and_cuts_the_odd_row_after(size: int, to: int) -> None:
    """As many positions are cut before as after, or one fewer."""
    assume(to <= size)
    views = seen(Crop(size=to), size)
    cut_before, cut_after = views[0][0], size - 1 - views[-1][0]
    assert cut_after - cut_before in (0, 1)


@given(maps, st.integers(1, 3))
def test_pixel_shuffle_keeps_the_numbers(volume: Volume, factor: int) -> None:
    """Channels become places: as many numbers come out as go in, and each position is copied in place."""
    deep = Volume(volume.space, volume.channels * factor ** len(volume.space))
    output = PixelShuffle(factor=factor).output(deep)
    assert output.numbers == deep.numbers
    assert output == Upsample(factor=factor).output(volume)


@given(volumes)
def test_flatten_and_reshape_keep_the_numbers(volume: Volume) -> None:
    """A volume can be flattened and brought back to its shape; what a unit sees is then in no order."""
    flat = Flatten().output(volume)
    assert flat.numbers == volume.numbers
    assert Reshape(size=(*volume.space, volume.channels)).output(flat) == volume
    assert Flatten().reach(volume) is Reshape(size=(1,)).reach(volume) is UNORDERED


@given(maps, st.integers(1, 5))
def test_shuffle_keeps_the_volume(volume: Volume, groups: int) -> None:
    """Shuffled channels are the same channels."""
    deep = Volume(volume.space, volume.channels * groups)
    assert Shuffle(groups=groups).output(deep) == deep


@given(maps, st.integers(2, 6))
def test_the_parts_of_a_chunk_are_the_whole(volume: Volume, of: int) -> None:
    """All parts joined have the channels of the whole."""
    assume(isinstance(volume.channels, int) and volume.channels > of * (of - 1))
    parts = [Chunk(index=index, of=of).output(volume) for index in range(1, of + 1)]
    assert Concat().output(*parts) == volume


@given(volumes, st.integers(2, 4))
def test_a_sum_has_the_shape_of_its_terms(volume: Volume, terms: int) -> None:
    """However many equal volumes are added, the shape stays."""
    assert Add().output(*[volume] * terms) == volume


@given(maps)
def test_a_product_repeats_what_has_size_1(volume: Volume) -> None:
    """A gate for each channel, for each place, or for everything gives the map's shape, in either order."""
    ones = (1,) * len(volume.space)
    for gate in (Volume(ones, volume.channels), Volume(volume.space, 1), Volume(ones, 1)):
        assert Mul().output(volume, gate) == Mul().output(gate, volume) == volume


@given(maps)
def test_global_pooling_sees_everything(volume: Volume) -> None:
    """One number a channel is left, it sees the whole map, and pooling to the size 1 is the same."""
    assert Gap().output(volume) == AdaptiveAvgpool(size=1).output(volume)
    assert Gap().output(volume).numbers == volume.channels
    assert Gap().reach(volume) is AdaptiveAvgpool(size=1).reach(volume) is WHOLE
    assert Gap().extent(volume) == volume.space


def test_an_extent_is_what_the_widest_unit_sees() -> None:
    """Upsampling sees one position, or two when it averages; pooling 5 to 3 sees up to 3."""
    row = Volume((5,), 1)
    assert Upsample(factor=2).extent(row) == (1,)
    assert Upsample(factor=2, mode="bilinear").extent(row) == (2,)
    assert AdaptiveAvgpool(size=3).extent(row) == (3,)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if layer_class(kind).in_place])
def test_what_works_in_place_has_no_more_numbers_than_its_input(kind: str) -> None:
    """The memory of its first input is enough for a layer that works in place, and it sees one position at a time."""
    cls = layer_class(kind)
    options = {"reshape": {"size": (4, 4, 6)}, "chunk": {"index": 1, "of": 2}}.get(kind, {})
    layer, volume = cls.model_validate(options), Volume((4, 4), 6)
    assert layer.output(volume).numbers <= volume.numbers  # type: ignore[operator]
    assert layer.reach(volume) in (POINTWISE, UNORDERED)
    assert layer.extent(volume) == (1, 1)
