"""Stacks of equal layers in letters: what they see, how many there are, their kernel or their dilation."""

from __future__ import annotations

from cnncalc.algebra.collect import collected
from cnncalc.algebra.conditions import gathering, in_words
from cnncalc.algebra.expr import lift
from cnncalc.algebra.printers import text
from cnncalc.algebra.simplify import solved
from cnncalc.errors import UsageError
from cnncalc.formulas import windows
from cnncalc.solve.formula import SOUGHT, Formula, Formulas, is_whole, line_of, read_side
from cnncalc.solve.question import UNKNOWN


def stack_formula(
    rf: str | int | None = None,
    kernel: str | int | None = None,
    depth: str | int | None = None,
    dilation: str | int = 1,
) -> Formulas:
    """Return the field, the kernel, the depth or the dilation of a stack of equal layers of stride 1, as a formula.

    One of them is left out (or the dilation `?`): a unit sees 1 + L*D*(F - 1) positions.

        stack_formula(kernel="k", depth="L")                                 # rf L*(k - 1) + 1
        stack_formula("R", kernel="k")                                       # layers (R - 1)/(k - 1)

    Raises:
        UsageError: not one of them is left out.
    """
    given = {"rf": rf, "kernel": kernel, "layers": depth, "dilation": dilation}
    unknown = [name for name, value in given.items() if value is None or value == UNKNOWN]
    if len(unknown) != 1:
        raise UsageError("leave one of --rf, --kernel and --layers out: it is what is looked for")
    (name,) = unknown
    sides = {key: SOUGHT if key == name else read_side(str(value)) for key, value in given.items()}
    seen = windows.stacked(sides["kernel"], sides["layers"], sides["dilation"])
    values = (collected(seen),) if name == "rf" else solved(seen, sides["rf"], SOUGHT.symbol)
    found = []
    for value in values:
        with gathering() as conditions:
            is_whole(name, value)
        line = text(lift(seen)) if name == "rf" else f"{line_of(lift(seen), value)} = {sides['rf']}"
        found.append(Formula(name, (value,), line, in_words(conditions)))
    asked = ", ".join(
        f"{key} {value}" for key, value in given.items() if key != name and (key, str(value)) != ("dilation", "1")
    )
    return Formulas("stack", asked, (name,), tuple(found))
