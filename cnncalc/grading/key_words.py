"""The words of keys and answer sheets: what can be asked, and how it is also called."""

from __future__ import annotations

import re
from typing import Final

from cnncalc.algebra.errors import did_you_mean
from cnncalc.grading.asked import Quantity
from cnncalc.grading.truths import MEANINGS

QUANTITIES: Final[tuple[Quantity, ...]] = tuple(MEANINGS)
"""Everything that can be asked of a layer."""

_ALSO: Final[dict[Quantity, tuple[str, ...]]] = {
    "output": ("volume", "outputvolume", "outputshape", "outputsize", "shape", "size", "out"),
    "params": (
        "param",
        "parameter",
        "parameters",
        "numberofparameters",
        "nparams",
        "numparams",
        "parametercount",
        "learnables",
    ),
    "weights": ("weight",),
    "biases": ("bias",),
    "macs": ("mac", "multadds", "multiplyadds", "madds"),
    "flops": ("flop", "operations"),
    "activations": ("activation", "neurons", "units", "outputnumbers"),
    "memory": ("bytes",),
    "rf": ("receptivefield", "receptivefieldsize", "field", "receptive"),
}
"""Other names of a column, without blanks, hyphens and the number sign."""

_NAMES: Final = {
    name: quantity for quantity in QUANTITIES for name in (quantity, *_ALSO.get(quantity, ()))
}  # fmt: skip
_FILLING = re.compile(r"[\s_#\-]+|\(.*\)")


def quantity_named(word: str) -> Quantity | None:
    """Return what a word asks for: `params`, `# Parameters`, `Output shape`, `receptive field`; None for any other."""
    return _NAMES.get(_FILLING.sub("", word).lower())


def no_quantity(word: str) -> tuple[str, ...]:
    """Return the help for a word that asks for nothing."""
    return did_you_mean(word.strip().lower(), QUANTITIES) or (f"what can be asked: {', '.join(QUANTITIES)}",)
