"""Random single layers held against PyTorch on its meta device: output, parameters, MACs, and what is refused."""

from __future__ import annotations

import math
import random
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from cnncalc.errors import RuleError
from cnncalc.spec.bind import read_layer
from tests.oracle import layer_cases as draw
from tests.oracle.layer_cases import Case, Step, zeros

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
flop_counter = pytest.importorskip("torch.utils.flop_counter")
nn = torch.nn


class Answer(NamedTuple):
    """What a layer gives: sizes with the channels last, parameters, multiply-accumulates."""

    output: tuple[int, ...]
    params: int
    macs: int


REFUSED = None


def ours(case: Case) -> Answer | None:
    """Return what the program says of a layer."""
    layer = read_layer(case.layer)
    try:
        output = layer.output(case.on)
    except RuleError:
        return REFUSED
    params = sum(weight.numbers for weight in layer.weights(case.on) if weight.role != "buffer")  # type: ignore[misc]
    return Answer((*output.space, output.channels), params, layer.cost(output, case.on).macs)  # type: ignore[arg-type]


def theirs(case: Case) -> Answer | str:
    """Return what torch gives, or why it refuses; an empty map counts as refused, for here it is an error.

    torch's meta device does not look at output padding, so a layer that has some runs on real numbers.
    """
    device = "cpu" if any(any(step.options.get("output_padding", ())) for step in case.steps) else "meta"
    try:
        with torch.device(device):
            net = nn.Sequential(*(step.module(**step.options) for step in case.steps))
            x = torch.empty(1, case.on.channels, *case.on.space)
        with flop_counter.FlopCounterMode(display=False) as counter:
            shape = tuple(net(x).shape)
    except (RuntimeError, ValueError) as error:
        return str(error)
    if 0 in shape:
        return EMPTY
    macs, odd = divmod(counter.get_total_flops(), 2)
    assert not odd
    return Answer((*shape[2:], shape[1]), sum(p.numel() for p in net.parameters()), macs)


EMPTY = "an empty map"


class Wider(NamedTuple):
    """Layers that the language has and torch refuses: what torch says, when exactly, and which steps do the same."""

    says: str
    when: Callable[[Step, tuple[int, ...]], bool]
    instead: Callable[[Step], tuple[Step, ...]]


def without(step: Step, **changes: Any) -> Step:
    """Return a step with other options; None takes one away."""
    changed = {**step.options, **changes}
    return Step(step.module, {name: value for name, value in changed.items() if value is not None})


def strided_same(step: Step, space: tuple[int, ...]) -> bool:
    """Tell whether a convolution has `same` padding and a stride."""
    return step.options.get("padding") == "same" and set(step.options["stride"]) != {1}


def thinned_out(step: Step) -> tuple[Step, ...]:
    """Return a convolution with `same` and a stride as one over every so many positions of its input."""
    stride = step.options["stride"]
    thin = Step(getattr(nn, f"MaxPool{len(stride)}d"), {"kernel_size": 1, "stride": stride})
    return thin, without(step, stride=(1,) * len(stride))


def over_half(step: Step, space: tuple[int, ...]) -> bool:
    """Tell whether a pool is padded by more than half its kernel along some axis."""
    if "Pool" not in str(step):
        return False
    kernel, pad = step.options.get("kernel_size", ()), step.options.get("padding", ())
    return any(2 * p > k for k, p in zip(kernel, pad, strict=False))


def padded_first(step: Step) -> tuple[Step, ...]:
    """Return a pool as zeros around the map, and then the pool."""
    pad = step.options["padding"]
    return zeros(tuple((p, p) for p in pad)), without(step, padding=None)


def deeper_than_the_input(step: Step, space: tuple[int, ...]) -> bool:
    """Tell whether a 3-D average pool has a kernel that is larger than the input without its padding."""
    return step.module is nn.AvgPool3d and any(k > n for k, n in zip(step.options["kernel_size"], space, strict=True))


