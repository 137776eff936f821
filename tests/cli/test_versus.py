"""`cnncalc conv … --versus fc`: the way from a dense to a shared layer, in three counts."""

from __future__ import annotations

import json
import shlex
from itertools import product

import pytest

import cnncalc
from tests.conftest import Run

SEEDS = [
    pytest.param("--in 4x4x1 --filters 1x2x2 --versus fc", [144, 36, 4], id="000-shared"),
    pytest.param("--in 1000x1000x3 --filters 1x3x3 --versus fc:20", [60_000_000, None, None, 27], id="003-fnn"),
    pytest.param("--in 1000x1000x1 --filters 1x4x6 --versus fc:20", [None, None, None, 4 * 6], id="003-cnn"),
    pytest.param(
        "--in 200x200x1 --filters 50x3x3 --versus fc:50", [200 * 200 * 50, None, None, 3 * 3 * 50], id="004-conv-vs-fc"
    ),
    pytest.param("--in 200x200x3 --filters 1x3x3 --versus fc:1,000", [120_000_000, None, None, 27], id="004-fnn-real"),
    pytest.param("--in 28x28x1 --filters 7x3x3 --versus fc:7", [28 * 28 * 7, None, None, 63], id="004-fnn"),
]


@pytest.mark.parametrize(("line", "weights"), SEEDS)
def test_the_lectures_counts_take_one_line(run: Run, line: str, weights: list[int | None]) -> None:
    """The counts of the lectures, hidden layer first if there is one, then from the densest to the convolution."""
    answer = run("conv", *shlex.split(line))
    assert (answer.code, answer.err) == (0, "")
    ways = json.loads(run("conv", *shlex.split(line), "--json").out)["ways"]
    assert len(ways) == len(weights)
    for way, expected in zip(ways, weights, strict=True):
        numbers = "*".join(f"{int(number):,}" for number in way["numbers"].split("*"))
        assert f"{way['weights']:,}   {numbers}: " in answer.out
        assert expected in (None, way["weights"])


@pytest.mark.parametrize("filters", [1, 3])
@pytest.mark.parametrize(
    "options", [{"kernel": (2, 3)}, {"kernel": (3, 3), "stride": 2}, {"kernel": (2, 2), "dilation": 2}]
)
def test_counts_are_those_of_the_connections(filters: int, options: dict[str, int]) -> None:
    """Dense: every pair of input and output. Local: every pair that a window connects. Shared: those of one place."""
    report = cnncalc.conv("7x7x2", filters=filters, **options)
    (layer,) = report.layers
    dense, local, shared = cnncalc.versus(layer)
    places = list(product(*map(range, layer.output.space)))
    windows = [len(cnncalc.field(report, "conv1", place).pixels) for place in places]
    assert dense.weights == 7 * 7 * 2 * len(places) * filters
    assert local.weights == sum(windows) * 2 * filters
    assert shared.weights == windows[0] * 2 * filters
    assert (dense.biases, local.biases, shared.biases) == (len(places) * filters, len(places) * filters, filters)


def test_the_formula_gives_the_count(run: Run) -> None:
    """Each line has its formula with letters and with numbers, and the numbers multiply to the weights."""
    line = "conv --in 32x32x4 --filters 10x5x3 --pad same --groups 2 --versus fc:7 --json"
    document = json.loads(run(*line.split()).out)
    assert [way["op"] for way in document["ways"]] == ["fc", "fc", "local", "conv"]
    for way in document["ways"]:
        value = 1
        for factor in way["numbers"].split("*"):
            value *= int(factor)
        assert value == way["weights"]
    assert document["ways"][1]["formula"] == "N*N*C*M"


@pytest.mark.parametrize(
    ("extra", "said", "counts"),
    [("--no-bias", "; no biases\n", [0, 0, 0]), ("", "  biases are not counted: 9; 9; 1\n", [9, 9, 1])],
)
def test_biases_are_left_out_of_the_weights(run: Run, extra: str, said: str, counts: list[int]) -> None:
    """The weights are the same with and without a bias; the biases are said apart, and only where there are any."""
    line = f"conv --in 4x4x1 --filters 1x2x2 --versus fc {extra}".split()
    out = run(*line).out
    assert "convolution           4   2*2*1*1" in out
    assert said in out
    assert [way["biases"] for way in json.loads(run(*line, "--json").out)["ways"]] == counts


def test_the_hidden_layer_is_told_apart(run: Run) -> None:
    """The weights of a hidden layer lead to its units, and not to the output of the convolution."""
    out = " ".join(run(*["conv", "--in", "32x32x3", "--filters", "10x5x5", "--versus", "fc:1000"]).out.split())
    assert "1,000 hidden units 3,072,000 32*32*3*1,000" in out
    assert "weights from 32x32x3 to 28x28x10; the first line: to 1,000 hidden units only" in out


def test_a_window_that_does_not_fit_still_exits_1(run: Run) -> None:
    """The counts of the rounded layer are shown, and the misfit is an error unless rounding is accepted."""
    line = ["conv", "--in", "7x7x1", "--filters", "1x3x3", "--stride", "3", "--versus", "fc"]
    answer = run(*line)
    assert answer.code == 1
    assert "from 7x7x1 to 2x2x1" in answer.out
    assert "does-not-fit" in answer.err
    assert run(*line, "--rounding", "floor").code == 0


@pytest.mark.parametrize("against", ["mlp", "fc:", "fc:0", "fc:n", "fc:-3", "fc:99999999999999999999", "local"])
def test_other_comparisons_are_refused(run: Run, against: str) -> None:
    """What is not fc or fc with a number of units is refused, with both forms."""
    answer = run("conv", "--in", "4x4x1", "--filters", "1x2x2", "--versus", against)
    assert (answer.code, answer.out) == (2, "")
    assert "--versus fc:1000" in answer.err


def test_versus_is_for_the_layer_whose_weights_are_shared(run: Run) -> None:
    """A pool has no weights to compare, on the command line and in Python."""
    for op in ("maxpool", "local", "dwconv"):
        answer = run(op, "--in", "4x4x1", "--kernel", "2x2", "--versus", "fc")
        assert (answer.code, answer.out) == (2, "")
        assert f"{op} has no option --versus: it is for conv\n" in answer.err
    with pytest.raises(cnncalc.UsageError, match="maxpool is no convolution"):
        cnncalc.versus(cnncalc.maxpool("4x4x1", kernel=2).layers[0])


def test_a_format_without_this_answer_is_refused(run: Run) -> None:
    """A comparison is text or JSON."""
    answer = run(*["conv", "--in", "4x4x1", "--filters", "1x2x2", "--versus", "fc", "--format", "csv"])
    assert (answer.code, answer.out) == (2, "")
    assert "--versus has no format csv; it has table, plain and json" in answer.err
