"""Trees, the functions over `int | Expr`, and what expressions are worth."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import (
    Name,
    Num,
    Op,
    ceil,
    evaluate,
    floor,
    known,
    leaves,
    maximum,
    product,
    ratio,
)
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import text

N, F, S = Name("N", 32), Name("F", 5), Name("S", 2)


def test_python_operators_build_what_was_written():
    """Nothing is simplified or reordered, and ints may stand on either side."""
    assert text((N + 2 * 0 - F) / S + 1) == "(N + 0 - F)/S + 1"
    assert text(1 + N) == "1 + N"
    assert text((10 - N) % 4 // -F) == "(10 - N)%4//(-F)"
    assert text(3 / (7 // (9 % N))) == "3/(7//(9%N))"
    assert text(N**2) == "N^2"


def test_equal_means_written_the_same():
    """Two trees of the same value are different unless they are written the same; places do not count."""
    assert N + F == N + F
    assert N + F != F + N
    assert parse("  a+b") == parse("a + b")
    assert Name("N", 32) != Name("N", 64)


def test_an_expression_is_never_a_python_truth_value():
    """A check on an unknown cannot be mistaken for its answer."""
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(N - 32)
    with pytest.raises(TypeError, match="not supported"):
        N < 3  # type: ignore[operator]  # noqa: B015


def test_known_asks_every_name():
    """A value is known when each name has one."""
    assert known(7) == 7
    assert known(Fraction(8, 2)) == 4
    assert known((N - F) / S) == Fraction(27, 2)
    assert known(N + Name("k")) is None
    assert known(parse("1 < 2")) is None


@given(st.integers(-500, 500), st.integers(-30, 30).filter(bool))
def test_the_functions_agree_on_numbers_and_on_trees(a, b):
    """What a function gives for ints is what the tree of the same call is worth."""
    named_a, named_b = Name("a", a), Name("b", b)
    for function in (ratio, maximum):
        assert known(function(named_a, named_b)) == function(a, b)
    for function in (floor, ceil):
        assert known(function(ratio(named_a, named_b))) == function(ratio(a, b))
    assert known(product([named_a, 3, named_b])) == product([a, 3, b])


def test_ratio_is_exact():
    """A ratio is an int when it divides and a fraction when not, never a float."""
    assert type(ratio(6, 3)) is int
    assert ratio(7, 2) == Fraction(7, 2)
    assert floor(Fraction(-7, 2)) == -4
    assert ceil(Fraction(-7, 2)) == -3
    with pytest.raises(ExprError, match="`/` by zero"):
        ratio(1, 0)


def test_a_product_has_no_factor_added():
    """The product is written with its own factors only, and the empty one is 1."""
    assert text(product([F, F, Name("C", 3)])) == "F*F*C"
    assert product([]) == 1
    assert product([4, 5, 6]) == 120


def test_leaves_come_in_reading_order():
    """The names are found from left to right."""
    assert [name.symbol for name in leaves(parse("a + max(b, -c)*a"))] == ["a", "b", "c", "a"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.75*4", 3),
        ("1/3 + 1/6", Fraction(1, 2)),
        ("7//2 + 7%4", 6),
        ("-7//2", -4),
        ("n.1 + m.0.1", 6),
        ("round(0.5) + round(1.5) + round(2.5)", 4),
        ("int(-2.5)", -2),
        ("abs(-3) + min(4, 2, 9) + max(1, 2)", 7),
        ("floor(2.9) + ceil(2.1)", 5),
        ("sqrt(2.25) + log2(8)", Fraction(9, 2)),
        ("3 if s == 1 and not off else 4", 3),
        ("0 if s == 1 else 1/0", 0),
        ("s != 1 or in >= 5", True),
        ("mode == nearest", True),
        ("n == m.0", False),
        ("true == (1 < 2)", True),
    ],
)
def test_values(written, value):
    """Expressions have the exact values that arithmetic gives them."""
    env = {"n": (1, 2), "m": ((3, 4), 5), "s": 1, "in": 16, "mode": "nearest", "nearest": "nearest"}
    assert evaluate(parse(written), env) == value


@pytest.mark.parametrize(
    ("width", "channels"),
    [("0.75 * 32", 24), ("0.35 * 32", 16), ("0.35 * 16", 8), ("1.4 * 24", 32), ("1.3 * 64", 80), ("1.3*16, by=4", 20)],
)
def test_divisible_gives_the_published_widths(width, channels):
    """The channel counts of MobileNetV2's narrow and wide variants come out as published."""
    assert evaluate(parse(f"divisible({width})")) == channels


