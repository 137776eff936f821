"""The nets of torchvision against what it publishes: parameters, operations, and every single layer."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import cnncalc
from cnncalc.spec import bundled

DATA = Path(__file__).parents[1] / "data"

LECTURES = {"alexnet": "alexnet_torchvision"}
"""Nets whose plain name is that of the lectures' version, with the name of torchvision's."""

SEGMENTATION = "segmentation"
"""The task whose published numbers include the side output, which is used in training only."""


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


METADATA = rows(DATA / "torchvision_metadata.csv")
LAYERS = sorted((DATA / "torchvision_layers").glob("*.csv"))


def size(row: dict[str, str]) -> str:
    """The input that a row is about; the table leaves out that of segmentation, and how long a clip is."""
    if row["task"] == SEGMENTATION:
        return "520x520x3"
    side = row["crop_size"].partition("x")[0]
    return f"16x{side}x{side}x3" if row["task"] == "video" else f"{side}x{side}x3"


@pytest.mark.parametrize("row", METADATA, ids=lambda row: f"{row['model']}-{row['crop_size']}")
def test_torchvision_published_the_same(row: dict[str, str]) -> None:
    """Parameters are torchvision's to the last one, and billions of multiply-adds to the last digit given.

    Its parameters include side outputs; its operations do so for segmentation, where they run in evaluation too.
    """
    totals = cnncalc.load(LECTURES.get(row["model"], row["model"])).report(input=size(row)).totals
    params = totals.params.total if row["model"] == "googlenet" else totals.params_with_aux
    macs = totals.macs_with_aux if row["task"] == SEGMENTATION else totals.macs
    assert params == int(row["num_params"])
    assert round(macs / 1e9, 3) == float(row["ops_g"])


def test_the_published_input_is_the_one_of_the_spec() -> None:
    """Every net has torchvision's input by itself, but for those that are published at two sizes."""
    listed = {net.name: net.input for net in bundled.nets()}
    other = {row["model"] for row in METADATA if listed[LECTURES.get(row["model"], row["model"])] != size(row)}
    assert other == {"regnet_y_16gf", "regnet_y_32gf", "regnet_y_128gf"}


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_every_layer_is_torchvisions(path: Path) -> None:
    """Every convolution and fully connected layer has torchvision's output, parameters and operations, in order."""
    published = [row for row in rows(path) if row["type"] in ("Conv2d", "Linear")]
    report = cnncalc.load(LECTURES.get(path.stem, path.stem)).report()
    main = [layer for layer in report.layers if layer.macs and not layer.node.aux]
    assert len(main) == len(published)
    for layer, row in zip(main, published, strict=True):
        assert f"1x{layer.output.channels_first}" == row["out_shape"], row["name"]
        assert layer.params.total == int(row["params"]), row["name"]
        assert layer.macs == int(row["macs"]), row["name"]
