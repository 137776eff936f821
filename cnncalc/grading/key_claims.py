"""What a key types itself (`answer:`, `formula:`, choices) is a claim: it is read here and held against the engine."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from cnncalc.algebra.errors import ExprError, did_you_mean, listed
from cnncalc.algebra.expr import Expr, evaluate, leaves
from cnncalc.algebra.operators import Number
from cnncalc.algebra.parser import parse
from cnncalc.errors import RuleError, SpecError
from cnncalc.grading.asked import Choice, Quantity, Value
from cnncalc.grading.mark_equal import same
from cnncalc.grading.truths import MEANINGS, written
from cnncalc.model.volume import Layout, Volume
from cnncalc.spec.notation import parse_size
from cnncalc.spec.sizes import read_volume
from cnncalc.spec.tree import Entry, Text, Tree
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence as List

Trial: TypeAlias = Callable[[Mapping[str, int]], Value]
"""The engine's answer to a question, with numbers for its letters; raises an error where it has none."""

_LETTER = re.compile(r"(?<![A-WYZa-wyz_0-9])[A-WYZa-wyz](?![A-WYZa-wyz_0-9])")
"""A single letter among sizes: not x, which separates them."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_TRIALS: Final = 400
_ENOUGH: Final = 6
_LARGEST: Final = 40
"""A formula is held against so many nets, of sizes drawn up to the largest."""

_SIZES: Final = frozenset({"does-not-fit", "kernel-too-big", "shape", "value", "add-shape", "groups"})
"""What may be wrong with a layer because of its sizes alone."""


def read_value(text: str, quantity: Quantity, layout: Layout = "hwc") -> Value:
    """Return the answer that a text of a key means: a volume, a number, or one number an axis.

    Raises:
        ExprError: it cannot be read.
        RuleError: it is no number, or a size that can be read two ways.
    """
    if quantity == "output":
        return read_volume(text, layout=layout)
    if quantity in ("rf", "jump", "start") and "x" in text.lower():
        return parse_size(text).dims  # type: ignore[return-value]  # letters are no answer, and equal none
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


def right_choice(options: Mapping[str, str], truth: Value, quantity: Quantity, layout: Layout) -> str | None:
    """Return the letter whose text is the true answer; None if there is none.

    Raises:
        RuleError: several are.
    """
    right = [letter for letter, text in options.items() if _is(text, truth, quantity, layout)]
    if len(right) > 1:
        message = f"the choices {listed(right)} are all right: {written(truth, layout)}"
        raise RuleError("claim", message, "leave one of them right")
    return right[0] if right else None


def _is(text: str, truth: Value, quantity: Quantity, layout: Layout) -> bool:
    try:
        return same(read_value(text, quantity, layout), truth)
    except (ExprError, RuleError):
        return False


def check_letters(formula: Expr, letters: Sequence[str]) -> None:
    """Make sure that a formula has no other letters than its question.

    Raises:
        RuleError: it has.
    """
    for leaf in leaves(formula):
        if leaf.symbol not in letters:
            known = f"the question has {listed(letters)}" if letters else "the question has no letters"
            help = did_you_mean(leaf.symbol, letters) or (known,)
            raise RuleError("claim", f"nothing in the question is called `{leaf.symbol}`", *help)


def check_formula(formula: Expr, quantity: Quantity, letters: Sequence[str], trial: Trial) -> None:
    """Hold a formula against the engine, with numbers for its letters that fit.

    Raises:
        RuleError: it gives another number, or no numbers fit (code `claim`).
    """
    held = 0
    for values, truth in islice(_trials(letters, trial), _ENOUGH):
        held += 1
        found, expected = evaluate(formula, values), _single(truth, quantity)
        if found != expected:
            given = ", ".join(f"{letter} = {value}" for letter, value in values.items())
            shown = found if isinstance(found, (bool, str, tuple)) else written(found)
            message = f"for {given} the formula gives {shown}, but the {MEANINGS[quantity]} come to {expected}"
            raise RuleError("claim", message.replace("volume come", "size comes").replace("field come", "field comes"))
    if not held:
        raise RuleError("claim", "the formula cannot be checked: no small numbers for its letters fit the layer")


def _trials(letters: Sequence[str], trial: Trial) -> Iterator[tuple[dict[str, int], Value]]:
    """Yield numbers for the letters with which the question has an answer; always the same ones."""
    draw = random.Random(2012)
    for _ in range(_TRIALS):
        values = {letter: draw.randint(1, _LARGEST) for letter in letters}
        try:
            yield values, trial(values)
        except SpecError as error:
            if any(problem.code not in _SIZES for problem in error.problems):
                raise
        except RuleError:
            continue


def _single(truth: Value, quantity: Quantity) -> Number:
    """Return the one number that a formula can be for: of an output, the size that all axes have."""
    if isinstance(truth, Volume):
        parts: tuple[object, ...] = truth.space or (truth.channels,)
    else:
        parts = truth if isinstance(truth, tuple) else (truth,)
    if len(set(parts)) > 1 or not isinstance(parts[0], Number):
        help = "ask for `activations`, the numbers that come out" if quantity == "output" else "make the axes alike"
        raise RuleError("value", f"the {MEANINGS[quantity]} are not one number, and a formula is", help)
    return parts[0]


def letters_of(tree: Tree | Entry) -> tuple[str, ...]:
    """Return the letters that stand for sizes in the facts of a question."""
    match tree:
        case Entry():
            return letters_of(tree.value)
        case Keys():
            found = [letter for entry in tree.entries for letter in letters_of(entry)]
        case List():
            found = [letter for item in tree.items for letter in letters_of(item)]
        case Text():
            found = _LETTER.findall(tree.value)
    return tuple(dict.fromkeys(found))


def unlettered(size: str) -> str:
    """Return a size with a number for each of its letters, where only its axes matter."""
    return _LETTER.sub("2", size)


def with_numbers(tree: Tree, values: Mapping[str, int]) -> Tree:
    """Return the facts of a question with numbers for its letters."""
    match tree:
        case Keys():
            return tree._replace(entries=tuple(e._replace(value=with_numbers(e.value, values)) for e in tree.entries))
        case List():
            return tree._replace(items=tuple(with_numbers(item, values) for item in tree.items))
    return tree._replace(value=_LETTER.sub(lambda letter: str(values.get(letter[0], letter[0])), tree.value))


def chosen(options: Mapping[str, str], letter: str) -> Choice:
    """Return a choice by its letter.

    Raises:
        RuleError: there is no such letter.
    """
    known = {name.lower(): name for name in options}
    if letter.strip().lower() not in known:
        raise RuleError("value", f"there is no choice `{letter}`", f"the choices are {listed(options)}")
    return Choice(known[letter.strip().lower()])
