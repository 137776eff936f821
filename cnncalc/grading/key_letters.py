"""Questions in letters: the engine is asked with letters for the sizes, and with numbers for those letters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from cnncalc.algebra.collect import collected
from cnncalc.algebra.errors import ExprError, did_you_mean, listed
from cnncalc.algebra.expr import Dim, Expr, evaluate, leaves, lift
from cnncalc.algebra.operators import Number
from cnncalc.errors import RuleError, SpecError
from cnncalc.grading.asked import Case, Point, Quantity, Value
from cnncalc.grading.mark_equal import same
from cnncalc.grading.truths import MEANINGS, truth, written
from cnncalc.model.volume import Volume
from cnncalc.spec.tree import Entry, Text, Tree
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence as List

_LETTER: Final = re.compile(r"(?<![A-WYZa-wyz_0-9])[A-WYZa-wyz](?![A-WYZa-wyz_0-9])")
"""A single letter among sizes: not x, which separates them."""
_SIZE: Final = re.compile(r"(?<![A-Za-z0-9])(?:\d+|[A-WYZa-wyz])(?:x(?:\d+|[A-WYZa-wyz]))+(?![A-Za-z0-9])")

_TRIALS: Final = 4000
_ENOUGH: Final = 8
_INPUTS: Final = (range(12, 25), range(12, 49))
_OPTIONS: Final = (range(2, 6), range(2, 13), range(1, 97))
"""A question is asked with so many numbers for its letters, drawn from these; all are different."""

_SIZES: Final = frozenset({"does-not-fit", "kernel-too-big", "shape", "value", "add-shape", "groups"})
"""What may be wrong with a layer because of its sizes alone."""


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
    return _changed(tree, lambda text: _LETTER.sub(lambda letter: str(values.get(letter[0], letter[0])), text))


def declared(tree: Keys, letters: Sequence[str]) -> Keys:
    """Return the facts of a question as a spec in letters: each is a parameter without a value."""
    found = _changed(tree, lambda text: _SIZE.sub(_apart, text))
    assert isinstance(found, Keys)
    if not letters:
        return found
    place = tree.origin
    unset = Keys(tuple(Entry(Text(name, place, False), Text("?", place, True)) for name in letters), place, True)
    input, *others = found.entries
    return found._replace(entries=(input, Entry(Text("params", place, False), unset), *others))


def _apart(size: re.Match[str]) -> str:
    """Write a size that has letters as a spec does: `k x k`."""
    return size[0].replace("x", " x ") if _LETTER.search(size[0]) else size[0]


def _changed(tree: Tree, change: Callable[[str], str]) -> Tree:
    match tree:
        case Keys():
            return tree._replace(entries=tuple(e._replace(value=_changed(e.value, change)) for e in tree.entries))
        case List():
            return tree._replace(items=tuple(_changed(item, change) for item in tree.items))
    return tree._replace(value=change(tree.value))


def points(tree: Keys, letters: Sequence[str], trial: Callable[[Mapping[str, int]], Case]) -> tuple[Point, ...]:
    """Return numbers for the letters of some facts with which the question has an answer; always the same ones.

    Those of the input are the larger ones. Maps of one place, on which many slips do not show, are taken only where
    there are no others.

    Raises:
        RuleError: there are none among small numbers.
        SpecError: something is wrong whatever the numbers are.
    """
    telling: list[Point] = []
    others: list[Point] = []
    drawn = {letter: _INPUTS if letter in letters_of(tree.entries[0]) else _OPTIONS for letter in letters}
    for point in _tried(drawn, trial):
        (others if 1 in point.case.layer.output.space else telling).append(point)
        if _ENOUGH in (len(telling), len(others) // 3):
            break
    found = (telling or others)[:_ENOUGH]
    if not found:
        raise RuleError("claim", f"no small numbers for {listed(letters)} fit the layer")
    return tuple(found)


def _tried(drawn: Mapping[str, tuple[range, ...]], trial: Callable[[Mapping[str, int]], Case]) -> Iterator[Point]:
    draw = random.Random(2012)
    for _ in range(_TRIALS):
        values = {letter: draw.choice(draw.choice(ranges)) for letter, ranges in drawn.items()}
        if len(set(values.values())) < len(values):
            continue
        try:
            yield Point(values, trial(values))
        except SpecError as error:
            if any(problem.code not in _SIZES for problem in error.problems):
                raise
        except RuleError:
            continue


def formula_of(value: Value, quantity: Quantity) -> Value:
    """Return an answer in letters as one formula: of an output, the size that all axes have.

    An answer without letters stays as it is. Raises RuleError where the axes have different formulas.
    """
    parts: tuple[object, ...] = (value,)
    if isinstance(value, Volume):
        if value.known:
            return value
        parts = value.space or (value.channels,)
    if not isinstance(parts[0], Expr) and not isinstance(value, Volume):
        return value
    if len(set(parts)) > 1 or not isinstance(parts[0], Expr):
        help = "ask for `activations`, the numbers that come out" if quantity == "output" else "make the axes alike"
        raise RuleError("value", f"the {MEANINGS[quantity]} are not one number, and a formula is", help)
    return lift(collected(parts[0]))


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


def check_formula(formula: Expr, right: Expr, quantity: Quantity, case: Case) -> None:
    """Make sure that a formula is the right one, however it is written.

    Raises:
        RuleError: it is another one; with numbers for which it goes wrong (code `claim`).
    """
    if same(formula, right):
        return
    for point in case.points:
        found, expected = _at(formula, point), one_number(truth(point.case.layer, quantity, point.case.report))
        if found != expected and found is not None:
            given = ", ".join(f"{letter} = {value}" for letter, value in point.values.items())
            message = f"for {given} the formula gives {written(found)}, but the {MEANINGS[quantity]} come to {expected}"
            message = message.replace("volume come", "size comes").replace("field come", "field comes")
            raise RuleError("claim", message, f"the engine's formula is {written(right)}")
    raise RuleError("claim", f"the key says {written(formula)}, but the answer is {written(right)}")


def _at(formula: Expr, point: Point) -> Number | None:
    try:
        value = evaluate(formula, point.values)
    except ExprError:
        return None
    return value if isinstance(value, Number) and not isinstance(value, bool) else None


def one_number(value: Value) -> Dim | object:
    """Return the number that a formula is for: of an output its first side, of several axes the first one's."""
    if isinstance(value, Volume):
        return (*value.space, value.channels)[0]
    return value[0] if isinstance(value, tuple) else value
