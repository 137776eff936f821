"""The help on the way to an answer, rung by rung: an idea, the formula, its numbers, and only then the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cnncalc.explain.derivation import Derivation
from cnncalc.explain.worked import Worked
from cnncalc.grading.asked import Case, Quantity
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.report import Setting

IDEAS: Final[Mapping[Quantity, str]] = {
    "output": "How many places does the window have along an axis? And what decides how many maps come out?",
    "params": "Count what one filter or unit learns, in all its depth. How many of them are there?",
    "rf": "Begin with a single pixel. How much further does each layer look, and how far apart are its inputs?",
    "macs": "How many products make a single number of the output? And how many numbers come out?",
    "flops": "How many products make a single number of the output, and how many numbers come out? What is a FLOP?",
}
"""Where to begin."""

_NOTHING: Final = "What could the layer learn?"
_NUMBER: Final = re.compile(r"\d[\d,]*")


def ladder(case: Case, quantity: Quantity, answer: str, line: str, lines: Worked) -> tuple[str, ...]:
    """Return the hints to a number of a layer; the last one gives it away, with the line behind it."""
    idea = _NOTHING if answer == "0" else IDEAS[quantity]
    rungs = [idea]
    if formulas := list(dict.fromkeys(_formulas(lines, quantity))):
        rungs.append(f"The formula: {'; '.join(formula for formula, _ in formulas)}")
        rungs.append(f"With its numbers: {'; '.join(numbers for _, numbers in formulas)}")
    return (*rungs, last(answer, line))


def last(answer: str, line: str) -> str:
    """Return the hint that gives an answer away."""
    return f"It is {answer}: {line}" if line and line != answer else f"It is {answer}"


def solved(case: Case, quantity: Quantity, lines: Worked) -> str:
    """Return the line behind an answer: of what goes through several layers, a line each."""
    report = case.report
    setting = Setting() if report is None else report.setting
    if quantity == "flops":
        products = worked_line(case, "macs", setting, lines)
        return f"2 * ({products.rpartition(' = ')[0] or products}) = {case.layer.flops:,}"
    if quantity not in ("output", "rf") or report is None or len(report.layers) == 1:
        return worked_line(case, quantity, setting, lines)
    steps = []
    for layer in report.layers:
        if layer.node is case.node:
            steps.append(f"{layer.name}: {worked_line(case, quantity, setting, lines)}")
            break
        steps.append(f"{layer.name}: {worked_line(case._replace(layer=layer), quantity, setting)}")
    return "; ".join(steps)


def gives_away(hint: str, answer: str) -> bool:
    """Tell whether a hint contains an answer: a number among its numbers, anything else as it is written."""
    if answer.isdecimal():
        return answer in {number.replace(",", "") for number in _NUMBER.findall(hint)}
    return _tight(answer) in _tight(hint)


def _tight(text: str) -> str:
    return text.replace(" ", "")


def _formulas(lines: Worked, quantity: Quantity) -> Iterator[tuple[str, str]]:
    """Yield the formulas behind a quantity, in letters and with their numbers."""
    for derivation in _derivations(lines, quantity):
        formula, numbers = derivation.formula, derivation.numbers
        if quantity == "flops":
            formula, numbers = f"2*({formula})", f"2*({numbers})"
        if not numbers.isdecimal():
            yield formula, numbers


def _derivations(lines: Worked, quantity: Quantity) -> Iterable[Derivation]:
    match quantity:
        case "output":
            return [each.derivation for each in (*lines.output, *lines.shape)]
        case "params":
            return filter(None, [lines.params])
        case "rf":
            return [each.derivation for each in lines.field]
        case _:
            return [] if lines.macs is None else [lines.macs.derivation]
