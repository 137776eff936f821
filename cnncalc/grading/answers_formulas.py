"""Written formulas: `(n-k+1)^2`, `2n + 1`, `out = ⌊(N - K)/S⌋ + 1`, `n/2 x n/2 x c` where a size is asked for."""

from __future__ import annotations

import re
from typing import Final

from cnncalc.algebra.errors import ExprError, listed
from cnncalc.algebra.expr import Expr, Name, Op, leaves, lift, product
from cnncalc.algebra.operators import FUNCTIONS
from cnncalc.algebra.parser import parse
from cnncalc.grading.answers_numbers import arithmetic
from cnncalc.grading.answers_text import one_bracket
from cnncalc.grading.asked import Value
from cnncalc.grading.mark_equal import same
from cnncalc.model.volume import Volume

_PRODUCT: Final = re.compile(r"(?<=[\d)])(?=[A-Za-z])(?![xX][\d(])|(?<=\))(?=\()")
_CALL: Final = re.compile(r"(?<![A-Za-z_\d])([A-Za-z_]\w*)(?=\()")
_NUMBER_NAME: Final = re.compile(r"(?<![A-Za-z_\d])(\d+(?:\.\d+)?)(?=[A-Za-z(])")
_WORD: Final = re.compile(r"\w+")
_NAME: Final = re.compile(r"[A-Za-z_#][\w ]*")
_HEXADECIMAL: Final = re.compile(r"\b0[xX]\d")


def formula(text: str, letters: tuple[str, ...], size: Volume | None = None) -> tuple[tuple[Value, ...], str]:
    """Return the tree of a formula, and why there is none or several: its sides have to be equal.

    Capitals are read as the key's `letters` where they fit; an x is never a letter. `size` is
    the volume of which a side is asked for: who writes the whole volume means its side.
    """
    sides = [side.strip() for side in text.split("=") if side.strip()]
    spellings = _spellings(letters)
    if len(sides) > 1 and _NAME.fullmatch(sides[0]) and len(_letters(Name(sides[0]), spellings)) == 1:
        sides = sides[1:]
    if not sides:
        return (), "there is nothing behind the equals sign"
    found: list[Expr] = []
    try:
        for side in sides:
            tree = _side(side, spellings, size)
            if not any(same(tree, other) for other in found):
                found.append(tree)
    except ExprError as error:
        return (), f"it cannot be read: {error.message}"
    return tuple(found), "its sides are not equal" if len(found) > 1 else ""


def _side(text: str, spellings: dict[str, str], size: Volume | None) -> Expr:
    """Return the tree of a text without an equals sign, in the key's letters."""
    if _HEXADECIMAL.search(text):
        raise ExprError("syntax", "is it a product with 0, or a hexadecimal number?")
    names = {*FUNCTIONS, *spellings}
    text = _WORD.sub(lambda word: word[0] if word[0] in names else re.sub("[xX]", "×", word[0]), text)
    if size is None:
        return _tree(text, spellings)
    is_sum = len(_factors(text, "+-")) > 1
    parts = _factors(text, "×,")
    is_size = len(parts) > 1
    if not is_size and not is_sum:
        parts = _factors(text, "*")
    if len(parts) == 1:
        return _tree(text, spellings)
    side = _one_of([_tree(part, spellings) for part in parts], size)
    if side is not None:
        return side
    if is_size and not (is_sum and len(parts) == 2):  # 1 + 2 x p is no size
        raise ExprError("value", "a size whose sides or depth differ, where one side is asked for")
    return _tree(text, spellings)


def _one_of(parts: list[Expr], size: Volume) -> Expr | None:
    """Return the side of a size that is written in full; None where the sides differ, or the depth is another one."""
    axes = len(size.space)
    side = parts[0]
    if len(parts) not in (axes, axes + 1) or not all(same(part, side) for part in parts[1:axes]):
        return None
    return side if all(same(part, lift(size.channels)) for part in parts[axes:]) else None


def _factors(text: str, signs: str) -> list[str]:
    """Split a text at signs outside brackets, but for the pair that is around all of it."""
    depth, parts = 0, [""]
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in signs:
            parts.append("")
        else:
            parts[-1] += character
    if len(parts) == 1 and one_bracket(text):
        return _factors(text[1:-1].strip(), signs)
    return [part.strip() for part in parts]


def _tree(text: str, spellings: dict[str, str]) -> Expr:
    """Return the tree of a formula in the key's letters; a letter that the question does not have is an error."""
    written = text.replace("×", "*")
    written = _CALL.sub(lambda name: name[1] if name[1] in FUNCTIONS else f"{name[1]}*", written)
    tree = parse(arithmetic(_PRODUCT.sub("*", _NUMBER_NAME.sub(r"\1*", written))), power=True)
    tree = _respelled(tree, spellings)
    unknown = sorted({name.symbol for name in leaves(tree)} - set(spellings.values()))
    if unknown:
        raise ExprError("value", f"the question has no {listed(f'`{each}`' for each in unknown)}")
    return tree


def _spellings(letters: tuple[str, ...]) -> dict[str, str]:
    """Return the key's letters by how they may be written: as they are, and small where only one is."""
    small = [letter.casefold() for letter in letters]
    alone = {each: letter for each, letter in zip(small, letters, strict=True) if small.count(each) == 1}
    return {**alone, **{letter: letter for letter in letters}}


def _respelled(expr: Expr, spellings: dict[str, str]) -> Expr:
    """Return the formula in the key's letters; `nk` is n*k where both are letters of the key, and `nk^2` n*k^2."""
    if isinstance(expr, Name):
        return lift(product(_letters(expr, spellings)))
    if not isinstance(expr, Op):
        return expr
    base = expr.args[0] if expr.args else expr
    if expr.name == "^" and isinstance(base, Name) and _begins(expr) == _begins(base):
        *others, last = _letters(base, spellings)
        power = Op("^", (last, _respelled(expr.args[1], spellings)), span=expr.span)
        return lift(product((*others, power)))
    return Op(expr.name, tuple(_respelled(arg, spellings) for arg in expr.args), span=expr.span)


def _begins(expr: Expr) -> int | None:
    """Return where a tree begins in its text; that of `(nk)^2` before its first letter."""
    return expr.span[0] if expr.span is not None else None


def _letters(name: Name, spellings: dict[str, str]) -> list[Name]:
    """Return the letters that are joined in a name: one, where it is a letter itself or nothing that is known."""
    known = [name.symbol] if _known(name.symbol, spellings) else list(name.symbol)
    spelled = [_known(each, spellings) for each in known]
    if not all(spelled):
        return [name]
    return [Name(each, span=name.span) for each in spelled]


def _known(symbol: str, spellings: dict[str, str]) -> str:
    return spellings.get(symbol) or spellings.get(symbol.casefold(), "")
