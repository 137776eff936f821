"""Working an expression out as a person does on paper: the innermost brackets first, one line after the other."""

from __future__ import annotations

from cnncalc.algebra.edit import renamed
from cnncalc.algebra.expr import Expr, Flag, Op, evaluate, leaves, lift
from cnncalc.algebra.operators import OPERATORS
from cnncalc.algebra.printers import bracketed, text


def steps(expr: Expr) -> list[Expr]:
    """Return the lines of a calculation: the expression with its numbers put in, and each reduction down to the value.

    In a step, every innermost group in brackets is worked out, those of functions too, and every function of plain
    numbers; when none is left, the whole is: `(32 + 2*2 - 5)/1 + 1`, `31/1 + 1`, `32`. What holds a name of unknown
    value stays.
    """
    lines = [renamed(expr, lambda name: name if name.value is None else lift(name.value))]
    while True:
        last = lines[-1]
        reduced = _without_innermost(last)
        if reduced is last:
            reduced = _worked_out(last)
        if reduced is last:
            return [*lines, *_put_in_order(last)]
        lines.append(reduced)


def _put_in_order(line: Expr) -> list[Expr]:
    """Return the last line of a calculation in letters: what is left, put in order, if that is shorter."""
    if not any(name.value is None for name in leaves(line)):
        return []
    from cnncalc.algebra.collect import collected  # only letters pay for it

    ordered = lift(collected(line))
    return [ordered] if len(text(ordered)) <= len(text(line)) and ordered != line else []


def _without_innermost(expr: Expr) -> Expr:
    """Return the expression with its innermost groups worked out, or the very same when it holds none."""
    if not isinstance(expr, Op) or OPERATORS[expr.name].lazy:
        return expr
    args = []
    for position, arg in enumerate(expr.args):
        reduced = _without_innermost(arg)
        if reduced is arg and (_is_call(expr) or _is_call(arg) or bracketed(expr, position)):
            reduced = _worked_out(arg)
        args.append(reduced)
    if all(new is old for new, old in zip(args, expr.args, strict=True)):
        return expr
    return Op(expr.name, tuple(args), span=expr.span)


def _is_call(expr: Expr) -> bool:
    return isinstance(expr, Op) and OPERATORS[expr.name].form == "call"


def _worked_out(expr: Expr) -> Expr:
    """Return the value as a tree, or the very same where it is a value already or has none."""
    if any(name.value is None for name in leaves(expr)):
        return expr
    value = evaluate(expr)
    if isinstance(value, (str, tuple)):
        return expr
    result = Flag(value) if isinstance(value, bool) else lift(value)
    return expr if result == expr else result
