"""From dense to shared: the weights of a fully connected and a locally connected layer between the same volumes.

Nothing is counted here: the kinds say what weights they have, and the formulas are their own rules on letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cnncalc.algebra.expr import lift
from cnncalc.errors import UsageError
from cnncalc.explain.derivation import Derivation
from cnncalc.explain.leaves import Lettered
from cnncalc.formulas import counts
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import Volume, whole


@dataclass(frozen=True, slots=True)
class Way:
    """One way to connect an input to an output."""

    layer: Layer
    output: Volume
    derivation: Derivation
    """The weights, without biases."""
    biases: int
    """The biases: none if the convolution has none."""
    idea: str
    """What the weights are for, in a few words."""
    same: bool = True
    """Whether it connects the convolution's own volumes."""

    @property
    def weights(self) -> int:
        """How many weights it has, without biases."""
        return whole(lift(self.derivation.value))


def versus(layer: LayerReport, hidden: int | None = None) -> tuple[Way, ...]:
    """Return the ways to connect the volumes of a convolution, from the most weights to the fewest.

    Between the same volumes: fully connected, locally connected, the convolution itself. `hidden` puts a fully
    connected layer of so many units before them, which makes another volume.

    Raises:
        UsageError: the layer is no convolution.
    """
    rules, (volume,), output = layer.node.layer, layer.node.volumes, layer.output
    biased = bool(layer.params.biases)
    if not isinstance(rules, Layer) or not rules.unshared:
        raise UsageError(f"{rules.kind} is no convolution: there are no shared weights to compare")
    options = {name: getattr(rules, name) for name in rules.model_fields_set}
    dense = _way("fc", {"units": whole(output.numbers), "bias": biased}, volume, "each output sees every input")
    own = _way(rules.unshared, options, volume, "each place has its own filters")
    shared = _way(rules.kind, options, volume, "the same filters at every place")
    if hidden is None:
        return dense, own, shared
    units = _way("fc", {"units": hidden, "bias": biased}, volume, "each unit sees every input")
    return replace(units, same=False), dense, own, shared


def _way(kind: str, options: Mapping[str, object], volume: Volume, idea: str) -> Way:
    """Return a layer of this kind with the weights that it has on a volume."""
    rules = layer_class(kind).model_validate(options)
    lettered = Lettered.of(rules, (volume,))
    weights = lettered.layer.weights(*lettered.volumes)
    (weight,) = (weight for weight in weights if weight.role == "weight")
    biases = sum(whole(weight.numbers) for weight in weights if weight.role == "bias")
    derivation = Derivation(lift(counts.tensor(weight.shape)), tuple(lettered.meanings.items()))
    return Way(rules, rules.output(volume), derivation, biases, idea)
