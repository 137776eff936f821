"""Turns the model of a layer kind into a command: its fields are the options."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, NotRequired, TypedDict, cast

import typer

from cnncalc.cli.options import Answered, Display, Format, Question, Telling, When
from cnncalc.cli.parameters import (
    Batch,
    Color,
    CourseOption,
    DType,
    Explain,
    Flops,
    FormatOption,
    Got,
    Json,
    LayoutOption,
    Of,
    Output,
    Reveal,
    RoundingOption,
    Steps,
    Versus,
)
from cnncalc.errors import UsageError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import layer_class
from cnncalc.layers.meanings import MEANINGS
from cnncalc.model.graph import Rounding
from cnncalc.model.volume import Layout


class Shared(TypedDict):
    """The options that every one-layer command has."""

    input: str
    rounding: NotRequired[Rounding | None]
    batch: int
    dtype: str
    flops: str | None
    layout: Layout
    explain: bool
    of: str | None
    course: str | None
    steps: bool
    got: str | None
    reveal: bool
    format: Format | None
    json: bool
    output: str | None
    color: When


_KEYWORD = inspect.Parameter.KEYWORD_ONLY
_EXAMPLE_SHOWN = 2


def layer_command(op: str, *, helping: bool = True) -> Callable[..., int]:
    """Return the command of a one-layer op, with a signature made from the fields of its model.

    `helping` adds the examples of its help.
    """
    cls = layer_class(op)

    def command(**given: object) -> int:
        from cnncalc.cli.commands import layer

        shared = cast(Shared, given)
        fields = {name: given[name] for name in cls.model_fields if name != "rounding" and given[name] is not None}
        asked = (shared.get("rounding"), shared["batch"], shared["dtype"], shared["flops"], shared["layout"])
        shown = (shared["format"], shared["json"], shared["output"], shared["color"])
        display = Display.of(*shown, None, None, shared["layout"])
        if (against := given.get("versus")) is not None:
            from cnncalc.cli.commands import versus

            if shared["explain"]:
                raise UsageError("--versus and --explain answer different questions; write one of them")
            return versus.run(op, fields, str(against), Question(shared["input"], (), *asked), display)
        telling = Telling(shared["explain"], (), shared["of"], shared["course"], shared["steps"])
        answered = Answered.given(shared["got"], shared["reveal"], telling)
        if answered is not None:
            from cnncalc.cli.commands import got

            return got.run(op, fields, answered, Question(shared["input"], (), *asked), display)
        return layer.run(op, fields, Question(shared["input"], (), *asked), display, telling)

    command.__signature__ = inspect.Signature([*_inputs(), *_fields(cls), *_shared(cls)], return_annotation=int)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in command.__signature__.parameters.values()}  # type: ignore[attr-defined]
    if helping:
        command.__doc__ = _help(cls)
    return command


def _help(cls: type[Layer]) -> str:
    about = (inspect.getdoc(cls) or cls.title).splitlines()[0]
    examples = "\n".join(f"cnncalc {line}" for line in command_lines(cls)[:_EXAMPLE_SHOWN])
    return f"{about}\n\n\b\n{examples}"


def command_lines(cls: type[Layer]) -> list[str]:
    """Return the examples of a kind as command lines, without the program's name."""
    from cnncalc.cli.flags import flags_of
    from cnncalc.spec.bind import read_layer

    lines = []
    for example in cls.examples:
        flags = flags_of(read_layer(example.layer))
        size = f"'{example.inputs[0]}'" if " " in example.inputs[0] else example.inputs[0]
        lines.append(f"{cls.kind} --in {size} {flags}".rstrip())
    return lines


def _inputs() -> list[inspect.Parameter]:
    option = typer.Option("--in", metavar="SIZE", help="the input volume, channels last: 32x32x3")
    return [inspect.Parameter("input", _KEYWORD, annotation=Annotated[str, option])]


def _fields(cls: type[Layer]) -> list[inspect.Parameter]:
    """Return an option for every field: a switch for what is on or off, a text for what the short text would say."""
    parameters = []
    head = [name for name in cls.head.split() if name in cls.model_fields]
    for name in dict.fromkeys([*head, *cls.model_fields]):
        if name == "rounding":
            continue
        info = cls.model_fields[name]
        flag = "--" + name.replace("_", "-")
        if info.annotation is bool:
            off = typer.Option(f"{flag}/--no-{name.replace('_', '-')}", help=MEANINGS[name], show_default=False)
            kind: object = Annotated[bool | None, off]
        else:
            kind = Annotated[str | None, typer.Option(flag, metavar=METAVARS.get(name, "N"), help=MEANINGS[name])]
        parameters.append(inspect.Parameter(name, _KEYWORD, annotation=kind, default=None))
    return parameters


METAVARS = {"kernel": "HxW", "filters": "N|NxHxW", "pad": "N|same|valid", "stride": "N|HxW", "dilation": "N|HxW"}


def _shared(cls: type[Layer]) -> list[inspect.Parameter]:
    """Return the options that all kinds have, and the rounding of those whose window can fail to fit."""
    options = [(name, option) for name, option in _SHARED.items() if name != "rounding" or name in cls.model_fields]
    if cls.unshared:
        options.append(("versus", (Versus, None)))
    return [inspect.Parameter(name, _KEYWORD, annotation=kind, default=value) for name, (kind, value) in options]


_SHARED: dict[str, tuple[object, object]] = {
    "rounding": (RoundingOption, None),
    "batch": (Batch, 1),
    "dtype": (DType, "float32"),
    "flops": (Flops, None),
    "layout": (LayoutOption, "hwc"),
    "explain": (Explain, False),
    "of": (Of, None),
    "course": (CourseOption, None),
    "steps": (Steps, False),
    "got": (Got, None),
    "reveal": (Reveal, False),
    "format": (FormatOption, None),
    "json": (Json, False),
    "output": (Output, None),
    "color": (Color, "auto"),
}
"""Their names, their help, and what they are when they are not given."""
