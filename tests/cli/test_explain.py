"""`--explain` and `cnncalc explain`: the look, the lectures' exercises, and wrong requests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import DATA, Run

LOOK = (DATA / "look" / "explain.txt").read_text(encoding="utf-8")
CONV = ("conv", "--in", "32x32x3", "--filters", "10x5x5", "--pad", "2", "--explain")

SEEDS = [
    ("000-six-filters", ("conv", "--in", "32x32x3", "--filters", "6x5x5"), ["(32 - 5)/1 + 1", "28x28x6"]),
    ("000-7x7-s1", ("conv", "--in", "7x7x1", "--filters", "1x3x3"), ["(7 - 3)/1 + 1", "= 5 "]),
    ("000-7x7-s2", ("conv", "--in", "7x7x1", "--filters", "1x3x3", "--stride", "2"), ["(7 - 3)/2 + 1", "= 3 "]),
    ("000-7x7-s3", ("conv", "--in", "7x7x1", "--filters", "1x3x3", "--stride", "3"),
     ["(7 - 3)/3 + 1", "2.33 is not whole: it does not fit"]),
    ("000-formula", ("conv", "--in", "7x7x1", "--filters", "1x3x3"), ["(N - F)/S + 1"]),
    ("000-formula-pad", ("conv", "--in", "7x7x1", "--filters", "1x3x3", "--pad", "1"), ["(N + 2*P - F)/S + 1"]),
    ("000-7x7-pad1", ("conv", "--in", "7x7x1", "--filters", "1x3x3", "--pad", "1"), ["(7 + 2*1 - 3)/1 + 1", "= 7 "]),
    ("000-32-p2", CONV[:-1], ["(32 + 2*2 - 5)/1 + 1", "= 32 ", "32x32x10"]),
    ("000-32-params", CONV[:-1],
     ["(5*5*3 + 1)*10", "76*10", "760", "A filter is as deep as its input and has one bias"]),
    ("001-7x7-f5", ("conv", "--in", "7x7", "--filters", "1x5x5"), ["(7 - 5)/1 + 1", "= 3 "]),
    ("001-alexnet-conv1", ("conv", "--in", "227x227x3", "--filters", "96x11x11", "--stride", "4"),
     ["(227 - 11)/4 + 1", "216/4 + 1", "55x55x96"]),
    ("001-batchnorm", ("bn", "--in", "32x32x3"), ["2*C", "Not counted: 2*C = 2*3 = 6 running statistics"]),
    ("002-alexnet-conv1", ("conv", "--in", "227x227x3", "--filters", "96x11x11", "--stride", "4"),
     ["34,848 weights + 96 biases"]),
    ("002-alexnet-pool1", ("maxpool", "--in", "55x55x96", "--kernel", "3x3", "--stride", "2"),
     ["(55 - 3)/2 + 1", "= 27 ", "27x27x96", "Pooling has no parameters."]),
    ("003-fnn", ("fc", "--in", "1000x1000x3", "--units", "20", "--no-bias"), ["1,000*1,000*3*20", "60,000,000"]),
    ("003-mnist", ("fc", "--in", "28x28x1", "--units", "10"), ["N*N*C * M", "28*28*1 * 10", "784 * 10"]),
    ("003-homework", ("conv", "--in", "32x32x3", "--filters", "6x5x5"), ["(32 - 5)/1 + 1", "28x28x6"]),
    ("003-7x7-p1", ("conv", "--in", "7x7x1", "--filters", "1x3x3", "--pad", "1", "--stride", "2"),
     ["(7 + 2*1 - 3)/2 + 1", "= 4 "]),
    ("004-fnn-real", ("fc", "--in", "200x200x3", "--units", "1000", "--no-bias"), ["200*200*3*1,000", "120,000,000"]),
    ("004-stride", ("conv", "--in", "5x5x1", "--filters", "1x3x3", "--pad", "1", "--stride", "2"),
     ["(5 + 2*1 - 3)/2 + 1", "= 3 "]),
    ("004-pool", ("maxpool", "--in", "5x5x1", "--kernel", "3x3", "--stride", "1"), ["(5 - 3)/1 + 1", "= 3 "]),
    ("004-pool-formula", ("maxpool", "--in", "5x5x1", "--kernel", "3x3", "--stride", "1"),
     ["(N - F)/S + 1", "Pooling has no parameters."]),
]  # fmt: skip


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
def test_look(run: Run, terminal: bool) -> None:
    """The lecture's convolution, step by step, looks exactly as it was designed to, in a terminal and in a pipe."""
    answer = run(*CONV, terminal=terminal)
    assert (answer.code, answer.out, answer.err) == (0, LOOK, "")


@pytest.mark.parametrize(("words", "lines"), [row[1:] for row in SEEDS], ids=[row[0] for row in SEEDS])
def test_exercises_of_the_lectures(run: Run, words: tuple[str, ...], lines: list[str]) -> None:
    """One command line derives what a lecture derives, with the lecture's steps."""
    answer = run(*words, "--explain")
    text = " ".join(answer.out.split())
    assert answer.code == (1 if "does not fit" in text else 0)
    for line in lines:
        assert line.strip() in text


def test_several_layers_of_a_lecture(run: Run) -> None:
    """LeNet-5 by hand: the parameters of every step, in one command."""
    answer = run("explain", "lenet5", "--of", "params", "--json")
    layers = json.loads(answer.out)["layers"]
    values = [layer["quantities"][0]["value"] for layer in layers if layer["quantities"][0]["value"]]
    assert sum(values) == 61_706


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "alexnet", "conv2", "--of", "output,params,rf,macs"),
        ("alexnet", "--explain", "--layers", "conv2"),
        ("show", "alexnet", "--explain", "--layers", "conv2"),
    ],
)
def test_three_ways_to_ask(run: Run, words: tuple[str, ...]) -> None:
    """A layer of a net is explained by the command of its own and by the option, alike."""
    assert run(*words).out == run("alexnet", "--explain", "--layers", "conv2").out


