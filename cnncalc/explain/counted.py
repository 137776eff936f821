"""What counts consist of, and by which convention they are counted, in words."""

from __future__ import annotations

from typing import Final

from cnncalc.algebra.errors import counted
from cnncalc.algebra.expr import Dim
from cnncalc.model.params import Params
from cnncalc.model.report import Setting

USUAL_FLOPS: Final = Setting().flops
"""The convention of FLOPs where none is asked for."""


def consists(params: Params) -> str:
    """Say what parameters consist of: `750 weights + 10 biases`, `750 weights, no biases`; nothing if of neither."""
    parts = [counted(params.weights, "weight")] if params.weights != 0 else []
    parts += [counted(params.biases, "bias", "biases")] if params.biases != 0 else []
    return " + ".join(parts) + (", no biases" if params.weights != 0 and params.biases == 0 else "")


def flops(count: Dim, setting: Setting) -> str:
    """Write FLOPs with how they are counted: `FLOPs 1,536,000 at 2 per MAC`, `FLOPs 9, counting every operation`."""
    counts = setting.counts or setting.flops
    return f"FLOPs {count:,} at {counts}" if setting.flops == USUAL_FLOPS else f"FLOPs {count:,}, counting {counts}"
