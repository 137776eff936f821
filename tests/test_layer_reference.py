"""The pages under docs/: the reference of layers is what the classes say, and every spec in them reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cnncalc
from cnncalc.cli.reference import reference
from cnncalc.cli.report_model import ReportDocument
from cnncalc.spec.model import SpecModel

ROOT = Path(__file__).parent.parent
YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
RAISED = re.compile(r"""(?:Problem|Error|bad|_refuse|_stop|_add|mismatch) ?[(=]\s*"([a-z]+(?:-[a-z]+)*)",?\s""")
"""Where the code of a problem is written."""


def text(page: str) -> str:
    """Return a page of the documentation."""
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def test_layer_reference_is_generated() -> None:
    """docs/layers.md is what `python -m cnncalc.cli.reference` prints."""
    assert text("layers.md") == reference(), "python -m cnncalc.cli.reference > docs/layers.md"


@pytest.mark.parametrize("spec", YAML.findall(text("language.md")))
def test_specs_in_the_language_page_are_right(spec: str) -> None:
    """Every spec of the page reads, fits and claims what comes out; a fragment does so behind an input."""
    read = cnncalc.read(spec if spec.startswith(("input:", "name:")) else f"input: 56x56x3\nlayers:\n{spec}")
    for variant in (None, *read.variants):
        assert not [problem for problem in read.report(variant).problems if problem.severity != "note"]


def test_every_error_code_has_a_line() -> None:
    """The codes in the page are those that the code can give."""
    listed = re.findall(
        r"`([a-z-]+)`", "".join(re.findall(r"^\| (`.*?) \|", text("language.md").split("## Errors")[1], re.M))
    )
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "cnncalc").rglob("*.py"))
    assert sorted(listed) == sorted({code for source in sources for code in RAISED.findall(source)})


def test_every_key_has_a_line() -> None:
    """The pages name every key of a spec and of the JSON report."""
    keys = [f"`{name}`" for name in SpecModel.model_fields]
    assert [key for key in keys if key not in text("language.md")] == []
    schema = ReportDocument.model_json_schema(by_alias=True)
    parts = [schema, *schema["$defs"].values()]
    named = [f"`{key}`" for part in parts for key in part["properties"]]
    assert [key for key in named if key not in text("json.md")] == []


def test_links_lead_somewhere() -> None:
    """The links of the pages lead to a page, and to a heading where they name one."""
    for path in (ROOT / "docs").glob("*.md"):
        page = path.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\(([\w./-]*)(?:#([\w-]*))?\)", page):
            found = path.parent / target if target else path
            heads = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert not anchor or anchor in [re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads]
