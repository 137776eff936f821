"""The rule of everything that divides channels into groups: the number of groups divides them all."""

from cnncalc.algebra.conditions import divides
from cnncalc.algebra.expr import Dim
from cnncalc.errors import RuleError
from cnncalc.model.volume import whole


def need_groups(number: Dim, **counts: Dim) -> None:
    """Refuse a number of groups that does not divide each of the counts, which are called as they are to be named.

    Raises:
        RuleError: with the nearest numbers that would divide them.
    """
    for what, size in counts.items():
        if not divides(number, size):
            groups, count = whole(number), whole(size)
            raise RuleError(
                "groups",
                f"{groups} groups do not divide {count} {what if count > 1 else what.removesuffix('s')}: "
                f"{count}/{groups} is not whole",
                f"groups that divide {' and '.join(map(str, dict.fromkeys(counts.values())))}: "
                f"{', '.join(map(str, _near(groups, tuple(map(whole, counts.values())))))}",
                field="groups",
            )


def _near(groups: int, counts: tuple[int, ...]) -> list[int]:
    """Return the numbers closest to `groups` that divide all of the counts, at most four."""
    usable = [g for g in range(1, min(counts) + 1) if not any(count % g for count in counts)]
    return sorted(sorted(usable, key=lambda g: abs(g - groups))[:4])
