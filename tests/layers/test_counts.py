"""Parameters counted one by one, and operations by going through every place."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import layer_class
from cnncalc.layers.conv import Conv, Dwconv, Local
from cnncalc.layers.dense import Fc
from cnncalc.layers.transposed import Deconv
from cnncalc.model.layer_facts import Role
from cnncalc.model.volume import Volume

small = st.integers(1, 3)


def counted(layer: Layer, volume: Volume, *roles: Role) -> int:
    """Return how many numbers of these roles a layer holds."""
    return sum(1 for weight in layer.weights(volume) if weight.role in roles for _ in elements(weight.shape))


def elements(shape: tuple[object, ...]) -> product:  # type: ignore[type-arg]
    """Return the indices of all elements of a tensor."""
    return product(*(range(size) for size in shape if isinstance(size, int)))


def macs(layer: Layer, volume: Volume) -> object:
    """Return the multiply-accumulates that a layer reports."""
    return layer.cost(layer.output(volume), volume).macs


@given(small, small, small, small, st.integers(3, 5))
def test_a_grouped_convolution_is_counted_tap_by_tap(
    groups: int, share: int, depth: int, kernel: int, size: int
) -> None:
    """Each filter has a weight for every tap and channel of its group, used at every place."""
    layer = Conv(filters=groups * share, kernel=(kernel, 2), groups=groups)
    volume = Volume((size, size), groups * depth)
    places = [(y, x) for y in range(size) for x in range(size) if y + kernel <= size and x + 2 <= size]
    used = [
        (filter, dy, dx, channel)
        for filter in range(groups * share)
        for dy in range(kernel)
        for dx in range(2)
        for channel in range(groups * depth)
        if channel // depth == filter // share
    ]
    assert counted(layer, volume, "weight") == len(used)
    assert counted(layer, volume, "bias") == groups * share
    assert macs(layer, volume) == sum(1 for _ in product(places, used))
    assert layer.cost(layer.output(volume), volume).bias_adds == sum(1 for _ in product(places, range(groups * share)))


@given(small, small, small, st.integers(3, 6))
def test_a_depthwise_convolution_is_counted_channel_by_channel(
    multiplier: int, channels: int, kernel: int, size: int
) -> None:
    """Each channel has filters of its own, and no filter sees another channel."""
    layer = Dwconv(kernel=kernel, multiplier=multiplier, bias=False)
    volume = Volume((size,), channels)
    used = [(c, m, t) for c in range(channels) for m in range(multiplier) for t in range(kernel)]
    places = [x for x in range(size) if x + kernel <= size]
    assert layer.output(volume).channels == len({(c, m) for c, m, _ in used})
    assert counted(layer, volume, "weight") == len(used)
    assert counted(layer, volume, "bias") == 0
    assert macs(layer, volume) == sum(1 for _ in product(places, used))


@given(small, small, small, st.integers(3, 6))
def test_a_local_layer_has_weights_for_every_place(filters: int, depth: int, kernel: int, size: int) -> None:
    """Without sharing, each multiplication has a weight of its own, and each output number a bias."""
    layer = Local(filters=filters, kernel=kernel)
    volume = Volume((size,), depth)
    assert counted(layer, volume, "weight") == macs(layer, volume)
    assert counted(layer, volume, "bias") == layer.output(volume).numbers


@given(small, small, small, small, st.integers(1, 5))
def test_a_transposed_convolution_is_counted_at_its_input(
    groups: int, share: int, depth: int, kernel: int, size: int
) -> None:
    """Each number of the input is multiplied with every tap of each filter of its group."""
    layer = Deconv(filters=groups * share, kernel=kernel, stride=2, groups=groups)
    volume = Volume((size,), groups * depth)
    used = [
        (filter, tap, channel)
        for filter in range(groups * share)
        for tap in range(kernel)
        for channel in range(groups * depth)
        if channel // depth == filter // share
    ]
    assert counted(layer, volume, "weight") == len(used)
    assert macs(layer, volume) == sum(1 for _ in product(range(size), used))


@given(small, small, small, small)
def test_a_fully_connected_layer_has_a_weight_for_every_pair(height: int, width: int, depth: int, units: int) -> None:
    """Each unit is connected with each number of the map, which is flattened for it."""
    layer = Fc(units=units)
    volume = Volume((height, width), depth)
    pairs = [*product(range(height), range(width), range(depth), range(units))]
    assert layer.output(volume) == Volume((), units)
    assert counted(layer, volume, "weight") == macs(layer, volume) == len(pairs)
    assert counted(layer, volume, "bias") == units
    assert layer.weights(volume)[0].shape == (len(pairs) // units, units)


def test_the_lecture_compares_full_local_and_shared_weights() -> None:
    """On a 4x4 image with 2x2 windows a dense layer has 144 weights, a local one 36, a convolution 4 (CSCE 5218)."""
    image = Volume((4, 4), 1)
    places = Local(filters=1, kernel=(2, 2), bias=False).output(image).numbers
    assert isinstance(places, int)
    assert counted(Fc(units=places, bias=False), image, "weight") == 144
    assert counted(Local(filters=1, kernel=(2, 2), bias=False), image, "weight") == 36
    assert counted(Conv(filters=1, kernel=(2, 2), bias=False), image, "weight") == 4


def test_norm_layers_learn_a_factor_and_a_shift_a_channel() -> None:
    """bn, ln and instnorm hold 2C numbers of the role norm, none with affine off; bn keeps 2C statistics besides."""
    volume = Volume((8, 8), 5)
    for kind in ("bn", "ln", "instnorm"):
        cls = layer_class(kind)
        assert counted(cls(), volume, "norm") == 10
        assert counted(cls.model_validate({"affine": False}), volume, "norm") == 0
        assert counted(cls(), volume, "buffer") == (10 if kind == "bn" else 0)


def test_prelu_and_scale_learn_one_factor_a_channel() -> None:
    """prelu and scale hold C numbers, which count with the norm layers."""
    for kind in ("prelu", "scale"):
        assert counted(layer_class(kind)(), Volume((8, 8), 5), "norm") == 5
        assert counted(layer_class(kind)(), Volume((), 7), "norm") == 7
