"""How a problem looks to a reader, in an editor's list, and in JSON."""

from __future__ import annotations

import pytest

from cnncalc.errors import Call, Origin, Problem
from cnncalc.render.problems import as_json, concise, full, github

BASIC = Call("basic", "c=128, s=2", "bad/resid.yaml", 9)
RESIDUAL = Problem(
    "add-shape",
    "the main path gives 28x28x128 but the skip path carries 56x56x64",
    ('give the skip path a projection, e.g. `skip: {conv: "128 x 1x1, stride 2"}`',),
    origin=Origin("bad/resid.yaml", 4, 7, 8, "    - residual:", "layers.0", (BASIC,)),
    layer="basic#1/add1",
)


def at(text: str, column: int, length: int = 1, line: int = 1) -> Problem:
    """A problem at a stretch of a line."""
    return Problem("op", "no", origin=Origin("f.yaml", line, column, length, text))


def carets(problem: Problem) -> tuple[str, str]:
    """The source line and the caret line, without the gutter."""
    _, source, marks = full(problem).splitlines()
    return source.split(" | ")[1], marks.split(" | ")[1]


def test_the_documented_example() -> None:
    """The example of the language's documentation comes out character for character."""
    assert (
        full(RESIDUAL)
        == """\
bad/resid.yaml:4:7: error[add-shape]: the main path gives 28x28x128 but the skip path carries 56x56x64
    4 |     - residual:
      |       ^^^^^^^^
      = in block `basic` c=128, s=2, called at bad/resid.yaml:9
      = help: give the skip path a projection, e.g. `skip: {conv: "128 x 1x1, stride 2"}`"""
    )


def test_help_of_several_lines_stands_in_one_column() -> None:
    """Every help is marked, and the further lines of one help are indented under its first."""
    problem = Problem("yaml", "the file is empty", ("begin like this:\ninput: 8x8x1\nlayers:\n  - relu", "or copy one"))
    assert (
        full(problem)
        == """\
error[yaml]: the file is empty
      = help: begin like this:
              input: 8x8x1
              layers:
                - relu
      = help: or copy one"""
    )


def test_calls_stand_innermost_first() -> None:
    """The call nearest to the layer is the first line of the chain, and a call without arguments shows none."""
    calls = (Call("stage", "", "f.yaml", 20), Call("unit", "c=4", "f.yaml", 12))
    problem = Problem("op", "no", origin=Origin("f.yaml", 3, 1, 4, "relo", blocks=calls))
    assert (
        full(problem)
        == """\
f.yaml:3:1: error[op]: no
    3 | relo
      | ^^^^
      = in block `unit` c=4, called at f.yaml:12
      = in block `stage`, called at f.yaml:20"""
    )


def test_a_place_without_its_line_has_no_excerpt() -> None:
    """Where the text of the line is not known or blank, the place alone is given."""
    assert full(at("", 1)) == full(at("   ", 2)).replace(":1:2:", ":1:1:") == "f.yaml:1:1: error[op]: no"


def test_large_line_numbers_widen_the_gutter() -> None:
    """The bars stay in one column under a line number of six digits."""
    assert (
        full(at("relo", 1, 4, line=123456))
        == """\
f.yaml:123456:1: error[op]: no
123456 | relo
       | ^^^^"""
    )


def test_one_line() -> None:
    """The concise form is one line, also of a message of several, and names the severity."""
    assert concise(RESIDUAL).startswith("bad/resid.yaml:4:7: error[add-shape]: the main path")
    assert concise(Problem("does-not-fit", "54.25\nis not whole", severity="warning")) == (
        "warning[does-not-fit]: 54.25 is not whole"
    )


def test_variants_are_named_behind_the_calls() -> None:
    """The variants that have a problem stand outermost, above the help, and at the end of the one line."""
    assert full(RESIDUAL, variants=["b1"]).splitlines()[3:5] == [
        "      = in block `basic` c=128, s=2, called at bad/resid.yaml:9",
        "      = in variant b1",
    ]
    assert concise(RESIDUAL, ["b1", "b2"]) == f"{concise(RESIDUAL)} (variants b1, b2)"


def test_a_workflow_command_of_github() -> None:
    """The place and the title are properties, the calls, variants and help lines of the message."""
    assert github(RESIDUAL, ["b1"]) == (
        "::error file=bad/resid.yaml,line=4,col=7,title=cnncalc%3A add-shape::"
        "the main path gives 28x28x128 but the skip path carries 56x56x64"
        "%0Ain block `basic` c=128, s=2, called at bad/resid.yaml:9"
        "%0Ain variant b1"
        '%0Agive the skip path a projection, e.g. `skip: {conv: "128 x 1x1, stride 2"}`'
    )


