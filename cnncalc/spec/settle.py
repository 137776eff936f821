"""Settles what a document leaves open: the variant, the parameters, the input and the rounding that were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.algebra.errors import ExprError, did_you_mean
from cnncalc.algebra.expr import Name, leaves
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.errors import Origin, Problem, RuleError, SpecError, UsageError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import Volume
from cnncalc.spec import source
from cnncalc.spec.bind import Option, presets
from cnncalc.spec.bind_errors import BindError, words
from cnncalc.spec.document import Document, Variant
from cnncalc.spec.notation import parse_value
from cnncalc.spec.places import by_place, place
from cnncalc.spec.sizes import named_volume, read_volume
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence, Text, Tree
from cnncalc.spec.vocabulary import valued

GIVEN = "-p "
"""What stands before a parameter's name where a problem is in its value on the command line."""

_PLAIN = Variant({})


class Request(NamedTuple):
    """What is asked of a spec beyond what it says: a variant, other parameters, another input or rounding."""

    variant: str | None = None
    params: Mapping[str, str] = MappingProxyType({})
    input: str | None = None
    rounding: Rounding | None = None
    layout: str = "hwc"

    @property
    def changes(self) -> bool:
        """Whether the net is another one than the spec's own, so that its claims need not hold."""
        return bool(self.params or self.input or self.rounding)


class Settled(NamedTuple):
    """Everything that the expansion of a spec starts from."""

    name: str
    input: Volume
    rounding: Rounding | None
    params: dict[str, Evaluated]
    defaults: dict[str, dict[str, Option]]
    expect: Mapping[str, Text]


def settle(document: Document, request: Request) -> Settled:
    """Return what a request makes of a document.

    Raises:
        UsageError: the variant or a parameter does not exist.
        SpecError: the input or a parameter has no value.
    """
    variant = _variant(document, request.variant)
    for name in request.params:
        if name not in document.params:
            known = ", ".join(document.params) or "none"
            near = did_you_mean(name, document.params)
            raise UsageError(f"{document.file} has no parameter {name}; " + (near[0] if near else f"it has {known}"))
    given = {name: _given(name, text) for name, text in request.params.items()}
    rounding = request.rounding or variant.rounding or document.rounding
    problems: list[Problem] = []
    params = _params({**document.params, **variant.params, **given}, problems)
    input = _input(variant.input or document.input, request, problems)
    letters = input is not None and not input.known
    defaults = _defaults(document, params, rounding, letters, problems)
    if problems or input is None:
        raise SpecError(tuple(sorted(problems, key=by_place)))
    expect = document.expect if request.variant is None else variant.expect
    name = variant.texts.get("name") or _title(document, request.variant)
    return Settled(name, input, rounding, params, defaults, {} if request.changes else expect)


def _title(document: Document, variant: str | None) -> str:
    name = document.texts["name"]
    return f"{name} {variant}".strip() if variant else name


def _variant(document: Document, name: str | None) -> Variant:
    if name is None:
        return _PLAIN
    if name in document.variants:
        return document.variants[name]
    near = did_you_mean(name, document.variants)
    known = f"its variants: {', '.join(document.variants)}" if document.variants else "it has no variants"
    raise UsageError(f"{document.file} has no variant {name}; " + (near[0] if near else known))


def _given(name: str, text: str) -> Tree:
    """Return a parameter of the command line: a value, or a list in brackets."""
    if text.strip():
        return source.read(text, f"{GIVEN}{name}")
    return Text("", Origin(f"{GIVEN}{name}", 1, 1), False)


def _params(trees: Mapping[str, Tree], problems: list[Problem]) -> dict[str, Evaluated]:
    """Evaluate the parameters from top to bottom; each may use those above it, and one without a value spares those."""
    values: dict[str, Evaluated] = {}
    failed: set[str] = set()
    for name, tree in trees.items():
        try:
            values[name] = _param(name, tree, values)
        except SpecError as error:
            if not failed & _used(tree):
                problems += error.problems
            failed.add(name)
    return values


def _param(name: str, tree: Tree, env: Mapping[str, Evaluated]) -> Evaluated:
    match tree:
        case Sequence():
            return tuple(_param(name, item, env) for item in tree.items)
        case Keys():
            message, help = f"{name} is a value or a list", ("write `[1, 2]`",)
            raise SpecError((Problem("value", message, help, origin=tree.origin),))
    if tree.value == "?":
        return Name(name)
    try:
        value = parse_value(tree.value)
        if len(value.axes) != 1 or value.axes[0].after is not None:
            raise ExprError("syntax", f"`{tree.value}` is not one value", "write several as a list: `[1, 2]`")
        expr = value.axes[0].before
        return valued(expr, env)
    except ExprError as error:
        problem = place(error, tree)
        if "," in tree.value and not error.help:
            problem = problem._replace(help=(f"write several values as a list: `[{tree.value}]`",))
        raise SpecError((problem,)) from None


def _used(tree: Tree) -> set[str]:
    """Return the names that a parameter's value uses."""
    match tree:
        case Sequence():
            return set().union(*map(_used, tree.items))
        case Text() if tree.value != "?":
            with suppress(ExprError):
                return {leaf.symbol for expr in parse_value(tree.value).exprs for leaf in leaves(expr)}
    return set()


def _input(tree: Tree, request: Request, problems: list[Problem]) -> Volume | None:
    try:
        return read_input(tree) if request.input is None else read_volume(request.input, layout=request.layout)
    except SpecError as error:
        problems += error.problems
        return None


def read_input(tree: Tree) -> Volume:
    """Return the volume under `input:`.

    Raises:
        SpecError: it is none.
    """
    try:
        if isinstance(tree, Keys):
            return named_volume({entry.key.value: _size(entry.value) for entry in tree.entries})
        if isinstance(tree, Sequence):
            raise RuleError("input", "an input is a size, not a list", "a size is written `227x227x3`")
        return read_volume(tree.value)
    except RuleError as error:
        raise SpecError((error.problem(tree.origin),)) from None
    except ExprError as error:
        assert isinstance(tree, Text)
        raise SpecError((place(error, tree),)) from None


def _size(tree: Tree) -> int:
    if isinstance(tree, Text) and (digits := tree.value.replace("_", "")).isdecimal() and len(digits) < 20:
        return int(digits)
    help = ("write the number: `{height: 28, width: 28, channels: 1}`",)
    raise SpecError((Problem("input", "a size is a whole number", help, origin=tree.origin),))


def _defaults(
    document: Document,
    params: Mapping[str, Evaluated],
    rounding: Rounding | None,
    letters: bool,
    problems: list[Problem],
) -> dict[str, dict[str, Option]]:
    """Return the preset options by op; `rounding: ceil` is one of every op that knows it.

    So is `rounding: floor` if the input has letters: sizes that are not known must be told how they are rounded.
    """
    defaults: dict[str, dict[str, Option]] = {}
    if rounding == "ceil" or (rounding == "floor" and letters):
        for kind in KINDS:
            if rounding in words(layer_class(kind), "rounding"):
                defaults[kind] = {"rounding": rounding}
    for op, (text, short) in document.defaults.items():
        try:
            defaults[op] = {**defaults.get(op, {}), **presets(op, short, params)}
        except BindError as error:
            if params.keys() >= {
                leaf.symbol for chunk in short.chunks for e in chunk.as_value.exprs for leaf in leaves(e)
            }:
                problems.append(Problem(error.code, error.message, error.help, origin=text.at(error.start, error.end)))
    return defaults
