"""Answers in letters: numbers put into the formula give what the search in numbers finds."""

from __future__ import annotations

from itertools import product

import pytest

import cnncalc
from cnncalc.algebra.expr import Dim, evaluate, lift
from cnncalc.errors import RuleError, UsageError
from cnncalc.solve.formula import Formula, Formulas, solve_formula
from cnncalc.solve.stack_formula import stack_formula


def at(value: Dim, **letters: int) -> object:
    """The value of a formula where its letters have these values."""
    return evaluate(lift(value), letters)


def only(answer: Formulas) -> Formula:
    """The one formula of an answer."""
    (formula,) = answer.formulas
    return formula


def comes_out(op: str, size: int, **options: int | str) -> int | None:
    """The size that a layer in numbers gives, None where its window does not fit."""
    try:
        report = cnncalc.layer(op, f"{size}x{size}x1", **options)
    except RuleError:
        return None
    return None if report.failed else int(str(report.layers[0].output.space[0]))


def test_the_padding_that_keeps_the_size() -> None:
    """The lectures' answer, (k - 1)/2 for an odd kernel: with it, every size stays."""
    formula = only(solve_formula("conv", None, "same", kernel="kxk"))
    assert (formula.name, formula.text, formula.conditions) == ("pad", "(k - 1)/2", ("k odd",))
    for kernel, size in product((1, 3, 5, 7), (7, 8, 31)):
        pad = at(formula.values[0], k=kernel)
        assert comes_out("conv", size, filters=1, kernel=kernel, pad=int(str(pad))) == size


@pytest.mark.parametrize(
    ("op", "given", "name", "letters"),
    [
        ("conv", {"kernel": "kxk", "pad": "p"}, "stride", ("n", "m", "k", "p")),
        ("conv", {"kernel": "kxk", "stride": "s"}, "pad", ("n", "m", "k", "s")),
        ("conv", {"stride": "s", "pad": "p"}, "kernel", ("n", "m", "s", "p")),
        ("maxpool", {"kernel": "kxk", "pad": "p"}, "stride", ("n", "m", "k", "p")),
        ("conv", {"kernel": "kxk", "dilation": "?"}, "dilation", ("n", "m", "k")),
        ("deconv", {"kernel": "kxk", "stride": "s", "output_pad": 0}, "pad", ("n", "m", "k", "s")),
    ],
)
def test_a_formula_finds_what_every_number_finds(
    op: str, given: dict[str, str | int], name: str, letters: tuple[str, ...]
) -> None:
    """Where some number in a small range gives the output, the formula is that number; where it is whole, it does."""
    formula = only(solve_formula(op, "nxn", "mxm", **given))
    assert formula.name == name
    checked = 0
    for values in product(*(range(2, 8) if letter in "nm" else range(1, 4) for letter in letters)):
        point = dict(zip(letters, values, strict=True))
        options: dict[str, int] = {"filters": 1} if op != "maxpool" else {}
        options |= {key: point.get(str(value)[0], 0) for key, value in given.items() if value != "?"}
        found = [
            number
            for number in range(0 if name == "pad" else 1, 9)
            if comes_out(op, point["n"], **{**options, name: number}) == point["m"]
        ]
        if (name, 1) in (("stride", point["m"]), ("dilation", point.get("k"))):
            continue  # a window in one place takes every stride, and a single tap every dilation
        assert found in ([], [at(formula.values[0], **point)])
        checked += bool(found)
    assert checked >= 10


def test_the_input_of_an_output() -> None:
    """The formula of the input gives inputs whose output is what was asked."""
    formula = only(solve_formula("conv", None, "mxm", kernel="kxk", stride="s", pad="p"))
    assert formula.text == "s*(m - 1) + k - 2*p"
    for m, k, s, p in product((2, 5), (3, 4), (1, 2, 3), (0, 1)):
        size = int(str(at(formula.values[0], m=m, k=k, s=s, p=p)))
        assert comes_out("conv", size, filters=1, kernel=k, stride=s, pad=p) == m


def test_filters_for_a_number_of_parameters() -> None:
    """As many filters as the formula says have the wanted parameters: 760 for ten of 5x5x3."""
    formula = only(solve_formula("conv", "nxnx3", kernel="kxk", params="P"))
    assert formula.text == "P/(3*k^2 + 1)"
    assert at(formula.values[0], P=760, k=5) == 10
    assert formula.conditions[0] == "3*k^2 + 1 divides P"


def test_axes_for_themselves() -> None:
    """A kernel that differs between the axes has a formula for each of them."""
    formula = only(solve_formula("conv", "nxm", "same", kernel="axb"))
    assert formula.text == "(a - 1)/2 x (b - 1)/2"
    assert formula.conditions == ("a odd", "b odd")


def test_what_a_stack_sees() -> None:
    """The receptive field of L layers is 1 + L*(k - 1), as the engine finds it layer by layer."""
    formula = only(stack_formula(kernel="k", depth="L"))
    assert formula.line == "1 + L*(k - 1)"
    for kernel, depth in product((2, 3, 5), (1, 2, 4)):
        report = cnncalc.chain("99x99x1", *[f"conv: 1 x {kernel}x{kernel}"] * depth)
        assert at(formula.values[0], k=kernel, L=depth) == report.layers[-1].field.size[0]
    assert only(stack_formula(kernel=3, depth=3)).text == "7"


@pytest.mark.parametrize(
    ("given", "name", "text", "conditions"),
    [
        ({"rf": "R", "kernel": "k"}, "layers", "(R - 1)/(k - 1)", ("k - 1 divides R - 1", "R >= k")),
        ({"rf": "R", "kernel": 3}, "layers", "(R - 1)/2", ("R odd, R at least 3",)),
        ({"rf": "R", "depth": "L"}, "kernel", "(R - 1)/L + 1", ("L divides L + R - 1",)),
        ({"rf": "R", "kernel": 3, "depth": 4, "dilation": "?"}, "dilation", "(R - 1)/8", None),
    ],
)
def test_a_stack_backwards(
    given: dict[str, str | int], name: str, text: str, conditions: tuple[str, ...] | None
) -> None:
    """Depth, kernel and dilation follow from the same formula, each on its condition."""
    formula = only(stack_formula(**given))  # type: ignore[arg-type]
    assert (formula.name, formula.text) == (name, text)
    assert conditions in (None, formula.conditions)


def test_no_formula() -> None:
    """What cannot be is said: here the padding would be 23/2."""
    answer = solve_formula("maxpool", "3x3", "9x9", kernel="2x2", stride=3)
    assert not answer.formulas
    assert answer.why == "no formula in these letters gives it"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("convolution", "nxn", "mxm"), "there is no op called convolution"),
        (("conv", "nxn"), "which size depends on the kernel"),
        (("fc", "n"), "of fc, only the units for a number of --params are a formula"),
    ],
)
def test_questions_that_are_none(arguments: tuple[str, ...], message: str) -> None:
    """A question that does not say what is looked for is refused, with what to write."""
    with pytest.raises(UsageError, match=message):
        solve_formula(*arguments)


def test_two_unknowns_of_a_stack() -> None:
    """Of a stack, all but one must be given."""
    with pytest.raises(UsageError, match="leave one of --rf, --kernel and --layers out"):
        stack_formula("R")
