"""Questions in letters: the answer is the layer's own formula, and the wrong ones are those of the slips.

All are worked out on numbers for the letters, which the formulas remember, and read in the letters again.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.collect import collected
from cnncalc.algebra.edit import renamed
from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Name, evaluate, leaves, lift
from cnncalc.algebra.printers import text as plain
from cnncalc.errors import CnncalcError
from cnncalc.explain.worked import Worked, worked
from cnncalc.grading.asked import Asked, Case, Quantity
from cnncalc.grading.quiz.hints import IDEAS, last
from cnncalc.grading.quiz.layers import FEWEST, is_told
from cnncalc.grading.quiz.net import Piece, case_of, report_of
from cnncalc.grading.quiz.question import Place, Question, Trap
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import together, unrounded
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.slips.slip import Wrong
from cnncalc.grading.worked_lines import worked_line
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.report import Setting
from cnncalc.model.volume import Volume

_UNTELLABLE: Final = frozenset({"half-pixel", "assume-rgb", "size-stays", "pad-depth", "pad-equals-kernel"})
"""Slips that cannot be told in letters."""

_OF_DEPTH: Final = frozenset({"keep-input-depth", "pad-depth", "pool-divides-depth"})
"""Slips that leave the side as it is."""


class Letters(NamedTuple):
    """A layer in letters: its options as in a spec, numbers with which it fits, and what is asked."""

    op: str
    input: str
    options: Mapping[str, str]
    quantity: Quantity
    words: str
    asks: str
    stand: Mapping[str, str]
    """The letters of the question for those of the formulas."""

    @property
    def kept(self) -> list[str]:
        """The letters of which one at least is no number."""
        deciding = {"output": "nk", "params": "kcuv"}.get(self.quantity, "nk")
        return [name for name in deciding if f"{{{name}}}" in self.words]


def question(id: str, level: int, draw: Stream, known: Container[str]) -> Question | None:
    """Return a question in letters; None if it is asked already, or too few slips give another formula."""
    letters = _partly_filled(draw.pick(_FORMS[level]), draw)
    text = f"{letters.words}. {letters.asks} Write the formula in these letters."
    if text in known:
        return None
    example = _example(letters, draw)
    if example is None:
        return None
    values, case = example
    names: dict[str, Expr] = {symbol: Name(letter) for symbol, letter in letters.stand.items() if letter in values}
    lines = worked(case.layer, case.report)
    right = _right(lines, letters.quantity, names)
    answer = plain(right)
    line = worked_line(case, letters.quantity, Setting(), lines)
    traps = _traps(case, letters, values, names, right)
    numbers = ", ".join(f"{name} = {value}" for name, value in values.items())
    tried = f"Do it with numbers first, and keep track of each of them: {numbers} gives {line}"
    asked = Asked(id, id, "answer", letters.quantity, Fraction(1), right, None, text=text)
    place = Place(asked, answer, f"for {numbers}: {line}", (IDEAS[letters.quantity], tried, last(answer, "")), traps)
    if len(place.wrong) < FEWEST or is_told(place):
        return None
    options = ", ".join(f"{name}: {value}" for name, value in letters.options.items())
    entry = f'{letters.op}: {{in: {letters.input}, {options}}}, ask: {letters.quantity}, formula: "{answer}"'
    return Question(id, "symbolic", level, text, (place,), entry)


def _partly_filled(form: Letters, draw: Stream) -> Letters:
    """Return a layer in which some letters are numbers; the size of the input, or of the layer, stays a letter."""
    keep = set(draw.shuffled(form.kept)[: 1 + draw.below(len(form.kept))])
    names = {
        name: name if name in keep or draw.below(2) else str(draw.pick(values)) for name, values in _NUMBERS.items()
    }
    return form._replace(
        input=form.input.format(**names),
        options={name: value.format(**names) for name, value in form.options.items()},
        words=form.words.format(**names),
    )


def _right(lines: Worked, quantity: Quantity, names: Mapping[str, Expr]) -> Expr:
    """Return the layer's own formula in the question's letters: of an output, that of its side."""
    found = {"params": lines.params, "macs": lines.macs and lines.macs.derivation}
    derivation = lines.output[0].derivation if quantity == "output" else found[quantity]
    assert derivation is not None, "the layers of these questions have one"
    tree = _renamed(derivation.tree, {**names, **_sized(_side(lines, names))})
    assert tree is not None, "all letters have values"
    return _put_in_order(tree)


def _example(letters: Letters, draw: Stream) -> tuple[dict[str, int], Case] | None:
    """Return numbers for the letters, all different, with which the layer fits, and the layer with them."""
    used = {*letters.input, *"".join(letters.options.values())}
    names = [name for name in _NUMBERS if name in used]
    values = {name: draw.pick(_NUMBERS[name]) for name in names}
    if len(set(values.values())) < len(values):
        return None
    options = {name: _with(value, values) for name, value in letters.options.items()}
    first = " x ".join(options.pop(name) for name in layer_class(letters.op).head.split(" x "))
    text = ", ".join((first, *(f"{name} {value}" for name, value in options.items())))
    try:
        return values, case_of(report_of(_with(letters.input, values), (Piece(letters.op, text, ""),), "strict"))
    except CnncalcError:
        return None


_NUMBERS: Final[Mapping[str, tuple[int, ...]]] = {
    "n": (24, 25, 26, 28, 29, 31, 32, 33), "k": (3, 5, 7), "p": (1, 2, 4), "s": (2, 3, 4), "d": (2, 3, 4),
    "m": (10, 12, 16), "c": (6, 8, 9), "u": (10, 12, 20), "v": (64, 100, 120),
}  # fmt: skip
"""What the letters stand for in an example."""


def _with(text: str, values: Mapping[str, int]) -> str:
    return "".join(str(values.get(sign, sign)) for sign in text)


def _traps(
    case: Case, letters: Letters, values: Mapping[str, int], names: Mapping[str, Expr], right: Expr
) -> tuple[Trap, ...]:
    """Return the formulas of the slips in the question's letters, those that are not the right one."""
    sides = {} if letters.quantity == "output" else _sides(case, names)
    found: list[Trap] = []
    told = {_marked(right, values): ""}
    for wrong in wrong_values(case, letters.quantity):
        if wrong.derivation is None or wrong.slip.id in _UNTELLABLE or wrong.slip.area == "writing":
            continue
        tree = _renamed(wrong.derivation, {**names, **sides.get(wrong.slip.id, sides.get("", {}))})
        of_depth = letters.quantity == "output" and wrong.slip.id in _OF_DEPTH
        if tree is not None and not of_depth and _at(tree, values) == _number(wrong):
            bare = _put_in_order(tree)
            if text := told.setdefault(_marked(bare, values), plain(bare)):
                found.append(Trap(text, wrong.slip, wrong.derivation))
    return together(found)


