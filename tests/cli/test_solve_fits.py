"""`cnncalc solve SPEC --fits`: the sizes that fit, why none does, and what a change of one layer makes of the net."""

from __future__ import annotations

import json

import pytest

from cnncalc.cli.app import run


@pytest.mark.parametrize(
    ("line", "code", "expected"),
    [
        ("alexnet --in 224", 0, ["nearest: 195x195, 227x227", "conv1 (conv: 96 x 11x11, stride 4), one change"]),
        ("alexnet --in 224", 0, ["pad 0:3        55x55x96    6x6x256     62,378,344  every window fits"]),
        ("alexnet --in 224", 0, ["rounded down   54x54x96    5x5x256     50,844,008  4 windows do not fit"]),
        ("alexnet --in 224", 0, ["cnncalc solve alexnet maxpool1 --fits --in 224"]),
        ("alexnet maxpool1 --in 224", 0, ["kernel 2x2    27x27x96  6x6x256     62,378,344  every later window fits"]),
        ("unet --in 570", 0, ["stride 1              278x278x128  concat1: input 1 is 124x124x512, but input"]),
        ("vgg16 --in 200..330", 0, ["4 of 131 sizes in 200..330 fit", "a multiple of 32"]),
        ("unet", 0, ["every window fits", "no other size near it fits: 556x556 leaves nothing over, and then concat1"]),
        ("yolov3", 1, ["no size near it fits: 417x417 leaves nothing over", "net's output"]),
        ("alexnet --in 10..20", 1, ["none of the 11 sizes in 10..20 fits: 19x19 leaves nothing over"]),
    ],
)
def test_answers(line: str, code: int, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each question is answered in lines of at most 80 columns; the exit code is 1 where nothing fits."""
    assert run(["solve", *line.split(), "--fits"]) == code
    answer = capsys.readouterr().out
    for part in expected:
        assert part in answer
    assert max(map(len, answer.splitlines())) <= 80


def test_every_layer_that_does_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    """`--all` has a table for each of them; without it there is one, and the line that asks for the next."""
    run(["solve", "alexnet", "--fits", "--in", "224", "--all"])
    answer = capsys.readouterr().out
    assert answer.count("one change at a time") == 4
    assert "cnncalc solve" not in answer


def test_the_line_for_the_next_layer_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The command below the table shows the table of the next layer."""
    run(["solve", "resnet50", "--fits"])
    (line,) = [row for row in capsys.readouterr().out.splitlines() if row.startswith("  cnncalc ")]
    assert run(line.split()[1:]) == 0
    assert "maxpool1 (maxpool: 3x3, stride 2, pad 1), one change" in capsys.readouterr().out


def test_a_long_search_shows_how_far_it_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many sizes, a terminal sees a bar on standard error while they are tried; the answer stays the same."""
    line = ["solve", "lenet5", "--fits", "--in", "20..240"]
    run(line)
    quiet = capsys.readouterr()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run(line)
    watched = capsys.readouterr()
    assert (quiet.err, watched.out) == ("", quiet.out)
    assert "trying sizes" in watched.err


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The document has each change with the sizes behind it, and says why a net cannot be carried out."""
    run(["solve", "alexnet", "--fits", "--in", "224", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["fits"], found["misfits"][0], found["why"]) == (False, "conv1", None)
    (repairs,) = found["repairs"]
    assert (repairs["layer"], repairs["into"], repairs["others"][0]) == ("conv1", "fc6", "maxpool1")
    assert repairs["rounded"]["change"] is None
    assert repairs["rounded"]["resized"] == []
    outcome = repairs["changed"][0]
    assert (outcome["change"], outcome["params"], outcome["fits"]) == ("pad 0:3", 62_378_344, True)
    sizes = {row["layer"]: (row["was"]["text"], row["now"]["text"]) for row in outcome["resized"]}
    assert sizes["maxpool3"] == ("5x5x256", "6x6x256")
    assert "fc6" not in sizes
    run(["solve", "unet", "maxpool2", "--fits", "--in", "570", "--json"])
    broken = json.loads(capsys.readouterr().out)["repairs"][0]["changed"][-1]
    assert broken["problem"].startswith("concat1: input 1 is")
    assert (broken["params"], broken["last_map"], broken["fits"]) == (None, None, False)
    run(["solve", "vgg16", "--fits", "--in", "200..330", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["every"], found["inputs"][0]["text"], found["repairs"]) == (32, "224x224x3", [])


@pytest.mark.parametrize(
    ("line", "message", "correction"),
    [
        ("", "--fits asks about one spec", "cnncalc solve alexnet --fits"),
        ("alexnet conv1 conv2", "--fits asks about one spec, and one layer of it", "cnncalc solve alexnet conv1"),
        ("vgg16 --in 1..9999", "512 are the most", "--in 1..512"),
        ("alexnet conv1", "conv1 fits; on 227x227x3 every window does", ""),
        ("alexnet conv9 --in 224", "no layer called conv9", "did you mean"),
        ("alexnet conv1 --in 200..230", "is a range; a change is carried through on one input", "--in 224"),
        ("alexnet --kernel 3", "--kernel does not go with --fits", ""),
        ("alexnet --out 3x3", "--out does not go with --fits", ""),
        ("alexnet --params 3", "--params does not go with --fits", ""),
        (
            "alexnet --in 3x224x224",
            "has 3 sizes, and the net's input has 2 spatial axes and 3 channels",
            "--in 227x227",
        ),
        ("alexnet --in big", "is no range of sizes", "--in 200..260"),
        ("nonet", "no bundled spec called nonet", "did you mean `unet`"),
        ("alexnet -p width=2", "has no parameter width", ""),
    ],
)
def test_wrong_usage(line: str, message: str, correction: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip is named, with what to write instead where that can be told, and nothing is answered."""
    assert run(["solve", *line.split(), "--fits"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert correction in shown.err
