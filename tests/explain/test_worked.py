"""The worked lines are the layer's own rules on letters, so text and number are one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc import api
from cnncalc.algebra.expr import evaluate
from cnncalc.algebra.parser import parse
from cnncalc.explain.derivation import Derivation
from cnncalc.explain.worked import Worked, output_sizes, quotients, worked
from cnncalc.layers.base import Example
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.conv import Conv
from cnncalc.model.report import LayerReport
from cnncalc.model.volume import Volume

EXAMPLES = [
    pytest.param(example, id=f"{example.layer} on {example.on}")
    for kind in KINDS
    if not layer_class(kind).joins
    for example in layer_class(kind).examples
]


def only(text: str, on: str) -> tuple[LayerReport, Worked]:
    """Return the report and the worked lines of one layer."""
    report = api.chain(on, text)
    (layer,) = report.layers
    return layer, worked(layer, report)


def read_back(derivation: Derivation) -> object:
    """Return what the printed numbers come to when a person types them in."""
    assert evaluate(parse(derivation.steps[-1])) == evaluate(parse(derivation.numbers))
    return evaluate(parse(derivation.numbers))


@pytest.mark.parametrize("example", EXAMPLES)
def test_read_back(example: Example) -> None:
    """Every printed formula of every example, typed in again, gives the number that is reported."""
    layer, lines = only(example.layer, str(example.on))
    for size in lines.output:
        for axis in size.axes:
            exact = layer.fits[axis].exact if layer.fits else None
            assert read_back(size.derivation) == (layer.output.space[axis] if exact is None else exact)
            assert size.size == layer.output.space[axis]
    assert (read_back(lines.params) if lines.params else 0) == layer.params.total
    assert (read_back(lines.buffers) if lines.buffers else 0) == layer.params.buffers
    for field in lines.field:
        assert {read_back(field.derivation)} == {layer.field.size[axis] for axis in field.axes}
    for jump in lines.jump:
        assert {read_back(jump.derivation)} == {layer.field.jump[axis] for axis in jump.axes}
    assert (read_back(lines.macs.derivation) if lines.macs else 0) == layer.macs
    if lines.macs and lines.macs.times:
        assert lines.macs.each.value * lines.macs.times.value == layer.macs


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_axis_once(example: Example) -> None:
    """A layer with windows has a line for each axis, and no axis has two."""
    layer, lines = only(example.layer, str(example.on))
    axes = sorted(axis for size in lines.output for axis in size.axes)
    assert axes == (list(range(len(layer.output.space))) if layer.node.layer.windows(*layer.node.volumes) else [])


def test_step_by_step() -> None:
    """The lecture's convolution has the formulas, letters and steps that a lecture writes."""
    _, lines = only("conv: 10 x 5x5, pad 2", "32x32x3")
    (size,) = lines.output
    assert size.everywhere
    assert size.where == "in height and width"
    assert size.derivation.formula == "(N + 2*P - F)/S + 1"
    assert size.derivation.steps == ("(32 + 2*2 - 5)/1 + 1", "31/1 + 1", "32")
    told = [(letter.symbol, letter.value, letter.meaning) for letter in size.derivation.letters]
    assert told == [("N", 32, "input size"), ("P", 2, "padding"), ("F", 5, "filter size"), ("S", 1, "stride")]
    assert lines.params is not None
    assert lines.params.formula == "(F*F*C + 1)*K"
    assert lines.params.steps == ("(5*5*3 + 1)*10", "76*10", "760")
    assert [field.derivation.formula for field in lines.field] == ["R + (F - 1)*J"]
    assert [jump.derivation.formula for jump in lines.jump] == ["J*S"]
    assert lines.macs is not None
    assert lines.macs.times is not None
    assert (lines.macs.each.formula, lines.macs.times.formula, lines.macs.per) == ("F*F*C", "H*W*K", "outputs")
    assert lines.remark == "10 filters make 10 maps"


@pytest.mark.parametrize(
    ("text", "on", "output", "params"),
    [
        ("maxpool: 3x3, stride 2", "55x55x96", ["(55 - 3)/2 + 1"], None),
        ("conv: 8 x 3x3, pad 0:1", "5x5x2", ["(5 + 0 + 1 - 3)/1 + 1"], "(3*3*2 + 1)*8"),
        ("conv: 8 x 3x3, dilation 2", "9x9x2", ["(9 - 2*(3 - 1) - 1)/1 + 1"], "(3*3*2 + 1)*8"),
        ("conv: 8 x 3x3, stride 2, same", "9x9x2", ["ceil(9/2)"], "(3*3*2 + 1)*8"),
        ("conv: 8 x 3x3, groups 2", "9x9x4", ["(9 - 3)/1 + 1"], "(3*3*2 + 1)*8"),
        ("conv: 8 x 3x5x4, bias off", "9x9x4", ["(9 - 3)/1 + 1", "(9 - 5)/1 + 1"], "3*5*4*8"),
        ("deconv: 1 x 3x3, stride 2, pad 1, output_pad 1", "3x3x1", ["(3 - 1)*2 - 2*1 + 3 + 1"], "(3*3*1 + 1)*1"),
        ("fc: 10", "6x6x256", [], "(6*6*256 + 1)*10"),
        ("bn", "8x8x32", [], "2*32"),
        ("prelu", "8x8x32", [], "32"),
        ("local: 2 x 3x3", "5x5x1", ["(5 - 3)/1 + 1"], "3*3*((3*3*1 + 1)*2)"),
        ("dwconv: 3x3, multiplier 2, bias off", "5x5x4", ["(5 - 3)/1 + 1"], "3*3*1*(2*4)"),
    ],
)
def test_written_lines(text: str, on: str, output: list[str], params: str | None) -> None:
    """What has an effect stands in the line, what has none is left out, and equal axes are written once."""
    _, lines = only(text, on)
    assert [size.derivation.numbers for size in lines.output] == output
    assert (lines.params and lines.params.numbers) == params


