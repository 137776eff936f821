"""Everything that may be wrong with a key is told at once, with its place and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.errors import Problem, SpecError
from cnncalc.grading.key import parse_key

NET = "spec: alexnet\nask: {conv1: [output]}\n"
PARAMS = "spec: alexnet\nask: {conv1: [params]}\n"


def problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a key."""
    with pytest.raises(SpecError, match=r"\w") as caught:
        parse_key(text, "key.yaml")
    return caught.value.problems


WRONG: list[tuple[str, int, int, str, str]] = [
    ("", 1, 1, "the key is empty", "begins like this"),
    ("- a", 1, 1, "a key is a mapping, not a list", "begins like this"),
    ("title: x", 1, 1, "the key asks nothing", "ask:"),
    ("spec: alexnet\nask: {}", 1, 1, "the key asks nothing", "ask:"),
    ("spec: alexnet", 1, 1, "`ask:` is missing", "all: [output, params]"),
    ("ask: {all: [output]}", 1, 1, "of no net", "spec: alexnet"),
    (f"{NET}titel: x", 3, 1, "a key has no key `titel`", "did you mean `title`"),
    ("spec: alexnett\nask: [output]", 1, 7, "no bundled spec called alexnett; did you mean `alexnet`", ""),
    ("spec: alexnet:towers\nask: [output]", 1, 7, "no variant towers", ""),
    ("spec: [a]\nask: [output]", 1, 1, "`spec` is the name of a net, or a file, not a list", ""),
    ("spec: alexnet\nask: {conv11: [output]}", 2, 7, "the net has no layer `conv11`", "did you mean `conv1`"),
    ("spec: alexnet\nask: {conv1: [parms]}", 2, 15, "no column `parms`", "did you mean `params`"),
    ("spec: alexnet\nask: {conv1: [output, size]}", 2, 23, "`size` is asked twice", "keep one"),
    (
        "spec: alexnet\nask: {pool1: [rf], maxpool1: [rf]}",
        2,
        20,
        "maxpool1 is asked twice, first in line 2",
        "one list",
    ),
    ("spec: alexnet\nask: {fc6: [jump]}", 2, 13, "fc6 has no jump", "leave it out"),
    ("spec: alexnet\nask: {fc6: {a: b}}", 2, 12, "a list of columns", ""),
    ("spec: alexnet\nask:", 2, 5, "a list of columns", ""),
    ("spec: mobilenet_v2\nparams: {widt: 2}\nask: [output]", 1, 7, "no parameter widt", ""),
    ("spec: mobilenet_v2\nparams: {width: x}\nask: [output]", 2, 17, "expected a value", ""),
    (f"{NET}layers: [relu]\ninput: 3", 1, 7, "a net twice", "keep one"),
    ("input: 7x7x1\nlayers: [{cov: 1 x 3x3}]\nask: [output]", 2, 11, "no layer or block called `cov`", "conv"),
    ("input: 7x7\nlayers: [relu]\nask: [output]", 1, 8, "7x7 has no channels", "7x7x1"),
    (
        "input: 7x7x1\nrounding: strict\nlayers: [{conv: '1 x 3x3, stride 3'}]\nask: [output]",
        *(3, 18, "2.33 is not a whole number", "input 6 or 9"),
    ),
    (f"{NET}input: 224x224x3", 18, 11, "54.25 is not a whole number", "input 223 or 227"),
    (f"{NET}rounding: up", 3, 11, "rounding cannot be `up`", "strict or floor or ceil"),
    (f"{NET}flops: 3macs", 3, 8, "flops cannot be `3macs`", "did you mean"),
    (f"{NET}batch: 0", 3, 1, "batch is a whole number", ""),
    (f"{NET}accept: [nobias]", 3, 10, "no convention called `nobias`", "did you mean `no-bias`"),
    (f"{PARAMS}accept: {{no-bias: 0.5, kib: 1}}", 3, 24, "`kib` changes nothing that is asked", "with-bias"),
    (f"{NET}accept: [no-bias]", 3, 10, "it is about params, biases, connections", "chw"),
    (f"{NET}accept: hwc", 3, 9, "`hwc` is the order that the sheet asks for", "chw"),
    ("questions:\n  - {fc: {in: 7, params: 80}, find: units}\naccept: no-bias", 3, 9, "changes nothing", "leave it"),
    (f"{PARAMS}accept: {{no-bias: 2}}", 3, 19, "the part for no-bias is from 0 to 1", ""),
    (f"{NET}points: {{parms: 2}}", 3, 10, "nothing that is asked is called `parms`", "a column"),
    (f"{NET}points: {{rf: 2}}", 3, 10, "nothing that is asked is called `rf`", "a column"),
    (f"{NET}points: {{output: 2, size: 1}}", 3, 21, "points of output are given twice", "keep one"),
    (f"{NET}points: -1", 3, 9, "points is 0 or more, not -1", ""),
    (f"{NET}points: many", 3, 9, "nothing here is called `many`", ""),
    (f"{NET}tolerance: 2", 3, 12, "tolerance is from 0 to 1", ""),
    (f"{NET}follow: maybe", 3, 9, "follow cannot be `maybe`", "on or off"),
    (f"{NET}same_slip: never", 3, 12, "same_slip cannot be `never`", "each or once"),
    (f"{NET}questions: {{id: q1}}", 3, 1, "`questions:` is a list", "begins with `- `"),
    (f"{NET}questions: [q1]", 3, 13, "a question is a mapping, not `q1`", "id"),
    (f"{NET}spec: vgg16", 3, 1, "`spec` stands twice", "keep one"),
    ("ask: &x [output]", 1, 6, "no anchors", ""),
    ("title: !!python/name:os.system x", 1, 8, "no tags", ""),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "help"), WRONG, ids=[text[-40:] for text, *_ in WRONG])
