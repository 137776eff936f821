"""Explanations as a document for programs; docs/explain.md says what is in it."""

from __future__ import annotations

from cnncalc import __version__
from cnncalc.algebra.expr import Expr
from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import TEXT
from cnncalc.explain.explanation import Explanation, Section
from cnncalc.render.derivation import Explained, Hand
from cnncalc.render.json import SCHEMA_VERSION, dumped
from cnncalc.render.look import Look


def text(explained: Explained, look: Look, steps: bool) -> str:
    """Return the document; its formulas are written as in a spec, whatever the course's sign of a product is."""
    write = Hand(TEXT, " * ")
    return dumped(
        {
            "schema_version": SCHEMA_VERSION,
            "cnncalc": __version__,
            "course": explained.course.name or None,
            "layers": [_layer(explanation, write) for explanation in explained.explanations],
        }
    )


def _layer(explanation: Explanation, write: Hand) -> dict[str, object]:
    node = explanation.layer.node
    return {
        "name": node.name,
        "op": node.layer.kind,
        "text": node.text,
        "on": explanation.on,
        "quantities": [_section(section, write) for section in explanation.sections],
    }


def _section(section: Section, write: Hand) -> dict[str, object]:
    lines = [write.line(line) for line in section.lines]
    lettered = bool(section.lines) and lines[0] != lines[-1]
    return {
        "quantity": section.quantity,
        "title": section.title,
        "axes": list(section.axes),
        "formula": lines[0] if lettered else None,
        "letters": [
            {"letter": symbol, "value": _number(letter.value), "meaning": letter.meaning}
            for letter in section.letters
            for symbol in letter.symbols
        ],
        "steps": lines[lettered:],
        "value": None if section.value is None else _number(section.value),
        "result": section.result,
        "note": section.note,
        "idea": " ".join(write.sentence(idea, str, str) for idea in section.ideas),
    }


def _number(value: Number | Expr) -> int | str:
    """Return a whole number as one, what is not as a fraction, and a formula as its text."""
    return value if isinstance(value, int) else str(value)
