"""A written answer to what it means: several values where it can be read in several ways, none where in no way.

Nothing here looks at the right answer, only at its sort: a count, a size, a formula, a choice.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from cnncalc.algebra.expr import Expr, leaves
from cnncalc.grading.answers_choices import read_choice
from cnncalc.grading.answers_formulas import formula
from cnncalc.grading.answers_numbers import number
from cnncalc.grading.answers_sizes import Fits, sizes
from cnncalc.grading.answers_text import UNALIGNED, cleaned
from cnncalc.grading.asked import Asked, Choice, Quantity, Reading, Value
from cnncalc.model.volume import Layout, Volume

LONGEST = 200
"""As many characters as an answer may have."""

_NOTHING = re.compile(r"-{0,3}|[?.…_ ]+")
_NONE = frozenset({"n/a", "na", "none", "nil", "null", "nothing", "keine", "no", "no params", "no parameters"})
_EITHER = re.compile(r"\s+(?:or|vs\.?|resp\.?)\s+|\s*\|+\s*", re.IGNORECASE)
_SPREADSHEET_ERROR = re.compile(r"#(?:#+|[A-Z/0]+[!?]?|N/A)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+)?|\d{1,2}([/.])\d{1,2}\1(?:19|20)\d\d|\d{1,2}-[A-Za-z]{3}(?:-\d\d)?")
_CHOICE = re.compile(r"(?:answer|choice|option)?[ :]*\(?([A-Za-z0-9])[).:]?", re.IGNORECASE)
_AXES = ("rf", "jump", "start")
_WHOLE = re.compile(r"(?:all|everything|(?:the )?(?:whole|entire|full)(?: (?:input|image))?)", re.IGNORECASE)


class _Sort(NamedTuple):
    """What of a question tells how its answer is to be read."""

    what: Literal["number", "sizes", "formula", "choice"]
    quantity: Quantity
    rounded: bool = False
    fits: Fits = Fits("number", 0)
    letters: tuple[str, ...] = ()
    size: Volume | None = None
    """The volume in letters of which a side is asked for."""
    capital: bool = False


def read_answer(raw: str, asked: Asked, layout: Layout = "hwc") -> Reading:
    """Return what an answer means, for the sort of answer that is asked for.

    `layout` is the order in which the sheet asks for sizes. A `why` fits behind `written "34.944": `, as
    `34944, or 34.944?`.
    """
    if type(asked.truth) is int and raw.isdecimal() and raw.isascii() and len(raw) < 16 and asked.quantity not in _AXES:
        return Reading(raw, (int(raw),))
    if asked.quantity == "rf" and asked.case is not None and _WHOLE.fullmatch(cleaned(raw)):
        whole = tuple(size for size in asked.case.layer.field.image if isinstance(size, int))
        if whole:  # of an input in letters it has no number
            return Reading(raw, (whole,))
    reading = _read(raw, _sort(asked), layout)
    deep = next((each for each in asked.also if isinstance(each, Volume)), None)
    if deep is not None and any(isinstance(each, tuple) and len(each) > len(deep.space) for each in reading.values):
        reading = _read(raw, _sort(asked._replace(truth=deep)), layout)  # an input size with its depth
    if asked.choices:
        return read_choice(
            reading, asked, lambda text, value: read_answer(text, asked._replace(truth=value, choices=()), layout)
        )
    return reading


def _sort(asked: Asked) -> _Sort:
    truth, quantity = asked.truth, asked.quantity
    rounded = asked.tolerance > 0
    if isinstance(truth, Volume):
        units = bool(truth.space) and all(size == 1 for size in truth.space)
        batch = asked.case.report.setting.batch if asked.case is not None and asked.case.report is not None else 1
        return _Sort("sizes", quantity, rounded, Fits("volume", len(truth.space), units, batch))
    if isinstance(truth, Choice):
        return _Sort("choice", quantity, capital=truth.letter.isupper())
    if isinstance(truth, Expr):
        points = asked.case.points if asked.case is not None else ()
        letters = points[0].values if points else {name.symbol for name in leaves(truth)}
        size = asked.case.layer.output if asked.case is not None and quantity == "output" else None
        sides = size if size is not None and set(size.space) == {truth} else None
        return _Sort("formula", quantity, letters=tuple(sorted(letters)), size=sides)
    if isinstance(truth, tuple):
        return _Sort("sizes", quantity, rounded, Fits("axes", len(truth), square=quantity in ("rf", "answer")))
    fits = Fits("number", 0, square=quantity == "rf")
    return _Sort("sizes" if quantity in _AXES else "number", quantity, rounded, fits)


@lru_cache(maxsize=1 << 16)
def _read(raw: str, sort: _Sort, layout: Layout) -> Reading:
    """Read an answer; equal answers to questions of one sort mean the same."""
    if len(raw) > LONGEST:
        return Reading(raw, (), f"{len(raw):,} characters: an answer has at most {LONGEST}")
    if UNALIGNED in raw:
        return Reading(raw, (), "its line has more values than columns: which is meant?")
    text = cleaned(raw)
    if _NOTHING.fullmatch(text):
        return Reading(raw, ())
    if text.casefold() in _NONE:
        return Reading(raw, (), "0, or not answered?")
    if _SPREADSHEET_ERROR.fullmatch(text):
        return Reading(raw, (), "the error of a spreadsheet, not an answer")
    if _DATE.fullmatch(text):
        return Reading(raw, (), "a spreadsheet has made a date of it")
    parts = [part for part in _EITHER.split(text) if part] if sort.what != "formula" else [text]
    values: list[Value] = []
    for part in parts or [text]:
        found, why = _one(part, sort, layout)
        if why and len(parts) > 1:
            return Reading(raw, (), f"several answers, and of `{part}`: {why}")
        if not found or (why and len(parts) == 1):
            return Reading(raw, found, why)
        values.extend(value for value in found if value not in values)
    if len(values) > 1:
        return Reading(raw, tuple(values), "several answers: which one counts?")
    return Reading(raw, tuple(values))


def _one(text: str, sort: _Sort, layout: Layout) -> tuple[tuple[Value, ...], str]:
    """Return the values of one answer, and why there are none or several."""
    if sort.what == "choice":
        match = _CHOICE.fullmatch(text)
        if match is None:
            return (), "the letter of one choice is asked for"
        return (Choice(match[1].upper() if sort.capital else match[1].lower()),), ""
    if sort.what == "formula":
        return formula(text, sort.letters, sort.size)
    if sort.what == "sizes":
        return sizes(text, sort.fits, sort.rounded, layout)
    found = number(text, sort.quantity, sort.rounded)
    return found.values, found.why
