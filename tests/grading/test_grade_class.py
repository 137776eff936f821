"""The table of a class: its width, its numbers, and what a person has decided."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from cnncalc.grading.klass import decimal
from tests.conftest import Run
from tests.grading.students import VGG16

LONG = ("Bartholomew Featherstonehaugh-Cholmondeley", "Ada", "hw3_alexnet_by_hand_final_version_2_jane_doe")
COLUMNS = ("output", "params", "macs", "rf", "jump")


def vgg(folder: Path, columns: int) -> None:
    """Write a class of students with long names who answer the 21 layers of VGG-16 in so many columns."""
    cells = [f"{row.name}.{column}" for row in VGG16[1] for column in COLUMNS[:columns]]
    lines = [",".join(("student", *cells)), *(",".join((name, *["7x7x7"] * len(cells))) for name in LONG)]
    (folder / "class.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("columns", range(1, 6))
def test_no_line_of_a_class_is_wider_than_the_terminal(run: Run, in_folder: Path, columns: int, encoding: str) -> None:
    """However long names are and however many cells are asked, every line ends within 80 columns."""
    vgg(in_folder, columns)
    lines = run("grade", "vgg16", "class.csv", terminal=True, encoding=encoding).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line[:4] for line in lines if line.startswith(("Ada ", "Bart", "hw3_"))] == ["Ada ", "Bart", "hw3_"]
    assert len({line.rindex("0.0") for line in lines if line.startswith(("Ada ", "Bart", "hw3_"))}) == 1


def test_names_are_cut_before_signs_go(run: Run, in_folder: Path) -> None:
    """Where the beginning of a name leaves room for a sign a cell, they stay; a pipe shows forty signs of the name."""
    vgg(in_folder, 1)
    assert "\nBartholomew Feat…  ✗✗✗✗" in run("grade", "vgg16", "class.csv", terminal=True).out
    assert "\nBartholomew Featherstonehaugh-Cholmonde…  ✗✗✗✗" in run("grade", "vgg16", "class.csv").out


def test_the_legend_explains_counts_where_signs_gave_way(run: Run, in_folder: Path) -> None:
    """A count has the words for a count below it, and none for signs that do not occur."""
    (in_folder / "class.csv").write_text(f"student,conv1.params,conv2.params\nada,156,1\n{'b' * 60},156,2416\n")
    signs = run("grade", "lenet5", "class.csv", terminal=True).out
    assert ("✗ wrong" in signs, "full points\n" in signs) == (True, False)
    vgg(in_folder, 3)
    counts = run("grade", "vgg16", "class.csv", terminal=True).out
    assert "\n1/2: one cell of two has full points\n" in counts
    assert "✗" not in counts


@pytest.mark.parametrize(
    ("number", "text"),
    [("1/4", "0.25"), ("1/8", "0.13"), ("3/8", "0.38"), ("1/3", "0.33"), ("2/3", "0.67"), ("5", "5.0"), ("1/2", "0.5")],
)
def test_points_are_rounded_as_people_do(number: str, text: str) -> None:
    """As many decimals as are needed, up to two; a half is rounded up."""
    assert decimal(Fraction(number), 1) == text


def test_mean_and_median_are_equally_exact(run: Run, in_folder: Path) -> None:
    """A mean of a quarter is no 0.2."""
    (in_folder / "class.csv").write_text("student,conv1.params\na,156\nb,1\nc,1\nd,1\n")
    assert "mean 0.25 of 1, median 0.0, lowest 0.0\n" in run("grade", "lenet5", "class.csv").out


@pytest.fixture
def decided(in_folder: Path) -> Path:
    """Work with a class that shares a number, of which three cells have been decided: in part, right and wrong."""
    rows = "".join(f"{name},28x28x6,157\n" for name in ("ann", "bo", "cy", "dan"))
    (in_folder / "class.csv").write_text(f"student,conv1.output,conv1.params\n{rows}eve,28x28x6,\n")
    (in_folder / "decisions.csv").write_text(
        "student,cell,points,why\nann,conv1.params,0.5,nearly\nbo,conv1.params,1,\ncy,conv1.params,0,no\n"
        "eve,conv1.params,0.5,told me\n"
    )
    return in_folder


WORDS = ("grade", "lenet5", "class.csv", "--decisions", "decisions.csv")


@pytest.mark.usefixtures("decided")
def test_a_decided_cell_is_told_as_decided(run: Run) -> None:
    """It counts under no slip that was not found, raises no alarm, and its sign says what it has earned."""
    out = run(*WORDS).out
    lines = {line.split()[0]: line.split(None, 4) for line in out.splitlines() if line}
    assert lines["ann"][1:] == ["✓", "½", "1.5", "1 decided by a person"]
    assert lines["bo"][1:] == ["✓", "✓", "2.0", "1 decided by a person"]
    assert lines["cy"][1:] == ["✓", "✗", "1.0", "1 decided by a person"]
    assert lines["dan"][1:] == ["✓", "✗", "1.0", "1 wrong, no slip found"]
    assert lines["eve"][1:] == ["✓", "½", "1.5", "1 decided by a person"]
    assert "look at" not in out
    assert lines["none"] == ["none", "found", "1", "1"]
    assert "½ right in part" in run(*WORDS, terminal=True).out


@pytest.mark.usefixtures("decided")
def test_no_text_for_the_student_speaks_against_a_decision(run: Run) -> None:
    """The sheet, the page, the reason and Gradescope's test say who decided, not that a slip was not found."""
    Path("ann.csv").write_text("layer,output,params\nconv1,28x28x6,157\n")
    own = ("grade", "lenet5", "ann.csv", "--decisions", "decisions.csv")
    told = "conv1, params: a person has decided, 0.5 of 1 points: nearly"
    sheet = run(*own, "--to", "markdown=ann.md", "--to", "html=ann.html", "--to", "gradescope").out
    page, html = Path("ann.md").read_text(), Path("ann.html").read_text()
    for text in (sheet, page, html, Path("results.json").read_text()):
        assert told in text
        assert "No common slip" not in text
        assert "Everything is right" not in text
    assert json.loads(Path("results.json").read_text())["tests"][1]["output"] == told
    why = run(*WORDS, "--why", "ann", "conv1.params").out
    assert "right in part" in why
    assert "none found" not in why
