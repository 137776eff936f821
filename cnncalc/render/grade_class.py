"""A marked class: a line a student, one sign a cell, and below it what the class says of the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from cnncalc.algebra.errors import counted, listed
from cnncalc.errors import Problem
from cnncalc.grading.asked import Key
from cnncalc.grading.klass import Class, Remark, Seen, decimal, summed
from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.render.grade_signs import PART, cell_name, page, points_of, short, sign
from cnncalc.render.look import Look
from cnncalc.render.signs import ascii

_LABEL: Final = 11
_WORDS: Final = 30
"""What went wrong has at least so many columns beside the strips."""
_SLIP: Final = 41
_ID: Final = 8
"""What a sheet is called has no fewer signs, where it is longer."""
_NAME: Final = 24
"""A name beside the number of a student has no more signs, and no fewer than a quarter of them."""
_MOST: Final = 40
"""So many lines are shown of what a person must look at."""


def class_text(graded: Graded, shown: Sequence[Marked], look: Look) -> str:
    """Return a class: the sheets that are `shown`, and everything that is counted over all of them.

    A look of no width is for a pipe: no rules and no legend, nothing wrapped.
    """
    key, klass = graded.key, graded.klass
    total, cells = summed(key)
    title = look.ends(key.title, f"{counted(klass.sheets, 'sheet')}, {cells}") if look.bounded else []
    lines = [*title, ""] if title else []
    if shown:
        lines += _sheets(key, shown, graded.names, look)
    lines += _summary(klass, total, look)
    lines += _slips(klass)
    lines += _for_you(klass, look)
    lines += _remarks(klass.remarks, look)
    lines += idle_lines(graded.idle, look)
    lines += [line for note in graded.unmatched for line in look.hanging("", 0, short(note, 200))]
    return page(look, lines)


def idle_lines(idle: Sequence[Problem], look: Look) -> list[str]:
    """Return the decisions that are about no sheet, each with its line in the file."""
    texts = [f"line {each.origin.line if each.origin else 0}, {short(each.message, 200)}" for each in idle]
    return _below("decisions", texts, look)


def _remarks(remarks: Sequence[Remark], look: Look) -> list[str]:
    """Return what was noticed in the sheets, each thing once, with whose sheets it is about."""
    texts = []
    for remark in remarks:
        who = [short(student, _NAME) for student in remark.students]
        texts.append(f"{short(remark.text, 200)} ({listed(who) if len(who) <= 6 else counted(len(who), 'sheet')})")
    return _below("seen", texts, look)


def _below(label: str, texts: Sequence[str], look: Look) -> list[str]:
    """Return texts below each other behind a label, the first of very many."""
    lines = []
    for number, text in enumerate(texts[:_MOST]):
        lines += look.hanging(("" if number else label).ljust(_LABEL), _LABEL, text)
    if len(texts) > _MOST:
        lines.append(" " * _LABEL + f"and {len(texts) - _MOST:,} more")
    return [*lines, ""] if lines else []


def _columns(key: Key) -> dict[str, list[int]]:
    """Return the cells of each column, in the order of the key."""
    columns: dict[str, list[int]] = {}
    for number, asked in enumerate(key.cells):
        columns.setdefault(asked.column, []).append(number)
    return columns


def _sheets(key: Key, shown: Sequence[Marked], names: Mapping[str, str], look: Look) -> list[str]:
    columns = _columns(key)
    signs = {name: max(len(name), len(cells)) for name, cells in columns.items()}
    counts = {name: max(len(name), len(f"{len(cells)}/{len(cells)}")) for name, cells in columns.items()}
    points = [points_of(marked.points, marked.most) if marked.marks else "-" for marked in shown]
    last = max(len("points"), *map(len, points))
    room = look.width - _WORDS - last - 4
    strips = _taken(signs) + _least(shown, names) <= room
    widths = signs if strips else counts
    below = _taken(widths) + _ID > room  # so many columns that what went wrong has a line of its own
    room += _WORDS if below else 0
    students = _students(shown, names, max(room - _taken(widths), _ID), look)
    first = max(len("sheet"), *map(len, students)) + 2
    head = "sheet".ljust(first) + "  ".join(name.ljust(width) for name, width in widths.items())
    head += "  " + "points".rjust(last) + ("" if below else "  what went wrong")
    ruled = look.bounded
    rule = ["─" * look.width] if ruled else []
    lines = [look.style("dim", head), *(look.style("dim", each) for each in rule)]
    told = False
    for marked, student, earned in zip(shown, students, points, strict=True):
        texts = [
            _strip([marked.marks[cell] for cell in cells], strips) if marked.marks else "" for cells in columns.values()
        ]
        start = student.ljust(first) + "  ".join(
            text.ljust(width) for text, width in zip(texts, widths.values(), strict=True)
        )
        start += f"  {earned:>{last}}  "
        words = went_wrong(marked, first=not told)
        lines += [start, *look.hanging("    ", 4, words)] if below and words else look.hanging(start, len(start), words)
        told = told or bool(marked.slips)
    if ruled:
        lines += [*(look.style("dim", each) for each in rule), *_legend(shown, strips)]
    return [*lines, ""]


def _taken(widths: Mapping[str, int]) -> int:
    """Return the columns that the cells take, with the blanks in front of them."""
    return sum(widths.values()) + 2 * len(widths)


def _least(shown: Sequence[Marked], names: Mapping[str, str]) -> int:
    """Return the fewest columns in which sheets can be called: the numbers whole where names stand beside them."""
    longest = max(len(short(marked.submission.student, 40)) for marked in shown)
    named = any(marked.submission.student in names for marked in shown)
    return longest + 2 + _NAME // 4 if named else min(longest, _ID)


def _students(shown: Sequence[Marked], names: Mapping[str, str], room: int, look: Look) -> list[str]:
    """Return how the sheets are called, with names behind their numbers; both are cut to the room that there is."""
    ids = [_cut(marked.submission.student, min(room, 40), look) for marked in shown]
    width = max(map(len, ids)) + 2
    most = min(room - width, _NAME)
    if most < _NAME // 4:
        return ids
    called = [_cut(names.get(marked.submission.student, ""), most, look) for marked in shown]
    return [f"{id:{width}}{name}".rstrip() for id, name in zip(ids, called, strict=True)]


def _cut(text: str, most: int, look: Look) -> str:
    """Return the beginning of a text in so many columns; the sign for the rest takes three of them in ASCII."""
    return ascii(short(text, most - 2)) if look.ascii and len(text) > most else short(text, most)


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
    if decided := sum(mark.decision is not None for mark in marked.marks):
        parts.append(f"{decided} decided by a person")
    if blank := sum(mark.verdict == "blank" for mark in marked.marks):
        parts.append(f"{blank} blank")
    if person := sum(mark.for_a_person for mark in marked.marks):
        parts.append(f"{counted(person, 'cell')} to be read by a person")
    return "; ".join(parts)


def _legend(shown: Sequence[Marked], strips: bool) -> list[str]:
    marks = [mark for marked in shown for mark in marked.marks]
    if not strips:
        return ["1/2: one cell of two has full points"]
    halves = {mark.id for mark in marks if sign(mark) == PART}
    slips = {
        found.slip.name
        for marked in shown
        for found in marked.slips
        if halves.intersection(found.cells) and found.slip.convention
    }
    reason = f", but: {slips.pop()}" if len(slips) == 1 else ", but under another convention"
    if any(mark.decision is not None and sign(mark) == PART for mark in marks):
        reason = " in part"
    half = f"   ½ right{reason}" if halves else ""
    return [
        f"✓ right   → right, given an earlier slip (full){half}",
        "✗ wrong   · blank   ? not decided",
    ]


def _summary(klass: Class, total: Fraction, look: Look) -> list[str]:
    text = f"{klass.marked} of {counted(klass.sheets, 'sheet')} marked"
    if klass.mean is not None and klass.median is not None and klass.lowest is not None:
        numbers = (decimal(klass.mean, 1), decimal(klass.median, 1), decimal(klass.lowest, 1))
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


def _for_you(klass: Class, look: Look) -> list[str]:
    """Return what a person must look at: cells and sheets, and questions that many answered with the same number."""
    lines: list[str] = []
    for shared in klass.shared:
        name = cell_name(shared.asked.row, shared.asked.column)
        text = f'{name}: {counted(shared.sheets, "sheet")} say "{short(shared.raw)}", which no slip gives: is it clear?'
        lines += look.hanging("look at".ljust(_LABEL), _LABEL, text)
    if not klass.for_you:
        return [*lines, ""] if lines else []
    most = min(look.width - _LABEL - _WORDS - 2, 40)
    width = max(len(_cut(each.student, most, look)) for each in klass.for_you[:_MOST]) + 2
    for number, each in enumerate(klass.for_you[:_MOST]):
        start = ("" if number else "for you").ljust(_LABEL) + _cut(each.student, most, look).ljust(width)
        row, _, column = (each.cell or "").partition(".")
        cell = f'{cell_name(row, column or "answer")} is written "{short(each.raw)}": ' if each.cell else ""
        lines += look.hanging(start, len(start), f"{cell}{short(each.why, 200)}")
    if len(klass.for_you) > _MOST:
        lines.append(" " * _LABEL + f"and {len(klass.for_you) - _MOST:,} more")
    return [*lines, ""]
