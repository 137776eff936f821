"""Explanations in every format: the same numbers, and text that the readers of each format accept."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cnncalc import api
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.course import Course
from cnncalc.render.derivation import Explained
from cnncalc.render.look import Look

LATEX_WORDS = {
    "documentclass", "usepackage", "begin", "end", "section*", "subsection*", "subsubsection*", "frac", "cdot", "times",
    "left", "right", "lceil", "rceil", "lfloor", "rfloor", "text", "uncover", "mathit", "textbackslash", "textgreater",
}  # fmt: skip
"""Every command that a document may hold: those of LaTeX, amsmath and beamer."""

EXAMPLES = [
    (example.layer, example.inputs[0])
    for kind in KINDS
    if not layer_class(kind).joins
    for example in layer_class(kind).examples[:2]
]


def explained(layer: str = "conv: 10 x 5x5, pad 2", on: str = "32x32x3", course: Course | None = None) -> Explained:
    """Return the whole explanation of one layer in a chain."""
    return api.chain(on, layer).explain(of=("all",), course=course)


def latex_faults(text: str) -> list[str]:
    """Return what a TeX would stumble over: groups and environments that do not close, unknown commands, torn cells."""
    faults: list[str] = []
    closing: list[str] = []
    for token in re.finditer(r"\\(begin|end)\{(\w+\*?)\}|\\([A-Za-z]+\*?)|\\(.)|([{}])", text):
        turn, environment, word, sign, brace = token.groups()
        if turn == "begin" or brace == "{":
            closing.append(environment or "{")
        elif turn == "end" or brace == "}":
            if not closing or closing.pop() != (environment or "{"):
                faults.append(f"{token[0]} closes nothing")
        elif (word and word not in LATEX_WORDS) or (sign and sign not in "\\;{}$&#%_"):
            faults.append(f"{token[0]} is no command")
    faults += [f"{name} stays open" for name in closing]
    if len(re.findall(r"(?<!\\)\$", text)) % 2:
        faults.append("a formula stays open")
    if text.count(r"\left") != text.count(r"\right"):
        faults.append("a bracket stays open")
    for rows in re.findall(r"\\begin\{align\*\}\n(.*?)\n\\end", text, re.DOTALL):
        *before, last = rows.split("\n")
        faults += [f"no line break behind {row}" for row in before if not row.endswith(r" \\")]
        faults += [f"a line break behind {last}"] * last.endswith(r"\\")
        cells = [cell for row in (*before, last) for cell in row.removesuffix(r" \\").split("&")]
        faults += [f"a group reaches over {cell}" for cell in cells if cell.count("{") != cell.count("}")]
    return faults


@pytest.mark.parametrize(("layer", "on"), EXAMPLES, ids=lambda value: value)
@pytest.mark.parametrize("steps", [False, True], ids=["paper", "slides"])
def test_latex_is_well_formed(layer: str, on: str, steps: bool) -> None:
    """Every kind's document has balanced groups, known commands and no cell that reaches over another."""
    text = explained(layer, on).to_text("latex", steps=steps)
    assert text.startswith(r"\documentclass{beamer}" if steps else r"\documentclass{article}")
    assert not latex_faults(text)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("{", "{ stays open"),
        (r"\begin{a}", "a stays open"),
        (r"\frac{1}{2}}", "} closes nothing"),
        (r"\begin{a}{\end{a}}", r"\end{a} closes nothing"),
        (r"\nosuch", r"\nosuch is no command"),
        ("$", "a formula stays open"),
        (r"\left(1", "a bracket stays open"),
        ("\\begin{align*}\n1\n2\n\\end{align*}", "no line break behind 1"),
        ("\\begin{align*}\n1 \\\\\n\\end{align*}", r"a line break behind 1 \\"),
        ("\\begin{align*}\n\\text{1 & 2}\n\\end{align*}", r"a group reaches over \text{1 "),
    ],
)
def test_broken_latex_is_found(broken: str, fault: str) -> None:
    """The check of these tests finds what a compiler would stumble over."""
    assert latex_faults(broken)[0] == fault


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs a TeX")
@pytest.mark.parametrize("steps", [False, True], ids=["paper", "slides"])
def test_latex_compiles(tmp_path: Path, steps: bool) -> None:
    """A real TeX makes a document of the explanation of AlexNet."""
    text = api.load("alexnet").report().explain(of=("all",)).to_text("latex", steps=steps)
    (tmp_path / "a.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def test_slides_build_up_line_by_line() -> None:
    """The first line stands at once, each further one appears with the next overlay, and the idea comes last."""
    text = explained().to_text("latex", steps=True)
    (frame,) = re.findall(r"\\begin\{frame\}\{Parameters\}.*?\\end\{frame\}", text, re.DOTALL)
    overlays = [sorted(set(map(int, re.findall(r"uncover<(\d)->", row)))) for row in frame.splitlines()]
    assert [row for row in overlays if row] == [[2], [3], [4], [5]]
    assert r"& \left(F \cdot F \cdot C + 1\right) \cdot K \\" in frame


def test_latex_escapes_words() -> None:
    """Signs that LaTeX takes for commands are written as words, thousands with a comma that leaves no gap."""
    text = explained("conv: 64 x 3x3, same", "300x300x3").to_text("latex")
    assert r"\section*{chain, input 300x300x3}" in text
    assert r"155{,}520{,}000" in text
    spec = api.read("name: 50% of A_B & C\ninput: 8x8x3\nlayers:\n  - conv: 4 x 3x3\n")
    latex = spec.report().explain().to_text("latex")
    assert r"50\% of A\_B \& C" in latex
    assert not latex_faults(latex)


@pytest.mark.parametrize(("layer", "on"), EXAMPLES, ids=lambda value: value)
def test_html_is_well_formed(layer: str, on: str) -> None:
    """Every page is well-formed, loads nothing, and its last line of MathML holds the value."""
    result = explained(layer, on)
    page = result.to_text("html").removeprefix("<!doctype html>\n").replace('<meta charset="utf-8">', "")
    root = ElementTree.fromstring(page)
    assert not re.findall(r"(?:src|href|url)\s*[=(]", page)
    tables = root.findall(".//mtable")
    sections = [section for one in result.explanations for section in one.sections if not one.brief]
    assert len(tables) == len(sections)
    for table, section in zip(tables, sections, strict=True):
        *_, last = table.findall("mtr")
        written = "".join(last.itertext()).removeprefix("=")
        if section.lines and isinstance(section.value, int):
            assert written == f"{section.value:,}".replace("-", "−")
        elif not section.lines:
            assert written == section.result


def test_mathml_has_bars_and_indices() -> None:
    """A quotient is a fraction, and the number behind a letter stands below it."""
    page = explained("conv: 8 x 3x3, pad 0:1", "5x5x2").to_text("html")
    assert "<msub><mi>P</mi><mi>1</mi></msub>" in page
    assert "<mfrac><mn>3</mn><mn>1</mn></mfrac>" in page


def test_html_escapes_names() -> None:
    """A net's name cannot bring markup into the page."""
    spec = api.read("name: <script>alert(1)</script>\ninput: 8x8x3\nlayers:\n  - conv: 4 x 3x3\n")
    assert "<script>" not in spec.report().explain().to_text("html")


def test_markdown() -> None:
    """Markdown has a heading a quantity, formulas between dollars, and letters in a list."""
    lines = explained().to_text("markdown").splitlines()
    assert "## conv1: 10 x 5x5, pad 2 on 32x32x3" in lines
    assert "### Parameters" in lines
    assert r"={} & 760 && \text{750 weights + 10 biases}" in lines
    assert "- $C = 3$: input depth" in lines
    assert lines.count("$$") == 2 * len(explained().explanations[0].sections)
    assert explained()._repr_markdown_() == explained().to_text("markdown")


def test_json() -> None:
    """The document for programs has formulas, letters, steps and values as plain data, without separators."""
    document = json.loads(explained().to_text("json"))
    assert document["schema_version"] == 1
    (layer,) = document["layers"]
    assert (layer["name"], layer["op"], layer["on"]) == ("conv1", "conv", "32x32x3")
    by_name = {one["quantity"]: one for one in layer["quantities"]}
    assert by_name["output"]["axes"] == [0, 1]
    assert by_name["params"]["formula"] == "(F*F*C + 1)*K"
    assert by_name["params"]["steps"] == ["(5*5*3 + 1)*10", "76*10", "760"]
    assert by_name["params"]["letters"][-1] == {"letter": "K", "value": 10, "meaning": "filters"}
    assert by_name["macs"]["steps"][-2:] == ["75 * 10240", "768000"]
    assert by_name["macs"]["value"] == 768_000


def test_json_of_a_misfit_is_exact() -> None:
    """A size that is not whole is a fraction."""
    document = json.loads(explained("conv: 1 x 3x3, stride 3", "7x7x1").to_text("json"))
    assert document["layers"][0]["quantities"][0]["value"] == "7/3"


@pytest.mark.parametrize(("layer", "on"), EXAMPLES, ids=lambda value: value)
def test_text_keeps_within_the_screen(layer: str, on: str) -> None:
    """No line of an explanation is longer than 80 columns or ends in blanks, and in ASCII there is nothing else."""
    result = explained(layer, on, Course(times="×"))
    lines = result.text.splitlines()
    assert max(map(len, lines)) <= 80
    assert not any(line.endswith(" ") for line in lines)
    assert result.to_text("plain", Look(ascii=True)).isascii()


def test_wrong_formats() -> None:
    """A format that an explanation does not have is refused, and steps are for LaTeX alone."""
    with pytest.raises(UsageError, match="an explanation is no csv; its formats are"):
        explained().to_text("csv")
    with pytest.raises(UsageError, match="--steps are slides of LaTeX"):
        explained().to_text("html", steps=True)
