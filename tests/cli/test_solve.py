"""`cnncalc solve`: every form of question, each one command line, and what a hurried student gets wrong."""

from __future__ import annotations

import json

import pytest

from cnncalc.cli.app import run

QUESTIONS = [
    ("solve conv --in 63x63 --kernel 7x7 --out 63x63", ["stride 1  pad 3   (63 + 2*3 - 7)/1 + 1 = 63"]),
    ("solve conv --in 28 --kernel 5 --out same --stride 1", ["pad 2   (28 + 2*2 - 5)/1 + 1 = 28"]),
    (
        "solve conv --in 16x16 --kernel 5x5 --stride 1 --out 16x16 --pad ?",
        ["pad 2", "nothing else within"],
    ),
    ("solve --in 28x28x1 --out 24x24x6", ["kernel 5x5", "156 params", "--filters 6x5x5", "and 12 more"]),
    ("solve conv --in 32x32x3 --kernel 5x5 --params 760", ["filters 10   (5*5*3 + 1)*10 = 76*10 = 760"]),
    ("solve conv --in 32x32x? --filters 10x5x5 --params 760", ["depth 3"]),
    ("solve fc --in 4096 --params 4,097,000", ["units 1000"]),
    ("solve --units 10 --params 850", ["fc: which depth?", "depth 84"]),
    ("solve --in 3x3 --out 6x6 --output-pad 1 --kernel 3", ["deconv: which stride and pad?", "stride 2  pad 1"]),
    ("solve conv --in 224x224x3 --out 55x55x96", ["kernel 11x11  stride 4  pad 2", "1 fits exactly, 4 rounded down"]),
    ("solve conv --in 224x224x3 --out 55x55 --params 34944", ["= 364*96 = 34944; rounded down", "none fits exactly"]),
    ("solve conv --in 32x32 --out 16x16", ["kernel 2x2  stride 2", "kernel 3x3  stride 2  pad 1", "rounded down: 16"]),
    ("solve deconv --in 28x28 --out 56x56", ["kernel 4x4  stride 2  pad 1       ", "pad 1  output-pad 1"]),
    ("solve --rf 31 --kernel 3x3", ["15 layers   1 + 15*(3 - 1) = 31", "one layer less, 29"]),
    ("solve --rf 224|conv: 8 x 3x3|conv: 8 x 3x3|maxpool: 2x2", ["17 layers", "12 of conv: 8 x 3x3"]),
    ("solve --rf 31 --kernel 3x3 --layers 15", ["do 15 layers see 31 pixels?", "it is so", "1 + 15*(3 - 1) = 31"]),
    ("solve --rf 31 --layers 5", ["7x7   1 + 5*(7 - 1) = 31"]),
    ("solve --rf 31 --kernel 3 --dilation ?", ["dilations 1, 2, 4, 8   1 + (1 + 2 + 4 + 8)*(3 - 1) = 31"]),
    ("solve conv --in 7x7 --out 3x3 --kernel 3x3 --dilation ?", ["dilation 2"]),
    ("solve --undo|conv: 64 x 3x3, stride 2, pad 1|--in|32x32x3", ["deconv: 3 x 3x3, stride 2, pad 1, output_pad 1"]),
    ("solve deconv --in 3x3 --out 6x6 --kernel 3x3 --stride 2", ["pad 1  output-pad 1"]),
    ("solve conv --in 7x7 --kernel 3x3", ["out 5x5   (7 - 3)/1 + 1 = 5"]),
    ("solve conv --out 55x55 --kernel 11x11 --stride 4", ["in 227x227", "rounded down, also 228x228 to 230x230"]),
    ("solve conv --in 3x224x224 --out 64x112x112 --layout chw", ["3x224x224 to 64x112x112", "kernel 2x2"]),
    ("solve conv --in 28x28 --out 24x24 --kernel 5 --stride 1 --pad 0", ["is it so?", "it is so"]),
]


