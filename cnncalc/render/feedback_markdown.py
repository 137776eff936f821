"""The feedback of a student as Markdown."""

from __future__ import annotations

import re
from typing import Final

from cnncalc.render.feedback import VERDICTS, Feedback, Said

_SPECIAL: Final = re.compile(r"([\\`*_~|<>\[\]#!&@$]|:(?=//)|(?<=www)\.)")

_CODE: Final = " " * 4
"""Behind so many blanks more a line below a note is code: there is no fence that an answer could close."""


def text(feedback: Feedback) -> str:
    """Return a page: the answers as a table, and the notes below it."""
    lines = [f"# {escaped(feedback.title)}", ""]
    if feedback.problem:
        lines += [f"**{escaped(feedback.student)}**", "", f"This sheet cannot be read: {escaped(feedback.problem)}"]
        return "\n".join(lines) + "\n"
    lines += [f"**{escaped(feedback.student)}**: {feedback.earned} points", ""]
    lines += [_row(("", *feedback.columns)), _row(("---",) * (1 + len(feedback.columns)))]
    lines += [_row((escaped(row), *map(_cell, cells))) for row, cells in feedback.rows]
    lines += [_row(("points", *feedback.points)), ""]
    lines += ["; ".join(f"{sign} {VERDICTS[sign]}" for sign in feedback.signs), ""]
    for number, note in enumerate(feedback.notes, 1):
        start = f"{number}. "
        below = " " * len(start)
        lines += [f"{start}{escaped(note.lines[0])}", *(f"{below}{escaped(line)}" for line in note.lines[1:])]
        if note.worked:
            lines += ["", *(f"{below}{_CODE}{line}" for line in note.worked)]
        lines.append("")
    if not feedback.notes:
        lines += ["Everything is right.", ""]
    lines += [f"- Seen in the sheet: {escaped(line)}" for line in feedback.remarks]
    return "\n".join(lines).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Return what somebody wrote so that it is neither formatting nor a link nor HTML."""
    return _SPECIAL.sub(r"\\\1", text)


def _cell(said: Said | None) -> str:
    if said is None:
        return ""
    notes = f" ({', '.join(map(str, said.notes))})" if said.notes else ""
    return f"{escaped(said.answer)} {said.sign}{notes}".strip()


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
