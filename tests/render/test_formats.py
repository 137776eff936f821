"""CSV, plain text, Markdown and LaTeX, and the columns that they share."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys

import pytest

import cnncalc
from cnncalc.errors import UsageError
from cnncalc.render import FORMATS, written
from cnncalc.render.columns import COLUMNS, chosen
from cnncalc.render.markdown import escaped
from cnncalc.render.table import View, tabulate

HEADING = "layer,op,what,output,weights,biases,norm,params,macs,flops,rf,jump,start,activations,connections"
NETS = ("alexnet", "resnet50", "googlenet", "unet", "vgg16", "mobilenet_v2")


def report(name):
    """A bundled net with every number."""
    return cnncalc.load(name).report()


def rows_of(text):
    """The rows of a CSV, by column."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", NETS)
def test_csv_sums(name):
    """The CSV has one row for every op, plain numbers, and adds up to the totals."""
    net = report(name)
    rows = rows_of(written(net, "csv"))
    assert [row["layer"] for row in rows] == [layer.name for layer in net.layers]
    main = [row for row in rows if not row.get("aux")]
    totals = net.totals
    for column, total in (
        ("params", totals.params.total),
        ("weights", totals.params.weights),
        ("biases", totals.params.biases),
        ("norm", totals.params.norm),
        ("macs", totals.macs),
        ("flops", totals.flops),
        ("activations", totals.activations - net.input.numbers),
    ):
        assert sum(int(row[column]) for row in main) == total, column
    assert sum(int(row["params"]) for row in rows) == totals.params_with_aux


def test_csv_heading():
    """The CSV's columns are the documented ones, and a net with side outputs says which rows are on them."""
    assert written(report("alexnet"), "csv").splitlines()[0] == HEADING
    assert written(report("googlenet"), "csv").splitlines()[0] == f"{HEADING},fit,aux"


def test_misfits_in_files():
    """Plain text stars an output that does not fit, and CSV says how each window fits."""
    net = cnncalc.chain("8x8x3", "conv: 4 x 3x3, relu", "conv: 4 x 3x3, stride 2, pad 1", "conv: 4 x 2x2, stride 2")
    rows = rows_of(written(net, "csv"))
    assert [row["fit"] for row in rows] == ["fits", "", "padding left over", "pixels unseen"]
    plain = written(net, "plain")
    assert all(size in plain for size in ("6x6x4 ", "3x3x4* ", "1x1x4* "))
    shown = written(net, "plain", View(("layer", "fit"))).splitlines()
    assert shown[-3:-1] == ["conv2  padding left over", "conv3  pixels unseen"]


def test_inputs_of_sequences_read_back():
    """The heading names the input of a sequence with the letters without which it would be refused."""
    net = cnncalc.chain("8000x1 LC", "conv: 4 x 9")
    assert tabulate(net).input == "input 8000x1 LC"
    assert tabulate(net, View(layout="chw")).input == "input 1x8000 CL"
    assert tabulate(cnncalc.chain("32x32x3", "relu")).input == "input 32x32x3"


def test_rows_of_many_ops_are_folded():
    """The text of a row of many ops counts those that follow each other, and is cut where they all differ."""
    net = cnncalc.chain("8x8x3", ", ".join(["conv: 4 x 3x3", *["relu"] * 100]))
    assert [row.what for row in net.rows()] == ["4 x 3x3, relu x100"]
    net = cnncalc.chain("8x8x3", "conv: 4 x 3x3", *["relu", "sigmoid"] * 500)
    (row,) = net.rows()
    assert row.what.startswith("4 x 3x3, relu, sigmoid, relu")
    assert row.what.endswith(", and 981 more")


def test_reports_are_told_on_one_line():
    """A report and a layer of it show themselves in a few words, not as the whole graph."""
    net = report("alexnet")
    assert repr(net) == "<Report AlexNet: input 227x227x3, 23 layers, 62,378,344 params>"
    assert repr(net["pool1"]) == "<LayerReport maxpool1: maxpool 3x3, stride 2, output 27x27x96, 0 params>"


def test_csv_of_chosen_columns():
    """Chosen columns come in the chosen order."""
    text = written(report("alexnet"), "csv", View(("params", "layer")))
    assert text.splitlines()[:2] == ["params,layer", "34944,conv1"]


@pytest.mark.parametrize("name", NETS)
def test_plain(name):
    """Plain text has the heading first, the total last, no rules, and every row on one line."""
    net = report(name)
    lines = written(net, "plain").splitlines()
    assert lines[0].split() == ["layer", "what", "output", "params", "rf", "macs"]
    assert lines[-1].split() == ["total", str(net.totals.params.total), str(net.totals.macs)]
    aux = len(net.aux_rows()) + 1 if net.aux_rows() else 0
    assert len(lines) == len(net.rows()) + aux + 2
    assert not any(line.endswith(" ") for line in lines)


