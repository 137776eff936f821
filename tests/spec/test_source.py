"""YAML text to a tree with places: what a correct file becomes, and where its parts stand."""

from __future__ import annotations

import pytest

from cnncalc.spec.source import read
from cnncalc.spec.tree import Entry, Mapping, Sequence
from tests.spec.trees import items, plain, scalar, texts

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


def test_an_entry_is_a_key_and_its_value() -> None:
    """An entry's key and value share the path, so that a problem of either names the same item."""
    tree = read("a: {b: 1}", "f.yaml")
    assert isinstance(tree, Mapping)
    assert isinstance(tree.entries[0], Entry)
    assert [text.origin.path for text in texts(tree)] == ["a", "a.b", "a.b"]
