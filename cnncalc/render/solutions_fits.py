"""Which inputs fit a net, and what a change of the layer that does not fit makes of it, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cnncalc.model.volume import sizes_text
from cnncalc.render.look import PLAIN, Look
from cnncalc.render.remainders import some
from cnncalc.render.solutions import hanging

if TYPE_CHECKING:
    from cnncalc.solve.inputs import Fitting, Tried
    from cnncalc.solve.repairs import Outcome, Repairs

_ROUNDED: Final = "rounded down"
_GAP: Final = 2


def fitting_text(
    fitting: Fitting, look: Look = PLAIN, *, repairs: Sequence[Repairs] = (), below: Sequence[str] = ()
) -> str:
    """Return the inputs with which every window of a net fits, and what its layers' repairs make of it."""
    given = fitting.given
    lines = [*look.ends(f"{fitting.name}: which inputs fit?", f"input {look.input(given.input)}"), ""]
    lines += [*hanging(f"{look.volume(given.input)}: {_said(given)}", look), "", *_found(fitting, look)]
    for repaired in repairs:
        lines += ["", *_repairs(repaired, look)]
    if below:
        lines += ["", *hanging("the same for another layer that does not fit; --all shows each of them:", look)]
        lines += [f"  {line}" for line in below]
    return look.page(lines)


def _found(fitting: Fitting, look: Look) -> list[str]:
    """Return the sizes that fit, and what they have in common; or why there are none."""
    if not fitting.sizes:
        other = "no other size near it fits" if fitting.given.fits else "no size near it fits"
        none = f"none of the {fitting.tried:,} sizes in {fitting.asked} fits" if fitting.asked else other
        return hanging(f"{none}{': ' if fitting.why else ''}{fitting.why}", look)
    where = f"of {fitting.tried:,} sizes in {fitting.asked}" if fitting.asked else "nearest"
    listed = ", ".join(sizes_text(volume.space) for volume in fitting.sizes)
    count = f"{len(fitting.sizes)} {where} {'fits' if len(fitting.sizes) == 1 else 'fit'}" if fitting.asked else where
    lines = hanging(f"{count}: {listed}", look)
    if (every := fitting.every) is not None:
        rest = int(fitting.sizes[0].space[0]) % every  # type: ignore[arg-type]  # inputs that were tried are numbers
        shown = f"a multiple of {every}" + (f" plus {rest}" if rest else "") if every > 1 else "every size"
        lines += hanging(f"that is {shown}", look)
    return lines


def _said(tried: Tried) -> str:
    if tried.problem:
        return tried.problem
    if not tried.misfits:
        return "every window fits"
    return f"{some(tried.misfits)} {'does' if len(tried.misfits) == 1 else 'do'} not fit"


def _repairs(repairs: Repairs, look: Look) -> list[str]:
    """Return a table of what becomes of a net: rounded down, and with each change of one layer."""
    last = f"into {repairs.into}" if repairs.into else "net's output"
    rows = [("change", repairs.layer, last, "params", "then"), _row(repairs.rounded, look)]
    rows += [_row(outcome, look) for outcome in repairs.changed]
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    used = 2 + sum(wide) + 4 * _GAP
    lines = [*hanging(f"{repairs.layer} ({repairs.text}), one change at a time:", look), ""]
    for number, (change, output, map, params, then) in enumerate(rows):
        start = f"  {change:{wide[0]}}  {output:{wide[1]}}  "
        if not params:
            lines += look.hanging(start, len(start), then)
            continue
        cells = f"{start}{map:{wide[2]}}  {params:>{wide[3]}}  "
        lines += look.hanging(look.style("dim", cells) if number == 0 else cells, used, then)
    return lines


def _row(outcome: Outcome, look: Look) -> tuple[str, str, str, str, str]:
    what = outcome.change.what if outcome.change else _ROUNDED
    output = look.volume(outcome.output)
    if outcome.problem:
        return what, output, "", "", outcome.problem
    return what, output, look.volume(outcome.last), f"{outcome.params:,}", _then(outcome)


def _then(outcome: Outcome) -> str:
    """Say which windows do not fit: all of them where nothing is changed, else those behind the change."""
    named = outcome.later if outcome.change else outcome.misfits
    if not named:
        return "every later window fits" if outcome.misfits else "every window fits"
    many = "later ones" if outcome.change else "windows"
    return f"{named[0]} does not fit" if len(named) == 1 else f"{len(named)} {many} do not fit"