def test_all_quantities_of_a_layer(run: Run) -> None:
    """`explain SPEC LAYER` derives everything, each under its title."""
    lines = run("explain", "alexnet", "conv2").out.splitlines()
    titles = ("Output size", "Parameters", "Receptive field", "Jump", "Start", "MACs", "FLOPs", "Memory")
    assert [line.split("  ")[0] for line in lines if line.split("  ")[0] in titles] == list(titles)


def test_chain_explains_each_layer(run: Run) -> None:
    """On a chain every layer is explained in turn, the receptive field going on from the one before."""
    answer = run("chain", "28x28x1", "conv: 6 x 5x5", "relu", "maxpool: 2x2", "--explain")
    headings = [
        line.split("  ")[0] for line in answer.out.splitlines() if " on " in line and line.endswith(("x1", "x6"))
    ]
    assert headings == ["conv1: 6 x 5x5", "relu1: ReLU", "maxpool1: 2x2"]
    assert "= 5 + (2 - 1)*1" in answer.out


def test_one_channel_is_said(run: Run) -> None:
    """That two sizes are read as a map of one channel is said below the explanation too."""
    assert run("conv", "--in", "7x7", "--filters", "1x3x3", "--explain").out.endswith("channel, 7x7x1\n")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.md", "## conv"), ("a.tex", "\\documentclass{article}"), ("a.html", "<!doctype html>"), ("a.json", "{")],
)
def test_files(run: Run, in_folder: Path, name: str, begins: str) -> None:
    """A file gets the format of its ending."""
    answer = run(*CONV, "-o", name)
    assert (answer.code, answer.out) == (0, "")
    assert (in_folder / name).read_text(encoding="utf-8").startswith(begins)


def test_course_of_the_folder(run: Run, in_folder: Path) -> None:
    """A course.yaml in the working folder is used and named; `--course` names another one."""
    (in_folder / "course.yaml").write_text("letters: {kernel: k}\n", encoding="utf-8")
    (in_folder / "other.yaml").write_text("letters: {kernel: f}\n", encoding="utf-8")
    found, named = run(*CONV).out, run(*CONV, "--course", "other.yaml").out
    assert "(N + 2*P - k)/S + 1" in found
    assert found.endswith("letters and signs of course.yaml\n")
    assert "(N + 2*P - f)/S + 1" in named


def test_course_is_not_read_without_need(run: Run, in_folder: Path) -> None:
    """A broken course does not stand in the way of a card, only of an explanation."""
    (in_folder / "course.yaml").write_text("letters: {kernl: k}\n", encoding="utf-8")
    assert run(*CONV[:-1]).code == 0
    answer = run(*CONV)
    assert (answer.code, answer.out) == (1, "")
    assert "course.yaml:1:11" in answer.err
    assert "did you mean `kernel`?" in answer.err


def test_net_that_stops_fitting(run: Run) -> None:
    """What fits is explained, what does not is reported, and the exit code says so."""
    answer = run("chain", "8x8x1", "conv: 2 x 3x3", "maxpool: 9x9", "--explain")
    assert answer.code == 1
    assert "conv1: 2 x 3x3" in answer.out
    assert "9 > 6" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain",), "cnncalc explain alexnet conv2"),
        (("explain", "alexnat"), "did you mean `alexnet`"),
        (("explain", "alexnet", "conv9"), "did you mean `conv5`"),
        (("explain", "resnet50", "botleneck"), "did you mean `bottleneck`"),
        (("explain", "resnet50", "bottleneck"), "and no layer; the layers of its first call are conv2"),
        (("explain", "resnet50:resnet101", "bottleneck x3"), "cnncalc resnet50.yaml:resnet101 --open 1"),
        (("field", "resnet50", "bottleneck#2"), "bottleneck#2 is a block, and no layer; its layers are conv6, bn6"),
        (("field", "densenet121", "dense"), "cnncalc densenet121.yaml --open 2"),
        (("explain", "alexnet", "--of", "ouput"), "did you mean `output`"),
        (("explain", "alexnet", "--of", "width"), "write some of output, params"),
        ((*CONV[:-1], "--steps"), "add\n  --explain"),
        ((*CONV[:-1], "--of", "params"), "add\n  --explain"),
        (("alexnet", "--course", "c.yaml"), "add\n  --explain"),
        (("alexnet", "--layers", "conv1"), "add\n  --explain"),
        ((*CONV, "--steps"), "--format latex --steps"),
        ((*CONV, "--format", "csv"), "an explanation has no format csv; it has table, plain, json, markdown"),
        ((*CONV[:-1], "--format", "html"), "add\n  --explain"),
        (("specs", "-o", "specs.html"), "the list of specs has no format html (specs.html); it has"),
        ((*CONV, "--course", "nosuch.yaml"), "the course nosuch.yaml cannot be read"),
        ((*CONV, "--versus", "fc"), "write one of them"),
        ((*CONV, "--flops", "all"), "--flops 2macs"),
        ((*CONV[:-1], "--explian"), "--explain"),
    ],
    ids=lambda value: " ".join(value[-3:]) if isinstance(value, tuple) else "",
)
def test_wrong_requests(run: Run, in_folder: Path, words: tuple[str, ...], said: str) -> None:
    """A wrong request says what to write instead, ends with 2 and writes nothing."""
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert not list(in_folder.iterdir())
