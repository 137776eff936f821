"""Which slips give exactly a number: one of them, or two together. Every table is made once and then looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, NamedTuple, TypeVar

from cnncalc.algebra.expr import Expr, lift
from cnncalc.errors import CnncalcError
from cnncalc.explain.leaves import Lettered
from cnncalc.grading.asked import Case, Quantity, Value
from cnncalc.grading.slips.numbers import Numbers, collapsed, cut_short, numbers_of, on_axes, value_of
from cnncalc.grading.slips.slip import (
    COUNTS,
    FIELD,
    SHAPE,
    Answer,
    Diagnosis,
    Slip,
    Stage,
    Wrong,
    number_of,
)  # fmt: skip
from cnncalc.grading.slips.table import SLIPS
from cnncalc.grading.slips.work import Facts, Sizes, chosen, count, counted, field, output_of, sizes
from cnncalc.layers.base import Layer
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Node
from cnncalc.model.report import Setting
from cnncalc.model.volume import Volume

T = TypeVar("T")

_STAGES: Final[tuple[Stage, ...]] = ("facts", "sizes", "tensors", "cost", "field", "answer")
_APART: Final = ("shape", "inverse")
"""Areas of which a number that only builds on the shape shows one slip at a time."""
_NONE: Final = (CnncalcError, ArithmeticError, IndexError)
"""What a rule raises where a slip leads to no layer at all."""


class _Result(NamedTuple):
    """What slips lead to: the numbers, and the formulas behind them."""

    slips: tuple[Slip, ...]
    numbers: Numbers
    """By which they are looked up."""
    answer: Answer
    written: Numbers
    """As they are answered: of a volume with one place all sizes."""


class _Asked(NamedTuple):
    """What the numbers of a table depend on."""

    node: Node
    volumes: tuple[Volume, ...]
    quantity: Quantity
    setting: Setting | None
    before: ReceptiveField | None


def diagnose(case: Case, quantity: Quantity, value: Value, most: int = 2) -> tuple[Diagnosis, ...]:
    """Return the slips that give exactly a value, the likeliest first; nothing for the right one.

    Two together, and slips of the pen, are looked for only where no single one gives it; `most` is how many slips are
    looked for together (1 or 2). None is invented: a number that no slip gives has no diagnosis.
    """
    got = numbers_of(value, quantity)
    if got is None:
        return ()
    truth, singles = _singles(case, quantity)
    if truth is None:
        return ()
    got = on_axes(got, len(truth.numbers), quantity)
    if got == truth.numbers:
        return ()
    found = singles.get(got, ())
    if not found and any(number.denominator != 1 for number in got):
        found = next((results for numbers, results in singles.items() if cut_short(numbers, got)), ())
    if not found:
        found = tuple(_by_digits(truth, got, quantity))
        if most > 1:
            found = (*_pairs(case, quantity).get(got, ()), *found)
    return tuple(_diagnosis(result, truth, quantity) for result in found)


def wrong_values(case: Case, quantity: Quantity) -> tuple[Wrong, ...]:
    """Return what every single slip gives in place of the right value, the commonest slips first."""
    truth, singles = _singles(case, quantity)
    if truth is None:
        return ()
    results = sorted((result for found in singles.values() for result in found), key=_rank)
    return tuple(
        Wrong(result.slips[0], value_of(result.written, quantity), _formula(result, truth)) for result in results
    )


def truth_of(case: Case, quantity: Quantity) -> Value | None:
    """Return the right value, as the same work without a slip gives it; None where the layer has none."""
    truth, _ = _singles(case, quantity)
    return None if truth is None else value_of(truth.written, quantity)


def _singles(case: Case, quantity: Quantity) -> tuple[_Result | None, dict[Numbers, tuple[_Result, ...]]]:
    """Return the right result, and those of every single slip by their numbers."""
    question = _question(case, quantity)
    found = _SINGLES.get(question)
    if found is None:
        truth = next(_worked(case, quantity, ()), None)
        results: list[_Result] = []
        if truth is not None:
            applying = (slip for slip in SLIPS if quantity in slip.of and slip.stage in _STAGES)
            memo: dict[int, Sizes] = {}
            results = [result for slip in applying for result in _worked(case, quantity, (slip,), memo)]
        found = truth, _table(results, truth)
        _kept(_SINGLES, question, found)
    return found


def _pairs(case: Case, quantity: Quantity) -> dict[Numbers, tuple[_Result, ...]]:
    """Return the results of two slips by their numbers: those of slips that both tell in the end."""
    question = _question(case, quantity)
    found = _PAIRS.get(question)
    if found is None:
        truth, singles = _singles(case, quantity)
        telling = {result.slips[0] for results in singles.values() for result in results}
        order = [slip for slip in SLIPS if slip in telling]
        pairs = (pair for pair in combinations(order, 2) if _together(*pair, quantity))
        memo: dict[int, Sizes] = {}
        results = (result for pair in pairs for result in _worked(case, quantity, pair, memo))
        found = _table((result for result in results if result.numbers not in singles), truth)
        _kept(_PAIRS, question, found)
    return found


def _together(first: Slip, second: Slip, quantity: Quantity) -> bool:
    """Tell whether somebody may well make both at once: not two ways to count, and not two forks of one road."""
    if first.stage == second.stage == "answer" and first.area == second.area:
        return False
    if first.stage == second.stage == "field":
        return False
    shape = first.area in _APART and second.area in _APART
    return not shape or quantity not in SHAPE - {"output"}


_SINGLES: dict[_Asked, tuple[_Result | None, dict[Numbers, tuple[_Result, ...]]]] = {}
_PAIRS: dict[_Asked, dict[Numbers, tuple[_Result, ...]]] = {}
_MOST_KEPT: Final = 8192


def _kept(tables: dict[_Asked, T], question: _Asked, table: T) -> None:
    """Keep a table; of very many the oldest are forgotten."""
    if len(tables) >= _MOST_KEPT:
        del tables[next(iter(tables))]
    tables[question] = table


def _question(case: Case, quantity: Quantity) -> _Asked:
    setting = case.report.setting if case.report is not None else None
    return _Asked(case.node, case.volumes, quantity, setting, case.before if quantity in FIELD else None)


def _table(results: Iterable[_Result], truth: _Result | None) -> dict[Numbers, tuple[_Result, ...]]:
    """Return results by their numbers, the likeliest first; of equal ones by the same slips the first."""
    table: dict[Numbers, dict[tuple[str, ...], _Result]] = {}
    for result in results:
        if truth is not None and result.numbers != truth.numbers:
            table.setdefault(result.numbers, {}).setdefault(tuple(slip.id for slip in result.slips), result)
    return {numbers: tuple(sorted(found.values(), key=_rank)) for numbers, found in table.items()}


def _rank(result: _Result) -> tuple[int, int]:
    return len(result.slips), sum(slip.common for slip in result.slips)


def _worked(
    case: Case, quantity: Quantity, slips: Sequence[Slip], memo: dict[int, Sizes] | None = None
) -> Iterator[_Result]:
    """Yield what the work comes to when these slips are made, in all the ways in which they can be made.

    `memo` keeps the sizes of the layer as it is.
    """
    ordered = tuple(sorted(slips, key=lambda slip: _STAGES.index(slip.stage)))
    try:
        for answer in _answers(Facts(case, *_lettered(case.node, case.volumes)), quantity, ordered, memo):
            try:
                written = tuple(map(number_of, answer))
                yield _Result(ordered, collapsed(written, quantity), answer, written)
            except _NONE:
                continue
    except _NONE:
        return


@lru_cache(maxsize=256)
def _lettered(node: Node, volumes: tuple[Volume, ...]) -> tuple[Layer, tuple[Volume, ...], Lettered]:
    """Return a layer and its inputs in letters; the case around them is put in anew."""
    assert isinstance(node.layer, Layer), "a layer of the catalogue"
    lettered = Lettered.of(node.layer, volumes)
    return lettered.layer, lettered.volumes, lettered


def _answers(
    facts: Facts, quantity: Quantity, slips: Sequence[Slip], memo: dict[int, Sizes] | None
) -> Iterator[Answer]:
    """Carry the work through its stages, and make each slip at its own."""
    for given in _made(slips, "facts", [facts]):
        for answer in _of_quantity(given, quantity, slips, memo if given is facts else None):
            yield from _made(slips, "answer", [answer], given, quantity)


def _of_quantity(
    facts: Facts, quantity: Quantity, slips: Sequence[Slip], memo: dict[int, Sizes] | None
) -> Iterator[Answer]:
    if quantity == "answer":  # of no layer
        return
    if quantity == "pad":
        yield tuple(lift(window.before) for window in facts.windows)
    elif quantity in COUNTS:
        for tensors in _made(slips, "tensors", [facts.tensors], facts):
            yield (count(chosen(tensors, quantity)),)
    elif quantity in FIELD:
        axes = field(facts)
        if any(slip.stage == "field" for slip in slips):
            yield from _made(slips, "field", [axes], facts, quantity)
        elif axes:
            yield tuple(axis.of(quantity) for axis in axes)
    else:
        for found in _made(slips, "sizes", [_sizes(facts, memo)], facts):
            if quantity == "output":
                yield found.answer
                continue
            output = output_of(facts, found)
            cost = facts.layer.cost(output, *facts.volumes)
            for spent in _made(slips, "cost", [cost], facts, output):
                yield (counted(facts, output, spent, quantity),)


def _sizes(facts: Facts, memo: dict[int, Sizes] | None) -> Sizes:
    """Return the sizes of the facts, those of the layer as it is only once."""
    if memo is None:
        return sizes(facts)
    key = id(facts.layer)
    if key not in memo:
        memo[key] = sizes(facts)
    return memo[key]


def _made(slips: Sequence[Slip], stage: Stage, states: Iterable[Any], *context: object) -> Iterator[Any]:
    """Yield what the slips of a stage make of its states; `context` is what the changes look at beside them."""
    for slip in slips:
        if slip.stage == stage:
            states = [new for state in states for new in slip.change(*_given(stage, state, context))]
    yield from states


def _given(stage: Stage, state: object, context: tuple[object, ...]) -> tuple[object, ...]:
    """Return what a change gets: the facts first, then the state."""
    if stage == "facts":
        return (state,)
    facts, *others = context
    return (facts, state, *others) if stage == "field" else (facts, *others, state)


def _by_digits(truth: _Result, got: Numbers, quantity: Quantity) -> Iterator[_Result]:
    for slip in SLIPS:
        same_form = len(got) == len(truth.numbers)
        if slip.stage == "digits" and quantity in slip.of and same_form and any(slip.change(truth.numbers, got)):
            yield _Result((slip,), got, (), got)


def _diagnosis(result: _Result, truth: _Result, quantity: Quantity) -> Diagnosis:
    conventions = [slip.convention for slip in result.slips]
    convention = None if None in conventions else "+".join(filter(None, conventions))
    return Diagnosis(result.slips, value_of(result.written, quantity), _formula(result, truth), convention)


def _formula(result: _Result, truth: _Result) -> Expr | None:
    """Return the formula of the first number that is not the right one; None where only the order is another."""
    if len(result.answer) != len(truth.answer) or sorted(result.numbers) == sorted(truth.numbers):
        return None
    pairs = zip(result.answer, truth.answer, strict=True)
    return next((wrong for wrong, right in pairs if number_of(wrong) != number_of(right)), None)