def _marked(tree: Expr, values: Mapping[str, int]) -> tuple[object, ...]:
    """Return what tells a formula from all others: what it comes to with several numbers for its letters."""
    points = ({name: times * value + more for name, value in values.items()} for times, more in _POINTS)
    return tuple(_at(tree, point) for point in points)


_POINTS: Final = ((1, 0), (3, 7), (5, 11), (2, 1))


def _side(lines: Worked, names: Mapping[str, Expr]) -> Expr:
    """Return the side of what comes out, in the question's letters; 1 where no window moves."""
    side = _renamed(lines.output[0].derivation.tree, names) if lines.output else None
    return lift(1) if side is None else side


def _sized(side: Expr) -> dict[str, Expr]:
    return dict.fromkeys(("H", "W"), side)


def _sides(case: Case, names: Mapping[str, Expr]) -> dict[str, dict[str, Expr]]:
    """Return the side of the output in the question's letters, as every slip has it; the right one without a name."""
    found = {"": _sized(_side(worked(case.layer), names))}
    for wrong in wrong_values(case, "output"):
        tree = None if wrong.derivation is None else _renamed(wrong.derivation, names)
        if tree is not None and wrong.slip.id not in _OF_DEPTH:
            found.setdefault(wrong.slip.id, _sized(tree))
    return found


