"""One number without a key: which number of a layer or a net it is, or which slip makes it of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.operators import Number
from cnncalc.errors import RuleError, UsageError
from cnncalc.grading.answers import read_answer
from cnncalc.grading.asked import Asked, Case, Quantity, Value
from cnncalc.grading.mark_equal import same
from cnncalc.grading.slips.diagnose import diagnose as diagnose_cell
from cnncalc.grading.slips.nets import diagnose_total, totals
from cnncalc.grading.slips.slip import Diagnosis
from cnncalc.grading.truths import MEANINGS, truth
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.field import ReceptiveField
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Layout, Volume

OF_LAYER: Final[tuple[Quantity, ...]] = (
    "output", "params", "weights", "biases", "norm", "macs", "flops", "rf", "jump", "activations", "connections",
    "memory",
)  # fmt: skip
"""What a number is compared with where nobody says what it is to be; the others can be named."""

_ROUNDED: Final = re.compile(
    r"(?P<number>[\d,' _]*\d(?:\.(?P<decimals>\d+))?)\s*(?:[kmgt]i?|thousand|million|billion)", re.IGNORECASE
)
_SIZES: Final = re.compile(r"\d\s*[x×@]\s*\d|^[(\[]|^torch", re.IGNORECASE)
_IN_SIZES: Final = frozenset({"output", "rf", "jump", "start", "pad"})
_MOST_LAYERS: Final = 3


class Right(NamedTuple):
    """A number that is meant: what it is, its exact value, and how it comes about."""

    what: str
    value: Value
    line: str = ""
    where: str = ""
    """The layer of a net whose number it is; empty for the layer or the net that was asked about."""


class Guess(NamedTuple):
    """What somebody may have wanted, the slips that make the number of it, and the right line beside."""

    quantity: Quantity
    what: str
    diagnosis: Diagnosis
    right: Value
    line: str


class Recognised(NamedTuple):
    """What one number is: numbers that are meant, or else what makes it of one; both may be empty."""

    text: str
    """The number as it was given."""
    right: tuple[Right, ...]
    guesses: tuple[Guess, ...]
    subject: str
    """`layer` or `net`."""

    @property
    def is_right(self) -> bool:
        """Whether it is one of the numbers, or becomes one by nothing but another way to count."""
        return bool(self.right) or (bool(self.guesses) and all(guess.diagnosis.convention for guess in self.guesses))


def diagnose(
    report: Report, got: str | Number, *, layer: str | None = None, of: str | Sequence[str] | None = None,
    layout: Layout = "hwc",
) -> Recognised:  # fmt: skip
    """Tell which number of a layer, or which total of a net, a number is; or which slips give it.

    `diagnose(cnncalc.conv("300x300x3", filters=100, kernel=5), 2600)`. `got` may be a text as people write it
    (`7,600`, `55x55x96`, `4.09G`); a rounded one with a unit is compared as far as it is written. `layer` names a layer
    of a net, and `of` what the number is to be (`params`, `output`, …).

    Raises:
        UsageError: there is no such layer or quantity, or the number cannot be read.
    """
    text = str(got).strip()
    quantities = _quantities(of)
    if layer is None and len(report.layers) != 1:
        return _of_net(report, text, quantities)
    asked = report.layers[0] if layer is None else report.named(layer)
    if not quantities:
        quantities = OF_LAYER
        if _SIZES.search(text):
            quantities = tuple(quantity for quantity in quantities if quantity in _IN_SIZES)
    return _of_layer(report, asked, text, quantities, layout)


def _quantities(of: str | Sequence[str] | None) -> tuple[Quantity, ...]:
    """Return the quantities by their names.

    Raises:
        UsageError: one of them does not exist.
    """
    names = [name.strip() for name in of.split(",")] if isinstance(of, str) else list(of or ())
    known: dict[str, Quantity] = {name: name for name in (*MEANINGS, "pad")}
    for name in names:
        if name not in known:
            raise UsageError(f"there is nothing called {name} to compare a number with; there are {', '.join(known)}")
    return tuple(known[name] for name in names)


def _equal(read: Iterable[tuple[Quantity, Value, Sequence[Value]]]) -> Iterator[Right]:
    """Yield the quantities whose formula is the one that is given, however it is written."""
    for quantity, right, values in read:
        if any(same(value, right) for value in values):
            yield Right(MEANINGS.get(quantity, "padding"), right)


def _of_layer(
    report: Report, layer: LayerReport, text: str, quantities: tuple[Quantity, ...], layout: Layout
) -> Recognised:
    case = Case(layer, layer.node.volumes, _before(report, layer), report)
    read = [(quantity, right, _values(text, quantity, right, layout)) for quantity, right in _truths(case, quantities)]
    if not any(values for _, _, values in read):
        raise _unreadable(text, bool(read))
    if report.lettered:  # formulas are compared as they are; slips are made of numbers
        return Recognised(text, tuple(_equal(read)), (), "layer")
    rights = tuple(
        Right(MEANINGS.get(quantity, "padding"), right, worked_line(case, quantity, report.setting))
        for quantity, right, values in read
        if _near(text, values, right)
    )
    if rights:
        return Recognised(text, rights, (), "layer")
    guesses = [
        Guess(quantity, MEANINGS.get(quantity, "padding"), found, right, worked_line(case, quantity, report.setting))
        for quantity, right, values in read
        for value in values
        for found in diagnose_cell(case, quantity, value)
    ]
    return Recognised(text, (), _likeliest(guesses), "layer")


def _truths(case: Case, quantities: Iterable[Quantity]) -> Iterator[tuple[Quantity, Value]]:
    """Yield the numbers that a layer has; what is 0 and not asked for by itself is no number to compare with."""
    for quantity in quantities:
        if quantity == "pad":
            yield quantity, tuple(window.before for window in case.node.layer.windows(*case.volumes))  # type: ignore[misc]
            continue
        try:
            yield quantity, truth(case.layer, quantity, case.report)
        except RuleError:
            continue


def _of_net(report: Report, text: str, quantities: tuple[Quantity, ...]) -> Recognised:
    found = [total for total in totals(report) if not quantities or total.quantity in quantities]
    read = {total: _values(text, total.quantity, total.number, "hwc") for total in found}
    rights = [Right(total.what, total.number) for total in found if _near(text, read[total], total.number)]
    if not rights and not quantities:
        rights = list(_of_its_layers(report, text))
    if not rights and not any(read.values()):
        raise _unreadable(text, True)
    if rights:
        return Recognised(text, tuple(rights), (), "net")
    guesses = [
        Guess(total.quantity, total.what, diagnosis, total.number, "")
        for total, values in read.items()
        if total.usual or quantities
        for value in values
        for diagnosis in diagnose_total(report, total, value)
    ]
    return Recognised(text, (), _likeliest(guesses), "net")


def _of_its_layers(report: Report, text: str) -> Iterator[Right]:
    """Yield the layers that have such a number, the first few."""
    several = 0
    for layer in report.layers:
        for quantity in ("output", "params", "macs"):
            right: Value = truth(layer, quantity, report)
            if right and _near(text, _values(text, quantity, right, "hwc"), right):
                yield Right(MEANINGS[quantity], right, where=layer.name)
                several += 1
        if several >= _MOST_LAYERS:
            return


def _before(report: Report, layer: LayerReport) -> ReceptiveField | None:
    (source, *_) = layer.node.inputs
    return next((other.field for other in report.layers if other.node is source), None)


def _values(text: str, quantity: Quantity, right: Value, layout: Layout) -> tuple[Value, ...]:
    """Return what a text means as an answer to a quantity."""
    question = Asked("got", "got", "answer", quantity, Fraction(1), right, tolerance=Fraction(1, 10**6))
    return read_answer(text, question, layout).values


def _near(text: str, values: Iterable[Value], right: Value) -> bool:
    """Tell whether one of the values is the right one, as far as a rounded number with a unit is written."""
    for value in values:
        if _same(value, right):
            return True
        rounded = _ROUNDED.match(text)
        if rounded and isinstance(value, (int, Fraction)) and isinstance(right, (int, Fraction)) and value:
            written_number = Fraction(re.sub(r"[,' _]", "", rounded["number"]))
            last = Fraction(1, 10 ** len(rounded["decimals"] or ""))
            if written_number and abs(Fraction(value) - right) <= Fraction(value) / written_number * last / 2:
                return True
    return False


def _same(value: Value, right: Value) -> bool:
    if isinstance(right, Volume) and isinstance(value, int):
        return not right.space and right.channels == value
    if isinstance(right, tuple) and not isinstance(right, Volume) and isinstance(value, (int, Fraction)):
        return set(right) == {value}
    return value == right


def _likeliest(guesses: list[Guess]) -> tuple[Guess, ...]:
    """Return the guesses of the fewest slips, the commonest first; of equal slips on several quantities the first."""
    fewest = min((len(guess.diagnosis.slips) for guess in guesses), default=0)
    kept: dict[tuple[str, ...], Guess] = {}
    for guess in guesses:
        if len(guess.diagnosis.slips) == fewest:
            kept.setdefault(tuple(slip.id for slip in guess.diagnosis.slips), guess)
    return tuple(sorted(kept.values(), key=lambda guess: sum(slip.common for slip in guess.diagnosis.slips)))


def _unreadable(text: str, has_numbers: bool) -> UsageError:
    if not has_numbers:
        return UsageError("the layer has no such number to compare with")
    return UsageError(
        f"--got {text} is neither a number nor a size; write e.g.",
        (("--got 7600", "a count"), ("--got 55x55x96", "a size"), ("--got 4.09G", "a rounded total")),
    )
