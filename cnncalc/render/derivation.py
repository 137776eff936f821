"""Explanations as text: one function a format, all of them readings of the same lines, letters and sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, NamedTuple

from cnncalc.algebra.expr import Expr
from cnncalc.algebra.printers import Notation
from cnncalc.errors import UsageError
from cnncalc.explain import explanation, sections
from cnncalc.explain.explanation import NOTHING, Chain, Explanation, Line, Sentence, Told
from cnncalc.model.course import USUAL, Course
from cnncalc.model.report import Report
from cnncalc.model.volume import Layout
from cnncalc.render.look import PLAIN, Look

FORMATS: Final = ("table", "plain", "json", "markdown", "latex", "html")
"""The formats of an explanation; in a terminal, in a pipe and in a file text is the same."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The explanations of some layers of a net, which can write themselves; `title` and `input` are the net's."""

    explanations: tuple[Explanation, ...]
    course: Course = USUAL
    title: str = ""
    input: str = ""

    @property
    def text(self) -> str:
        """The explanations as a terminal of 80 columns shows them."""
        return self.to_text()

    def to_text(self, format: str = "plain", look: Look = PLAIN, steps: bool = False) -> str:
        """Return the explanations as `plain`, `markdown`, `latex`, `html` or `json` text.

        `steps` is for LaTeX: slides on which the lines of a calculation appear one after the other.

        Raises:
            UsageError: there is no such format, or it has no steps.
        """
        if format not in FORMATS:
            raise UsageError(f"an explanation is no {format}; its formats are {', '.join(FORMATS)}")
        if steps and format != "latex":
            raise UsageError("--steps are slides of LaTeX; write", (("--format latex --steps", "Beamer overlays"),))
        name = {"table": "text", "plain": "text"}.get(format, format)
        write: Callable[[Explained, Look, bool], str] = import_module(f"cnncalc.render.derivation_{name}").text
        return write(self, look, steps)

    def _repr_markdown_(self) -> str:
        """Display in a notebook."""
        return self.to_text("markdown")

    def __str__(self) -> str:
        return self.text


def of_report(
    report: Report,
    layers: Sequence[str] = (),
    of: Sequence[str] | None = None,
    course: Course | None = None,
    layout: Layout = "hwc",
    alone: bool = False,
) -> Explained:
    """Return the explanations of the named layers of a report, or of all of them.

    Raises:
        UsageError: there is no layer or no quantity of a name.
    """
    hand = course or USUAL
    quantities = explanation.quantities(of) if of else explanation.USUAL
    chosen = [report.named(name) for name in layers] or list(report.layers)
    explained = tuple(sections.explained(layer, report, quantities, hand, layout, alone) for layer in chosen)
    title = "" if alone else report.title.name or report.title.file
    return Explained(explained, hand, title, hand.input(report.input, layout))


class Hand(NamedTuple):
    """How formulas are written: the notation, the sign between factors that stand apart, and the equals sign."""

    notation: Notation
    apart: str
    equals: str = " = "

    def line(self, line: Line) -> str:
        """Write one line of a calculation."""
        return self.apart.join(map(self.notation.write, line))

    def chain(self, chain: Chain) -> str:
        """Write a calculation on one line: `J*S = 1*4 = 4`."""
        return self.equals.join(map(self.line, chain))

    def sentence(self, sentence: Sentence, words: Callable[[str], str], formula: Callable[[str], str]) -> str:
        """Write a sentence: its words and its formulas as the format wants them."""
        return "".join(words(part) if isinstance(part, str) else formula(self.chain(part)) for part in sentence)

    def told(self, letter: Told) -> str:
        """Write letters with their value: `H = W = 32`."""
        value = letter.value
        shown = self.notation.write(value) if isinstance(value, Expr) else self.notation.number(value)
        return self.equals.join((*map(self.notation.symbol, letter.symbols), shown))


def footing(course: Course) -> str:
    """Say whose hand it is: nothing for the usual one."""
    if not course.file:
        return ""
    return (
        f"letters and signs of {course.name} ({course.file})" if course.name else f"letters and signs of {course.file}"
    )


def summary(explanation: Explanation) -> str:
    """Return a layer that calculates nothing on one line: its results, and what there is to say about them."""
    told = (section for section in explanation.sections if section.result != NOTHING)
    results = ", ".join(f"{_lower(section.title)} {section.result}" for section in told)
    said = [
        part for section in explanation.sections for idea in section.ideas for part in idea if isinstance(part, str)
    ]
    return " ".join((f"{results[:1].upper()}{results[1:]}.", *dict.fromkeys(said[:2])))


def rows(letters: Sequence[Told]) -> list[tuple[Told, ...]]:
    """Put letters two and two."""
    return [tuple(letters[at : at + 2]) for at in range(0, len(letters), 2)]


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"
