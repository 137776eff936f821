"""Written formulas: `(n-k+1)^2`, `2n + 1`, `out = ⌊(N - K)/S⌋ + 1`."""

from __future__ import annotations

import re
from typing import Final

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Name, Op, lift, product
from cnncalc.algebra.operators import FUNCTIONS
from cnncalc.algebra.parser import parse
from cnncalc.grading.answers_numbers import arithmetic

_FLOORS: Final = str.maketrans({"⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"})
_PRODUCT: Final = re.compile(r"(?<=[\d)])(?=[A-Za-z])(?![xX][\d(])|(?<=\))(?=\()")
_X_AS_TIMES: Final = re.compile(r"(?<=[\w)]) +[xX] +(?=[\w(])|(?<=[\d)])[xX](?=[\w(])")
_CALL: Final = re.compile(r"(?<![A-Za-z_\d])([A-Za-z_]\w*)(?=\()")
_NUMBER_NAME: Final = re.compile(r"(?<![A-Za-z_\d])(\d+(?:\.\d+)?)(?=[A-Za-z(])")


def formula(text: str, letters: tuple[str, ...]) -> tuple[tuple[Expr, ...], str]:
    """Return the tree of a formula, and why there is none; capitals are read as the key's `letters` where they fit."""
    sides = [side.strip() for side in text.translate(_FLOORS).split("=") if side.strip()]
    if not sides:
        return (), "there is nothing behind the equals sign"
    written = sides[-1] if {"x", "X"} & set(letters) else _X_AS_TIMES.sub("*", sides[-1])
    written = _CALL.sub(lambda name: name[1] if name[1] in FUNCTIONS else f"{name[1]}*", written)
    try:
        tree = parse(arithmetic(_PRODUCT.sub("*", _NUMBER_NAME.sub(r"\1*", written))), power=True)
    except ExprError as error:
        return (), f"it cannot be read: {error.message}"
    return (_respelled(tree, _spellings(letters)),), ""


def _spellings(letters: tuple[str, ...]) -> dict[str, str]:
    """Return the key's letters by their small form, those that differ by more than being capital."""
    small = [letter.casefold() for letter in letters]
    return {each: letter for each, letter in zip(small, letters, strict=True) if small.count(each) == 1}


def _respelled(expr: Expr, spellings: dict[str, str]) -> Expr:
    """Return the formula in the key's letters; `nk` is n*k where both are letters of the key, and `nk` is none."""
    if isinstance(expr, Name):
        small = expr.symbol.casefold()
        if small not in spellings and len(small) > 1 and all(letter in spellings for letter in small):
            return lift(product(Name(spellings[letter], span=expr.span) for letter in small))
        return Name(spellings.get(small, expr.symbol), span=expr.span)
    if isinstance(expr, Op):
        return Op(expr.name, tuple(_respelled(arg, spellings) for arg in expr.args), span=expr.span)
    return expr
