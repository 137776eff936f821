"""The limits of a spec: whatever is too big, too deep or never ends is refused by name, from the file to the report."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cnncalc import api
from cnncalc.errors import Problem, SpecError
from cnncalc.render.problems import full
from tests.conftest import Run

SECONDS = 2.0
"""Twice the second that is promised, of the processor's time: the machine may be slow, or busy with others."""

NET = "input: 8x8x3\nlayers:\n"
BLOCKS = "input: 8x8x3\nblocks:\n"


def numbered(line: str, count: int) -> str:
    """A line so many times, with its number for `#`."""
    return "".join(line.replace("#", str(number)) for number in range(count))


def lists(depth: int) -> str:
    """A relu in so many lists, below the two levels of the file."""
    return f"input: 8x8x3\nlayers: {'[' * depth}relu{']' * depth}\n"


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "alias bomb": (
        "input: 8x8x3\na0: &a0 [relu]\n" + numbered("a#: &a# [*a#, *a#, *a#]\n", 40) + "layers: *a39\n",
        "yaml-alias",
    ),
    "anchor": (NET + "  - &a relu\n", "yaml-alias"),
    "merge key": (NET + "  - {<<: {stride: 2}, maxpool: 2x2}\n", "yaml-alias"),
    "tag": (NET + "  - !!python/object/apply:os.system [ls]\n", "yaml-tag"),
    "second document": (NET + "  - relu\n---\n" + NET + "  - relu\n", "yaml"),
    "forty-one levels": (lists(40), "yaml-depth"),
    "one megabyte": (NET + "  - relu\n" * 120_000, "too-big"),
    "many values": (NET + "  - relu\n" * 20_001, "too-big"),
    "control character": (NET + "  - relu \x1b[2J\n", "yaml"),
    "NUL": ((NET + "  - relu\x00\n").encode(), "yaml"),
    "byte order mark inside": (NET + "  - \ufeffrelu\n", "yaml"),
    "invalid UTF-8": (NET.encode() + b"  - relu \xff\xfe\n", "yaml"),
    "UTF-16": ((NET + "  - relu\n").encode("utf-16"), "yaml"),
    "endless repeat of nothing": (BLOCKS + "  b: []\nlayers:\n  - {b: , repeat: 9007199254740992}\n", "too-many"),
    "repeats in repeats": (NET + "  - {seq: [{seq: [{seq: [], repeat: 99}], repeat: 99}], repeat: 99}\n", "too-many"),
    "blocks that double": (BLOCKS + "  b(n): [c: n, c: n]\n  c(n): [b: n, b: n]\nlayers: [b: 1]\n", "recursion"),
    "a tower of doublings": (
        BLOCKS + "".join(f"  b{n}: [b{n + 1}, b{n + 1}]\n" for n in range(60)) + "  b60: []\nlayers: [b0]\n",
        "too-many",
    ),
    "a tower of blocks": (
        BLOCKS + "".join(f"  b{n}: [b{n + 1}]\n" for n in range(900)) + "  b900: [relu]\nlayers: [b0]\n",
        "too-many",
    ),
    "recursion": (BLOCKS + "  a: [b]\n  b: [a]\nlayers: [a]\n", "recursion"),
    "100,000 layers": (NET + "  - {relu: , repeat: 100_000}\n", "too-many"),
    "10,001 layers": (NET + "  - {relu: , repeat: 10_001}\n", "too-many"),
    "ten to the thirtieth": (NET + f"  - fc: {10**30}\n", "value"),
    "beyond 2^53": (NET + "  - fc: 9007199254740993\n", "value"),
    "beyond 2^53 by a sum": (NET + "  - fc: 9007199254740992 + 1\n", "value"),
    "beyond 2^53 by a product": (NET + "  - fc: 134217728 * 134217728\n", "value"),
    "beyond 2^53 by squares": (NET + "  - let: a = 10\n" + "  - let: a = a*a\n" * 60 + "  - fc: a\n", "value"),
    "beyond 2^53 in the input": (f"input: 8x8x{2**53 + 1}\nlayers: [relu]\n", "value"),
    "beyond 2^53 in a parameter": (f"input: 8x8x3\nparams: {{n: {10**30}}}\nlayers: [fc: n]\n", "value"),
    "beyond 2^53 in a claim": (NET + f"  - relu -> 8x8x{10**30}\n", "value"),
    "a number of 200,000 digits": (NET + f"  - fc: {'9' * 200_000}\n", "expr-long"),
    "an expression of 10,000 characters": (NET + f"  - fc: {'1+' * 5000}1\n", "expr-long"),
    "a hundred and one sums": (NET + f"  - fc: {'1+' * 101}1\n", "expr-long"),
    "deep parentheses": (NET + f"  - fc: {'(' * 300}1{')' * 300}\n", "expr-long"),
    "deep minuses": (NET + f"  - fc: {'-' * 500}1\n", "expr-long"),
    "a word of 200,000 letters": (NET + f"  - fc: {'x' * 200_000}\n", "expr-long"),
    "an op of 200,000 letters": (NET + f"  - {'a' * 200_000}\n", "expr-long"),
    "a call of 200,000 digits": (NET + f"  - Conv2d({'1' * 200_000})\n", "expr-long"),
    "a tap of 200,000 letters": (NET + f"  - concat: {'ab' * 100_000}\n", "expr-long"),
    "a size of 100,000 axes": (f"input: {'8x' * 100_000}8\nlayers: [relu]\n", "expr-long"),
    "a tuple of 100,000 axes": (f"input: ({'8,' * 100_000}8)\nlayers: [relu]\n", "expr-long"),
    "a claim of 100,000 axes": (NET + f"  - relu -> {'8x' * 100_000}8\n", "expr-long"),
    "9,000 unknown keys": ("input: 8x8x3\nlayers: [relu]\n" + numbered("key#: 1\n", 9000), "unknown-key"),
    "9,000 unknown ops": (NET + numbered("  - convv#\n", 9000), "op"),
    "9,000 unknown names": (
        "input: 8x8x3\nlayers: [relu]\nparams:\n" + numbered("  p#: q#\n", 9000),
        "name",
    ),
    "2,400 unknown taps": (
        NET + numbered("  - {relu: , name: r#}\n", 2400) + numbered("  - concat: q#\n", 2400),
        "tap",
    ),
}


