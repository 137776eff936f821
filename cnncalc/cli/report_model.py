"""The `--json` report as a model: its schema is what `cnncalc schema --report` prints, and what the tests hold it to.

Within a schema version there are only additions.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Dim: TypeAlias = int | str
"""A whole number, or where letters without a value stand in it a formula: `(n - k)/s + 1`."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VolumeDocument(_Part):
    """Sizes of one input: spatial axes, then channels."""

    space: list[Dim]
    channels: Dim
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

    total: Dim
    weights: Dim
    biases: Dim
    norm: Dim
    trainable: Dim
    buffers: Dim
    shapes: dict[str, list[Dim]]


class FieldDocument(_Part):
    """The receptive field per axis, in positions of the net's input; null where there is none or letters do not tell.

    A jump may be a fraction as text: `1/2`.
    """

    size: list[Dim | None]
    size_min: list[Dim | None]
    jump: list[Dim | None]
    start: list[Dim | None]
    kernel: list[Dim | None]
    whole: bool
    dense: bool


class FitDocument(_Part):
    """How a window fits along an axis; `exact` is null for `same`, which always fits.

    It is a whole number, a fraction or a formula, as text: `55`, `217/4`, `N/2`.
    """

    axis: int
    exact: str | None
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
    macs: Dim
    flops: Dim
    activations: Dim
    connections: Dim
    receptive_field: FieldDocument
    fit: list[FitDocument]
    aux: bool
    notes: list[str]


class TotalsDocument(_Part):
    """Sums; aux layers are left out except of `*_with_aux`."""

    params: Dim
    weights: Dim
    biases: Dim
    norm: Dim
    trainable: Dim
    buffers: Dim
    params_with_aux: Dim
    macs: Dim
    macs_with_aux: Dim
    flops: Dim
    activations: Dim
    param_bytes: Dim
    activation_bytes: Dim
    peak_activation_bytes: Dim


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
    letters: dict[str, str] | None = None
    """Only where letters stand for sizes: those that stand for a long size on the way, and what they are."""
    conditions: list[str] | None = None
    """Only where letters stand for sizes: what must hold of them for every layer to fit."""
