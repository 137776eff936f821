"""How many layers see so many pixels; or which kernel, or which dilations, a given number of layers needs.

A layer list is repeated until its receptive field reaches the wanted size. The field is that of the engine, layer by
layer; with stride 1 it is 1 + L*D*(F - 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import cycle, islice, pairwise
from typing import Final

from cnncalc.errors import UsageError
from cnncalc.layers.base import Layer
from cnncalc.model.field import ReceptiveField
from cnncalc.model.volume import Volume, whole
from cnncalc.spec.bind import read_layer

LARGEST_FIELD: Final = 20_000
"""No larger field is searched for."""
MOST_SEQUENCES: Final = 5_000
"""So many sequences of dilations are looked at one by one."""
MOST_USUAL: Final = 100
"""So many of those that stay or double are looked at, where there are too many in all."""
MOST_LAYERS: Final = 100
"""Dilations of more layers are not searched for."""
MOST_COUNTED: Final = 1_000_000
"""So much work is put into counting them."""
_IMAGE: Final = 1 << 20
"""Larger than every field: what is seen is not clipped to the image."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers, from the input on, that see `field` pixels: the smallest such stack that sees the wanted number.

    `counts` says how often each layer occurs. `less` is what a stack sees whose number (depth, kernel) is one smaller;
    `line` is the closed form, where there is one. `dense` is false if pixels in between are not looked at; `whole` is
    true if a layer sees everything.
    """

    counts: tuple[tuple[str, int], ...]
    field: int
    less: int | None
    line: str = ""
    dense: bool = True
    dilations: tuple[int, ...] = ()
    whole: bool = False

    @property
    def depth(self) -> int:
        """The number of layers."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class StackAnswer:
    """What sees `field` pixels: `unknown` is `layers`, `kernel` or `dilation`; the usual ones first.

    Where everything is given, `unknown` is empty, and the solution is what was given, if it sees so many pixels.
    `count` is how many there are, of which `solutions` may be a part. No solution: `why` says so, and `nearest` are
    what was given and the stack that would do.
    """

    unknown: str
    field: int
    solutions: tuple[Stack, ...]
    count: int
    why: str = ""
    nearest: tuple[Stack, ...] = ()


def solve_stack(
    rf: int,
    *layers: str,
    kernel: int | None = None,
    stride: int = 1,
    dilation: int | None = 1,
    depth: int | None = None,
) -> StackAnswer:
    """Return the smallest stack of layers of which one unit sees at least `rf` pixels along each axis.

    `layers` are texts as in a spec, repeated in turn; else the layers are convolutions of the `kernel`. With a `depth`
    but no kernel, the kernel is looked for; with a dilation of None, the dilations. With everything given, the answer
    is whether it is so: the layers see exactly `rf` pixels, or are the fewest that see as many.

        solve_stack(31, kernel=3)                               # 15 layers
        solve_stack(224, "conv: 8 x 3x3", "conv: 8 x 3x3", "maxpool: 2x2")
        solve_stack(31, kernel=3, depth=4, dilation=None)       # dilations 1, 2, 4, 8
        solve_stack(31, kernel=3, depth=12).nearest             # 12 layers see 25 pixels, 15 would do

    Raises:
        UsageError: it is not said what is looked for, or the search is too large.
        RuleError, ExprError: a layer cannot be read.
    """
    if not 1 <= rf <= LARGEST_FIELD:
        raise UsageError(f"--rf is a number of pixels from 1 to {LARGEST_FIELD:,}, not {rf:,}")
    if layers:
        return _depth(rf, layers) if depth is None else _checked(rf, layers, depth)
    if kernel is None and depth is None:
        raise UsageError(
            "of which layers? Write the kernel, or the layers that are repeated",
            (
                (f"cnncalc solve --rf {rf} --kernel 3x3", "how many 3x3 layers"),
                (f'cnncalc solve --rf {rf} "conv: 8 x 3x3" "maxpool: 2x2"', "how many of these in turn"),
                (f"cnncalc solve --rf {rf} --layers 4", "which kernel in each of 4 layers"),
            ),
        )
    if dilation is None:
        return _dilations(rf, kernel, depth)
    if kernel is None:
        return _kernel(rf, stride, dilation, depth or 1)
    turn, line = (_conv(kernel, stride, dilation),), _formula(kernel, stride, dilation)
    return _depth(rf, turn, line) if depth is None else _checked(rf, turn, depth, line)