def test_what_is_wrong_has_a_place(text: str, line: int, column: int, message: str, help: str) -> None:
    """Every slip in a key is told with its line, its column and what to write instead."""
    problem, *_ = problems(text)
    assert problem.origin is not None
    assert (problem.origin.line, problem.origin.column) == (line, column)
    assert message in problem.message
    assert help in " ".join(problem.help)


QUESTIONS: list[tuple[str, str, str]] = [
    (
        "conv: {in: 9x9x3, filters: 5x5x3}, ask: params",
        "`filters: 5x5x3` can be read two ways",
        "filters: 1, kernel: 5x5",
    ),
    ("conv: {in: 9x9x3, filters: 4x3x3, padd: 2}, ask: rf", "conv has no option `padd`", "did you mean `pad`"),
    ("conv: {filters: 4x3x3}, ask: params", "`in:` is missing, the input of conv", "in: 32x32x3"),
    ("conv: {in: 9x9x3, filters: 4x3x3}", "`ask:` is missing", "what can be asked: output"),
    ("conv: {in: 9x9x3, filters: 4x3x3}, ask: [params, depth]", "there is nothing called `depth` to ask", "params"),
    ("conv: {in: 9x9x3, filters: 4x3x3}, ask: [params, parameters]", "`parameters` is asked twice", "keep one"),
    ("conv: {in: 7x7x1, filters: 1x3x3, stride: 3}, ask: output", "2.33 is not a whole number", "input 6 or 9"),
    ("conv: {in: 4x4x1, filters: 1x5x5}, ask: output", "the kernel 5x5 is larger than its padded input", "at most 4"),
    ("maxpool: {in: 8x8x1}, ask: output", "maxpool needs its kernel", "maxpool: 3x3"),
    ("fc: {in: 8, units: 2}, conv: {in: 8x8x1}, ask: rf", "a question is about one thing, not fc, conv", "layers:"),
    ("ask: params", "q1 asks something, but of no layer", "conv: {in: 32x32x3"),
    ("in: 8x8x1, ask: params", "`in:` is there, but no layer", "conv: {in: 32x32x3"),
    ("fc: {in: 8, units: 2}, ask: jump", "fc1 has no jump", ""),
    ("fc: {in: 8, units: 2}, ask: params, answer: 16", "the key says 16, but the answer is 18", "(8 + 1)*2 = 18"),
    ("fc: {in: 8, units: 2}, ask: [params, output], answer: 18", "`answer:` goes with one thing", "of their own"),
    ("maxpool: {in: 9x9x4, kernel: 3x3}, ask: output, answer: 3x3", "3x3 has no channels", "3x3x1"),
    ("fc: {in: 8, units: 2}, ask: params, choices: {a: 16, b: 17}", "none of the choices is right", "none of these"),
    ("fc: {in: 8, units: 2}, ask: params, choices: {a: 18, b: 9*2}", "the choices a, b are all right", "one of them"),
    ("fc: {in: 8, units: 2}, ask: params, choices: {a: 16, b: 18}, answer: a", "the answer is b", ""),
    ("fc: {in: 8, units: 2}, ask: params, choices: {a: 18}", "at least two", "choices: {a: 750, b: 760}"),
    ("text: Why, choices: {a: yes, b: no}", "which of the choices is right?", "the letter"),
    ("text: Why, choices: {a: yes, b: no}, answer: c", "there is no choice `c`", "the choices are a, b"),
    ("text: Why, answer: 12", "q1 has no answer that can be worked out", "give the layer"),
    ("text: The size?, formula: n - k", "q1 has no answer that can be worked out", "give the layer"),
    (
        "conv: {in: nxnx1, filters: 1xkxk}, ask: output, formula: n - k",
        "the formula gives ",
        "the engine's formula is n - k + 1",
    ),
    (
        "conv: {in: nxnx1, filters: 1xkxk}, ask: output, formula: n - f + 1",
        "nothing in the question is called `f`",
        "n, k",
    ),
    ("conv: {in: nxnx1, filters: 1xkxk}, ask: output, formula: (n - k", "expected `)`", ""),
    ("conv: {in: nxmx1, filters: 1xkxk}, ask: output", "are not one number, and a formula is", "activations"),
    ("gap: {in: nxnxc}, ask: output", "are not one number, and a formula is", "activations"),
    ("conv: {in: nxnx1, filters: 1xkxk, stride: 50}, ask: params, rf: 3", "`rf:` goes with `find:`", "find: pad"),
    ("in: 9x9x1, layers: [conv: 2 x 3x3], of: conv9, ask: rf", "there is no layer called conv9", ""),
    ("id: a.b, fc: {in: 8, units: 2}, ask: params", "`a.b` cannot be an id", "letters, digits"),
    ("id: conv1, fc: {in: 8, units: 2}, ask: params", "conv1 is the name of a layer", "another"),
]


