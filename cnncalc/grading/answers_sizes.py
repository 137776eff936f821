"""Written sizes: `55 x 55 x 96`, `(None, 55, 55, 96)`, `torch.Size([1, 96, 55, 55])`, `6@28x28`, `96x55x55 CHW`.

Numbers without letters are read as written, channels last; a size of torch is channels first.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.operators import Number
from cnncalc.errors import RuleError
from cnncalc.grading.answers_numbers import number
from cnncalc.grading.answers_text import one_bracket
from cnncalc.grading.asked import Value
from cnncalc.model.volume import Layout, Volume


class Fits(NamedTuple):
    """What a size answers: a volume of so many spatial axes, so many axes, or one number."""

    sort: Literal["volume", "axes", "number"]
    axes: int
    ones: bool = False
    """Whether the asked volume has sizes of 1, as after a global pool; then the channels alone name it."""
    batch: int = 1
    """How many images there are, which may be written in front of a volume."""
    square: bool = False
    """Whether `5^2` is one number an axis, as of a kernel or a receptive field."""


_WRAPPED: Final = re.compile(
    r"(?P<maker>torch\.size|tf\.tensorshape|tensorshape|torch|shape|size|output)? ?[=:]? ?(?P<body>[(\[{].*[)\]}])",
    re.IGNORECASE,
)
_LETTERED: Final = re.compile(r"([\d xX*,]+[\d]) ?\(?([NCDHWLnchwdl]{2,5})\)?")
_MAPS: Final = re.compile(
    r"(\d+) ?(?:@|(?:(?:feature )?maps?|filters|channels)(?:,| of)?(?: size)?) ?\(?(\d[\dxX*, ]*?)\)?",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"(\d[\dxX*, ]*?) ?(?:@|,| with| and)? ?(\d+) ?(?:feature )?(?:maps|channels|filters|deep)", re.IGNORECASE
)
_LAST: Final = re.compile(
    r"(\d[\dxX*, ]*?)(?: ?\( ?[xX*]? ?| ?,? ?(?:with |and )?(?:depth|channels|maps|filters) ?[:=]? ?)(\d+) ?\)?",
    re.IGNORECASE,
)
_AXES_NAMED: Final = re.compile(r"(?:([HWCDL])[a-z]* ?[=:] ?(\d+)[,; ]*)+", re.IGNORECASE)
_AXIS_NAMED: Final = re.compile(r"([HWCDL])[a-z]* ?[=:] ?(\d+)", re.IGNORECASE)
_SQUARED: Final = re.compile(r"(\d+)\^2(?: ?(?:px|pixels?))?")
_SQUARE: Final = re.compile(r"^(\d+)\^2 ?([xX*@])")
_BRACKETED: Final = re.compile(r"\((\d+ ?[xX*] ?\d+)\)")
_DASHED: Final = re.compile(r"\d+([-/:])\d+(?:\1\d+)+")
_ARROW: Final = re.compile(r"->|=>|→|⇒")
_AT: Final = re.compile(r"(\d[\dxX*, ]*) ?@ ?(\d+)")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)")
_DECIMAL_COMMA: Final = re.compile(r"(-?\d{1,9}),(\d{1,2})")
_BATCHES: Final = frozenset({"none", "-1", "?", "n", "b", "batch", "batch_size"})
_BY: Final = re.compile(r"(?<=[\d)]) ?(?:[xX]|by) ?(?=[\d(-])")
_SPACED: Final = re.compile(r"\d+(?: \d+)+")
_APART: Final = re.compile(r"[^\d*() ]")
"""What separates sizes, other than a star."""
_SUM: Final = re.compile(r"[\d)] ?[+-](?![^(]*\))")
"""A sign of a sum outside brackets."""


def sizes(text: str, fits: Fits, rounded: bool = False, layout: Layout = "hwc") -> tuple[tuple[Value, ...], str]:
    """Return the values that a cleaned text means as a size, and why there are none or several.

    `layout` is the order that a sheet asks for; letters, an @ and a size of torch say theirs themselves.
    """
    if fits.sort == "volume" and _AXES_NAMED.fullmatch(text):
        named = _AXIS_NAMED.findall(text)
        letters = "".join(name for name, _ in named).upper()
        return _lettered("x".join(size for _, size in named), letters.replace("D", "C") if fits.axes < 3 else letters)
    statements = [part for part in text.split(";") if part.strip()]
    if len(statements) > 1 and any(_BY.search(part) or "," in part for part in statements):
        return _either(statements, fits, rounded, layout)
    if fits.square and (squared := _SQUARED.fullmatch(text)) is not None:
        text = f"{squared[1]}x{squared[1]}"
    sides = [side.strip() for side in _ARROW.sub("=", text).split("=") if side.strip()]
    if len(sides) > 1 and not _WRAPPED.fullmatch(text):
        return _of_sides(sides, fits, rounded, layout)
    text = sides[0] if sides and text[:1] == "=" else text
    if fits.sort == "volume":
        either = [side.strip() for side in text.split("/")]
        if len(either) > 1 and all(_BY.search(side) for side in either):
            return _either(either, fits, rounded, layout)
        text = _one_size(text, fits.axes)
    if (match := _LETTERED.fullmatch(text)) is not None and (match[2].isupper() or " " in text):
        return _lettered("x".join(re.findall(r"\d+", match[1])), match[2].upper())
    if (match := _MAPS.fullmatch(text)) is not None:
        return _assembled((*_dims(match[2]), int(match[1])), fits)
    if (match := _AFTER.fullmatch(text) or _AT.fullmatch(text) or _LAST.fullmatch(text)) is not None:
        return _assembled((*_dims(match[1]), int(match[2])), fits)
    if _THOUSANDS.fullmatch(text) and not (fits.axes and len(_dims(text)) == fits.axes + (fits.sort == "volume")):
        return _assembled((int(re.sub("[, ]", "", text)),), fits)
    if fits.sort != "volume" and (comma := _DECIMAL_COMMA.fullmatch(text)) is not None:
        return _with_comma(comma[1], comma[2], fits)
    maker, body = "", text
    if (wrapped := _WRAPPED.fullmatch(text)) is not None and (wrapped["maker"] or one_bracket(wrapped["body"])):
        maker, body = (wrapped["maker"] or "").lower(), wrapped["body"][1:-1].strip()
        if one_bracket(body):
            body = body[1:-1]
    parts = _parts(body)
    product = "*" in body and not _APART.search(body) and (fits.sort == "axes" or not fits.axes)
    if product and len(parts) > max(fits.axes, 1):
        parts = [body]  # 5*5*16 for 400: more factors than there are sizes
    first, batched = parts[0].casefold() if parts else "", False
    if len(parts) > 1 and first in _BATCHES:
        parts, batched = parts[1:], True
    numbers: list[Number] = []
    for part in parts:
        found = number(part, "output", rounded)
        if len(parts) == 1 and len(found.values) > 1:
            return tuple(_assembled((value,), fits)[0][0] for value in found.values), found.why
        if len(found.values) != 1:
            return (), found.why
        numbers.append(found.values[0])
    if not numbers:
        return (), "it is no size"
    torch = maker.startswith("torch") or first == "-1"

    def turned(dims: list[Number]) -> tuple[Number, ...]:
        first = torch or (layout == "chw" and len(dims) == fits.axes + 1 and fits.sort == "volume")
        return (*dims[1:], dims[0]) if first and len(dims) > 1 else tuple(dims)

    if batched or fits.sort != "volume" or len(numbers) != fits.axes + 2:
        return _assembled(turned(numbers), fits)
    one, why = _assembled(turned(numbers[1:]), fits)
    if torch or numbers[0] in (1, fits.batch):
        return one, why
    whole, why = _assembled(tuple(numbers), fits)
    return ((*one, *whole), f"is {numbers[0]} the batch?") if fits.axes else (whole, why)


def _either(texts: list[str], fits: Fits, rounded: bool, layout: Layout) -> tuple[tuple[Value, ...], str]:
    """Return what several sizes in one answer mean, each on its own."""
    each = [sizes(text.strip(), fits, rounded, layout)[0] for text in texts]
    return tuple(dict.fromkeys(value for values in each for value in values)), "which one counts?"


def _one_size(text: str, axes: int) -> str:
    """Return a size without what is put between its numbers beside x: `(55x55)x96`, `55^2 x 96`, `55-55-96`."""
    if (match := _DASHED.fullmatch(text)) is not None and axes > 1 and text.count(match[1]) == axes:
        return text.replace(match[1], "x")
    if axes == 2:
        text = _SQUARE.sub(lambda side: f"{side[1]}x{side[1]}{'@' if side[2] == '@' else 'x'}", text)
    return text if one_bracket(text) else _BRACKETED.sub(r"\1", text)


def _with_comma(before: str, after: str, fits: Fits) -> tuple[tuple[Value, ...], str]:
    """Return what `3,5` means: two axes, or a decimal, as `-0,5` is for certain; `3,3` is two axes."""
    (decimal,), _ = _assembled(number(f"{before},{after}", "output").values[:1], fits)
    if before == "-0":
        return (decimal,), ""
    (axes,), _ = _assembled((int(before), int(after)), fits)
    return ((axes,), "") if before == after else ((axes, decimal), f"{before} and {after}, or {before}.{after}?")


def _of_sides(sides: list[str], fits: Fits, rounded: bool, layout: Layout) -> tuple[tuple[Value, ...], str]:
    """Return the value of the sides of an equation that agree: `(227 - 11)/4 + 1 = 55`; a name in front is none."""
    values: list[Value] = []
    for side in sides[1:] if sides[0].replace(" ", "").isalpha() else sides:
        found, why = sizes(side, fits, rounded, layout)
        if len(found) != 1:
            return found, why
        values.extend(value for value in found if value not in values)
    last = values[-1]
    if isinstance(last, Volume):  # 227/4 = 55 -> 55x55x96
        values = [
            value for value in values if not isinstance(value, tuple) or value is last or {*value} - {*last.space}
        ]
    if len(values) == 2 and isinstance(values[0], Volume) and values[1] == (values[0].numbers,):
        values.pop()  # 55x55x96 = 290400
    return tuple(values), "" if len(values) == 1 else "its sides are not equal"


def _lettered(dims: str, letters: str) -> tuple[tuple[Value, ...], str]:
    from cnncalc.spec.sizes import read_volume

    try:
        return (read_volume(f"{dims} {letters}"),), ""
    except (RuleError, ExprError) as error:
        return (), error.message


def _dims(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def _parts(text: str) -> list[str]:
    """Split a size at what separates its numbers outside brackets: x and commas, else stars, else blanks.

    A sum with products in it, `1 + 6*2 + 4*2`, is one number.
    """
    if _SPACED.fullmatch(text):
        return text.split()
    marked = _BY.sub("\0", text)
    depth, parts = 0, [""]
    separators = "\0,;" if any(sign in marked for sign in "\0,;") else "" if _SUM.search(text) else "*"
    for character in marked:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in separators:
            parts.append("")
        else:
            parts[-1] += "x" if character == "\0" else character
    return [part.strip() for part in parts if part.strip()]


def _assembled(dims: tuple[Number, ...], fits: Fits) -> tuple[tuple[Value, ...], str]:
    """Return the value of written numbers, for what is asked: fewer than asked, or no whole ones, stay numbers."""
    if fits.sort == "number":
        return ((dims[0],) if len(set(dims)) == 1 else (dims,)), ""
    if fits.sort == "axes":
        return (dims * fits.axes if len(dims) == 1 else dims,), ""
    whole = tuple(dim for dim in dims if isinstance(dim, int))
    if len(whole) < len(dims) or min(whole) < 0:
        return (dims,), ""
    if fits.axes == 0 and sum(dim != 1 for dim in whole) <= 1 and (max(whole) in (whole[0], whole[-1])):
        return (Volume((), max(whole)),), ""
    if len(whole) == 1 and fits.ones:
        return (Volume((1,) * fits.axes, whole[0]),), ""
    if len(whole) <= fits.axes:
        return (whole,), ""
    return (Volume(whole[:-1], whole[-1]),), ""
