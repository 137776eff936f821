"""The files that marks become by themselves; a gradebook that is filled in has a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    return dict(made(graded, kind, reveal, visibility, PLAIN._replace(layout=layout)))


def made(
    graded: Graded,
    kind: Kind,
    reveal: bool,
    visibility: Visibility,
    look: Look,
    watch: Callable[[Sequence[Marked]], Iterable[Marked]] = iter,
) -> Iterator[tuple[str, bytes]]:
    """Yield files with their names one by one; `watch` hands the sheets on, and may show how far it is."""
    match kind:
        case "csv":
            from cnncalc.render.exports import grades

            yield "grades.csv", _bytes(grades.text(graded))
        case "json":
            from cnncalc.render.grade_json import class_document
            from cnncalc.render.json import dumped

            yield "grades.json", _bytes(dumped(class_document(graded, reveal)))
        case _:
            write = _one(graded, kind, reveal, visibility, look)
            names = file_names(marked.submission.student for marked in graded.sheets)
            for marked in watch(graded.sheets):
                yield f"{names[marked.submission.student]}.{ENDINGS[kind]}", _bytes(write(marked))


def _bytes(text: str) -> bytes:
    """Return a text in UTF-8, with `?` for the bytes of a file's name that are in no encoding."""
    return text.encode("utf-8", "replace")


def _one(graded: Graded, kind: Kind, reveal: bool, visibility: Visibility, look: Look) -> Callable[[Marked], str]:
    """Return what writes the file of one student."""
    if kind == "gradescope":
        from cnncalc.render.exports import gradescope

        return partial(gradescope.text, graded.key, reveal=reveal, visibility=visibility, look=look)
    return _pages(graded, kind, reveal, look)


def _pages(graded: Graded, kind: Kind, reveal: bool, look: Look) -> Callable[[Marked], str]:
    from cnncalc.render import feedback, feedback_html, feedback_markdown

    text = feedback_html.text if kind == "html" else feedback_markdown.text

    def page(marked: Marked) -> str:
        person = graded.handed_in.people.get(marked.submission.student)
        return text(feedback.feedback(graded.key, marked, person.name if person else "", reveal, look))

    return page
