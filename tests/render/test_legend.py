"""The lines below a table."""

from __future__ import annotations

import pytest

import cnncalc
from cnncalc.render.legend import binary, size
from cnncalc.render.remainders import some
from cnncalc.render.table import View, tabulate


def notes(report, **view):
    """The lines below a report's table."""
    return [note.text for note in tabulate(report, View(**view)).notes]


def read(*layers, head="input: 32x32x3"):
    """The report of a net of these lines."""
    return cnncalc.read("\n".join([head, "layers:", *(f"  - {layer}" for layer in layers)])).report()


def test_norm_of_one_kind_is_named():
    """What norm layers learn is called by their name where they are of one kind."""
    assert "+ 16 of group norm;" in notes(read("conv: 8 x 3x3, gn 2"))[0]
    assert "+ 32 of norm layers;" in notes(read("conv: 8 x 3x3, gn 2", "conv: 8 x 3x3, bn"))[0]


def test_learned_factors_are_no_norm_layers():
    """Factors that other layers than norm layers learn are told by their own titles."""
    lines = notes(read("conv: 8 x 3x3, gn 2, prelu, scale"))
    assert "+ 32 of group norm, parametric ReLU and channel factors;" in lines[0]
    lines = notes(read("conv: 8 x 3x3, gn 2, bn, scale"))
    assert "+ 40 of norm layers and channel factors;" in lines[0]


def test_several_outputs():
    """Where several volumes come out they are named below the table, however many lines there are."""
    text = "input: 32x32x3\noutputs: [h3, h4]\nlayers:\n  - {conv: '4 x 3x3, pad 1', name: h3}\n"
    net = cnncalc.read(f"{text}  - {{conv: '4 x 2x2, stride 2', name: h4}}\n").report(batch=32)
    assert notes(net)[0] == "outputs: h3 32x32x4, h4 16x16x4"
    assert notes(net, layout="chw")[0] == "outputs: h3 4x32x32, h4 4x16x16"
    assert not any(note.startswith("outputs") for note in notes(read("relu")))


def test_outputs_are_never_dropped(monkeypatch):
    """The line about the outputs stays where there is room for a single line."""
    monkeypatch.setattr("cnncalc.render.legend.MOST_LINES", 1)
    net = cnncalc.read("input: 8x8x3\noutputs: [a, b]\nlayers:\n  - {relu: , name: a}\n  - {bn: , name: b}\n")
    assert notes(net.report()) == ["outputs: a 8x8x3, b 8x8x3"]


def test_nothing_learned():
    """A net without parameters says so."""
    assert notes(read("maxpool: 2x2"))[0] == "no parameters: nothing is learned"


def test_share_of_fully_connected_layers():
    """Where some parameters sit in fully connected layers, their share is told; where all do, it is not."""
    assert any(
        note.startswith("fully connected layers: 89.4 % of the parameters")
        for note in notes(cnncalc.load("vgg16").report())
    )
    assert not any("fully connected" in note for note in notes(cnncalc.chain("784", "fc: 100", "fc: 10")))


def test_memory_is_told_when_asked_for():
    """A batch or another type of number adds a line with the memory of the activations, in MB and in MiB."""
    spec = cnncalc.load("alexnet")
    assert not any(note.startswith("activations") for note in notes(spec.report()))
    (line,) = (note for note in notes(spec.report(batch=32)) if note.startswith("activations"))
    assert line.startswith("activations of a batch of 32: ")
    assert " MB (" in line
    assert " MiB), at the peak " in line


