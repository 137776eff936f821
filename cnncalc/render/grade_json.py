"""Marked sheets as the documents of `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from cnncalc import __version__
from cnncalc.grading.asked import Key
from cnncalc.grading.klass import Class, Seen
from cnncalc.grading.mark_types import NOTHING, Mark, Marked
from cnncalc.render.grade_signs import value_text
from cnncalc.render.json import SCHEMA_VERSION


def class_document(
    key: Key, klass: Class, sheets: Sequence[Marked], reveal: bool = False, unmatched: Iterable[str] = ()
) -> dict[str, object]:
    """Return sheets and class as one document.

    Points are numbers, `most` what they may still come to. With `reveal`, cells carry the right answer too.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "title": key.title,
        "points": _number(sum((asked.points for asked in key.cells), NOTHING)),
        "cells": [{"id": a.id, "row": a.row, "column": a.column, "points": _number(a.points)} for a in key.cells],
        "sheets": [_sheet(marked, reveal) for marked in sheets],
        "class": _class(klass),
        "unmatched": list(unmatched),
    }


def _sheet(marked: Marked, reveal: bool) -> dict[str, object]:
    return {
        "student": marked.submission.student,
        "file": marked.submission.file,
        "problem": marked.submission.problem or None,
        "points": _number(marked.points),
        "most": _number(marked.most),
        "slips": [
            {"id": found.slip.id, "name": found.slip.name, "hint": found.slip.hint, "cells": list(found.cells)}
            for found in marked.slips
        ],
        "cells": [_cell(mark, reveal) for mark in marked.marks],
        "notes": list(marked.submission.notes),
    }


def _cell(mark: Mark, reveal: bool) -> dict[str, object]:
    cell: dict[str, object] = {
        "id": mark.id,
        "answer": mark.reading.raw,
        "verdict": mark.verdict,
        "convention": mark.convention,
        "follows": list(mark.follows),
        "points": _number(mark.points),
        "most": _number(mark.most),
        "why": mark.decision.why if mark.decision else mark.reading.why or None,
        "decided": mark.decision is not None,
        "slips": [[slip.id for slip in diagnosis.slips] for diagnosis in mark.diagnoses],
    }
    if reveal:
        cell["right"] = value_text(mark.asked.truth, grouped=False)
    return cell


def _class(klass: Class) -> dict[str, object]:
    return {
        "sheets": klass.sheets,
        "marked": klass.marked,
        "mean": _number(klass.mean),
        "median": _number(klass.median),
        "lowest": _number(klass.lowest),
        "hardest": [
            {"cell": hard.asked.id, "points": _number(hard.points), "of": _number(hard.most)} for hard in klass.hardest
        ],
        "slips": [_seen(seen) for seen in (*klass.slips, klass.unexplained)],
        "look_at": [
            {"cell": shared.asked.id, "answer": shared.raw, "sheets": shared.sheets} for shared in klass.shared
        ],
        "for_you": [each._asdict() for each in klass.for_you],
    }


def _seen(seen: Seen) -> dict[str, object]:
    name = {"id": seen.slip.id, "name": seen.slip.name} if seen.slip else {"id": None, "name": None}
    return {**name, "sheets": seen.sheets, "cells": seen.cells}


def _number(value: Fraction | None) -> float | int | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(round(value, 6))
