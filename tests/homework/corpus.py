"""The published questions, and their layers as lines of the language."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from tests.conftest import DATA

Facts = dict[str, Any]
"""What a question gives, as it stands in the corpus."""

KINDS = {
    "forward", "params", "rf", "flops", "inverse", "symbolic", "numeric", "memory", "connections", "multiple-layer",
}  # fmt: skip
"""The kinds of questions that have a number, a size or a formula for an answer."""


class Question(NamedTuple):
    """A row of the corpus; an answer is what stands behind its name there, None where nothing is published."""

    id: str
    kind: str
    facts: Facts
    verdict: str
    published: object
    derived: object
    convention: list[str]
    stride_fit: list[bool] | None

    def __str__(self) -> str:
        return self.id


def _question(row: dict[str, Any]) -> Question:
    ((name, derived),) = row["derived"].items()
    published = None if row["published"] is None else row["published"][name]
    convention = row.get("convention", [])
    return Question(
        row["id"], row["kind"], row["facts"], row["verdict"], published, derived, convention, row.get("stride_fit")
    )


QUESTIONS = [_question(row) for row in yaml.safe_load((DATA / "homework" / "corpus.yaml").read_text(encoding="utf-8"))]


def by(size: object) -> str:
    """A size on both axes: 3 and [3, 3] are `3x3`."""
    return "x".join(map(str, size if isinstance(size, list) else [size, size]))


def line(layer: Facts, **others: object) -> str:
    """A layer of a question in the language; `others` stand in place of what the question gives."""
    given = {**layer, **others}
    bias = "" if given.get("bias", True) else ", bias off"
    window = f", stride {by(given['stride'])}" if "stride" in given else ""
    window += f", pad {given['pad'] if given['pad'] == 'same' else by(given['pad'])}" if "pad" in given else ""
    match given["op"]:
        case "conv":
            options = f", dilation {given['dilation']}, groups {given['groups']}"
            return f"conv: {given['filters']} x {by(given['kernel'])}{window}{options}{bias}"
        case "tconv":
            return f"deconv: {given['filters']} x {by(given['kernel'])}{window}, output_pad {given['output_pad']}{bias}"
        case "depthwise":
            return f"dwconv: {by(given['kernel'])}{window}{bias}"
        case "pool":
            assert not given["ceil"]
            return f"{given['how']}pool: {by(given['kernel'])}{window}"
        case "linear":
            return f"fc: {given['units']}{bias}"
        case "global_avg_pool":
            return "gap"
        case "flatten":
            return "flatten"
    raise AssertionError(f"no such layer: {given['op']}")


def volume(facts: Facts) -> str:
    """The input of a question; where it gives no height and width, the smallest that its kernel can see."""
    given = facts["input"]
    if not isinstance(given, dict):
        return by(given) if isinstance(given, list) else str(given)
    sides = [given[axis] or facts["layers"][0]["kernel"] for axis in "hw"]
    return f"{by(sides)}x{given['c']} HWC"
