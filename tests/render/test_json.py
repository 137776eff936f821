"""The document of `--json`."""

from __future__ import annotations

import json

import pytest

import cnncalc
from cnncalc.errors import Problem
from cnncalc.render import written
from cnncalc.render.json import document, problem_document

TOP = ["schema_version", "cnncalc", "spec", "layers", "totals", "output", "outputs", "diagnostics"]
SPEC = ["name", "file", "variant", "input", "rounding", "flops", "batch", "dtype"]
LAYER = [
    "name", "path", "op", "text", "block", "from", "output", "params", "macs", "flops", "activations", "connections",
    "receptive_field", "fit", "aux", "notes",
]  # fmt: skip
PARAMS = ["total", "weights", "biases", "norm", "trainable", "buffers", "shapes"]
FIELD = ["size", "size_min", "jump", "start", "kernel", "whole", "dense"]
TOTALS = [
    "params", "weights", "biases", "norm", "trainable", "buffers", "params_with_aux", "macs", "macs_with_aux", "flops",
    "activations", "param_bytes", "activation_bytes", "peak_activation_bytes",
]  # fmt: skip


def read(*layers, head="input: 32x32x3"):
    """The document of a net of these lines."""
    return document(cnncalc.read("\n".join([head, "layers:", *(f"  - {layer}" for layer in layers)])).report())


@pytest.fixture(scope="module")
def alexnet():
    """AlexNet's document."""
    return document(cnncalc.load("alexnet").report())


def test_keys(alexnet):
    """The document has the promised keys, in the promised order, at every level."""
    assert list(alexnet) == TOP
    assert list(alexnet["spec"]) == SPEC
    assert list(alexnet["totals"]) == TOTALS
    for layer in alexnet["layers"]:
        assert list(layer) == LAYER
        assert list(layer["params"]) == PARAMS
        assert list(layer["receptive_field"]) == FIELD
        assert list(layer["output"]) == ["space", "channels", "text"]


def test_first_layer(alexnet):
    """AlexNet's first layer has the numbers that are documented."""
    layer = {**alexnet["layers"][0]}
    assert layer.pop("path") == "layers.0"
    assert layer == {
        "name": "conv1",
        "op": "conv",
        "text": "96 x 11x11, stride 4",
        "block": [],
        "from": ["input"],
        "output": {"space": [55, 55], "channels": 96, "text": "55x55x96"},
        "params": {
            "total": 34944,
            "weights": 34848,
            "biases": 96,
            "norm": 0,
            "trainable": 34944,
            "buffers": 0,
            "shapes": {"weight": [11, 11, 3, 96], "bias": [96]},
        },
        "macs": 105415200,
        "flops": 210830400,
        "activations": 290400,
        "connections": 105705600,
        "receptive_field": {
            "size": [11, 11],
            "size_min": [11, 11],
            "jump": [4, 4],
            "start": [0, 0],
            "kernel": [11, 11],
            "whole": False,
            "dense": True,
        },
        "fit": [
            {"axis": 0, "exact": "55", "dropped": 0, "unseen": 0},
            {"axis": 1, "exact": "55", "dropped": 0, "unseen": 0},
        ],
        "aux": False,
        "notes": [],
    }


def test_one_entry_an_op(alexnet):
    """A line with a bn and a relu behind it is one entry for each of them."""
    assert [layer["op"] for layer in read("conv: 4 x 3x3, bn, relu")["layers"]] == ["conv", "bn", "relu"]
    assert len(alexnet["layers"]) == 23


