"""The zoo as a whole: every net is right, says where it comes from, and is found by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.cli.index import computed
from cnncalc.errors import UsageError
from cnncalc.spec import bundled
from cnncalc.spec.read import read_document

FILES = bundled.files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_net_is_what_it_claims_and_as_the_index_lists_it(path: Path) -> None:
    """Of the net and of each variant every claim and expected number comes out, and the index has its line."""
    assert [net for net in bundled.nets() if net.file == path.name] == list(computed(path))
    spec = cnncalc.load(str(path))
    for variant in (None, *spec.variants):
        report = spec.report(variant)
        assert report.complete
        assert not report.failed, (variant, report.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_where_it_comes_from_and_what_to_expect(path: Path) -> None:
    """Name, about and source are written, and the net and each variant have expected parameters and MACs."""
    document = read_document(path.read_bytes(), path.name)
    assert set(document.texts) == {"name", "about", "source"}
    for expected in (document.expect, *(variant.expect for variant in document.variants.values())):
        assert {"params", "macs"} <= set(expected)


def test_every_net_has_one_name() -> None:
    """No two nets are called the same, and no line of the index is without its file."""
    names = [net.name for net in bundled.nets()]
    assert len(set(names)) == len(names)
    assert {net.file for net in bundled.nets()} == {path.name for path in FILES}


@pytest.mark.parametrize("net", bundled.nets(), ids=lambda net: net.name)
def test_every_net_is_found_by_its_name(net: bundled.Net) -> None:
    """Its own name finds a net, in capitals and with hyphens too, and so do its file and variant."""
    found = bundled.Found(bundled.folder() / net.file, net.variant, True)
    assert bundled.find(net.name) == found
    assert bundled.find(net.name.upper().replace("_", "-")) == found
    assert bundled.find(":".join(filter(None, (Path(net.file).stem, net.variant)))) == found


def test_underscores_may_be_left_out_where_one_net_is_meant() -> None:
    """`mobilenetv2` is MobileNetV2, but `regnetx16gf` could be two nets, and both are named."""
    assert bundled.find("mobilenetv2") == bundled.find("mobilenet_v2")
    with pytest.raises(UsageError, match=r"did you mean regnet_x_1_6gf or regnet_x_16gf\?"):
        bundled.find("regnetx16gf")


def test_a_look_up_reads_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding and reading a variant by its bare name opens the index and the one file it stands in."""
    opened = []
    read_bytes = Path.read_bytes

    def noted(path: Path) -> bytes:
        opened.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    assert cnncalc.load("resnext50_32x4d").variant == "resnext50_32x4d"
    assert opened == ["resnet50.yaml"]


def test_a_node_shows_itself_in_one_line() -> None:
    """What a layer of YOLOv3 prints does not spell out all that comes before it."""
    assert repr(dict(cnncalc.load("yolov3").report().outputs)["small"]) == (
        "<Node conv75: conv 255 x 1x1, output 52x52x255>"
    )
