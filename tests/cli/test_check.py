"""`cnncalc check`: which specs are right, what is said about the others, and the exit code that CI sees."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from cnncalc.cli.report_model import DiagnosticDocument
from cnncalc.spec.bundled import folder, nets
from tests.conftest import Run

GOOD = "name: Good\ninput: 8x8x3\nlayers: [fc: 10]\n"
SLIPS = "input: 8x8x3\nlayers:\n  - cnv: 4 x 3x3\n  - maxpol: 2x2\n"
FAMILY = """\
name: Family
input: 8x8x3
params: {k: 4}
variants:
  big: {k: 8, expect: {params: 1544}}
  huge: {k: 16, expect: {params: 1}}
  odd: {input: 9x9x3}
layers:
  - maxpool: 2x2
  - fc: k
expect: {params: 52}
"""
"""Of 4x4x3 = 48 inputs the base makes 48*4 + 4 = 196 parameters, so three of its numbers are wrong."""

STRIDE = "input: 224x224x3\n{rounding}layers:\n  - conv: 96 x 11x11, stride 4\n"


@pytest.fixture
def nets_folder(in_folder: Path) -> Path:
    """A folder `nets` with a spec that is right, one that cannot be read, and a family with wrong claims."""
    made = in_folder / "nets"
    made.mkdir()
    for name, text in {"good": GOOD, "slips": SLIPS, "family": FAMILY}.items():
        (made / f"{name}.yaml").write_text(text)
    return made


def test_the_whole_zoo_is_right(run: Run) -> None:
    """Every bundled spec fits, and every number that it claims comes out, in all its variants."""
    answer = run("check", f"{folder()}/*.yaml")
    assert (answer.code, answer.err) == (0, "")
    specs = {net.file for net in nets()}
    assert answer.out == f"{len(specs)} specs, {len(nets())} nets: all right\n"


def test_every_variant_is_checked_and_named(run: Run, nets_folder: Path) -> None:
    """The base's problems carry no variant, those of a variant its name, in the order of the file."""
    answer = run("check", "nets/family.yaml", "--format", "concise")
    assert answer.code == 1
    assert answer.out.splitlines() == [
        "nets/family.yaml:5:32: error[expect]: params are 392, not 1,544 as expected (variant big)",
        "nets/family.yaml:6:34: error[expect]: params are 784, not 1 as expected (variant huge)",
        "nets/family.yaml:9:14: warning[does-not-fit]: (9 + 2*0 - 2)/2 + 1 = 4.5 is not a whole number (variant odd)",
        "nets/family.yaml:11:18: error[expect]: params are 196, not 52 as expected",
        "1 spec, 4 nets: 3 errors, 1 warning",
    ]


def test_only_the_variant_that_is_asked_for(run: Run, nets_folder: Path) -> None:
    """FILE:VARIANT is checked alone; two of a file are one spec, and with the file itself they are all of it."""
    assert run("check", "nets/family.yaml:odd").out.endswith("1 spec, 1 net: 1 warning\n")
    two = run("check", "nets/family.yaml:big", "nets/family.yaml:huge", "nets/family.yaml:big")
    assert two.out.endswith("1 spec, 2 nets: 2 errors\n")
    assert run("check", "nets/family.yaml:big", "nets/family.yaml").out.endswith(
        "1 spec, 4 nets: 3 errors, 1 warning\n"
    )
    assert run("check", "resnet101").out == "1 spec, 1 net: all right\n"


SHARED = """\
input: {base}
params: {{n: 1, c: 4}}
variants: {{deep: {{n: 3, input: 8x8x3}}, wide: {{c: 8, input: 8x8x3}}}}
blocks:
  end(k):
    - conv: k x 1x1
    - maxpool: 3x3, stride 2
layers:
  - maxpool: 1x1
    repeat: n
  - end: c
"""
"""The pool of the block is the second of the base and the fourth of deep, and wide calls the block with another c."""


@pytest.mark.parametrize(("base", "named"), [("8x8x3", ""), ("9x9x3", " (variants deep, wide)")])
def test_a_problem_of_several_nets_is_shown_once(run: Run, in_folder: Path, base: str, named: str) -> None:
    """What nets share is one problem, and it names variants only where the base is free of it."""
    (in_folder / "net.yaml").write_text(SHARED.format(base=base))
    answer = run("check", "net.yaml", "--format", "concise")
    assert answer.out == (
        f"net.yaml:7:16: warning[does-not-fit]: (8 + 2*0 - 3)/2 + 1 = 3.5 is not a whole number{named}\n"
        "1 spec, 3 nets: 1 warning\n"
    )


@pytest.mark.parametrize(
    ("rounding", "code", "summary"),
    [("rounding: strict\n", 1, "1 error"), ("", 0, "1 warning"), ("rounding: floor\n", 0, "all right")],
)
def test_rounding_says_how_bad_a_misfit_is(run: Run, in_folder: Path, rounding: str, code: int, summary: str) -> None:
    """A misfit is an error where the spec is strict, a warning where it says nothing, and meant under floor."""
    (in_folder / "net.yaml").write_text(STRIDE.format(rounding=rounding))
    answer = run("check", "net.yaml")
    assert (answer.code, answer.err) == (code, "")
    assert answer.out.splitlines()[-1] == f"1 spec, 1 net: {summary}"


def test_all_problems_of_all_files_in_full(run: Run, nets_folder: Path) -> None:
    """A pattern is expanded by the program; each problem shows its line, and the last line sums up."""
    answer = run("check", "nets/*.yaml")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out.count("\n      | ") == 6
    assert "    4 |   - maxpol: 2x2\n      |     ^^^^^^\n      = help: did you mean `maxpool` or `max`?" in answer.out
    assert "      = in variant huge\n" in answer.out
    assert answer.out.splitlines()[-1] == "3 specs, 6 nets: 5 errors, 1 warning"


