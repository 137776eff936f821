"""Windows that turn one size into another: solved axis by axis, built, and asked whether it is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import prod
from typing import Final

from cnncalc.errors import RuleError, UsageError
from cnncalc.model.volume import Volume, whole
from cnncalc.solve.equation import DOWN, EXTRA, NONE, UP, Choice, Rests, Unsolved
from cnncalc.solve.found import Solution, written
from cnncalc.solve.question import WINDOW, Question
from cnncalc.solve.usual import USUAL, rank
from cnncalc.spec.bind import Option, build
from cnncalc.spec.bind_errors import words

MOST: Final = 20_000
"""So many layers are listed at most."""
_ANY: Final = 64
"""A size that stands for every one, where the answer does not depend on it."""


def rests_of(question: Question) -> Rests:
    """Return which remainders may be left over."""
    if question.enlarges:
        given = question.options.get("output_pad")
        if "output_pad" in question.unknown:
            return EXTRA
        return Rests(0, 0, fixed=given if isinstance(given, int) else 0)
    return {"floor": DOWN, "ceil": UP}.get(question.rounding or "", NONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a window: its axes, and how a choice of them becomes a layer."""

    question: Question
    axes: tuple[Unsolved, ...]

    @property
    def choices(self) -> list[list[Choice]]:
        """What solves each axis; equal axes are solved once."""
        unusual = partial(rank, tiles=self.question.tiles, enlarges=self.question.enlarges)
        found = {axis: sorted(axis.choices(), key=unusual) for axis in set(self.axes)}
        return [found[axis] for axis in self.axes]

    def combinations(self) -> Iterable[tuple[Choice, ...]]:
        """Return the choices of all axes together: the same on each of them if that is possible at all."""
        axes = self.choices
        first, *others = ({self._looked_for(choice): choice for choice in reversed(choices)} for choices in axes)
        alike = [values for values in reversed(first) if all(values in other for other in others)]
        if alike:
            return [tuple(axis[values] for axis in (first, *others)) for values in alike]
        count = prod(map(len, axes))
        if count > MOST:
            raise UsageError(
                f"{count:,} combinations solve this, an axis at a time, and {MOST:,} are the most that are listed; "
                "give the kernel, the stride or the padding",
                (("--stride 1", "for example"),),
            )
        return product(*axes)

    def _looked_for(self, choice: Choice) -> tuple[object, ...]:
        names = {"kernel": "kernel", "stride": "stride", "pad": "margin", "dilation": "dilation", "output_pad": "rest"}
        unknown = self.question.unknown
        rest = (choice.rest,) if "in" in unknown else ()
        return (*(getattr(choice, names[name]) for name in WINDOW if name in unknown), *rest)


def solved(question: Question, rests: Rests, *, small: bool = False) -> Iterator[Solution]:
    """Yield the layers that solve a window, usual ones first; a `small` search looks for usual ones only."""
    if question.options.get("pad") == "same":
        if {"kernel", "dilation"} & set(question.unknown):
            raise UsageError("with --pad same every kernel gives this; write the kernel", (("--kernel 3x3", "e.g."),))
        candidates: Iterable[tuple[Choice, ...]] = _same(question)
    else:
        candidates = Asked(question, tuple(unsolved(question, rests, small=small))).combinations()
    for axes in candidates:
        solution = _built(question, axes)
        if solution is not None:
            yield solution


def unsolved(question: Question, rests: Rests, *, small: bool = False) -> Iterator[Unsolved]:
    """Yield the axes with what is given of them."""
    axes = question.axes
    sizes, places = question.input.space, question.output.space
    if question.stays:
        sizes = places = sizes or (_stand_in(question),) * axes
    if question.enlarges:  # the window slides over what comes out
        sizes, places = places, sizes
    for axis in range(axes):
        kernel = _of(question, "kernel", axis, None)
        stride = _of(question, "stride", axis, kernel if question.tiles else 1)
        yield Unsolved(
            sizes[axis] if sizes else None,
            places[axis] if places else None,
            kernel,
            stride,
            _margin(question, axis),
            _of(question, "dilation", axis, 1),
            rests,
            small,
        )


def _stand_in(question: Question) -> int:
    kernels, dilations = (_numbers(question.options.get(name, 1)) for name in ("kernel", "dilation"))
    return max(_ANY, 2 * max(kernels) * max(dilations))


def _numbers(value: Option) -> list[int]:
    return [part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, int)] or [1]


def _of(question: Question, name: str, axis: int, default: int | None) -> int | None:
    """Return an option on one axis; None if it is looked for."""
    if name in question.unknown:
        return None
    value = question.options.get(name, default)
    if isinstance(value, tuple):
        _check_axes(name, value, question.axes)
        value = value[axis if len(value) > axis else 0]
    if value is not None and (not isinstance(value, int) or value < 1):
        raise UsageError(f"--{name} is a whole number of at least 1, not {value}")
    return value


def _check_axes(name: str, value: tuple[object, ...], axes: int) -> None:
    if len(value) not in (1, axes):
        shown = "x".join(map(str, value))
        raise UsageError(f"--{name} {shown} has {len(value)} values, and there are {axes} spatial axes")


