"""A spec that says what comes out is held to it."""

from __future__ import annotations

import pytest

from cnncalc import api
from cnncalc.check.claims import expect_problems
from cnncalc.errors import Origin, Problem
from cnncalc.spec.tree import Text


def problems(spec: str) -> tuple[Problem, ...]:
    """Return the problems of a spec's text."""
    return api.read(spec).report().problems


def expecting(key: str, value: str) -> tuple[Problem, ...]:
    """Return what is wrong with one expected number of a small net."""
    report = api.chain("8x8x3", "conv: 4 x 3x3, bn", "maxpool: 2x2", "conv: 2 x 3x3")
    return expect_problems(report, {key: Text(value, Origin("net.yaml", 9, 4, len(value)), False)})


def test_a_claim_that_holds() -> None:
    """A claim that holds is no problem, in any order of the axes."""
    assert problems("input: 8x8x3\nlayers:\n  - conv: 4 x 3x3 -> 6x6x4\n  - relu -> 4x6x6 CHW\n") == ()


def test_a_claim_that_does_not_hold() -> None:
    """A claim that does not hold is an error with both sizes, the arithmetic, and its place."""
    (problem,) = problems("input: 227x227x3\nlayers:\n  - conv: 96 x 11x11, stride 4, relu -> 56x56x96\n")
    assert (problem.code, problem.severity) == ("claim", "error")
    assert problem.message == "the spec says 56x56x96 comes out here, but it is 55x55x96"
    assert problem.help == ("(227 - 11)/4 + 1 = 55",)
    assert problem.origin is not None
    assert problem.origin.line == 3


def test_a_claim_without_arithmetic() -> None:
    """Where no window moves there is no arithmetic to show."""
    (problem,) = problems("input: 8x8x3\nlayers:\n  - fc: 10 -> 9\n")
    assert (problem.message, problem.help) == ("the spec says 9 comes out here, but it is 10", ())


def test_a_wrong_size_of_a_vector() -> None:
    """What a map has in a row is shown as the product of its sizes, also behind a dropout."""
    (problem,) = problems("input: 4x4x16\nlayers:\n  - flatten\n  - dropout: 0.5 -> 1024\n")
    assert problem.message == "the spec says 1024 comes out here, but it is 256"
    assert problem.help == ("4*4*16 = 256",)


def test_many_claims_that_do_not_hold() -> None:
    """After a hundred wrong claims nobody wants more."""
    claims = "  - relu -> 1x1x3\n" * 300
    assert len(problems(f"input: 8x8x3\nlayers:\n{claims}")) == 100


def test_claims_under_changes() -> None:
    """With another input, a claim that does not hold is a note."""
    spec = api.read("input: 8x8x3\nlayers:\n  - conv: 4 x 3x3 -> 6x6x4\n")
    (problem,) = spec.report(input="9x9x3").problems
    assert (problem.code, problem.severity) == ("claim", "note")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("params", "194"),
        ("params_with_aux", "194"),
        ("weights", "180"),
        ("biases", "6"),
        ("norm", "8"),
        ("buffers", "8"),
        ("macs", "3_960"),
        ("macs_with_aux", "3960"),
        ("flops", "7920"),
        ("activations", "518"),
        ("output", "1x1x2"),
        ("output", "2x1x1 CHW"),
        ("receptive_field", "8"),
        ("receptive_field", "8x8"),
    ],
)
def test_expected_numbers_that_hold(key: str, value: str) -> None:
    """Every key of `expect:` is compared with its own number; these were counted by hand."""
    assert expecting(key, value) == ()


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("params", "1_195", "params are 194, not 1,195 as expected"),
        ("macs", "0", "macs are 3,960, not 0 as expected"),
        ("output", "1x1x3", "the output is 1x1x2, not 1x1x3 as expected"),
        ("receptive_field", "9", "the receptive field is 8x8, not 9 as expected"),
        ("receptive_field", "all", "the receptive field is 8x8, not all as expected"),
    ],
)
def test_expected_numbers_that_do_not_hold(key: str, value: str, message: str) -> None:
    """A number that differs is an error with both numbers, where it is written."""
    (problem,) = expecting(key, value)
    assert (problem.code, problem.severity, problem.message) == ("expect", "error", message)
    assert problem.origin is not None
    assert (problem.origin.line, problem.origin.column) == (9, 4)


@pytest.mark.parametrize(
    ("value", "help"),
    [
        ("188", "the difference is the 6 biases, which are counted: `bias off` takes a layer's away"),
        ("186", "the difference is the 8 learned numbers of the norm layers, which are counted"),
        ("180", "the difference is the 6 biases and the 8 learned numbers of the norm layers, which are counted"),
        ("202", "the difference is the 8 running statistics of bn, which are not learned"),
    ],
)
def test_what_was_forgotten_in_the_parameters(value: str, help: str) -> None:
    """A difference that is exactly the biases, the norm layers or the buffers is called by its name."""
    (problem,) = expecting("params", value)
    assert problem.help == (help,)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("param", "194", "unknown-key"),
        ("params", "1.5", "value"),
        ("params", "many", "value"),
        ("params", "1 +", "syntax"),
        ("output", "1x", "syntax"),
    ],
)
def test_expectations_that_cannot_be_read(key: str, value: str, code: str) -> None:
    """A key that does not exist and a value that is no number are problems of their own, not crashes."""
    (problem,) = expecting(key, value)
    assert problem.code == code


def test_did_you_mean() -> None:
    """A misspelt key is answered with the key that was meant."""
    (problem,) = expecting("recptive_field", "8")
    assert problem.help == ("did you mean `receptive_field`?",)


def test_all() -> None:
    """Behind a fully connected layer the receptive field is `all`."""
    report = api.chain("8x8x3", "fc: 10")
    assert expect_problems(report, {"receptive_field": Text("all", Origin("net.yaml", 1, 1), False)}) == ()