def words(line: str) -> list[str]:
    """Split a line at its blanks, and behind the first `|` there instead."""
    first, *rest = line.split("|")
    return [*first.split(), *rest]


@pytest.mark.parametrize(("line", "expected"), QUESTIONS, ids=[line for line, _ in QUESTIONS])
def test_questions(line: str, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every form of question is answered, with the calculation that shows it, in lines of at most 80 columns."""
    assert run(words(line)) == 0
    answer = capsys.readouterr().out
    for part in expected:
        assert part in answer
    assert max(len(row) for row in answer.splitlines() if not row.startswith("  cnncalc")) <= 80


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("solve conv --in 63x63 --out 10x10 --kernel 7 --stride 1", ["= -47", "nearest", "out 57x57"]),
        ("solve conv --in 7x7 --kernel 3x3 --stride 3", ["does not fit", "(7 - 3)/3 + 1 = 2.33, rounded down: 2"]),
        ("solve conv --in 32x32x3 --kernel 5x5 --params 750", ["without biases it is: conv: 10 x 5x5, bias off"]),
        ("solve conv --in 28x28 --out 24x24 --kernel 3 --stride 1 --pad 0", ["it is not so", "out 26x26"]),
        ("solve conv --in 28x28x1 --out 24x24x6 --filters 7", ["7 filters make 7 maps, and 6 are to come out"]),
        (
            "solve conv --in 56 --out 28 --kernel 3 --stride 2 --pad 1",
            ["it is not so: the window does not fit; rounded"],
        ),
        ("solve --rf 31 --kernel 1x1", ["they see 1 pixel, however many there are"]),
        ("solve --rf 31 --kernel 3x3 --layers 12", ["it is not so: they see 25 pixels", "15 layers   1 + 15*(3 - 1)"]),
        ("solve conv --in 28 --out 56", ["deconv is made for it", "cnncalc solve deconv --in 28 --out 56"]),
        ("solve 8x8x3 4x4x4x4", ["no window leads from 2 spatial axes to 3"]),
    ],
)
def test_no_solution(line: str, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing does it, the answer says why and what comes nearest, and the exit code is 1."""
    assert run(words(line)) == 1
    answer = capsys.readouterr().out
    for part in expected:
        assert part in answer


@pytest.mark.parametrize(
    ("line", "message", "correction"),
    [
        ("solve", "the input or the output is needed", "--in 28x28 --out 24x24"),
        ("solve conv --in 28x28 --output 24x24", "names a file to write to", "--out 24x24"),
        ("solve conv --in 28x28 --out 24x24 --kernl 5", "there is no option --kernl", "--kernel 5"),
        ("solve pool --in 24x24 --out 12x12", "no op called pool", "solve maxpool --in 24x24 --out 12x12"),
        ("solve alexnet", "alexnet is a spec", "cnncalc solve alexnet --fits"),
        ("solve alexnet conv1 --in 224", "alexnet is a spec", "cnncalc solve alexnet conv1 --fits --in 224"),
        ("solve conv 28x28x1 24x24x6", "conv stands among volumes", "--in 28x28x1 --out 24x24x6"),
        ("solve 28x28x1", "at least two volumes", "cnncalc solve 28x28x1 24x24x6"),
        ("solve 28x28x1 24x24x6 --kernel 5", "does not go with a chain", "--out 24x24x6 --kernel 5"),
        ("solve 28x28x1 --in 32x32x3", "--in does not go with a chain", "cnncalc solve 32x32x3 28x28x1"),
        ("solve|conv: 6 x 5x5", "is a whole layer", "cnncalc solve --undo 'conv: 6 x 5x5'"),
        ("solve --rf abc --kernel 3", "--rf is a whole number, not abc", "--rf 31"),
        ("solve --rf 31", "of which layers", "--rf 31 --kernel 3x3"),
        ("solve --rf 31 --kernel 3x5", "--kernel 3x5 is not one number", "--kernel 3"),
        ("solve --rf 31 --kernel 3 --pad 1", "--pad does not change a receptive field", ""),
        ("solve --rf 31 --fits", "--fits and --rf are two questions", ""),
        ("solve conv --layers 3 --in 8x8 --out 4x4", "--layers goes with --rf", "--layers 3 --kernel 3"),
        ("solve --undo relu --in 3x3x3", "no transposed layer undoes relu", "solve --undo 'conv: 64"),
        ("solve --undo|conv: 6 x 5x5", "the input of the layer is needed", "--in 32x32x3"),
        ("solve conv -p width=2 --in 8x8 --out 4x4", "it goes with --fits", ""),
        ("solve conv --in 512x512 --out 2x2", "more than 50,000 combinations", "--stride 1"),
        ("solve conv --in 28x28 --out 24x24 --kernel 5,5", "kernel cannot be 5,5", ""),
        ("solve conv --in 28x28 --out 24x24 --pad -1", "--pad is a whole number", ""),
        ("solve conv --in 0x0 --out 3x3", "a size is at least 1", ""),
        ("solve conv --params many --in 8x8x3 --kernel 3", "--params is a whole number, not many", "--params 760"),
    ],
)
def test_wrong_usage(line: str, message: str, correction: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip is named, with what to write instead where that can be told; nothing is answered, and nothing written."""
    assert run(words(line)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert correction in shown.err
    assert "internal error" not in shown.err


def document(line: str, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Return what a line prints as JSON."""
    run([*words(line), "--json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    assert found["schema_version"] == 1
    return found


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind of question has its document, with all solutions."""
    layer = document("solve conv --in 28x28x1 --out 24x24x6", capsys)
    assert (layer["solve"], layer["op"], layer["unknown"]) == ("layer", "conv", ["kernel", "stride", "pad"])
    assert layer["solutions"][0] == {  # type: ignore[index]
        "layer": "conv: 6 x 5x5",
        "values": {"kernel": "5x5", "stride": "1", "pad": "0"},
        "input": "28x28x1",
        "output": "24x24x6",
        "params": 156,
        "exact": True,
        "usual": True,
    }
    assert len(layer["solutions"]) == 17  # type: ignore[arg-type]
    none = document("solve conv --in 63x63 --out 10x10 --kernel 7 --stride 1", capsys)
    assert none["solutions"] == []
    assert none["nearest"][0]["output"] == "57x57"  # type: ignore[index]
    assert none["nearest"][0]["params"] is None  # type: ignore[index]
    chain = document("solve 28x28x1 24x24x6 12x12x6", capsys)
    assert [step["solutions"][0]["layer"] for step in chain["steps"]] == ["conv: 6 x 5x5", "maxpool: 2x2"]  # type: ignore
    stack = document("solve --rf 31 --kernel 3x3", capsys)
    assert stack["solutions"][0]["layers"] == [{"layer": "conv: 1 x 3x3", "count": 15}]  # type: ignore[index]
    undone = document("solve --undo|conv: 64 x 3x3, stride 2, pad 1|--in|32x32x3", capsys)
    assert (undone["output"], undone["left_over"]) == ("16x16x64", [1, 1])


def test_all_solutions(capsys: pytest.CaptureFixture[str]) -> None:
    """`--all` lists as many as were counted."""
    run(words("solve conv --in 28x28x1 --out 24x24x6 --all"))
    answer = capsys.readouterr().out
    assert answer.count("  kernel ") == 17
    assert "more" not in answer


def test_the_line_to_paste_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The command line below a solution is one that gives the wanted output."""
    run(words("solve conv --in 27x27x96 --out 27x27x256 --kernel 5x5"))
    (line,) = [row for row in capsys.readouterr().out.splitlines() if row.startswith("  cnncalc ")]
    assert run(line.split()[1:]) == 0
    assert "output   27x27x256" in capsys.readouterr().out
