"""The lines of a calculation as a person writes them, from the letters down to the value."""

from __future__ import annotations

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Expr, Num, Op, leaves, lift
from cnncalc.algebra.reduction import steps
from cnncalc.explain.derivation import Derivation
from cnncalc.explain.explanation import Chain


def lines(derivation: Derivation) -> Chain:
    """Return a calculation from the letters down to its value; what only multiplies by 1 is no step of its own."""
    tree = _with_bars(derivation.tree)
    first, *between = steps(tree)
    last = between[-1:]
    kept = [first, *(line for line in between[:-1] if not _trivial(line)), *last]
    letters = [tree] if any(True for _ in leaves(tree)) else []
    return tuple((line,) for line in (*letters, *kept))


def multiplied(each: Derivation, times: Derivation) -> Chain:
    """Return the calculation of a product whose factors are worked out apart: `5*5*3 * 32*32*10`, `75 * 10,240`."""
    one, other = ([line for (line,) in lines(factor)] for factor in (each, times))
    shown = [(factor[0], factor[min(1, len(factor) - 1)], factor[-1]) for factor in (one, other)]
    return (*dict.fromkeys(zip(*shown, strict=True)), (lift(collected(lift(each.value) * lift(times.value))),))


def _with_bars(tree: Expr) -> Expr:
    """Write whole quotients, such as the depth of one filter of a group, with the bar that they are taught with."""
    if not isinstance(tree, Op):
        return tree
    return Op("/" if tree.name == "//" else tree.name, tuple(map(_with_bars, tree.args)))


def _trivial(line: Expr) -> bool:
    """Whether a line holds a product by 1, which nobody writes as a step."""
    if not isinstance(line, Op):
        return False
    return (line.name == "*" and Num(1) in line.args) or any(map(_trivial, line.args))
