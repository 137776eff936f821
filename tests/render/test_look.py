"""The table as it is to look: snapshots, and what must hold of any table."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest

import cnncalc
from cnncalc.render import written
from cnncalc.render.columns import COLUMNS
from cnncalc.render.console import show
from cnncalc.render.table import View, tabulate

LOOK = Path(__file__).parent.parent / "data" / "look"
NETS = (
    "alexnet",
    "resnet50",
    "googlenet",
    "unet",
    "vgg16",
    "mobilenet_v2",
    "densenet121",
    "shufflenet_v2_x1_0",
    "lenet5",
)
NUMBERS = re.compile(r"\d[\d,]*")


class Terminal(io.TextIOWrapper):
    """A terminal of some encoding."""

    def isatty(self):
        """Say that this is a terminal."""
        return True


@cache
def report(name):
    """A bundled net with every number."""
    return cnncalc.load(name).report()


def lines_of(net, width=80, ascii=False, **view):
    """The lines that a terminal shows of a report."""
    file = Terminal(io.BytesIO(), encoding="ascii" if ascii else "utf-8", write_through=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm")
        show(net, View(**view), color=False, file=file)
    return file.buffer.getvalue().decode(file.encoding).splitlines()


def shown(name, width=80, ascii=False, **view):
    """The lines that a terminal shows of a bundled net."""
    return lines_of(report(name), width, ascii, **view)


def counts(line):
    """The numbers of a line that stand in the columns of the right-hand side."""
    return [int(number.replace(",", "")) for number in re.findall(r"(?<=\s)\d[\d,]*(?=\s|$)", line)]


@pytest.mark.parametrize("name", ["alexnet", "resnet50"])
def test_snapshot(name):
    """A net looks at 80 columns exactly as it was designed to."""
    assert "\n".join(shown(name)) + "\n" == (LOOK / f"{name}.txt").read_text(encoding="utf-8")


def test_snapshot_piped():
    """In a pipe the table has the same columns, its heading first, and plain numbers."""
    head = written(report("alexnet"), "plain").splitlines(keepends=True)[:3]
    assert "".join(head) == (LOOK / "alexnet_piped_head.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["alexnet", "resnet50"])
def test_snapshot_adds_up(name):
    """The numbers printed in a snapshot add up to the totals printed below them."""
    lines = (LOOK / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    first, last = (number for number, line in enumerate(lines) if line.startswith("─"))
    rows = [re.split(r"\s+", line)[-3::2] for line in lines[first + 1 : last] if not line.startswith(" ")]
    sums = [sum(int(row[column].replace(",", "")) for row in rows) for column in (0, 1)]
    assert counts(lines[last + 1]) == sums


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("open", [None, 0, 1, "all"])
def test_rows_add_up(name, open):
    """However far a net is opened, each column of numbers adds up to its total."""
    net = report(name)
    table = tabulate(net, View(tuple(COLUMNS), open))
    for number, column in enumerate(table.columns):
        if column.of_report is None:
            continue
        missing = net.input.numbers if column.name == "activations" else 0
        rows = sum(cells[number].value for cells in table.net.rows)
        assert rows + missing == table.net.total[number].value, column.name
        if table.aux is not None:
            beside = sum(cells[number].value for cells in table.aux.rows)
            assert table.net.total[number].value + beside == table.aux.total[number].value, column.name


@pytest.mark.parametrize(
    ("name", "rows", "seen"),
    [("alexnet", 13, 13), ("vgg16", 21, 21), ("unet", 35, 35), ("resnet50", 72, 8), ("googlenet", 81, 18)],
)
def test_row_counts(name, rows, seen):
    """A written line with what works in place behind it is one row, and nets of over 40 rows are folded."""
    net = report(name)
    assert (len(net.rows(99)), len(net.rows())) == (rows, seen)


def test_every_operation_is_a_row():
    """Opened as far as possible, a net has one row for every elementary op."""
    net = report("googlenet")
    assert [row.name for row in (*net.rows("all"), *net.aux_rows("all"))] == sorted(
        (layer.name for layer in net.layers), key=lambda name: net[name].node.aux
    )


def test_line_of_its_own_joins_the_row_before():
    """A relu on a line of its own is part of the row that it works on, and pooling is not."""
    net = cnncalc.chain("8x8x3", "conv: 4 x 3x3", "relu", "dropout: 0.5", "maxpool: 2x2", "flatten", "relu")
    assert [(row.name, row.what) for row in net.rows()] == [
        ("conv1", "4 x 3x3, relu, dropout 0.5"),
        ("maxpool1", "2x2"),
        ("flatten1", "flatten, relu"),
    ]


def test_relu_of_another_layer_is_a_row():
    """A relu that does not work on the row before it stands for itself."""
    spec = cnncalc.read(
        "input: 8x8x3\nlayers:\n  - {conv: 4 x 3x3, name: a}\n  - conv: 4 x 3x3\n  - relu:\n    from: a\n"
    )
    assert [row.name for row in spec.report().rows()] == ["a", "conv2", "relu1"]


def test_folded_rows():
    """Consecutive calls of one written line fold into a row with their number, the arguments, and the last output."""
    rows = report("resnet50").rows()
    assert [(row.label, row.what) for row in rows[2:4]] == [
        ("bottleneck x3", "c=64"),
        ("bottleneck x4", "c=128, first s=2"),
    ]
    assert rows[3].last.output.text == "28x28x512"


def test_side_outputs_stand_below_the_total():
    """Side outputs come after the net's total, with a sum of their own that includes them."""
    lines = shown("googlenet")
    labels = [line.split("  ")[0] for line in lines]
    assert labels.index("total") < labels.index("classifier") < labels.index("with aux")
    assert "13,004,888" in lines[labels.index("with aux")]


