"""Transposed convolutions held against scattering, and against the convolutions that they undo."""

from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncalc.errors import RuleError
from cnncalc.layers.conv import Conv
from cnncalc.layers.transposed import Deconv, Unpool
from cnncalc.model.volume import Volume


class Axis(NamedTuple):
    """One axis and how each position of it is spread."""

    size: int
    kernel: int
    stride: int
    before: int
    after: int
    dilation: int
    output_pad: int


axes = st.builds(
    Axis,
    st.integers(1, 8),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 3),
    st.integers(0, 3),
).filter(lambda axis: axis.output_pad < max(axis.stride, axis.dilation))


def scattered(axis: Axis) -> list[set[int]]:
    """Spread every position over its taps and return which input positions add to each output position."""
    row: list[set[int]] = []
    for position in range(axis.size):
        for tap in range(axis.kernel):
            place = axis.stride * position + axis.dilation * tap
            row += [set() for _ in range(place + 1 - len(row))]
            row[place].add(position)
    row += [set() for _ in range(axis.output_pad)]
    return row[axis.before : max(len(row) - axis.after, 0)]


def deconv(axis: Axis) -> Deconv:
    """Return the transposed convolution of one axis."""
    return Deconv(
        filters=2,
        kernel=(axis.kernel,),
        stride=(axis.stride,),
        pad=((axis.before, axis.after),),
        dilation=(axis.dilation,),
        output_pad=(axis.output_pad,),
    )


@given(axes)
def test_the_output_is_as_long_as_what_is_scattered(axis: Axis) -> None:
    """The size is measured on a row into which every position was spread, or there is nothing left to measure."""
    row = scattered(axis)
    if row:
        assert deconv(axis).output(Volume((axis.size,), 3)) == Volume((len(row),), 2)
    else:
        with pytest.raises(RuleError, match="takes away all of the output"):
            deconv(axis).output(Volume((axis.size,), 3))


@given(axes)
def test_an_output_position_sees_what_was_scattered_on_it(axis: Axis) -> None:
    """The reach names the input positions that add to an output position; beyond the input there are none."""
    row = scattered(axis)
    assume(row)
    reach = deconv(axis).reach(Volume((axis.size,), 1))
    assert isinstance(reach, tuple)
    for place, seen in enumerate(row):
        assert {position for position in reach[0].taps(place) if 0 <= position < axis.size} == seen


@given(st.integers(1, 9), st.integers(1, 6), st.integers(1, 5), st.integers(1, 3))
def test_same_multiplies_the_size_by_the_stride(size: int, kernel: int, stride: int, dilation: int) -> None:
    """With `same` padding N positions become N*S."""
    layer = Deconv(filters=1, kernel=kernel, stride=stride, dilation=dilation, pad="same")
    assert layer.output(Volume((size,), 1)).space == (sum(stride for _ in range(size)),)


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 3))
def test_a_transposed_convolution_undoes_the_size_of_a_fitting_one(
    places: int, kernel: int, stride: int, pad: int, dilation: int
) -> None:
    """Where the windows of a convolution fit, the transposed one with the same options gives its input size back."""
    options = {"filters": 1, "kernel": kernel, "stride": stride, "pad": pad, "dilation": dilation}
    size = next(
        (n for n in range(1, 99) if n + 2 * pad == stride * (places - 1) + len(range(dilation * (kernel - 1) + 1))),
        None,
    )
    assume(size is not None)
    volume = Volume((size,), 1)
    small = Conv.model_validate(options).output(volume)
    assert Deconv.model_validate(options).output(small) == volume


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 5))
def test_output_pad_reaches_every_size_that_shrinks_alike(size: int, kernel: int, stride: int) -> None:
    """What a stride rounded away, output_pad brings back: some value below the stride gives the size again."""
    assume(size >= kernel)
    small = Conv(filters=1, kernel=kernel, stride=stride).output(Volume((size,), 1))
    back = {Deconv(filters=1, kernel=kernel, stride=stride, output_pad=k).output(small).space for k in range(stride)}
    assert (size,) in back


def test_unpooling_has_the_sizes_of_a_transposed_convolution_and_no_weights() -> None:
    """Unpooling 2x2 doubles a map, channel by channel, and learns nothing."""
    volume = Volume((7, 5), 8)
    assert Unpool(kernel=2).output(volume) == Volume((14, 10), 8)
    assert Unpool(kernel=2).weights(volume) == ()


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_too_much_output_pad_is_refused(stride: int) -> None:
    """An output_pad of the stride would be another size of the input, and is refused with the largest that works."""
    with pytest.raises(RuleError, match=f"output_pad {stride} is not below the stride {stride}") as caught:
        Deconv(filters=1, kernel=3, stride=stride, output_pad=stride).output(Volume((5,), 1))
    assert caught.value.help[0].endswith(f"at most {stride - 1}")
    assert caught.value.field == "output_pad"


def test_same_and_output_pad_are_refused_together() -> None:
    """`same` leaves nothing for output_pad to choose."""
    with pytest.raises(RuleError, match="contradict each other"):
        Deconv(filters=1, kernel=3, stride=2, pad="same", output_pad=1).output(Volume((5,), 1))
