"""The bundled nets against what was published: parameters, operations, receptive fields, and every single layer."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from cnncalc.spec.read import read_document

Net: TypeAlias = Callable[..., Any]

DATA = Path(__file__).parents[1] / "data"
SPECS = Path(__file__).parents[2] / "specs"
NAMES = sorted(path.stem for path in SPECS.glob("*.yaml"))

TORCHVISION = {
    "densenet121": ("densenet121", None),
    "densenet161": ("densenet121", "densenet161"),
    "densenet169": ("densenet121", "densenet169"),
    "densenet201": ("densenet121", "densenet201"),
    "googlenet": ("googlenet", None),
    "mobilenet_v2": ("mobilenet_v2", None),
    "resnet50": ("resnet50", None),
    "resnet101": ("resnet50", "resnet101"),
    "resnet152": ("resnet50", "resnet152"),
    "resnext50_32x4d": ("resnet50", "resnext50_32x4d"),
    "resnext101_32x8d": ("resnet50", "resnext101_32x8d"),
    "wide_resnet50_2": ("resnet50", "wide_resnet50_2"),
    "shufflenet_v2_x0_5": ("shufflenet_v2_x1_0", "x0_5"),
    "shufflenet_v2_x1_0": ("shufflenet_v2_x1_0", None),
    "shufflenet_v2_x1_5": ("shufflenet_v2_x1_0", "x1_5"),
    "shufflenet_v2_x2_0": ("shufflenet_v2_x1_0", "x2_0"),
    "vgg16": ("vgg16", None),
}
"""torchvision's name of a net, and the spec and variant here."""

PAPER_RESNET50 = """
input: 224x224x3
rounding: floor
defaults: {conv: bias off}
blocks:
  bottleneck(c, s=1):                   # He et al. 2016: the stride is on the first 1x1
    - residual:
        - conv: c x 1x1, stride s, bn, relu
        - conv: c x 3x3, pad 1, bn, relu
        - conv: 4*c x 1x1, bn
      skip:
        - conv: 4*c x 1x1, stride s, bn
          when: s > 1 or in != 4*c
    - relu
layers:
  - conv: 64 x 7x7, stride 2, pad 3, bn, relu
  - maxpool: 3x3, stride 2, pad 1
  - bottleneck:
      columns: [c, repeat, first.s]
      rows: [[64, 3, 1], [128, 4, 2], [256, 6, 2], [512, 3, 2]]
  - gap
  - fc: 1000
"""


def text(name: str) -> str:
    """The text of a bundled spec."""
    return (SPECS / f"{name}.yaml").read_text(encoding="utf-8")


def metadata() -> dict[str, dict[str, str]]:
    """What torchvision publishes of its classifiers, by name."""
    with (DATA / "torchvision_metadata.csv").open(encoding="utf-8", newline="") as file:
        return {row["model"]: row for row in csv.DictReader(file) if row["task"] == "classification"}


def filters(name: str) -> list[dict[str, str]]:
    """The rows of torchvision's convolutions and fully connected layers, in the order in which they run."""
    with (DATA / "torchvision_layers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["type"] in ("Conv2d", "Linear")]


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_gives_what_it_expects(name: str, net: Net) -> None:
    """Every number under `expect:` of a bundled spec and of its variants comes out."""
    document = read_document(text(name), name)
    for variant in (None, *document.variants):
        expected = document.expect if variant is None else document.variants[variant].expect
        report = net(text(name), variant=variant)
        totals = report.totals
        found = {
            "params": str(totals.params.total),
            "params_with_aux": str(totals.params_with_aux),
            "output": report.outputs[0][1].output.text,
        }
        for key, number in expected.items():
            assert found[key] == number.value.replace("_", ""), (variant, key)


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_in_a_sample_holds(name: str, expanded: Net) -> None:
    """Every size that a bundled spec claims behind `->` comes out there."""
    _, carried_out = expanded(text(name))
    for claimed in carried_out.claims:
        assert claimed.tap.output.text == claimed.claim.size.text


@pytest.mark.parametrize("model", TORCHVISION)
def test_torchvision_published_the_same(model: str, net: Net) -> None:
    """Parameters and billions of multiply-adds are those that torchvision publishes, to the last digit given."""
    name, variant = TORCHVISION[model]
    published = metadata()[model]
    totals = net(text(name), variant=variant).totals
    assert totals.params.total == int(published["num_params"])
    assert round(totals.macs / 1e9, 3) == float(published["ops_g"])


def test_every_published_net_that_is_bundled_is_held_against_torchvision() -> None:
    """No bundled variant that torchvision publishes under its own name is left out of the comparison."""
    known = {(spec, variant) for spec, variant in TORCHVISION.values()}
    published = metadata()
    for name in NAMES:
        for variant in read_document(text(name), name).variants:
            assert (name, variant) in known or variant not in published


@pytest.mark.parametrize("name", sorted(path.stem for path in (DATA / "torchvision_layers").glob("*.csv")))
def test_every_layer_is_torchvisions(name: str, net: Net) -> None:
    """Every convolution and fully connected layer has torchvision's output, parameters and operations, in order."""
    rows = filters(name)
    report = net(text(name))
    main = [layer for layer in report.layers if layer.macs and not layer.node.aux]
    assert len(main) == len(rows)
    for layer, row in zip(main, rows, strict=True):
        assert f"1x{layer.output.channels_first}" == row["out_shape"], row["name"]
        assert layer.params.total == int(row["params"]), row["name"]
        assert layer.macs == int(row["macs"]), row["name"]


def test_alexnet_as_the_lecture_gives_it(net: Net) -> None:
    """AlexNet's pools see 19, 67 and 195 pixels, and its first convolution has 34,944 parameters."""
    report = net(text("alexnet"))
    pools = [report[f"maxpool{n}"].field.size for n in (1, 2, 3)]
    assert pools == [(19, 19), (67, 67), (195, 195)]
    assert report["conv1"].params.total == 34_944


def test_the_last_pool_of_vgg16_sees_212_pixels(net: Net) -> None:
    """Simonyan & Zisserman's net sees 212 pixels after its last pool, in steps of 32."""
    field = net(text("vgg16"))["maxpool5"].field
    assert (field.size, field.jump) == ((212, 212), (32, 32))


def test_the_unet_of_the_paper_gives_388(net: Net) -> None:
    """Ronneberger et al. cut 572x572 down to 388x388 with two classes."""
    report = net(text("unet"))
    assert report.outputs[0][1].output.text == "388x388x2"


def test_resnet50_sees_427_pixels_and_the_papers_variant_483(net: Net) -> None:
    """The last bottleneck of torchvision's ResNet-50 sees 427 pixels, the paper's 483, with as many parameters."""
    ours, paper = net(text("resnet50")), net(PAPER_RESNET50)
    assert ours["add16"].field.size == (427, 427)
    assert paper["add16"].field.size == (483, 483)
    assert paper.totals.params.total == ours.totals.params.total == 25_557_032


def test_resnet50_by_roles(net: Net) -> None:
    """ResNet-50's 25,557,032 parameters are weights, the biases of its classifier, and its batch norms."""
    params = net(text("resnet50")).totals.params
    assert (params.weights, params.biases, params.norm) == (25_502_912, 1_000, 53_120)
