"""Slips about operations and memory, and the other ways to count them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import prod

from cnncalc.algebra.edit import with_value
from cnncalc.algebra.expr import Name, lift
from cnncalc.engine.conventions import CONVENTIONS
from cnncalc.engine.totals import BYTES
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import BRIEF, COUNTS, WEIGHTS, WORK, Answer, Slip, number_of
from cnncalc.grading.slips.work import chosen, count, flops
from cnncalc.model.course import VOLUME_LETTERS
from cnncalc.model.layer_facts import Cost
from cnncalc.model.volume import Volume, whole

_DONE: frozenset[Quantity] = frozenset({"macs", "flops"})
_MACS: frozenset[Quantity] = frozenset({"macs"})
_FLOPS: frozenset[Quantity] = frozenset({"flops"})
_MEMORY: frozenset[Quantity] = frozenset({"memory"})
_CS231N = "cs231n.github.io, convolutional networks: 24M, 93MB"


def _cost(facts: Facts) -> Cost:
    output = facts.true_output
    return facts.layer.cost(facts.lettered.output(output), *facts.volumes)


def _macs(facts: Facts, quantity: Quantity, answer: Answer) -> Iterable[Answer]:
    yield (lift(_cost(facts).macs),)


def _doubled(facts: Facts, quantity: Quantity, answer: Answer) -> Iterable[Answer]:
    (tree,) = answer
    yield (2 * tree,)


def _with_bias(facts: Facts, quantity: Quantity, answer: Answer) -> Iterable[Answer]:
    (tree,) = answer
    yield (tree + _cost(facts).bias_adds,)
    if quantity == "flops":
        yield (2 * lift(_cost(facts).connections),)


def _input_places(facts: Facts, output: Volume, cost: Cost) -> Iterable[Cost]:
    """Count at the places of the input, and a layer that is counted there at those of its output."""
    (first, *others) = facts.volumes
    if not others and facts.windows:
        swapped = Volume(first.space, output.channels), Volume(output.space, first.channels)
        yield facts.layer.cost(*swapped)


def _params_for_work(facts: Facts, quantity: Quantity, answer: Answer) -> Iterator[Answer]:
    """Exchange them where a weight is used more than once; at all places of the output they are connections."""
    tensors, macs = facts.tensors, _cost(facts).macs
    weights = count(chosen(tensors, "weights"))
    times = number_of(macs) / max(number_of(weights), 1)
    if quantity not in WEIGHTS:
        yield from ((weights,), (count(chosen(tensors, "params")),)) if times != 1 else ()
    elif times > 1 and times != prod(map(whole, facts.true_output.space)):
        yield (lift(macs),)


def _by(name: str) -> Callable[..., Iterator[Answer]]:
    """Return the count of a convention."""

    def change(facts: Facts, quantity: Quantity, answer: Answer) -> Iterator[Answer]:
        if facts.setting.flops != name:
            yield (flops(facts, _cost(facts), name),)

    return change


def _scaled(*factors: tuple[int, int]) -> Callable[..., Iterator[Answer]]:
    """Return the number times one number and divided by another."""

    def change(facts: Facts, quantity: Quantity, answer: Answer) -> Iterator[Answer]:
        (tree,) = answer
        for times, over in factors:
            scaled = tree if times == 1 else tree * times
            yield (scaled if over == 1 else scaled / over,)

    return change


def _other_bytes(facts: Facts, quantity: Quantity, answer: Answer) -> Iterator[Answer]:
    (tree,) = answer
    for size in sorted({1, *BYTES.values()} - {BYTES[facts.setting.dtype]}):
        yield (with_value(tree, _BYTES, size),)


def _bytes_of_params(facts: Facts, quantity: Quantity, answer: Answer) -> Iterator[Answer]:
    if tensors := chosen(facts.tensors, "params"):
        yield (Name(_BYTES, BYTES[facts.setting.dtype]) * count(tensors),)


def _batch(facts: Facts, quantity: Quantity, answer: Answer) -> Iterator[Answer]:
    if facts.setting.batch > 1:
        (tree,) = answer
        yield (Name(VOLUME_LETTERS["batch"], facts.setting.batch) * tree,)


_BYTES = VOLUME_LETTERS["bytes"]
_K, _KI = 1000, 1024

SLIPS = (
    Slip(
        "flops-for-macs", "operations", "FLOPs taken for MACs", "each multiply-add is counted as two",
        "Does your course count a multiply-add as one or as two?",
        "A multiply-add is one MAC and two FLOPs. Tables of FLOPs have twice the MACs.",
        "answer", _doubled, _MACS, BRIEF, "2macs", common=1,
    ),
    Slip(
        "macs-vs-flops", "operations", "MACs taken for FLOPs", "each multiply-add is counted as one",
        "Does your course count a multiply-add as one or as two?",
        "A multiply-add is one MAC and two FLOPs: FLOPs are 2*MACs here. Many tables print MACs and call them FLOPs.",
        "answer", _macs, _FLOPS, "facebookresearch/fvcore, issue 133", "macs", common=1,
    ),
    Slip(
        "flops-bias", "operations", "biases counted as operations", "an operation is added for each use of a bias",
        "Is the bias an operation in your count?",
        "MACs count the multiply-adds of weights; adding a bias is no such pair. Some tools count it.",
        "answer", _with_bias, _DONE, "SurajMandal14/Study-mate, assignment.md, question 13", "bias-adds",
    ),
    Slip(
        "flops-input-size", "operations", "counted at the wrong places", "the places of the wrong side are counted",
        "How many times is each filter applied?",
        "A filter is applied once for each place of the output; a transposed one once for each place of the input.",
        "cost", _input_places, WORK, BRIEF, common=1,
    ),
    Slip(
        "params-as-flops", "operations", "parameters and MACs exchanged", "parameters and operations are exchanged",
        "Stored once: but how often is a weight used?",
        "Each weight is stored once and used at every place: the MACs are the weights times the places.",
        "answer", _params_for_work, WORK | WEIGHTS, "yohanes.gultom.me, LeNet-5", common=1,
    ),
    *(
        Slip(
            f"flops-{name}", "operations", f"FLOPs as {name} counts", f"FLOPs are counted as {name} counts them",
            "What does your source count as one FLOP?",
            f"{rule.counts[0].upper()}{rule.counts[1:]}. Say which count you use.",
            "answer", _by(name), _FLOPS, "the tool's own count", name, common=3,
        )
        for name, rule in CONVENTIONS.items()
    ),
    Slip(
        "memory-units", "memory", "1000 and 1024 exchanged",
        "1,000 and 1,024 bytes are exchanged, or a unit is left out",
        "Is K 1000 or 1024 here, and which unit is asked for?",
        "A kB is 1,000 bytes and a KiB 1,024; a MB is 10^6 and a MiB 2^20.",
        "answer",
        _scaled(
            (1, _K), (1, _KI), (1, _K**2), (1, _KI**2), (_K, _KI), (_KI, _K), (_K**2, _KI**2), (_KI**2, _K**2),
        ),
        _MEMORY, _CS231N, "kib", common=1,
    ),
    Slip(
        "memory-bytes", "memory", "another number of bytes a value", "a value has another number of bytes",
        "How many bytes is one value?",
        "A float32 has 4 bytes, a float64 8, a float16 2.",
        "answer", _other_bytes, _MEMORY, "nndl, exam: bytes a value",
    ),
    Slip(
        "memory-params", "memory", "parameters instead of activations", "the parameters' memory is given",
        "Which numbers are to be kept: what is learned, or what comes out?",
        "The memory of a layer's output is that of its numbers; the parameters need memory of their own.",
        "answer", _bytes_of_params, _MEMORY, "e-com-net.com, on the VGG table of CS231n",
    ),
    Slip(
        "memory-backward", "memory", "gradients counted, too", "the gradients are counted, too",
        "Is the net trained here, or only used?",
        "Only training keeps a gradient beside each number, which doubles the memory.",
        "answer", _scaled((2, 1)), _MEMORY, _CS231N,
    ),
    Slip(
        "batch-multiplied", "operations", "multiplied by the batch", "the count is multiplied by the batch",
        "Is the count for one image, or for all?",
        "Parameters do not depend on the batch, and operations are counted for one input.",
        "answer", _batch, COUNTS | WORK | {"activations"}, BRIEF,
    ),
)  # fmt: skip
