"""`cnncalc apply` as a student types it: what is printed, what is piped on, and how slips are answered."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import Run

SMALL = "5 3 4; 1 0 0; 3 6 1; 9 0 2; 7 4 3"
POOL = "1 4 2 1; 5 8 3 4; 7 6 4 5; 1 3 1 2"
CONV = ("apply", "conv", "--input", SMALL, "--kernel", "0 1; -1 2")
MAXPOOL = ("apply", "maxpool: 2x2", "--input", POOL)

EXERCISE = """\
input: 1 2 0; 0 1 1; 2 0 1
layers:
  - conv: pad 0, relu
    kernel: [[[1, 0], [0, -1]], [[0, 1], [1, 0]]]
    bias: [0, -1]
  - maxpool: 2x2
  - fc:
    weights:
      - [1, 1/2]
      - [0, -1]
  - softmax
"""


def test_the_card_in_a_terminal(run: Run) -> None:
    """The layer, its numbers in columns, how the size comes about, and what the direction of the kernel is called."""
    answer = run(*CONV, terminal=True)
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "conv: 1 x 2x2                                                           on 5x3x1",
        "",
        "   2   4",
        "   9  -4",
        "  -3   5",
        "   1   4",
        "",
        "  4x2x1   (5 - 2)/1 + 1 = 4 in height; (3 - 2)/1 + 1 = 2 in width",
        "",
        "  correlation: the kernel lies on the input as it is written; --flip turns it",
        "  over first (convolution)",
    ]
    assert "convolution: the kernel is turned over" in run(*CONV, "--flip", terminal=True).out
    assert "are the same here" in run("apply", "conv", "--input", SMALL, "--kernel", "box", terminal=True).out


def test_several_maps_stand_side_by_side(run: Run) -> None:
    """Every filter's map has its number; decimals stand below each other."""
    words = ("--kernel", "1/2 0; 0 1", "--kernel", "0 1; 1 0")
    lines = run("apply", "conv", "--input", SMALL, *words, terminal=True).out.splitlines()
    assert lines[2:7] == [
        "  map 1       map 2",
        "  2.5  1.5     4  4",
        "  6.5  1       3  6",
        "  1.5  5      15  1",
        "  8.5  3       7  6",
    ]


def test_the_worked_sum_of_a_cell(run: Run) -> None:
    """`--cell 1,0` shows the products, their values and the sum; counted from 1 it is called 2,1."""
    lines = run(*CONV, "--cell", "1,0").out.splitlines()
    expected = ["    0*1 + 1*0 + (-1)*3 + 2*6", "  = 0 + 0 - 3 + 12", "  = 9"]
    assert lines[2:] == ["  row 1, column 0 (counted from 0)", "", *expected]
    lines = run(*CONV, "--cell", "2,1", "--count-from", "1").out.splitlines()
    assert lines[2:] == ["  row 2, column 1 (counted from 1)", "", *expected]


def test_a_cell_of_one_map_or_of_all(run: Run) -> None:
    """A third number chooses the filter; without it the place is worked out for each."""
    words = (*CONV, "--kernel", "1 1; 1 1", "--bias", "1 1/3")
    assert "map 1 (counted from 0)" in run(*words, "--cell", "0,0").out
    one = run(*words, "--cell", "0,0,1").out
    assert "map 0" not in one
    assert one.splitlines()[-2:] == ["  = 9 + 1/3", "  = 28/3"]


def test_the_windows_are_drawn(run: Run) -> None:
    """`--trace` brackets what each place sees, the padding as dots, and ASCII where nothing else is known."""
    words = ("apply", "conv", "--input", "1 2; 3 4", "--kernel", "1 0; 0 1", "--pad", "0:0x1:0", "--trace")
    assert run(*words).out.splitlines() == [
        "conv: 1 x 2x2, pad 0x1:0                                                on 2x2x1",
        "",
        "  0,0: 3       0,1: 5",
        "  [·][1] 2      · [1][2]",
        "  [·][3] 4      · [3][4]",
        "",
        "  place: what comes out there; places are counted from 0",
        "  · is padding",
    ]
    assert run(*words, encoding="ascii").out.isascii()
    words = ("--input", "1 2 3; 4 5 6; 7 8 9", "--kernel", "1 0; 0 1", "--dilation", "2")
    dilated = run("apply", "conv", *words, "--trace")
    assert dilated.out.splitlines()[2:6] == ["  0,0: 10", "  [1] 2 [3]", "   4  5  6", "  [7] 8 [9]"]


def test_where_the_maxima_stand(run: Run) -> None:
    """`--argmax` adds the place of each maximum, from 0 or from 1."""
    assert run(*MAXPOOL, "--argmax").out == "8  4\n7  5\n\n1,1  1,3\n2,0  2,3\n"
    shown = run(*MAXPOOL, "--argmax", "--count-from", "1", terminal=True).out
    assert "row,column, counted from 1" in shown
    assert "  2,2  2,4\n  3,1  3,4\n" in shown


