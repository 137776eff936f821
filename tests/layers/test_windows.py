"""Windows counted by placing them one by one, against the sizes that the layers give."""

from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncalc.errors import RuleError
from cnncalc.layers.conv import Conv, Dwconv
from cnncalc.layers.pool import Avgpool, Maxpool
from cnncalc.layers.windowed import Rounding
from cnncalc.model.volume import Volume


class Axis(NamedTuple):
    """One axis and the window on it."""

    size: int
    kernel: int
    stride: int
    before: int
    after: int
    dilation: int


axes = st.builds(
    Axis,
    st.integers(1, 20),
    st.integers(1, 6),
    st.integers(1, 5),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(1, 3),
)


def taps(axis: Axis, place: int) -> range:
    """Return the positions that the window looks at on its n-th place; the input begins at 0."""
    first = axis.stride * place - axis.before
    return range(first, first + axis.dilation * axis.kernel, axis.dilation)


def places(axis: Axis, rounding: Rounding | None) -> int:
    """Count the places of a window by trying one after the other.

    Rounding up takes one more as long as the place before left something, if it starts before the end of the input.
    """
    end = axis.size + axis.after
    count = 0
    while True:
        place, before = taps(axis, count), taps(axis, count - 1)
        left_over = before[-1] < end - 1 and place[0] < axis.size
        if not (left_over if rounding == "ceil" else place[-1] < end):
            return count
        count += 1


def pool(axis: Axis, rounding: Rounding | None) -> Maxpool:
    """Return the max pooling with this window."""
    return Maxpool(
        kernel=(axis.kernel,),
        stride=(axis.stride,),
        pad=((axis.before, axis.after),),
        dilation=(axis.dilation,),
        rounding=rounding,
    )


@given(axes)
def test_a_convolution_has_as_many_places_as_can_be_tried(axis: Axis) -> None:
    """The output size is the number of places where the window lies in the padded input."""
    conv = Conv(
        filters=2,
        kernel=(axis.kernel,),
        stride=(axis.stride,),
        pad=((axis.before, axis.after),),
        dilation=(axis.dilation,),
    )
    count = places(axis, None)
    if count:
        assert conv.output(Volume((axis.size,), 3)) == Volume((count,), 2)
    else:
        with pytest.raises(RuleError, match="larger than its padded input"):
            conv.output(Volume((axis.size,), 3))


@given(axes, st.sampled_from(["floor", "ceil", None]))
def test_a_pool_has_as_many_places_as_can_be_tried(axis: Axis, rounding: Rounding | None) -> None:
    """The same for pools, which may round up: the last window then starts in the input or in the padding before it."""
    count = places(axis, rounding)
    assume(count)
    assert pool(axis, rounding).output(Volume((axis.size,), 3)) == Volume((count,), 3)


@given(axes, st.sampled_from(["ceil", None]))
def test_what_the_last_window_leaves_over_is_counted(axis: Axis, rounding: Rounding | None) -> None:
    """Dropped: padded positions after the last window; unseen: those in the input; over: what runs past the end."""
    count = places(axis, rounding)
    assume(count)
    (fit,) = pool(axis, rounding).fits(Volume((axis.size,), 1))
    last = taps(axis, count - 1)[-1]
    assert fit.dropped == len(range(last + 1, axis.size + axis.after))
    assert fit.unseen == len([position for position in range(axis.size) if position > last])
    assert fit.over == len(range(axis.size + axis.after, last + 1))
    assert fit.whole == (not fit.over and fit.dropped % axis.stride == 0)


@given(axes)
def test_an_output_unit_sees_the_taps_of_its_window(axis: Axis) -> None:
    """The reach of a window lists the positions that it looks at, for every place."""
    count = places(axis, None)
    assume(count)
    reach = pool(axis, None).reach(Volume((axis.size,), 1))
    assert isinstance(reach, tuple)
    for place in range(count):
        assert list(reach[0].taps(place)) == list(taps(axis, place))


@given(axes)
def test_the_extent_is_from_the_first_to_the_last_tap(axis: Axis) -> None:
    """A layer's own extent is what its window spans, holes included."""
    seen = taps(axis, 0)
    assert pool(axis, None).extent(Volume((axis.size,), 1)) == (seen[-1] - seen[0] + 1,)


@given(axes)
def test_same_padding_at_stride_1_keeps_the_size(axis: Axis) -> None:
    """`same` at stride 1 gives an output as large as the input, whatever the kernel."""
    layer = Dwconv(kernel=(axis.kernel,), dilation=(axis.dilation,), pad="same")
    assert layer.output(Volume((axis.size,), 4)) == Volume((axis.size,), 4)


@given(axes)
def test_same_padding_is_the_least_that_leaves_no_position_without_a_start(axis: Axis) -> None:
    """`same` has one place for every stride begun, and the odd zero goes after."""
    layer = Dwconv(kernel=(axis.kernel,), stride=(axis.stride,), dilation=(axis.dilation,), pad="same")
    volume = Volume((axis.size,), 1)
    (window,) = layer.windows(volume)
    assert layer.output(volume).space == (len(range(0, axis.size, axis.stride)),)
    assert 0 <= window.after - window.before <= 1
    (fit,) = layer.fits(volume)
    assert fit.whole


@given(axes, st.integers(0, 4), st.integers(0, 4))
def test_more_padding_never_shrinks(axis: Axis, before: int, after: int) -> None:
    """Added zeros leave the output as it is or make it larger."""
    more = axis._replace(before=axis.before + before, after=axis.after + after)
    volume = Volume((axis.size,), 1)
    assume(places(axis, None))
    assert pool(more, None).output(volume).space[0] >= pool(axis, None).output(volume).space[0]


@given(st.lists(axes, min_size=1, max_size=3))
def test_axes_do_not_influence_each_other(together: list[Axis]) -> None:
    """A map of several axes has on each the size that it has alone."""
    assume(all(places(axis, None) for axis in together))
    size, kernel, stride, before, after, dilation = zip(*together, strict=True)
    layer = Maxpool(kernel=kernel, stride=stride, pad=tuple(zip(before, after, strict=True)), dilation=dilation)
    alone = [pool(axis, None).output(Volume((axis.size,), 5)).space[0] for axis in together]
    assert layer.output(Volume(size, 5)) == Volume(tuple(alone), 5)


@given(st.integers(1, 40), st.integers(1, 6))
def test_a_pool_without_a_stride_puts_its_windows_side_by_side(size: int, kernel: int) -> None:
    """An unwritten stride is the kernel, so no position is seen twice."""
    assume(size >= kernel)
    output = Avgpool(kernel=kernel).output(Volume((size, size), 1))
    assert output.space == (len(range(kernel, size + 1, kernel)),) * 2
