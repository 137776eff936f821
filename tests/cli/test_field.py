"""`cnncalc field`: the lectures' questions on one line each, the picture, and what is refused."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Run

SPARSE = '4x4x1 "conv: 1 x 2x2"'
MEET = '"5x1 LC" "conv: 1 x 3, pad 1" "conv: 1 x 3, pad 1"'

SEEDS = [
    pytest.param(f"{SPARSE} --unit 1,1 --count-from 1", ["1, 2, 5, 6; numbered 1 to 16"], id="003-sparse, from 1"),
    *(
        pytest.param(
            " ".join(['"99x1 LC"', *([f'"conv: 1 x {kernel}"'] * layers)]),
            [f"positions 0 to {size - 1}"],
            id=f"002-rf: L={layers}, K={kernel}",
        )
        for layers, kernel, size in [(1, 3, 3), (2, 3, 5), (3, 3, 7), (4, 5, 17), (10, 7, 61)]
    ),
    pytest.param('224x224x1 "conv: 1 x 3x3" "maxpool: 2x2" "conv: 1 x 3x3"', ["rows 0 to 7"], id="002-rf: pooled"),
]


def words(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


@pytest.mark.parametrize(("line", "said"), SEEDS)
def test_the_lectures_questions_take_one_line(run: Run, line: str, said: list[str]) -> None:
    """Every question of the lectures about connections and receptive fields is answered by one command line."""
    answer = run("field", *shlex.split(line))
    assert (answer.code, answer.err) == (0, "")
    assert [part for part in said if part not in words(answer.out)] == []


DILATED = """
            ·   ·   ·
              □ □ □ □ □ □
            · □ ■ □ ■ □ □
              □ □ □ □ □ □
            · □ ■ □ ■ □ □
              □ □ □ □ □ □
              □ □ □ □ □ □
"""


def test_the_picture_shows_holes_and_padding(run: Run) -> None:
    """A dilated window at the border: pixels, holes between them, and the padding that it reads."""
    answer = run("field", "6x6x1", "conv: 1 x 3x3, dilation 2, pad 2", "--unit", "1,1")
    assert DILATED in answer.out
    assert "-1, 1, 3; in the image 1, 3" in answer.out


@pytest.mark.parametrize(("unit", "seen"), [("0", "0"), ("1", "0, 1"), ("2", "1"), ("3", "1, 2")])
def test_phases_of_a_transposed_layer(run: Run, unit: str, seen: str) -> None:
    """With stride 2 and three taps, even and odd units see one or two inputs, by position."""
    out = run("field", "4x1 LC", "deconv: 1 x 3, stride 2, pad 1", "--unit", unit, "--count-from", "0").out
    assert f"numbers   {seen}; numbered 0 to 3" in out


def test_ascii_where_there_are_no_other_signs(run: Run) -> None:
    """In an ASCII terminal the picture is drawn with # and dots."""
    out = run("field", *shlex.split(SPARSE), encoding="ascii", terminal=True).out
    assert out.isascii()
    assert "# # . .\n" in out


def test_a_large_image_is_counted_and_not_drawn(run: Run) -> None:
    """In a large image the pixels are counted; the interval stands beside its part in the image."""
    out = words(run("field", "alexnet", "conv3", "--unit", "0,6").out)
    assert "rows -32 to 66; in the image 0 to 66" in out
    assert "columns 64 to 162 pixels 6,633 of 51,529" in out
    assert "■" not in out


def test_spec_options_reach_the_spec(run: Run, in_folder: object) -> None:
    """A variant, a parameter and another input change what is asked about."""
    small = words(run("field", "resnet50:resnet101", "gap1", "--in", "64x64x3").out)
    assert "rows 0 to 63: all" in small
    assert run("field", "mobilenet_v2", "conv1", "-p", "width=0.5").code == 0


def test_json_has_the_interval_the_pixels_and_the_numbering(run: Run) -> None:
    """The JSON answer says from which number it counts, and a large image has no list of pixels."""
    document = json.loads(run("field", *shlex.split(SPARSE), "--unit", "1,1", "--count-from", "1", "--json").out)
    assert (document["layer"], document["unit"], document["count_from"]) == ("conv1", [1, 1], 1)
    assert (document["numbered"], document["places"], document["exact"]) == ([1, 2, 5, 6], 4, True)
    assert document["axes"][0] == {"axis": "height", "size": 4, "field": [1, 2], "inside": [1, 2]}
    large = json.loads(run("field", "alexnet", "conv3", "--json").out)
    assert (large["numbered"], large["axes"][1]["field"]) == (None, [-32, 66])


