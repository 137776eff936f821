"""What slips lead to: the work on one layer with some of them made, and tables of the numbers that come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, NamedTuple, TypeVar

from cnncalc.algebra.expr import lift
from cnncalc.errors import CnncalcError
from cnncalc.explain.leaves import Lettered
from cnncalc.grading.asked import Case, Quantity
from cnncalc.grading.slips.numbers import Numbers, collapsed
from cnncalc.grading.slips.slip import COUNTS, FIELD, SHAPE, Answer, Slip, Stage, number_of
from cnncalc.grading.slips.table import SLIPS
from cnncalc.grading.slips.work import Facts, Sizes, chosen, count, counted, field, output_of, reweighed, sizes
from cnncalc.layers.base import Layer
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Node
from cnncalc.model.layer_facts import Cost
from cnncalc.model.report import Setting
from cnncalc.model.volume import Volume

T = TypeVar("T")

_STAGES: Final[tuple[Stage, ...]] = ("facts", "sizes", "tensors", "cost", "field", "answer")
_APART: Final = ("shape", "inverse")
"""Areas of which a number that only builds on the shape shows one slip at a time."""
_NONE: Final = (CnncalcError, ArithmeticError, IndexError)
"""What a rule raises where a slip leads to no layer at all."""


class Result(NamedTuple):
    """What slips lead to: the numbers, and the formulas behind them."""

    slips: tuple[Slip, ...]
    numbers: Numbers
    """By which they are looked up."""
    answer: Answer
    written: Numbers
    """As they are answered: of a volume with one place all sizes."""


class Asked(NamedTuple):
    """What the numbers of a table depend on."""

    node: Node
    volumes: tuple[Volume, ...]
    quantity: Quantity
    setting: Setting | None
    before: ReceptiveField | None


def singles(case: Case, quantity: Quantity) -> tuple[Result | None, dict[Numbers, tuple[Result, ...]]]:
    """Return the right result, and those of every single slip by their numbers."""
    question = question_of(case, quantity)
    found = _SINGLES.get(question)
    if found is None:
        truth = next(worked(case, quantity, ()), None)
        results: list[Result] = []
        if truth is not None:
            applying = (slip for slip in SLIPS if quantity in slip.of and slip.stage in _STAGES)
            memo: dict[int, Sizes] = {}
            results = [result for slip in applying for result in worked(case, quantity, (slip,), memo)]
        found = truth, _table(results, truth)
        kept(_SINGLES, question, found)
    return found


def pairs(case: Case, quantity: Quantity) -> dict[Numbers, tuple[Result, ...]]:
    """Return the results of two slips by their numbers: those of slips that both tell in the end."""
    question = question_of(case, quantity)
    found = _PAIRS.get(question)
    if found is None:
        truth, alone = singles(case, quantity)
        telling = {result.slips[0] for results in alone.values() for result in results}
        order = [slip for slip in SLIPS if slip in telling]
        both = (pair for pair in combinations(order, 2) if _together(*pair, quantity))
        memo: dict[int, Sizes] = {}
        results = (result for pair in both for result in worked(case, quantity, pair, memo))
        found = _table((result for result in results if result.numbers not in alone), truth)
        kept(_PAIRS, question, found)
    return found


def _together(first: Slip, second: Slip, quantity: Quantity) -> bool:
    """Tell whether somebody may well make both at once: not two ways to count, and not two forks of one road."""
    if first.stage == second.stage == "answer" and first.area == second.area:
        return False
    if first.stage == second.stage == "field":
        return False
    shape = first.area in _APART and second.area in _APART
    return not shape or quantity not in SHAPE - {"output"}


_SINGLES: dict[Asked, tuple[Result | None, dict[Numbers, tuple[Result, ...]]]] = {}
_PAIRS: dict[Asked, dict[Numbers, tuple[Result, ...]]] = {}
_MOST_KEPT: Final = 8192


def kept(tables: dict[Asked, T], question: Asked, table: T) -> None:
    """Keep a table; of very many the oldest are forgotten."""
    if len(tables) >= _MOST_KEPT:
        del tables[next(iter(tables))]
    tables[question] = table


def question_of(case: Case, quantity: Quantity) -> Asked:
    setting = case.report.setting if case.report is not None else None
    return Asked(case.node, case.volumes, quantity, setting, case.before if quantity in FIELD else None)


def _table(results: Iterable[Result], truth: Result | None) -> dict[Numbers, tuple[Result, ...]]:
    """Return results by their numbers, the likeliest first; of equal ones by the same slips the first."""
    table: dict[Numbers, dict[tuple[str, ...], Result]] = {}
    for result in results:
        if truth is not None and result.numbers != truth.numbers:
            table.setdefault(result.numbers, {}).setdefault(tuple(slip.id for slip in result.slips), result)
    return {numbers: tuple(sorted(found.values(), key=rank)) for numbers, found in table.items()}


def rank(result: Result) -> tuple[int, int]:
    return len(result.slips), sum(slip.common for slip in result.slips)


def worked(
    case: Case, quantity: Quantity, slips: Sequence[Slip], memo: dict[int, Sizes] | None = None
) -> Iterator[Result]:
    """Yield what the work comes to when these slips are made, in all the ways in which they can be made.

    `memo` keeps the sizes of the layer as it is.
    """
    ordered = tuple(sorted(slips, key=lambda slip: _STAGES.index(slip.stage)))
    try:
        for answer in _answers(Facts(case, *_lettered(case.node, case.volumes)), quantity, ordered, memo):
            try:
                written = tuple(map(number_of, answer))
                yield Result(ordered, collapsed(written, quantity), answer, written)
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
            for placed in _made(slips, "cost", [cost], facts, output):
                for spent in _weighed(facts, output, placed, slips):
                    yield (counted(facts, output, spent, quantity),)


def _weighed(facts: Facts, output: Volume, cost: Cost, slips: Sequence[Slip]) -> Iterator[Cost]:
    """Yield what is multiplied when the weights are those that the slips make of the layer's own."""
    tensors = facts.tensors
    for made in _made(slips, "tensors", [tensors], facts):
        spent = cost if made is tensors else reweighed(facts, output, cost, made)
        if spent is not None:
            yield spent


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