def test_a_value_from_the_environment_goes_first():
    """A name's own value gives way to the one that is handed in."""
    assert evaluate(N * 2, {"N": 5}) == 10
    assert evaluate(N * 2) == 64


@pytest.mark.parametrize(
    ("written", "message", "at"),
    [
        ("2 + widht", "nothing here is called `widht`", "widht"),
        ("1 + hxw", "nothing here is called `hxw`", "hxw"),
        ("1 + n.5", r"no item .5: its items are .0 to .1", "n.5"),
        ("width.0", "only a list has items, and this is the number 2", "width.0"),
        ("4 - 1/(width - 2)", "`/` by zero", "1/(width - 2)"),
        ("5 % 0", "`%` by zero", "5 % 0"),
        ("1 + n*2", r"`\*` takes a number, not the list \(1, 2\)", "n*2"),
        ("n < 3", r"`<` takes a number, not the list \(1, 2\)", "n < 3"),
        ("n == 3", r"the list \(1, 2\) and the number 3 cannot be compared", "n == 3"),
        ("1 if width else 2", "a condition is true or false, not the number 2", "1 if width else 2"),
        ("not 0", "`not` takes a truth value, not the number 0", "not 0"),
        ("-true", "`-` takes a number, not `true`", "-true"),
        ("1 + 9007199254740992*2", r"beyond 2\^53", "9007199254740992*2"),
        ("99999999999999999999", r"beyond 2\^53", "99999999999999999999"),
        ("sqrt(0 - 4)", "no square root", "sqrt(0 - 4)"),
        ("log2(0)", "only a positive number", "log2(0)"),
        ("divisible(8, 0)", "multiples are of a positive number", "divisible(8, 0)"),
        ("2^0.5", "exponent is not a whole number", "2^0.5"),
        ("2^99", "exponent is not a whole number", "2^99"),
    ],
)
def test_what_has_no_value_says_why_and_where(written, message, at):
    """Each error gives its reason and the stretch of the text that it is about."""
    with pytest.raises(ExprError, match=message) as caught:
        evaluate(parse(written, power=True), {"width": 2, "n": (1, 2)})
    assert caught.value.code == "value"
    assert written[caught.value.start : caught.value.end] == at


def test_an_unknown_name_is_helped():
    """A near name is suggested, and a size without blanks is spelled with them."""
    with pytest.raises(ExprError, match="widht") as caught:
        evaluate(parse("widht"), {"width": 1})
    assert caught.value.help == ("did you mean `width`?",)
    with pytest.raises(ExprError, match="hxw") as caught:
        evaluate(parse("hxw"))
    assert caught.value.help == ("a size is `h x w`",)


def test_numbers_cannot_grow_without_bound():
    """Fractions that double their digits again and again are stopped."""
    long = Num(Fraction(1, 3**2000))
    assert known(Num(Fraction(1, 3**1000)) * 1) == Fraction(1, 3**1000)
    with pytest.raises(ExprError, match="more than a thousand digits"):
        known(long * long)


def test_a_tree_too_deep_is_an_error_of_ours():
    """A tree built far deeper than any text is refused, not a crash."""
    deep = N
    for _ in range(5000):
        deep = Op("neg", (deep,))
    with pytest.raises(ExprError, match="nested too deeply"):
        known(deep)
