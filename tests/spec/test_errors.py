"""What is said of a wrong spec: the code, the place, and a help that works when it is followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnncalc.render.problems import full
from tests.spec.wrong_files import FILES
from tests.spec.wrong_items import LINES, Wrong

Problems = Callable[..., Any]


@pytest.mark.parametrize("case", [*LINES, *FILES], ids=lambda case: f"{case.code}: {case.says[:40]}")
def test_what_is_wrong_and_where(case: Wrong, problems: Problems) -> None:
    """One problem, with its code, its line and column, its message and its help; and the help, followed, works."""
    (problem,) = problems(case.text)
    assert problem.code == case.code
    assert case.says in problem.message
    assert (problem.origin.line, problem.origin.column) == case.place
    assert case.help in "\n".join(problem.help)
    assert not case.right or not problems(case.right)


CODES = (
    "yaml yaml-alias yaml-tag yaml-depth dup-key flow-comma layer op option arg value syntax expr-long input "
    "input-order depth kernel-too-big groups shape add-shape concat-shape tap name dup-name recursion too-many too-big "
    "unknown-key missing-key unknown-size "
)


def test_every_code_of_the_reading_is_tried() -> None:
    """Each code that the language's description lists for a spec has a case (what is claimed is checked elsewhere)."""
    assert set(CODES.split()) <= {case.code for case in (*LINES, *FILES)}


BASIC = """input: 56x56x64
blocks:
  basic(c, s=1):
    - residual:
        - conv: c x 3x3, stride s, pad 1, bn, relu
        - conv: c x 3x3, pad 1, bn
layers:
  - basic: 64
  - basic: 128, s=2
"""


def test_the_example_of_the_language(problems: Problems, expanded: Problems) -> None:
    """The documented error comes out character for character, with the call that led there, and its help works."""
    (problem,) = problems(BASIC)
    assert (
        full(problem)
        == """\
net.yaml:4:7: error[add-shape]: the main path gives 28x28x128 but the skip path carries 56x56x64
    4 |     - residual:
      |       ^^^^^^^^
      = in block `basic` c=128, s=2, called at net.yaml:9
      = help: give the skip path a projection, e.g. `skip: {conv: "128 x 1x1, stride 2"}`"""
    )
    report, _ = expanded(BASIC)
    assert report.layers[-1].name == "bn4"
    skip = '      skip: {conv: "c x 1x1, stride s", when: s > 1}\nlayers:'
    assert not problems(BASIC.replace("layers:", skip))


def test_everything_wrong_is_reported_at_once(problems: Problems) -> None:
    """Problems that need no shapes are all reported, in the order of the file."""
    text = """
inpt: 8x8x1
input: 3x8x8
rounding: up
params: {in: 3, n: m}
variants: {v: {q: 1}}
defaults: {conv: biass off}
blocks:
  b(x): [relu]
  c(n):
    - conv: n x 3x3, padding 1
    - {relu: , from: t}
layers:
  - linear: 10
  - conv: 3x3
  - [fc: 2.5, fc: 0]
  - c
  - concat: [bn: 3, qqq]
  - fc: oops
outputs: [nowhere]
"""
    found = [(problem.origin.line, problem.code) for problem in problems(text)]
    assert found == [
        (2, "unknown-key"), (3, "input-order"), (4, "value"), (5, "name"), (5, "name"), (6, "unknown-key"),
        (7, "option"), (9, "syntax"), (11, "option"), (12, "tap"), (14, "op"), (15, "arg"), (16, "value"),
        (16, "value"), (17, "arg"), (18, "arg"), (18, "op"), (19, "name"), (20, "tap"),
    ]  # fmt: skip


def test_the_first_shape_problem_of_each_branch(problems: Problems, expanded: Problems) -> None:
    """Branches are looked at each by itself, and the layers before a problem are there."""
    text = (
        "input: 8x8x1\nlayers:\n  - relu\n  - concat:\n      - [conv: 1 x 9x9, conv: 1 x 99x99]\n"
        "      - [conv: 1 x 3x3, fc: 3, gap]\n      - conv: 2 x 1x1\n      - maxpool: 10x10\n"
    )
    found = problems(text)
    assert [(p.origin.line, p.code) for p in found] == [(5, "kernel-too-big"), (6, "shape"), (8, "kernel-too-big")]
    report, _ = expanded(text)
    assert [row.name for row in report.layers] == ["relu1", "conv2", "fc1", "conv3"]


def test_settings_that_have_no_value_are_all_reported(problems: Problems) -> None:
    """Parameters that cannot have a value are reported together, what depends on them is not; letters are none."""
    found = problems("input: NxNx3\nparams: {a: 1/0, b: a + 1, c: [1, 2], d: c.5}\nlayers: [relu]\n")
    assert [(p.code, p.origin.column) for p in found] == [("value", 13), ("value", 42)]


def test_an_item_without_a_colon_and_keys_below_it(problems: Problems) -> None:
    """A key below an item of one word is told where the colon is missing."""
    (problem,) = problems("input: 8x8x1\nlayers:\n  - relu\n    repeat: 3\n")
    assert (problem.code, problem.origin.line) == ("yaml", 4)
    assert "a colon cannot follow here" in problem.message
    assert problem.help == ("write `- relu:` and put repeat below it",)
    assert not problems("input: 8x8x1\nlayers:\n  - relu:\n    repeat: 3\n")
