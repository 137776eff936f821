"""Any text at all, and any sample with pieces changed: a result or a named error, in about a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnncalc.errors import CnncalcError
from cnncalc.render.problems import full
from cnncalc.spec.long_form import long_form

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))
SMALL = [path.read_text(encoding="utf-8") for path in SPECS if path.stem not in ("densenet121", "googlenet")]

WORDS = [
    "conv", "dwconv", "deconv", "fc", "maxpool", "relu", "bn", "concat", "add", "mul", "residual", "seq", "aux",
    "use", "let", "identity", "name", "from", "repeat", "first", "when", "skip", "skip_if", "columns", "rows",
    "input", "layers", "params", "blocks", "variants", "defaults", "outputs", "expect", "rounding", "pad",
    "stride", "same", "valid", "ceil", "strict", "groups", "bias", "off", "on", "of", "x", "i", "in", "n",
    "n.0", "n.9", "s", "c1", "b", "b(c)", "b(c, s=1)", "1x1", "3x3", "8 x 3x3", "8x3x3", "0", "-1", "1/0",
    "1/3", "2.5", "1e9", "99999999999999999999", "9007199254740993", "->", "8x8x3", "NxNx3", "3x8x8",
    "divisible(9)", "max(1, 2)", "1 if i else 2", "not 1", "?", "[1, 2]", "{a: 1}", "[]", "{}", "'", '"', "&a",
    "*a", "<<", "!!int", "---", "\t", ": ", ", ", "\n", "\n  - ", "\n      - ", "# ", "(", ")", "[", "]", "{",
    "}", "@", "separable: 8", "squeeze_excite", "null", "~", "é", "\u2028", "\x00",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A sample with a few stretches cut out, doubled, exchanged or replaced by a word."""
    text = draw(st.sampled_from(SMALL))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.integers(0, 12)), len(text))
        piece = draw(st.sampled_from(["", text[start:end] * 2, *WORDS]))
        text = text[:start] + piece + text[end:]
    return text


def settled(text: str, expanded: Callable[..., Any]) -> None:
    """Carry a text out: what comes out is a report whose long form can be written, or problems that can be shown."""
    start = time.process_time()
    try:
        report, _ = expanded(text)
    except CnncalcError as error:
        problems = getattr(error, "problems", ())
    else:
        problems = report.graph.problems
        long_form(report.graph)
    for problem in problems:
        assert problem.origin is not None
        assert full(problem)
    assert time.process_time() - start < 3


relaxed = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@relaxed
@given(text=mutations())
def test_samples_with_pieces_changed(text: str, expanded: Callable[..., Any]) -> None:
    """A sample in which something was changed at random is a net or is refused with places."""
    settled(text, expanded)


@relaxed
@given(lines=st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=8))
def test_layers_of_random_words(lines: list[str], expanded: Callable[..., Any]) -> None:
    """Layers made of the language's own words, in any order."""
    settled("input: 8x8x3\nparams: {n: [1, 2], s: 1}\nlayers:\n" + "".join(f"  - {line}\n" for line in lines), expanded)


@relaxed
@given(op=st.sampled_from(WORDS), words=st.lists(st.sampled_from(WORDS), max_size=5).map(", ".join))
def test_short_texts_of_random_words(op: str, words: str, expanded: Callable[..., Any]) -> None:
    """One line of an op and the language's own words with commas between them."""
    settled(f"input: 8x8x3\nparams: {{n: [1, 2], s: 1}}\nlayers:\n  - {op}: {words}\n", expanded)


@relaxed
@given(text=st.text(max_size=300))
def test_any_text(text: str, expanded: Callable[..., Any]) -> None:
    """Text that has nothing to do with a spec."""
    settled(text, expanded)
    settled(f"input: 8x8x3\nlayers:\n  - {text}\n", expanded)
