"""What a hurried person types: each wrong line is answered with a message, an exit code, and a line that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

BAD = [
    (("nosuch.yaml",), 2, "no file"),
    (("alexnt",), 2, "alexnet"),
    (("resnet50:resnet9",), 2, "resnet"),
    (("conv", "--in", "32x32x3", "--filters", "5x5x3"), 2, "--filters 1x5x5"),
    (("conv", "--in", "32x32x3", "--filters", "3x3"), 2, "--filters 1x3x3"),
    (("explain", "alexnet", "conv9"), 2, "did you mean `conv5`"),
    (("dense", "--in", "784", "--units", "10"), 2, "cnncalc fc --in 784 --units 10"),
    (("conv", "--in", "8x8x3", "--filters", "2x3x3", "--padding", "1"), 2, "--pad 1"),
    (("conv", "--in", "8x8x3", "--filters", "2x3x3", "--output-pad", "1"), 2, "cnncalc conv --help"),
    (("alexnet", "--json", "--format", "csv"), 2, "contradict"),
    (("chain", "32x32x3", "conv: 10 x 5x5, pad 2 -> 32x32x9"), 1, "error[claim]"),
    (("conv", "--in", "8x8x3", "--filters", "3x3x3"), 2, "--filters 3 --kernel 3x3"),
    (("conv", "--in", "3x224x224", "--filters", "10x5x5"), 2, "3x224x224 CHW"),
    (("conv", "--in", "32x32x3", "--filters", "10x5x5", "--stride", "0"), 2, "at least 1"),
    (("conv", "--in", "32x32x3", "--filters", "10x5x5", "--stride", "-1"), 2, "at least 1"),
    (("conv", "--in", "32x32x3", "--filters", "10x5x5", "--pad", "-1"), 2, "at least 0"),
    (("conv", "--in", "4x4x3", "--filters", "10x5x5"), 1, "larger than its padded input"),
    (("conv", "--in", "8x8x3", "--filters", "10x5x5", "--groups", "2"), 1, "do not divide"),
    (("conv", "--in", "nxnx3", "--filters", "xx3x3"), 2, "--filters nx3x3"),
    (("conv", "--in", "nxnx3", "--filters", "10x3x3", "--stride", "x"), 2, "`x` separates sizes"),
    (("conv", "--in", "nxnx3", "--filters", "10x3x3", "--batch", "b"), 2, "'b' is not a valid"),
    (("chain", "nxnxC", "chunk: 1 of 2"), 1, "C has no value"),
    (("conv", "--in", "32x32x3"), 2, "--filters 10x5x5"),
    (("conv", "--filters", "10x5x5"), 2, "--in 32x32x3"),
    (("conv", "--in", "32x32x3", "--filter", "10x5x5"), 2, "cnncalc conv --in 32x32x3 --filters 10x5x5"),
    (("conv", "--in", "32 by 32", "--filters", "10x5x5"), 2, "not `32`"),
    (("alexnet", "--rounding", "up"), 2, "strict"),
    (("alexnet", "-p", "towers"), 2, "NAME=VALUE"),
    (("alexnet", "-p", "tower=2"), 2, "towers"),
    (("alexnet", "--columns", "parms"), 2, "params"),
    (("alexnet", "--open", "some"), 2, "--open 1"),
    (("alexnet", "--dtype", "float31"), 2, "float32"),
    (("alexnet", "--flops", "gflops"), 2, "--flops 2macs"),
    (("alexnet", "-o", "no/such/folder/out.txt"), 2, "cannot be written"),
    (("init", "here.yaml", "--from", "nosuch"), 2, "no bundled spec"),
    (("show",), 2, "cnncalc show"),
    (("chain", "32x32x3"), 2, "cnncalc chain 28x28x1"),
    (("chain", "32x32x3", "conv 5"), 1, "conv"),
    (("fc", "--in", "784", "--units", "1.5"), 2, "whole number"),
    (("maxpool", "--in", "784", "--kernel", "2x2"), 1, "needs a map"),
    (("check",), 2, "cnncalc check alexnet"),
    (("check", "."), 2, "cnncalc check ./*.yaml"),
    (("check", "*.yaml"), 2, "no file matches *.yaml"),
    (("check", "alexnt"), 2, "alexnet"),
    (("check", "resnet50:resnet9"), 2, "resnet"),
    (("check", "alexnet", "--json", "--format", "full"), 2, "contradict"),
    (("check", "alexnet", "--format", "xml"), 2, "concise"),
    (("check", "alexnet", "--fromat", "json"), 2, "cnncalc check alexnet --format json"),
    (("chek", "alexnet"), 2, "cnncalc check alexnet"),
    (("check", "alexnet", "-o", "no/such/folder/out.txt"), 2, "cannot be written"),
]


@pytest.mark.parametrize(
    ("words", "code", "said"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_wrong_input_gets_one_clear_message(
    run: Run, in_folder: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """A wrong command line ends with a message on standard error, its exit code, no traceback, nothing written."""
    answer = run(*words)
    assert answer.code == code
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert "internal error" not in answer.err
    assert code == 1 or answer.out == ""
    assert not list(in_folder.iterdir())


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 1, "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "not a text file"),
        (b"just a text", 1, "mapping"),
        (b"- conv: 3", 1, "mapping"),
        (b"input: 8x8x3\n", 1, "missing-key"),
        (b"layers: [relu]\n", 1, "missing-key"),
        (b"input: 8x8x3\nlayers: []\nlayerz: []\n", 1, "unknown-key"),
    ],
)
def test_files_that_are_no_specs(run: Run, in_folder: Path, content: bytes, code: int, said: str) -> None:
    """An empty file, a picture, a text, a list: each ends in one clear message."""
    (in_folder / "bad.yaml").write_bytes(content)
    answer = run("bad.yaml")
    assert answer.code == code
    assert said in answer.err
    assert "internal error" not in answer.err


def test_an_error_is_as_wide_as_the_terminal(run: Run, in_folder: Path) -> None:
    """In a terminal the sentences of an error end at its edge; in a pipe each stays on one line."""
    (in_folder / "net.yaml").write_text("input: 224x224x3\nrounding: strict\nlayers:\n  - conv: 96 x 11x11, stride 4\n")
    narrow, wide, piped = (
        run("net.yaml", terminal=True, width=50),
        run("net.yaml", terminal=True, width=200),
        run("net.yaml"),
    )
    assert max(map(len, narrow.err.splitlines())) <= 50 < max(map(len, wide.err.splitlines()))
    assert wide.err == piped.err
    assert narrow.err.split() == piped.err.split()


def test_long_answers_wrap_in_a_terminal(run: Run) -> None:
    """What is wrong stays within the screen; in a pipe it is one line."""
    words = ("explain", "resnet50", "nothing")
    shown, piped = run(*words, terminal=True).err, run(*words).err
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.split() == piped.split()
    assert len(piped.splitlines()) == 1
