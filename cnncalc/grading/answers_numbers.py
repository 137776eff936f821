"""Written counts: `7,600`, `7 600`, `1.2M`, `34.1 KB`, `5*5*3*100 + 100 = 7600`, and what is none for certain.

Three digits behind one point are thousands in one country and decimals in another; both are returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import LARGEST, decimal_places, evaluate, exact
from cnncalc.algebra.operators import Number
from cnncalc.algebra.parser import parse
from cnncalc.grading.answers_pairs import readings
from cnncalc.grading.answers_units import BYTES, FOUND, NOUNS, PREFIXES, contradicts, rounds
from cnncalc.grading.asked import Quantity


class Found(NamedTuple):
    """What a text can stand for; `why` there is more than one number, or none."""

    values: tuple[Number, ...]
    why: str = ""


_HEXADECIMAL: Final = re.compile(r"0[xX][\dA-Fa-f]{2,}")
_PLAIN: Final = re.compile(r"\d{1,40}")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,3}(?:[ '_]\d{3})+(?:[.,]\d*)?|\d{1,2}(?:,\d\d)+,\d{3}")
_DOTTED: Final = re.compile(r"(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+(?=,))(?:,(\d*))?")
_EITHER: Final = re.compile(r"([1-9]\d{0,2})\.(\d{3})")
_COMMA_EITHER: Final = re.compile(r"([1-9]\d{0,2}),(\d{3})")
_DECIMAL: Final = re.compile(r"(\d{0,40})[.,](\d{0,40})")
_SCIENTIFIC: Final = re.compile(r"(\d{1,20})(?:[.,](\d{1,20}))?[eE]([+-]?\d{1,3})")
_SPREADSHEET: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d\d")
_POWER_OF_TEN: Final = re.compile(r"(.*\d) ?[x*] ?10 ?\^ ?\(?(\d{1,2})\)?")

_WITH_UNIT: Final = re.compile(r"([-+]?[\d.,'_ ]*\d[.,]?(?:[eE][+-]?\d{1,3})?) ?([A-Za-z][A-Za-z/ -]*)\.?")
_COMMENT: Final = re.compile(
    r"(.*\S)\s+(?:\(([^()]*[A-Za-z]{3}[^()]*)\)|(?:(?:with|without|incl|excl|no|in total|total)\b|w/o? )[^\d()]*)"
)
_BESIDE: Final = re.compile(r"(.*[\d)][kKMG]?)\s+\(([^()]+)\)")
_NAMED: Final = re.compile(r"[A-Za-z_#][A-Za-z_ ]*")
_HINT: Final = re.compile(
    r"^(?:~|ca\.?|about|approx\.?|approximately|[A-Za-z_#][A-Za-z_ ]*:|(?:either|or|total)\b|=)\s*", re.IGNORECASE
)
_ARROW: Final = re.compile(r"->|=>|→|⇒")
_TIMES: Final = re.compile(r"(?<=[\d)]) ?[xX] ?(?=[\d(])")
_GLUED: Final = re.compile(r"(?<=\))(?=[\d(])|(?<=\d)(?=\()")
_THOUSANDS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_DOUBTFUL: Final = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.])")
_BRACKETS: Final = str.maketrans("[]{}", "()()")


def number(text: str, quantity: Quantity, rounded: bool = False) -> Found:
    """Return the numbers that a cleaned text can stand for; `rounded` is whether a rounded one is welcome."""
    text = _HINT.sub("", text)
    if _HEXADECIMAL.fullmatch(text):
        return Found((), "a product with 0, or a hexadecimal number?")
    if (literal := _literal(text, rounded)) is not None:
        return literal
    if (comment := _COMMENT.fullmatch(text)) is not None:
        return _commented(number(comment[1], quantity, rounded), comment[2] or "", quantity)
    if (united := _with_unit(text, quantity, rounded)) is not None:
        return united
    if values := readings(text, quantity, rounded):
        return _all(values)
    text = _ARROW.sub("=", text)
    beside = _BESIDE.fullmatch(text.replace("(=", "("))
    sides = list(beside.groups()) if beside is not None and "=" not in beside[0] else text.split("=")
    parts = [part.strip(" ?") for part in sides if part.strip(" ?")]
    if len(parts) > 1 and _NAMED.fullmatch(parts[0]):
        parts = parts[1:]
    if len(parts) == 1 and parts[0] != text:
        return number(parts[0], quantity, rounded)
    if len(parts) <= 1:
        return _expression(text)
    found = [number(part, quantity, rounded) for part in parts]
    doubtful = next((each for each in found if len(each.values) != 1), None)
    if doubtful is not None:
        return doubtful
    several = [value for each in found for value in each.values]
    exact = [
        value
        for part, value in zip(parts, several, strict=True)
        if not any(rounds(part, value, other) for other in several)
    ]
    return _all(exact or several, " Its sides are not equal")


def _all(values: Iterable[Number], why: str = "") -> Found:
    """Return values that a text gives, with the question which of them is meant."""
    several = tuple(dict.fromkeys(values))
    return Found(several, f"{', or '.join(map(shown, several))}?{why}" if len(several) > 1 else "")


def _commented(found: Found, comment: str, quantity: Quantity) -> Found:
    """Return a number with a remark behind it, which may be another number: `34848 (34944 with bias)`."""
    if len(found.values) != 1 or not any(map(str.isdigit, comment)):
        return found
    other = number(comment, quantity)
    return _all((*found.values, *other.values)) if len(other.values) == 1 else found


def shown(value: Number) -> str:
    """Write a number as in a question to a person: decimals where they end."""
    if isinstance(value, int) or value.denominator == 1:
        return str(value)
    places = decimal_places(value)
    if places is None or places > 12:
        return str(value)
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _literal(text: str, rounded: bool = False) -> Found | None:
    """Return the values of a text that is nothing but a number, or None when it is something else."""
    negative = text.startswith("-")
    body = text[1:].lstrip() if text[:1] in ("-", "+") else text
    found = _unsigned(body, rounded)
    if found is None:
        return None
    if any(value > LARGEST for value in found.values):
        return Found((), "a number beyond 2^53")
    return found._replace(values=tuple(-value for value in found.values)) if negative else found


def _unsigned(text: str, rounded: bool) -> Found | None:
    if _PLAIN.fullmatch(text):
        return Found((int(text),))
    if (match := _EITHER.fullmatch(text)) is not None:
        whole, part = int(match[1] + match[2]), exact(Fraction(text))
        return Found((whole, part), f"{whole}, or {text}?")
    if _GROUPED.fullmatch(text):
        separator = next(character for character in text if not character.isdigit())
        last = max(text.rfind("."), text.rfind(",")) if text.count(separator) and separator != "," else text.find(".")
        digits = re.sub("[ '_,]", "", text) if last < 0 else _digits(text[:last]) + "." + text[last + 1 :]
        return Found((exact(Fraction(digits.rstrip("."))),))
    if (match := _DOTTED.fullmatch(text)) is not None:
        return Found((exact(Fraction(f"{_digits(match[1])}.{match[2] or '0'}")),))
    if (match := _DECIMAL.fullmatch(text)) is not None and (match[1] or match[2]):
        return Found((exact(Fraction(f"{match[1] or '0'}.{match[2] or '0'}")),))
    if (match := _SCIENTIFIC.fullmatch(text)) is not None and -20 <= (power := int(match[3])) <= 20:
        value = Fraction(f"{match[1]}.{match[2] or '0'}") * Fraction(10) ** power
        if _SPREADSHEET.fullmatch(text) and len(match[2] or "") < power and not rounded:
            half = Fraction(10) ** (power - len(match[2] or "")) / 2
            low, high = f"{float(value - half):,.0f}", f"{float(value + half):,.0f}"
            return Found((), f"a spreadsheet has rounded it, anything from {low} to {high}")
        return Found((exact(value),))
    return None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _with_unit(text: str, quantity: Quantity, rounded: bool) -> Found | None:
    """Return the value of a number with a unit: `1.2M`, `34.1 KiB`, `1.14 GFLOPs`, `7600 parameters`."""
    if (match := _POWER_OF_TEN.fullmatch(text)) is not None and (found := _literal(match[1])) is not None:
        return _scaled(match[1], found, 10 ** min(int(match[2]), 20))
    match = _WITH_UNIT.fullmatch(text)
    found = _literal(match[1].strip(), rounded) if match is not None else None
    if match is None or found is None:
        return None
    unit = match[2].strip()
    scale, noun = _unit(unit, quantity)
    if not scale:
        return Found((), f"`{unit}` is no unit that is known here")
    if noun in BYTES and quantity != "memory":
        return Found((), "bytes, where a count is asked for")
    if contradicts(noun, quantity):
        return Found((), f"`{unit}` is the unit of another quantity than {quantity}")
    return found if scale == 1 else _scaled(match[1].strip(), found, scale)


def _scaled(text: str, found: Found, scale: int) -> Found:
    """Return a number times its unit. A point before a unit is a decimal point; a comma and three digits are either."""
    if _EITHER.fullmatch(text.lstrip("+-")):
        found = Found(found.values[1:])
    elif (match := _COMMA_EITHER.fullmatch(text)) is not None:
        whole, part = found.values[0] * scale, exact(Fraction(f"{match[1]}.{match[2]}") * scale)
        return Found((whole, part), f"{shown(whole)}, or {shown(part)}?")
    return found._replace(values=tuple(exact(Fraction(value) * scale) for value in found.values))


def _unit(text: str, quantity: Quantity) -> tuple[int, str]:
    """Return how much a unit is, 0 for one that is none, and the word for what it counts."""
    prefix, noun = "", text.lower()
    known = NOUNS | BYTES | (FOUND if quantity == "answer" else set())
    while noun and noun not in known:
        prefix, noun = prefix + noun[0], noun[1:].lstrip(" ")
    prefix = prefix.strip()
    if noun in BYTES and quantity != "memory" and text[-1:] in "Bb" and prefix == "":
        return 10**9, ""  # 1.14B parameters
    if noun == "b" and prefix not in PREFIXES:
        return 0, ""
    return PREFIXES.get(prefix, 0), noun


def _expression(text: str) -> Found:
    """Return the value of arithmetic, read by the project's own parser."""
    if _DOUBTFUL.search(text) is not None:
        doubtful = _DOUBTFUL.findall(text)[0]
        return Found((), f"is {doubtful} {doubtful.replace('.', '')}, or a decimal?")
    try:
        value = evaluate(parse(arithmetic(text), power=True))
    except ExprError as error:
        return Found((), f"it cannot be read: {error.message}")
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        return Found((), "it is no number")
    return Found((value,))


def arithmetic(text: str) -> str:
    """Return arithmetic as people write it in the notation of the parser: `5 x 5(3+1)` is `5*5*(3+1)`."""
    text = _TIMES.sub("*", text.translate(_BRACKETS).replace("**", "^"))
    if not any(map(str.isalpha, text)):
        text = _THOUSANDS.sub(lambda digits: digits[0].replace(",", ""), text)
    return _GLUED.sub("*", text)
