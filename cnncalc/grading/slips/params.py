"""Slips about what is learned: weights, biases, factors and shifts, as tensors of another shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cnncalc.algebra.edit import without_factor
from cnncalc.algebra.expr import Dim, known
from cnncalc.formulas.windows import extent
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import BRIEF, QUIZ, WEIGHTS, WORK, Slip
from cnncalc.model.layer_facts import Weight, Window

Tensors = tuple[Weight, ...]
Change = Callable[[Facts, Tensors], Iterable[Tensors]]

_FILTER = WEIGHTS | WORK
"""What a filter holds is stored once, and multiplied at every place."""
_BIASES: frozenset[Quantity] = frozenset({"params", "biases"})


def reshaped(role: str, *reshapes: Callable[[Facts, tuple[Dim, ...]], tuple[Dim, ...] | None]) -> Change:
    """Return changes of the shape of all tensors of a role."""

    def change(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
        for reshape in reshapes:
            shapes = [reshape(facts, tensor.shape) if tensor.role == role else tensor.shape for tensor in tensors]
            if any(tensor.role == role for tensor in tensors):
                new = [
                    tensor if shape is None else tensor._replace(shape=shape)
                    for tensor, shape in zip(tensors, shapes, strict=True)
                ]
                if new != list(tensors):
                    yield tuple(new)

    return change


def of_weights(tensors: Tensors) -> tuple[Dim, ...] | None:
    return next((tensor.shape for tensor in tensors if tensor.role == "weight"), None)


def _bias_of(shape: Callable[[Facts, tuple[Dim, ...]], tuple[Dim, ...] | None]) -> Change:
    """Return a change of the biases' shape, which is made of that of the weights."""

    def change(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
        weights = of_weights(tensors)
        new = shape(facts, weights) if weights else None
        if new is not None and any(tensor.role == "bias" for tensor in tensors):
            yield tuple(tensor._replace(shape=new) if tensor.role == "bias" else tensor for tensor in tensors)

    return change


def _of_slices(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
    """Return a slice for each channel of a filter; of a 1x1 filter a slice is a weight."""
    return shape[-2:] if facts.windows and not all_one(facts.windows) else None


def _of_inputs(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """Return the channels of a map over which windows move, or else all numbers that come in."""
    return (facts.volumes[0].channels if facts.windows else facts.volumes[0].numbers,)


def _of_outputs(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
    """Return all places and filters, where they share their weights."""
    space = facts.lettered.output(facts.true_output).space
    return (*space, shape[-1]) if space and len(shape) == len(space) + 2 else None


def _no_bias(facts: Facts) -> Iterable[Facts]:
    if getattr(facts.layer, "bias", False):
        yield facts.given(bias=False)


def _bias(facts: Facts) -> Iterable[Facts]:
    if not getattr(facts.layer, "bias", True):
        yield facts.given(bias=True)


def _without_depth(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
    """Leave the input's depth out of a filter: an axis of the kernel's tensor, or a factor of all inputs."""
    symbol = facts.channels
    if not symbol:
        return None
    *front, filters = shape
    kept: list[Dim] = []
    for size in front:
        rest = without_factor(size, symbol)
        if rest is None:
            kept.append(size)
        elif rest != 1:
            kept.append(rest)
    return (*kept, filters) if kept != front else None


def _one_weight(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
    return _without_depth(facts, shape) if facts.windows and all_one(facts.windows) else None


def all_one(windows: tuple[Window, ...]) -> bool:
    return all(known(window.kernel) == 1 for window in windows)


def in_depth(*changes: Callable[[Facts, Dim], Dim | None]) -> list[Callable[..., tuple[Dim, ...] | None]]:
    """Return changes of the depth of one filter."""

    def one(change: Callable[[Facts, Dim], Dim | None]) -> Callable[..., tuple[Dim, ...] | None]:
        def reshape(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
            if not facts.windows:
                return None
            depth = change(facts, shape[-2])
            return None if depth is None else (*shape[:-2], depth, shape[-1])

        return reshape

    return list(map(one, changes))


def _stride(facts: Facts) -> Dim:
    return facts.windows[0].stride


def _padded(facts: Facts, depth: Dim) -> Dim | None:
    return depth * facts.windows[0].before if facts.pads else None


def _dilation(facts: Facts) -> Dim:
    return facts.windows[0].dilation


def _kernel(size: Callable[[Window], Dim]) -> Callable[[Facts, tuple[Dim, ...]], tuple[Dim, ...] | None]:
    """Return a change of the kernel's sizes in a tensor."""

    def reshape(facts: Facts, shape: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
        windows = facts.windows
        if not windows:
            return None
        places = len(shape) - 2 - len(windows)
        return (*shape[:places], *map(size, windows), *shape[-2:])

    return reshape


def _at_every_place(facts: Facts, tensors: Tensors) -> Iterator[Tensors]:
    space = facts.lettered.output(facts.true_output).space if facts.windows else ()
    if not space or any(len(tensor.shape) > len(space) + 2 for tensor in tensors):  # each place has its own already
        return
    everywhere = tuple(tensor._replace(shape=(*space, *tensor.shape)) for tensor in tensors)
    yield everywhere
    yield tuple(tensor for tensor in everywhere if tensor.role == "weight")
    yield tuple(new if new.role == "weight" else old for new, old in zip(everywhere, tensors, strict=True))


SLIPS = (
    Slip(
        "forget-bias", "params", "biases left out", "the biases are left out",
        "Does every filter have something besides its weights?",
        "Each filter, or unit, adds one bias of its own. Without biases is right only where the layer has none.",
        "facts", _no_bias, frozenset({"params", "biases", "connections"}), QUIZ, "no-bias", common=1,
    ),
    Slip(
        "bias-though-off", "params", "biases counted though there are none", "biases are counted though there are none",
        "Does the layer have biases, or does something behind it have a shift?",
        "The layer says `bias off`: a norm behind it has a shift of its own.",
        "facts", _bias, frozenset({"params", "biases", "connections"}), BRIEF, "with-bias", common=1,
    ),
    Slip(
        "forget-input-depth", "params", "filter counted without depth", "a filter is counted without its depth",
        "How deep is one filter?",
        "A filter reaches through all channels that it looks at: F*F*C weights, not F*F. So does a unit that "
        "is connected to a whole map.",
        "tensors", reshaped("weight", _without_depth), _FILTER,
        "geekdaxue.co and blog.csdn.net/hpdlzu80100, printed as the key", common=1,
    ),
    Slip(
        "one-bias-per-layer", "params", "one bias for the whole layer", "the whole layer has one bias",
        "How many biases are there: one a layer, a filter, or a weight?",
        "Every filter has a bias of its own.",
        "tensors", _bias_of(lambda facts, shape: (1,)), _BIASES, QUIZ, common=1,
    ),
    Slip(
        "one-bias-per-weight", "params", "a bias for each weight", "each weight has a bias",
        "A filter produces one sum; where is the bias added?",
        "The bias is added once to the whole sum of a filter.",
        "tensors", _bias_of(lambda facts, shape: shape), _BIASES, BRIEF,
    ),
    Slip(
        "bias-per-input-channel", "params", "a bias for each slice", "each slice of a filter has a bias",
        "Is the bias added before or after summing over the channels?",
        "The slices of a filter are summed first; then one bias is added.",
        "tensors", _bias_of(_of_slices), _BIASES,
        "forums.fast.ai, how depthwise separable convolutions work",
    ),
    Slip(
        "swap-cin-cout-bias", "params", "a bias for each input", "there are as many biases as inputs or input channels",
        "How many numbers does the layer put out at one place?",
        "Each number that is put out has a bias: as many as filters.",
        "tensors", _bias_of(_of_inputs), _BIASES, BRIEF,
    ),
    Slip(
        "bias-at-every-place", "params", "a bias at every place", "each place has its biases",
        "Does each output pixel own its bias?",
        "A filter adds the same bias at every place: it is counted once.",
        "tensors", _bias_of(_of_outputs), _BIASES, BRIEF, common=3,
    ),
    Slip(
        "multiply-by-output-positions", "params", "weights counted at every place", "each place has its weights",
        "Does each output pixel own its weights?",
        "The same filter is used at every place: its weights are counted once. (Counted at every place they are "
        "connections, or those of a locally connected layer.)",
        "tensors", _at_every_place, WEIGHTS, "crucialexams.com; Udacity, parameters quiz", common=1,
    ),
    Slip(
        "stride-in-params", "params", "stride counted in the filter", "the stride is part of the count",
        "Which of kernel, stride, padding and image size can change the number of weights?",
        "The stride says where a filter is put, not how large it is.",
        "tensors",
        reshaped("weight", *in_depth(lambda facts, depth: _stride(facts), lambda facts, d: d * _stride(facts))),
        WEIGHTS, "an article of Nemotron-CC-Math: (kernel x stride + 1) x filters",
    ),
    Slip(
        "padding-in-params", "params", "padding counted in the filter", "the padding is part of the count",
        "Which of kernel, stride, padding and image size can change the number of weights?",
        "The padding belongs to the image: a filter has no weights for it.",
        "tensors",
        reshaped("weight", _kernel(lambda w: w.kernel + w.before + w.after), *in_depth(_padded)),
        WEIGHTS, BRIEF,
    ),
    Slip(
        "dilation-in-params", "params", "dilation counted in the filter", "the dilation is part of the count",
        "How many weights lie in the gaps of a dilated kernel?",
        "Dilation spreads the same F*F weights apart: there are none in the gaps.",
        "tensors",
        reshaped("weight", _kernel(lambda w: extent(w.kernel, w.dilation)), *in_depth(lambda f, d: d * _dilation(f))),
        _FILTER, BRIEF,
    ),
    Slip(
        "1x1-has-one-weight", "params", "a 1x1 filter has one weight", "a 1x1 filter has one weight",
        "1x1 is the size in height and width; what is the third size?",
        "A 1x1 filter reaches through all channels: C weights.",
        "tensors", reshaped("weight", _one_weight), _FILTER,
        "amanchadha/coursera-deep-learning-specialization, course 4, week 2 quiz", common=1,
    ),
)  # fmt: skip
