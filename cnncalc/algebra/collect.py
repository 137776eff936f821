"""Formulas in letters, put in order: what is known is worked out, what is alike is counted together.

`(k*k*3 + 1)*10` becomes `10*(3*k^2 + 1)`, `(N - 2)/2 + 1` becomes `N/2`, and the floor of a floor is one floor. The
order in which a person wrote the letters stays; `cnncalc.algebra.simplify` does what needs more than that. Numbers pass
through at once: only formulas load what they take.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cnncalc.algebra.expr import Dim, lift


def collected(dim: Dim | Fraction) -> Dim:
    """Return a formula in letters put in order; what is a whole number comes back as one.

    Letters that have a value are counted with it. A fraction comes back as the division that it is.
    """
    if isinstance(dim, int):
        return dim
    from cnncalc.algebra.sums import summed
    from cnncalc.algebra.writing import written

    return written(summed(dim))


def added(dims: Iterable[Dim]) -> Dim:
    """Add sizes or counts up: ints at once, formulas put in order."""
    given = tuple(dims)
    formulas = [dim for dim in given if not isinstance(dim, int)]
    number = sum([dim for dim in given if isinstance(dim, int)])
    if not formulas:
        return number
    from cnncalc.algebra.sums import expanded, summed
    from cnncalc.algebra.terms import Sum, single
    from cnncalc.algebra.writing import written

    found = Sum.of([term for each in formulas for term in summed(each).values()] + [single(number)])
    opened = expanded(found)
    return written(opened if len(opened) < len(found) else found)


def largest(dims: Iterable[Dim]) -> Dim:
    """Return the largest of sizes or counts: of formulas, those that may be the largest as `max(a, b)`."""
    found = list(dict.fromkeys(dims))
    numbers = [dim for dim in found if isinstance(dim, int)]
    if len(numbers) == len(found):
        return max(numbers)
    from cnncalc.algebra.sums import extreme, summed
    from cnncalc.algebra.writing import written

    return written(extreme("max", list(map(summed, found))))


def compared(a: Dim, b: Dim) -> Fraction | None:
    """Return how much more the first formula is than the second; None where that depends on a letter."""
    if isinstance(a, int) and isinstance(b, int):
        return Fraction(a - b)
    from cnncalc.algebra.sums import expanded, summed

    return expanded(summed(lift(a) - lift(b))).number


def same(a: Dim, b: Dim) -> bool:
    """Return whether two formulas are equal once everything is multiplied out; quotients are not followed."""
    return compared(a, b) == 0
