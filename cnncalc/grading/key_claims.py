"""What a key types itself (`answer:`, choices) is a claim: it is read here and held against the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from cnncalc.algebra.errors import ExprError, listed
from cnncalc.algebra.expr import Expr, evaluate
from cnncalc.algebra.operators import Number
from cnncalc.algebra.parser import parse
from cnncalc.errors import RuleError
from cnncalc.grading.asked import Choice, Quantity, Value
from cnncalc.grading.mark_equal import same
from cnncalc.grading.truths import written
from cnncalc.model.volume import Layout
from cnncalc.spec.notation import parse_size
from cnncalc.spec.sizes import read_volume

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def read_value(text: str, like: Value, quantity: Quantity, layout: Layout = "hwc") -> Value:
    """Return what a text of a key means where an answer is asked for like this one: a formula, a volume, a number.

    Raises:
        ExprError: it cannot be read.
        RuleError: it is no number, or a size that can be read two ways.
    """
    if isinstance(like, Expr):
        return parse(text, power=True)
    if quantity == "output":
        return read_volume(text, layout=layout)
    if isinstance(like, tuple) and "x" in text.lower():
        dims = parse_size(text).dims
        if len(dims) > len(like):
            return read_volume(text, layout=layout)
        return dims  # type: ignore[return-value]  # letters are no answer, and equal none
    return number(text)


def number(text: str) -> Number:
    """Return the number of an expression, thousands separated or not: `7,600`, `5*5*3*100 + 100`, `2^10`.

    Raises:
        ExprError: it cannot be read, or a letter in it has no value.
        RuleError: it is no number.
    """
    value = evaluate(parse(_THOUSANDS.sub("", text), power=True))
    if isinstance(value, bool) or not isinstance(value, Number):
        raise RuleError("value", f"{text} is no number")
    return value


def meant(options: Mapping[str, str], truth: Value, quantity: Quantity, layout: Layout) -> dict[str, Value]:
    """Return what the texts of choices mean as answers; those in words are left out."""
    found: dict[str, Value] = {}
    for letter, text in options.items():
        with suppress(ExprError, RuleError):
            found[letter] = read_value(text, truth, quantity, layout)
    return found


def right_choice(values: Mapping[str, Value], truths: Sequence[Value], layout: Layout) -> str | None:
    """Return the letter at which a true answer stands; None if there is none.

    Raises:
        RuleError: there are several.
    """
    right = [letter for letter, value in values.items() if any(same(value, each) for each in truths)]
    if len(right) > 1:
        said = dict.fromkeys(written(values[letter], layout) for letter in right)
        message = f"the choices {listed(right)} are all right: {listed(said)}"
        raise RuleError("claim", message, "leave one of them right")
    return right[0] if right else None


def chosen(options: Mapping[str, str], letter: str) -> Choice:
    """Return a choice by its letter.

    Raises:
        RuleError: there is no such letter.
    """
    known = {name.lower(): name for name in options}
    if letter.strip().lower() not in known:
        raise RuleError("value", f"there is no choice `{letter}`", f"the choices are {listed(options)}")
    return Choice(known[letter.strip().lower()])
