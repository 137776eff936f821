"""The signatures of the commands that mark and ask: `cnncalc grade`, `cnncalc sheet` and `cnncalc quiz`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cnncalc.cli.parameters import CardFormatOption, Color, Columns, Json, LayoutOption, Output

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="a key file, or simply a spec")]


def grade(
    key: KeyArgument,
    submissions: Annotated[
        list[str] | None,
        typer.Argument(metavar="SUBMISSION...", help="answer sheets: files, patterns, folders or zips"),
    ] = None,
    roster: Annotated[
        str | None, typer.Option(metavar="FILE", help="the list of a class, that says which sheet is whose")
    ] = None,
    decisions: Annotated[
        str | None, typer.Option(metavar="FILE", help="what a person has decided: student,cell,points,why")
    ] = None,
    why: Annotated[
        tuple[str, str] | None, typer.Option(metavar="STUDENT CELL", help="instead: the reason of one mark")
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="show the right calculation, not only hints")] = False,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=FILE]",
            help="write files too: csv, json; markdown, html (a file a student, in a folder); gradescope (one "
            "student, or =FOLDER); canvas=FILE, moodle=FILE (what was exported, filled in); autograder (needs a key "
            "file); may be repeated",
        ),
    ] = None,
    column: Annotated[
        str | None, typer.Option(metavar="NAME", help="the assignment in Canvas's gradebook; unset: called as the key")
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="fill in the gradebook itself, and keep a copy of it as it was")
    ] = False,
    visibility: Annotated[
        Literal["visible", "after_due_date", "after_published", "hidden"],
        typer.Option(metavar="WHEN", help="when Gradescope's students see results: visible, after_due_date, …"),
    ] = "visible",
    one: Annotated[bool, typer.Option("--one", help="all files are of one student")] = False,
    layout: LayoutOption = "hwc",
    format: CardFormatOption = None,
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Mark answer sheets: what is right, what follows from an earlier slip, and which slip it was.

    One sheet gives its feedback, several give the class. With a spec as the key, the sheet's own columns are what is
    asked.

    \b
    cnncalc grade alexnet my.csv
    cnncalc grade key.yaml class/*.csv
    cnncalc grade key.yaml class.zip --why s05 conv2.output --reveal
    cnncalc grade key.yaml class.zip --to html --to csv --to canvas=gradebook.csv
    """
    from cnncalc.cli.commands import grade
    from cnncalc.cli.options import Display

    display = Display.of(format, json, output, color, None, None, layout)
    sending = (tuple(to), column, in_place, visibility) if to else None
    if sending is None and (column is not None or in_place or visibility != "visible"):
        from cnncalc.errors import UsageError

        raise UsageError("--column, --in-place and --visibility are about files; add", (("--to NAME[=FILE]", ""),))
    return grade.run(key, submissions or (), roster, decisions, reveal, why, display, sending, one=one)


def sheet(
    key: KeyArgument,
    columns: Columns = None,
    solution: Annotated[bool, typer.Option("--solution", help="fill in the answers, with their worked lines")] = False,
    format: Annotated[
        Literal["plain", "csv", "markdown", "yaml", "xlsx", "json"] | None,
        typer.Option("--format", help="unset: that of the file's ending, else plain"),
    ] = None,
    json: Json = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="write to a .csv, .md, .yaml, .json or .xlsx"),
    ] = None,
    color: Color = "auto",
) -> int:
    """Write the answer sheet of a key: blank for students, or the solution.

    \b
    cnncalc sheet alexnet -o sheet.csv
    cnncalc sheet lenet5 --columns output,params,rf --solution
    cnncalc sheet lenet5 --format markdown
    """
    from cnncalc.cli.commands import sheet
    from cnncalc.cli.options import Display

    text = None if format == "xlsx" or format == "yaml" else format
    display = Display.of(text, json, output, color, columns, None, "hwc")
    return sheet.run(key, solution, display, format)


def quiz(
    topic: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES", help="output, params, rf, flops, inverse, symbolic, misfit, table; unset: all but table"
        ),
    ] = None,
    level: Annotated[
        int, typer.Option(min=1, max=3, help="1: sizes as in a lecture; 2: strides and paddings; 3: dilation, groups")
    ] = 1,
    count: Annotated[
        int | None, typer.Option(min=1, max=200, metavar="N", help="so many questions: 5 if unset, 1 for a table")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="another number makes other questions")] = 1,
    student: Annotated[str | None, typer.Option(metavar="ID", help="the own questions of one student")] = None,
    secret_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="with --student: words without which nobody can foresee them")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=FILE]",
            help="write instead of play: markdown, latex, markdown-solution, latex-solution, key, moodle, text2qti, "
            "json; may be repeated",
        ),
    ] = None,
    json: Json = False,
    color: Color = "auto",
) -> int:
    """Ask exercises, or write them as a paper with its solution and the key that marks it.

    The same seed asks the same questions. Wrong answers are told by the slip behind them.

    \b
    cnncalc quiz
    cnncalc quiz --topic output,params --level 2 --seed 7
    cnncalc quiz --to markdown=paper.md --to markdown-solution=solution.md --to key=key.yaml
    """
    from cnncalc.cli.commands import quiz
    from cnncalc.cli.options import Display

    display = Display.of(None, json, None, color, None, None, "hwc")
    return quiz.run(topic, level, count, seed, student, secret_file, tuple(to or ()), display)
