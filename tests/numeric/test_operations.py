"""What each kind of layer does with numbers, beside windows that slide."""

from __future__ import annotations

import ast
import math
from fractions import Fraction

import pytest

from cnncalc import apply
from cnncalc.errors import RuleError, UsageError
from cnncalc.layers.catalogue import KINDS
from cnncalc.numeric.operations import OPERATIONS, WITHOUT
from cnncalc.numeric.result import Result
from cnncalc.numeric.tensor import USUAL, Style, places

POOL = "1 4 2 1; 5 8 3 4; 7 6 4 5; 1 3 1 2"


def test_every_kind_is_worked_out_or_named_with_a_reason() -> None:
    """A new kind cannot be forgotten: it stands in one of the two tables."""
    assert sorted([*OPERATIONS, *WITHOUT]) == sorted(KINDS)
    for kind, reason in WITHOUT.items():
        with pytest.raises(UsageError, match=f"{kind} is not worked out on numbers: {reason}"):
            apply(kind, input="1 2")


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("relu", [0, 0, 0.5, 8]),
        ("relu6", [0, 0, 0.5, 6]),
        ("leaky_relu: 0.1", [-0.2, 0, 0.5, 8]),
        ("elu", [math.exp(-2) - 1, 0, 0.5, 8]),
        ("hsigmoid", [1 / 6, 1 / 2, 3.5 / 6, 1]),
        ("hswish", [-2 / 6, 0, 0.5 * 3.5 / 6, 8]),
        ("sigmoid", [1 / (1 + math.exp(2)), 1 / 2, 1 / (1 + math.exp(-0.5)), 1 / (1 + math.exp(-8))]),
        ("silu", [-2 / (1 + math.exp(2)), 0, 0.5 / (1 + math.exp(-0.5)), 8 / (1 + math.exp(-8))]),
        ("tanh", [-0.9640275801, 0, 0.4621171573, 0.9999997749]),
        ("gelu", [-0.0455002639, 0, 0.3457312306, 8]),  # torch's GELU
        ("dropout: 0.5", [-2, 0, 0.5, 8]),
    ],
)
def test_functions_of_one_number(layer: str, expected: list[float]) -> None:
    """Activation functions at four places; dropout does nothing outside of training."""
    assert apply(layer, input="-2 0 1/2 8").values() == pytest.approx(expected, abs=1e-9)


def test_exact_functions_stay_exact() -> None:
    """What needs no exp gives fractions, not floats."""
    assert apply("hswish", input="0.5").values() == [Fraction(7, 24)]
    assert apply("leaky_relu: 0.1", input="-2").values() == [Fraction(-1, 5)]


def test_leaky_relu_needs_its_slope() -> None:
    """Frameworks have different slopes, so none is guessed."""
    with pytest.raises(RuleError, match=r"torch's is 0\.01, Keras's 0\.3"):
        apply("leaky_relu", input="-2 1")


def test_large_scores_do_not_overflow() -> None:
    """Scores far apart are as good as certain, and equal ones are shared."""
    assert apply("softmax", input="9007199254740992 0 -5").values() == [1, 0, 0]
    assert apply("sigmoid", input="-9007199254740992 9007199254740992").values() == [0, 1]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("gap", [[[Fraction(57, 16)]]]),
        ("gmp", [[[8]]]),
        ("adaptive_maxpool: 3x1", [[[8], [8], [7]]]),
        ("adaptive_avgpool: 2x2", [[[Fraction(9, 2), Fraction(5, 2)], [Fraction(17, 4), 3]]]),
        ("crop: 2x2", [[[8, 3], [6, 4]]]),
        ("flatten", [1, 4, 2, 1, 5, 8, 3, 4, 7, 6, 4, 5, 1, 3, 1, 2]),
    ],
)
def test_layers_that_reduce_or_rearrange(layer: str, expected: list[object]) -> None:
    """Pooling to a size, cutting out, and flattening row by row."""
    assert apply(layer, input=POOL).values() == expected


def test_upsampling_copies() -> None:
    """Each number becomes a block; a mode in which frameworks disagree is refused."""
    assert apply("upsample: 2x1", input="1 2; 3 4").values() == [[[1, 2], [1, 2], [3, 4], [3, 4]]]
    with pytest.raises(RuleError, match="frameworks disagree"):
        apply("upsample: 2, mode bilinear", input="1 2; 3 4")


def test_padding_as_a_layer() -> None:
    """Zeros around the map, or the map's own border."""
    assert apply("pad: 1:0x0:1", input="1 2; 3 4").values() == [[[0, 0, 0], [1, 2, 0], [3, 4, 0]]]
    assert apply("pad: 1:0x0:1", input="1 2; 3 4", pad_with="edge").values() == [[[1, 2, 2], [1, 2, 2], [3, 4, 4]]]


def test_volumes_are_flattened_map_by_map() -> None:
    """The order of torch, and the note says so."""
    result = apply("flatten", input="1 2; 3 4 | 5 6; 7 8")
    assert result.values() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert "map by map" in result.steps[0].note
    assert not apply("flatten", input="1 2; 3 4").steps[0].note


def test_rounding_up_ignores_what_lies_behind_the_padding() -> None:
    """The last windows of a pool that rounds up hold fewer numbers, and an average divides by those it has."""
    assert apply("maxpool: 2x2", input="1 2 3; 4 5 6; 7 8 9", rounding="ceil").values() == [[[5, 6], [8, 9]]]
    expected = [[[3, Fraction(9, 2)], [Fraction(15, 2), 9]]]
    assert apply("avgpool: 2x2", input="1 2 3; 4 5 6; 7 8 9", rounding="ceil").values() == expected


