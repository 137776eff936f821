"""Explanations: what is printed is what is reported, for every kind of layer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncalc import api
from cnncalc.algebra.expr import evaluate
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import TEXT
from cnncalc.errors import UsageError
from cnncalc.explain.explanation import QUANTITIES, Explanation, Section, quantities
from cnncalc.layers.base import Example
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.render.derivation import Hand

EXAMPLES = [
    pytest.param(example, id=f"{example.layer} on {example.on}")
    for kind in KINDS
    for example in layer_class(kind).examples
]
HAND = Hand(TEXT, " * ")


def net(example: Example) -> api.Report:
    """Return the report of a net that ends in an example; the branches of a join are 1x1 convolutions."""
    if len(example.inputs) == 1:
        return api.chain(example.inputs[0], example.layer)
    sizes = [volume.split()[0].split("x") for volume in example.inputs]
    axes = len(sizes[0]) - 1

    def branch(size: list[str]) -> str:
        filters = f"{{conv: {size[-1]} x {'x'.join('1' * axes)}}}" if axes else f"{{fc: {size[-1]}}}"
        return filters if size[:-1] == sizes[0][:-1] else f"gap, {filters}"

    lines = "".join(f"      - [{branch(size)}]\n" for size in sizes)
    letters = " LC" if axes == 1 else ""
    text = f"input: {'x'.join(sizes[0])}{letters}\nlayers:\n  - {example.layer}:\n{lines}"
    return api.read(text).report()


def explanation(report: api.Report, name: str, *of: str) -> Explanation:
    """Return the explanation of a layer: all of it, or some quantities."""
    (found,) = report.explain(name, of=of or ("all",)).explanations
    return found


def section(found: Explanation, quantity: str) -> Section:
    """Return the only section of a quantity."""
    (one,) = [one for one in found.sections if one.quantity == quantity]
    return one


def typed_in(one: Section) -> set[object]:
    """Return what the printed lines of a calculation come to, from the numbers put in, when a person types them in."""
    lettered = bool(one.letters) or HAND.line(one.lines[0]) != HAND.line(one.lines[-1])
    numbers = [HAND.line(line) for line in one.lines[1 if lettered and len(one.lines) > 1 else 0 :]]
    return {evaluate(parse(line, power=True)) for line in numbers}


@pytest.mark.parametrize("example", EXAMPLES)
def test_numbers_are_those_of_the_report(example: Example) -> None:
    """Every line of every calculation, typed in again, comes to the number that the report holds."""
    report = net(example)
    layer = report.layers[-1]
    bytes_each = report.totals.param_bytes // report.totals.params.total if report.totals.params.total else 4
    counts = {
        "params": layer.params.total,
        "macs": layer.macs,
        "flops": layer.flops,
        "memory": 0 if layer.node.layer.in_place else layer.activations * bytes_each,
    }
    seen = []
    for one in explanation(report, layer.name).sections:
        seen.append(one.quantity)
        assert one.ideas or one.note or one.quantity in ("flops", "output", "rf", "jump", "start")
        if one.quantity in counts:
            expected: set[object] = {counts[one.quantity]}
        elif one.quantity == "output":
            fits = [layer.fits[axis].exact for axis in one.axes] if layer.fits else []
            exact = {size for size in fits if size is not None}
            sizes = {layer.output.space[axis] for axis in one.axes} or {layer.output.channels}
            expected = set(exact or sizes)
        else:
            values = {"rf": layer.field.size, "jump": layer.field.jump, "start": layer.field.start}[one.quantity]
            expected = {values[axis] for axis in one.axes}
        if one.lines:
            assert typed_in(one) == expected == {one.value}
        elif one.quantity in counts:
            assert one.result == f"{counts[one.quantity]:,}"
    assert list(dict.fromkeys(seen)) == list(QUANTITIES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_letter_is_told_once(example: Example) -> None:
    """Each letter of a formula is told with its number at or before the formula, and no letter twice."""
    report = net(example)
    told: list[tuple[str, object]] = []
    for one in explanation(report, report.layers[-1].name).sections:
        told += [(symbol, letter.value) for letter in one.letters for symbol in letter.symbols]
        if one.lines and one.quantity != "flops":
            values = {symbol: value for symbol, value in told if isinstance(value, (int, Fraction))}
            assert evaluate(parse(HAND.line(one.lines[0]), power=True), values) == one.value
    assert len(told) == len(set(told))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_ideas(kind: str) -> None:
    """Every kind says something about its parameters and its MACs, in whole sentences."""
    example = layer_class(kind).examples[0]
    found = explanation(net(example), net(example).layers[-1].name)
    for quantity in ("params", "macs"):
        words = "".join(part for idea in section(found, quantity).ideas for part in idea if isinstance(part, str))
        assert words[0].isupper()
        assert words.endswith(".")


def test_a_stride_multiplies_the_jump() -> None:
    """Where the jump is not asked for, the receptive field says it, and why it grows."""
    report = api.chain("32x32x3", "conv: 4 x 3x3, stride 2, pad 0:1")
    assert "J*S = 1*2 = 2: a stride multiplies the jump, and neighbours are 2 pixels apart" in " ".join(
        report.explain("conv1").text.split()
    )


def test_layer_of_a_net() -> None:
    """In a net the receptive field, jump and start go on from the layer before."""
    found = explanation(api.load("alexnet").report(), "conv2")
    lines = {one.quantity: [HAND.line(line) for line in one.lines] for one in found.sections}
    assert lines["rf"] == ["R + (F - 1)*J", "19 + (5 - 1)*8", "19 + 4*8", "51"]
    assert lines["jump"] == ["J*S", "8*1", "8"]
    assert lines["start"] == ["Z - P*J", "0 - 2*8", "-16"]
    assert lines["memory"] == ["H*W*K*B", "27*27*256*4", "746496"]


def test_misfit() -> None:
    """A window that does not fit is shown to its exact quotient, with what rounding down leaves unseen."""
    found = explanation(api.chain("7x7x1", "conv: 1 x 3x3, stride 3"), "conv1", "output")
    (size,) = found.sections
    assert [HAND.line(line) for line in size.lines] == ["(N - F)/S + 1", "(7 - 3)/3 + 1", "4/3 + 1", "7/3"]
    assert size.note == "2.33 is not whole: it does not fit"
    assert size.ideas[0] == ("Rounded down, the size is 2x2, and the last row and column are never looked at.",)


@pytest.mark.parametrize(
    ("on", "layer", "quantity", "lines"),
    [
        ("9x9x4", "conv: 8 x 3x3, groups 2", "params",
         ["(F*F*(C/G) + 1)*K", "(3*3*(4/2) + 1)*8", "(3*3*2 + 1)*8", "19*8", "152"]),
        ("5x5x1", "local: 6 x 3x3", "params",
         ["H*W*((F*F*C + 1)*K)", "3*3*((3*3*1 + 1)*6)", "3*3*(10*6)", "3*3*60", "540"]),
        ("6x6x256", "flatten", "output", ["N*N*C", "6*6*256", "9216"]),
        ("13x13x8", "upsample: 2", "output", ["N*r", "13*2", "26"]),
        ("28x28x1", "fc: 10", "macs", ["N*N*C * M", "28*28*1 * 10", "784 * 10", "7840"]),
        ("8x8x32", "bn", "params", ["2*C", "2*32", "64"]),
        ("5x5x1", "conv: 1 x 3x3", "params", ["(F*F*C + 1)*K", "(3*3*1 + 1)*1", "10"]),
    ],
)  # fmt: skip
def test_lines(on: str, layer: str, quantity: str, lines: list[str]) -> None:
    """Each calculation has the lines that a person would write."""
    report = api.chain(on, layer)
    assert [HAND.line(line) for line in section(explanation(report, report.layers[0].name), quantity).lines] == lines


def test_shared_weights_are_counted_once() -> None:
    """A layer that uses the weights of another one has no parameters of its own, and says whose they are."""
    text = "input: 8x8x2\nlayers:\n  - {conv: 2 x 3x3, name: a}\n  - {use: a, name: b}\n"
    params = section(explanation(api.read(text).report(), "b"), "params")
    assert (params.result, params.ideas) == ("0", (("The weights are those of a, and are counted there.",),))


@pytest.mark.parametrize(
    ("inputs", "on"),
    [
        (("8x8x2", "8x8x2", "8x8x2"), "3 of 8x8x2"),
        (("8x8x2", "8x8x4"), "8x8x2 and 8x8x4"),
        (("8x8x1", "8x8x2", "8x8x3", "8x8x4", "8x8x5"), "5 inputs"),
    ],
)
def test_inputs_of_a_join(inputs: tuple[str, ...], on: str) -> None:
    """A join's heading names its inputs, equal ones together, and of many different ones only how many they are."""
    report = net(Example("concat", inputs, "", ""))
    assert explanation(report, "concat1", "output").on == on


