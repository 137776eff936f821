"""Marked sheets as the documents of `--json`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from cnncalc import __version__
from cnncalc.errors import Problem
from cnncalc.grading.asked import Key
from cnncalc.grading.klass import Class, Seen, added
from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.grading.sheetwide import Found
from cnncalc.render.grade_signs import short, value_text
from cnncalc.render.json import SCHEMA_VERSION

_LONGEST: Final = 200
"""As many signs of an answer are told; a right one has fewer."""


def class_document(graded: Graded, reveal: bool = False) -> dict[str, object]:
    """Return sheets and class as one document.

    Points are numbers, `most` what they may still come to. With `reveal`, cells carry the right answer too.
    """
    key, names = graded.key, graded.names
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "title": key.title,
        "points": _number(added(asked.points for asked in key.cells)),
        "cells": [{"id": a.id, "row": a.row, "column": a.column, "points": _number(a.points)} for a in key.cells],
        "sheets": [_sheet(marked, names, reveal) for marked in graded.sheets],
        "class": _class(graded.klass),
        "unmatched": list(graded.unmatched),
        "idle_decisions": [_idle(problem) for problem in graded.idle],
    }


def why_document(key: Key, marked: Marked, mark: Mark, reveal: bool = False) -> dict[str, object]:
    """Return the reason of one mark: its cell as in the document of the class, and the slips behind it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "title": key.title,
        "student": marked.submission.student,
        "file": marked.submission.file,
        "of": _number(mark.asked.points),
        "cell": _cell(mark, reveal),
        "slips": [_found(found) for found in marked.slips if mark.id in found.cells],
    }


def _idle(problem: Problem) -> dict[str, object]:
    return {"line": problem.origin.line if problem.origin else None, "message": problem.message}


def _sheet(marked: Marked, names: Mapping[str, str], reveal: bool) -> dict[str, object]:
    return {
        "student": marked.submission.student,
        "name": names.get(marked.submission.student),
        "file": marked.submission.file,
        "problem": marked.submission.problem or None,
        "points": _number(marked.points),
        "most": _number(marked.most),
        "slips": [_found(found) for found in marked.slips],
        "cells": [_cell(mark, reveal) for mark in marked.marks],
        "notes": list(marked.submission.notes),
    }


def _found(found: Found) -> dict[str, object]:
    return {"id": found.slip.id, "name": found.slip.name, "hint": found.slip.hint, "cells": list(found.cells)}


def _cell(mark: Mark, reveal: bool) -> dict[str, object]:
    cell: dict[str, object] = {
        "id": mark.id,
        "answer": short(mark.reading.raw, _LONGEST),
        "verdict": mark.verdict,
        "convention": mark.convention,
        "follows": list(mark.follows),
        "points": _number(mark.points),
        "most": _number(mark.most),
        "why": mark.decision.why if mark.decision else mark.reading.why or None,
        "readings": [
            {"answer": value_text(value, grouped=False), "points": _number(points)}
            for value, points in zip(mark.reading.values, mark.worth, strict=False)
        ],
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
            {"cell": shared.asked.id, "answer": short(shared.raw, _LONGEST), "sheets": shared.sheets}
            for shared in klass.shared
        ],
        "for_you": [each._replace(raw=short(each.raw, _LONGEST))._asdict() for each in klass.for_you],
    }


def _seen(seen: Seen) -> dict[str, object]:
    name = {"id": seen.slip.id, "name": seen.slip.name} if seen.slip else {"id": None, "name": None}
    return {**name, "sheets": seen.sheets, "cells": seen.cells}


def _number(value: Fraction | None) -> float | int | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(round(value, 6))