def test_numbers_are_piped_from_one_command_to_the_next(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a terminal only the numbers are written, which `--input -` reads again, maps and all."""
    first = run("apply", "conv", "--input", SMALL, "--kernel", "1 0; 0 1", "--kernel", "0 1; 1 0").out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(first.encode())))
    piped = run("apply", "maxpool: 2x2", "--input", "-").out
    at_once = run("apply", "conv", "maxpool: 2x2", "--input", SMALL, "--kernel", "1 0; 0 1", "--kernel", "0 1; 1 0").out
    assert piped == at_once


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("image.csv", "1,4\n5,8\n"),
        ("image.csv", "1;4\n5;8\n"),
        ("image.txt", "1 4\n5 8\n"),
        ("image.json", "[[1, 4], [5, 8]]"),
        ("image.yaml", "- [1, 4]\n- [5, 8]\n"),
    ],
)
def test_numbers_from_files(run: Run, in_folder: Path, name: str, text: str) -> None:
    """CSV with commas or semicolons, plain text, JSON and YAML hold the same matrix."""
    (in_folder / name).write_text(text)
    assert run("apply", "deconv", "--kernel", "1", "--input", name).out == "1  4\n5  8\n"


def test_yaml_on_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of rows in YAML is read from standard input as well."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"- [1, 4]\n- [5, 8]\n")))
    assert run(*MAXPOOL[:3], "-").out == "8\n"


def test_a_whole_exercise_in_a_file(run: Run, in_folder: Path) -> None:
    """Input, layers and their numbers stand in one YAML file; the input can be another one."""
    (in_folder / "exercise.yaml").write_text(EXERCISE)
    answer = run("apply", "exercise.yaml", "--json")
    document = json.loads(answer.out)
    assert answer.code == 0
    conv, relu, pool, fc, softmax = (layer["values"] for layer in document["layers"])
    assert conv == [[[0, 1], [0, 0]], [[1, 0], [2, 0]]]
    assert relu == conv
    assert pool == [[[1]], [[2]]]
    assert fc == [2, -2]
    assert softmax == pytest.approx([0.98201379, 0.01798621])
    assert run("apply", "exercise.yaml", "--input", "9 2 0; 0 1 1; 2 0 1").out != run("apply", "exercise.yaml").out


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- 1\n", "bad.yaml:1:1"),
        ("input: 1 2\n", "bad.yaml:1:1"),
        ("input: 1 2\nlayer: [relu]\n", "bad.yaml:2:1"),
        ("input: 1 2\nlayers:\n  - {conv: pad 1, relu: x}\n", "bad.yaml:3:5"),
        ("input: 1 2\nlayers:\n  - conv: [1]\n", "bad.yaml:3:5"),
    ],
)
def test_a_file_that_is_no_exercise(run: Run, in_folder: Path, text: str, place: str) -> None:
    """The problem has its line, and says what an exercise looks like."""
    (in_folder / "bad.yaml").write_text(text)
    answer = run("apply", "bad.yaml")
    assert answer.code == 1
    assert answer.err.startswith(f"{place}: error[layer]")


def test_formats(run: Run, in_folder: Path) -> None:
    """CSV, LaTeX, Markdown and JSON hold the numbers exactly; the ending of a file chooses."""
    words = ("apply", "avgpool: 2x2", "--input", "1 2; 3 5 | 1 1; 1 2", "--fractions")
    assert run(*words, "--format", "csv").out == "11/4\n\n5/4\n"
    assert "\\begin{bmatrix}\n  \\frac{11}{4}\n\\end{bmatrix}" in run(*words, "--format", "latex").out
    assert run(*words, "--format", "markdown").out.startswith("$$\n\\begin{bmatrix}")
    document = json.loads(run(*words, "--json").out)
    assert document["output"] == {
        "volume": {"space": [1, 1], "channels": 2, "text": "1x1x2"},
        "values": [[["2.75"]], [["1.25"]]],
    }
    assert run(*words, "-o", "out.csv").out == ""
    assert (in_folder / "out.csv").read_text() == "11/4\n\n5/4\n"
    cell = json.loads(run(*CONV, "--cell", "1,0", "--json").out)["cell"]
    assert cell == {"value": 9, "lines": ["0*1 + 1*0 + (-1)*3 + 2*6", "0 + 0 - 3 + 12", "9"]}


def test_a_window_that_does_not_fit(run: Run) -> None:
    """The numbers rounded down are shown, the exit code is 1, and `--rounding` accepts it."""
    words = ("apply", "maxpool: 2x2", "--input", "1 2 3; 4 5 6; 7 8 9")
    answer = run(*words)
    assert (answer.code, answer.out) == (1, "5\n")
    assert "(3 + 2*0 - 2)/2 + 1 = 1.5 is not a whole number" in answer.err
    assert (run(*words, "--rounding", "floor").code, run(*words, "--rounding", "floor").err) == (0, "")
    assert run(*words, "--rounding", "ceil").out == "5  6\n8  9\n"


def test_help_and_no_colour(run: Run) -> None:
    """The help's examples run, and NO_COLOR is honoured."""
    help = map(str.strip, run("apply", "--help").out.splitlines())
    lines = [line for line in help if line.startswith("cnncalc apply")]
    assert len(lines) == 4
    for line in lines:
        assert run(*shlex.split(line)[1:]).code == 0, line
    assert "\x1b" not in run(*CONV, terminal=True).out
    assert "\x1b" in run(*CONV, "--color", "always", terminal=True, NO_COLOR="").out


@pytest.mark.parametrize(
    ("line", "numbers"), [(("elu: 0", "-1 2"), ["0", "2"]), (("leaky_relu: 2", "-1 2"), ["-2", "2"])]
)
def test_slopes_of_zero_and_above_one(run: Run, line: tuple[str, str], numbers: list[str]) -> None:
    """An alpha of 0 cuts everything below zero off, and a slope of 2 doubles it."""
    layer, given = line
    assert run("apply", layer, "--input", given).out.split() == numbers
