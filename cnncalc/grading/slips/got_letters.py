"""One formula to a layer whose sizes are letters: which of its formulas it is, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cnncalc.algebra.expr import Dim
from cnncalc.grading.asked import Quantity, Value
from cnncalc.grading.mark_equal import same
from cnncalc.grading.slips.given import Given
from cnncalc.grading.slips.recognised import Recognised, Right, meant, unreadable, values_of
from cnncalc.model.volume import Volume

_OUTSIDE: Final = re.compile(r" ?[x×](?![^()]*\)) ?")
"""An x between two sizes, and not within one."""


def in_letters(given: Given, rows: Iterable[tuple[Quantity, Value]], found: Recognised) -> Recognised:
    """Tell which of a layer's formulas one is; slips are looked for in numbers only.

    Raises:
        UsageError: it cannot be read as any of them.
    """
    read = [(quantity, right, list(_equal(given.text, quantity, right))) for quantity, right in rows]
    if not any(answers for _, _, answers in read):
        raise unreadable(given.text, bool(read))
    rights = tuple(Right(meant([quantity]), right) for quantity, right, answers in read if any(answers))
    return found._replace(right=rights, lettered=True)


def _equal(text: str, quantity: Quantity, right: Value) -> Iterator[bool]:
    """Yield for each way to read a text whether it is this formula; of sizes all, or the one that all axes have."""
    if not isinstance(right, Volume):
        yield from (same(value, right) for value in values_of(text, quantity, right))
        return
    parts = _OUTSIDE.split(text.strip())
    sizes: tuple[Dim, ...] = (*right.space, right.channels)
    if len(parts) == 1 and right.space:
        sizes = right.space[:1] if len(set(right.space)) == 1 else ()
    if len(parts) == len(sizes):
        read = [values_of(part, "activations", size) for part, size in zip(parts, sizes, strict=True)]
        if all(read):
            yield all(any(same(v, size) for v in values) for values, size in zip(read, sizes, strict=True))