def test_maxima_know_where_they_stood() -> None:
    """The place of every maximum in its own map: the path of the gradient. Of equal numbers it is the first."""
    (step,) = apply("maxpool: 2x2", input="1 4 4 1; 5 5 3 4 | 9 0 0 9; 0 0 0 0").steps
    assert step.winners == [[(1, 0), (0, 2)], [(0, 0), (0, 3)]]
    assert step.ties
    assert apply("avgpool: 2x2", input="1 2; 3 4").steps[0].winners is None


def test_padding_never_wins_unless_it_is_said_to_be_zero() -> None:
    """Max pooling ignores the padding, as frameworks do; with zeros in it the zeros compete."""
    assert apply("maxpool: 2x2, pad 1", input="-1 -2; -3 -4").values() == [[[-1, -2], [-3, -4]]]
    zeros = apply("maxpool: 2x2, pad 1", input="-1 -2; -3 -4", pad_with="zero")
    assert zeros.values() == [[[0, 0], [0, 0]]]
    assert zeros.steps[0].winners == [[None] * 4]


def every_line(result: Result) -> list[list[str]]:
    """Return the worked lines of every number that comes out."""
    output = result.output
    return [
        result.cell(*place, channel=c).lines(USUAL) for c in range(len(output.maps)) for place in places(output.space)
    ]


@pytest.mark.parametrize(
    "result",
    [
        apply("conv", input="1 -2 0.5; 0 3 1/3 | 2 2 2; 0 -1 4", kernel="1 0 | -1 2 || 0 0 | 1/2 1", bias="1 -2"),
        apply("deconv", input="1 -2; 0 3", kernel="1 0; -1 2", stride=2),
        apply("fc", input="1 -2 3", weights="1 0 2; -1 1/3 1", bias="0 -1"),
        apply("maxpool: 2x2", input=POOL),
        apply("avgpool: 2x2, pad 1", input="1 -4; 5 0.5"),
        apply("sumpool: 2x2", input=POOL),
        apply("hswish", input="-4 -1 0 2.5 8"),
        apply("leaky_relu: 0.1", input="-4 3"),
        apply("relu6", input="-4 3 7"),
        apply("elu: 2", input="-1.5 2"),
        apply("sigmoid", input="-1.5 2"),
        apply("silu", input="-1.5 2"),
        apply("softmax", input="1.5 2 -1"),
    ],
    ids=lambda result: result.steps[0].name,
)
def test_worked_lines_add_up(result: Result) -> None:
    """Every line of a derivation, read as arithmetic, is the number that comes out."""
    values = iter(result.output.flat)
    for lines in every_line(result):
        value = next(values)
        for line in lines:
            assert evaluated(line) == pytest.approx(float(value), abs=1e-3)


def evaluated(line: str) -> float:
    """Return the value of a written calculation."""
    code = compile(ast.parse(line, mode="eval"), line, "eval")
    return float(eval(code, {"__builtins__": {}, "max": max, "min": min, "exp": math.exp, "tanh": math.tanh}))


def test_numbers_are_written_exactly_or_rounded_as_by_hand() -> None:
    """Decimals where they end, else fractions; halves are rounded away from zero, and -0 is 0."""
    sixteenth, third = Fraction(90, 16), Fraction(-7, 3)
    assert [USUAL.write(number) for number in (3, sixteenth, third, 0.25)] == ["3", "5.625", "-7/3", "0.2500"]
    assert [Style(fractions=True).write(number) for number in (3, sixteenth)] == ["3", "45/8"]
    rounded = [Style(decimals=1).write(number) for number in (3, Fraction(1, 20), Fraction(-1, 20), -0.01)]
    assert rounded == ["3.0", "0.1", "-0.1", "0.0"]
    assert Style(decimals=0).write(Fraction(5, 2)) == "3"


@pytest.mark.parametrize("op", ["relu", "silu", "gelu", "sigmoid", "tanh", "elu", "hswish", "hsigmoid", "softmax"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_functions_of_the_largest_numbers(op: str, sign: str) -> None:
    """Numbers at the bound of what is worked out have a finite value, which can be written and calculated with."""
    large = apply(*["fc"] * 5, op, "fc", input="9e15", weights=[f"{sign}9e15", *["9e15"] * 4, "2"])
    (value,) = large.output.flat
    assert math.isfinite(value)
    for step in (-2, -1):
        cell = large.cell(step=step)
        assert cell.lines(USUAL)[-1] == USUAL.write(cell.value)


@pytest.mark.parametrize("op", ["relu", "silu", "gelu", "softmax"])
def test_what_grows_beyond_the_bound_is_refused(op: str) -> None:
    """Where numbers have more than 100 digits, the layer that makes them is named; nothing overflows."""
    with pytest.raises(RuleError, match=r"layer 6, `fc`: the numbers of fc6 are larger than 10\^100"):
        apply(*["fc"] * 20, op, input="9e15", weights=["9e15"] * 20)


@pytest.mark.parametrize("text", ["1e400", "-" + "9" * 41, "0." + "1" * 50, "1/" + "3" * 60])
def test_numbers_that_are_too_long(text: str) -> None:
    """A number that has too many digits is told apart from what is no number."""
    with pytest.raises(UsageError, match="is too large or too long: numbers reach to"):
        apply("relu", input=text)
