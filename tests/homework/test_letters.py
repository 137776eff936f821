"""The published questions whose answer is a formula: asked with letters, and compared at numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import cnncalc
from cnncalc.algebra.expr import Dim
from tests.homework.corpus import QUESTIONS
from tests.letters.lettered import worth
from tests.written import value

QUESTION = {question.id: question for question in QUESTIONS if question.kind == "symbolic"}


def at(sizes: Sequence[Dim], **letters: int) -> list[Fraction]:
    """What sizes are when their letters have these values."""
    return [worth(size, letters) for size in sizes]


def published(name: str) -> object:
    """What stands in the corpus, where it agrees with what was worked out apart from it."""
    assert QUESTION[name].published == QUESTION[name].derived
    return QUESTION[name].published


def test_every_question_with_letters_is_here() -> None:
    """The three questions of the corpus that have a formula for an answer are held below."""
    tested = {"utm-12": test_transposed, "nyu-1": test_dilated, "eecs498-5": test_stacked}
    assert QUESTION.keys() == tested.keys()


def test_transposed() -> None:
    """utm-12: a transposed convolution without padding, with two letters for the input and two for the kernel."""
    (layer,) = cnncalc.deconv("hxwxc", filters=4, kernel="axb", stride="s").layers
    said = str(published("utm-12")).split(" by ")
    for h, w, a, b, s in product((1, 4, 7), (2, 5), (1, 2, 5), (3, 4), (1, 2, 3)):
        expected = [value(formula, h=h, w=w, h_k=a, w_k=b, s=s) for formula in said]
        assert at(layer.output.space, h=h, w=w, a=a, b=b, s=s) == expected


def test_dilated() -> None:
    """nyu-1: every option of a window is a letter, and what does not fit is rounded down."""
    (layer,) = cnncalc.conv(
        "HxHx3", filters=4, kernel="KxK", stride="S", pad="P", dilation="D", rounding="floor"
    ).layers
    said = str(published("nyu-1"))
    for H, K, S, P, D in product((9, 16, 31), (1, 3, 4), (1, 2, 3), (0, 1, 2), (1, 2)):
        letters = {"H": H, "K": K, "S": S, "P": P, "D": D}
        assert at(layer.output.space, **letters) == [value(said, **letters)] * 2


def test_stacked() -> None:
    """eecs498-5: one 5x5 of C channels against two 3x3, without biases, as the course counts."""
    one = cnncalc.chain("nxnxC", "conv: C x 5x5, bias off")
    two = cnncalc.chain("nxnxC", "conv: C x 3x3, bias off", "conv: C x 3x3, bias off")
    said = published("eecs498-5")
    assert isinstance(said, list)
    for C in (1, 2, 64, 100):
        counts = [at([net.totals.params.total], C=C) for net in (one, two)]
        assert counts == [[value(formula, C=C)] for formula in said]
