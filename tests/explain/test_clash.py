"""Letters of a question that are letters of a formula too: no letter is told to be a formula of itself."""

from __future__ import annotations

import pytest

import cnncalc
from cnncalc.algebra.expr import Expr, leaves
from cnncalc.explain.worked import worked


@pytest.mark.parametrize(
    ("input", "kernel", "formula"),
    [
        ("CxCx3", "KxK", "(N_0 - F)/S + 1"),
        ("NxNx3", "FxF", "(N - F)/S + 1"),
        ("nxnx3", "kxk", "(N_0 - F)/S + 1"),
        ("SxSx3", "NxN", "(N_0 - F)/S_0 + 1"),
    ],
)
def test_a_letter_of_the_formula_gives_way(input: str, kernel: str, formula: str) -> None:
    """A letter that the question uses stands for itself, or the formula takes another."""
    (layer,) = cnncalc.conv(input, filters="N", kernel=kernel).layers
    (size,) = worked(layer).output
    assert size.derivation.formula == formula
    for letter in size.derivation.letters:
        inside = {leaf.symbol for leaf in leaves(letter.value)} if isinstance(letter.value, Expr) else set()
        assert letter.own or letter.symbol not in inside
