"""Every bundled spec of a torchvision net held against torchvision itself, layer by layer."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter
from collections.abc import Iterable
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import cnncalc
from cnncalc.model.report import Report

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
nn = torch.nn

LIBRARY = torch.library.Library("torchvision", "FRAGMENT")


def import_torchvision() -> Any:
    """Return torchvision, or skip.

    Its wheel holds compiled operators for one build of torch only, and without them it cannot be imported. None of
    the nets here uses one, so the missing ones are declared.
    """
    found = importlib.util.find_spec("torchvision")
    if found is None or not found.submodule_search_locations:
        pytest.skip("torchvision is an oracle here: pip install --no-deps torchvision", allow_module_level=True)
    try:
        return importlib.import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
    source = Path(found.submodule_search_locations[0], "_meta_registrations.py").read_text(encoding="utf-8")
    for name in re.findall(r'register_fake\("torchvision::(\w+)"\)', source):
        LIBRARY.define(f"{name}(Tensor x) -> Tensor")
    return importlib.import_module("torchvision")


torchvision = import_torchvision()

METADATA = Path(__file__).parents[1] / "data" / "torchvision_metadata.csv"
with METADATA.open(encoding="utf-8", newline="") as _file:
    MODELS = sorted({row["model"] for row in csv.DictReader(_file)})

FILTERS = {"conv", "dwconv", "local", "fc"}
SPECS = {"alexnet": "alexnet_torchvision"}
"""Bundled specs that have another name than the net in torchvision: `alexnet` is that of the paper."""

TRAINED = {"googlenet", "inception_v3"}
"""Nets whose side outputs run in training only, each where it branches off; those of other nets run at the end."""


PROJECTION_FIRST = "regnet_"
"""How the names of nets begin that run a block's projection before its body; in a spec the body comes first."""


class Row(NamedTuple):
    """What is compared of a convolution or a fully connected layer; a map of one place counts as a vector."""

    output: tuple[int, ...]
    params: int
    macs: int


class Sums(NamedTuple):
    """What is compared of a whole net, side outputs included: all parameters, those of no filter, and buffers."""

    params: int
    norm: int
    buffers: int


def row(space: Iterable[int], channels: int, params: int, macs: int) -> Row:
    """Return the row of a layer."""
    sizes = tuple(space)
    return Row((*(() if set(sizes) == {1} else sizes), channels), params, macs)


def ours(report: Report, aux_last: bool) -> tuple[list[Row], Sums]:
    """Return the rows and sums that the program gives; side outputs last, unless they run where they branch off."""
    filters = [layer for layer in report.layers if layer.node.layer.kind in FILTERS]
    if aux_last:
        filters.sort(key=lambda layer: layer.node.aux)
    rows = [row(it.output.space, it.output.channels, it.params.total, it.macs) for it in filters]  # type: ignore[arg-type]
    params = [layer.params for layer in report.layers]
    return rows, Sums(report.totals.params_with_aux, sum(p.norm for p in params), sum(p.buffers for p in params))


@pytest.fixture
def regnets_count_with_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the widths of a RegNet be computed with real numbers: torchvision uses tensors for it."""
    params = torchvision.models.regnet.BlockParams
    counted = params.from_init_params

    def on_cpu(*args: object, **options: object) -> Any:
        with torch.device("cpu"):
            return counted(*args, **options)

    monkeypatch.setattr(params, "from_init_params", on_cpu)


def built(name: str) -> Any:
    """Return torchvision's net with its side outputs, without numbers in its weights."""
    options: dict[str, object] = {}
    if name.startswith(("fcn_", "deeplab")):
        options = {"weights": None, "weights_backbone": None, "aux_loss": True}
    elif name.startswith("lraspp"):
        options = {"weights": None, "weights_backbone": None}
    elif name in TRAINED:
        options = {"aux_logits": True, "init_weights": False}
    with torch.device("meta"):
        return torchvision.models.get_model(name, **options).train(name in TRAINED)


def theirs(net: Any, channels: int, space: tuple[int, ...]) -> tuple[list[Row], Sums]:
    """Return the rows of torchvision's net, in the order in which its layers run, and its sums."""
    rows: list[Row] = []

    def note(layer: Any, _: object, output: Any) -> None:
        # A convolution has its channels in front, a fully connected layer behind (ConvNeXt runs them on maps).
        one = output[0].movedim(-1, 0) if isinstance(layer, nn.Linear) else output[0]
        params = sum(tensor.numel() for tensor in layer.parameters())
        rows.append(row(one.shape[1:], one.shape[0], params, layer.weight.numel() * prod(one.shape[1:])))

    filters = [layer for layer in net.modules() if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d | nn.Linear)]
    for layer in filters:
        layer.register_forward_hook(note)
    with torch.no_grad():
        net(torch.empty(2, channels, *space, device="meta"))  # in training, batch norm wants two
    params = sum(tensor.numel() for tensor in net.parameters())
    held = sum(tensor.numel() for layer in filters for tensor in layer.parameters())
    buffers = sum(tensor.numel() for name, tensor in net.named_buffers() if ".running_" in name)
    return rows, Sums(params, params - held, buffers)


@pytest.mark.usefixtures("regnets_count_with_numbers")
@pytest.mark.parametrize("name", MODELS)
def test_a_bundled_spec_is_torchvisions_net(name: str) -> None:
    """Output, parameters and MACs of every convolution and fully connected layer are torchvision's, and the sums."""
    report = cnncalc.load(SPECS.get(name, name)).report()
    assert not report.failed, report.problems
    net = built(name)
    rows, sums = theirs(net, report.input.channels, report.input.space)  # type: ignore[arg-type]
    found, found_sums = ours(report, aux_last=name not in TRAINED)
    missing, added = Counter(rows) - Counter(found), Counter(found) - Counter(rows)
    assert not missing + added, f"{report!r} lacks {list(missing)[:8]} and has {list(added)[:8]}"
    assert (found == rows) == (not name.startswith(PROJECTION_FIRST)), "the same layers, in another order"
    assert found_sums == sums


def test_every_cnn_of_torchvision_is_compared() -> None:
    """The names are those of all classifiers, segmenters and video nets of torchvision that have no attention."""
    models = torchvision.models
    names = [name for part in (models, models.segmentation, models.video) for name in models.list_models(module=part)]
    attention = re.compile("vit|swin")
    assert [name for name in sorted(names) if not attention.search(name)] == MODELS
