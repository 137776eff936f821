"""What a hurried student gets wrong with `cnncalc apply`, and the answer: what is wrong, and what to write instead."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.conftest import Run

TWO = "--input '1 2; 3 4' --kernel '1 0; 0 1'"

SLIPS = [
    ("conv --input '1 2; 3' --kernel box", 2, "row 2 has 1 number, but row 1 has 2"),
    ("conv --input '1 2; 3 nan' --kernel box", 2, "`nan` is no number"),
    ("conv --input '1 2; 3 4'", 2, '--kernel "0 1; -1 2"'),
    ("conv --input '1 2; 3 4' --kernel 2x2", 2, "2x2 is a size; the numbers of the kernel are needed"),
    ("conv --input '1 2; 3 4' --kernel box", 1, "3 > 2 + 0 + 0 = 2 along the height"),
    ("conv --input '1 2; 3 4' --kernel sobel", 2, "--kernel sobel-x   vertical edges"),
    ("'conv: sobel-x' --input '1 2; 3 4'", 2, "conv --kernel sobel-x"),
    ("conv --kernel box", 2, "--input is missing"),
    ("conv --input missing.csv --kernel box", 2, "missing.csv cannot be read"),
    ("conv2d --input '1 2; 3 4' --kernel box", 2, "write\n  conv"),
    ("maxpool 2x2 --input '1 2; 3 4'", 2, '"maxpool: 2x2"'),
    ("'maxpool 2x2' --input '1 2; 3 4'", 2, '"maxpool: 2x2"'),
    ("maxpool --input '1 2; 3 4'", 2, "maxpool needs its kernel"),
    ("maxpol --input '1 2; 3 4'", 2, "did you mean `maxpool`"),
    ("blub --input '1 2; 3 4'", 2, "layers are\n  conv, dwconv"),
    ("bn --input '1 2; 3 4'", 2, "its means and variances would have to be given"),
    (f"conv {TWO} --stride 0", 2, "stride must be at least 1"),
    (f"conv {TWO} --pad 2 --pad-with reflect", 2, "padding 2 cannot reflect 2 rows"),
    (f"conv {TWO} --pad-with symmetric", 2, "zero, none, reflect, edge, wrap"),
    ("relu --input '1 2' --pad-with zero", 2, "none of these layers has any to fill"),
    ("relu --input '1 2' --flip", 2, "none of these layers has one with numbers"),
    ("relu --input '1 2' --stride 2", 2, "none of these layers has an option --stride"),
    ("relu --input '1 2' --bias 1", 2, "--bias is given once, but 0 layers have numbers"),
    ("relu --input '1 2' --weights '1 2'", 2, "--weights is given once, but no layer needs any"),
    (f"conv {TWO} --bias '1 2'", 1, "the bias has 2 numbers, but there is 1 filter"),
    (f"conv {TWO} --cell 3,3", 2, "there is no row 3: there is only row 0"),
    (f"conv {TWO} --cell 0,0 --count-from 1", 2, "there is no row 0: there is only row 1"),
    (f"conv {TWO} --cell a", 2, "--cell 0,0   row and column"),
    (f"conv {TWO} --cell 1", 2, "1x1x1 comes out; write e.g."),
    (f"conv {TWO} --argmax", 2, "none of these layers takes a maximum"),
    (f"conv {TWO} --fractions --decimals 2", 2, "contradict each other"),
    (f"conv {TWO} --trace --cell 0,0", 2, "--cell and --trace show different things"),
    ("'maxpool: 2x2' --input '1 2; 3 4' --argmax --trace", 2, "--trace and --argmax show different things"),
    (f"conv {TWO} --format html", 2, "'html' is not one of"),
    (f"conv {TWO} --strid 2", 2, "--stride 2"),
    (f"conv conv {TWO}", 2, "--kernel is given once, but 2 layers need one each"),
    (f"conv 'maxpool: 2x2' {TWO} --stride 2", 2, '"conv: stride 2"'),
    (f"'conv: 3 x 3x3' {TWO}", 1, "the kernel is written 3x3, but its numbers are 2x2"),
    (f"'conv: 3 x 2x2' {TWO}", 1, "the layer has 3 filters, but numbers are given for 1"),
    (f"'conv: -> 2x2x1' {TWO}", 1, "1x1x1 comes out, not 2x2x1"),
    ("conv --input '1 2; 3 4 | 5 6; 7 8' --kernel '1 0; 0 1'", 1, "as deep as its input: 2 maps, but 1 in the kernel"),
    ("conv --input '1 2; 3 4' --kernel '1 0; 0 1' --kernel '1'", 2, "have one size, but these are 1x1, 2x2"),
    ("conv --input '1 2 3' --kernel box", 1, "the kernel has 3 rows, but the input is a single one"),
    ("fc --input '1 2 3' --weights '1 2; 3 4; 5 6'", 1, "turn the matrix over"),
    ("fc --input '1 2' --weights '1 2 | 3 4'", 1, "are one matrix"),
    ("conv fc --input '1 2; 3 4' --kernel '1' --weights '1 2'", 1, "layer 2, `fc`: 4 numbers come in"),
    ("'maxpool: 2x2, pad 2, stride 1' --input '1 2; 3 4'", 1, "nothing to choose from"),
    ("softmax --input '1 2' --trace", 2, "draws windows on a map"),
    ("relu --input '1 2 || 3 4'", 2, "maps are separated by a single `|`"),
]


@pytest.mark.parametrize(("line", "code", "said"), SLIPS, ids=[line for line, _, _ in SLIPS])
def test_a_slip_is_answered_with_what_to_write(run: Run, in_folder: Path, line: str, code: int, said: str) -> None:
    """No traceback, nothing on standard output, the exit code of the kind of slip, and help that works."""
    answer = run("apply", *shlex.split(line))
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_what_is_too_large_is_refused_at_once(run: Run, in_folder: Path) -> None:
    """A photograph is no exercise: neither its file nor its windows are worked out."""
    (in_folder / "photo.csv").write_text("\n".join([",".join(["7"] * 1000)] * 1000))
    assert "larger than 1 MiB" in run("apply", "conv", "--input", "photo.csv", "--kernel", "box").err
    (in_folder / "large.csv").write_text("\n".join([",".join(["7"] * 101)] * 101))
    assert "more than 10,000 numbers" in run("apply", "conv", "--input", "large.csv", "--kernel", "box").err
    (in_folder / "medium.csv").write_text("\n".join([",".join(["7"] * 100)] * 100))
    answer = run("apply", "conv", "--input", "medium.csv", "--kernel", "box 9x9")
    assert (answer.code, answer.out) == (1, "")
    assert "at most 500,000 are worked out" in answer.err


def test_bytes_that_are_no_text(run: Run, in_folder: Path) -> None:
    """A picture in place of its numbers."""
    (in_folder / "image.csv").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    answer = run("apply", "relu", "--input", "image.csv")
    assert answer.code == 2
    assert "is no text of numbers" in answer.err


@pytest.mark.parametrize(
    ("option", "file"), [("--cell 0,0", "x.csv"), ("--trace", "x.json"), ("--argmax", "x.tex"), ("", "x.html")]
)
def test_a_format_that_an_answer_lacks_is_refused(run: Run, in_folder: Path, option: str, file: str) -> None:
    """The refusal names the option, the format and the file that asked for it; no file is written."""
    line = ["apply", "maxpool: 2x2", "--input", "1 2; 3 4", *option.split(), "-o", file]
    answer = run(*line)
    assert (answer.code, answer.out) == (2, "")
    format = {"csv": "csv", "json": "json", "tex": "latex", "html": "html"}[file[2:]]
    assert f"{option.split()[0] if option else 'apply'} has no format {format} ({file}); it has table" in answer.err
    assert not (in_folder / file).exists()
