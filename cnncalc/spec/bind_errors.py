"""What is said of a layer's words that cannot be bound, and of values that a layer's model refuses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from cnncalc.algebra import printers
from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.algebra.expr import Flag
from cnncalc.errors import RuleError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.spec.notation import Chunk, Short, Value

_WHOLE = "use //, round() or divisible() to make it whole"


class BindError(RuleError):
    """A layer's text is wrong at the characters from `start` to `end`; in the mapping form, at those of its `field`."""

    def __init__(self, code: str, message: str, *help: str, at: tuple[int, int], field: str | None = None) -> None:
        super().__init__(code, message, *help, field=field)
        self.start, self.end = at


def example(cls: type[Layer]) -> str:
    """Return how a kind is written, for a help line."""
    return f"for example `{cls.examples[0].layer}`"


def words(cls: type[Layer], field: str) -> frozenset[str]:
    """Return the words that a field of a kind knows: `same`, `ceil`, `nearest`."""
    return _words(cls, field) if field in cls.model_fields else frozenset()


def flags(cls: type[Layer]) -> list[str]:
    """Return the words of a kind that may stand alone."""
    return [word for field in cls.flags for word in sorted(words(cls, field))]


def known(cls: type[Layer], name: str) -> bool:
    """Return whether a word means something behind a kind, to this program or to others."""
    if name in {*cls.model_fields, *flags(cls), *KINDS}:
        return True
    from cnncalc.spec.spellings import option_spelling

    return option_spelling(name, None) is not None


def no_count(value: Value, chunk: Chunk, following: Chunk | None) -> BindError:
    """Refuse `3x3` and `10x5x5`: the filter count is missing, or not set off by blanks."""
    first, *rest = sizes = [printers.text(axis.before) for axis in value.axes]
    whole, kernel = "x".join(sizes), "x".join(rest)
    if not rest and following is not None and following.name is None and following.value is not None:
        kernel = _shown(following.value)
        kernel = kernel if "x" in kernel else f"{kernel}x{kernel}"
        message = "a comma stands where the x between the filter count and the kernel belongs"
        help: tuple[str, ...] = (f"{first} filters of {kernel} are `{first} x {kernel}`",)
    elif not rest:
        message = f"`{first}` is a filter count without a kernel, or a kernel without a count"
        help = (
            f"{first} filters of 3x3 are `{first} x 3x3`",
            f"one filter of {first}x{first} is `1 x {first}x{first}`",
        )
    elif len(rest) == 1:
        message = f"`{whole}` has no filter count, or one that is not set off by blanks"
        help = (
            f"64 filters of {whole} are `64 x {whole}`",
            f"{first} filters of {kernel}, in 1-D, are `{first} x {kernel}`",
        )
    else:
        message = f"`{whole}` can be read two ways: a filter count is set off by blanks"
        help = (f"{first} filters of {kernel} are `{first} x {kernel}`", f"one filter of {whole} is `1 x {whole}`")
    return BindError("arg", message, *help, at=(chunk.start, chunk.end))


def unknown(cls: type[Layer], chunk: Chunk, separator: str) -> BindError:
    """Refuse what sets no option of a kind and names no layer that can follow it."""
    name, at = chunk.name, (chunk.start, chunk.end)
    if name is None and not cls.head:
        return BindError("arg", f"{cls.kind} takes no value", f"write `{cls.kind}` alone", at=at)
    if name is None:
        hint = f"every option but the first has a name, {example(cls)}"
        return BindError("arg", f"a value without a name among the options of {cls.kind}", hint, at=at)
    if name in cls.model_fields:
        values = "`on` or `off`" if cls.model_fields[name].annotation is bool else "a number behind it"
        return BindError("arg", f"{name} needs a value", f"write {values}: `{name} {_sample(cls, name)}`", at=at)
    behind = None if chunk.value is None else _shown(chunk.value)
    others = [kind for kind in KINDS if name in flags(layer_class(kind)) or name in layer_class(kind).model_fields]
    if name in KINDS and not (behind and others):
        message = f"{name} cannot stand behind {cls.kind} on one line"
        alone = f": `{name}: {behind}`" if behind else ""
        return BindError("arg", message, f"{name} is a layer of its own: write it as an item of its own{alone}", at=at)
    if field := next((field for field in cls.model_fields if name in words(cls, field)), None):
        return BindError("option", f"{cls.kind} has no option `{name}`", f"write `{field}{separator}{name}`", at=at)
    from cnncalc.spec.spellings import head_spelling, option_spelling

    if (head := head_spelling(name)) in cls.model_fields and behind and separator == ": ":
        help: tuple[str, ...] = (f"write `{head}: {behind}`",)
    elif spelling := option_spelling(name, behind):
        help = (f"write `{spelling.replace(' ', separator, 1)}`",)
    elif others and name not in KINDS:
        help = (f"it belongs to {listed(others)}",)
    else:
        help = did_you_mean(name, [*cls.model_fields, *flags(cls), *(k for k in KINDS if layer_class(k).follows)])
    options = [field for field in cls.model_fields if field not in cls.head.split()] + flags(cls)
    known = f"its options are {', '.join(options)}; {example(cls)}" if options else "it has none"
    return BindError("option", f"{cls.kind} has no option `{name}`", *(help or (known,)), field=name, at=at)


