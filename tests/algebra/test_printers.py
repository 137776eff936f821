"""Expressions as text, Unicode and LaTeX, and numbers as decimals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.expr import Name, Num, floor, lift, ratio
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import UNICODE, decimal, latex, mathml, separated, text, unicode


def test_the_window_formula_in_three_notations():
    """The same tree is a line for the terminal, one with book signs, and one for LaTeX."""
    size, kernel, pad, stride = Name("N", 32), Name("F", 5), Name("P", 2), Name("S", 1)
    tree = floor(ratio(size + 2 * pad - kernel, stride)) + 1
    assert text(tree) == "floor((N + 2*P - F)/S) + 1"
    assert text(tree, values=True) == "floor((32 + 2*2 - 5)/1) + 1"
    assert unicode(tree) == "⌊(N + 2·P − F)/S⌋ + 1"
    assert unicode(tree, values=True) == "⌊(32 + 2·2 − 5)/1⌋ + 1"
    assert latex(tree) == r"\left\lfloor \frac{N + 2 \cdot P - F}{S} \right\rfloor + 1"


@pytest.mark.parametrize(
    ("line", "pretty", "tex"),
    [
        ("a*(b + c)", "a·(b + c)", r"a \cdot \left(b + c\right)"),
        ("a - (b - c)", "a − (b − c)", r"a - \left(b - c\right)"),
        ("a*(b/c)", "a·(b/c)", r"a \cdot \frac{b}{c}"),
        ("2*(-a)", "2·(−a)", r"2 \cdot \left(-a\right)"),
        ("-a*b", "−a·b", r"-a \cdot b"),
        ("c*(a//b)", "c·⌊a/b⌋", r"c \cdot \left\lfloor \frac{a}{b} \right\rfloor"),
        ("(a + b)//2", "⌊(a + b)/2⌋", r"\left\lfloor \frac{a + b}{2} \right\rfloor"),
        ("a%2 == 0", "a mod 2 = 0", r"a \bmod 2 = 0"),
        ("not a and b != -1", "not a and b ≠ −1", r"\lnot a \land b \ne -1"),
        ("n.0", "n.0", "{n}_{0}"),
        ("abs(a)", "|a|", r"\left\lvert a \right\rvert"),
        ("width*P_top", "width·P_top", r"\mathit{width} \cdot P_{\mathit{top}}"),
    ],
)
def test_notations(line, pretty, tex):
    """Brackets stand only where the notation needs them: a fraction bar and ⌊ ⌋ bring their own."""
    tree = parse(line)
    assert (text(tree), unicode(tree), latex(tree)) == (line, pretty, tex)


@pytest.mark.parametrize(
    ("line", "elements"),
    [
        ("a + 1", "<mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow>"),
        ("(a + b)/2", "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"),
        ("c*(a - b)", "<mrow><mi>c</mi><mo>·</mo><mrow><mo>(</mo><mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>"
         "<mo>)</mo></mrow></mrow>"),
        ("ceil(a)", "<mrow><mo>⌈</mo><mi>a</mi><mo>⌉</mo></mrow>"),
        ("a//2", "<mrow><mo>⌊</mo><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>⌋</mo></mrow>"),
        ("k^2", "<msup><mi>k</mi><mn>2</mn></msup>"),
        ("sqrt(a)", "<msqrt><mi>a</mi></msqrt>"),
        ("max(a, 0)", "<mrow><mo>max(</mo><mi>a</mi><mo>,</mo><mn>0</mn><mo>)</mo></mrow>"),
        ("a < 10240", "<mrow><mi>a</mi><mo>&lt;</mo><mn>10,240</mn></mrow>"),
        ("P1 + F_h", "<mrow><msub><mi>P</mi><mi>1</mi></msub><mo>+</mo><msub><mi>F</mi><mi>h</mi></msub></mrow>"),
    ],
)  # fmt: skip
def test_mathml(line, elements):
    """MathML has an element for each sign, name and number, and each operand is one element."""
    assert mathml(parse(line, power=True)) == elements


@pytest.mark.parametrize(
    ("number", "digits"), [(999, "999"), (10240, "10,240"), (-1000, "-1,000"), (Fraction(4001, 2), "2,000.5")]
)
def test_thousands(number, digits):
    """Thousands are separated, decimals are not."""
    assert separated(number) == digits


def test_another_sign_of_a_product():
    """A notation can write its products with another sign, and brackets stay where they are."""
    assert UNICODE.multiplied("%s × %s").write(parse("(a + 1)*b*c - d")) == "(a + 1) × b × c − d"


@pytest.mark.parametrize(
    ("name", "tex"),
    [("N", "N"), ("P1", "P_{1}"), ("W12", "W_{12}"), ("_", r"\_"), ("_a_b", r"\mathit{a\_b}"), ("c_2", "c_{2}")],
)
def test_latex_names(name, tex):
    """A long name is set as one word, and what follows the first underscore is set below."""
    assert latex(Name(name)) == tex


def test_negative_and_endless_numbers_get_the_sign_and_bar_they_need():
    """A number that no decimal writes is a fraction, and a negative one after an operator stands in brackets."""
    assert text(Num(Fraction(-1, 3))) == "-1/3"
    assert text(2 * Num(Fraction(1, 3))) == "2*(1/3)"
    assert text(5 - Name("P", -2), values=True) == "5 - (-2)"
    assert text(lift(Fraction(3, 4))) == "0.75"


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        (55, "55"),
        (Fraction(217, 4), "54.25"),
        (Fraction(7, 3), "2.33"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(-7, 2), "-3.5"),
        (Fraction(1, 300), "0.003"),
        (Fraction(8999, 3000), "2.9997"),
        (Fraction(-1, 3), "-0.33"),
        (0, "0"),
        (-20, "-20"),
        (Fraction(200, 3), "66.67"),
        (Fraction(5, 3000), "0.002"),
    ],
)
def test_decimals(number, digits):
    """Decimals that end are written out, others get two, and none that is not whole looks whole."""
    assert decimal(number) == digits


@given(st.fractions(-1000, 1000, max_denominator=3000))
def test_a_decimal_is_near_and_honest(number):
    """What is printed is within half a hundredth, and looks whole only for whole numbers."""
    printed = decimal(number)
    assert abs(Fraction(printed) - number) <= Fraction(1, 200)
    assert ("." in printed) == (number.denominator != 1)
