"""The sourced examples of every kind hold, and are written as they read."""

from typing import NamedTuple

import pytest

from cnncalc.layers.base import Example, Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.volume import Volume
from cnncalc.spec.bind import read_layer
from cnncalc.spec.sizes import read_volume

EXAMPLES = [example for kind in KINDS for example in layer_class(kind).examples]

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.layer} on {example.on}")


class Case(NamedTuple):
    """An example, read."""

    layer: Layer
    inputs: list[Volume]
    output: Volume


def read(example: Example) -> Case:
    """Return an example's layer, its inputs and what comes out."""
    layer = read_layer(example.layer)
    inputs = [read_volume(text) for text in example.inputs]
    return Case(layer, inputs, layer.output(*inputs))


@every_example
def test_an_example_gives_what_its_source_says(example: Example) -> None:
    """The output, and where they are given the parameters and the multiply-accumulates, are those of the source."""
    layer, inputs, output = read(example)
    learned = sum(weight.numbers for weight in layer.weights(*inputs) if weight.role != "buffer")
    assert output.text == example.gives
    assert learned == (learned if example.params is None else example.params)
    macs = layer.cost(output, *inputs).macs
    assert macs == (macs if example.macs is None else example.macs)


@every_example
def test_an_example_answers_every_question(example: Example) -> None:
    """Reach, extent, fits and exact sizes have one entry an axis, or none, and the remark is a few words."""
    layer, inputs, output = read(example)
    axes = len(inputs[0].space)
    reach = layer.reach(*inputs)
    assert not isinstance(reach, tuple) or len(reach) == axes == len(output.space)
    assert len(layer.extent(*inputs)) == axes
    assert len(layer.fits(*inputs)) in (0, axes)
    assert len(layer.positions(*inputs)) in (0, axes)
    assert len(layer.remark(output)) < 60


@every_example
def test_the_text_of_a_layer_reads_back(example: Example) -> None:
    """A layer written as text and read again is the same layer."""
    layer = read_layer(example.layer)
    text = layer.text(type(layer).model_fields)
    assert read_layer(f"{layer.kind}: {text}" if text else layer.kind) == layer