def test_convention():
    """The line about FLOPs names the convention, and never claims another one's rule."""
    (line,) = (note for note in notes(cnncalc.load("alexnet").report(flops="macs")) if note.startswith("FLOPs"))
    assert line.startswith("FLOPs 1,135,256,096, counting 1 per MAC")
    assert line.endswith("(--flops macs)")
    assert "2 per MAC" not in line


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (("conv: 4 x 3x3",), ["every window fits"]),
        (
            ("conv: 4 x 3x3, stride 2",),
            [
                "* rounded down: 1 of 1 window leaves a remainder (rounding: not set).",
                "  1 drops a row and a column: conv1",
            ],
        ),
        (
            ("conv: 4 x 3x3, stride 2, pad 1", "conv: 4 x 1x5, pad 0x2, stride 1x3"),
            [
                "* rounded down: 1 of 2 windows leaves a remainder (rounding: not set).",
                "  1 drops only padding",
            ],
        ),
        (("maxpool: 3x3, stride 2, ceil",), ["rounded up: 1 of 1 window runs past the end: maxpool1"]),
    ],
)
def test_remainders(layers, said):
    """What windows leave over is told with its cost: nothing, padding, or rows and columns of the input."""
    lines = notes(read(*layers))
    assert [note for note in lines if "window" in note or note.startswith("  ")] == said


def test_same_windows_are_told_once():
    """Layers that lose something through the same window are told by the window, others by their names."""
    same = notes(read("conv: 4 x 3x3, stride 2", "conv: 4 x 3x3, pad 1", "conv: 4 x 4x4, stride 2"))
    assert "  2 drop a row and a column: conv1 and conv3" in same
    same = notes(read("conv: 4 x 2x2, stride 2", "conv: 4 x 2x2", "conv: 4 x 2x2, stride 2", head="input: 33x33x3"))
    assert "  2 drop a row and a column: the 2x2, stride 2 windows" in same


def test_one_axis_is_counted_in_positions():
    """Of a sequence, positions are dropped and seen, not rows and pixels."""
    lines = notes(read("conv: 4 x 3, stride 4", head="input: 16x3 LC"))
    assert "  1 drops a position: conv1" in lines
    assert "RF: positions of the input that a unit sees, per axis" in lines


def test_shared_weights():
    """Weights that are used again are named, and counted once."""
    lines = notes(read("{conv: '3 x 3x3', name: a}", "use: a", "use: a"))
    assert "weights used again are counted once: conv2 and conv3 share" in lines


def test_whole_beside_windows():
    """After a squeeze-and-excite the field has a sign, and a line below the table explains it."""
    table = tabulate(read("conv: 4 x 3x3", "squeeze_excite: 2"))
    assert (table.net.rows[-1][4].value, table.net.rows[-1][4].mark) == ("3", "+")
    assert any(note.explains == "+" for note in table.notes)


def test_incomplete_net():
    """A net that does not fit shows what there is so far, and does not claim that it fits."""
    report = read("conv: 4 x 3x3", "maxpool: 40x40")
    table = tabulate(report)
    assert table.net.total[0].value == "so far"
    assert not any(note.text == "every window fits" for note in table.notes)


def test_activations_include_the_input():
    """Where the activations are a column, a line says that its total has the input's numbers too."""
    lines = notes(cnncalc.load("alexnet").report(), columns=("layer", "activations"))
    assert "activations: the total includes the input's 154,587" in lines


def test_nested_blocks_open_one_by_one():
    """The line about folded rows says how many levels to open next."""
    head = "input: 8x8x3\nblocks:\n  inner(c):\n    - conv: c x 1x1\n  outer(c):\n    - inner: c"
    report = read("outer: 4", head=head)
    assert notes(report, open=0)[-1] == "--open 1 opens the blocks, --open all lists the 1 operations"
    assert notes(report, open=1)[-1].startswith("--open 2 opens the blocks")
    assert not notes(report, open=2)[-1].startswith("--open")


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (999, "999 bytes"),
        (246_824, "246.8 kB"),
        (249_513_376, "249.5 MB"),
        (5 * 10**12, "5.0 TB"),
        (72 * 10**24, "72.0 YB"),
    ],
)
def test_sizes(count, text):
    """Bytes are told in the largest unit that they reach."""
    assert size(count) == text


def test_binary_sizes():
    """Both sorts of units are spelled, and their numbers differ."""
    assert binary(10**6) == "1.0 MB (976.6 KiB)"


@pytest.mark.parametrize(
    ("count", "text"), [(1, "c0"), (2, "c0 and c1"), (4, "c0, c1, c2 and c3"), (5, "c0, c1, c2 and 2 others")]
)
def test_some(count, text):
    """Many names become the first few and a number."""
    assert some([f"c{number}" for number in range(count)]) == text
