"""Slips about which layer it is: its input, its kind, and what of it is learned at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from cnncalc.algebra.expr import Dim, Name, known
from cnncalc.grading.slips.facts import Facts, before_node
from cnncalc.grading.slips.params import Tensors, all_one, in_depth, of_weights, reshaped
from cnncalc.grading.slips.slip import BRIEF, COUNTS, NORM, WEIGHTS, WORK, Slip
from cnncalc.model.graph import Input, Node, Rules, Tap
from cnncalc.model.layer_facts import Weight
from cnncalc.model.reach import WHOLE
from cnncalc.model.volume import Volume, whole

_IMAGE = 2
"""An image has so many axes beside its colours."""
_EARLIER = 8
"""So many volumes before a layer are tried in place of its input."""


def _pixels(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
    """Give every pixel the factor and the shift of a norm; a layer with one of them is none."""
    both = sum(tensor.role == "norm" for tensor in facts.tensors) > 1
    return (*facts.volumes[0].space, *shape) if both else None


def _pool_weights(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
    windows = facts.windows
    if windows and not tensors:
        kernel, depth = tuple(window.kernel for window in windows), facts.volumes[0].channels
        yield (Weight("weight", (*kernel, depth)),)
        yield (Weight("weight", (*kernel, depth)), Weight("bias", (depth,), "bias"))
        yield (Weight("weight", kernel),)


def _weightless(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
    if not facts.windows and not tensors and not facts.layer.joins:
        volume = facts.volumes[0]
        yield (Weight("weight", (volume.channels,)),)
        if volume.space:
            yield (Weight("weight", (*volume.space, volume.channels)),)
        yield (Weight("weight", (volume.channels,)), Weight("bias", (volume.channels,), "bias"))


def _statistics(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
    if any(tensor.role == "buffer" for tensor in tensors):
        yield tuple(tensor._replace(role="norm") if tensor.role == "buffer" else tensor for tensor in tensors)


def _groups_off(facts: Facts) -> Iterable[Facts]:
    if facts.has("groups"):
        yield facts.given(groups=1)


def _groups_multiply(facts: Facts, depth: Dim) -> Dim | None:
    groups = getattr(facts.layer, "groups", 1)
    return facts.volumes[0].channels * groups if known(groups) != 1 else None


def _flattened(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
    """See a 1x1 convolution, which is what Keras' Dense is on a map, as a layer that flattens first."""
    as_dense = all_one(facts.windows) and not facts.strides and not facts.pads
    if facts.windows and as_dense and of_weights(tensors):
        space = facts.volumes[0].space
        yield tuple(t._replace(shape=(*space, *t.shape)) if t.role == "weight" else t for t in tensors)


def _wrong_input(facts: Facts) -> Iterator[Facts]:
    """Give a layer that sees everything one of the volumes before its input."""
    node = facts.case.node
    if node.layer.reach(*node.volumes) is not WHOLE or not facts.tensors:
        return
    volumes = list(dict.fromkeys(islice(before_node(node), _EARLIER)))
    here = node.inputs[0]
    while not isinstance(here, Input):
        here = here.inputs[0]
    own = whole(facts.case.volumes[0].numbers)
    for volume in dict.fromkeys((*volumes, here.output)):
        if whole(volume.numbers) != own:
            yield Facts.of(facts.case, (volume,))


def _other_image(facts: Facts) -> Iterator[Facts]:
    """Take a grey image for a colour one, or the other way round."""
    (first, *_) = facts.volumes
    other = {1: 3, 3: 1}.get(whole(first.channels))
    if other and isinstance(facts.case.node.inputs[0], Input) and len(first.space) == _IMAGE:
        depth = Name(facts.channels, other) if facts.channels else other
        yield facts._replace(volumes=(first._replace(channels=depth),))


