"""The signature of `cnncalc apply`."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncalc.cli.parameters import Color, Json, MatrixFormatOption, Output, RoundingOption

Numbers = Annotated[
    str | None, typer.Option(metavar="NUMBERS|FILE|-", help='rows end with ;, maps with |: "1 2; 3 4"; or a CSV file')
]
Several = Annotated[
    list[str] | None,
    typer.Option(metavar="NUMBERS|NAME", help="a kernel's numbers or name; again for each further filter"),
]


def apply(
    layers: Annotated[
        list[str], typer.Argument(metavar="LAYER...", help='such as conv, "maxpool: 2x2", relu; or an exercise in YAML')
    ],
    input: Numbers = None,
    kernel: Several = None,
    weights: Annotated[
        list[str] | None, typer.Option(metavar="NUMBERS", help="of a fully connected layer: a row for each unit")
    ] = None,
    bias: Annotated[list[str] | None, typer.Option(metavar="NUMBERS", help="one for each filter or unit")] = None,
    stride: Annotated[str | None, typer.Option(metavar="N|HxW", help="how far the window moves")] = None,
    pad: Annotated[
        str | None, typer.Option(metavar="N|same|valid", help="1, or before:after on each axis: 1:0x1:0")
    ] = None,
    dilation: Annotated[str | None, typer.Option(metavar="N|HxW", help="how far the kernel's taps lie apart")] = None,
    pad_with: Annotated[
        str | None, typer.Option(metavar="NAME", help="zero, none, reflect, edge or wrap: what stands in the padding")
    ] = None,
    flip: Annotated[bool, typer.Option("--flip", help="convolution: turn the kernel over first")] = False,
    rounding: RoundingOption = None,
    cell: Annotated[str | None, typer.Option(metavar="ROW,COL[,MAP]", help="the worked sum of one number")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="draw the window at each of its places")] = False,
    argmax: Annotated[bool, typer.Option("--argmax", help="where each maximum stands")] = False,
    count_from: Annotated[int, typer.Option("--count-from", min=0, max=1, metavar="0|1", help="the first place")] = 0,
    fractions: Annotated[bool, typer.Option("--fractions", help="45/8 instead of 5.625")] = False,
    decimals: Annotated[int | None, typer.Option(min=0, max=50, metavar="N", help="round to so many decimals")] = None,
    format: MatrixFormatOption = None,
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Work layers out on numbers, exactly: correlate, convolve, pool a small matrix.

    Kernels have numbers or a name: identity, shift-left, box, gaussian, sharpen, prewitt-x, sobel-x and more.
    Not in a terminal, only the numbers are written.

    \b
    cnncalc apply conv --input "5 3 4; 1 0 0; 3 6 1" --kernel "0 1; -1 2"
    cnncalc apply "maxpool: 2x2" --input "1 4 2 1; 5 8 3 4; 7 6 4 5; 1 3 1 2" --argmax
    cnncalc apply conv --input "1 2 3; 4 5 6; 7 8 9" --kernel sobel-x --pad 1 --cell 0,1
    cnncalc apply flatten fc softmax --input "1 2; 3 4" --weights "1 0 0 1; 0 1 1 0"
    """
    from cnncalc.cli.commands import apply
    from cnncalc.cli.options import Display

    numbers = apply.Numbers(input, tuple(kernel or ()), tuple(weights or ()), tuple(bias or ()))
    options = {"stride": stride, "pad": pad, "dilation": dilation}
    asked = apply.Asked(options, pad_with, flip, rounding)
    shown = apply.Shown(cell, trace, argmax, count_from, fractions, decimals)
    return apply.run(layers, numbers, asked, shown, Display.of(format, json, output, color, None, None, "hwc"))
