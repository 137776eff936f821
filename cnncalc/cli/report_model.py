"""The `--json` report as a model: its schema is what `cnncalc schema --report` prints, and what the tests hold it to.

Within a schema version there are only additions.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Fraction: TypeAlias = str
"""A whole number or a fraction as text: `55`, `217/4`."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VolumeDocument(_Part):
    """Sizes of one input: spatial axes, then channels."""

    space: list[int]
    channels: int
    text: str


class SpecDocument(_Part):
    """What was asked."""

    name: str
    file: str
    variant: str | None
    input: VolumeDocument
    rounding: Literal["strict", "floor", "ceil"] | None
    flops: str
    batch: int
    dtype: str


class ParamsDocument(_Part):
    """The numbers that a layer holds; `buffers` are kept but not learned, and not in `total`."""

    total: int
    weights: int
    biases: int
    norm: int
    trainable: int
    buffers: int
    shapes: dict[str, list[int]]


class FieldDocument(_Part):
    """The receptive field per axis, in positions of the net's input."""

    size: list[int]
    size_min: list[int]
    jump: list[int | Fraction | None]
    start: list[int | None]
    kernel: list[int]
    whole: bool
    dense: bool


class FitDocument(_Part):
    """How a window fits along an axis; `exact` is null for `same`, which always fits."""

    axis: int
    exact: Fraction | None
    dropped: int
    unseen: int


class LayerDocument(_Part):
    """One elementary op."""

    name: str
    path: str
    op: str
    text: str
    block: list[str]
    from_: list[str] = Field(alias="from")
    output: VolumeDocument
    params: ParamsDocument
    macs: int
    flops: int
    activations: int
    connections: int
    receptive_field: FieldDocument
    fit: list[FitDocument]
    aux: bool
    notes: list[str]


class TotalsDocument(_Part):
    """Sums; aux layers are left out except of `*_with_aux`."""

    params: int
    weights: int
    biases: int
    norm: int
    trainable: int
    buffers: int
    params_with_aux: int
    macs: int
    macs_with_aux: int
    flops: int
    activations: int
    param_bytes: int
    activation_bytes: int
    peak_activation_bytes: int


class NamedOutput(_Part):
    """One of several outputs."""

    name: str
    output: VolumeDocument


class DiagnosticDocument(_Part):
    """What is wrong, or worth knowing."""

    code: str
    severity: Literal["error", "warning", "note"]
    message: str
    help: str | None
    file: str | None
    line: int | None
    column: int | None
    layer: str | None
    trace: list[str]


class ReportDocument(_Part):
    """The whole report; `spec`, `totals` and the outputs are null where the spec could not be read."""

    model_config = ConfigDict(extra="forbid", title="cnncalc report")

    schema_version: Literal[1]
    cnncalc: str
    spec: SpecDocument | None
    layers: list[LayerDocument]
    totals: TotalsDocument | None
    output: VolumeDocument | None
    outputs: list[NamedOutput]
    diagnostics: list[DiagnosticDocument]
