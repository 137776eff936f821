"""Questions in letters: the engine is asked with letters for the sizes, and its formula is the answer.

The wrong formulas are those of the slips: made on numbers, and read in the letters again.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.collect import collected
from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Name, Op, evaluate, leaves, lift
from cnncalc.algebra.printers import text as plain
from cnncalc.engine import propagate
from cnncalc.errors import CnncalcError
from cnncalc.explain.worked import worked
from cnncalc.grading.asked import Asked, Case, Quantity
from cnncalc.grading.mark_equal import same
from cnncalc.grading.quiz.hints import IDEAS, last
from cnncalc.grading.quiz.layers import is_told
from cnncalc.grading.quiz.net import Piece, case_of, report_of
from cnncalc.grading.quiz.question import Place, Question, Trap
from cnncalc.grading.quiz.stream import Stream
from cnncalc.grading.quiz.traps import trap, unrounded
from cnncalc.grading.slips import wrong_values
from cnncalc.grading.slips.slip import Wrong
from cnncalc.grading.truths import truth
from cnncalc.grading.worked_lines import worked_line
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line
from cnncalc.model.report import LayerReport, Report, Setting, Title
from cnncalc.model.volume import Volume
from cnncalc.spec.bind import build
from cnncalc.spec.given import read_option
from cnncalc.spec.sizes import read_volume

_UNTELLABLE: Final = frozenset({"half-pixel", "assume-rgb", "size-stays"})
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


def question(id: str, level: int, draw: Stream) -> Question | None:
    """Return a question in letters; None if no slip gives another formula."""
    letters = _partly_filled(draw.pick(_FORMS[level]), draw)
    report = _in_letters(letters)
    right = _formula(report.layers[0], letters.quantity)
    example = _example(letters, draw)
    if example is None:
        return None
    values, case = example
    traps = _traps(case, letters, values, right)
    answer = plain(right)
    line = worked_line(case, letters.quantity, Setting())
    numbers = ", ".join(f"{name} = {value}" for name, value in values.items())
    tried = f"Do it with numbers first, and keep track of each of them: {numbers} gives {line}"
    text = f"{letters.words}. {letters.asks} Write the formula in these letters."
    asked = Asked(id, id, "answer", letters.quantity, Fraction(1), right, None, text=text)
    place = Place(asked, answer, f"for {numbers}: {line}", (IDEAS[letters.quantity], tried, last(answer, "")), traps)
    if len(traps) < 2 or is_told(place):
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


def _in_letters(letters: Letters) -> Report:
    """Return what the engine says of a layer in letters."""
    cls = layer_class(letters.op)
    made = build(cls, {name: read_option(letters.op, name, value) for name, value in letters.options.items()})
    builder = GraphBuilder(Input(read_volume(letters.input)), seals=False)
    node = builder.add(made, (builder.input,), None, Line(1, made.title))
    return propagate.report(Graph(builder.input, (node,), (("output", node),)), Title(letters.op), Setting())


def _formula(layer: LayerReport, quantity: Quantity) -> Expr:
    """Return a quantity as one formula: of an output, that of its side."""
    value = truth(layer, quantity, None)
    return lift(value.space[0] if isinstance(value, Volume) else value)  # type: ignore[arg-type]


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


def _traps(case: Case, letters: Letters, values: Mapping[str, int], right: Expr) -> tuple[Trap, ...]:
    """Return the formulas of the slips in the question's letters, each other than the rest."""
    names: dict[str, Expr] = {symbol: Name(letter) for symbol, letter in letters.stand.items() if letter in values}
    sides = _sides(case, names)
    found: list[tuple[Expr, Trap]] = []
    for wrong in wrong_values(case, letters.quantity):
        if wrong.derivation is None or wrong.slip.id in _UNTELLABLE or wrong.slip.area == "writing":
            continue
        side = sides.get(wrong.slip.id, sides[""])
        tree = _renamed(wrong.derivation, {"H": side, "W": side, **names})
        if tree is None or _at(tree, values) != _number(wrong):
            continue
        bare = lift(collected(unrounded(tree)))
        if not same(bare, right) and not any(same(bare, other) for other, _ in found):
            found.append((bare, trap(plain(bare), wrong.slip, wrong.line)))
    return tuple(each for _, each in found)


def _sides(case: Case, names: Mapping[str, Expr]) -> dict[str, Expr]:
    """Return the side of the output in the question's letters, as every slip has it; the right one without a name."""
    sizes = worked(case.layer).output
    right = _renamed(sizes[0].derivation.tree, names) if sizes else None
    found = {"": right} if right is not None else {"": lift(1)}
    for wrong in wrong_values(case, "output"):
        tree = None if wrong.derivation is None else _renamed(wrong.derivation, names)
        if tree is not None and wrong.slip.id not in found and wrong.slip.id not in _OF_DEPTH:
            found[wrong.slip.id] = tree
    return found


def _renamed(tree: Expr, names: Mapping[str, Expr]) -> Expr | None:
    """Return a formula with other formulas for its letters; None if it has a letter more."""
    known = {leaf.symbol: lift(leaf.value) for leaf in leaves(tree) if leaf.value is not None}
    put = {**known, **names}
    return _put(tree, put) if all(leaf.symbol in put for leaf in leaves(tree)) else None


def _put(tree: Expr, names: Mapping[str, Expr]) -> Expr:
    if isinstance(tree, Name):
        return names[tree.symbol]
    return Op(tree.name, tuple(_put(arg, names) for arg in tree.args)) if isinstance(tree, Op) else tree


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
