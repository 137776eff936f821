"""A course's own hand: other letters, signs and orders, the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from cnncalc import api
from cnncalc.errors import Problem, SpecError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.course import Course
from cnncalc.spec.course import parse_course, roles

LECTURES = {
    "000": ("letters: {pad: padding, stride: stride}", "(N + 2*padding - F)/stride + 1"),
    "001": ("letters: {input: W1}", "(W1 + 2*P - F)/S + 1"),
    "002": ("letters: {input: W, kernel: K, filters: D2}", "(W + 2*P - K)/S + 1"),
    "004": ("letters: {input: n, kernel: k, pad: p, stride: s}", "(n + 2*p - k)/s + 1"),
}
CONV = "conv: 10 x 5x5, stride 1, pad 2"
EXAMPLES = [
    (example.layer, example.inputs[0])
    for kind in KINDS
    if not layer_class(kind).joins
    for example in layer_class(kind).examples
]


def problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a course."""
    with pytest.raises(SpecError, match=r".") as caught:
        parse_course(text, "course.yaml")
    return caught.value.problems


def told(course: Course, *of: str) -> str:
    """Return the explanation of the lecture's convolution in the hand of a course."""
    return api.chain("32x32x3", CONV).explain("conv1", of=of or None, course=course).text


@pytest.mark.parametrize(("text", "formula"), LECTURES.values(), ids=LECTURES)
def test_alphabets_of_the_lectures(text: str, formula: str) -> None:
    """Each lecture's letters stand in its formula."""
    assert formula in told(parse_course(text, "course.yaml"), "output").splitlines()[6]


@pytest.mark.parametrize(("layer", "on"), EXAMPLES, ids=lambda value: value)
def test_a_course_changes_words_never_numbers(layer: str, on: str) -> None:
    """With other letters, another sign and another convention every value of every section is the same."""
    text = (
        "letters: {input: n, kernel: k, pad: p, stride: s, depth: d, filters: m}\ntimes: ×\nmarking: {misfit: refused}"
    )
    report = api.chain(on, layer)
    (usual,) = report.explain(of=("all",)).explanations
    (other,) = report.explain(of=("all",), course=parse_course(text, "course.yaml")).explanations
    assert [(one.quantity, one.value, one.result) for one in usual.sections] == [
        (one.quantity, one.value, one.result) for one in other.sections
    ]


def test_signs_and_orders() -> None:
    """The sign of a product and the order of sizes are the course's, in every format."""
    course = parse_course("times: x\nsizes: chw\nname: Lecture 4", "course.yaml")
    report = api.chain("32x20x3", CONV)
    explained = report.explain("conv1", course=course)
    assert "(5×5×3 + 1)×10" in explained.text
    assert "10 filters make 10x32x20" in explained.text
    assert "input 3x32x20" in explained.text
    assert explained.text.endswith("letters and signs of Lecture 4 (course.yaml)\n")
    assert r"\left(5 \times 5 \times 3 + 1\right) \times 10" in explained.to_text("latex")
    assert "<mn>76</mn><mo>×</mo><mn>10</mn>" in explained.to_text("html")


def test_width_first() -> None:
    """A course that writes width before height gets its sizes so."""
    course = parse_course("sizes: whc", "course.yaml")
    assert "input 20x32x3" in api.chain("32x20x3", CONV).explain("conv1", course=course).text


MARKINGS: list[tuple[str, Literal["params", "macs", "output"], str]] = [
    ("biases: left out", "params", "This course counts the weights alone: 750."),
    ("biases: counted", "params", "This course counts the biases too: 760."),
    ("flops: macs", "macs", "This course counts one FLOP a MAC: 768,000."),
]


@pytest.mark.parametrize(("marking", "quantity", "sentence"), MARKINGS, ids=[marking for marking, *_ in MARKINGS])
def test_marking(marking: str, quantity: str, sentence: str) -> None:
    """A convention of the course's marks is said beside the number, which stays as it is."""
    course = parse_course(f"marking: {{{marking}}}", "course.yaml")
    assert sentence in " ".join(told(course, quantity).split())
    assert sentence not in " ".join(told(Course(), quantity).split())