def test_json_of_a_meeting(run: Run) -> None:
    """The JSON answer to a meeting names the layer, the unit and what it sees; no layer if they never meet."""
    document = json.loads(run("field", *shlex.split(MEET), "--meet", "0", "4", "--json").out)
    assert document["places"] == [[0], [4]]
    assert (document["meets"]["layer"], document["meets"]["unit"], document["units"]) == ("conv2", [2], 1)
    assert document["apart"] == ["conv1"]
    assert json.loads(run("field", *shlex.split(SPARSE), "--meet", "0", "15", "--json").out)["meets"] is None


def test_a_file_holds_what_would_be_printed(run: Run, in_folder: object) -> None:
    """`-o` writes the answer to a file, as JSON if it is called so."""
    assert run("field", *shlex.split(SPARSE), "-o", "seen.json").out == ""
    with open("seen.json", encoding="utf-8") as file:
        assert json.load(file)["numbered"] == [0, 1, 4, 5]


REFUSED = [
    ("alexnet", "cnncalc field alexnet maxpool3"),
    ("alexnet conv9", "did you mean `conv5`"),
    ("alexnet conv1 conv2", "cnncalc field alexnet conv1\n  cnncalc field alexnet conv2"),
    ("alexnet conv3 --unit a,b", "--unit a,b is no place"),
    ("alexnet conv3 --unit 13,0", "between 0,0 and 12,12, counted from 0"),
    ("alexnet conv3 --unit 0,0 --count-from 1", "between 1,1 and 13,13, counted from 1"),
    ("alexnet fc6 --unit 0,0", "is 1 number, not 0,0"),
    ("alexnet --meet 0,0", "requires 2 arguments"),
    ("alexnet --meet 0,0 0,0", "are the same"),
    ("alexnet conv1 --meet 0,0 9,9", "cnncalc field alexnet --meet 0,0 9,9"),
    ("alexnet --meet 0 1 --unit 0,0", "write only one of them"),
    ("4x4x1", 'cnncalc field 4x4x1 "conv: 1 x 2x2" --unit 0,0'),
    ("4x4 flatten", "`4x4x1`"),
    ("4x4x1 relu --in 5x5x1", "the input of a chain is its first word"),
    ("nothere conv1", "no bundled spec called nothere"),
    (f"{SPARSE} --count-from 2", "0<=x<=1"),
    (f"{SPARSE} --units 0,0", "cnncalc field 4x4x1 'conv: 1 x 2x2' --unit 0,0"),
    ('8x8x1 "conv: 2 x 3x3" flatten', "ask for conv1, the map before it"),
]


@pytest.mark.parametrize(("line", "said"), REFUSED)
def test_wrong_questions_are_answered_with_what_to_write(run: Run, line: str, said: str) -> None:
    """A wrong command line prints nothing on standard output and says what would work."""
    answer = run("field", *shlex.split(line))
    assert answer.out == ""
    assert said in answer.err
    assert answer.code == (1 if "map before" in said else 2)


def test_a_net_that_breaks_before_the_layer_is_an_error(run: Run, in_folder: object) -> None:
    """Where the shapes stop fitting before the layer, the reason is shown; layers before that are answered."""
    with open("bad.yaml", "w", encoding="utf-8") as file:
        file.write("input: 8x8x3\nlayers:\n  - conv: 4 x 3x3\n  - conv: 4 x 9x9\n")
    broken = run("field", "bad.yaml", "conv2")
    assert (broken.code, broken.out) == (1, "")
    assert re.search(r"bad\.yaml:4:.*kernel-too-big", broken.err)
    assert "rows      0 to 2" in run("field", "bad.yaml", "conv1").out


@pytest.mark.parametrize(
    ("more", "what"), [("--unit 0,0", "what feeds a unit"), ("--meet 0 1", "where two inputs meet")]
)
def test_a_format_that_it_lacks_is_refused(run: Run, in_folder: Path, more: str, what: str) -> None:
    """What feeds a unit is no table: a file's ending that asks for one is refused, and nothing is written."""
    answer = run("field", *shlex.split(f"{SPARSE} {more}"), "-o", "x.csv")
    assert (answer.code, answer.out) == (2, "")
    assert f"{what} has no format csv (x.csv); it has table, plain and json" in answer.err
    assert not (in_folder / "x.csv").exists()
    assert run("field", *shlex.split(f"{SPARSE} {more}"), "--format", "json").out.startswith("{")