@pytest.mark.parametrize("name", NETS)
def test_markdown(name):
    """The Markdown table has as many cells in every line, numbers to the right, and bold sums."""
    lines = [line for line in written(report(name), "markdown").splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {7}
    assert lines[1] == "| --- | --- | --- | ---: | ---: | ---: |"
    sums = [line for line in lines if line.startswith(("| **total**", "| **with aux**"))]
    assert len(sums) == (2 if name == "googlenet" else 1)


def test_markdown_explains_its_signs():
    """A starred size is explained below the table, and its star formats nothing."""
    text = written(report("resnet50"), "markdown")
    assert r"112x112x64\* |" in text
    assert "\n\n\\* rounded down: 8 of 54 windows" in text


def test_markdown_escapes():
    """What Markdown would format is escaped, and names with underscores stay readable."""
    assert escaped("a|b *c* `d` _e_ f_g <b>") == r"a\|b \*c\* \`d\` \_e\_ f_g \<b\>"


@pytest.mark.parametrize("name", NETS)
def test_latex(name):
    """The LaTeX table has balanced braces, as many cells in every row, and no bare special character."""
    text = written(report(name), "latex")
    body = text.split("\\toprule\n")[1].split("\\bottomrule")[0]
    rows = [line for line in body.splitlines() if line.endswith(r" \\")]
    assert {len(re.findall(r"(?<!\\)&", line)) for line in rows} == {5}
    bare = re.sub(r"\\[{}$&#%_]", "", text)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"(?<!\\)[#$_^]", body)
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == 1


def test_latex_escapes():
    """Names of layers may hold what LaTeX reads as commands."""
    net = cnncalc.read("input: 8x8x3\nblocks:\n  b_b(c):\n    - {conv: c x 1x1, name: k}\nlayers:\n  - b_b: 4\n")
    assert r"b\_b\#1/k &" in written(net.report(), "latex")


@pytest.mark.parametrize("format", ["table", "plain", "csv", "markdown", "latex"])
def test_columns_are_chosen_everywhere(format):
    """Every format of text shows the columns that are asked for, and no others."""
    text = written(report("alexnet"), format, View(("layer", "buffers", "connections")))
    assert "buffers" in text
    assert "params," not in text.splitlines()[0]
    assert "105705600" in text.replace(",", "").replace("{}", "")


def test_layout_everywhere():
    """Every format of text writes volumes with the channels first where that is asked for."""
    for format in ("table", "plain", "csv", "markdown", "latex"):
        assert "96x55x55" in written(report("alexnet"), format, View(layout="chw"))


@pytest.mark.parametrize(("wrong", "said"), [("parms", "did you mean `params`"), ("zzz", "the columns are layer, op")])
def test_unknown_column(wrong, said):
    """An unknown column is refused with the nearest name, or with all of them."""
    with pytest.raises(UsageError, match=said):
        chosen(("layer", wrong))


def test_unknown_format():
    """An unknown format is refused with the nearest name."""
    with pytest.raises(UsageError, match="did you mean `markdown`"):
        written(report("lenet5"), "markdwn")


def test_fields_in_one_cell():
    """A field is one number where the axes agree, one an axis where they do not, and words where all is seen."""
    net = cnncalc.chain("32x16x3", "conv: 4 x 3x3", "conv: 4 x 3x1, stride 2x1", "gap", "fc: 3")
    assert [COLUMNS["rf"].of_layer(layer) for layer in net.layers] == ["3", "5x3", "all", "all"]
    assert [COLUMNS["jump"].of_layer(layer) for layer in net.layers] == ["1", "2x1", "", ""]


def test_column_names_are_their_keys():
    """Every column is found by its own name, and says what its cells are."""
    assert all(name == column.name and column.unit for name, column in COLUMNS.items())
    assert ",".join(COLUMNS) == f"{HEADING},buffers,total_params,aux,fit"


def test_text_needs_no_rich():
    """Only the table of a screen pays for the library that lays it out."""
    code = (
        "import sys, cnncalc\nfrom cnncalc.render import FORMATS, written\nreport = cnncalc.load('lenet5').report()\n"
        "[written(report, name) for name in FORMATS if name != 'table']\nsys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_format_writes():
    """Each named format gives text that ends in a line break."""
    for format in FORMATS:
        assert written(report("lenet5"), format).endswith("\n")
