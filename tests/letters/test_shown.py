"""Formulas as they are shown: in tables, cards, derivations and files."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

import cnncalc
from cnncalc.algebra.parser import parse
from cnncalc.cli.report_model import ReportDocument
from tests.conftest import Run
from tests.letters.lettered import worth

LONG = ("chain", "NxMx3", *["conv: 8 x KxK, pad p, stride s"] * 4)
"""A net whose sizes grow long: four letters, four layers."""


def test_a_long_size_gets_a_letter(run: Run) -> None:
    """Each layer's sizes are short, and every letter in them is the question's or is defined below the table."""
    answer = run(*LONG)
    rows, below = answer.out.split("\nif ", maxsplit=1)
    outputs = re.findall(r"pad p +(\S+)", rows)
    assert outputs == ["N1xM1x8", "N2xM2x8", "N3xM3x8", "N4xM4x8"]
    for letter in "NM":
        assert f"\n{letter}1 = ({letter} + 2*p - K)/s + 1\n" in below
        assert f"\n{letter}4 = ({letter}3 + 2*p - K)/s + 1\n" in below


def test_the_letters_on_the_way_lead_to_the_numbers() -> None:
    """The formulas of the letters on the way, worked out one after the other, are the sizes of the net in numbers."""
    report = cnncalc.chain(*LONG[1:])
    values = {"N": 161, "M": 97, "K": 3, "p": 1, "s": 2}
    for letter, size in report.graph.letters.items():
        values[letter] = int(worth(size, values))
    net = cnncalc.chain("161x97x3", *["conv: 8 x 3x3, pad 1, stride 2"] * 4)
    for layer, same in zip(report.layers, net.layers, strict=True):
        assert tuple(worth(size, values) for size in layer.output.space) == same.output.space


def test_json_has_the_formulas_as_text(run: Run) -> None:
    """In the document, formulas are strings that read back; it keeps to the schema, and has letters and conditions."""
    document = json.loads(run(*LONG, "--json").out)
    ReportDocument.model_validate(document, by_alias=True)
    assert document["letters"]["N2"] == "(N1 + 2*p - K)/s + 1"
    assert document["conditions"][:2] == ["s divides N + 2*p - K", "s divides M + 2*p - K"]
    first = document["layers"][0]
    assert first["params"]["shapes"]["weight"] == ["K", "K", 3, 8]
    for formula in (first["macs"], first["params"]["total"], document["totals"]["flops"], first["fit"][0]["exact"]):
        parse(formula, power=True)


def test_without_letters_the_document_has_none(run: Run) -> None:
    """The document of a net in numbers says nothing of letters."""
    document = json.loads(run("conv", "--in", "8x8x3", "--filters", "2x3x3", "--json").out)
    assert not {"letters", "conditions"} & document.keys()
    ReportDocument.model_validate(document, by_alias=True)


def test_what_letters_do_not_tell_is_null_and_a_question_mark(run: Run) -> None:
    """What a unit sees behind a transposed layer with a letter for its stride is not told, and no number is made up."""
    words = ("deconv", "--in", "nxnx3", "--filters", "4xkxk", "--stride", "s")
    document = json.loads(run(*words, "--json").out)
    ReportDocument.model_validate(document, by_alias=True)
    field = document["layers"][0]["receptive_field"]
    assert [field[name] for name in ("size", "jump", "start", "kernel")] == [[None, None]] * 4
    assert re.search(r"RF +\? +what a unit sees cannot be told in letters", run(*words).out)
    assert "cannot be told in letters" in run(*words, "--explain").out


def test_csv_has_conditions_and_letters(run: Run) -> None:
    """Each row says on which conditions its layer fits, and what the letters in its output are."""
    rows = list(csv.DictReader(io.StringIO(run(*LONG, "--format", "csv").out)))
    assert rows[0]["if"].split("; ")[0] == "s divides N + 2*p - K"
    assert rows[1]["where"] == "N2 = (N1 + 2*p - K)/s + 1; M2 = (M1 + 2*p - K)/s + 1"
    plain = run("chain", "8x8x3", "relu", "--format", "csv").out.splitlines()[0]
    assert not {"if", "where"} & set(plain.split(","))


def test_latex_is_mathematics(run: Run) -> None:
    """Formulas and sizes stand between dollars, without a star of the text, and the letters below are equations."""
    table = run(*LONG, "--format", "latex").out
    assert r"$N_{1} \times M_{1} \times 8$" in table
    assert r"{$N_{1} = \frac{N + 2 \cdot p - K}{s} + 1$}" in table
    assert r"8 \cdot \left(3 \cdot K^{2} + 1\right)" in table
    assert table.count("$") % 2 == 0
    assert not any("*" in formula for formula in table.split("$")[1::2])


def test_markdown_says_what_holds(run: Run) -> None:
    """Below the table stand the conditions and the letters."""
    table = run(*LONG, "--format", "markdown").out
    assert "if s divides N + 2\\*p - K" in table
    assert "N1 = (N + 2\\*p - K)/s + 1" in table


@pytest.mark.parametrize("words", [("resnet18", "--in", "NxNx3"), ("vgg16", "--in", "NxNx3"), LONG])
def test_a_long_sum_stands_below(run: Run, words: tuple[str, ...]) -> None:
    """In a terminal, a sum longer than its column stands below the table, and is the same as in a pipe."""
    screen = run(*words, terminal=True).out
    sums = " ".join(line.strip() for line in screen.partition("\ntotal")[2].splitlines())
    total = cnncalc.load(words[0]).report(input=words[2]) if words[1] == "--in" else cnncalc.chain(*words[1:])
    for count in (total.totals.macs, total.totals.params.total):
        assert str(count) in sums or f"{count:,}" in sums
    assert max(map(len, screen.splitlines())) <= 110


@pytest.mark.parametrize("format", ["table", "markdown", "latex", "html", "json"])
def test_derivations_have_letters(run: Run, format: str) -> None:
    """The derivation of a layer in letters ends in the formula, in every format."""
    answer = run("conv", "--in", "nxnx3", "--filters", "10xkxk", "--pad", "p", "--explain", "--format", format)
    assert (answer.code, answer.err) == (0, "")
    ends = {"table": "= 10*(3*k^2 + 1)", "latex": r"10 \cdot \left(3 \cdot k^{2} + 1\right)", "html": "<math"}
    assert ends.get(format, "k") in answer.out
    assert "None" not in answer.out
