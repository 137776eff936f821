"""How marks are written: the sign of a verdict, points, answers, and the slips behind them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from cnncalc.algebra.expr import Expr
from cnncalc.algebra.printers import text as expression
from cnncalc.grading.asked import Choice, Reading, Value
from cnncalc.grading.klass import decimal
from cnncalc.grading.mark_types import Mark
from cnncalc.grading.truths import written as plainly
from cnncalc.model.volume import Layout, Volume
from cnncalc.render import signs
from cnncalc.render.columns import written
from cnncalc.render.look import Look

RIGHT, FOLLOWS, PART, WRONG, BLANK, OPEN = "✓", "→", "½", "✗", "·", "?"
_LONGEST: Final = 24
"""An answer in a table has no more signs than this."""
_ZEROS: Final = re.compile(r"[.,]0{1,2}$")


def sign(mark: Mark) -> str:
    """Return the sign of a mark; a convention that costs nothing is right, or follows."""
    if mark.for_a_person:
        return OPEN
    if mark.verdict == "blank":
        return BLANK
    if mark.verdict == "convention" and mark.points < mark.asked.points:
        return PART
    if mark.verdict in ("follows", "convention"):
        return FOLLOWS if mark.follows else RIGHT
    return RIGHT if mark.verdict == "right" else WRONG


def cell_name(row: str, column: str) -> str:
    """Name a cell as a person does: `conv1 params`, or `q1`."""
    return row if column == "answer" else f"{row} {column}"


def answer(mark: Mark, layout: Layout = "hwc", grouped: bool = True) -> str:
    """Return what the student wrote, and behind it what that was read as, where it is something else."""
    raw, read = short(mark.reading.raw, _LONGEST), read_as(mark.reading, layout, grouped)
    return f"{raw} ({read})" if read else raw


def read_as(reading: Reading, layout: Layout = "hwc", grouped: bool = True) -> str:
    """Return what an answer was read as; nothing where that is what stands there, or where it is not certain.

    `28x28` is read as 28, `=1+1` as 2, `1.2M` as 1,200,000; `7 600` and `(55, 55, 96)` say what they mean.
    """
    if len(reading.values) != 1 or isinstance(reading.values[0], Expr):
        return ""
    value, raw = reading.values[0], unicodedata.normalize("NFKC", reading.raw).strip()
    text = value_text(value, layout, grouped)
    if isinstance(value, Choice):
        return "" if text.casefold() in re.findall(r"\w+", raw.casefold()) else text
    return "" if _digits(_ZEROS.sub("", raw)) == _digits(text) else text


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def short(text: str, most: int = 60) -> str:
    """Return what somebody handed in on one line, and of something long its beginning."""
    shown = clean(text[: 2 * most])
    return shown if len(text) <= 2 * most and len(shown) <= most else shown[: most - 1] + "…"


def clean(text: str) -> str:
    """Return what somebody handed in on one line, without the signs that would command a terminal."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(char if char.isprintable() else "?" for char in line)


def value_text(value: Value, layout: Layout = "hwc", grouped: bool = True) -> str:
    """Write a value: a number with its thousands separated, a volume, a formula."""
    if isinstance(value, Volume):
        return str(written(value, layout))
    if isinstance(value, Choice):
        return value.letter
    if isinstance(value, Expr):
        return expression(value)
    if isinstance(value, int):
        return f"{value:,}" if grouped else str(value)
    return plainly(value)


def points_of(points: Fraction, most: Fraction, least: int = 1) -> str:
    """Write points, and their range where something is still to be decided: `16.5`, `21-22`."""
    return decimal(points, least) if points == most else f"{decimal(points)}-{decimal(most)}"


def part(share: Fraction) -> str:
    """Write a part of a point in words."""
    words = {Fraction(1, 2): "half a point", Fraction(1): "a point", Fraction(0): "no point"}
    return words.get(share) or f"{decimal(share)} point{'' if share <= 1 else 's'}"


def page(look: Look, lines: Iterable[str]) -> str:
    """Return lines as a text, in signs that the encoding has."""
    text = look.page(lines)
    return signs.ascii(text) if look.ascii else text