def test_what_github_would_read_as_its_own_is_escaped() -> None:
    """Percent signs and line ends everywhere, colons and commas in properties: nothing begins another command."""
    problem = Problem("op", "100%\r\n::error::a,b", origin=Origin("a,b:50%.yaml", 1, 2), severity="warning")
    assert github(problem) == (
        "::warning file=a%2Cb%3A50%25.yaml,line=1,col=2,title=cnncalc%3A op::100%25%0D%0A::error::a,b"
    )


@pytest.mark.parametrize("origin", [None, Origin("<stdin>", 3, 1)])
def test_github_is_told_no_place_that_it_cannot_show(origin: Origin | None) -> None:
    """A problem of no file is shown by itself, and a note is what GitHub calls a notice."""
    assert github(Problem("claim", "no", severity="note", origin=origin)) == "::notice title=cnncalc%3A claim::no"


@pytest.mark.parametrize(
    ("text", "column", "length", "source", "marks"),
    [
        ("a:\tb c", 4, 1, "a: b c", "   ^"),
        ("名前: relo", 5, 4, "名前: relo", "      ^^^^"),
        ("a: 名前 x", 4, 2, "a: 名前 x", "   ^^^^"),
        ("e\u0301: relo", 5, 4, "e\u0301: relo", "   ^^^^"),
        ("a\x1b[31m: b", 9, 1, "a?[31m: b", "        ^"),
        ("a\u202e: b", 5, 1, "a?: b", "    ^"),
        ("key:", 5, 1, "key:", "    ^"),
        ("key:   ", 900, 1, "key:", "    ^"),
        ("key: v", 6, 0, "key: v", "     ^"),
        ("key: v", 6, 50, "key: v", "     ^"),
    ],
    ids=[
        "tab",
        "wide before",
        "wide at",
        "combining",
        "escape",
        "bidi",
        "end",
        "past the end",
        "no length",
        "too long",
    ],
)
def test_the_caret_stands_under_its_text(text: str, column: int, length: int, source: str, marks: str) -> None:
    """Tabs, wide, combining and invisible characters do not move the caret off its place."""
    assert carets(at(text, column, length)) == (source, marks)


@pytest.mark.parametrize("column", [1, 30, 100, 500, 960, 995, 1001])
def test_a_very_long_line_is_cut_around_the_caret(column: int) -> None:
    """Of a line of a thousand characters a window is shown, and the caret still stands under the same character."""
    text = "".join(chr(ord("a") + i % 26) for i in range(1000))
    source, marks = carets(at(text, column, 5))
    assert len(source) <= 106
    assert ("..." in source[:3]) == (column > 41)
    assert source.endswith("...") == (column < 940)
    assert [source[i] for i, mark in enumerate(marks) if mark == "^" and i < len(source)] == list(
        text[column - 1 :][:5]
    )


def test_json_has_the_documented_keys() -> None:
    """The keys of a diagnostic are those of the contract, in its order, with the outermost call first."""
    calls = (Call("stage", "", "f.yaml", 20), Call("unit", "c=4", "f.yaml", 12))
    problem = Problem("op", "no", ("a", "b\nc"), "note", Origin("f.yaml", 3, 2, 4, "relo", blocks=calls), "stage#1/c1")
    data = as_json(problem)
    assert list(data) == ["code", "severity", "message", "help", "file", "line", "column", "layer", "trace"]
    assert data == {
        "code": "op",
        "severity": "note",
        "message": "no",
        "help": "a\nb\nc",
        "file": "f.yaml",
        "line": 3,
        "column": 2,
        "layer": "stage#1/c1",
        "trace": ["in block `stage`, called at f.yaml:20", "in block `unit` c=4, called at f.yaml:12"],
    }


def test_json_without_a_place() -> None:
    """What is not known is null, and the trace is an empty list."""
    data = as_json(Problem("expect", "no"))
    assert [data[key] for key in ("help", "file", "line", "column", "layer")] == [None] * 5
    assert data["trace"] == []


def test_only_ascii_is_added() -> None:
    """A problem in ASCII is shown in ASCII."""
    assert full(RESIDUAL).isascii()
    assert full(at("a" * 500, 250)).isascii()