def _checked(rf: int, layers: Sequence[str], depth: int, line: str = "") -> StackAnswer:
    """Return whether so many layers see so many pixels; if not, what they see and how many would do."""
    if depth > LARGEST_FIELD:
        raise UsageError(f"--layers is a number of layers up to {LARGEST_FIELD:,}, not {depth:,}")
    claimed, enough = _seen(list(islice(cycle(layers), depth)), line), _depth(rf, layers, line)
    fewest = enough.solutions[0].depth if enough.solutions else None
    if claimed.field == rf or depth == fewest:
        return StackAnswer("", rf, (claimed,), 1)
    return StackAnswer("", rf, (), 0, f"they see {_pixels(claimed)}", (claimed, *enough.solutions))


def _pixels(stack: Stack) -> str:
    return "all pixels" if stack.whole else "1 pixel" if stack.field == 1 else f"{stack.field:,} pixels"


def _conv(kernel: int, stride: int, dilation: int) -> str:
    more = [f"{name} {value}" for name, value in (("stride", stride), ("dilation", dilation)) if value != 1]
    return ", ".join([f"conv: 1 x {kernel}x{kernel}", *more])


def _formula(kernel: int, stride: int, dilation: int) -> str:
    """Return the closed form with L for the layers, where the stride is 1."""
    if stride != 1:
        return ""
    return f"1 + {{L}}*({kernel} - 1)" if dilation == 1 else f"1 + {{L}}*{dilation}*({kernel} - 1)"


@lru_cache(maxsize=64)
def _layer(text: str) -> Layer:
    return read_layer(text)


def _axes(texts: Sequence[str]) -> int:
    """Return the spatial axes that the layers slide along: as many as the longest kernel has."""
    kernels = (getattr(_layer(text), "kernel", ()) for text in texts)
    return max((len(kernel) for kernel in kernels if isinstance(kernel, tuple) and kernel), default=2)


def _fields(texts: Iterable[str], axes: int) -> Iterator[ReceptiveField]:
    """Yield the field after each layer.

    Raises:
        UsageError: a field is larger than every image.
    """
    field, volume = ReceptiveField.of_input((_IMAGE,) * axes), Volume((_IMAGE,) * axes, 1)
    for text in texts:
        field = field.through(_layer(text).reach(volume), (None,) * axes)
        if _size(field) > _IMAGE:
            raise UsageError(
                f"these layers see more than {_IMAGE:,} pixels, which no image has; ask about fewer",
                (("--layers 5", "for example"),),
            )
        yield field


def _size(field: ReceptiveField) -> int:
    """Return the pixels along the axis on which fewest are seen."""
    return min((whole(size) for size in field.size if size is not None), default=1)


def _seen(texts: Sequence[str], line: str = "") -> Stack:
    fields = [ReceptiveField.of_input((_IMAGE,) * _axes(texts)), *_fields(texts, _axes(texts))]
    counts = tuple(Counter(texts).items())
    less = _size(fields[-2]) if len(fields) > 1 else None
    shown = f"{line.format(L=len(texts))} = {_size(fields[-1])}" if line else ""
    return Stack(counts, _size(fields[-1]), less, shown, fields[-1].dense, whole=fields[-1].whole)


def _depth(rf: int, layers: Sequence[str], line: str = "") -> StackAnswer:
    """Return how many of the layers, in turn, see so many pixels."""
    taken: list[str] = []
    before = 1
    for text, field in zip(cycle(layers), _fields(cycle(layers), _axes(layers)), strict=False):
        taken.append(text)
        if field.axes is None or _size(field) >= rf:
            break
        if len(taken) % len(layers) == 0:
            if _size(field) <= before:
                pixels = "1 pixel" if before == 1 else f"{before} pixels"
                return StackAnswer("layers", rf, (), 0, f"they see {pixels}, however many there are")
            before = _size(field)
    return StackAnswer("layers", rf, (_seen(taken, line),), 1)


