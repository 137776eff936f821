r"""Explanations as Markdown with formulas between `$`, as GitHub and notebooks show them."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.explain.explanation import Explanation, Section
from cnncalc.render.derivation import Explained, Hand, footing, summary
from cnncalc.render.derivation_latex import formula, hand
from cnncalc.render.look import Look
from cnncalc.render.markdown import escaped


def text(explained: Explained, look: Look, steps: bool) -> str:
    """Return a heading a layer, and below it one a quantity."""
    write = hand(explained.course.times)
    blocks = [f"# {escaped(explained.title)}, input {escaped(explained.input)}"] if explained.title else []
    for explanation in explained.explanations:
        blocks += _layer(explanation, write)
    if foot := footing(explained.course):
        blocks.append(f"_{escaped(foot)}_")
    return "\n\n".join(blocks) + "\n"


def _layer(explanation: Explanation, write: Hand) -> Iterator[str]:
    yield f"## {escaped(explanation.heading)} on {escaped(explanation.on)}"
    if explanation.brief:
        yield escaped(summary(explanation))
        return
    for section in explanation.sections:
        yield f"### {section.title}" + (f" ({section.aside})" if section.aside else "")
        yield "\n".join(("$$", r"\begin{aligned}", *_rows(section, write), r"\end{aligned}", "$$"))
        if section.letters:
            yield "\n".join(f"- ${write.told(letter)}$: {escaped(letter.meaning)}" for letter in section.letters)
        if section.ideas:
            yield " ".join(write.sentence(idea, escaped, lambda chain: f"${chain}$") for idea in section.ideas)


def _rows(section: Section, write: Hand) -> list[str]:
    rows = formula(section, write)
    return [*(rf"{row} \\" for row in rows[:-1]), rows[-1]]
