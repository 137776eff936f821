"""Slips about the output's size and depth. What is multiplied at its places goes wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cnncalc.algebra.edit import halved, one_divided, without_one
from cnncalc.algebra.expr import Expr, known, lift, ratio
from cnncalc.grading.asked import Quantity
from cnncalc.grading.slips.facts import Facts
from cnncalc.grading.slips.slip import BRIEF, FIELD, QUIZ, SHAPE, Slip
from cnncalc.grading.slips.work import Sizes
from cnncalc.layers.fields import NONE
from cnncalc.model.volume import whole

_SPAN: frozenset[Quantity] = frozenset({"output", "activations", "memory", *FIELD})
_SIZE_AND_FIELD: frozenset[Quantity] = SHAPE | FIELD
_SIZE_AND_START: frozenset[Quantity] = SHAPE | {"start"}
_SIZE_AND_JUMP: frozenset[Quantity] = SHAPE | {"jump"}
_SIZE_AND_PAD: frozenset[Quantity] = SHAPE | {"pad", "start"}


def _each(edit: Callable[[Expr], Expr]) -> Callable[[Facts, Sizes], Iterable[Sizes]]:
    """Return a change of every size's formula."""

    def change(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
        if facts.windows:
            yield sizes._replace(space=tuple(map(edit, sizes.space)))

    return change


def _no_padding(facts: Facts) -> Iterable[Facts]:
    if facts.pads or facts.same:
        yield facts.given(pad=NONE)


def _no_stride(facts: Facts) -> Iterable[Facts]:
    if facts.has("stride"):
        yield facts.given(stride=(1,))


def _no_dilation(facts: Facts) -> Iterable[Facts]:
    if facts.has("dilation"):
        yield facts.given(dilation=(1,))


def _dilation_times_kernel(facts: Facts) -> Iterable[Facts]:
    windows = facts.windows
    if any(known(window.dilation) != 1 for window in windows):
        yield facts.given(kernel=tuple(window.dilation * window.kernel for window in windows), dilation=(1,))


def _dilation_from_zero(facts: Facts) -> Iterable[Facts]:
    if facts.wrote("dilation"):  # nobody miscounts what is not written
        yield facts.given(dilation=tuple(window.dilation + 1 for window in facts.windows))


def _pad_is_kernel(facts: Facts) -> Iterable[Facts]:
    """Where padding keeps the size: as much as the kernel, or half of an even one."""
    windows = facts.windows
    if not (facts.pads or facts.same):
        return
    if windows and facts.true_output.space == tuple(map(known, facts.volumes[0].space)):
        yield facts.given(pad=tuple((w.kernel, w.kernel) for w in windows))
        if all(whole(w.kernel) % 2 == 0 for w in windows):
            yield facts.given(pad=tuple((w.kernel // 2, w.kernel // 2) for w in windows))


def _pad_by_habit(facts: Facts) -> Iterable[Facts]:
    """Where nothing is padded: 1, or as much as would keep the size at stride 1."""
    windows = facts.windows
    if not facts.tensors or not facts.has("pad") or facts.pads or facts.same or facts.enlarges:
        return
    yield facts.given(pad=((1, 1),) * len(windows))
    if all(whole(w.kernel) % 2 for w in windows) and any(whole(w.kernel) > 3 for w in windows):
        yield facts.given(pad=tuple(((w.kernel - 1) / 2,) * 2 for w in windows))


def _one_side(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    yield sizes._replace(space=tuple(halved(tree, facts.pads) for tree in sizes.space))


def _divided(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    """Where there is a stride to divide by. With `same` this is the right way, and a transposed layer multiplies."""
    if facts.strides and not facts.same and not facts.enlarges:
        pairs = zip(facts.volumes[0].space, facts.windows, strict=True)
        trees = tuple(lift(ratio(size, window.stride)) for size, window in pairs)
        yield sizes._replace(space=trees, rounding="down")
        yield sizes._replace(space=trees, rounding="up")


def _other_rounding(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.windows:
        yield sizes._replace(rounding="down" if sizes.rounding == "up" else "up")


def _size_stays(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.windows and not facts.same:
        yield sizes._replace(space=tuple(map(lift, facts.volumes[0].space)))


def _same_stays(facts: Facts, sizes: Sizes) -> Iterable[Sizes]:
    if facts.same:
        yield sizes._replace(space=tuple(map(lift, facts.volumes[0].space)))


SLIPS = (
    Slip(
        "ignore-padding", "shape", "padding left out", "the padding is left out",
        "What happens to the border before the window starts?",
        "The padding makes the map larger on both sides before the window moves over it: N + 2*P, not N.",
        "facts", _no_padding, _SIZE_AND_START, "leyaa.ai, CNN architecture review", common=1,
    ),
    Slip(
        "forget-plus-one", "shape", '"+ 1" left out of the size', 'the "+ 1" of the size is left out',
        "How many places has a window that is as large as the map?",
        "The division counts the steps of the window. It has stood at its first place before the first step: one more.",
        "sizes", _each(without_one), SHAPE, "NPTEL, deep learning assignment; " + QUIZ, common=1,
    ),
    Slip(
        "ignore-stride", "shape", "stride left out", "the stride is left out",
        "How far does the window move each time?",
        "The window moves S positions at a time, so its steps are divided by S.",
        "facts", _no_stride, _SIZE_AND_JUMP, "codeshala.io, quiz of the same course", common=1,
    ),
    Slip(
        "pad-one-side", "shape", "padding on one side only", "the padding is added on one side only",
        "How many borders does a row have?",
        "Padding P adds P positions before and P after: 2*P in all. (A course whose P is the total means the same.)",
        "sizes", _one_side, SHAPE, QUIZ, "total-padding", common=1,
    ),
    Slip(
        "divide-by-stride-only", "shape", "size divided by the stride only", "the size is just divided by the stride",
        "Does the last window still lie inside?",
        "N/S is right only where windows lie side by side without padding: the window's own size counts.",
        "sizes", _divided, SHAPE, "NPTEL, deep learning assignment",
    ),
    Slip(
        "floor-then-scale", "shape", '"+ 1" inside the division', 'the "+ 1" is put inside the division',
        "Where does the + 1 come from?",
        "The first place is counted once, whatever the stride: the 1 is added after dividing.",
        "sizes", _each(one_divided), SHAPE, "leyaa.ai, padding and stride",
    ),
    Slip(
        "ceil", "shape", "rounded the other way", "the size is rounded the other way",
        "What becomes of a last window that sticks out?",
        "A window that sticks out is dropped: down. Only a pool that says so rounds up (Caffe, ceil_mode), and `same`.",
        "sizes", _other_rounding, SHAPE, "Hardesh15-zz/EVA_Phase1, assignment 7A", "rounding",
    ),
    Slip(
        "half-pixel", "shape", "size left as a fraction", "the size is left as a fraction",
        "Can a picture be half a pixel wide?",
        "A window stands at a whole number of places. If it does not fit, the size is rounded down, and that is said.",
        "sizes", lambda facts, sizes: [sizes._replace(rounding="never")], SHAPE, "SurajMandal14/Study-mate, num_dl.md",
    ),
    Slip(
        "dilation-ignored", "shape", "dilation left out", "the dilation is left out",
        "How wide is the window from its first to its last tap?",
        "A dilated kernel spans D*(F - 1) + 1 positions, not F.",
        "facts", _no_dilation, _SIZE_AND_FIELD, "Cross Validated, on Yu & Koltun",
    ),
    Slip(
        "dilation-times-k", "shape", "dilation times the kernel", "the kernel is taken to span dilation x kernel",
        "How many gaps are there between the taps of a kernel?",
        "F taps have F - 1 gaps: the kernel spans D*(F - 1) + 1, not D*F.",
        "facts", _dilation_times_kernel, _SPAN, BRIEF,
    ),
    Slip(
        "dilation-from-zero", "shape", "dilation counted from 0", "dilation is counted from 0",
        "Does your source call an ordinary convolution dilation 0 or dilation 1?",
        "Here dilation 1 is an ordinary convolution. CS231n calls that dilation 0.",
        "facts", _dilation_from_zero, _SIZE_AND_FIELD, "cs231n.github.io, convolutional networks", "dilation-from-0",
        common=3,
    ),
    Slip(
        "same-with-stride", "shape", '"same" taken to keep the size', '"same" is taken to keep the size',
        "Same as what, when the stride is not 1?",
        "`same` keeps the size only at stride 1; else it gives ceil(N/S).",
        "sizes", _same_stays, SHAPE, "leyaa.ai, image classification", common=1,
    ),
    Slip(
        "size-stays", "shape", "size taken to stay", "the size is taken to stay as it was",
        "At how many places can the window stand?",
        "The size stays only where the padding makes up for the window, at stride 1.",
        "sizes", _size_stays, SHAPE, QUIZ,
    ),
    Slip(
        "pad-by-habit", "shape", "padding where there is none", "a padding is added that the layer does not have",
        "Which padding does the layer say it has?",
        "Without a padding the window stays inside. A padding of 1 keeps the size only for a 3x3 kernel at stride 1; "
        "a 1x1 kernel needs none.",
        "facts", _pad_by_habit, _SIZE_AND_START, "forresti/SqueezeNet, issue 32; pytorch/pytorch, issue 72591",
    ),
    Slip(
        "pad-equals-kernel", "inverse", "padding as large as the kernel",
        "the padding is as large as the kernel",
        "How many pixels does a kernel lose on each side?",
        "A kernel of F loses F - 1 positions, half of them on each side: P = (F - 1)/2 keeps the size at stride 1.",
        "facts", _pad_is_kernel, _SIZE_AND_PAD, QUIZ,
    ),
)  # fmt: skip
