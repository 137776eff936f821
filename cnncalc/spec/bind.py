"""Binds the short text to the layers' models: `96 x 11x11, stride 4, relu` to a conv and a relu.

In two steps, because the words of a line can be judged before any number in it is known: a `Plan` says which field of
which kind each chunk sets; evaluated, it gives the layers. A kind says by its fields what may be written; nothing here
knows any kind by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from pydantic import ValidationError

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Name, evaluate, leaves
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.errors import RuleError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.spec.bind_errors import (
    BindError,
    example,
    known,
    misplaced,
    named_head,
    no_count,
    twice,
    unknown,
    words,
    wrong_value,
)
from cnncalc.spec.notation import Axis, Chunk, Short, Value, parse_short

Option: TypeAlias = "bool | int | float | str | tuple[Option, ...] | Expr"
"""An option's value, as a layer's model takes it."""

Environment: TypeAlias = Mapping[str, Evaluated]
"""What the names of an expression stand for."""

Defaults: TypeAlias = Mapping[str, Mapping[str, Option]]
"""The options that a file presets, by op."""

NO_DEFAULTS: Defaults = {}


class Setting(NamedTuple):
    """A field of a kind, what is written for it (a value, or one of the words that it knows), and where."""

    field: str
    value: Value | str
    start: int
    end: int


class Planned(NamedTuple):
    """One layer of a written line, before its numbers are known, and the chunk that names it behind another one.

    `held`: its kind is what a parameter of that name holds.
    """

    kind: str
    settings: tuple[Setting, ...]
    start: int
    end: int
    held: Chunk | None = None

    def exprs(self) -> Iterator[tuple[Setting, Expr]]:
        """Yield the expressions of its settings, without the words that a field knows."""
        for setting in self.settings:
            known = words(layer_class(self.kind), setting.field)
            for expr in () if isinstance(setting.value, str) else setting.value.exprs:
                if not (isinstance(expr, Name) and expr.symbol in known):
                    yield setting, expr

    @property
    def constant(self) -> bool:
        """Whether it can be built without the value of any name."""
        return self.held is None and not any(True for _, expr in self.exprs() for _ in leaves(expr))

    def piece(self, env: Environment, defaults: Defaults = NO_DEFAULTS) -> Piece | None:
        """Return the layer, evaluated; none if it is held by a parameter that says `identity`.

        Raises:
            BindError: a value is wrong, or one is missing.
        """
        kind, settings = self.kind, self.settings
        if self.held is not None:
            kind = str(env.get(self.kind, ""))
            if kind == "identity":
                return None
            if kind not in KINDS or not layer_class(kind).follows:
                held = f"is {kind}, which is no layer that can follow another" if kind else "has no value here"
                help = "a parameter may hold a norm or a weightless op: `act: relu`"
                raise BindError("op", f"{self.kind} {held}", help, at=(self.start, self.end))
            settings = _head(layer_class(kind), self.held.value, self.held) if self.held.value else ()
        cls = layer_class(kind)
        options = _evaluated(cls, settings, env)
        try:
            layer, text = _built(cls, tuple(sorted({**defaults.get(kind, {}), **options}.items())), tuple(options))
        except RuleError as error:
            at = next(((s.start, s.end) for s in settings if s.field == error.field), (self.start, self.end))
            raise BindError(error.code, error.message, *error.help, at=at, field=error.field) from None
        return Piece(layer, text, self.start, self.end)


class Piece(NamedTuple):
    """One layer of a written line: the layer, its own words, and the characters where they stand."""

    layer: Layer
    text: str
    start: int
    end: int


class Plan(NamedTuple):
    """The layers of one written line, in order: the op's own, then the norm and weightless ops behind it."""

    layers: tuple[Planned, ...]

    def pieces(self, env: Environment, defaults: Defaults = NO_DEFAULTS) -> tuple[Piece, ...]:
        """Return the layers, evaluated.

        Raises:
            BindError: a value is wrong, or one is missing.
        """
        return tuple(piece for planned in self.layers if (piece := planned.piece(env, defaults)) is not None)


def plan(op: str, short: Short, names: Collection[str] = (), heads: bool = False) -> Plan:
    """Return what a written line sets, `names` being those that an expression in it may use.

    With `heads`, what a line begins with may be given by name, as in the mapping form and under `defaults:`.

    Raises:
        BindError: an option is unknown, or a value stands where none can.
    """
    cls = layer_class(op)
    settings: list[Setting] = []
    posts: list[Planned] = []
    own_end = 0
    for chunk in short.chunks:
        if chunk is short.chunks[0] and _is_head(cls, chunk, names):
            settings += _head(cls, chunk.as_value, chunk, short.chunks[1] if len(short.chunks) > 1 else None)
        elif post := _post(cls, chunk, names):
            posts.append(post)
            continue
        else:
            if chunk.name in cls.head.split() and not heads:
                raise named_head(cls, chunk)
            setting = _setting(cls, chunk, " " if short.text else ": ")
            if posts:
                raise misplaced(cls, posts[-1].kind, short, chunk, posts[0].start)
            if any(setting.field == earlier.field for earlier in settings):
                raise twice(cls, setting.field, chunk)
            settings.append(setting)
        own_end = chunk.end
    start = short.chunks[0].start if short.chunks else 0
    return Plan((Planned(op, tuple(settings), start, own_end), *posts))


