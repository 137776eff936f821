"""The feedback of a student as HTML: a page that needs no other file, or the notes alone for a comment."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from cnncalc.render.feedback import VERDICTS, Feedback, Said, Told
from cnncalc.render.grade_signs import FOLLOWS, PART, RIGHT

_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #8884; }
td { font-variant-numeric: tabular-nums; }
.wrong { font-weight: bold; }
footer, sup { opacity: .75; }
pre { overflow-x: auto; }
"""
_GOOD: Final = frozenset({RIGHT, FOLLOWS, PART})


def text(feedback: Feedback) -> str:
    """Return the page."""
    title = f"{feedback.title}: {feedback.student}"
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>'
    )
    body = "\n".join(_body(feedback))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n<style>\n{_STYLE}</style>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def comment(feedback: Feedback) -> str:
    """Return the notes on one line, for the comments of a learning platform."""
    if feedback.problem:
        return f"<p>This sheet cannot be read: {escape(feedback.problem)}</p>"
    return "".join(_notes(feedback))


def _body(feedback: Feedback) -> Iterator[str]:
    yield f"<h1>{escape(feedback.title)}</h1>"
    if feedback.problem:
        yield f"<p><strong>{escape(feedback.student)}</strong></p>"
        yield f"<p>This sheet cannot be read: {escape(feedback.problem)}</p>"
        return
    yield f"<p><strong>{escape(feedback.student)}</strong>: {feedback.earned} points</p>"
    yield "<table>"
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in feedback.columns)
    yield f"<thead><tr><td></td>{heads}</tr></thead>"
    yield "<tbody>"
    for row, cells in feedback.rows:
        yield f'<tr><th scope="row">{escape(row)}</th>{"".join(map(_cell, cells))}</tr>'
    yield "</tbody>"
    sums = "".join(f"<td>{points}</td>" for points in feedback.points)
    yield f'<tfoot><tr><th scope="row">points</th>{sums}</tr></tfoot>'
    yield "</table>"
    yield from _notes(feedback)
    yield f"<footer>{'; '.join(f'{sign} {VERDICTS[sign]}' for sign in feedback.signs)}</footer>"


def _notes(feedback: Feedback) -> Iterator[str]:
    if feedback.notes:
        yield f"<ol>{''.join(map(_note, feedback.notes))}</ol>"
    else:
        yield "<p>Everything is right.</p>"
    if feedback.remarks:
        yield f"<ul>{''.join(f'<li>Seen in the sheet: {escape(remark)}</li>' for remark in feedback.remarks)}</ul>"


def _note(note: Told) -> str:
    worked = f"<pre>{'<br>'.join(map(escape, note.worked))}</pre>" if note.worked else ""
    return f"<li>{'<br>'.join(map(escape, note.lines))}{worked}</li>"


def _cell(said: Said | None) -> str:
    if said is None:
        return "<td></td>"
    notes = f"<sup>{', '.join(map(str, said.notes))}</sup>" if said.notes else ""
    wrong = "" if said.sign in _GOOD else ' class="wrong"'
    verdict = f'<span role="img" aria-label="{VERDICTS[said.sign]}"{wrong}>{said.sign}</span>'
    return f"<td>{escape(said.answer)} {verdict}{notes}</td>"
