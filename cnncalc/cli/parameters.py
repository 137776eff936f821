"""The options that commands share, each with its help: one meaning, said once."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncalc.cli.options import CardFormat, Format, ListFormat, MatrixFormat, PageFormat, When
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import Layout

SpecArgument = Annotated[
    str, typer.Argument(metavar="SPEC", help="a file, FILE:VARIANT, `-`, or a bundled spec's name")
]
InOption = Annotated[str | None, typer.Option("--in", metavar="SIZE", help="another input, such as 224x224x3")]
ParamOption = Annotated[list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="a parameter of the spec")]
RoundingOption = Annotated[Rounding | None, typer.Option("--rounding", help="what is done with what does not fit")]
Batch = Annotated[int, typer.Option(min=1, metavar="N", help="images at a time, for the memory")]
DType = Annotated[str, typer.Option(metavar="NAME", help="type of the numbers, for the memory")]
Flops = Annotated[
    str | None, typer.Option(metavar="NAME|all", help="what counts as a FLOP: 2macs unless another way is named")
]
LayoutOption = Annotated[Layout, typer.Option("--layout", help="how sizes are read and printed")]
Open = Annotated[str | None, typer.Option("--open", metavar="N|all", help="open so many levels of blocks")]
Columns = Annotated[str | None, typer.Option(metavar="NAMES", help="the columns, separated by commas")]
FormatOption = Annotated[Format | None, typer.Option("--format", help="table or card in a terminal, else plain")]
CardFormatOption = Annotated[CardFormat | None, typer.Option("--format", help="text, or JSON for programs")]
MatrixFormatOption = Annotated[MatrixFormat | None, typer.Option("--format", help="a card in a terminal, else plain")]
ListFormatOption = Annotated[ListFormat | None, typer.Option("--format", help="a table in a terminal, else plain")]
PageFormatOption = Annotated[PageFormat | None, typer.Option("--format", help="text, or a page with formulas")]
Json = Annotated[bool, typer.Option("--json", help="the same as --format json")]
Output = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="write to a file, in the format of its ending")
]
Versus = Annotated[
    str | None,
    typer.Option(metavar="fc[:UNITS]", help="the weights against a fully connected and a locally connected layer"),
]
Explain = Annotated[bool, typer.Option("--explain", help="derive each number, step by step")]
Layers = Annotated[str | None, typer.Option("--layers", metavar="NAMES", help="with --explain: only these layers")]
Of = Annotated[
    str | None,
    typer.Option(
        "--of", metavar="NAMES", help="what to explain: output, params, rf, jump, start, macs, flops, memory, all"
    ),
]
CourseOption = Annotated[
    str | None, typer.Option("--course", metavar="FILE", help="letters and signs of a course; also course.yaml here")
]
Steps = Annotated[bool, typer.Option("--steps", help="with --format latex: slides that build up line by line")]
Got = Annotated[
    str | None, typer.Option("--got", metavar="NUMBER", help="your number or size: which it is, or what went wrong")
]
Reveal = Annotated[bool, typer.Option("--reveal", help="with --got: the right line, and the one that gives yours")]
Color = Annotated[When, typer.Option(help="colours in a terminal")]