def read_layer(text: str) -> Layer:
    """Return the layer of a text such as `conv: 10 x 5x5, pad 2`.

    Raises:
        BindError: an option or a value is wrong.
        ExprError: the text cannot be read.
    """
    op, _, rest = text.partition(":")
    return plan(op.strip(), parse_short(rest.strip())).pieces({})[0].layer


def presets(op: str, short: Short, env: Environment) -> dict[str, Option]:
    """Return the options that an op's entry under `defaults:` sets.

    Raises:
        BindError: an option is unknown, or has no value.
    """
    cls = layer_class(op)
    return _evaluated(cls, [_setting(cls, chunk) for chunk in short.chunks], env)


def build(cls: type[Layer], options: Mapping[str, Option]) -> Layer:
    """Return the layer with these options; equal ones are the same object.

    Raises:
        RuleError: a value is wrong, or one is missing.
    """
    return _build(cls, tuple(sorted(options.items())))


@lru_cache(maxsize=4096)
def _built(cls: type[Layer], options: tuple[tuple[str, Option], ...], written: tuple[str, ...]) -> tuple[Layer, str]:
    """Return the layer with these options, and its text with the written ones."""
    layer = _build(cls, options)
    return layer, layer.text(written)


@lru_cache(maxsize=4096)
def _build(cls: type[Layer], options: tuple[tuple[str, Option], ...]) -> Layer:
    try:
        return cls.model_validate(dict(options))
    except ValidationError as error:
        raise wrong_value(cls, error) from None


def _evaluated(cls: type[Layer], settings: Iterable[Setting], env: Environment) -> dict[str, Option]:
    options: dict[str, Option] = {}
    for setting in settings:
        if isinstance(setting.value, str):
            options[setting.field] = setting.value
            continue
        try:
            options[setting.field] = _option(setting.value, words(cls, setting.field), env)
        except ExprError as error:
            at = (error.start or setting.start, error.end or setting.end)
            raise BindError(error.code, error.message, *error.help, at=at, field=setting.field) from None
    return options


def _option(value: Value, words: frozenset[str], env: Environment) -> Option:
    axes = tuple(_axis(axis, words, env) for axis in value.axes)
    return axes[0] if len(axes) == 1 and not isinstance(axes[0], tuple) else axes


def _axis(axis: Axis, words: frozenset[str], env: Environment) -> Option:
    before = _scalar(axis.before, words, env)
    return before if axis.after is None else (before, _scalar(axis.after, words, env))


def _scalar(expr: Expr, words: frozenset[str], env: Environment) -> Option:
    if isinstance(expr, Name) and expr.symbol in words:
        return expr.symbol
    return _plain(evaluate(expr, env))


def _plain(value: Evaluated) -> Option:
    """Return a value as the models take it: an exact fraction becomes a float, which no count accepts."""
    if isinstance(value, Fraction):
        return float(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _is_head(cls: type[Layer], chunk: Chunk, names: Collection[str]) -> bool:
    """Return whether a line's first chunk is what the kind begins with: a value, or a name that stands for one."""
    if not cls.head or chunk.value is not None:
        return bool(cls.head) and chunk.name is None
    return chunk.name in names or not (chunk.name is None or known(cls, chunk.name))


def _post(cls: type[Layer], chunk: Chunk, names: Collection[str]) -> Planned | None:
    """Return the layer that a chunk names behind another, if it does: directly, or through a parameter."""
    if chunk.name is None or chunk.name in cls.model_fields:
        return None
    if chunk.name in names:
        return Planned(chunk.name, (), chunk.start, chunk.end, held=chunk)
    if chunk.name not in KINDS or not (post := layer_class(chunk.name)).follows:
        return None
    settings = () if chunk.value is None else _head(post, chunk.value, chunk)
    return Planned(chunk.name, tuple(settings), chunk.start, chunk.end)


def _setting(cls: type[Layer], chunk: Chunk, separator: str = " ") -> Setting:
    """Return what a named chunk sets: an option with its value, or the field that knows a lone word."""
    if chunk.name is not None and chunk.value is not None and chunk.name in cls.model_fields:
        if chunk.value.of is not None:
            raise unknown(cls, chunk._replace(name=None), separator)
        return Setting(chunk.name, chunk.value, chunk.start, chunk.end)
    if chunk.name is not None and chunk.value is None:
        for field in cls.flags:
            if chunk.name in words(cls, field):
                return Setting(field, chunk.name, chunk.start, chunk.end)
    raise unknown(cls, chunk, separator)


def _head(cls: type[Layer], value: Value, chunk: Chunk, following: Chunk | None = None) -> tuple[Setting, ...]:
    """Return what the beginning of a line sets, by the kind's pattern."""

    def setting(field: str, part: Value) -> Setting:
        return Setting(field, part, chunk.start, chunk.end)

    if " of " in cls.head and value.of is not None and len(value.axes) == 1:
        index, of = cls.head.split(" of ")
        return setting(index, Value(value.axes)), setting(of, Value((Axis(value.of),)))
    if value.of is not None or " of " in cls.head or not cls.head:
        message = f"{cls.kind} does not begin like this" if cls.head else f"{cls.kind} takes no value"
        hint = example(cls) if cls.head else f"write `{cls.kind}` alone"
        raise BindError("arg", message, hint, at=(chunk.start, chunk.end))
    first, *rest = cls.head.split(" x ")
    if not rest:
        return (setting(first, value),)
    if len(value.axes) < 2 or not value.blanks[0]:
        raise no_count(value, chunk, following)
    return setting(first, Value(value.axes[:1])), setting(rest[0], Value(value.axes[1:], value.blanks[1:]))
