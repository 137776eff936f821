"""TF-Slim's nets: receptive fields and operations, as google-research/receptive_field publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import prod

import pytest

import cnncalc
from cnncalc.api import Report
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import whole
from tests.published.tables import DATA, rows

ROWS = rows("receptive_fields_tfslim.csv")
SUMMARY = [row for row in ROWS if "README" in row["resolution"]]
TABLE = [row for row in ROWS if row not in SUMMARY]
MODELS = sorted({row["model"] for row in TABLE})

SPECS = {path.stem: cnncalc.load(str(path)) for path in sorted((DATA / "tfslim").glob("*.yaml"))}
BASES = {"resnet_v1": "resnet_v1_50", "resnet_v2": "resnet_v2_50"}
"""The specs whose base has a longer name in the table."""
NETS = {BASES.get(stem, stem): (spec, None) for stem, spec in SPECS.items()} | {
    variant: (spec, variant) for spec in SPECS.values() for variant in spec.variants
}


@cache
def report(model: str, pixels: str) -> Report:
    """The report of a net on a square image; 224 pixels where the table names no size."""
    spec, variant = NETS[model]
    return spec.report(variant, input=f"{pixels or 224}x{pixels or 224}x3")


def up_to(row: dict[str, str]) -> list[LayerReport]:
    """The layers of a net up to the one of a row."""
    found = report(row["model"], row["resolution"])
    end = dict(found.outputs)[row["end_point"].rsplit("/", 1)[-1]]
    return list(found.layers[: 1 + next(place for place, layer in enumerate(found.layers) if layer.node is end)])


def published(row: dict[str, str]) -> tuple[int, int, int]:
    """The field, stride and padding of a row."""
    return int(row["rf"]), int(row["eff_stride"]), int(row["eff_padding"])


def measured(layer: LayerReport) -> tuple[object, ...]:
    """The field, stride and padding of a layer, which are the same on both axes."""
    height, width = zip(layer.field.size, layer.field.jump, layer.field.start, strict=True)
    assert height == width
    size, jump, start = height
    return size, jump, None if start is None else -start


def tensorflow_counts(row: dict[str, str], layers: list[LayerReport]) -> Iterator[int]:
    """The operations of each layer as TensorFlow's profiler counts them.

    Two for each multiply-add, one for each bias added, and a kernel for each pooled number; one for each number out of
    a batch norm, which the ResNets have fused, so that it is not seen; one where a residual is scaled by a constant,
    as only Inception-ResNet does. Sums of two maps are not seen.
    """
    for layer in layers:
        kind, numbers = layer.node.layer.kind, whole(layer.output.numbers)
        yield layer.macs + layer.connections
        yield prod(layer.kernel) * numbers if kind in ("maxpool", "avgpool") else 0
        yield numbers if kind == "bn" and not row["model"].startswith("resnet") else 0
        yield numbers if kind == "add" and row["model"].startswith("inception_resnet") else 0


@pytest.mark.parametrize("model", MODELS)
def test_receptive_fields_are_tfslims(model: str) -> None:
    """Field, stride and padding of every listed layer are those of the table, without and with given sizes."""
    for row in (row for row in TABLE if row["model"] == model):
        layer = up_to(row)[-1]
        if row["eff_padding"]:
            assert measured(layer) == published(row), row
        else:  # it depends on the size of the image
            assert measured(layer)[:2] == (int(row["rf"]), int(row["eff_stride"])), row


@pytest.mark.parametrize("model", MODELS)
def test_operations_are_those_of_tensorflows_profiler(model: str) -> None:
    """The billions of operations up to every listed layer are those of the table, to all three decimals."""
    for row in (row for row in TABLE if row["model"] == model and row["resolution"]):
        assert f"{sum(tensorflow_counts(row, up_to(row))) / 1e9:.3f}" == row["gflops_tfprofiler_2perMAC"], row


@pytest.mark.parametrize("row", SUMMARY, ids=lambda row: row["model"])
def test_receptive_fields_are_those_of_the_summary(row: dict[str, str]) -> None:
    """The summary's field, stride, padding and operations are those of the last listed layer on 224 pixels."""
    last = [other for other in TABLE if (other["model"], other["resolution"]) == (row["model"], "224")][-1]
    layers = up_to(last)
    assert measured(layers[-1]) == published(row)
    assert f"{sum(tensorflow_counts(row, layers)) / 1e9:.2f}" == row["gflops_tfprofiler_2perMAC"]


def test_every_padding_that_is_left_open_depends_on_the_image() -> None:
    """Where the table has no padding without a size, its paddings on 224 and 321 pixels differ."""
    known = {(row["model"], row["end_point"], row["resolution"]): row["eff_padding"] for row in TABLE}
    left_open = [key for key, padding in known.items() if not padding]
    assert len(left_open) == 102
    for model, end_point, pixels in left_open:
        assert not pixels
        assert known[model, end_point, "224"] != known[model, end_point, "321"]


@pytest.mark.parametrize("name", NETS)
def test_the_nets_are_what_they_say(name: str) -> None:
    """The parameters that the specs expect come out, and nothing else is wrong with them."""
    spec, variant = NETS[name]
    assert not [problem for problem in spec.report(variant).problems if problem.severity == "error"]


def test_every_net_of_the_table_is_held() -> None:
    """The nets here are those of the table, and no row of it is left out."""
    assert sorted(NETS) == MODELS
    assert (len(TABLE), len(SUMMARY)) == (561, 12)


BUNDLED = {
    "alexnet": {
        "alexnet_v2/conv1": "conv1",
        "alexnet_v2/pool1": "maxpool1",
        "alexnet_v2/conv2": "conv2",
        "alexnet_v2/conv3": "conv3",
        "alexnet_v2/conv4": "conv4",
        "alexnet_v2/conv5": "conv5",
        "alexnet_v2/pool5": "maxpool3",
    },
    "vgg16": {
        "vgg_16/conv1/conv1_1": "conv1",
        "vgg_16/pool1": "maxpool1",
        "vgg_16/conv2/conv2_1": "conv3",
        "vgg_16/pool2": "maxpool2",
        "vgg_16/conv3/conv3_1": "conv5",
        "vgg_16/conv3/conv3_2": "conv6",
        "vgg_16/pool3": "maxpool3",
        "vgg_16/conv4/conv4_1": "conv8",
        "vgg_16/conv4/conv4_2": "conv9",
        "vgg_16/pool4": "maxpool4",
        "vgg_16/conv5/conv5_1": "conv11",
        "vgg_16/conv5/conv5_2": "conv12",
        "vgg_16/pool5": "maxpool5",
    },
}
"""Nets that come with the program and move the same windows as TF-Slim's, by the names of their layers there."""


@pytest.mark.parametrize("name", BUNDLED)
def test_the_bundled_nets_see_as_much(name: str) -> None:
    """AlexNet and VGG-16 as they come with the program have the fields of TF-Slim's, with other numbers of maps."""
    found = cnncalc.load(name).report()
    for row in (row for row in TABLE if row["end_point"] in BUNDLED[name] and not row["resolution"]):
        assert measured(found[BUNDLED[name][row["end_point"]]]) == published(row)
