"""The protocol of a layer kind.

A kind is one class: its options are the fields, its rules the methods. A rule that finds its input or an option wrong
raises a placeless `RuleError`; the engine adds layer and line. Adding a kind is a class and a row in the catalogue.
"""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from cnncalc.algebra import expr
from cnncalc.algebra.expr import Dim, Op
from cnncalc.errors import RuleError
from cnncalc.formulas import windows as formulas
from cnncalc.model.layer_facts import NOTHING, Cost, Fit, Weight, Window
from cnncalc.model.reach import POINTWISE, WHOLE, LetterSpan, Reach, Span
from cnncalc.model.volume import Volume


class Example(NamedTuple):
    """A sourced case of a layer, which is a test and a line of documentation at once.

    `layer` is written as in a spec (`conv: 10 x 5x5, pad 2`), `on` are the input volumes, `gives` the output. The
    numbers are checked where they are given.
    """

    layer: str
    on: str | tuple[str, ...]
    gives: str
    source: str
    params: int | None = None
    macs: int | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The input volumes, as text."""
        return (self.on,) if isinstance(self.on, str) else self.on


class Layer(BaseModel):
    """What every kind answers. The volumes given to a rule are those of the layer's inputs, in order."""

    # Schemas are built when a kind is first used: a net of four kinds does not pay for sixty.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: ClassVar[str]
    title: ClassVar[str]
    """What it is, in two or three words: shown where there is nothing else to show."""
    head: ClassVar[str] = ""
    """How the short text begins: field names with ` x ` or ` of ` between them (`filters x kernel`)."""
    flags: ClassVar[tuple[str, ...]] = ()
    """Fields whose words may stand alone in the short text (`same` for `pad same`)."""
    letters: ClassVar[dict[str, str]] = {}
    """The letter that stands for a field in the textbook formulas."""
    in_place: ClassVar[bool] = False
    """Whether the output needs no memory of its own."""
    follows: ClassVar[bool] = True
    """Whether it may stand behind another layer on one line: norms and weightless layers."""
    joins: ClassVar[bool] = False
    """Whether it takes several inputs."""
    ideas: ClassVar[Mapping[str, str]] = {
        "params": "Nothing is learned here.",
        "macs": "No weight is multiplied with an input.",
    }
    """A sentence about the parameters, and about the MACs."""
    unshared: ClassVar[str] = ""
    """The kind that does the same with weights of its own at each place, where there is one."""
    undone_by: ClassVar[str] = ""
    """The kind that reads its sizes backwards, and so makes a map larger again, where there is one."""
    counted: ClassVar[str] = ""
    """The option that says how many filters or units there are, where there is one."""
    examples: ClassVar[tuple[Example, ...]]

    @property
    def formulas(self) -> tuple[Op, ...]:
        """The options that are given as formulas in letters: `pad (k - 1)/2`."""
        return tuple(each for each in expr.formulas(tuple(self.__dict__.values())) if isinstance(each, Op))

    def output(self, *inputs: Volume) -> Volume:
        """Return the output volume.

        Raises:
            RuleError: the inputs do not fit the layer.
        """
        return inputs[0]

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        """Return the named tensors that the layer holds."""
        return ()

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        """Return what is computed for one input."""
        return NOTHING

    def reach(self, *inputs: Volume) -> Reach:
        """Return which positions of its input an output unit sees."""
        return POINTWISE

    def windows(self, *inputs: Volume) -> tuple[Window, ...]:
        """Return the windows that move over the input, one an axis; none where nothing moves."""
        return ()

    def extent(self, *inputs: Volume) -> tuple[Dim, ...]:
        """Return the positions of the input from the first to the last that a unit sees, per axis, at the most."""
        space = inputs[0].space
        reach = self.reach(*inputs)
        if isinstance(reach, tuple):
            return tuple(map(_extent, reach))
        return space if reach is WHOLE else (1,) * len(space)

    def fits(self, *inputs: Volume) -> tuple[Fit, ...]:
        """Return how the windows fit, one an axis; none where nothing moves."""
        return ()

    def positions(self, *inputs: Volume) -> tuple[Dim | Fraction, ...]:
        """Return the exact output size per axis, before any rounding, as the textbook formula gives it."""
        return ()

    def remark(self, output: Volume) -> str:
        """Return the idea behind the output volume, in a few words."""
        return ""

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        """Return the idea behind a quantity (`output`, `params` or `macs`) in a sentence, as a teacher would say it.

        `write` is how a volume is written.
        """
        if about != "output":
            return self.ideas.get(about, "")
        said = self.remark(output)
        return f"{said[0].upper()}{said[1:]}." if said else ""

    def text(self, written: Collection[str]) -> str:
        """Write the layer as in a spec, without its op: the head, then each of the `written` options.

        What equals its default is left out.
        """
        separator = " of " if " of " in self.head else " x "
        head = self.head.split(separator)
        shown = [
            separator.join(option_text(value) for name in head if (value := getattr(self, name, None)) is not None)
        ]
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name in written and name not in head and value != field.get_default():
                alone = name in self.flags and isinstance(value, str)
                shown.append(option_text(value) if alone else f"{name} {option_text(value)}")
        return ", ".join(filter(None, shown))


def _extent(span: Span | LetterSpan) -> Dim:
    return span_extent(span) if isinstance(span, Span) else formulas.extent(span.kernel, span.dilation)


@lru_cache(maxsize=4096)
def span_extent(span: Span) -> int:
    """Return the positions from the first to the last that the unit with the widest view sees.

    Of the values `low, low + gap, …` a unit sees every so many-th. The widest view begins with the earliest value that
    any unit sees: one that makes a multiple of `step` and `over`'s common divisor, which shares no factor with `gap`.
    """
    divisor, apart = gcd(span.step, span.over), gcd(span.gap, span.over)
    earliest = -span.low * pow(span.gap, -1, divisor) % divisor
    later = (span.high - span.low) // span.gap - earliest
    return later // (span.over // apart) * (span.gap // apart) + 1


def need_map(volume: Volume, what: str) -> None:
    """Refuse a vector where a map is needed."""
    if not volume.space:
        raise RuleError(
            "shape",
            f"{what} needs a map, but its input is a vector of {volume.text}",
            f"give it spatial axes first, e.g. `reshape: 1x1x{volume.text}`, or use `fc`",
        )


def option_text(value: object) -> str:
    """Write an option's value as in a spec: (5, 5) is `5x5`, ((0, 1),) is `0:1`, False is `off`."""
    match value:
        case bool():
            return "on" if value else "off"
        case tuple():
            return "x".join(map(_axis, value))
        case _:
            return str(value)


def _axis(axis: object) -> str:
    if not isinstance(axis, tuple):
        return str(axis)
    before, after = axis
    return str(before) if before == after else f"{before}:{after}"
