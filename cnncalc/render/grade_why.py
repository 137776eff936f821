"""The reason of one mark, for whoever asks about it."""

from __future__ import annotations

from typing import Final

from cnncalc.grading.asked import Key
from cnncalc.grading.klass import decimal, why
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.render.grade_signs import cell_name, clean, page, points_of, read_as, short, value_text
from cnncalc.render.grade_worked import beside
from cnncalc.render.look import Look

_LABEL: Final = 11


def why_text(key: Key, marked: Marked, mark: Mark, look: Look, reveal: bool = False) -> str:
    """Return how the mark of one cell came about; the right answer stands in it only with `reveal`."""
    points = f"{points_of(mark.points, mark.most)} of {decimal(mark.asked.points)}"
    name = f"{short(marked.submission.student)}, {cell_name(mark.asked.row, mark.asked.column)}"
    lines = [*look.ends(name, points), ""]
    for label, text in _rows(key, marked, mark, look):
        lines += look.hanging("  " + look.style("label", label.ljust(_LABEL)), 2 + _LABEL, text)
    if reveal:
        lines += ["", *("  " + line for line in beside(mark, marked, look))]
    return page(look, lines)


def _rows(key: Key, marked: Marked, mark: Mark, look: Look) -> list[tuple[str, str]]:
    written = short(mark.reading.raw, 200)
    rows = [("written", f'"{written}"' if written else "nothing")]
    if len(mark.reading.values) > 1:
        rows.append(("read as", _readings(mark, look)))
    elif read := read_as(mark.reading, look.layout):
        rows.append(("read as", read))
    rows.append(("verdict", _verdict(key, mark)))
    for cell in mark.follows:
        root = marked.mark(cell)
        row, _, column = cell.partition(".")
        rows.append(("builds on", f'{cell_name(row, column or "answer")}, which is "{short(root.reading.raw)}"'))
    chosen = {found.slip.id for found in marked.slips if mark.id in found.cells}
    for diagnosis in mark.diagnoses:
        names = " and ".join(slip.name for slip in diagnosis.slips)
        behind = [found for found in marked.slips if found.slip.id in {slip.id for slip in diagnosis.slips}]
        cells = max((len(found.cells) for found in behind), default=0)
        habit = f", as in {cells - 1} other cell{'' if cells == 2 else 's'}" if cells > 1 else ""
        mine = chosen.issuperset(slip.id for slip in diagnosis.slips)
        rows.append(("slip" if mine else "or", f"{names}{habit if mine else ''}"))
        if mine:
            rows.append(("hint", " ".join(slip.hint for slip in diagnosis.slips)))
    if mark in marked.unexplained and not mark.diagnoses and mark.convention is None and not mark.follows:
        rows.append(("slip", "none found"))
    if mark.repeats:
        rows.append(("charged", "once, in an earlier cell"))
    if mark.decision is not None:
        reason = f": {clean(mark.decision.why)}" if mark.decision.why else ""
        rows.append(("decided", f"{decimal(mark.decision.points)} points{reason}"))
    return rows


def _verdict(key: Key, mark: Mark) -> str:
    """Say a verdict in words."""
    follows = "right, given earlier wrong answers"
    match mark.verdict:
        case "right":
            return "right"
        case "follows":
            return follows
        case "convention" if mark.convention is None:
            return "right in part"
        case "convention":
            source = f"{follows}, " if mark.follows else "right "
            return f"{source}under the convention {mark.convention}, which earns {_share(mark)}"
        case "blank":
            return "not answered"
        case "unreadable":
            return f"cannot be read: {why(mark)}"
        case "undecided":
            return f"for a person: {why(mark)}"
    if mark.follows and not key.rules.follow:
        return "wrong here: it follows from earlier answers, which the key does not follow"
    if mark.convention is not None:
        return f"wrong here: right under the convention {mark.convention}, which the key does not accept"
    return "wrong"


def _share(mark: Mark) -> str:
    if mark.points >= mark.asked.points:
        return "full points"
    return f"{decimal(mark.points)} of {decimal(mark.asked.points)} points"


def _readings(mark: Mark, look: Look) -> str:
    """Write what an answer can mean, with the points that each reading would earn where they differ."""
    texts = [value_text(value, look.layout) for value in mark.reading.values]
    if mark.worth:
        texts = [f"{text} ({decimal(points)})" for text, points in zip(texts, mark.worth, strict=True)]
    return ", or ".join(texts)
