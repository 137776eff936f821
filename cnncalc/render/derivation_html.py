"""Explanations as one self-contained HTML page, its formulas in MathML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from cnncalc.algebra.printers import MATHML
from cnncalc.explain.explanation import Explanation, Section
from cnncalc.model.course import Times
from cnncalc.render.derivation import Explained, Hand, footing, summary
from cnncalc.render.look import Look

_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h2 small, h3 small, .note, footer { font-weight: normal; opacity: .7; }
math { font-size: 1.15em; }
mtable.lines mtd { text-align: left; padding: .2em .3em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dd { margin: 0; }
"""
_TIMES: Final[dict[Times, str]] = {"*": "·", "·": "·", "×": "×"}


def text(explained: Explained, look: Look, steps: bool) -> str:
    """Return the page."""
    sign = f"<mo>{_TIMES[explained.course.times]}</mo>"
    space = '<mspace width=".4em"/>'
    write = Hand(MATHML.multiplied(f"<mrow>%s{sign}%s</mrow>"), f"{space}{sign}{space}", "<mo>=</mo>")
    title = explained.title or ", ".join(explanation.heading for explanation in explained.explanations)
    body = [f"<h1>{escape(title)} <small>input {escape(explained.input)}</small></h1>"] if explained.title else []
    for explanation in explained.explanations:
        body += _layer(explanation, write)
    if foot := footing(explained.course):
        body.append(f"<footer>{escape(foot)}</footer>")
    head = f'<meta charset="utf-8">\n<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>'
    page = "\n".join(body)
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{page}\n</body>\n</html>\n'


def _layer(explanation: Explanation, write: Hand) -> Iterator[str]:
    yield f"<h2>{escape(explanation.heading)} <small>on {escape(explanation.on)}</small></h2>"
    if explanation.brief:
        yield f"<p>{escape(summary(explanation))}</p>"
        return
    for section in explanation.sections:
        aside = f" <small>{escape(section.aside)}</small>" if section.aside else ""
        yield f"<h3>{escape(section.title)}{aside}</h3>"
        yield _calculation(section, write)
        if section.note:
            yield f'<p class="note">{escape(section.note)}</p>'
        if section.letters:
            told = (f"<dt>{_math(write.told(one))}</dt><dd>{escape(one.meaning)}</dd>" for one in section.letters)
            yield f"<dl>{''.join(told)}</dl>"
        if section.ideas:
            ideas = (write.sentence(idea, lambda words: escape(words, quote=False), _math) for idea in section.ideas)
            yield f"<p>{' '.join(ideas)}</p>"


def _calculation(section: Section, write: Hand) -> str:
    """Return a calculation as a table of one line below the other, with the equals signs in a column."""
    lines = [write.line(line) for line in section.lines] or [f"<mtext>{escape(section.result)}</mtext>"]
    rows = (
        f"<mtr><mtd>{'' if number == 0 < len(lines) - 1 else '<mo>=</mo>'}</mtd><mtd>{line}</mtd></mtr>"
        for number, line in enumerate(lines)
    )
    return f'<math display="block"><mtable class="lines">{"".join(rows)}</mtable></math>'


def _math(formula: str) -> str:
    return f"<math><mrow>{formula}</mrow></math>"
