"""What a person reads of every wrong spec under cases/, byte for byte; and that what is proposed there works."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.wrong.golden import CASES, Proposal, errors, message, names, proposals, proposed, spec

CODES = re.compile(r"^\| (`.*`) \| ", re.MULTILINE)
BOTH_NUMBERS = ("expect_output",)
"""What is said here is two numbers, and only the writer knows which is right."""

APPLIED = [(name, proposal) for name in names() for proposal in proposals(name) if proposal.how != "-"]
OFFERS = re.compile("write `|did you mean|is written `|(are|is) `[^`]*[0-9]x")


@pytest.mark.parametrize("name", names())
def test_the_message(name: str) -> None:
    """What is said is what was recorded (`python -m tests.wrong.record`), and has a place and ends in no blank."""
    assert message(name) == (CASES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "proposal"), APPLIED, ids=[f"{name}: {proposal.text}" for name, proposal in APPLIED])
def test_what_is_proposed_works(name: str, proposal: Proposal) -> None:
    """With the proposed text in its place that error is gone, and there is no new one."""
    said = Counter((problem.code, problem.message) for problem in errors(spec(name), name))
    said[(proposal.problem.code, proposal.problem.message)] -= 1
    fixed = proposal.applied(spec(name))
    left = Counter((problem.code, problem.message) for problem in errors(fixed, name))
    assert left == +said, f"with {proposal.text} it is\n{fixed}"


@pytest.mark.parametrize("name", names())
def test_no_proposal_is_left_out(name: str) -> None:
    """Of every help that offers a text, at least one text is put in its place by the test above."""
    tried = {(proposal.problem, proposal.text) for proposal in proposals(name) if proposal.how != "-"}
    for problem in errors(spec(name), name):
        for help in problem.help:
            if OFFERS.search(help):
                assert any((problem, text) in tried for text in proposed(help)), help


@pytest.mark.parametrize("name", names())
def test_every_problem_has_a_place_and_a_help(name: str) -> None:
    """An error names a line of the file, and says what to do."""
    lines = spec(name).split("\n")
    for problem in errors(spec(name), name):
        assert problem.origin is not None
        assert problem.origin.text == lines[problem.origin.line - 1]
        assert bool(problem.help) == (name not in BOTH_NUMBERS), problem.message


def test_every_code_of_the_documentation_has_a_case() -> None:
    """Each code in the table of docs/language.md is that of a case; a file that is too big stands in test_limits.py."""
    table = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8").partition("## Errors")[2]
    listed = {code for row in CODES.findall(table) for code in re.findall("`([a-z-]+)`", row)}
    assert len(listed) > 30
    elsewhere = {"too-big", "decision"}  # a limit, held in test_limits; a grader's file
    assert listed - elsewhere == {problem.code for name in names() for problem in errors(spec(name), name)}


def test_nothing_is_recorded_without_a_case() -> None:
    """Each message under cases/ belongs to a spec there."""
    assert sorted(path.stem for path in CASES.glob("*.txt")) == names()


@pytest.mark.parametrize("name", ["count_forgotten", "residual_stride", "several_mistakes", "claim_wrong"])
def test_in_a_pipe_no_sentence_is_cut(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends with 1, and its messages are the recorded ones with every sentence on one line."""
    monkeypatch.chdir(CASES)
    answer = run(f"{name}.yaml")
    assert answer.code == 1
    unwrapped = re.sub(r"\n {8,}(?![ |^])", " ", message(name))
    assert re.sub(r"\n {8,}(?![ |^])", " ", answer.err) == unwrapped
    assert all(" = " in line or " | " in line or f"{name}.yaml:" in line for line in answer.err.splitlines())
