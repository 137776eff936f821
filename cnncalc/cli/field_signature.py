"""The signature of `cnncalc field`."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncalc.cli.parameters import (
    CardFormatOption,
    Color,
    InOption,
    Json,
    LayoutOption,
    Output,
    ParamOption,
    RoundingOption,
)


def field(
    words: Annotated[
        list[str],
        typer.Argument(metavar="SPEC LAYER", help="a spec and one of its layers, or a chain: SIZE LAYER..."),
    ],
    unit: Annotated[
        str | None, typer.Option(metavar="N,N", help="the unit: a position on each axis; unset, the first one")
    ] = None,
    meet: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="I J", help="instead: in which layer these two inputs first meet"),
    ] = None,
    count_from: Annotated[
        int | None, typer.Option("--count-from", min=0, max=1, metavar="0|1", help="number of the first unit and input")
    ] = None,
    input: InOption = None,
    p: ParamOption = None,
    rounding: RoundingOption = None,
    layout: LayoutOption = "hwc",
    format: CardFormatOption = None,
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Show which inputs feed a unit of a layer, or in which layer two inputs first meet.

    An input is a position on each axis (`0,3`), or its number row by row. Everything is counted from 0 unless
    `--count-from 1` is written.

    \b
    cnncalc field alexnet conv3 --unit 6,6
    cnncalc field 4x4x1 "conv: 1 x 2x2" --unit 0,0
    cnncalc field "5x1 LC" "conv: 1 x 3, pad 1" "conv: 1 x 3, pad 1" --meet 1 5 --count-from 1
    """
    from cnncalc.cli.commands import field
    from cnncalc.cli.options import Display, Question

    question = Question(input, tuple(p or ()), rounding, layout=layout)
    display = Display.of(format, json, output, color, None, None, layout)
    return field.run(words, unit, meet, count_from, question, display)
