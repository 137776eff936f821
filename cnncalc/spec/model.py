"""The shape of a spec file as a pydantic model: which keys there are, and what may stand under each.

Everything in a spec is text until it is bound; what a layer may say is the model of its kind.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field

Axis: TypeAlias = Literal["depth", "height", "width", "length", "channels"]
Size: TypeAlias = str | dict[Axis, str]
Item: TypeAlias = str | dict[str, object] | list[object]
Number: TypeAlias = Literal[
    "params", "params_with_aux", "weights", "biases", "norm", "buffers", "macs", "macs_with_aux", "flops",
    "activations", "output", "receptive_field",
]  # fmt: skip

SIZES: tuple[str, ...] = get_args(Axis)
"""What the sizes of an input are called in its mapping form."""

EXPECTED: tuple[str, ...] = get_args(Number)
"""The numbers that a spec may say come out."""


class SpecModel(BaseModel):
    """A spec file of cnncalc."""

    model_config = ConfigDict(extra="forbid", title="cnncalc spec")

    cnncalc: Annotated[Literal["1"], Field(description="the version of the language")] = "1"
    name: Annotated[str, Field(description="what the net is called")] = ""
    about: Annotated[str, Field(description="what it is, and what is special about it")] = ""
    source: Annotated[str, Field(description="where its structure and its numbers come from")] = ""
    input: Annotated[Size, Field(description="the input volume, channels last: 227x227x3, 784, 3x224x224 CHW")]
    rounding: Annotated[
        Literal["strict", "floor", "ceil"] | None,
        Field(description="strict: every window must fit; floor: rounding down is meant; ceil: pools round up"),
    ] = None
    params: Annotated[dict[str, str | list[object]], Field(description="overridable values: -p width=0.5")] = {}
    variants: Annotated[dict[str, dict[str, object]], Field(description="named sets of params: file.yaml:b1")] = {}
    defaults: Annotated[
        dict[str, str | dict[str, str]], Field(description="options of an op, such as `conv: bias off`")
    ] = {}
    blocks: Annotated[dict[str, list[Item]], Field(description="name(p, q=default): a list of layers")] = {}
    layers: Annotated[list[Item], Field(description="the layers, in order")]
    outputs: Annotated[list[str], Field(description="the names of several outputs")] = []
    expect: Annotated[dict[Number, str], Field(description="numbers that must come out")] = {}