def refusal(text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a text, from its reading to its report."""
    try:
        report = api.read(text, "net.yaml").report()
    except SpecError as error:
        return error.problems
    return tuple(problem for problem in report.problems if problem.severity == "error")


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_in_under_a_second(text: str | bytes, code: str) -> None:
    """Each is refused with its code, a place, a help, and messages of a readable size, in under a second."""
    seconds = []
    for _ in range(3):  # the machine may be busy with something else once
        start = time.process_time()
        found = refusal(text)
        seconds.append(time.process_time() - start)
        if seconds[-1] < SECONDS:
            break
    assert min(seconds) < SECONDS
    assert code in {problem.code for problem in found}
    assert len(found) <= 101
    for problem in found:
        assert problem.origin is not None
        assert problem.help
        assert len(full(problem, 80)) < 2000


LARGEST = {
    "forty levels": lists(38),
    "10,000 layers": NET + "  - {relu: , repeat: 10_000}\n",
    "2^53": NET + "  - fc: 9007199254740992\n",
    "a byte order mark": "\ufeff" + NET + "  - relu\n",
    "a hundred operators": NET + f"  - fc: {'1+' * 100}1\n",
    "a text of 1,000 characters": NET + f"  - {{relu: , name: {'a' * 1000}}}\n",
    "a long description": "about: " + "words " * 40_000 + "\n" + NET + "  - relu\n",
    "a long note": NET + f"  - {{relu: , note: {'words ' * 40_000}}}\n",
    "a hundred turns of nothing": NET + "  - {seq: [], repeat: 99_998}\n",
}


@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST.keys())
def test_what_is_just_allowed(text: str) -> None:
    """Each limit begins where it says: what is just below it is a net."""
    assert refusal(text) == ()


GIANT = {
    "a transposed stride": NET + "  - deconv: 21 x 64x64, stride 181_365_854_976, dilation 5\n",
    "an unpooling stride": NET + "  - unpool: 9_999_999_999, stride 181_365_854_977\n",
    "an average to a size": NET + "  - adaptive_avgpool: 9_007_199_254_740_881\n",
    "a maximum to a size": NET + "  - adaptive_maxpool: 9_007_199_254_740_881x3\n",
    "an enlargement": NET + "  - upsample: {size: 900_719_925_474_099x11, mode: bilinear}\n",
    "4,000 wrong claims": NET + "  - relu -> 1x1x3\n" * 4000,
    "4,000 wrong claims behind 5,000 layers": NET + "  - {relu: , repeat: 5000}\n" + "  - relu -> 9x9x3\n" * 4000,
}


@pytest.mark.parametrize("text", GIANT.values(), ids=GIANT.keys())
def test_what_is_giant_is_reported_in_under_a_second(text: str) -> None:
    """A number or a net of any size that is allowed has its report in under a second, of a readable length."""
    api.read(NET + "  - conv: 4 x 3x3 -> 1x1x1\n").report()  # everything is imported
    start = time.process_time()
    report = api.read(text, "net.yaml").report()
    assert time.process_time() - start < SECONDS
    assert report.layers
    assert len(report.problems) <= 101


@pytest.mark.parametrize("name", ["one megabyte", "invalid UTF-8", "NUL", "alias bomb", "a word of 200,000 letters"])
def test_at_the_front_door(name: str, run: Run, in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line says the same, ends with 1, and writes neither a traceback nor a control character."""
    monkeypatch.setenv("CNNCALC_DEBUG", "1")
    text, code = REFUSED[name]
    (in_folder / "net.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = run("net.yaml")
    assert answer.code == 1
    assert f"error[{code}]" in answer.err
    assert not [c for c in answer.err if not c.isprintable() and c != "\n"]


def test_the_same_from_a_parameter_of_the_command_line(run: Run, in_folder: Path) -> None:
    """A wrong or giant value behind `-p` is refused as it would be in the file, but as a wrong request: exit code 2."""
    (in_folder / "net.yaml").write_text("input: 8x8x3\nparams: {n: 3}\nlayers: [fc: n]\n", encoding="utf-8")
    given = {"x" * 50_000: "expr-long", str(10**30): "value", "*a": "yaml-alias", "abc": "value", "1:2": "syntax"}
    for value, code in given.items():
        answer = run("net.yaml", "-p", f"n={value}")
        assert (answer.code, answer.out, f"error[{code}]" in answer.err) == (2, "", True)