def test_a_terminal_wraps_and_a_pipe_does_not(run: Run, in_folder: Path) -> None:
    """In a terminal the sentences end at its edge; the words stay the same."""
    (in_folder / "net.yaml").write_text(STRIDE.format(rounding=""))
    narrow, piped = run("check", "net.yaml", terminal=True, width=50), run("check", "net.yaml")
    assert max(map(len, narrow.out.splitlines())) <= 50 < max(map(len, piped.out.splitlines()))
    assert narrow.out.split() == piped.out.split()


def test_a_missing_file_spares_the_others(run: Run, nets_folder: Path) -> None:
    """What cannot be found, a folder and unknown variants are named on standard error; the rest is checked."""
    answer = run("check", "nosuch.yaml", "nets/good.yaml", "nets", "nets/good.yaml:big", "resnet50:resnet9", "lenet5")
    assert answer.code == 2
    assert answer.out == "2 specs, 2 nets: all right; 4 names not checked\n"
    said = [line for line in answer.err.splitlines() if line.startswith("error: ")]
    for name, line in zip(("nosuch.yaml", "nets is a folder", "variant big", "variant resnet9"), said, strict=True):
        assert name in line


def test_a_folder_is_answered_with_its_pattern(run: Run, nets_folder: Path) -> None:
    """The proposal is the whole line, and it works."""
    (nets_folder / "slips.yaml").unlink()
    (nets_folder / "family.yaml").unlink()
    proposal = run("check", "nets", "lenet5").err.splitlines()[1].strip()
    assert proposal == "cnncalc check nets/*.yaml lenet5"
    assert run(*proposal.split()[1:]).code == 0


def test_a_file_with_brackets_in_its_name_is_a_file(run: Run, in_folder: Path) -> None:
    """A name that exists is no pattern."""
    (in_folder / "net[1].yaml").write_text(SLIPS)
    (in_folder / "net1.yaml").write_text(GOOD)
    assert run("check", "net[1].yaml").out.endswith("1 spec, 1 net: 2 errors\n")


def test_a_file_is_checked_once_under_several_names(run: Run, nets_folder: Path) -> None:
    """The same file by path, by another path and by a pattern is one spec."""
    answer = run("check", "nets/good.yaml", "./nets/../nets/good.yaml", "nets/g*.yaml")
    assert answer.out == "1 spec, 1 net: all right\n"


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` checks what is piped in; GitHub is given no file, as there is none to show it beside."""
    for format, start in (("concise", "<stdin>:3:5: error[op]"), ("github", "::error title=cnncalc%3A op::there is")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SLIPS.encode())))
        answer = run("check", "-", "--format", format)
        assert answer.code == 1
        assert answer.out.startswith(start)


def test_github_shows_each_problem_beside_its_line(run: Run, nets_folder: Path) -> None:
    """Every problem is one workflow command with its place, and its help stands in the message."""
    *commands, summary = run("check", "nets/slips.yaml", "nets/family.yaml", "--format", "github").out.splitlines()
    assert commands[0] == (
        "::error file=nets/slips.yaml,line=3,col=5,title=cnncalc%3A op::"
        "there is no layer or block called `cnv`%0Adid you mean `conv` or `dwconv`?"
    )
    assert [command.split()[0] for command in commands] == ["::error"] * 4 + ["::warning", "::error"]
    assert summary == "2 specs, 5 nets: 5 errors, 1 warning"


def test_json_has_every_net_and_every_problem(run: Run, nets_folder: Path) -> None:
    """Nets with their numbers, and diagnostics as in a report, with the variants that have them."""
    answer = run("check", "nets/family.yaml", "nets/slips.yaml", "--json")
    document = json.loads(answer.out)
    assert answer.code == 1
    assert list(document) == ["schema_version", "cnncalc", "specs", "diagnostics"]
    assert [(net["name"], net["variant"], net["ok"], net["params"], net["macs"]) for net in document["specs"]] == [
        ("Family", None, False, 196, 192),
        ("Family big", "big", False, 392, 384),
        ("Family huge", "huge", False, 784, 768),
        ("Family odd", "odd", True, 196, 192),
        (None, None, False, None, None),
    ]
    assert [(found["variant"], found["variants"]) for found in document["diagnostics"][:4]] == [
        ("big", ["big"]),
        ("huge", ["huge"]),
        ("odd", ["odd"]),
        (None, []),
    ]
    for found in document["diagnostics"]:
        del found["variant"], found["variants"]
        DiagnosticDocument.model_validate(found)


def test_a_net_without_an_end_has_no_numbers(run: Run, in_folder: Path) -> None:
    """Where the shapes stop fitting, sums up to there would be taken for the net's own."""
    (in_folder / "net.yaml").write_text("input: 8x8x3\nlayers:\n  - conv: 4 x 3x3\n  - conv: 4 x 9x9\n")
    (net,) = json.loads(run("check", "net.yaml", "--json").out)["specs"]
    assert (net["ok"], net["params"], net["macs"]) == (False, None, None)


@pytest.mark.parametrize("format", ["full", "concise", "github", "json"])
def test_every_format_goes_to_a_file_as_well(run: Run, nets_folder: Path, format: str) -> None:
    """`-o` writes what would have been printed, and `-o out.json` needs no `--json`."""
    printed = run("check", "nets/family.yaml", "--format", format)
    words = () if format == "json" else ("--format", format)
    written = run("check", "nets/family.yaml", *words, "-o", "out.json")
    assert (printed.code, written.code, written.out) == (1, 1, "")
    assert Path("out.json").read_text(encoding="utf-8") == printed.out
