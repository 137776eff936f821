"""What the lectures say of the nets of the zoo."""

from __future__ import annotations

import cnncalc

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


def test_alexnet_as_the_lecture_gives_it() -> None:
    """AlexNet's pools see 19, 67 and 195 pixels, and its first convolution has 34,944 parameters."""
    report = cnncalc.load("alexnet").report()
    pools = [report[f"maxpool{n}"].field.size for n in (1, 2, 3)]
    assert pools == [(19, 19), (67, 67), (195, 195)]
    assert report["conv1"].params.total == 34_944


def test_the_last_pool_of_vgg16_sees_212_pixels() -> None:
    """Simonyan & Zisserman's net sees 212 pixels after its last pool, in steps of 32."""
    field = cnncalc.load("vgg16").report()["maxpool5"].field
    assert (field.size, field.jump) == ((212, 212), (32, 32))


def test_the_unet_of_the_paper_gives_388() -> None:
    """Ronneberger et al. cut 572x572 down to 388x388 with two classes."""
    report = cnncalc.load("unet").report()
    assert report.outputs[0][1].output.text == "388x388x2"


def test_resnet50_sees_427_pixels_and_the_papers_variant_483() -> None:
    """The last bottleneck of torchvision's ResNet-50 sees 427 pixels, the paper's 483, with as many parameters."""
    ours, paper = cnncalc.load("resnet50").report(), cnncalc.read(PAPER_RESNET50).report()
    assert ours["add16"].field.size == (427, 427)
    assert paper["add16"].field.size == (483, 483)
    assert paper.totals.params.total == ours.totals.params.total == 25_557_032


def test_resnet50_by_roles() -> None:
    """ResNet-50's 25,557,032 parameters are weights, the biases of its classifier, and its batch norms."""
    params = cnncalc.load("resnet50").report().totals.params
    assert (params.weights, params.biases, params.norm) == (25_502_912, 1_000, 53_120)