def test_depths_of_a_concatenation_add_up() -> None:
    """The depth of a concatenation is the sum of its inputs' depths, each with a letter of its own."""
    report = net(layer_class("concat").examples[1])
    depth = section(explanation(report, "concat1"), "output")
    assert [HAND.line(line) for line in depth.lines] == ["C_1 + C_2", "64 + 32", "96"]


def test_other_conventions() -> None:
    """FLOPs by another convention, the batch and the type of number are those that were asked for."""
    report = api.conv("32x32x3", filters=10, kernel=5, flops="exact", batch=8, dtype="float16")
    found = explanation(report, "conv1")
    assert section(found, "flops").result == f"{report.layers[0].flops:,}"
    assert HAND.line(section(found, "memory").lines[1]) == "28*28*10*2*8"


@pytest.mark.parametrize(("names", "message"), [(["ouput"], "did you mean `output`"), ([""], "write some of output")])
def test_unknown_quantities(names: list[str], message: str) -> None:
    """A quantity that there is not is refused with those that there are."""
    with pytest.raises(UsageError, match=message):
        quantities(names)


def test_unknown_layer() -> None:
    """A layer that there is not is refused with one of a similar name."""
    with pytest.raises(UsageError, match="no layer called conv9; did you mean `conv5`"):
        api.load("alexnet").report().explain("conv9")