@pytest.mark.parametrize("name", ["alexnet", "vgg16", "resnet50", "googlenet", "densenet121"])
def test_entries_add_up(name):
    """The entries that are no side outputs add up to the totals, the activations with the input's."""
    report = cnncalc.load(name).report()
    read = document(report)
    main = [layer for layer in read["layers"] if not layer["aux"]]
    totals = read["totals"]
    for key in ("weights", "biases", "norm", "trainable", "buffers"):
        assert sum(layer["params"][key] for layer in main) == totals[key]
    for key in ("macs", "flops"):
        assert sum(layer[key] for layer in main) == totals[key]
    assert report.input.numbers + sum(layer["activations"] for layer in main) == totals["activations"]
    assert sum(layer["params"]["total"] for layer in read["layers"]) == totals["params_with_aux"]
    assert sum(layer["macs"] for layer in read["layers"]) == totals["macs_with_aux"]


def test_fit_is_exact():
    """What does not fit is an exact fraction, and `same` has none."""
    (odd,) = read("conv: 4 x 3x3, stride 2", head="input: 32x33x3")["layers"]
    assert odd["fit"] == [
        {"axis": 0, "exact": "31/2", "dropped": 1, "unseen": 1},
        {"axis": 1, "exact": "16", "dropped": 0, "unseen": 0},
    ]
    (same,) = read("conv: 4 x 3x3, stride 2, same")["layers"]
    assert [fit["exact"] for fit in same["fit"]] == [None, None]
    assert read("fc: 10")["layers"][0]["fit"] == []


def test_field():
    """A jump is a number, a fraction after upsampling, and null where units see everything."""
    layers = read("upsample: 2", "gap")["layers"]
    assert layers[0]["receptive_field"]["jump"] == ["1/2", "1/2"]
    assert layers[1]["receptive_field"] == {
        "size": [32, 32],
        "size_min": [32, 32],
        "jump": [None, None],
        "start": [None, None],
        "kernel": [64, 64],
        "whole": True,
        "dense": True,
    }


def test_joins_and_blocks():
    """A join names its inputs, and an entry the calls that it stands in."""
    layers = document(cnncalc.load("resnet50").report())["layers"]
    add = next(layer for layer in layers if layer["op"] == "add")
    assert len(add["from"]) == 2
    assert add["block"] == ["bottleneck#1"]
    assert layers[0]["block"] == []


def test_shapes_of_norm_layers():
    """Running statistics stand among the shapes and are counted as buffers."""
    params = read("bn")["layers"][0]["params"]
    assert params["shapes"] == {"weight": [3], "bias": [3], "running_mean": [3], "running_var": [3]}
    assert (params["total"], params["norm"], params["buffers"]) == (6, 6, 6)


def test_shared_weights():
    """A layer that uses weights again has its tensors, no parameters of its own, and a note."""
    again = read("{conv: '3 x 3x3', name: a}", "use: a")["layers"][1]
    assert again["params"]["total"] == 0
    assert again["params"]["shapes"] == {"weight": [3, 3, 3, 3], "bias": [3]}
    assert "shared" in again["notes"][0]


def test_errors_are_in_the_document():
    """A net that does not fit has the layers up to there, and says why."""
    failed = read("conv: 4 x 3x3", "maxpool: 40x40")
    assert [layer["name"] for layer in failed["layers"]] == ["conv1"]
    assert [problem["code"] for problem in failed["diagnostics"]] == ["kernel-too-big"]


def test_document_of_problems():
    """A spec that cannot be read gives the same document, with nothing but its problems."""
    problem = Problem("yaml", "no mapping")
    read = problem_document((problem,), "net.yaml")
    assert list(read) == TOP
    assert read["diagnostics"][0]["file"] == "net.yaml"
    assert (read["spec"], read["layers"], read["totals"]) == (None, [], None)


def test_text_reads_back(alexnet):
    """The text is the document, with a line for every layer."""
    text = written(cnncalc.load("alexnet").report(), "json")
    assert json.loads(text) == alexnet
    assert sum(line.startswith('    {"name": ') for line in text.splitlines()) >= len(alexnet["layers"])


def test_python_api(alexnet):
    """The report gives the same document in Python."""
    assert cnncalc.load("alexnet").report().to_json() == alexnet
