"""Caffe's nets: the blobs and parameters that its example notebooks print, and its global pooling."""

from __future__ import annotations

from math import prod

import pytest

import cnncalc
from cnncalc.api import Report
from tests.published.tables import by, facts, net

CAFFE = facts("caffe_cases.yaml")

SPECS = {
    "caffenet": """
input: 227x227x3
rounding: strict
layers:
  - {conv: "96 x 11x11, stride 4, relu", name: conv1}
  - {maxpool: "3x3, stride 2, ceil", name: pool1}
  - {lrn: 5, name: norm1}
  - {conv: "256 x 5x5, pad 2, groups 2, relu", name: conv2}
  - {maxpool: "3x3, stride 2, ceil", name: pool2}
  - {lrn: 5, name: norm2}
  - {conv: "384 x 3x3, pad 1, relu", name: conv3}
  - {conv: "384 x 3x3, pad 1, groups 2, relu", name: conv4}
  - {conv: "256 x 3x3, pad 1, groups 2, relu", name: conv5}
  - {maxpool: "3x3, stride 2, ceil", name: pool5}
  - {fc: "4096, relu, dropout 0.5", name: fc6}
  - {fc: "4096, relu, dropout 0.5", name: fc7}
  - {fc: 1000, name: fc8}
  - {softmax: {}, name: prob}
""",
    "lenet_caffe": """
input: 28x28x1
rounding: strict
layers:
  - {conv: 20 x 5x5, name: conv1}
  - {maxpool: "2x2, ceil", name: pool1}
  - {conv: 50 x 5x5, name: conv2}
  - {maxpool: "2x2, ceil", name: pool2}
  - {fc: "500, relu", name: fc1}
  - {fc: 10, name: score}
""",
}


def report(name: str) -> Report:
    """The report of a net, which must have no errors."""
    found = cnncalc.read(SPECS[name]).report()
    assert not found.problems
    return found


@pytest.mark.parametrize("name", SPECS)
def test_the_blobs_of_a_net_have_caffes_shapes(name: str) -> None:
    """Every blob that the notebook prints has its shape, behind the batch."""
    found = report(name)
    for blob, (_, *shape) in CAFFE["nets"][name]["blobs"].items():
        volume = found.input if blob == "data" else found[blob].output
        assert volume.channels_first == by(shape), blob


def test_the_parameters_of_caffenet_have_caffes_shapes() -> None:
    """Weights and biases of CaffeNet hold as many numbers as those that the notebook prints."""
    found = report("caffenet")
    printed = CAFFE["nets"]["caffenet"]["params_weight_bias"]
    for name, (weights, biases) in printed.items():
        assert (found[name].params.weights, found[name].params.biases) == (prod(weights), prod(biases)), name
    assert found.totals.params.total == sum(prod(shape) for pair in printed.values() for shape in pair)


def test_the_weights_of_caffes_lenet_have_caffes_shapes() -> None:
    """The weights of LeNet in Caffe hold as many numbers as those that the notebook prints."""
    found = report("lenet_caffe")
    for name, shape in CAFFE["nets"]["lenet_caffe"]["weights"].items():
        assert found[name].params.weights == prod(shape), name


def test_global_pooling_gives_one_place() -> None:
    """The one pooling of Caffe's tests without a kernel looks at the whole map."""
    (case,) = (case for case in CAFFE["pooling"] if case.get("global"))
    assert net(case["in"][1:], "gap").output == by(case["out"][1:])


def test_every_net_of_caffe_is_held() -> None:
    """Both nets of the table are written here."""
    assert list(SPECS) == list(CAFFE["nets"])
