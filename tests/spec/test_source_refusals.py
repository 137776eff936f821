"""YAML that is refused: the code, the place, and a help that works."""

from __future__ import annotations

import re

import pytest

from cnncalc.spec import source
from cnncalc.spec.source import read
from tests.spec.trees import places, problems, refusal

REFUSED = {
    "alias and anchor": ("a: &x 1\nb: *x\n", [("yaml-alias", 1, 4), ("yaml-alias", 2, 4)]),
    "anchor on a list": ("a: &x [1]", [("yaml-alias", 1, 4)]),
    "alias as a key": ("*x : 1", [("yaml-alias", 1, 1)]),
    "merge key": ("a: 1\n<<: {b: 1}", [("yaml-alias", 2, 1)]),
    "tag": ("a: !!int 3\n!x b: [!<!y> 1]", [("yaml-tag", 1, 4), ("yaml-tag", 2, 1), ("yaml-tag", 2, 8)]),
    "tag and anchor": ("a: &x !y 1", [("yaml-alias", 1, 4), ("yaml-tag", 1, 7)]),
    "undefined tag": ("a: !e!x 1", [("yaml-tag", 1, 4)]),
    "tag directive": ("%TAG ! tag:x,2000:\n---\na: 1", [("yaml-tag", 1, 1)]),
    "depth": ("[" * 41 + "]" * 41, [("yaml-depth", 1, 41)]),
    "double key": ("a: 1\nb: 2\na: 3\n", [("dup-key", 3, 1)]),
    "key three times": ("{a: 1, 'a': 2, a: 3}", [("dup-key", 1, 8), ("dup-key", 1, 16)]),
    "comma in braces": ("- {conv: 64 x 3x3, pad 1}", [("flow-comma", 1, 20)]),
    "two documents": ("a: 1\n---\nb: 2", [("yaml", 2, 1)]),
    "two empty documents": ("---\n---\n", [("yaml", 2, 1)]),
    "empty": ("", [("yaml", 1, 1)]),
    "only a comment": ("\n# nothing\n", [("yaml", 1, 1)]),
    "only a document start": ("---\n", [("yaml", 1, 1)]),
    "list as a key": ("[a]: 1", [("yaml", 1, 1)]),
    "mapping as a key": ("? {a: 1}\n: 2", [("yaml", 1, 3)]),
    "tab": ("layers:\n\t- relu", [("yaml", 2, 1)]),
    "tab after blanks": ("a:\n  - b: 1\n  \tc: 2", [("yaml", 3, 3)]),
    "open bracket": ("a: [1, 2\nb: 3\n", [("yaml", 1, 4)]),
    "open quote": ("a: 1\nb: 'x\n", [("yaml", 2, 4)]),
    "bracket in a list": ("a: [64, n[0], 1]", [("yaml", 1, 10)]),
    "two colons": ("a: b: c", [("yaml", 1, 5)]),
    "over-indented": ("a: b\n c: d", [("yaml", 2, 3)]),
    "misaligned": ("a:\n   b: 1\n  c: 2", [("yaml", 3, 3)]),
    "no colon": ("a: 1\nb\nc: 2", [("yaml", 2, 1)]),
    "reserved": ("a: @x", [("yaml", 1, 4)]),
    "bare star": ("a: * x", [("yaml", 1, 4)]),
    "bare escape": ('a: "\\q"', None),
    "after the end": ("{a: 1}\nb: 2", None),
    "control character": ("a: 1\nb: \x00", [("yaml", 2, 4)]),
    "terminal escape": ("a: \x1b[31m", [("yaml", 1, 4)]),
    "escaped control character": ('a: "\\e[31m"', [("yaml", 1, 4)]),
    "byte order mark inside": ("a: 1\nb: \ufeff2", [("yaml", 2, 4)]),
    "lone surrogate": ("a: \ud800", [("yaml", 1, 4)]),
    "not UTF-8": (b"a: 1\n\xe4: 2", [("yaml", 2, 1)]),
    "an image": (b"\x89PNG\r\n\x1a\n\x00", [("yaml", 1, 1)]),
    "UTF-16": ("a: 1".encode("utf-16"), [("yaml", 1, 1)]),
    "UTF-16 without a mark": ("a: 1".encode("utf-16-le"), [("yaml", 1, 2)]),
    "too many bytes": (b"#" * (256 * 1024 + 1), [("too-big", 1, 1)]),
    "too many characters": ("#" * (256 * 1024 + 1), [("too-big", 1, 1)]),
    "too many encoded": ("#" + "é" * (128 * 1024), [("too-big", 1, 1)]),
    "too many values": ("- a\n" * 20_100, [("too-big", 20_000, 3)]),
}