def _kernel(rf: int, stride: int, dilation: int, depth: int) -> StackAnswer:
    """Return the smallest kernel with which so many layers see the field."""
    jumps = depth if stride == 1 else (stride**depth - 1) // (stride - 1)
    side = -(-(rf - 1) // (dilation * jumps)) + 1
    stack = _seen([_conv(side, stride, dilation)] * depth, _formula(side, stride, dilation))
    smaller = _seen([_conv(side - 1, stride, dilation)] * depth).field if side > 1 else None
    return StackAnswer("kernel", rf, (replace(stack, less=smaller),), 1)


def _dilations(rf: int, kernel: int | None, depth: int | None) -> StackAnswer:
    """Return which dilations, smallest first, make layers see the field."""
    if kernel is None or kernel < 2:
        raise UsageError("dilations spread a kernel of at least 2; write it", (("--kernel 3x3", "for example"),))
    total = -(-(rf - 1) // (kernel - 1))
    if depth is None:  # doubling from layer to layer, as dilated nets do
        depth = max(total.bit_length(), 1)
        doubling = _dilated(kernel, tuple(2**layer for layer in range(depth)))
        return StackAnswer("dilation", rf, (doubling,), 1)
    if depth > total:
        least = _dilated(kernel, (1,) * depth)
        return StackAnswer("dilation", rf, (), 0, f"{depth} layers without dilation already see {least.field} pixels")
    if depth > MOST_LAYERS:
        fewer = (f"--layers {total.bit_length()}", "doubling from layer to layer")
        raise UsageError(f"{depth:,} layers are too many to try; {MOST_LAYERS} are the most", (fewer,))
    count = _partitions(total, depth)
    usual_only = count > MOST_SEQUENCES
    most = MOST_USUAL if usual_only else MOST_SEQUENCES
    sequences = islice(_sequences(total, depth, usual_only=usual_only), most)
    found = [_dilated(kernel, sequence) for sequence in sequences]
    if not found:
        raise UsageError(
            f"{count:,} sequences of {depth} dilations see this, and {MOST_SEQUENCES:,} are the most that are tried",
            ((f"--layers {total.bit_length()}", "doubling from layer to layer"),),
        )
    return StackAnswer("dilation", rf, tuple(sorted(found, key=_unusual)), count)


def _dilated(kernel: int, dilations: tuple[int, ...]) -> Stack:
    texts = [_conv(kernel, 1, dilation) for dilation in dilations]
    stack = _seen(texts)
    line = f"1 + ({' + '.join(map(str, dilations))})*({kernel} - 1) = {stack.field}"
    return replace(stack, less=None, line=line, dilations=dilations)


def _unusual(stack: Stack) -> tuple[bool, int, int]:
    """Return how unusual dilations are, to sort by: with holes, not doubling, far apart."""
    odd = sum(later != 2 * earlier for earlier, later in pairwise(stack.dilations))
    return not stack.dense, odd, stack.dilations[-1]


def _sequences(total: int, depth: int, least: int = 1, *, usual_only: bool) -> Iterator[tuple[int, ...]]:
    """Yield what sums to the total, never falling; of too many, only those that begin with 1 and stay or double."""
    if depth == 1:
        if total >= least and (not usual_only or total in (least, 2 * least)):
            yield (total,)
        return
    firsts: Iterable[int] = range(least, total // depth + 1)
    if usual_only:
        firsts = (first for first in (least, 2 * least) if _doubles(total - first, depth - 1, first))
    for first in firsts:
        for rest in _sequences(total - first, depth - 1, first, usual_only=usual_only):
            yield (first, *rest)


@cache
def _doubles(total: int, depth: int, least: int) -> bool:
    """Tell whether so many numbers add up to the total, each as large as the one before or twice that."""
    if not depth * least <= total <= least * 2 ** (depth + 1):
        return False
    firsts = (least, 2 * least)
    return total in firsts if depth == 1 else any(_doubles(total - first, depth - 1, first) for first in firsts)


def _partitions(total: int, depth: int) -> int:
    """Count the ways to write a total as a sum of so many numbers of at least 1, whatever their order.

    Raises:
        UsageError: there are too many to count.
    """
    if total * depth > MOST_COUNTED:
        raise UsageError(
            f"{depth} layers of which the dilations sum to {total:,} are too many to try",
            ((f"--layers {total.bit_length()}", "doubling from layer to layer"),),
        )
    ways = [1] + [0] * (total - depth)
    for part in range(1, depth + 1):
        for left in range(part, len(ways)):
            ways[left] += ways[left - part]
    return ways[-1]
