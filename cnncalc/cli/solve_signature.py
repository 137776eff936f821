"""The signature of `cnncalc solve`."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncalc.cli.parameters import Color, Json, LayoutOption, Output, ParamOption, RoundingOption


def _option(flag: str, metavar: str, help: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(flag, metavar=metavar, help=help)
    return found


def solve(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OP | SIZE... | LAYER... | SPEC]",
            help="a layer's op (conv if unset); a chain of volumes; with --rf the layers in turn; with --fits a spec, "
            "and a layer of it that does not fit",
        ),
    ] = None,
    input: Annotated[str | None, _option("--in", "SIZE", "the input; with --fits a range such as 200..260")] = None,
    out: Annotated[str | None, _option("--out", "SIZE|same", "the output that is wanted")] = None,
    kernel: Annotated[str | None, _option("--kernel", "HxW", "size of the kernel")] = None,
    stride: Annotated[str | None, _option("--stride", "N|HxW", "step of the kernel")] = None,
    pad: Annotated[str | None, _option("--pad", "N|same", "zeros around the input")] = None,
    dilation: Annotated[str | None, _option("--dilation", "N", "distance of the kernel's taps")] = None,
    output_pad: Annotated[str | None, _option("--output-pad", "N", "extra output of a deconv")] = None,
    filters: Annotated[str | None, _option("--filters", "N|NxHxW", "number of filters")] = None,
    units: Annotated[str | None, _option("--units", "N", "number of units of an fc")] = None,
    groups: Annotated[str | None, _option("--groups", "N", "groups of channels")] = None,
    multiplier: Annotated[str | None, _option("--multiplier", "N", "filters for each channel of a dwconv")] = None,
    bias: Annotated[bool | None, typer.Option("--bias/--no-bias", help="biases", show_default=False)] = None,
    params: Annotated[str | None, _option("--params", "N", "how many parameters it is to have")] = None,
    rf: Annotated[str | None, _option("--rf", "N", "how many pixels a unit is to see, along each axis")] = None,
    layers: Annotated[str | None, _option("--layers", "N", "how many layers, for --rf")] = None,
    undo: Annotated[str | None, _option("--undo", "LAYER", "the layer to undo, such as 'conv: 8 x 3x3'")] = None,
    fits: Annotated[
        bool, typer.Option("--fits", help="which inputs make every layer of a spec fit, and what repairs a layer")
    ] = False,
    p: ParamOption = None,
    rounding: RoundingOption = None,
    whole: Annotated[bool, typer.Option("--all", help="list all solutions, not the usual ones only")] = False,
    layout: LayoutOption = "hwc",
    json: Json = False,
    output: Output = None,
    color: Color = "auto",
) -> int:
    """Find what gives a size, a number of parameters or a receptive field.

    Leave out what you look for, or write `?` for it: then the rest of what is left out has its default.

    \b
    cnncalc solve conv --in 63x63 --kernel 7x7 --out 63x63
    cnncalc solve conv --in 32x32x3 --kernel 5x5 --params 760
    cnncalc solve 28x28x1 24x24x6 12x12x6 8x8x16
    cnncalc solve --rf 31 --kernel 3x3
    cnncalc solve --undo "conv: 64 x 3x3, stride 2, pad 1" --in 32x32x3
    cnncalc solve alexnet --fits
    cnncalc solve alexnet --fits --in 224x224
    """
    from cnncalc.cli.commands import solve
    from cnncalc.cli.options import CARD, Display, Question

    flags = {
        "kernel": kernel,
        "stride": stride,
        "pad": pad,
        "dilation": dilation,
        "output_pad": output_pad,
        "filters": filters,
        "units": units,
        "groups": groups,
        "multiplier": multiplier,
        "bias": bias,
    }
    given = {name: value for name, value in flags.items() if value is not None}
    wanted = solve.Wanted(out, params, rf, layers, undo, fits, whole)
    question = Question(input, tuple(p or ()), rounding, layout=layout)
    display = Display.of(None, json, output, color, None, None, layout).among("solve", CARD)
    return solve.run(what or [], wanted, given, question, display)
