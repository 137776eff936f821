"""One number recognised or diagnosed: as a card, and as plain data. The right numbers stand there only if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cnncalc import __version__
from cnncalc.algebra.printers import separated
from cnncalc.grading.slips.recognised import Guess, Recognised, Right
from cnncalc.grading.slips.slip import Diagnosis
from cnncalc.grading.truths import written
from cnncalc.model.report import Report
from cnncalc.render.json import SCHEMA_VERSION
from cnncalc.render.look import PLAIN, Look

_MOST: Final = 3
"""As many explanations are shown as a person weighs against each other."""
_ONE: Final = frozenset({"output volume", "receptive field", "jump", "start of the receptive field", "padding"})
"""What is one thing; the others are several."""


def got_card(found: Recognised, report: Report, look: Look = PLAIN, reveal: bool = False) -> str:
    """Return what a number is, or what makes it of one: hints only, unless the lines are to be revealed."""
    lines = [*_heading(found, report, look), ""]
    for paragraph in _paragraphs(found, look, reveal):
        lines += [*paragraph, ""]
    return look.page(lines)


def got_document(found: Recognised, reveal: bool = False) -> dict[str, object]:
    """Return the same as the document of `--json`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "got": found.text,
        "of": found.subject,
        "right": found.is_right,
        "rounded": found.rounded,
        "numbers": [*map(_number, found.right)],
        "instead": [*map(_number, found.instead)],
        "guesses": [_guess(guess, reveal) for guess in found.guesses],
    }


def _number(right: Right) -> dict[str, object]:
    return {
        "what": right.what,
        "value": written(right.value),
        "layer": right.where or None,
        "line": right.line or None,
    }


def _guess(guess: Guess, reveal: bool) -> dict[str, object]:
    names = ("id", "name", "what", "hint", "why") if reveal else ("id", "name", "what", "hint")
    slips = [{name: getattr(slip, name) for name in names} for slip in guess.diagnosis.slips]
    line = guess.where or guess.diagnosis.line
    lines = {"right": written(guess.right), "right_line": guess.line, "line": line} if reveal else {}
    return {"quantity": guess.quantity, "slips": slips, "convention": guess.diagnosis.convention, **lines}


def _heading(found: Recognised, report: Report, look: Look) -> list[str]:
    if found.subject == "layer" and len(report.layers) == 1:
        return look.heading(report.layers[0].node)
    return look.ends(report.title.name or report.title.file, f"input {look.input(report.input)}")


def _paragraphs(found: Recognised, look: Look, reveal: bool) -> Iterator[list[str]]:
    number = _shown(found.text)
    if rights := (found.right or found.instead)[:_MOST]:
        yield look.hanging("  ", 2, _recognised(number, found, rights))
        rows = (*rights, *found.beside)
        width = max(len(_name(right)) for right in rows)
        yield [line for right in rows for line in _of_right(_name(right).ljust(width), right, look)]
        return
    guesses = (found.guesses if reveal else _likeliest(found))[:_MOST]
    if not guesses:
        yield look.hanging("  ", 2, f"{number} is {_none(found)}{_unexplained(found)}")
        return
    yield look.hanging("  ", 2, _said(number, found, guesses))
    if reveal:
        for guess in guesses:
            yield list(_revealed(guess, look))
        return
    hints = list(dict.fromkeys(slip.hint for guess in guesses for slip in guess.diagnosis.slips))
    shown = [line for hint in hints[:_MOST] for line in look.hanging("  ", 2, hint)]
    more = "(--reveal shows the line)"
    room = look.width - 2 - len(shown[-1]) - len(more)
    if room > 1:
        yield [*shown[:-1], shown[-1] + " " * room + look.style("dim", more)]
    else:
        yield [*shown, " " * (look.width - 2 - len(more)) + look.style("dim", more)]


def _likeliest(found: Recognised) -> tuple[Guess, ...]:
    """Return the guesses that are equally likely, and likelier than the rest."""
    ranks = [sum(slip.common for slip in guess.diagnosis.slips) for guess in found.guesses]
    return tuple(guess for guess, rank in zip(found.guesses, ranks, strict=True) if rank == min(ranks))


def _recognised(number: str, found: Recognised, rights: tuple[Right, ...]) -> str:
    """Say which number it is, or that it is one of those below."""
    alone = ", without the other parameters" if found.beside else ""
    rounded = ", rounded" if found.rounded else ""
    if len(rights) > 1:
        what = "right" if found.right else f"{_none(found)}. It is one of these"
    else:
        count = "" if rights[0].what in _ONE else "number of "
        what = f"the {'right ' if found.right else ''}{count}{_name(rights[0])}"
        what = what if found.right else f"{_none(found)}. It is {what}"
    return f"{number} is {what}{rounded}{alone}:"


def _none(found: Recognised) -> str:
    """Say that a number is nothing of what was asked about."""
    if not found.asked:
        return f"none of this {found.subject}'s numbers"
    return f"not the {'' if found.asked.partition(' or ')[0] in _ONE else 'number of '}{found.asked}"


def _unexplained(found: Recognised) -> str:
    if found.lettered:
        return ". Slips are looked for in numbers: give the sizes as numbers."
    if found.rounded:
        return ", and no slip that is known here rounds to it."
    return ", and no slip that is known here gives it."


def _name(right: Right) -> str:
    return f"{right.what} of {right.where}" if right.where else right.what


def _said(number: str, found: Recognised, guesses: tuple[Guess, ...]) -> str:
    """Say what the number would be, and when."""
    it = "Rounded, it is" if found.rounded else "It is"
    start = f"{number} is {_none(found)}. {it}"
    if found.is_right:
        start = f"{number} is right by another way to count. {it}"
    parts: list[str] = []
    for guess in guesses:
        clause = " and ".join(slip.what for slip in guess.diagnosis.slips) + ", in one layer" * guess.alone
        before = [other for other in guesses[: len(parts)] if other.what == guess.what]
        verb = "comes" if guess.what in _ONE else "come"
        parts.append(f"when {clause}" if before else f"what the {guess.what} {verb} to when {clause}")
    return f"{start} {'; or '.join(parts)}."


def _of_right(what: str, right: Right, look: Look) -> list[str]:
    value = _written(right.value)
    line = right.line if right.line and value in right.line else ", ".join(filter(None, (value, right.line)))
    return look.hanging(f"    {look.style('label', what)}   ", 7 + len(what), line)


def _revealed(guess: Guess, look: Look) -> Iterator[str]:
    """Yield why it is wrong, and the right line above the one that gives the number."""
    for slip in guess.diagnosis.slips:
        yield from look.hanging("  ", 2, f"{slip.what[0].upper()}{slip.what[1:]}. {slip.why}")
    right = guess.line or _written(guess.right)
    yield from look.hanging(f"    {look.style('label', 'right')}   ", 12, right)
    value = _written(guess.diagnosis.value)
    yours = f"{value} {guess.where}" if guess.where else _line(guess.diagnosis) or value
    yield from look.hanging(f"    {look.style('label', 'yours')}   ", 12, yours)


def _line(diagnosis: Diagnosis) -> str:
    """Write the line that gives the number, its thousands separated."""
    line, equals, value = diagnosis.line.rpartition(" = ")
    return f"{line}{equals}{_shown(value)}"


def _written(value: object) -> str:
    return separated(value) if isinstance(value, int) else written(value)  # type: ignore[arg-type]


def _shown(text: str) -> str:
    """Write a plain number with its thousands separated; anything else as it was given."""
    return separated(int(text)) if text.isascii() and text.isdecimal() else text
