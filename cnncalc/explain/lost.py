"""What of the input a window that does not fit never looks at, in words."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.model.layer_facts import Fit
from cnncalc.model.volume import line_names


def lost(fits: Sequence[Fit]) -> str:
    """Say what is never looked at: `the last row and column are never looked at`, or that it is only padding."""
    counts: dict[int, list[str]] = {}
    for line, fit in zip(line_names(len(fits)), fits, strict=True):
        if not fit.whole and fit.unseen:
            counts.setdefault(fit.unseen, []).append(line)
    if not counts:
        return "only padding is left over"
    parts = [f"the last {_counted(count, names)}" for count, names in counts.items()]
    single = list(map(len, counts.values())) == [1] and 1 in counts
    return f"{' and '.join(parts)} {'is' if single else 'are'} never looked at"


def _counted(count: int, lines: Sequence[str]) -> str:
    """Count lines of an image: `row and column`, `2 rows and columns`."""
    *others, last = lines if count == 1 else [f"{line}s" for line in lines]
    named = f"{', '.join(others)} and {last}" if others else last
    return named if count == 1 else f"{count} {named}"