def _separable_as_one(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
    """Count a depthwise convolution as an ordinary one, and what follows it as part of it, or not at all."""
    shape = of_weights(tensors)
    if shape is None or not facts.windows:
        return
    node = facts.case.node
    if _depthwise(node.layer, facts.case.volumes):
        filters: list[Dim] = [shape[-1]]
        if facts.case.report is not None:
            behind = (layer.node for layer in facts.case.report.layers if node in _sources(layer.node))
            filters += [other.output.channels for other in behind if _pointwise(other.layer, other.volumes)]
        for count in dict.fromkeys(filters):
            new = (*shape[:-2], facts.volumes[0].channels, count)
            biases = (t._replace(shape=(count,)) for t in tensors if t.role == "bias")
            yield (Weight("weight", new), *biases)
    elif _pointwise(node.layer, facts.case.volumes):
        for source in _sources(node):
            if not isinstance(source, Input) and _depthwise(source.layer, source.volumes):
                yield ()


def _sources(node: Node) -> Iterator[Tap]:
    """Yield what a node is fed by, with what stands before layers that look at each number by itself."""
    waiting = list(node.inputs)
    while waiting:
        here = waiting.pop()
        yield here
        if not isinstance(here, Input) and not here.layer.windows(*here.volumes) and not here.layer.joins:
            waiting.extend(here.inputs)


def _depthwise(layer: Rules, volumes: tuple[Volume, ...]) -> bool:
    """Tell whether each filter looks at one of several channels."""
    shape = _kernel_shape(layer, volumes)
    return shape is not None and shape[-2] == 1 and volumes[0].channels != 1


def _pointwise(layer: Rules, volumes: tuple[Volume, ...]) -> bool:
    """Tell whether every filter is 1x1 and as deep as the input."""
    shape = _kernel_shape(layer, volumes)
    return shape is not None and set(shape[:-2]) == {1} and shape[-2] == volumes[0].channels


def _kernel_shape(layer: Rules, volumes: tuple[Volume, ...]) -> tuple[Dim, ...] | None:
    if len(volumes) != 1 or not layer.windows(*volumes):
        return None
    return of_weights(layer.weights(*volumes))


SLIPS = (
    Slip(
        "pool-has-params", "params", "parameters given to pooling", "pooling is given parameters",
        "What would be learned in a maximum?",
        "A maximum or a mean has nothing to learn: 0. (LeNet-5's sub-sampling of 1998 had 2 a map.)",
        "tensors", _pool_weights, COUNTS, "SurajMandal14/Study-mate, num_dl.md", common=1,
    ),
    Slip(
        "weightless-has-params", "params", "parameters where nothing is learned",
        "a layer that learns nothing is given parameters",
        "What would be learned here?",
        "An activation, a flatten or a dropout computes with what it is given: it learns nothing.",
        "tensors", _weightless, COUNTS, BRIEF,
    ),
    Slip(
        "bn-counts", "params", "running statistics counted", "the running statistics are counted, too",
        "Which of the four vectors does gradient descent touch?",
        "Batch norm learns a factor and a shift a channel: 2*C. Its mean and variance are kept, not learned; Keras' "
        "summary counts all four.",
        "tensors", _statistics, NORM, "stackoverflow.com/questions/42521005", "buffers", common=1,
    ),
    Slip(
        "bn-per-pixel", "params", "norm counted at every pixel", "every pixel has its own factor and shift",
        "Do two pixels of one channel have different factors?",
        "All places of a channel share one factor and one shift.",
        "tensors", reshaped("norm", _pixels), NORM, BRIEF,
    ),
    Slip(
        "implicit-flatten", "params", "flattened before a Dense", "the map is flattened first",
        "Is there a flatten layer in the list?",
        "Keras' Dense on a map works on its last axis, at every place alike: C + 1 numbers a unit, as a 1x1 filter.",
        "tensors", _flattened, WEIGHTS, "syntaxfix.com/question/3223",
    ),
    Slip(
        "fc-from-wrong-size", "params", "fully connected to a wrong volume",
        "the layer is connected to an earlier volume",
        "What is the shape that enters the fully connected layer?",
        "A unit has a weight for each number of the volume right before it, after the last pooling.",
        "facts", _wrong_input, WEIGHTS | WORK, "NPTEL, deep learning assignment", common=1,
    ),
    Slip(
        "groups-ignored", "params", "groups left out", "the groups are left out",
        "How many input channels does one filter see?",
        "With G groups a filter sees only its C/G channels. (AlexNet of one tower has none.)",
        "facts", _groups_off, WEIGHTS | WORK, "SurajMandal14/Study-mate, cla2_unit3.md", "one-tower", common=1,
    ),
    Slip(
        "groups-multiply", "params", "groups multiply the weights", "the weights are multiplied by the groups",
        "Does a group make a filter deeper or thinner?",
        "Groups make each filter thinner: C/G deep instead of C.",
        "tensors", reshaped("weight", *in_depth(_groups_multiply)), WEIGHTS | WORK, BRIEF,
    ),
    Slip(
        "depthwise-as-standard", "params", "depthwise taken as ordinary", "a depthwise filter is as deep as the input",
        "There are two layers hidden in a separable convolution: count each.",
        "A depthwise filter looks at one channel: F*F weights. The 1x1 convolution behind it is counted by itself.",
        "tensors", _separable_as_one, WEIGHTS | WORK,
        "forums.fast.ai, how depthwise separable convolutions work", common=1,
    ),
    Slip(
        "assume-rgb", "params", "grey and colour exchanged", "the image has another number of colours",
        "Grey or colour?",
        "A grey image has one channel, a colour image three.",
        "facts", _other_image, WEIGHTS | WORK, "codeshala.io, quiz of the same course",
    ),
)  # fmt: skip
