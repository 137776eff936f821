"""One number without a key: which number of a layer or a net it is, or which slip makes it of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cnncalc.algebra.operators import Number
from cnncalc.errors import RuleError, UsageError
from cnncalc.grading.asked import Case, Quantity, Value
from cnncalc.grading.slips.diagnose import diagnose as diagnose_cell
from cnncalc.grading.slips.diagnose import wrong_values
from cnncalc.grading.slips.given import Given
from cnncalc.grading.slips.got_letters import in_letters
from cnncalc.grading.slips.got_net import of_net
from cnncalc.grading.slips.recognised import Guess, Recognised, Right, likeliest, meant, unreadable, values_of
from cnncalc.grading.slips.slip import Diagnosis
from cnncalc.grading.truths import MEANINGS, truth
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.field import ReceptiveField
from cnncalc.model.report import LayerReport, Report, Setting
from cnncalc.model.volume import Layout

OF_LAYER: Final[tuple[Quantity, ...]] = (
    "output", "params", "weights", "biases", "norm", "macs", "flops", "rf", "jump", "activations", "connections",
    "memory",
)  # fmt: skip
"""What a number is compared with where nobody says what it is to be; the others can be named."""
_IN_SIZES: Final = frozenset({"output", "rf", "jump"})

_PARTS: Final = frozenset({"weights", "biases", "norm"})
"""What the parameters consist of."""
_ZERO: Final = frozenset({"params", "macs"})
"""What a 0 is compared with where nobody says what it is to be."""


class _Row(NamedTuple):
    """A quantity, its right value, and what a number means as an answer to it."""

    quantity: Quantity
    right: Value
    values: tuple[Value, ...]


def diagnose(
    report: Report, got: str | Number, *, layer: str | None = None, of: str | Sequence[str] | None = None,
    layout: Layout = "hwc",
) -> Recognised:  # fmt: skip
    """Tell which number of a layer, or which total of a net, a number is; or which slips give it.

    `diagnose(cnncalc.conv("300x300x3", filters=100, kernel=5), 2600)`. `got` may be a text as people write it
    (`7,600`, `55x55x96`, `4.09G`, `26K params`): a rounded one is compared as far as it is written, and a unit says
    what it is to be. `layer` names a layer of a net, and `of` what the number is to be (`params`, `output`, …).

    Raises:
        UsageError: there is no such layer or quantity, or the number cannot be read.
    """
    given = Given.of(str(got).strip())
    quantities = _wanted(given, of)
    if layer is None and len(report.layers) != 1:
        return of_net(report, given, quantities)
    return _of_layer(report, report.layers[0] if layer is None else report.named(layer), given, quantities, layout)


def _wanted(given: Given, of: str | Sequence[str] | None) -> tuple[Quantity, ...]:
    """Return the quantities that are named, by `of` or by the number's unit; nothing for all.

    Raises:
        UsageError: one of them does not exist, or the two do not agree.
    """
    names = [name.strip() for name in of.split(",")] if isinstance(of, str) else list(of or ())
    known: dict[str, Quantity] = {name: name for name in (*MEANINGS, "pad")}
    for name in names:
        if name not in known:
            raise UsageError(f"there is nothing called {name} to compare a number with; there are {', '.join(known)}")
    if names and given.named and not set(names) & set(given.named):
        raise UsageError(f"{given.text} names {meant(given.named)}, and --of {', '.join(names)}: leave one of them out")
    return tuple(known[name] for name in names) or given.named


def _of_layer(
    report: Report, layer: LayerReport, given: Given, quantities: tuple[Quantity, ...], layout: Layout
) -> Recognised:
    case = Case(layer, layer.node.volumes, _before(report, layer), report)
    usual = tuple(quantity for quantity in OF_LAYER if not given.is_size or quantity in _IN_SIZES)
    found = Recognised.nothing(given, "layer", quantities)
    if report.lettered:
        return in_letters(given, _truths(case, quantities or usual), found)
    rows = _rows(case, given, quantities or usual, layout)
    if not any(row.values for row in rows):
        raise unreadable(given.text, bool(rows))
    if rights := _telling(given, rows, bool(quantities)):
        alone = not quantities and any(row.quantity in _PARTS for row in rights)
        beside = (_right(case, "params", case.layer.params.total),) if alone else ()
        return found._replace(right=tuple(_right(case, row.quantity, row.right) for row in rights), beside=beside)
    meaning = [row for row in rows if quantities or row.quantity in _ZERO or any(row.values)]
    guesses = [guess for row in meaning for guess in _guesses(case, given, row)]
    if guesses or not quantities:
        return found._replace(guesses=likeliest(guesses))
    others = _telling(given, _rows(case, given, usual, layout), False)
    return found._replace(instead=tuple(_right(case, row.quantity, row.right) for row in others))


def _rows(case: Case, given: Given, quantities: Iterable[Quantity], layout: Layout) -> list[_Row]:
    return [
        _Row(quantity, right, values_of(given.text, quantity, right, layout))
        for quantity, right in _truths(case, quantities)
    ]


def _truths(case: Case, quantities: Iterable[Quantity]) -> Iterator[tuple[Quantity, Value]]:
    """Yield the numbers that a layer has."""
    for quantity in quantities:
        if quantity == "pad":
            yield quantity, tuple(window.before for window in case.node.layer.windows(*case.volumes))  # type: ignore[misc]
            continue
        try:
            yield quantity, truth(case.layer, quantity, case.report)
        except RuleError:
            continue


def _telling(given: Given, rows: Iterable[_Row], asked: bool) -> list[_Row]:
    """Return the rows that a number fits; unless asked for, no weights beside the parameters, and no 0 biases."""
    fitting = [row for row in rows if given.fits(row.values, row.right)]
    if asked:
        return fitting
    whole = any(row.quantity == "params" for row in fitting)
    return [row for row in fitting if (row.right or row.quantity in _ZERO) and not (whole and row.quantity in _PARTS)]


def _right(case: Case, quantity: Quantity, value: Value) -> Right:
    line = "" if quantity in _PARTS else _line(case, quantity)  # a part of the parameters has their line
    return Right(meant([quantity]), value, line)


def _line(case: Case, quantity: Quantity) -> str:
    return worked_line(case, quantity, case.report.setting if case.report is not None else Setting())


def _guesses(case: Case, given: Given, row: _Row) -> Iterator[Guess]:
    """Yield what slips make of a quantity; a rounded number is compared as far as it is written."""
    found: Iterable[Diagnosis] = ()
    if given.is_rounded:
        found = (
            Diagnosis((wrong.slip,), wrong.value, wrong.derivation)
            for wrong in wrong_values(case, row.quantity)
            if (given.tells or wrong.convention) and given.fits(row.values, wrong.value)
        )
    else:
        found = (each for value in row.values for each in diagnose_cell(case, row.quantity, value))
    what, line = meant([row.quantity]), _line(case, row.quantity)
    return (Guess(row.quantity, what, each, row.right, line) for each in found)


def _before(report: Report, layer: LayerReport) -> ReceptiveField | None:
    (source, *_) = layer.node.inputs
    return next((other.field for other in report.layers if other.node is source), None)
