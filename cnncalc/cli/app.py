"""The commands' signatures; what they do stands in `cnncalc.cli.commands`, which only the command in use imports.

The one-layer commands are generated from the layers' models, and every command is built only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import typer
from typer.core import TyperGroup

from cnncalc.cli.apply_signature import apply
from cnncalc.cli.explain_signature import explain
from cnncalc.cli.field_signature import field
from cnncalc.cli.front import guarded
from cnncalc.cli.grading_signature import grade, quiz, sheet
from cnncalc.cli.layer_signature import layer_command
from cnncalc.cli.parameters import (
    Batch,
    Color,
    Columns,
    CourseOption,
    DType,
    Explain,
    Flops,
    FormatOption,
    Got,
    InOption,
    Json,
    Layers,
    LayoutOption,
    ListFormatOption,
    Of,
    Open,
    Output,
    ParamOption,
    Reveal,
    RoundingOption,
    SpecArgument,
    Steps,
)
from cnncalc.cli.solve_signature import solve


def show(
    spec: SpecArgument,
    input: InOption = None,
    p: ParamOption = None,
    rounding: RoundingOption = None,
    batch: Batch = 1,
    dtype: DType = "float32",
    flops: Flops = None,
    layout: LayoutOption = "hwc",
    open: Open = None,
    explain: Explain = False,
    layers: Layers = None,
    of: Of = None,
    course: CourseOption = None,
    steps: Steps = False,
    got: Got = None,
    reveal: Reveal = False,
    columns: Columns = None,
    format: FormatOption = None,
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Show a net layer by layer: sizes, parameters, receptive fields, MACs.

    `cnncalc SPEC` is short for it.

    \b
    cnncalc alexnet
    cnncalc resnet50:resnet101 --open 1
    cnncalc mobilenet_v2 -p width=0.5 --in 192x192x3 --json
    """
    from cnncalc.cli.commands import show
    from cnncalc.cli.options import Answered, Display, Question, Telling

    question = Question(input, tuple(p or ()), rounding, batch, dtype, flops, layout)
    telling = Telling(explain, Telling.names(layers), of, course, steps)
    display = Display.of(format, json, output, color, columns, open, layout)
    return show.run(spec, question, display, telling, Answered.given(got, reveal, telling))


