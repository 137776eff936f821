"""Formulas changed in one place, as a slip of the pen changes them: a part replaced, a factor or a term left out."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cnncalc.algebra.expr import Dim, Expr, Name, Num, Op, leaves
from cnncalc.algebra.operators import Number

ONE = Num(1)
TWO = Num(2)


def edited(tree: Expr, change: Callable[[Op], Expr | None]) -> Expr:
    """Return a tree in which `change` has replaced operations, from the outside in; None leaves one as it is.

    What was replaced is not looked into again. The very same tree comes back where nothing was changed.
    """
    if not isinstance(tree, Op):
        return tree
    if (new := change(tree)) is not None:
        return new
    args = tuple(edited(arg, change) for arg in tree.args)
    return tree if all(new is old for new, old in zip(args, tree.args, strict=True)) else Op(tree.name, args)


def without_one(tree: Expr) -> Expr:
    """Return a sum without the `+ 1` at its end: `(N - F)/S + 1` becomes `(N - F)/S`."""
    return tree.args[0] if isinstance(tree, Op) and tree.name == "+" and tree.args[1] == ONE else tree


def one_divided(tree: Expr) -> Expr:
    """Return a quotient plus 1 with the 1 in the dividend: `(N - F)/S + 1` becomes `(N - F + 1)/S`."""
    quotient = without_one(tree)
    if quotient is tree or not isinstance(quotient, Op) or quotient.name != "/":
        return tree
    dividend, divisor = quotient.args
    return Op("/", (dividend + 1, divisor))


def halved(tree: Expr, names: Collection[str]) -> Expr:
    """Return a tree in which twice one of the names is that name once: `N + 2*P` and `N + P + P` become `N + P`."""

    def once(op: Op) -> Expr | None:
        first, last = op.args[0], op.args[-1]
        if not isinstance(last, Name) or last.symbol not in names:
            return None
        if op.name == "+" and isinstance(first, Op) and first.name == "+" and first.args[1] == last:
            return first
        return last if op.name == "*" and first == TWO else None

    return edited(tree, once)


def added(tree: Expr, names: Collection[str]) -> Expr:
    """Return a tree that adds what holds one of the names instead of taking it away: `A - 2*P` becomes `A + 2*P`."""

    def plus(op: Op) -> Expr | None:
        if op.name != "-" or not any(leaf.symbol in names for leaf in leaves(op.args[1])):
            return None
        return Op("+", (edited(op.args[0], plus), op.args[1]))

    return edited(tree, plus)


def without_factor(tree: Dim, symbol: str) -> Dim | None:
    """Return a product without the factor that is this name, or a share of it (`C//G`); 1 if nothing else is left.

    None where it has no such factor.
    """
    if isinstance(tree, Name):
        return 1 if tree.symbol == symbol else None
    if not isinstance(tree, Op):
        return None
    if tree.name == "//":
        return 1 if without_factor(tree.args[0], symbol) == 1 else None
    if tree.name != "*":
        return None
    left, right = tree.args
    if (rest := without_factor(right, symbol)) is not None:
        return left if rest == 1 else left * rest
    if (rest := without_factor(left, symbol)) is not None:
        return right if rest == 1 else rest * right
    return None


def with_value(tree: Expr, symbol: str, value: Number | Expr) -> Expr:
    """Return a tree in which a letter has another value."""
    return renamed(tree, lambda name: Name(symbol, value) if name.symbol == symbol else name)


def renamed(tree: Expr, change: Callable[[Name], Expr]) -> Expr:
    """Return a tree with what `change` makes of each of its names in the names' place."""
    if isinstance(tree, Name):
        return change(tree)
    if isinstance(tree, Op):
        return Op(tree.name, tuple(renamed(arg, change) for arg in tree.args), span=tree.span)
    return tree
