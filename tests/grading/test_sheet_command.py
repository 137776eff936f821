"""`cnncalc sheet` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

KEY = "title: Homework 3\nspec: alexnet\nask: {conv1: [output, params]}\n"


@pytest.fixture
def key(in_folder: Path) -> str:
    """Write a key into an empty folder."""
    (in_folder / "key.yaml").write_text(KEY)
    return "key.yaml"


def test_a_sheet_of_a_spec(run: Run) -> None:
    """A spec without a key asks the output and the parameters of every row."""
    answer = run("sheet", "lenet5", "--format", "csv")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[:2] == ["layer,what,output,params", "conv1,6 x 5x5,,"]


def test_the_terminal_shows_dots(run: Run, key: str) -> None:
    """In a terminal there are dots where an answer belongs, within its width."""
    out = run("sheet", key, terminal=True).out
    assert "conv1  96 x 11x11, stride 4  ........  ........" in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_solution(run: Run, key: str) -> None:
    """`--solution` shows the answers, thousands separated in a terminal, each with its line."""
    out = run("sheet", key, "--solution", terminal=True).out
    assert "conv1  96 x 11x11, stride 4  55x55x96  34,944" in out
    assert "params  (11*11*3 + 1)*96 = 34,944: 34,848 weights + 96 biases" in out
    assert "55x55x96  34944" in run("sheet", key, "--solution").out


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("sheet.csv", b"layer,what,output"),
        ("sheet.md", b"# Homework 3"),
        ("sheet.json", b"{"),
        ("sheet.yaml", b"# Homework 3"),
        ("sheet.yml", b"# Homework 3"),
        ("sheet.txt", b"Homework 3"),
        ("sheet.xlsx", b"PK"),
    ],
)
def test_the_ending_says_the_format(run: Run, key: str, name: str, begins: bytes) -> None:
    """A file has the format of its ending."""
    if name.endswith("xlsx"):
        pytest.importorskip("openpyxl")
    assert run("sheet", key, "-o", name).code == 0
    assert Path(name).read_bytes().startswith(begins)
    assert sorted(path.name for path in Path().iterdir()) == sorted([key, name])


def test_the_key_is_not_overwritten(run: Run, key: str, in_folder: Path) -> None:
    """Neither the key nor its net is written over."""
    (in_folder / "net.yaml").write_text("input: 8x8x1\nlayers: [relu]\n")
    (in_folder / "other.yaml").write_text("spec: net.yaml\nask: [output]\n")
    for asked, target in ((key, key), ("other.yaml", "net.yaml"), ("net.yaml", "net.yaml")):
        before = Path(target).read_bytes()
        answer = run("sheet", asked, "-o", f"./{target}", "--format", "csv")
        assert answer.code == 2
        assert "would be lost" in answer.err
        assert Path(target).read_bytes() == before


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("nosuch.yaml",), "there is no file and no bundled spec called nosuch.yaml"),
    (("alexnet", "--columns", "output,foo"), "there is no column called foo"),
    (("key.yaml", "--columns", "output"), "key.yaml is a key, and says itself which columns are asked"),
    (("alexnet", "--format", "xlsx"), "-o sheet.xlsx"),
    (("alexnet", "-o", "sheet.html"), "a sheet is not written as .html"),
    (("alexnet", "-o", "sheet.pdf"), "its file ends in .csv, .md, .yaml, .yml, .json, .xlsx or .txt"),
    (("alexnet", "--json", "--format", "yaml"), "--json and --format yaml contradict each other"),
    (("alexnet", "--format", "csv", "-o", "sheet.xlsx"), "--format csv is no workbook"),
    (("alexnet", "-o", "nowhere/sheet.csv"), "nowhere/sheet.csv cannot be written"),
    (("alexnet", "--json", "--format", "csv"), "contradict each other"),
    (("alexnet", "--json", "-o", "sheet.xlsx"), "--json is no workbook"),
    ((), "cnncalc sheet alexnet -o sheet.csv"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_requests(run: Run, key: str, words: tuple[str, ...], message: str) -> None:
    """A wrong request ends with code 2 and what to write instead, and leaves no file behind."""
    answer = run("sheet", *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert [path.name for path in Path().iterdir()] == [key]


def test_a_wrong_key(run: Run, in_folder: Path) -> None:
    """A key with problems ends with code 1, each told with its line and column."""
    (in_folder / "bad.yaml").write_text("spec: alexnet\nask: {conv11: [output], conv1: [parms]}\n")
    answer = run("sheet", "bad.yaml")
    assert (answer.code, answer.out) == (1, "")
    assert "bad.yaml:2:7: error[unknown-layer]: the net has no layer `conv11`" in answer.err
    assert "bad.yaml:2:33: error[unknown-column]: there is no column `parms` to ask" in answer.err


def test_a_net_that_is_rounded_is_said(run: Run, in_folder: Path) -> None:
    """A net whose windows do not fit is marked by sizes that are rounded down, and that is said."""
    (in_folder / "net.yaml").write_text("input: 8x8x1\nlayers:\n  - conv: 1 x 3x3, stride 2\n")
    answer = run("sheet", "net.yaml", "--solution")
    assert answer.code == 0
    assert "rounded down: 3" in answer.out
    assert "Sizes that are not whole are rounded down." in answer.out
    assert "net.yaml:3:11: warning[does-not-fit]" in answer.err
