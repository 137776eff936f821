"""Dumoulin & Visin's relationships with letters: what stands for every size is the guide's formula."""

from __future__ import annotations

from typing import Any

import pytest

import cnncalc
from tests.letters.lettered import worth
from tests.published.guide import GUIDE, OPS, named, published, windows
from tests.written import names

OPTIONS = {"s": "stride", "p": "pad", "d": "dilation", "a": "output_pad"}
"""What the guide's letters are called as options; the size is `i`, the kernel `k`."""


def asked(relation: dict[str, Any]) -> str:
    """The letters of a relationship: those of its formula, and of what its condition says about them."""
    formula = f"{relation['formula']} {relation['cond']}"
    stated = {"s": "s=1" in formula, "p": "p=0" in formula or relation["kind"] == "pool"}
    return "".join(letter for letter in OPTIONS if letter in names(formula) and not stated.get(letter))


@pytest.mark.parametrize("relation", GUIDE["relationships"], ids=named)
def test_the_formula_is_the_guides(relation: dict[str, Any]) -> None:
    """A layer of letters gives a size that is the guide's wherever the relationship applies and there is one."""
    letters = asked(relation)
    options = {OPTIONS[letter]: letter for letter in letters}
    filters = {} if relation["kind"] == "pool" else {"filters": 2}
    rounding = "floor" if "floor((" in relation["formula"] else None
    report = cnncalc.layer(OPS[relation["kind"]], "ixix3", kernel="kxk", rounding=rounding, **filters, **options)
    (layer,) = report.layers
    compared = 0
    for window in windows(relation):
        size = published(relation["formula"], window)
        if size < 1:
            continue
        point = {letter: getattr(window, letter) for letter in ("i", "k", *letters)}
        assert [worth(side, point) for side in layer.output.space] == [size, size], window
        compared += 1
    assert compared >= 10


@pytest.mark.parametrize("relation", GUIDE["relationships"], ids=named)
def test_letters_that_are_left_out_have_their_defaults(relation: dict[str, Any]) -> None:
    """Where a relationship has no letter for an option, all its windows have the default of that option."""
    defaults = {"s": 1, "p": 0, "d": 1, "a": 0}
    for letter in set(defaults) - set(asked(relation)):
        assert {getattr(window, letter) for window in windows(relation)} == {defaults[letter]}
