"""An equation solved for a letter that stands in it once, the way it is done on paper: from the outside in."""

from __future__ import annotations

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Dim, Expr, Name, Op, leaves, lift


def isolated(left: Dim, right: Dim, letter: str) -> Dim | None:
    """Return what a letter of `left` is worth where both sides are equal: `(m - 1)*s + k` for `(n - k)/s + 1 = m`.

    None where it stands there more than once, on the right as well, or below something that cannot be undone.
    """
    tree, rest = lift(left), lift(right)
    if sum(leaf.symbol == letter for leaf in leaves(tree)) != 1 or _holds(rest, letter):
        return None
    while not isinstance(tree, Name):
        assert isinstance(tree, Op), "the letter stands in an operation"
        operand = next(at for at, arg in enumerate(tree.args) if _holds(arg, letter))
        other = tree.args[1 - operand] if len(tree.args) == 2 else rest
        match tree.name, operand:
            case "+", _:
                rest = rest - other
            case "-", 0:
                rest = rest + other
            case "-", 1:
                rest = other - rest
            case "*", _:
                rest = rest / other
            case "/", 0:
                rest = rest * other
            case "/", 1:
                rest = other / rest
            case "neg", _:
                rest = -rest
            case _:
                return None
        tree = tree.args[operand]
    return collected(rest)


def _holds(tree: Expr, letter: str) -> bool:
    return any(leaf.symbol == letter for leaf in leaves(tree))