@pytest.mark.parametrize(
    ("word", "sentence"), [("refused", "the layer cannot be applied"), ("rounded down", "is rounded down: 2x2")]
)
def test_marking_of_a_misfit(word: str, sentence: str) -> None:
    """What a course answers where a window does not fit is said with the exact quotient."""
    course = parse_course(f"marking: {{misfit: {word}}}", "course.yaml")
    text = api.chain("7x7x1", "conv: 1 x 3x3, stride 3").explain("conv1", course=course).text
    assert sentence in " ".join(text.split())


def test_output_letters_give_way() -> None:
    """Where the course uses W for the input, the width that comes out is W_out."""
    assert "F*F*C * H*W_out*K" in told(parse_course("letters: {input: W}", "course.yaml"), "macs")


def test_vectors_follow_maps() -> None:
    """The letter of an input's size is that of a vector's too."""
    course = parse_course("letters: {input: n}", "course.yaml")
    assert "(n + 1)*M" in api.chain("784", "fc: 10").explain("fc1", course=course).text


WRONG: list[tuple[str, int, int, str, str]] = [
    ("letters: {kernel: K}", 1, 19, "`K` would stand for kernel and for filters", "give filters another letter"),
    ("letters: {kernel: k, stride: k}", 1, 30, "`k` would stand for stride and for kernel", "another letter"),
    ("letters: {kernl: K}", 1, 11, "nothing is called `kernl`", "did you mean `kernel`"),
    ("letters: {pad: x}", 1, 16, "`x` cannot be the letter of pad", "stands between sizes"),
    ("letters: {pad: 5s}", 1, 16, "`5s` cannot be the letter of pad", "begins with no digit"),
    ("letters: {pad: max}", 1, 16, "`max` cannot be the letter of pad", "A-Z"),
    ("letters: K", 1, 10, "letters cannot be `K`", "letters: {kernel: K}"),
    ("letters: {kernel: [1]}", 1, 19, "letters.kernel cannot be that", "a short text"),
    ("name: A\ntime: x", 2, 1, "a course has no `time`", "did you mean `times`"),
    ("times: +", 1, 8, "times cannot be `+`", "write *, · or ×"),
    ("sizes: hcw", 1, 8, "sizes cannot be `hcw`", "write hwc, chw or whc"),
    ("marking: {flops: 3}", 1, 18, "marking.flops cannot be `3`", "write 2macs or macs"),
    ("marking: {bias: counted}", 1, 11, "a course has no `marking.bias`", "did you mean `biases`"),
    ("marking: yes", 1, 10, "marking cannot be `yes`", "a mapping"),
    ("- letters", 1, 1, "a course is a mapping", "begins like this"),
    (" ", 1, 1, "this one is empty", "begins like this"),
    ("#" * 20_000, 1, 1, "at most 16 KiB", "begins like this"),
    ("a: &x b", 1, 4, "no aliases", "block"),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "help"), WRONG, ids=[text[:30] for text, *_ in WRONG])
def test_what_is_wrong_has_a_place(text: str, line: int, column: int, message: str, help: str) -> None:
    """Every slip in a course file is told with its line, its column and what to write instead."""
    (problem, *_) = problems(text)
    assert problem.origin is not None
    assert (problem.origin.line, problem.origin.column) == (line, column)
    assert message in problem.message
    assert help in " ".join(problem.help)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Several slips are told together, in the order of the file."""
    assert [problem.origin.line for problem in problems("times: +\nsizes: hcw\ncolour: red") if problem.origin] == [
        1,
        2,
        3,
    ]


def test_every_letter_can_be_chosen() -> None:
    """Each thing that has a letter can be given another one, and all of them at once."""
    letters = ", ".join(f"{role}: z{number}" for number, role in enumerate(roles()))
    course = parse_course(f"letters: {{{letters}}}", "course.yaml")
    text = told(course, "all")
    usual: Callable[[str], list[str]] = re.compile(r"(?<![A-Za-z_])[NFSPKCRJZHWB](?![A-Za-z_])").findall
    assert usual(told(Course(), "all"))
    assert not usual(text)


def test_documentation_of_courses() -> None:
    """The course of the documentation can be read, and its table names everything that has a letter."""
    page = (Path(__file__).parents[2] / "docs" / "explain.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert parse_course(example, "course.yaml").marking.misfit == "refused"
    table = page.partition("| `letters` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(roles())
