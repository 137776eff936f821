"""Backwards in letters: the formula of what is looked for, where sizes are unknown.

The layer's own rule is run on letters, with one more letter for what is looked for, and the equation solved for that
one. What comes out is put into the layer, whose rule must then give what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cnncalc.algebra.collect import added
from cnncalc.algebra.conditions import at_least, divides, gathering, in_words
from cnncalc.algebra.edit import with_value
from cnncalc.algebra.expr import Dim, Expr, Name, evaluate, formulas, leaves, lift
from cnncalc.algebra.printers import text
from cnncalc.algebra.simplify import equal, fraction, solved
from cnncalc.errors import RuleError, UsageError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.windowed import Kernel
from cnncalc.model.volume import Volume, sizes_text
from cnncalc.solve.question import LEFT_OUT, SAME, UNKNOWN, WINDOW
from cnncalc.spec.bind import Option, build
from cnncalc.spec.given import read_option, unknowns
from cnncalc.spec.notation import parse_size, parse_value
from cnncalc.spec.sizes import read_volume

SOUGHT: Final = Name("_")
"""What is looked for, while it is."""
_MAY_BE_NONE: Final = ("pad", "output_pad")
"""What may be 0; everything else is at least 1."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What is looked for, one formula an axis or a single one: the `pad` is `(k - 1)/2`.

    `line` is the rule with it put in; `conditions` are what must hold of the letters for it to be a whole number that
    the layer takes.
    """

    name: str
    values: tuple[Dim, ...]
    line: str
    conditions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The formula, or one an axis where they differ."""
        return str(self.values[0]) if len(set(self.values)) == 1 else sizes_text(self.values)


@dataclass(frozen=True, slots=True)
class Formulas:
    """Every formula that answers a question in letters: each of the `unknown` by itself, the others at their default.

    `asked` says what was, in a few words; without a formula, `why` says why.
    """

    title: str
    asked: str
    unknown: tuple[str, ...]
    formulas: tuple[Formula, ...]

    @property
    def why(self) -> str:
        """Why there is none."""
        return "" if self.formulas else "no formula in these letters gives it"


@dataclass(frozen=True, slots=True)
class _Question:
    """A layer in letters; `output` are the sizes that are to come out, `params` how much it is to learn."""

    cls: type[Layer]
    options: Mapping[str, Option]
    volume: Volume
    output: tuple[Dim, ...] = ()
    params: Dim | None = None

    def with_values(self, name: str, values: Sequence[Dim]) -> tuple[Layer, Volume]:
        """Return the layer and its input, with values for what is looked for."""
        many = {self.cls.counted: 1} if self.cls.counted else {}  # sizes do not depend on it
        options, volume = {**many, **self.options}, self.volume
        if name == "in":
            volume = volume._replace(space=tuple(values))
        elif name == "depth":
            volume = volume._replace(channels=values[0])
        elif name == "pad":
            options[name] = tuple((value, value) for value in values)
        elif name in WINDOW:
            options[name] = tuple(values)
        elif name in self.cls.model_fields:
            options[name] = values[0]
        return build(self.cls, options), volume


def solve_formula(
    op: str,
    input: str | None = None,
    output: str | None = None,
    *,
    params: str | int | None = None,
    layout: str = "hwc",
    **options: Option,
) -> Formulas:
    """Return what is looked for as formulas in the letters that are given.

        solve_formula("conv", None, "same", kernel="kxk")                    # pad (k - 1)/2
        solve_formula("conv", "nxn", "mxm", kernel="kxk")                    # stride, pad
        solve_formula("conv", "nxnx3", kernel="kxk", params="P")             # filters P/(3*k^2 + 1)

    Raises:
        UsageError: the op does not exist, or it is not said what is looked for.
        RuleError, ExprError: a size or an option has a wrong value.
    """
    if op not in KINDS or layer_class(op).joins:
        raise UsageError(f"there is no op called {op} that takes one input", (("cnncalc solve conv", "for example"),))
    cls = layer_class(op)
    given = {name: read_option(op, name, value) for name, value in options.items() if value != UNKNOWN}
    stays = output == SAME
    source, made = _size(input, layout), None if stays else _size(output, layout)
    axes = len((source or made or Volume((1, 1), 1)).space)
    if isinstance(kernel := given.get("kernel"), (int, Expr)):
        given["kernel"] = (kernel,) * axes
    count = None if params is None else read_side(str(params))
    unknown = tuple(name for name, value in options.items() if value == UNKNOWN)
    unknown = unknown or tuple(_left_out(cls, given, source, made, count, stays=stays))
    if not unknown:
        raise UsageError("nothing is looked for: leave it out, or write ? for it")
    volume = source or Volume((_unused(given),) * axes, 1)
    wanted = volume.space if stays else made.space if made is not None else ()
    question = _Question(cls, given, volume, wanted, count)
    found = tuple(formula for name in unknown for formula in _formulas(question, name))
    return Formulas(op, _asked(input, output, params), unknown, found)