def _renamed(tree: Expr, names: Mapping[str, Expr]) -> Expr | None:
    """Return a formula with other formulas for its letters; None if it has a letter more."""
    if any(leaf.value is None and leaf.symbol not in names for leaf in leaves(tree)):
        return None
    return renamed(tree, lambda name: names[name.symbol] if name.symbol in names else lift(name.value or 0))


def _put_in_order(tree: Expr) -> Expr:
    """Return a formula as it is written, without its rounding: windows are taken to fit."""
    return lift(collected(unrounded(tree)))


def _at(tree: Expr, values: Mapping[str, int]) -> object:
    try:
        return evaluate(tree, dict(values))
    except ExprError:
        return None


def _number(wrong: Wrong) -> object:
    value = wrong.value
    return value.space[0] if isinstance(value, Volume) and value.space else value


_CONV: Final = {"N": "n", "P": "p", "F": "k", "S": "s", "D": "d", "K": "m", "C": "c"}
_FC: Final = {"N": "v", "M": "u"}
_SIDE: Final = "All windows fit. How long is a side of the output?"
_COUNT: Final = "How many parameters does it have, biases included?"
_ON: Final = "on an input of {n} x {n} x {c}"
_FILTERS: Final = "A convolution with {m} filters of {k} x {k}"
_INPUT: Final = "{n}x{n}x{c}"

_PLAIN: Final = {"filters": "{m}", "kernel": "{k}x{k}"}
_PADDED: Final = {**_PLAIN, "pad": "{p}"}
_MOVED: Final = {**_PADDED, "stride": "{s}"}
_SPREAD: Final = {**_PADDED, "dilation": "{d}"}

_FORMS: Final[Mapping[int, tuple[Letters, ...]]] = {
    1: (
        Letters("conv", _INPUT, _PLAIN, "output", f"{_FILTERS}, stride 1, no padding, {_ON}", _SIDE, _CONV),
        Letters("conv", _INPUT, _PADDED, "output", f"{_FILTERS}, stride 1, padding {{p}}, {_ON}", _SIDE, _CONV),
        Letters("conv", _INPUT, _PLAIN, "params", f"{_FILTERS}, stride 1, no padding, {_ON}", _COUNT, _CONV),
        Letters(
            "fc", "{v}", {"units": "{u}"}, "params", "A fully connected layer of {u} units on {v} inputs", _COUNT, _FC
        ),
    ),
    2: (
        Letters("conv", _INPUT, _MOVED, "output", f"{_FILTERS}, stride {{s}}, padding {{p}}, {_ON}", _SIDE, _CONV),
        Letters("conv", _INPUT, _MOVED, "params", f"{_FILTERS}, stride {{s}}, padding {{p}}, {_ON}", _COUNT, _CONV),
        Letters(
            "maxpool", _INPUT, {"kernel": "{k}x{k}", "stride": "{s}"}, "output",
            f"Max pooling of {{k}} x {{k}}, stride {{s}}, {_ON}", _SIDE, _CONV,
        ),
    ),
    3: (
        Letters(
            "conv", _INPUT, _SPREAD, "output",
            f"{_FILTERS}, stride 1, padding {{p}}, dilation {{d}}, {_ON}", _SIDE, _CONV,
        ),
        Letters(
            "conv", _INPUT, _PADDED, "macs", f"{_FILTERS}, stride 1, padding {{p}}, {_ON}",
            "How many multiply-accumulates does it take?", _CONV,
        ),
    ),
}  # fmt: skip
"""What is asked in letters, by level; a letter in braces may become a number."""
