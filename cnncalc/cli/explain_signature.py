"""The signature of `cnncalc explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncalc.cli.parameters import (
    Batch,
    Color,
    CourseOption,
    DType,
    Flops,
    InOption,
    Json,
    LayoutOption,
    Of,
    Output,
    PageFormatOption,
    ParamOption,
    RoundingOption,
    SpecArgument,
    Steps,
)


def explain(
    spec: SpecArgument,
    layers: Annotated[list[str] | None, typer.Argument(metavar="[LAYER...]", help="only these layers")] = None,
    of: Of = None,
    course: CourseOption = None,
    steps: Steps = False,
    input: InOption = None,
    p: ParamOption = None,
    rounding: RoundingOption = None,
    batch: Batch = 1,
    dtype: DType = "float32",
    flops: Flops = None,
    layout: LayoutOption = "hwc",
    format: PageFormatOption = None,
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Derive every number of a net's layers: the formula, its letters, each step, and the idea.

    \b
    cnncalc explain alexnet conv2
    cnncalc explain lenet5 --of output,params
    cnncalc explain alexnet conv1 --format latex --steps -o conv1.tex
    """
    from cnncalc.cli.commands import show
    from cnncalc.cli.options import Display, Question, Telling

    question = Question(input, tuple(p or ()), rounding, batch, dtype, flops, layout)
    telling = Telling(True, tuple(layers or ()), of or "all", course, steps)
    return show.run(spec, question, Display.of(format, json, output, color, None, None, layout), telling)
