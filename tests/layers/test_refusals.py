"""What does not fit is refused with the arithmetic, and the help works when it is followed."""

import re

import pytest
from pydantic import ValidationError

from cnncalc.errors import RuleError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.conv import Conv, Dwconv
from cnncalc.layers.join import Add, Concat, Mul
from cnncalc.layers.norm import Gn
from cnncalc.layers.pool import Avgpool, Maxpool
from cnncalc.layers.shape import Chunk, Crop, PixelShuffle, Reshape, Shuffle
from cnncalc.layers.transposed import Deconv
from cnncalc.layers.upsample import Upsample
from cnncalc.model.volume import Volume


def refusal(layer: Layer, *inputs: Volume) -> RuleError:
    """Return the error of a layer that does not suit its inputs."""
    with pytest.raises(RuleError, match=r"\w") as caught:
        layer.output(*inputs)
    return caught.value


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a text."""
    return tuple(map(int, re.findall(r"\d+", text)))


def projected(help: str, volume: Volume) -> Volume:
    """Follow the help for a sum: return the volume after the projection that it proposes."""
    found = re.search(r'conv: "?(\d+) x ([\dx]+)(?:, stride ([\dx]+))?"?', help)
    assert found
    return Conv(filters=int(found[1]), kernel=numbers(found[2]), stride=numbers(found[3] or "1")).output(volume)


@pytest.mark.parametrize(
    ("main", "skip"),
    [
        (Volume((28, 28), 128), Volume((56, 56), 64)),
        (Volume((56, 56), 256), Volume((56, 56), 64)),
        (Volume((8, 4), 3), Volume((16, 12), 3)),
        (Volume((50,), 8), Volume((100,), 4)),
        (Volume((4, 7, 7), 8), Volume((8, 14, 14), 4)),
    ],
)
def test_a_sum_of_unequal_shapes_proposes_the_projection(main: Volume, skip: Volume) -> None:
    """The proposed 1x1 convolution gives the skip path the shape of the main path."""
    error = refusal(Add(), main, skip)
    assert error.code == "add-shape"
    assert error.message == f"input 1 is {main.text}, but input 2 is {skip.text}"
    assert "skip: {conv:" in error.help[0]
    assert Add().output(main, projected(error.help[0], skip)) == main


def test_a_sum_whose_main_path_is_larger_proposes_to_shrink_it() -> None:
    """When the skip path is the smaller one, the projection goes to the main path."""
    main, skip = Volume((56, 56), 64), Volume((28, 28), 128)
    error = refusal(Add(), main, skip)
    assert "main path" in error.help[0]
    assert Add().output(projected(error.help[0], main), skip) == skip


def test_a_sum_without_a_whole_ratio_proposes_no_projection() -> None:
    """30 and 28 have no whole ratio: the larger map is cut as the help says, and no projection is proposed."""
    large, small = Volume((30, 30), 8), Volume((28, 28), 8)
    (help,) = refusal(Add(), large, small).help
    assert "conv" not in help
    crop = re.search(r"crop: ([\dx]+)", help)
    assert crop
    assert Add().output(Crop(size=numbers(crop[1])).output(large), small) == small
    assert "`same`" in help


@pytest.mark.parametrize(
    ("first", "other", "help"),
    [
        (Volume((30, 28), 8), Volume((28, 30), 8), "keep the size of both with `same` or padding"),
        (Volume((30, 30), 8), Volume((28, 28), 6), "give both the same number of channels; cut the larger one"),
        (Volume((4, 4), 8), Volume((), 8), "`flatten` makes a vector of a map"),
    ],
)
def test_a_sum_always_has_a_help(first: Volume, other: Volume, help: str) -> None:
    """Where neither a projection nor a crop alone makes two inputs equal, what they need is said."""
    assert help in refusal(Add(), first, other).help[0]


def test_a_concatenation_of_unequal_space_proposes_what_fits() -> None:
    """The crop and the upsampling that are proposed make the concatenation possible."""
    large, small = Volume((64, 64), 512), Volume((32, 32), 256)
    error = refusal(Concat(), small, large)
    assert error.code == "concat-shape"
    crop, upsample = error.help[0].split(" or ")
    assert Concat().output(small, Crop(size=numbers(crop)).output(large)).channels == 768
    assert Concat().output(Upsample(factor=numbers(upsample)).output(small), large).channels == 768


def test_a_product_with_a_vector_proposes_to_keep_the_axes() -> None:
    """A vector of one factor a channel is reshaped as the help says, and then multiplied."""
    volume, vector = Volume((14, 14), 8), Volume((), 8)
    error = refusal(Mul(), volume, vector)
    assert error.code == "mul-shape"
    size = re.search(r"reshape: ([\dx]+)", error.help[0])
    assert size
    assert Mul().output(volume, Reshape(size=numbers(size[1])).output(vector)) == volume


def test_a_gate_with_too_few_channels_gets_those_of_its_map() -> None:
    """The proposed 1x1 convolution ends the gate with one factor a channel, whichever input is the gate."""
    volume, gate = Volume((14, 14), 64), Volume((1, 1), 16)
    for inputs in ((volume, gate), (gate, volume)):
        (help,) = refusal(Mul(), *inputs).help
        assert "stride" not in help
        assert Mul().output(volume, projected(help, gate)) == volume


@pytest.mark.parametrize("join", [kind for kind in KINDS if layer_class(kind).joins])
def test_a_join_needs_two_inputs(join: str) -> None:
    """One input is nothing to join."""
    error = refusal(layer_class(join)(), Volume((4, 4), 2))
    assert error.code == "arg"
    assert error.message == f"{join} joins at least two inputs, but has 1"


@pytest.mark.parametrize("groups", [2, 4, 5, 7])
@pytest.mark.parametrize("kind", ["conv", "deconv"])
def test_groups_that_do_not_divide_are_refused_with_some_that_do(kind: str, groups: int) -> None:
    """Every proposed number of groups divides the channels and the filters."""
    volume = Volume((9, 9), 6)
    options = {"filters": 9, "kernel": (3, 3)}
    error = refusal(layer_class(kind).model_validate({**options, "groups": groups}), volume)
    assert (error.code, error.field) == ("groups", "groups")
    for usable in numbers(error.help[0].split(":")[1]):
        layer_class(kind).model_validate({**options, "groups": usable}).output(volume)


@pytest.mark.parametrize("cls", [Gn, Shuffle])
def test_groups_of_channels_divide_them(cls: type[Gn] | type[Shuffle]) -> None:
    """gn and shuffle refuse groups that leave channels over, and name some that do not."""
    volume = Volume((4, 4), 12)
    error = refusal(cls(groups=5), volume)
    assert error.message == "5 groups do not divide 12 channels: 12/5 is not whole"
    for usable in numbers(error.help[0].split(":")[1]):
        assert cls(groups=usable).output(volume) == volume


def test_a_kernel_of_the_wrong_depth_is_refused() -> None:
    """A filter is as deep as its input: a written depth is checked, and the right one accepted."""
    volume = Volume((227, 227), 3)
    error = refusal(Conv(filters=96, kernel=(11, 11, 4), stride=4), volume)
    assert error.code == "depth"
    assert "11x11x3" in error.help[0]
    assert Conv(filters=96, kernel=(11, 11, 3), stride=4).output(volume) == Volume((55, 55), 96)


def test_a_depthwise_filter_has_depth_1() -> None:
    """The depth of a depthwise filter is 1, whatever the channels."""
    assert "write 3x3x1" in refusal(Dwconv(kernel=(3, 3, 8)), Volume((9, 9), 8)).help[0]


def test_a_grouped_filter_is_as_deep_as_its_group() -> None:
    """A filter of a grouped convolution looks at the channels of its group only."""
    assert "write 5x5x48" in refusal(Conv(filters=256, kernel=(5, 5, 96), groups=2), Volume((27, 27), 96)).help[0]


@pytest.mark.parametrize("layer", [Conv(filters=1, kernel=(9, 9), pad=1), Maxpool(kernel=9, stride=1, pad=1)])
def test_a_kernel_larger_than_its_padded_input_is_refused(layer: Conv | Maxpool) -> None:
    """The message has the sum, and the proposed padding makes the kernel fit."""
    error = refusal(layer, Volume((5, 5), 1))
    assert error.code == "kernel-too-big"
    assert "9 > 5 + 1 + 1 = 7 along the height" in error.message
    span, pad = numbers(error.help[0])
    assert layer.model_copy(update={"pad": ((pad, pad),)}).output(Volume((5, 5), 1)).space == (1, 1)
    assert layer.model_copy(update={"kernel": (span, span)}).output(Volume((5, 5), 1)).space == (1, 1)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (Conv(filters=1, kernel=(3,)), "the kernel 3 has 1 size, but the input 9x9x2 has 2 spatial axes"),
        (Maxpool(kernel=(2, 2, 2, 2)), "the kernel 2x2x2x2 has 4 sizes, but the input 9x9x2 has 2 spatial axes"),
        (Avgpool(kernel=3, stride=(1, 2, 3)), "stride has 3 values, but the input 9x9x2 has 2 spatial axes"),
        (Maxpool(kernel=3, dilation=(1, 2, 3)), "dilation has 3 values, but the input 9x9x2 has 2 spatial axes"),
        (Crop(size=(3, 3, 3)), "size has 3 values, but the input 9x9x2 has 2 spatial axes"),
        (Crop(size=(9, 10)), "a crop to 9x10 is larger than its input 9x9x2: 10 > 9 along the width"),
        (Reshape(size=(9, 5)), "9x9x2 has 162 numbers, but 9x5 has 45"),
        (PixelShuffle(factor=2), "4 channels become one, and 2 channels are not a multiple: 2/2^2 is not whole"),
        (Chunk(index=3, of=2), "there is no part 3 of 2"),
        (Chunk(index=3, of=3), "2 channels in parts of ceil(2/3) = 1 are 2 parts: there is no part 3"),
        (Upsample(), "upsample needs a factor or a size"),
        (Upsample(factor=2, size=4), "upsample takes a factor or a size, not both"),
        (Deconv(filters=1, kernel=(1, 1), pad=9), "padding 9 + 9 takes away all of the output along the height: "),
    ],
)
def test_a_layer_that_does_not_suit_its_input_says_why(layer: Layer, message: str) -> None:
    """The reason is given in the numbers of the case, and there is help."""
    error = refusal(layer, Volume((9, 9), 2))
    assert error.message.startswith(message)
    assert error.help


def test_the_help_of_a_reshape_has_the_right_numbers() -> None:
    """The proposed size holds as many numbers as the input."""
    volume = Volume((9, 9), 2)
    for size in [(9, 5), (3, 3, 3), (7, 7), (5,)]:
        proposed = re.search(r"reshape: ([\dx]+)", refusal(Reshape(size=size), volume).help[0])
        assert proposed
        assert Reshape(size=numbers(proposed[1])).output(volume).numbers == 162


@pytest.mark.parametrize("kind", ["conv", "dwconv", "deconv", "maxpool", "unpool", "gap", "adaptive_avgpool", "crop"])
def test_what_needs_a_map_refuses_a_vector(kind: str) -> None:
    """A vector has no spatial axes, and the reshape that is proposed gives it some."""
    options = {"filters": 1, "kernel": (1, 1), "size": 1}
    cls = layer_class(kind)
    layer = cls.model_validate({name: value for name, value in options.items() if name in cls.model_fields})
    error = refusal(layer, Volume((), 4096))
    assert error.message == f"{kind} needs a map, but its input is a vector of 4096"
    proposed = re.search(r"reshape: ([\dx]+)", error.help[0])
    assert proposed
    layer.output(Reshape(size=numbers(proposed[1])).output(Volume((), 4096)))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("conv", {"filters": 0, "kernel": 3}),
        ("conv", {"filters": 1, "kernel": 0}),
        ("conv", {"filters": 1, "kernel": 3, "stride": 0}),
        ("conv", {"filters": 1, "kernel": 3, "pad": -1}),
        ("conv", {"filters": 1, "kernel": 3, "groups": 0}),
        ("conv", {"filters": 1, "kernel": 3, "rounding": "ceil"}),
        ("conv", {"filters": 1.5, "kernel": 3}),
        ("avgpool", {"kernel": 2, "dilation": 2}),
        ("dropout", {"rate": 1.5}),
        ("relu", {"slope": 0.1}),
    ],
)
def test_values_that_no_layer_has_are_refused(kind: str, options: dict[str, object]) -> None:
    """A stride of 0, rounding up a convolution, or an option that a kind does not have is refused at once."""
    with pytest.raises(ValidationError, match="validation error"):
        layer_class(kind).model_validate(options)