@pytest.mark.usefixtures("library")
class TestRefusing:
    """What is refused: the code, the place, and a help that works."""

    @pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED.keys())
    def test_code_and_place(self, text: str | bytes, expected: list[tuple[str, int, int]] | None) -> None:
        """Each refusal has its stable code, points at its place, and says what to do."""
        found = problems(text)
        if expected is None:  # the two libraries point at neighbouring columns
            assert [p.code for p in found] == ["yaml"]
        else:
            assert places(text) == expected
        assert all(problem.help and problem.severity == "error" for problem in found)

    def test_everything_at_once(self) -> None:
        """Problems of several sorts are reported together, in the order of the file, up to a syntax error."""
        text = "a: {b: 1, b: 2, c: !x 1, d e}\na: *y\n? [k]\n: 1\nz: [n[0]]\n"
        assert [problem.code for problem in problems(text)] == [
            "dup-key",
            "yaml-tag",
            "flow-comma",
            "dup-key",
            "yaml-alias",
            "yaml",
            "yaml",
        ]

    def test_a_hundred_problems_are_enough(self) -> None:
        """A file of nothing but mistakes is not reported line by line to the end."""
        assert len(problems("a: 1\n" * 5000)) == source.MAX_PROBLEMS

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("{conv: 64 x 3x3, pad 1}", '{conv: "64 x 3x3, pad 1"}'),
            ("{conv: 64 x 3x3, pad 1, relu, name: c1}", '{conv: "64 x 3x3, pad 1, relu", name: c1}'),
            ("- [{conv: '64 x 3x3', pad 1}]", '{conv: "64 x 3x3, pad 1"}'),
            ('{note: say "a", b}', "{note: 'say \"a\", b'}"),
            ("{note: 'it''s', \"b\"}", '{note: "it\'s, b"}'),
            ("{relu, name: r1}", "{relu: , name: r1}"),
            ("{residual: [relu, [bn]], relu}", "{residual: [relu, [bn]], relu: }"),
            ("{64 x 3x3, pad 1}", '"64 x 3x3, pad 1"'),
            ("{relu}", "relu"),
            ("{conv:64 x 3x3, pad 1}", '{conv: "64 x 3x3, pad 1"}'),
            ("{pad:1}", "{pad: 1}"),
            ("{conv: 64 x 3x3,\n  pad 1, name: a}", 'conv: "64 x 3x3, pad 1"'),
            ("{" + "long_name: 1, " * 9 + "conv: 64 x 3x3, pad 1}", 'conv: "64 x 3x3, pad 1"'),
        ],
    )
    def test_flow_comma_shows_what_was_meant(self, text: str, written: str) -> None:
        """The help for a comma inside braces is built from the text itself, and reads without that problem."""
        found = [problem for problem in problems(text) if problem.code == "flow-comma"]
        assert [problem.help for problem in found] == [(f"write `{written}`",)]
        read(written, "f.yaml")

    def test_nested_flow_commas(self) -> None:
        """Braces inside braces are each reported, and the outer help shows the inner mended too."""
        found = problems("{skip: {conv: 64 x 1x1, stride 2}, relu}")
        assert [problem.help for problem in found] == [
            ('write `{conv: "64 x 1x1, stride 2"}`',),
            ('write `{skip: {conv: "64 x 1x1, stride 2"}, relu: }`',),
        ]

    def test_flow_comma_of_a_giant(self) -> None:
        """A help that would fill the screen is given in general words."""
        for text in ("{a: 1, " + "b" * 500 + "}", "{" + "a: 1, b, " * 30 + "}"):
            assert problems(text)[0].help == ("quote the text, and give every key a colon",)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("a:\n\t- b", "a tab where YAML needs spaces"),
            ("a: 'x", r"not valid YAML: this quoted text does not end \(found unexpected end of stream .*\)"),
            ("a: 1\nb: [1\nc", r"not valid YAML: the list of line 2 does not go on like this \(.*\)"),
            ("a: {b: 1\nc", r"not valid YAML: .* \(.*\)"),
            ("a: %x", r"not valid YAML: a text cannot begin with `%` \(.*\)"),
            ("a: 1\n---\nb", "a second document begins here"),
            (b"\x89PNG", "not a text file: byte 0x89 at offset 0 is not UTF-8"),
            ("\x00", r"not a text file: character U\+0000 at offset 0"),
            ("a: 1\na: 1", "`a` stands twice in this mapping, first in line 1"),
            (
                "'" + "k" * 300 + "': 1\n'" + "k" * 300 + "': 1",
                "`k{37}[.]{3}` stands twice in this mapping, first in line 1",
            ),
        ],
    )
    def test_messages_in_plain_words(self, text: str | bytes, message: str) -> None:
        """A message says in plain words what is wrong, with the library's reason behind where there is one."""
        assert re.fullmatch(message, problems(text)[0].message)

    @pytest.mark.parametrize("text", ['"\\U99999999"', '"\\ud800"', "!<%ed%a0%80> a", "%YAML 9999999999.1\n---\na: 1"])
    def test_escapes_that_are_no_character(self, text: str) -> None:
        """Escape sequences and directives that break a YAML library are a problem of the file, or harmless."""
        assert {problem.code for problem in refusal(text)} <= {"yaml", "yaml-tag"}
