"""One number recognised or diagnosed: as a card, and as plain data. The right numbers stand there only if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cnncalc import __version__
from cnncalc.algebra.printers import separated
from cnncalc.grading.slips.got import Guess, Recognised, Right
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
        "numbers": [
            {
                "what": right.what,
                "value": written(right.value),
                "layer": right.where or None,
                "line": right.line or None,
            }
            for right in found.right
        ],
        "guesses": [_guess(guess, reveal) for guess in found.guesses],
    }


def _guess(guess: Guess, reveal: bool) -> dict[str, object]:
    names = ("id", "name", "what", "hint", "why") if reveal else ("id", "name", "what", "hint")
    slips = [{name: getattr(slip, name) for name in names} for slip in guess.diagnosis.slips]
    lines = {"right": written(guess.right), "right_line": guess.line, "line": guess.diagnosis.line} if reveal else {}
    return {"quantity": guess.quantity, "slips": slips, "convention": guess.diagnosis.convention, **lines}


def _heading(found: Recognised, report: Report, look: Look) -> list[str]:
    if found.subject == "layer" and len(report.layers) == 1:
        return look.heading(report.layers[0].node)
    return look.ends(report.title.name or report.title.file, f"input {look.input(report.input)}")


def _paragraphs(found: Recognised, look: Look, reveal: bool) -> Iterator[list[str]]:
    number = _shown(found.text)
    if found.right:
        yield look.hanging("  ", 2, f"{number} is right:")
        names = [f"{right.what} of {right.where}" if right.where else right.what for right in found.right]
        rows = list(zip(names, found.right, strict=True))[:_MOST]
        width = max(len(name) for name, _ in rows)
        yield [line for name, right in rows for line in _of_right(name.ljust(width), right, look)]
        return
    guesses = (found.guesses if reveal else _likeliest(found))[:_MOST]
    if not guesses:
        said = f"{number} is none of this {found.subject}'s numbers, and no slip that is known here gives it."
        yield look.hanging("  ", 2, said)
        return
    yield look.hanging("  ", 2, _said(number, found, guesses))
    if reveal:
        for guess in guesses:
            yield list(_revealed(guess, number, look))
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


def _said(number: str, found: Recognised, guesses: tuple[Guess, ...]) -> str:
    """Say what the number would be, and when."""
    start = f"{number} is none of this {found.subject}'s numbers. It is"
    if found.is_right:
        start = f"{number} is right by another way to count. It is"
    parts: list[str] = []
    for guess in guesses:
        clause = " and ".join(slip.what for slip in guess.diagnosis.slips)
        before = [other for other in guesses[: len(parts)] if other.what == guess.what]
        verb = "comes" if guess.what in _ONE else "come"
        parts.append(f"when {clause}" if before else f"what the {guess.what} {verb} to when {clause}")
    return f"{start} {'; or '.join(parts)}."


def _of_right(what: str, right: Right, look: Look) -> list[str]:
    value = _written(right.value)
    line = right.line if right.line and value in right.line else ", ".join(filter(None, (value, right.line)))
    return look.hanging(f"    {look.style('label', what)}   ", 7 + len(what), line)


def _revealed(guess: Guess, number: str, look: Look) -> Iterator[str]:
    """Yield why it is wrong, and the right line above the one that gives the number."""
    for slip in guess.diagnosis.slips:
        yield from look.hanging("  ", 2, f"{slip.what[0].upper()}{slip.what[1:]}. {slip.why}")
    right = guess.line or _written(guess.right)
    yield from look.hanging(f"    {look.style('label', 'right')}   ", 12, right)
    yield from look.hanging(f"    {look.style('label', 'yours')}   ", 12, _line(guess.diagnosis) or number)


def _line(diagnosis: Diagnosis) -> str:
    """Write the line that gives the number, its thousands separated."""
    line, equals, value = diagnosis.line.rpartition(" = ")
    return f"{line}{equals}{_shown(value)}"


def _written(value: object) -> str:
    return separated(value) if isinstance(value, int) else written(value)  # type: ignore[arg-type]


def _shown(text: str) -> str:
    """Write a plain number with its thousands separated; anything else as it was given."""
    return separated(int(text)) if text.isascii() and text.isdecimal() else text