@pytest.mark.parametrize(("question", "message", "help"), QUESTIONS, ids=[question for question, *_ in QUESTIONS])
def test_wrong_questions(question: str, message: str, help: str) -> None:
    """What is wrong with a question is told at its place."""
    problem, *_ = problems(f"{NET}questions:\n  - {{{question}}}")
    assert message in problem.message
    assert help in " ".join(problem.help)
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line) == ("key.yaml", 4)


def test_everything_is_told_at_once() -> None:
    """The problems of all parts of a key are told together, in the order of the file."""
    text = (
        "titel: x\nspec: alexnet\nask: {conv9: [rf]}\nquestions:\n  - {fc: {in: 8}, ask: rf}\naccept: [bias]\nfollow: 2"
    )
    assert [problem.origin.line for problem in problems(text) if problem.origin] == [1, 3, 5, 6, 7]


def test_two_questions_of_one_name() -> None:
    """A name that two questions have is told with the place of the first."""
    rows = "\n".join(["questions:", *["  - {id: q1, fc: {in: 8, units: 2}, ask: params}"] * 2])
    (problem,) = problems(rows)
    assert problem.message == "there are two questions called q1, the first in line 2"


def test_a_question_that_does_not_fit_may_be_rounded() -> None:
    """`rounding: floor`, of the key or of the question, says that rounding down is meant."""
    question = "conv: {in: 7x7x1, filters: 1x3x3, stride: 3}, ask: output"
    for text in (
        f"rounding: floor\nquestions:\n  - {{{question}}}",
        f"questions:\n  - {{{question}, rounding: floor}}",
    ):
        (cell,) = parse_key(text).cells
        assert str(cell.truth) == "2x2x1"


@given(st.text(alphabet="aks: {}[]-\n\"'q1x3,conv%&*!#|>", max_size=120))
def test_any_text_ends_in_a_key_or_in_problems(text: str) -> None:
    """Whatever is written, there is a key or a list of problems, each with a place."""
    found: tuple[Problem, ...] = ()
    cells = 0
    try:
        cells = len(parse_key(f"spec: lenet5\nask: {{all: [output]}}\n{text}", "key.yaml").cells)
    except SpecError as error:
        found = error.problems
    assert cells >= 7 or found
    assert all(problem.origin is not None for problem in found)
