"""Text -> trees: tokens, precedence, and errors with their place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Expr, Flag, Name, Num, evaluate
from cnncalc.algebra.lexer import tokens
from cnncalc.algebra.parser import parse

NAMES = {"a": Fraction(7), "b": Fraction(-3), "c": Fraction(5, 2), "d": Fraction(2)}


@st.composite
def lines(draw: st.DrawFn, depth: int = 2) -> str:
    """Arithmetic that Python and the language write the same way."""
    leaf = st.sampled_from(sorted(NAMES))
    part = leaf if depth == 0 else st.one_of(leaf, leaf, lines(depth - 1).map("({})".format), leaf.map("-{}".format))
    words = [draw(part)]
    for operator in draw(st.lists(st.sampled_from(["+", "-", "*", "/", "//", "%"]), max_size=4)):
        words += [operator, draw(part)]
    return " ".join(words)


sums = st.sampled_from(["a", "b", "-c", "a + b", "a - b*d", "2*c", "c + d"])


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """Comparisons joined by words."""
    words = []
    for joint in ["", *draw(st.lists(st.sampled_from(["and", "or"]), max_size=3))]:
        sign = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
        words += [joint, draw(st.sampled_from(["", "not", "not not"])), draw(sums), sign, draw(sums)]
    return " ".join(words)


class Bracketed(str):
    """An operand that notes, in brackets, what Python does with it."""

    __slots__ = ()

    def __neg__(self) -> Bracketed:
        return Bracketed(f"(-{self})")


def _noting(sign: str) -> Callable[[Bracketed, Bracketed], Bracketed]:
    return lambda a, b: Bracketed(f"({a} {sign} {b})")


for _method, _sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%"}.items():
    setattr(Bracketed, f"__{_method}__", _noting(_sign))


@given(lines())
def test_arithmetic_binds_as_in_python(line):
    """Python, asked in which order it applies the same operators, sets the brackets where the tree has them."""
    bracketed = eval(line, {name: Bracketed(name) for name in NAMES})
    assert parse(line) == parse(bracketed)


@given(conditions())
def test_conditions_bind_as_in_python(line):
    """Comparisons, and, or and not are worth what they are in Python."""
    assert evaluate(parse(line), NAMES) is eval(line, dict(NAMES))


@pytest.mark.parametrize("line", ["-2^2", "2^3^2", "2*3^2", "2^-1*4", "(-2)^2", "-2^-2"])
def test_power_binds_as_in_python(line):
    """A power binds tighter than a sign before it, and to the right."""
    assert evaluate(parse(line, power=True)) == eval(line.replace("^", "**"))


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("1 if a else 2 if b else 3", "1 if a else (2 if b else 3)"),
        ("1 if not a or b else 2", "1 if ((not a) or b) else 2"),
        ("a + 1 if b else c*2", "(a + 1) if b else (c*2)"),
        ("a == -1 and b", "(a == (-1)) and b"),
        ("-n.0", "-(n.0)"),
        ("divisible(c, by=4)", "divisible(c, 4)"),
        ("61_706", "61706"),
        ("010", "10"),
        ("2.50", "2.5"),
        ("in//2", "in // 2"),
        ("yes", "on"),
    ],
)
def test_two_spellings_of_one_tree(line, same):
    """Brackets, blanks and spellings that change nothing give the same tree."""
    assert parse(line) == parse(same)


def test_leaves():
    """Numbers are exact, the words for true and false are not names, and `in` and `i` are."""
    assert parse("0.75") == Num(Fraction(3, 4))
    assert parse("1.0") == Num(1)
    assert [parse(word) for word in ("true", "on", "yes")] == [Flag(True)] * 3
    assert [parse(word) for word in ("false", "off", "no")] == [Flag(False)] * 3
    assert [parse(word) for word in ("in", "i", "max", "of")] == [Name("in"), Name("i"), Name("max"), Name("of")]


def test_places_are_those_of_the_text():
    """Each part of a tree knows its stretch of the text, brackets included."""
    tree = parse("2 * (a + 10)/c")
    assert tree.span == (0, 14)
    assert tree.args[0].span == (0, 12)
    assert tree.args[0].args[1].span == (5, 11)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("5x5", "number by number"),
        ("0x3", "number by number"),
        ("k x k", "name by name"),
        ("1 X 3", "number by number"),
        ("k×3", "name by number"),
        ("2:2x0:2", "number symbol number by number symbol number"),
        ("(k+1)x3", "symbol name symbol number symbol by number"),
        ("max exp x2a", "name name name"),
        ("n.0.1", "name symbol number symbol number"),
        ("n.0x3", "name symbol number by number"),
        ("a->b", "name symbol name"),
    ],
)
def test_tokens(line, kinds):
    """An x alone or between numbers separates sizes; inside a name it is a letter."""
    assert " ".join(token.kind for token in tokens(line)) == kinds + " end"


@pytest.mark.parametrize(
    ("line", "message", "at", "help"),
    [
        ("2 + 1xk", "the x of a size beside a name", "1xk", "put blanks: `1 x k`"),
        ("kxk", "the x of a size beside a name", "kxk", "put blanks: `k x k`"),
        ("1xkxk", "the x of a size beside a name", "1xkxk", "put blanks: `1 x k x k`"),
        ("kx3", "the x of a size beside a name", "kx3", "put blanks: `k x 3`"),
        ("3k", "neither a number nor a name", "3k", "a product is `3*k`"),
        ("x + 1", "expected a value, not `x`", "x", "separates sizes"),
        ("a x 2", "`x` does not belong here", "x", "separates sizes"),
        ("1 < a < 3", "`<` after `<`", "<", "join two comparisons with `and`"),
        ("2^3", r"`\^` does not belong here", "^", "no power here"),
        ("2**3", r"expected a value, not `\*`", "*", "no power here"),
        ("a = 3", "`=` does not belong here", "=", "write `==`"),
        ("a == not b", "`not` needs brackets here", "not", "write `(not …)`"),
        ("floot(3)", "no function `floot`", "floot", "did you mean `floor`?"),
        ("zzz(3)", "no function `zzz`", "zzz", "the functions are min, max"),
        ("n.k", "expected the number of an item", "k", "as in `n.0`"),
        ("(1 + 2", r"expected `\)` to close the bracket at character 1, not the end", "", ""),
        ("a if b", "expected `else` after the condition, not the end", "", ""),
        ("1 +", "expected a value, not the end", "", ""),
        ("", "expected a value, not the end", "", ""),
        ("a b", "`b` does not belong here", "b", ""),
        ("max(1 2)", r"expected `,` or `\)`", "2", ""),
        ("divisible(8, to=4)", "expected `by`", "to", ""),
        ("if + 1", "expected a value, not `if`", "if", ""),
        ("a + ä", "`ä` has no meaning here", "ä", ""),
        ("a\tb", r"U\+0009 \(a control character\)", "\t", ""),
        ("a\u00a0b", r"U\+00A0 \(no-break space\)", "\u00a0", ""),
    ],
)
def test_syntax_errors_have_a_place_and_help(line, message, at, help):
    """What cannot be read is named, with its stretch of the text and what to write instead."""
    with pytest.raises(ExprError, match=message) as caught:
        parse(line)
    error = caught.value
    assert error.code == "syntax"
    assert line[error.start : error.end] == at
    assert help in " ".join(error.help)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("min(1)", "`min` takes 2 values or more, not 1"),
        ("sqrt()", "`sqrt` takes 1 value, not 0"),
        ("divisible(1, 2, 3)", "`divisible` takes 1 value or 2, not 3"),
    ],
)
def test_a_call_has_the_number_of_values_it_takes(call, message):
    """Too few and too many values are counted."""
    with pytest.raises(ExprError, match=message):
        parse(call)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a" * 1001, "1,001 characters: an expression has at most 1,000"),
        ("(" * 500 + "1" + ")" * 499, "nested more than 40 deep"),
        ("-" * 900 + "1", "nested more than 40 deep"),
        ("not " * 240 + "a", "nested more than 40 deep"),
        ("1 if a else " * 80 + "1", "nested more than 40 deep"),
        ("floor(" * 150 + "1", "nested more than 40 deep"),
        ("1+" * 499 + "1", "more than 100 operators"),
        ("n" + ".0" * 400, "more than 100 operators"),
    ],
)
def test_what_nobody_writes_is_refused(line, message):
    """Length, depth and number of operators are bounded, each with its own message."""
    with pytest.raises(ExprError, match=message) as caught:
        parse(line)
    assert caught.value.code == "expr-long"


WORDS = "( ( ) + - * / // % ^ , : . = == < >= x X 1 23 0.5 a in if else and or not max( n.0 5x5 on"


@settings(deadline=1000)
@given(st.one_of(st.text(max_size=1100), st.lists(st.sampled_from(WORDS.split()), max_size=250).map(" ".join)))
def test_any_text_is_a_tree_or_an_error(line):
    """Whatever is written, the answer comes soon, and an error points into the text."""
    result = _read(line)
    if isinstance(result, ExprError):
        assert result.start is None or 0 <= result.start < result.end <= len(line) + 1
    else:
        assert isinstance(result, Expr)


def _read(line: str) -> Expr | ExprError:
    try:
        return parse(line)
    except ExprError as error:
        return error