@pytest.mark.parametrize("name", NETS)
def test_width_sweep(name):
    """From 80 to 200 columns every number is whole, words only wrap, and no line is longer than the screen."""
    widest = shown(name, 1000)
    numbers = sorted(NUMBERS.findall(" ".join(widest)))
    words = "".join("".join(widest).replace("─", "").split())
    for width in range(80, 201, 3):
        lines = shown(name, width)
        assert sorted(NUMBERS.findall(" ".join(lines))) == numbers
        assert sorted("".join("".join(lines).replace("─", "").split())) == sorted(words)
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize("name", NETS)
def test_shape_of_the_table(name):
    """Rules are as wide as the table and at least 80, lines end without blanks, and few stand below it."""
    lines = shown(name)
    rules = {len(line) for line in lines if line.startswith("─")}
    assert rules == {80}
    assert not any(line.endswith(" ") for line in lines)
    bottom = max(number for number, line in enumerate(lines) if line == "")
    assert len(lines) - bottom - 1 <= 7


def test_narrow_screen_is_80_columns():
    """A screen of fewer than 80 columns gets the table of 80: nothing is cut."""
    assert shown("alexnet", 40) == shown("alexnet", 80)


@pytest.mark.parametrize("name", NETS)
def test_ascii(name):
    """Where the encoding has only ASCII, the table has only ASCII, and the columns stay where they are."""
    columns = ("layer", "what", "output", "rf", "jump", "params")
    lines = shown(name, ascii=True, columns=columns)
    assert all(line.isascii() for line in lines)
    assert [len(line) for line in lines] == [len(line) for line in shown(name, columns=columns)] or "½" in "".join(
        shown(name, columns=columns)
    )


def test_jump_of_a_half():
    """Half a position is one sign on a screen and a fraction in ASCII."""
    net = cnncalc.chain("8x8x3", "upsample: 2")
    assert any(line.endswith("½") for line in lines_of(net, columns=("layer", "jump")))
    assert any(line.endswith("1/2") for line in lines_of(net, ascii=True, columns=("layer", "jump")))


def test_long_name():
    """A name that leaves no room for the input beside it gets a line of its own."""
    spec = cnncalc.read(f"name: {'long ' * 16}\ninput: 8x8x3\nlayers:\n  - relu\n")
    first, second, *_ = lines_of(spec.report())
    assert first.startswith("long long")
    assert second == "input 8x8x3".rjust(80)


def test_wide_letters():
    """Letters that take two columns of a screen push nothing out of line."""
    layers = "".join(f"  - {{conv: 4 x 3x3, name: {name}}}\n" for name in ("卷积", "c2"))
    lines = lines_of(cnncalc.read(f"name: 卷积网络\ninput: 8x8x3\nlayers:\n{layers}").report())
    assert lines[0] == f"卷积网络{'input 8x8x3':>72}"
    assert [line.index("4 x 3x3") for line in lines[4:6]] == [5, 7]


def test_star_beside_the_widest_size():
    """Two blanks stand between two columns, also where a sign hangs behind a size that is not the widest."""
    net = cnncalc.chain("224x224x64", "conv: 640 x 1x1", "maxpool: 3x3, stride 20, floor")
    lines = lines_of(net, columns=("layer", "output", "params", "rf"))
    assert lines[4].startswith("conv1     224x224x640  41,600  ")
    assert lines[5].startswith("maxpool1  12x12x640*        0  ")


def test_variant_in_the_heading():
    """The heading names the variant that is shown, once."""
    spec = cnncalc.read(
        "name: Net\ninput: 8x8x3\nparams: {c: 4}\nvariants: {wide: {c: 8}}\nlayers:\n  - conv: c x 1x1\n"
    )
    assert lines_of(spec.report("wide"))[0].split("  ")[0] == "Net wide"


def test_layout():
    """With the channels first, every volume of the table is written so."""
    lines = shown("alexnet", layout="chw")
    assert lines[0].endswith("input 3x227x227")
    assert "96x55x55" in lines[4]
