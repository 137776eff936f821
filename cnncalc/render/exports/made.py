"""The files that marks become by themselves; a gradebook that is filled in has a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Literal, TypeAlias

from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.mark_types import Marked
from cnncalc.model.volume import Layout
from cnncalc.render.exports.gradescope import Visibility
from cnncalc.render.exports.names import file_names
from cnncalc.render.look import PLAIN, Look

Kind: TypeAlias = Literal["csv", "json", "markdown", "html", "gradescope"]
ENDINGS: Final = {"markdown": "md", "html": "html", "gradescope": "json"}
"""Of the kinds that are a file a student, how their names end."""


def grade_files(
    graded: Graded,
    kind: Kind,
    *,
    reveal: bool = False,
    visibility: Visibility = "visible",
    layout: Layout = "hwc",
) -> dict[str, bytes]:
    """Return files by name: `grades.csv` or `grades.json`, and of the other kinds one a student, `s05.html`.

    Names are made of letters, digits and `-_.`, whatever a student is called. With `reveal` the right calculations
    stand in them, else only hints.
    """
    look = PLAIN._replace(layout=layout)
    match kind:
        case "csv":
            from cnncalc.render.exports import grades

            return {"grades.csv": grades.text(graded).encode()}
        case "json":
            from cnncalc.render.grade_json import class_document
            from cnncalc.render.json import dumped

            document = class_document(graded.key, graded.klass, graded.sheets, reveal, graded.unmatched)
            return {"grades.json": dumped(document).encode()}
        case "gradescope":
            from cnncalc.render.exports import gradescope

            write = partial(gradescope.text, graded.key, reveal=reveal, visibility=visibility, look=look)
            return _for_each(graded, kind, write)
        case _:
            return _for_each(graded, kind, _pages(graded, kind, reveal, look))


def _for_each(graded: Graded, kind: Kind, write: Callable[[Marked], str]) -> dict[str, bytes]:
    names: Mapping[str, str] = file_names(marked.submission.student for marked in graded.sheets)
    return {f"{names[marked.submission.student]}.{ENDINGS[kind]}": write(marked).encode() for marked in graded.sheets}


def _pages(graded: Graded, kind: Kind, reveal: bool, look: Look) -> Callable[[Marked], str]:
    from cnncalc.render import feedback, feedback_html, feedback_markdown

    text = feedback_html.text if kind == "html" else feedback_markdown.text

    def page(marked: Marked) -> str:
        person = graded.handed_in.people.get(marked.submission.student)
        return text(feedback.feedback(graded.key, marked, person.name if person else "", reveal, look))

    return page