def _size(written: str | None, layout: str) -> Volume | None:
    """Return a size in letters; two sizes without a word are a map whose channels do not matter."""
    if written is None or written.strip() == UNKNOWN:
        return None
    size = parse_size(written)
    if size.letters is None and len(size.dims) <= 2:
        space = tuple(read_side(str(dim)) for dim in size.dims)
        return Volume(space * 2 if len(space) == 1 else space, 1)
    return read_volume(written, layout=layout)


def read_side(written: str) -> Dim:
    """Return a number or a formula in letters."""
    (expr,) = parse_value(written).exprs
    value = evaluate(expr, unknowns((expr,)))
    if isinstance(value, (int, Expr)) and not isinstance(value, bool):
        return value
    raise RuleError("value", f"{written} is no whole number and no formula in letters")


def _unused(options: Mapping[str, Option]) -> Name:
    """Return a letter for a size that is not given, other than those of the options."""
    taken = {leaf.symbol for formula in formulas(tuple(options.values())) for leaf in leaves(formula)}
    return Name(next(letter for letter in "nNwWmM" if letter not in taken))


def _left_out(
    cls: type[Layer],
    given: Mapping[str, Option],
    source: Volume | None,
    made: Volume | None,
    count: Dim | None,
    *,
    stays: bool,
) -> Iterator[str]:
    """Yield what is looked for where it is left out."""
    if count is not None and not cls.counted:
        raise UsageError(f"of {cls.kind}, no count is a formula of --params")
    if count is not None:
        yield from () if cls.counted in given else (cls.counted,)
    elif not issubclass(cls, Kernel):
        only = f"only the {cls.counted} for a number of --params are" if cls.counted else "nothing is"
        raise UsageError(f"of {cls.kind}, {only} a formula")
    elif stays or (source is not None and made is not None):
        missing = [name for name in LEFT_OUT if name in cls.model_fields and name not in given]
        if "kernel" in missing:
            yield "kernel"
        else:
            yield from (name for name in missing if not (stays and name == "stride"))
    elif "kernel" not in given:
        raise UsageError("which size depends on the kernel; write it", (("--kernel kxk", "for example"),))
    elif source is not None:
        yield "out"
    elif made is not None:
        yield "in"


def _asked(input: str | None, output: str | None, params: str | int | None) -> str:
    if output == SAME:
        return "the size stays" if input is None else f"{input} stays"
    ends = [part for part in (input, output and f"to {output}") if part]
    return ", ".join([" ".join(ends), *([] if params is None else [f"{params} params"])])


def _formulas(question: _Question, name: str) -> Iterator[Formula]:
    """Yield the formulas of what is looked for that the layer's own rules confirm."""
    axes = len(question.volume.space)
    if name == "out":
        yield from _confirmed(question, name, ())
        return
    layer, volume = question.with_values(name, (SOUGHT,) * axes)
    if question.params is not None:
        for value in solved(_learned(layer, volume), question.params, SOUGHT.symbol):
            yield from _confirmed(question, name, (value,))
        return
    positions = [lift(position) for position in layer.positions(volume)]
    each = [solved(got, wanted, SOUGHT.symbol) for got, wanted in zip(positions, question.output, strict=True)]
    for values in zip(*each, strict=False):
        yield from _confirmed(question, name, values)


def _confirmed(question: _Question, name: str, values: tuple[Dim, ...]) -> Iterator[Formula]:
    """Yield a formula if the layer takes it and then gives what was asked."""
    try:
        with gathering() as conditions:
            if not all(is_whole(name, value) for value in values):
                return
            layer, volume = question.with_values(name, values)
            output = layer.output(volume)
    except RuleError:
        return
    if question.params is not None:
        learned = _learned(layer, volume)
        if equal(learned, question.params):
            line = line_of(lift(_learned(*question.with_values(name, (SOUGHT,)))), values[0])
            yield Formula(name, values, f"{line} = {question.params}", in_words(conditions))
        return
    wanted = output.space if name == "out" else question.output
    if all(equal(got, want) for got, want in zip(output.space, wanted, strict=True)):
        line, comes = text(lift(layer.positions(volume)[0])), str(wanted[0])
        yield Formula(
            name, values or output.space, line if line == comes else f"{line} = {comes}", in_words(conditions)
        )


def is_whole(name: str, value: Dim) -> bool:
    """Whether a value can be that of an option: whole, and not too small; of letters, on a condition."""
    above, below = fraction(value)
    return divides(below, above) and at_least(above, 0 if name in _MAY_BE_NONE else below)


def line_of(tree: Expr, value: Dim) -> str:
    """Write a formula with what was looked for put in."""
    return text(with_value(tree, SOUGHT.symbol, value), values=True)


def _learned(layer: Layer, volume: Volume) -> Dim:
    return added(weight.numbers for weight in layer.weights(volume) if weight.role != "buffer")
