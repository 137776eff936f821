"""YAML text to a tree with places: what is read, what is refused and where, and that nothing hostile gets through."""

from __future__ import annotations

import re
import time

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cnncalc.errors import Problem, SpecError
from cnncalc.render.problems import full
from cnncalc.spec import source
from cnncalc.spec.source import read
from cnncalc.spec.tree import Entry, Mapping, Sequence, Text, Tree

SECOND = 1.0


@pytest.fixture(params=["libyaml", "pure"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two YAML libraries that the reader may run on."""
    if request.param == "pure":
        monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML is built without libyaml")
    return str(request.param)


def problems(text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a text, in the order given."""
    with pytest.raises(SpecError, match=r".") as caught:
        read(text, "f.yaml")
    return caught.value.problems


def refusal(text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a text, if anything is."""
    try:
        read(text, "f.yaml")
    except SpecError as error:
        return error.problems
    return ()


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    """Code, line and column of everything that is wrong with a text."""
    return [(p.code, p.origin.line, p.origin.column) for p in problems(text) if p.origin is not None]


def plain(tree: Tree) -> object:
    """A tree as plain Python data."""
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree.items]
    return {entry.key.value: plain(entry.value) for entry in tree.entries}


def texts(tree: Tree) -> list[Text]:
    """Every key and every scalar of a tree."""
    if isinstance(tree, Text):
        return [tree]
    if isinstance(tree, Sequence):
        return [text for item in tree.items for text in texts(item)]
    return [text for entry in tree.entries for text in (entry.key, *texts(entry.value))]


def items(text: str) -> list[Tree]:
    """The values of a document that is a mapping or a list."""
    tree = read(text, "f.yaml")
    if isinstance(tree, Mapping):
        return [entry.value for entry in tree.entries]
    assert isinstance(tree, Sequence)
    return list(tree.items)


def scalar(tree: Tree) -> Text:
    """The same tree, which is known to be a text."""
    assert isinstance(tree, Text)
    return tree


ALEXNET = """\
name: alexnet
input: 227x227x3
layers:
  - conv: 96 x 11x11, stride 4, relu                -> 55x55x96
  - maxpool: {kernel: 3x3, stride: 2}   # overlapping
  - [flatten, "fc: 10"]
  - relu:
about: |
  two
  lines
"""


@pytest.mark.usefixtures("library")
class TestReading:
    """What a correct file becomes."""

    def test_a_spec(self) -> None:
        """The tree holds what is written, in order, all of it text."""
        assert plain(read(ALEXNET, "f.yaml")) == {
            "name": "alexnet",
            "input": "227x227x3",
            "layers": [
                {"conv": "96 x 11x11, stride 4, relu                -> 55x55x96"},
                {"maxpool": {"kernel": "3x3", "stride": "2"}},
                ["flatten", "fc: 10"],
                {"relu": ""},
            ],
            "about": "two\nlines\n",
        }

    def test_places_of_a_spec(self) -> None:
        """Every text knows its line, column, length, the line itself and its path."""
        found = {text.origin.path + "=" + text.value: text.origin for text in texts(read(ALEXNET, "a.yaml"))}
        places = {name: (o.line, o.column, o.length) for name, o in found.items()}
        assert places["name=alexnet"] == (1, 7, 7)
        assert places["layers.0.conv=conv"] == (4, 5, 4)
        assert places["layers.1.maxpool.stride=2"] == (5, 36, 1)
        assert places["layers.2.1=fc: 10"] == (6, 15, 8)
        assert places["layers.3.relu="] == (7, 10, 1)
        assert places["about=two\nlines\n"] == (8, 8, 1)
        assert found["layers.0.conv=conv"].text == "  - conv: 96 x 11x11, stride 4, relu                -> 55x55x96"
        assert {o.file for o in found.values()} == {"a.yaml"}

    def test_places_of_collections(self) -> None:
        """A mapping and a list are pointed at where they begin, one character long, and know their braces."""
        tree = read(ALEXNET, "f.yaml")
        assert isinstance(tree, Mapping)
        layers = tree.entries[2].value
        assert isinstance(layers, Sequence)
        second = layers.items[1]
        assert isinstance(second, Mapping)
        inner = second.entries[0].value
        assert isinstance(inner, Mapping)
        assert [tree.flow, second.flow, inner.flow] == [False, False, True]
        found = [
            (t.origin.line, t.origin.column, t.origin.length) for t in (tree, layers, second, inner, layers.items[2])
        ]
        assert found == [(1, 1, 1), (4, 3, 1), (5, 5, 1), (5, 14, 1), (6, 5, 1)]

    @pytest.mark.parametrize(
        "value", ["no", "010", "1:30", "1e3", "~", "null", "true", "2001-01-01", "0x10", ".inf", "="]
    )
    def test_yaml_types_nothing(self, value: str) -> None:
        """What YAML would take for a number, a date or a truth value stays the text that is written."""
        assert plain(read(f"a: {value}", "f.yaml")) == {"a": value}

    def test_an_absent_value_is_no_empty_quotes(self) -> None:
        """`key:` and `key: ""` are both empty, and told apart."""
        assert [(scalar(v).value, scalar(v).quoted) for v in items("a:\nb: ''\nc: \"\"")] == [
            ("", False),
            ("", True),
            ("", True),
        ]

    def test_braces_with_explicit_empty_values(self) -> None:
        """A key with its colon may have no value inside braces."""
        assert plain(read("{relu: , name: r1, bn: }", "f.yaml")) == {"relu": "", "name": "r1", "bn": ""}

    def test_a_quoted_merge_key_is_a_name(self) -> None:
        """`<<` in quotes is a key like any other."""
        assert plain(read("'<<': 1", "f.yaml")) == {"<<": "1"}

    def test_bytes_and_a_byte_order_mark(self) -> None:
        """UTF-8 bytes are read, and a UTF-8 byte order mark moves no column."""
        for text in (b"\xef\xbb\xbfa: \xc3\xa9", "\ufeffa: é"):
            tree = read(text, "f.yaml")
            assert [(t.value, t.origin.column) for t in texts(tree)] == [("a", 1), ("é", 4)]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
    def test_every_line_break(self, end: str) -> None:
        """Lines are counted as YAML counts them, whatever ends them."""
        tree = read(f"a: 1{end}# note{end}b: 2{end}", "f.yaml")
        assert [(t.origin.line, t.origin.column, t.origin.text) for t in texts(tree)][2:] == [
            (3, 1, "b: 2"),
            (3, 4, "b: 2"),
        ]

    def test_the_first_line_of_a_text_over_several(self) -> None:
        """A plain text that goes on over lines is pointed at by its first."""
        text = scalar(items("a: one  \n  two\nb: 1")[0])
        assert (text.value, text.origin.line, text.origin.column, text.origin.length) == ("one two", 1, 4, 3)

    def test_a_path_stays_short(self) -> None:
        """Giant keys do not make giant paths."""
        deep = "".join(" " * i + "k" * 300 + ":\n" for i in range(30)) + " " * 30 + "x"
        assert max(len(text.origin.path) for text in texts(read(deep, "f.yaml"))) < 310


class TestPointing:
    """Carets at a part of a text."""

    @pytest.mark.parametrize(
        ("line", "start", "end", "column", "length"),
        [
            ("a: 64 x 3x3, pid 1", 9, 12, 13, 3),
            ("a: '64 x 3x3, pid 1'", 9, 12, 14, 3),
            ('a: "64 x 3x3, pid 1"', 9, 12, 14, 3),
            ("a: 64 x 3x3", 8, 8, 12, 1),
            ('a: "64 \\x78 3x3"', 5, 8, 4, 13),
            ("a: 'it''s 64'", 5, 7, 4, 10),
            ("a: 64\n  x 3x3", 3, 4, 4, 2),
            ("a: |\n  64 x 3x3", 3, 4, 4, 1),
            ("a:", 0, 1, 3, 1),
        ],
        ids=["plain", "single", "double", "empty part", "escape", "doubled quote", "folded", "block", "absent"],
    )
    def test_at(self, line: str, start: int, end: int, column: int, length: int) -> None:
        """A part is pointed at exactly where what is written is the value, else the whole text is."""
        origin = scalar(items(line)[0]).at(start, end)
        assert (origin.column, origin.length, origin.path) == (column, length, "a")


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


KIB = 1024
LIMIT = 256 * KIB
HOSTILE = {
    "alias bomb": "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1},*a{i - 1}]\n" for i in range(1, 40)),
    "a megabyte": "x" * KIB * KIB,
    "brackets": "[" * 10_000,
    "braces": "{" * LIMIT,
    "dashes": "- " * (LIMIT // 2),
    "question marks": "? " * (LIMIT // 2),
    "indentation": "".join(" " * i + "a:\n" for i in range(700)),
    "giant plain key": "k" * (LIMIT - 10) + ": 1",
    "giant explicit key": "? " + "k" * 100_000 + "\n: [" + "a," * 70_000 + "]",
    "giant quoted key": '{"' + "k" * 200_000 + '": {b, c}, d}',
    "deep giant keys": "".join(" " * i + "k" * 300 + ":\n" for i in range(38)) + " " * 39 + "[" + "a," * 110_000 + "]",
    "commas": "[" + "a," * 130_000 + "]",
    "no values": "{" + "a," * 130_000 + "}",
    "a few no values": "{a: 1, " + "b" * 30_000 + "," + "b" * 30_000 + "," + "b" * 30_000 + "}",
    "nested no values": "{x, y: " * 39 + "[" + "a," * 9000 + "]" + "}" * 39,
    "one long line": "[" * 39 + "a," * 120_000 + "]" * 39,
    "equal keys": "a: 1\n" * 50_000,
    "tags": "- !a\n" * 50_000,
    "anchors": "- &a\n" * 50_000,
    "one long anchor": "&" + "a" * 200_000 + " b",
    "blanks": " " * LIMIT,
    "line breaks": "\n" * LIMIT,
    "comments": "#\n" * (LIMIT // 2),
    "quotes": "'" * LIMIT,
    "escapes": '"' + "\\n" * (LIMIT // 2 - 2) + '"',
    "colons": ":" * LIMIT,
    "folded": "a: b" + "\n c" * (LIMIT // 3 - 3),
    "block text": "a: |\n" + " x\n" * 80_000,
    "padded": "{" + ("a" + " " * 1000 + ",") * 250 + "}",
    "a real spec": "layers:\n" + "  - conv: 96 x 11x11, stride 4, relu   -> 55x55x96\n" * 5000,
    "zero bytes": "\x00" * LIMIT,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_hostile_takes_a_second(text: str) -> None:
    """The largest and most crooked files are read or refused in under a second, with short messages."""
    start = time.process_time()
    found = refusal(text)
    assert time.process_time() - start < SECOND
    assert all(len(problem.message) < 300 for problem in found)
    assert all(len(help) < 300 for problem in found for help in problem.help)


def outcome(text: str | bytes) -> Tree | None:
    """The tree of a text, or none if it is refused, and never anything else, within a second."""
    start = time.process_time()
    found = refusal(text)
    assert time.process_time() - start < SECOND
    for problem in found:
        assert problem.origin is not None
        assert problem.origin.line >= 1
        assert problem.origin.column >= 1
        assert "\n" not in problem.origin.text
        full(problem)
    return None if found else read(text, "f.yaml")


PIECES = st.lists(
    st.sampled_from(
        [
            *"{}[]:,-?&*!|>%@`'\"#\\ \t\n\r\x85\u2028",
            "a",
            "b",
            "1",
            "é",
            "日",
            "<<",
            "---",
            "...",
            "\n  ",
            "\n- ",
            ": ",
            "%TAG",
        ]
    ),
    max_size=60,
).map("".join)
FUZZ = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("library")
class TestAnything:
    """Whatever a file holds, reading it ends in a tree or in a refusal."""

    @FUZZ
    @given(st.binary(max_size=400))
    def test_any_bytes(self, data: bytes) -> None:
        """Any bytes give a tree or a SpecError."""
        outcome(data)

    @FUZZ
    @given(st.text(st.characters(), max_size=200))
    @example("\ud800")
    def test_any_text(self, text: str) -> None:
        """Any text gives a tree or a SpecError, lone surrogates included."""
        outcome(text)

    @FUZZ
    @given(PIECES)
    @example('"\\U99999999"')
    @example("!<%ed%a0%80> a")
    def test_anything_that_looks_like_yaml(self, text: str) -> None:
        """Any heap of YAML's own signs gives a tree or a SpecError, and the places of a tree lie on their lines."""
        result = outcome(text)
        if result is not None:
            for found in texts(result):
                assert (
                    found.origin.line <= text.count("\n") + text.count("\r") + len(re.findall("[\x85\u2028]", text)) + 1
                )
                assert found.origin.column <= len(found.origin.text) + 1


WORDS = st.text("abXYZ019 .é日😀_-", min_size=1, max_size=12).filter(
    lambda s: s == s.strip() and not s.startswith(("-", ".")) and s[0] not in "- "
)
NAMES = st.text("abcdefé日", min_size=1, max_size=6)
TREES = st.recursive(
    WORDS, lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(NAMES, inner, min_size=1, max_size=4)
)
FORMS = st.sampled_from(["plain", "single", "double"])


def written(tree: object, form: str, flow: bool, depth: int = 0) -> str:
    """A tree of Python data as YAML, in blocks or in braces, with one of three ways to quote."""
    if isinstance(tree, str):
        return {"plain": tree, "single": f"'{tree}'", "double": f'"{tree}"'}[form]
    if isinstance(tree, list):
        parts = [written(item, form, flow, depth + 1) for item in tree]
        return f"[{', '.join(parts)}]" if flow else "".join(f"\n{'  ' * depth}- {part}" for part in parts)
    assert isinstance(tree, dict)
    pairs = [f"{key}: {written(value, form, flow, depth + 1)}" for key, value in tree.items()]
    return "{" + ", ".join(pairs) + "}" if flow else "".join(f"\n{'  ' * depth}{pair}" for pair in pairs)


@FUZZ
@given(TREES, FORMS, st.booleans())
def test_every_text_stands_at_its_place(data: object, form: str, flow: bool) -> None:
    """Of any small document, the tree is what was written, and the file at each text's place is that text."""
    document = written(data, form, flow)
    tree = read(document, "f.yaml")
    assert plain(tree) == data
    lines = document.split("\n")
    for text in texts(tree):
        origin = text.origin
        at = lines[origin.line - 1][origin.column - 1 :][: origin.length]
        assert at == (f"{at[0]}{text.value}{at[0]}" if text.quoted else text.value)
        assert origin.text == lines[origin.line - 1]
        part = text.at(1, len(text.value))
        assert lines[part.line - 1][part.column - 1 :][: part.length].startswith(text.value[1:])


@FUZZ
@given(TREES, st.booleans())
def test_both_libraries_give_the_same_tree(data: object, flow: bool) -> None:
    """The reader does not depend on whether PyYAML was built with libyaml, in values and in places."""
    document = written(data, "plain", flow)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_LOADER", yaml.SafeLoader)
        slow = read(document, "f.yaml")
    assert slow == read(document, "f.yaml")


def test_an_entry_is_a_key_and_its_value() -> None:
    """An entry's key and value share the path, so that a problem of either names the same item."""
    tree = read("a: {b: 1}", "f.yaml")
    assert isinstance(tree, Mapping)
    assert isinstance(tree.entries[0], Entry)
    assert [text.origin.path for text in texts(tree)] == ["a", "a.b", "a.b"]
