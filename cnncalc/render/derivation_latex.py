r"""Explanations as a LaTeX document: aligned calculations, or slides on which the lines appear one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import LATEX, separated
from cnncalc.explain.explanation import Explanation, Section
from cnncalc.model.course import Times
from cnncalc.render.derivation import Explained, Hand, footing, summary
from cnncalc.render.latex import escaped
from cnncalc.render.look import Look

_TIMES: Final[dict[Times, str]] = {"*": r"\cdot", "·": r"\cdot", "×": r"\times"}
_PAPER: Final = (r"\documentclass{article}", r"\usepackage[T1]{fontenc}", r"\usepackage{amsmath}")
_SLIDES: Final = (r"\documentclass{beamer}", r"\usepackage[T1]{fontenc}", r"\usepackage{amsmath}")


def hand(times: Times) -> Hand:
    r"""Return how LaTeX writes formulas, with the sign of a product: `5 \cdot 5 \cdot 3`."""
    sign = _TIMES[times]
    notation = replace(LATEX, number=_number).multiplied(f"%s {sign} %s")
    return Hand(notation, rf" \;{sign}\; ")


def text(explained: Explained, look: Look, steps: bool) -> str:
    """Return the whole document; with `steps` one slide a quantity, with an overlay a line."""
    write = hand(explained.course.times)
    body: list[str] = []
    if explained.title and not steps:
        body.append(rf"\section*{{{escaped(explained.title)}, input {escaped(explained.input)}}}")
    for explanation in explained.explanations:
        body += _slides(explanation, write) if steps else _part(explanation, write)
    if foot := footing(explained.course):
        body.append(f"% {foot}")
    return "\n".join((*(_SLIDES if steps else _PAPER), r"\begin{document}", *body, r"\end{document}")) + "\n"


def formula(section: Section, write: Hand) -> list[str]:
    """Return the rows of a calculation, the equals signs below each other and the note beside the value."""
    rows = [write.line(line) for line in section.lines] or [_words(section.result)]
    signs = ["" if number == 0 < len(rows) - 1 else "={} " for number in range(len(rows))]
    notes = [*[""] * (len(rows) - 1), rf" && {_words(section.note)}" if section.note else ""]
    return [f"{sign}& {row}{note}" for sign, row, note in zip(signs, rows, notes, strict=True)]


def _part(explanation: Explanation, write: Hand) -> Iterator[str]:
    yield rf"\subsection*{{{_heading(explanation)}}}"
    if explanation.brief:
        yield escaped(summary(explanation))
        return
    for section in explanation.sections:
        yield rf"\subsubsection*{{{_title(section)}}}"
        yield from _aligned(formula(section, write))
        yield from _said(section, write)


def _slides(explanation: Explanation, write: Hand) -> Iterator[str]:
    """Yield a slide for each quantity: the formula and its letters first, then a line at a time, then the idea."""
    if explanation.brief:
        yield from (
            rf"\begin{{frame}}{{{_heading(explanation)}}}",
            escaped(summary(explanation)),
            r"\end{frame}",
        )
        return
    for section in explanation.sections:
        rows = formula(section, write)
        yield rf"\begin{{frame}}{{{_title(section)}}}{{{_heading(explanation)}}}"
        letters, *ideas = [*_said(section, write)] if section.letters else ["", *_said(section, write)]
        if letters:
            yield letters
        yield from _aligned([row if number == 1 else _covered(row, number) for number, row in enumerate(rows, start=1)])
        yield from (rf"\uncover<{len(rows) + 1}->{{{idea}}}" for idea in ideas)
        yield r"\end{frame}"


def _covered(row: str, overlay: int) -> str:
    """Return a row that appears with an overlay: each of its cells by itself, for none may reach over an `&`."""
    cells = (cell.strip() for cell in row.split("&"))
    return " & ".join(rf"\uncover<{overlay}->{{{cell}}}" if cell else "" for cell in cells)


def _aligned(rows: list[str]) -> Iterator[str]:
    yield r"\begin{align*}"
    yield from (f"  {row}{end}" for row, end in zip(rows, [*[r" \\"] * (len(rows) - 1), ""], strict=True))
    yield r"\end{align*}"


def _said(section: Section, write: Hand) -> Iterator[str]:
    """Yield what the letters stand for, if there are any, and the ideas."""
    if section.letters:
        told = (rf"${write.told(letter)}$ ({escaped(letter.meaning)})" for letter in section.letters)
        yield f"Here {', '.join(told)}."
    if section.ideas:
        yield " ".join(write.sentence(idea, escaped, lambda chain: f"${chain}$") for idea in section.ideas)


def _heading(explanation: Explanation) -> str:
    return f"{escaped(explanation.heading)} on {escaped(explanation.on)}"


def _title(section: Section) -> str:
    return escaped(section.title + (f", {section.aside}" if section.aside else ""))


def _words(words: str) -> str:
    return rf"\text{{{escaped(words)}}}"


def _number(number: Number) -> str:
    return separated(number).replace(",", "{,}")