def chain(
    input: Annotated[str, typer.Argument(metavar="SIZE", help="the input volume")],
    layers: Annotated[list[str], typer.Argument(metavar="LAYER...", help='one text a layer, such as "conv: 6 x 5x5"')],
    rounding: RoundingOption = None,
    batch: Batch = 1,
    dtype: DType = "float32",
    flops: Flops = None,
    layout: LayoutOption = "hwc",
    explain: Explain = False,
    only: Layers = None,
    of: Of = None,
    course: CourseOption = None,
    steps: Steps = False,
    got: Got = None,
    reveal: Reveal = False,
    columns: Columns = None,
    format: FormatOption = None,
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Show a sequential net that is written on one line.

    \b
    cnncalc chain 32x32x3 "conv: 10 x 5x5, pad 2, relu" "maxpool: 2x2" flatten "fc: 10"
    """
    from cnncalc.cli.commands import show
    from cnncalc.cli.options import Answered, Display, Question, Telling

    question = Question(input, (), rounding, batch, dtype, flops, layout)
    telling = Telling(explain, Telling.names(only), of, course, steps)
    display = Display.of(format, json, output, color, columns, None, layout)
    return show.run_chain(layers, question, display, telling, Answered.given(got, reveal, telling))


def check(
    specs: Annotated[
        list[str], typer.Argument(metavar="SPEC...", help="files, FILE:VARIANT, patterns, `-`, or bundled names")
    ],
    format: Annotated[
        Literal["full", "concise", "github", "json"] | None,
        typer.Option("--format", help="full, or one line a problem, for editors or for GitHub's annotations"),
    ] = None,
    json: Json = False,
    output: Output = None,
) -> int:
    """Check specs with all their variants: what they say, whether it fits, and every number they claim.

    The exit code is 1 if something is wrong. Windows that are rounded down are warnings, unless `rounding:` says
    what is meant.

    \b
    cnncalc check resnet50
    cnncalc check alexnet vgg16:vgg19 --format concise
    cnncalc check resnet50 --format github
    """
    from cnncalc.cli.commands import check

    return check.run(specs, format, json, output)


def expand(spec: SpecArgument, p: ParamOption = None, input: InOption = None, output: Output = None) -> int:
    """Write the long form of a spec: every op with all its options, no blocks, no expressions.

    \b
    cnncalc expand resnet50:resnet101
    """
    from cnncalc.cli.commands import expand

    return expand.run(spec, tuple(p or ()), input, output)


def specs(format: ListFormatOption = None, json: Json = False, output: Output = None) -> int:
    """List the specs that come with the program.

    \b
    cnncalc specs
    """
    from cnncalc.cli.commands import specs
    from cnncalc.cli.options import Display

    return specs.run(Display.of(format, json, output, "auto", None, None, "hwc"))


def init(
    file: Annotated[str, typer.Argument(metavar="FILE", help="the file to write")],
    source: Annotated[str | None, typer.Option("--from", metavar="SPEC", help="copy a bundled spec")] = None,
    force: Annotated[bool, typer.Option("--force", help="overwrite the file")] = False,
) -> int:
    """Write a commented starter spec, or a copy of a bundled one.

    \b
    cnncalc init mynet.yaml
    cnncalc init mynet.yaml --from mobilenet_v2
    """
    from cnncalc.cli.commands import init

    return init.run(file, source, force)


def schema(
    report: Annotated[bool, typer.Option("--report", help="of the --json report instead of the spec")] = False,
    grades: Annotated[bool, typer.Option("--grades", help="of the --json marks instead of the spec")] = False,
    output: Output = None,
) -> int:
    """Write the JSON Schema of specs, for editors, of the report, or of marks.

    \b
    cnncalc schema -o cnncalc.schema.json
    cnncalc schema --report
    cnncalc schema --grades
    """
    from cnncalc.cli.commands import schema

    return schema.run(report, output, grades=grades)


COMMANDS: dict[str, Callable[..., int]] = {
    function.__name__: function
    for function in (show, chain, check, expand, specs, init, schema, field, explain, apply, solve, grade, sheet, quiz)
}
LAYERS = ("conv", "dwconv", "deconv", "local", "fc", "maxpool", "avgpool", "bn")
GROUPS = {
    "Ask": ("show", *LAYERS, "chain"),
    "Teach": ("explain", "field", "apply", "solve"),
    "Mark": ("grade", "sheet", "quiz"),
    "Design": ("check",),
    "Files": ("specs", "init", "expand", "schema"),
}


class Commands(TyperGroup):
    """Finds a command by name and builds it then; a word that is none is a spec to show."""

    helping = True
    """Whether help may be shown: its examples are worked out only then."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return [name for names in GROUPS.values() for name in names]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> object:  # type: ignore[override]
        function = layer_command(cmd_name, helping=self.helping) if cmd_name in LAYERS else COMMANDS.get(cmd_name)
        if function is None:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(cmd_name)(function)
        return typer.main.get_command(single)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> object:  # type: ignore[override]
        if args == ["help"]:
            args = ["--help"]
        if args[0] not in COMMANDS and args[0] not in LAYERS and not args[0].startswith("--"):
            args = ["show", *args]
        self.helping = bool({"-h", "--help"} & set(args))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        for title, names in GROUPS.items():
            with formatter.section(title):  # type: ignore[attr-defined]
                rows = [(name, self.get_command(ctx, name).get_short_help_str(80)) for name in names]  # type: ignore[attr-defined]
                formatter.write_dl(rows)  # type: ignore[attr-defined]


app = typer.Typer(
    cls=Commands,
    add_completion=True,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def cnncalc(
    version: Annotated[bool, typer.Option("--version", help="print the version")] = False,
) -> None:
    """Sizes, parameters, receptive fields and FLOPs of CNNs, with the formula behind each number."""
    if version:
        from cnncalc import __version__

        typer.echo(f"cnncalc {__version__}")
        raise typer.Exit


def run(words: list[str]) -> int:
    """Carry out a command line and return its exit code."""
    return guarded(typer.main.get_command(app), words)
