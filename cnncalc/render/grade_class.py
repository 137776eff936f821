"""A marked class: a line a student, one sign a cell, and below it what the class says of the questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from cnncalc.algebra.errors import counted
from cnncalc.grading.asked import Key
from cnncalc.grading.klass import Class, Seen, decimal, summed
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.render.grade_signs import PART, cell_name, clean, page, points_of, sign
from cnncalc.render.look import Look

_LABEL: Final = 11
_WORDS: Final = 22
"""What went wrong has at least so many columns beside the strips."""
_SLIP: Final = 41


def class_text(key: Key, klass: Class, listed: Sequence[Marked], look: Look, notes: Iterable[str] = ()) -> str:
    """Return a class: the `listed` sheets, and everything that is counted over all of them.

    A look of no width is for a pipe: no rules and no legend, nothing wrapped.
    """
    total, cells = summed(key)
    title = look.ends(key.title, f"{counted(klass.sheets, 'sheet')}, {cells}") if look.bounded else []
    lines = [*title, ""] if title else []
    if listed:
        lines += _sheets(key, listed, look)
    lines += _summary(klass, total, look)
    lines += _slips(klass)
    lines += _for_you(klass, look)
    lines += [line for note in notes for line in look.hanging("", 0, note)]
    return page(look, lines)


def _columns(key: Key) -> dict[str, list[int]]:
    """Return the cells of each column, in the order of the key."""
    columns: dict[str, list[int]] = {}
    for number, asked in enumerate(key.cells):
        columns.setdefault(asked.column, []).append(number)
    return columns


def _sheets(key: Key, listed: Sequence[Marked], look: Look) -> list[str]:
    columns = _columns(key)
    students = [clean(marked.submission.student) for marked in listed]
    first = max(len("sheet"), *map(len, students)) + 2
    room = look.width - first - _WORDS - 10
    strips = sum(max(len(name), len(cells)) + 2 for name, cells in columns.items()) <= room
    widths = {
        name: max(len(name), len(cells) if strips else len(f"{len(cells)}/{len(cells)}"))
        for name, cells in columns.items()
    }
    head = "sheet".ljust(first) + "  ".join(name.ljust(width) for name, width in widths.items())
    head += "  points  what went wrong"
    ruled = look.bounded
    rule = ["─" * look.width] if ruled else []
    lines = [look.style("dim", head), *(look.style("dim", each) for each in rule)]
    told = False
    for marked, student in zip(listed, students, strict=True):
        texts = [
            _strip([marked.marks[cell] for cell in cells], strips) if marked.marks else "" for cells in columns.values()
        ]
        start = student.ljust(first) + "  ".join(
            text.ljust(width) for text, width in zip(texts, widths.values(), strict=True)
        )
        points = points_of(marked.points, marked.most) if marked.marks else "-"
        start += f"  {points:>6}  "
        lines += look.hanging(start, len(start), went_wrong(marked, first=not told))
        told = told or bool(marked.slips)
    if ruled:
        lines += [*(look.style("dim", each) for each in rule), *_legend(listed)]
    return [*lines, ""]


def _strip(marks: Sequence[Mark], signs: bool) -> str:
    if signs:
        return "".join(map(sign, marks))
    return f"{sum(mark.points >= mark.asked.points for mark in marks)}/{len(marks)}"


def went_wrong(marked: Marked, first: bool = False) -> str:
    """Say in a few words what a sheet lost points for, and what else is to be known about it."""
    if marked.submission.problem:
        return f"unreadable: {marked.submission.problem}"
    lost = {mark.id for mark in marked.marks if mark.points < mark.asked.points or mark.verdict == "wrong"}
    slips: list[str] = []
    free: list[str] = []
    for found in marked.slips:
        if lost.isdisjoint(found.cells):
            free.append(f"{found.slip.name}: accepted")
        else:
            cells = counted(len(found.cells), "cell") if first and not slips else str(len(found.cells))
            slips.append(f"{found.slip.name} ({cells})")
    parts = [", ".join([*slips, *free])] if slips or free else []
    accepted = {mark.convention for mark in marked.marks if mark.convention == "chw"}
    if accepted and not any(found.slip.convention == "chw" for found in marked.slips):
        parts.append("sizes written C x H x W: accepted")
    if unexplained := len(marked.unexplained):
        parts.append(f"{unexplained} wrong, no slip found")
    if blank := sum(mark.verdict == "blank" for mark in marked.marks):
        parts.append(f"{blank} blank")
    if person := sum(mark.for_a_person for mark in marked.marks):
        parts.append(f"{counted(person, 'cell')} to be read by a person")
    return "; ".join(parts)


def _legend(listed: Sequence[Marked]) -> list[str]:
    marks = [mark for marked in listed for mark in marked.marks]
    halves = {mark.id for mark in marks if sign(mark) == PART}
    slips = {
        found.slip.name
        for marked in listed
        for found in marked.slips
        if halves.intersection(found.cells) and found.slip.convention
    }
    reason = f": {slips.pop()}" if len(slips) == 1 else " under another convention"
    half = f"   ½ right, but{reason}" if halves else ""
    return [
        f"✓ right   → right, given an earlier slip (full){half}",
        "✗ wrong   · blank   ? not decided",
    ]


def _summary(klass: Class, total: Fraction, look: Look) -> list[str]:
    text = f"{klass.marked} of {counted(klass.sheets, 'sheet')} marked"
    if klass.mean is not None and klass.median is not None and klass.lowest is not None:
        numbers = (decimal(round(klass.mean, 1), 1), decimal(klass.median, 1), decimal(klass.lowest, 1))
        text += ": mean {} of {}, median {}, lowest {}".format(numbers[0], decimal(total), *numbers[1:])
    lines = look.hanging("class".ljust(_LABEL), _LABEL, text)
    hard = [
        f"{cell_name(each.asked.row, each.asked.column)} {decimal(each.points, 1)}"
        + ("" if number else f" of {decimal(each.most)}")
        for number, each in enumerate(klass.hardest)
    ]
    if hard:
        lines += look.hanging("hardest".ljust(_LABEL), _LABEL, ", ".join(hard))
    return [*lines, ""]


def _slips(klass: Class) -> list[str]:
    rows: list[Seen] = [*klass.slips, klass.unexplained] if klass.slips or klass.unexplained.cells else []
    if not rows:
        return []
    names = [seen.slip.name if seen.slip else "none found" for seen in rows]
    width = max(_SLIP, *map(len, names))
    lines = [f"{'slip':{width}}  sheets   cells"]
    lines += [f"{name:{width}}  {seen.sheets:>6,}  {seen.cells:>6,}" for name, seen in zip(names, rows, strict=True)]
    return [*lines, ""]


def _for_you(klass: Class, look: Look, most: int = 40) -> list[str]:
    """Return what a person must look at: cells and sheets, and questions that many answered with the same number."""
    lines: list[str] = []
    for shared in klass.shared:
        name = cell_name(shared.asked.row, shared.asked.column)
        text = f'{name}: {counted(shared.sheets, "sheet")} say "{clean(shared.raw)}", which no slip gives: is it clear?'
        lines += look.hanging("look at".ljust(_LABEL), _LABEL, text)
    if not klass.for_you:
        return [*lines, ""] if lines else []
    width = max(len(each.student) for each in klass.for_you[:most]) + 2
    for number, each in enumerate(klass.for_you[:most]):
        start = ("" if number else "for you").ljust(_LABEL) + clean(each.student).ljust(width)
        row, _, column = (each.cell or "").partition(".")
        cell = f'{cell_name(row, column or "answer")} is written "{clean(each.raw)}": ' if each.cell else ""
        lines += look.hanging(start, len(start), f"{cell}{each.why}")
    if len(klass.for_you) > most:
        lines.append(" " * _LABEL + f"and {len(klass.for_you) - most:,} more")
    return [*lines, ""]