def maximum(step: Step) -> tuple[Step, ...]:
    """Return a 3-D average pool as the maximum of the same windows."""
    return (Step(nn.MaxPool3d, step.options),)


WIDER = {
    "same with a stride, as TensorFlow has it": Wider("not supported for strided", strided_same, thinned_out),
    "padding of a pool by more than half its kernel": Wider("half of", over_half, padded_first),
    "a 3-D average whose kernel fits only with padding": Wider("input image", deeper_than_the_input, maximum),
}
"""Everything that torch refuses and the language does not."""


def oracle(case: Case) -> tuple[Answer | None, list[str]]:
    """Return torch's answer, and which rows of `WIDER` were needed for one.

    A row is needed if and only if it says so.
    """
    needed: list[str] = []
    while isinstance(said := theirs(case), str):
        row = next((name for name, wider in WIDER.items() if wider.says in said), None)
        if row is None:
            return REFUSED, needed
        *before, last = case.steps
        assert WIDER[row].when(last, space_before_the_last_step(case)), f"{case}\n  torch says: {said}"
        case = case._replace(steps=(*before, *WIDER[row].instead(last)))
        needed.append(row)
    held = [name for name, wider in WIDER.items() if wider.when(case.steps[-1], space_before_the_last_step(case))]
    assert not held, f"{case}\n  torch takes this, in spite of {held}"
    return said, needed


def space_before_the_last_step(case: Case) -> tuple[int, ...]:
    """Return the spatial sizes that the last step of a case sees."""
    x = torch.empty(1, case.on.channels, *case.on.space, device="meta")
    return tuple(nn.Sequential(*(step.module(**step.options) for step in case.steps[:-1]))(x).shape[2:])


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Silence what torch remarks on speed: `same` with an even kernel costs a copy."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Using padding='same' with even kernel lengths")
        yield


AMOUNTS = {
    draw.conv: 2400,
    draw.dwconv: 700,
    draw.deconv: 1500,
    draw.unpool: 500,
    draw.pool: 1500,
    draw.adaptive: 300,
}
"""How many cases an axis count: 20,700 in all, and those of `local`."""

FAMILIES = [(make, axes) for make in AMOUNTS for axes in (1, 2, 3)]


def compare(make: Callable[[random.Random, int], Case], axes: int, amount: int) -> tuple[Counter[str], int]:
    """Compare random cases; return how often each row of `WIDER` was needed, and how many layers both refuse."""
    rng = random.Random(f"{make.__name__} {axes}")
    exceptions: Counter[str] = Counter()
    refused = 0
    for _ in range(amount):
        case = make(rng, axes)
        expected, needed = oracle(case)
        assert ours(case) == expected, str(case)
        exceptions.update(needed)
        refused += expected is REFUSED
    return exceptions, refused


@pytest.mark.parametrize(("make", "axes"), FAMILIES, ids=[f"{make.__name__} {axes}-D" for make, axes in FAMILIES])
def test_a_random_layer_is_torchs(make: Callable[[random.Random, int], Case], axes: int) -> None:
    """Output, parameters, MACs and refusals of random layers are torch's, but for the rows of `WIDER`."""
    exceptions, refused = compare(make, axes, AMOUNTS[make])
    expected: dict[object, set[str]] = {draw.conv: {"same"}, draw.dwconv: {"same"}, draw.pool: {"padding"}}
    rows = {name.split()[0] for name in exceptions}
    assert rows == expected.get(make, set()) | ({"a"} if (make, axes) == (draw.pool, 3) else set())
    assert (refused > 0) == (make is not draw.adaptive)


def test_a_random_local_layer_is_unfolded_patches_times_a_matrix_each() -> None:
    """Output, parameters, MACs and refusals of locally connected layers are those of patches times matrices."""
    exceptions, refused = compare(draw.local, 2, 500)
    assert not exceptions
    assert refused > 0


def test_there_are_twenty_thousand_cases() -> None:
    """The families together have more than 20,000 cases."""
    assert math.fsum(AMOUNTS[make] for make, _ in FAMILIES) > 20_000
