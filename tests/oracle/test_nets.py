"""Random branching nets held against PyTorch, layer by layer: outputs, parameters, buffers and MACs."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest

import cnncalc
from cnncalc.model.report import Report
from tests.oracle.net_draw import Draw
from tests.oracle.net_trees import MAPPING, SHORT, Net, spec

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
flop_counter = pytest.importorskip("torch.utils.flop_counter")
nn = torch.nn

NETS = 320
SHARES = 8


class Row(NamedTuple):
    """What is compared of a layer: its op, output with the channels last, parameters, buffers, MACs."""

    op: str
    output: tuple[int, ...]
    params: int
    buffers: int
    macs: int


def ours(report: Report) -> list[Row]:
    """Return the rows that the program gives."""
    return [
        Row(
            layer.node.layer.kind,
            (*layer.output.space, layer.output.channels),  # type: ignore[arg-type]
            layer.params.total,
            layer.params.buffers,
            layer.macs,
        )
        for layer in report.layers
    ]


def theirs(net: Net, x: Any) -> tuple[list[Row], int]:
    """Return the rows that torch gives, in the order in which the layers run, and the FLOPs of the whole net."""
    rows: list[Row] = []
    ops = {leaf.module: leaf.op for leaf in net.tree.leaves()}
    counter = flop_counter.FlopCounterMode(display=False)

    def note(module: Any, _: object, output: Any) -> None:
        before = sum(row.macs for row in rows)
        shape = tuple(output.shape[1:])
        buffers = sum(tensor.numel() for name, tensor in module.named_buffers() if "running" in name)
        params = sum(parameter.numel() for parameter in module.parameters())
        macs = counter.get_total_flops() // 2 - before
        rows.append(Row(ops[module], (*shape[1:], shape[0]), params, buffers, macs))

    for module in ops:
        module.register_forward_hook(note)
    with counter:
        net(x)
    return rows, counter.get_total_flops()


@pytest.mark.parametrize("share", range(SHARES))
def test_a_random_net_is_torchs_layer_by_layer(share: int) -> None:
    """Both spellings of a random net, and its long form, give torch's outputs, parameters, buffers and MACs."""
    for number in range(share, NETS, SHARES):
        rng = random.Random(f"net {number}")
        axes = rng.choice((1, 2, 2, 2, 3))
        space, channels = [rng.randint(6, 24) for _ in range(axes)], rng.randint(1, 4)
        with torch.device("meta" if axes == 3 else "cpu"), torch.no_grad():  # small maps are faster with real numbers
            draw = Draw(rng, torch.zeros(1, channels, *space))
            net = Net(draw.net()).eval()
            rows, flops = theirs(net, torch.zeros(1, channels, *space))
        on = "x".join(map(str, (*space, channels))) + " " + "DHWL"[3 - axes : 3] * (axes > 1) + "L" * (axes == 1) + "C"
        texts = [spec(net.tree, on, form, "rounding: floor\n") for form in (SHORT, MAPPING)]
        texts.append(cnncalc.read(texts[0]).long_form())
        for text in texts:
            report = cnncalc.read(text).report()
            assert not report.failed, f"net {number}\n{text}\n{report.problems}\n{net}"
            assert ours(report) == rows, f"net {number}\n{text}\n{net}"
            assert 2 * report.totals.macs == flops, f"net {number}\n{text}\n{net}"
            assert report.totals.params.total == sum(p.numel() for p in net.parameters()), f"net {number}\n{text}"
