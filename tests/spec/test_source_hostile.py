"""Nothing hostile gets through the YAML reader: large, crooked and random texts end in a tree or a refusal."""

from __future__ import annotations

import re
import time

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cnncalc.render.problems import full
from cnncalc.spec import source
from cnncalc.spec.source import read
from cnncalc.spec.tree import Tree
from tests.spec.trees import plain, refusal, texts

SECOND = 1.0

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