def test_unequal_axes() -> None:
    """Axes that differ have lines and letters of their own."""
    _, lines = only("conv: 4 x 3x5, stride 2x1", "10x20x3")
    assert [size.where for size in lines.output] == ["in height", "in width"]
    assert [size.derivation.formula for size in lines.output] == ["(N_h - F_h)/S_h + 1", "(N_w - F_w)/S_w + 1"]


@pytest.mark.parametrize(
    ("text", "on", "line"),
    [
        ("maxpool: 3x3, stride 2, ceil", "112x112x64", "(112 - 3)/2 + 1 = 55.5, rounded up: 56"),
        ("maxpool: 3x3, stride 2, floor", "112x112x64", "(112 - 3)/2 + 1 = 55.5, rounded down: 55"),
        ("maxpool: 3x3, stride 2, floor", "112x113x64", "(112 - 3)/2 + 1 = 55.5, rounded down: 55 in height"),
        ("avgpool: 3x3, stride 3, pad 1, ceil", "2x2x3",
         "(2 + 2*1 - 3)/3 + 1 = 1.33, rounded up, but for a window that would start behind the input: 1"),
    ],
)  # fmt: skip
def test_rounding_is_said(text: str, on: str, line: str) -> None:
    """A line whose value is not whole says what rounding makes of it."""
    layer, lines = only(text, on)
    assert lines.output[0].rounded == line
    assert output_sizes(layer.node) == lines.output


def test_field_in_a_net() -> None:
    """In a net, a receptive field starts from that of the layer before."""
    report = api.chain(
        "227x227x3", "conv: 96 x 11x11, stride 4, relu", "maxpool: 3x3, stride 2", "conv: 256 x 5x5, pad 2"
    )
    (field,) = worked(report["conv2"], report).field
    assert field.derivation.numbers == "19 + (5 - 1)*8"
    assert field.derivation.value == report["conv2"].field.size[0] == 51
    (alone,) = worked(report["conv2"]).field
    assert alone.derivation.numbers == "1 + (5 - 1)*1"


@pytest.mark.parametrize("layers", [("upsample: 2", "conv: 1 x 3x3"), ("gap", "conv: 1 x 1x1"), ("flatten", "fc: 3")])
def test_field_without_a_formula(layers: tuple[str, ...]) -> None:
    """Where units see different or all positions, no line pretends to be a formula for it."""
    report = api.chain("8x8x3", *layers)
    assert worked(report.layers[-1], report).field == ()


def test_padding_is_written_out() -> None:
    """The quotient of a misfit shows the padding even where there is none, for it may be what to change."""
    (quotient,) = quotients(Conv(filters=96, kernel=(11, 11), stride=4), Volume((224, 224), 3))
    assert quotient.line == "(224 + 2*0 - 11)/4 + 1 = 54.25"
    assert quotient.derivation.value == Fraction(217, 4)


@given(size=st.integers(7, 60), kernel=st.integers(1, 7), stride=st.integers(1, 5), pad=st.integers(0, 3),
       dilation=st.integers(1, 2), filters=st.integers(1, 9), depth=st.integers(1, 9))  # fmt: skip
def test_random_convolutions(
    size: int, kernel: int, stride: int, pad: int, dilation: int, filters: int, depth: int
) -> None:
    """On any window the line's value is between the size that comes out and the next, and counts agree."""
    if dilation * (kernel - 1) >= size:
        return
    options = f"stride {stride}, pad {pad}, dilation {dilation}"
    layer, lines = only(f"conv: {filters} x {kernel}x{kernel}, {options}", f"{size}x{size}x{depth}")
    (output,) = lines.output
    value = evaluate(parse(output.derivation.numbers))
    assert isinstance(value, (int, Fraction))
    assert output.size <= value < output.size + 1
    assert lines.params is not None
    assert lines.macs is not None
    assert (lines.params.value, lines.macs.derivation.value) == (layer.params.total, layer.macs)