def named_head(cls: type[Layer], chunk: Chunk) -> BindError:
    """Refuse what the short text begins with, written by name among the options."""
    message = f"the {chunk.name} of a {cls.kind} stands first in its text, without a name"
    return BindError("option", message, example(cls), at=(chunk.start, chunk.end), field=chunk.name)


def twice(cls: type[Layer], field: str, chunk: Chunk) -> BindError:
    """Refuse a second value for an option."""
    known = " or ".join(f"`{word}`" for word in sorted(words(cls, field)) if field in cls.flags)
    help = f"keep one of them; {known} says it too" if known else "keep one of them"
    return BindError("option", f"{field} is given twice", help, at=(chunk.start, chunk.end))


def misplaced(first: type[Layer], last: str, short: Short, chunk: Chunk, behind: int) -> BindError:
    """Refuse an option of a line's own layer that stands behind the ops that follow it, from a character on."""
    message = f"`{chunk.name}` is an option of {first.kind}, and stands behind {last}"
    text = short.text
    parts = text[:behind], text[chunk.start : chunk.end], text[behind : chunk.start], text[chunk.end :]
    corrected = ", ".join(filter(None, (part.strip(", ") for part in parts)))
    help = f"options come first: `{first.kind}: {corrected}`"
    return BindError("arg", message, help, at=(chunk.start, chunk.end))


def wrong_value(cls: type[Layer], error: ValidationError) -> RuleError:
    """Say in the field's words what a model refused."""
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else cls.kind
    given, context = first["input"], first.get("ctx", {})
    shown = _plainly(given)
    match first["type"]:
        case "missing":
            absent = [str(e["loc"][0]) for e in error.errors(include_url=False) if e["type"] == "missing"]
            needs = " and ".join(sorted(absent, key=cls.head.find))
            return RuleError("arg", f"{cls.kind} needs its {needs}", example(cls), field=field)
        case "greater_than_equal":
            least = str(context["ge"]) if field in cls.head.split() else f"`{field} {context['ge']}`"
            message = f"{field} must be at least {context['ge']}, not {shown}"
            return RuleError("value", message, f"write {least} or more", field=field)
        case "less_than":
            message = f"{field} must be below {context['lt']:g}, not {shown}"
            return RuleError("value", message, f"it is a fraction of 1: {example(cls)}", field=field)
        case "int_type" | "int_from_float" if isinstance(given, float):
            return RuleError("value", f"{field} must be a whole number, not {shown}", _WHOLE, field=field)
        case "int_type" | "tuple_type":
            many = f"the list {shown}" if isinstance(given, tuple) else shown
            return RuleError("value", f"{field} must be a whole number, not {many}", field=field)
        case "literal_error":
            expected = " or ".join(sorted(words(cls, field)))
            others = [kind for kind in KINDS if shown in words(layer_class(kind), field)]
            help = [f"{shown} is for {', '.join(others)}"] if others else []
            return RuleError("value", f"{field} of {cls.kind} is {expected}, not {shown}", *help, field=field)
        case "bool_parsing" | "bool_type":
            return RuleError("value", f"{field} is on or off, not {shown}", f"write `{field} off`", field=field)
        case _:
            reason = first["msg"][:1].lower() + first["msg"][1:]
            return RuleError("value", f"{field}: {reason}, not {shown}", field=field)


def _sample(cls: type[Layer], field: str) -> str:
    """Return a value that a field takes."""
    known = sorted(words(cls, field))
    return "off" if cls.model_fields[field].annotation is bool else known[0] if known else "1"


def _plainly(value: Any) -> str:
    """Write a refused value as in a spec."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "x".join(map(_plainly, value)) if isinstance(value, tuple) else str(value)


def _shown(value: Value) -> str:
    """Write a value back as it was read."""
    axes = [
        printers.text(axis.before) + (f":{printers.text(axis.after)}" if axis.after is not None else "")
        for axis in value.axes
    ]
    if isinstance(value.axes[0].before, Flag):
        return "on" if value.axes[0].before.value else "off"
    return "x".join(axes) if all(axis.replace(":", "").isdecimal() for axis in axes) else " x ".join(axes)


@lru_cache(maxsize=1024)
def _words(cls: type[Layer], field: str) -> frozenset[str]:
    def literals(annotation: object) -> Iterable[str]:
        for argument in get_args(annotation):
            if get_origin(annotation) is Literal:
                yield str(argument)
            else:
                yield from literals(argument)

    return frozenset(literals(cls.model_fields[field].annotation))
