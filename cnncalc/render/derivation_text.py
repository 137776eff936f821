"""Explanations for a terminal: the calculation on the left, what its letters stand for on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cnncalc.algebra.printers import TEXT, separated
from cnncalc.explain.explanation import Explanation, Section, Told
from cnncalc.render.derivation import Explained, Hand, footing, rows, summary
from cnncalc.render.look import NO_BREAK, Look
from cnncalc.render.signs import ascii

_LEGEND = 36
"""The column in which the letters begin, if the formulas leave it free."""
_GAP = 4
"""The blanks between two letters on a line."""
_LONGEST = 9
"""A letter with a longer value than this is not lined up with the others."""


def text(explained: Explained, look: Look, steps: bool) -> str:
    """Return the explanations, one below the other."""
    times = explained.course.times
    hand = Hand(replace(TEXT, number=separated).multiplied(f"%s{times}%s"), f" {times} ")
    lines: list[str] = []
    if explained.title:
        lines += [*look.ends(explained.title, f"input {explained.input}"), ""]
    for explanation in explained.explanations:
        lines += [*_layer(explanation, hand, look), ""]
    if foot := footing(explained.course):
        lines += [look.style("dim", foot), ""]
    written = "\n".join(lines[:-1]) + "\n"
    return ascii(written) if look.ascii else written


def _layer(explanation: Explanation, hand: Hand, look: Look) -> Iterator[str]:
    yield from look.ends(explanation.heading, f"on {explanation.on}")
    if explanation.brief:
        yield ""
        yield from look.hanging("  ", 2, summary(explanation))
        return
    letters = (letter for section in explanation.sections for letter in section.letters)
    heads = [hand.told(letter) for letter in letters if len(letter.symbols) == 1]
    width = max((len(head) for head in heads if len(head) <= _LONGEST), default=0)
    for section in explanation.sections:
        yield ""
        yield from look.ends(section.title, section.aside)
        yield ""
        yield from _calculation(section, hand, look, width)
        if section.ideas:
            ideas = (hand.sentence(idea, str, lambda formula: formula.replace(" ", NO_BREAK)) for idea in section.ideas)
            yield ""
            yield from look.hanging("  ", 2, " ".join(ideas))


def _calculation(section: Section, hand: Hand, look: Look, width: int) -> Iterator[str]:
    """Yield the lines of a calculation with the letters beside them, or below where there is no room."""
    left = [hand.line(line) for line in section.lines]
    left = [f"{'    ' if number == 0 < len(left) - 1 else '  = '}{line}" for number, line in enumerate(left)]
    left = left or [f"    {section.result}"]
    at = max(_LEGEND, *(len(line) + 2 for line in left))
    legend = _legend(section.letters, hand, width, look.width - at)
    beside = all(at + len(line) <= look.width for line in (*legend, section.note))
    if beside:
        missing = len(legend) - max(len(left) - bool(section.note), 0)
        left[1:1] = [""] * max(missing, 0)
        right = [*legend, *[""] * (len(left) - len(legend))]
        right[-1] = section.note or right[-1]
    else:
        right = [*[""] * (len(left) - 1), section.note]
    for number, (line, words) in enumerate(zip(left, right, strict=True), start=1):
        last = number == len(left)
        shown = f"{line[:4]}{look.style('result', line[4:])}" if last else line
        tail = look.style("dim", words) if words else ""
        yield f"{shown}{' ' * (at - len(line))}{tail}" if words else shown
    if not beside and legend:
        yield ""
        yield from (f"    {line}" for line in _legend(section.letters, hand, width, look.width - 4))


def _legend(letters: Sequence[Told], hand: Hand, width: int, room: int) -> list[str]:
    """Return what letters stand for, two on a line if there is room for that."""
    pairs = rows(letters)
    columns = [[pair[at] for pair in pairs if len(pair) > at] for at in (0, 1)]
    first = [_entry(hand.told(letter), letter.meaning, width) for letter in columns[0]]
    heads = [hand.told(letter) for letter in columns[1]]
    widest = max(map(len, heads), default=0)
    second = [_entry(head, letter.meaning, widest) for head, letter in zip(heads, columns[1], strict=True)]
    if second and max(map(len, first)) + _GAP + max(map(len, second)) <= room:
        gap = max(map(len, first)) + _GAP
        return [f"{one:{gap}}{two}" for one, two in zip(first, second, strict=False)] + first[len(second) :]
    return [_entry(hand.told(letter), letter.meaning, width) for letter in letters]


def _entry(head: str, meaning: str, width: int) -> str:
    return f"{head:{width}}  {meaning}"
