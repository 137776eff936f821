"""`--flops all`: what every convention counts, as text and as data."""

from __future__ import annotations

import csv
import json

import pytest

from cnncalc.engine.conventions import CONVENTIONS
from tests.conftest import Run


def test_all_conventions_are_told_in_every_format(run: Run) -> None:
    """The lines, the CSV and the JSON name the same conventions with the same counts."""
    listed = json.loads(run("resnet50", "--flops", "all", "--json").out)["conventions"]
    assert [entry["name"] for entry in listed] == list(CONVENTIONS)
    assert {entry["name"]: entry["flops"] for entry in listed}["macs"] == 4_089_184_256  # torchvision: 4.089 G
    rows = list(csv.DictReader(run("resnet50", "--flops", "all", "--format", "csv").out.splitlines()))
    assert [(row["name"], int(row["flops"])) for row in rows] == [(it["name"], it["flops"]) for it in listed]
    lines = run("resnet50", "--flops", "all").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[it["name"], f"{it['flops']:,}"] for it in listed]


def test_a_format_for_layers_is_refused(run: Run) -> None:
    """There is no LaTeX of the conventions, and the answer says what there is."""
    answer = run("alexnet", "--flops", "all", "--format", "latex")
    assert answer.code == 2
    assert "--flops all has no format latex" in answer.err


def test_what_is_wrong_is_said_beside_the_counts(run: Run) -> None:
    """A layer that does not fit is told on standard error, as without the conventions."""
    answer = run("conv", "--in", "32x32x3", "--filters", "8x5x5", "--stride", "2", "--flops", "all")
    assert answer.code == 1
    assert "= 14.5 is not a whole number" in answer.err


@pytest.mark.parametrize("name", ["exact", "2macs"])
@pytest.mark.parametrize("format", ["plain", "markdown", "latex"])
def test_flops_that_are_asked_for_have_a_column(run: Run, name: str, format: str) -> None:
    """What has no lines below the table shows the FLOPs in the table, and their sum; unasked, it does not."""
    total = json.loads(run("alexnet", "--flops", name, "--json").out)["totals"]["flops"]
    answer = run("alexnet", "--flops", name, "--format", format)
    last = next(line for line in reversed(answer.out.splitlines()) if "total" in line)
    assert str(total) in "".join(sign for sign in last if sign not in ",{}")
    assert "flops" in answer.out.lower().partition("conv1")[0]
    assert "flops" not in run("alexnet", "--format", format).out.lower()
    assert "flops" not in run("alexnet", "--flops", name, "--format", format, "--columns", "layer,macs").out.lower()


@pytest.mark.parametrize("net", ["alexnet", "fpn_resnet50"])
def test_the_convention_is_told_in_the_terminal(run: Run, net: str) -> None:
    """The line below the table says what is counted, and wraps at the width of the screen."""
    for name in CONVENTIONS:
        out = run(net, "--flops", name, terminal=True).out
        assert max(map(len, out.splitlines())) <= 80
        assert CONVENTIONS[name].counts in " ".join(out.split())


def test_a_card_says_what_is_counted(run: Run) -> None:
    """A single layer's FLOPs stand with their convention, in the card and in the explanation."""
    line = ["conv", "--in", "32x32x3", "--filters", "10x5x5", "--flops", "keras"]
    for words in (line, [*line, "--explain"]):
        out = " ".join(run(*words).out.split())
        assert f", counting {CONVENTIONS['keras'].counts}" in out