def _margin(question: Question, axis: int) -> tuple[int, int] | None:
    if "pad" in question.unknown:
        return None
    value = question.options.get("pad", 0)
    if isinstance(value, tuple):
        _check_axes("pad", value, question.axes)
        value = value[axis if len(value) > axis else 0]
    if value == "valid":
        return (0, 0)
    pair = value if isinstance(value, tuple) else (value, value)
    if not all(isinstance(side, int) and side >= 0 for side in pair):
        raise UsageError(f"--pad is a whole number of at least 0, `before:after`, same or valid, not {value}")
    return pair  # type: ignore[return-value]


def _same(question: Question) -> Iterator[tuple[Choice, ...]]:
    """Yield what may solve a window with `same` padding, of which the layer only tells forwards."""
    axes = range(question.axes)
    kernels = [whole(_of(question, "kernel", axis, 1) or 1) for axis in axes]
    strides = [whole(_of(question, "stride", axis, 1) or 0) for axis in axes]
    made = question.input.space if question.stays else question.output.space
    grows = question.enlarges
    for tried in range(1, max(kernels) + 1) if 0 in strides else (0,):
        steps = [stride or tried for stride in strides]
        for less in range(max(steps)) if question.input.space is None and made and not grows else (0,):
            sizes = question.input.space
            if sizes is None and made is not None:
                sizes = tuple(
                    max(size // step if grows else size * step - less, 1)
                    for size, step in zip(made, steps, strict=True)
                )
            sizes = sizes or (_ANY,) * len(kernels)
            places = made or (1,) * len(kernels)
            yield tuple(
                Choice(size, place, kernel, step, (0, 0), 1, 0)
                for size, place, kernel, step in zip(
                    *((places, sizes) if grows else (sizes, places)), kernels, steps, strict=True
                )
            )


def _built(question: Question, axes: Sequence[Choice]) -> Solution | None:
    """Return the layer that a choice describes, if by its own rules it does what is asked."""
    grows = question.enlarges
    window: dict[str, tuple[object, ...]] = {
        "kernel": tuple(choice.kernel for choice in axes),
        "stride": tuple(choice.stride for choice in axes),
        "pad": tuple(choice.margin for choice in axes),
        "dilation": tuple(choice.dilation for choice in axes),
        "output_pad": tuple(choice.rest for choice in axes),
    }
    options: dict[str, Option] = dict(question.options)
    for name in question.window:
        values = window[name]
        options[name] = values if name == "kernel" else values[:1] if len(set(values)) == 1 else values  # type: ignore[assignment]
    still = "stride" in question.unknown and all(choice.places == 1 and not choice.rest for choice in axes)
    if still or ("stride" in question.unknown and question.tiles and window["stride"] == window["kernel"]):
        del options["stride"]  # it has no effect, or is what is left out
    if question.rounding in words(question.cls, "rounding"):
        options["rounding"] = question.rounding
    space = question.input.space
    if space is None:
        space = tuple(choice.places if grows else choice.size for choice in axes)
    volume, options, known = _filled(question, space, options)
    try:
        layer = build(question.cls, options)
        output = layer.output(volume)
        fits = layer.fits(volume)
    except RuleError:
        return None
    wanted = space if question.stays else question.output.space
    if wanted is not None and output.space != wanted:
        return None
    if known and question.output.channels is not None and output.channels != question.output.channels:
        return None
    exact = all(fit.whole for fit in fits)
    found = _values(question, window, volume, output, still=still)
    unusual = max(rank(choice, tiles=question.tiles, enlarges=question.enlarges) for choice in axes)
    return Solution(layer, found, volume, output, exact, unusual[0] == USUAL, known, unusual)


def _filled(
    question: Question, space: tuple[int, ...], options: dict[str, Option]
) -> tuple[Volume, dict[str, Option], bool]:
    """Return the input and the options with what is still missing, and whether the counts are known.

    The output's channels say how many filters there are. What is neither given nor asked for is as small as can be.
    """
    groups = options.get("groups", 1)
    least = groups if isinstance(groups, int) else 1
    name = question.cls.counted
    known = question.input.channels is not None
    if name and name not in options:
        options[name] = question.output.channels or least
        known = known and question.output.channels is not None
    return Volume(space, question.input.channels or least), options, known


def _values(
    question: Question, window: Mapping[str, tuple[object, ...]], volume: Volume, output: Volume, *, still: bool
) -> tuple[tuple[str, str], ...]:
    """Return what was looked for, as it is written; an extra output of 0 only where it was asked for.

    The stride of a window that stands `still` has no effect, and is left out.
    """
    marked = question.unknown
    values = [(name, window[name]) for name in question.window]
    found = [
        (name.replace("_", "-"), written(value) if name != "kernel" else "x".join(map(str, value)))
        for name, value in values
        if (name != "output_pad" or any(value) or marked == ("output_pad",)) and not (name == "stride" and still)
    ]
    sizes = {"in": volume, "out": output}
    sides = [(name, sizes[name]) for name in ("in", "out") if name in question.unknown]
    counts = [(name, "x".join(map(str, side.space))) for name, side in sides]
    return (*found, *counts)
