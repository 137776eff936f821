"""The short text, sizes and block headers, as syntax."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.expr import Flag, Name, Num
from cnncalc.algebra.parser import parse
from cnncalc.algebra.printers import text
from cnncalc.spec.notation import (
    Axis,
    Chunk,
    Header,
    Parameter,
    Short,
    Value,
    parse_header,
    parse_short,
    parse_size,
    parse_value,
)


def _words(value: Value) -> str:
    """A value in one normal spelling: `_x_` where blanks set the x off."""
    axes = [text(axis.before) + ("" if axis.after is None else ":" + text(axis.after)) for axis in value.axes]
    separators = ["_x_" if blank else "x" for blank in value.blanks]
    joined = "".join(part for pair in zip(axes, [*separators, ""], strict=True) for part in pair)
    return joined + ("" if value.of is None else f" of {text(value.of)}")


def _read(line: str) -> list[tuple[str | None, str | None]]:
    return [(chunk.name, None if chunk.value is None else _words(chunk.value)) for chunk in parse_short(line).chunks]


@pytest.mark.parametrize(
    ("line", "chunks"),
    [
        ("96 x 11x11, stride 4, relu", [(None, "96_x_11x11"), ("stride", "4"), ("relu", None)]),
        ("2 of 2", [(None, "2 of 2")]),
        ("half of n + 1", [(None, "half of n + 1")]),
        ("64, 96, s=2", [(None, "64"), (None, "96"), ("s", "2")]),
        ("t*in x 1x1, bn, relu6", [(None, "t*in_x_1x1"), ("bn", None), ("relu6", None)]),
        ("5x3, pad 2:2x0:2, stride 1x2", [(None, "5x3"), ("pad", "2:2x0:2"), ("stride", "1x2")]),
        ("divisible(32*width) x 3x3, same", [(None, "divisible(32*width)_x_3x3"), ("same", None)]),
        ("4096, relu, dropout 0.5", [(None, "4096"), ("relu", None), ("dropout", "0.5")]),
        ("n.0", [(None, "n.0")]),
        ("n.0 x 7 X k×k", [(None, "n.0_x_7_x_kxk")]),
        ("k x k", [(None, "k_x_k")]),
        ("10x5x5", [(None, "10x5x5")]),
        ("3x5, 3 × 5", [(None, "3x5"), (None, "3_x_5")]),
        ("bias off, floor", [("bias", "false"), ("floor", None)]),
        ("mode nearest, groups in", [("mode", "nearest"), ("groups", "in")]),
        ("out = divisible(c * width)", [("out", "divisible(c*width)")]),
        ("stride = s if s else 1", [("stride", "s if s else 1")]),
        ("s == 1 and in == out", [(None, "s == 1 and in == out")]),
        ("not s", [(None, "not s")]),
        ("a if b else c", [(None, "a if b else c")]),
        ("off", [(None, "false")]),
        ("in", [("in", None)]),
        ("", []),
        ("   ", []),
    ],
)
def test_chunks(line, chunks):
    """Between commas stands a value, a name with its value, or a name alone."""
    assert _read(line) == chunks


@pytest.mark.parametrize(
    ("line", "chunk"),
    [
        ("pad (k-1)/2", ("pad", "(k - 1)/2")),
        ("pad -1", ("pad", "-1")),
        ("n - 1", (None, "n - 1")),
        ("n-1", (None, "n - 1")),
        ("n -1*k", ("n", "-1*k")),
        ("max(a, b)", (None, "max(a, b)")),
        ("min (a, b)", (None, "min(a, b)")),
        ("in//2", (None, "in//2")),
        ("before:after", (None, "before:after")),
    ],
)
def test_a_name_with_a_value_is_told_from_an_expression(line, chunk):
    """What follows the name, and the blanks around it, decide."""
    assert _read(line) == [chunk]


def test_the_whole_of_a_line():
    """A short text is its chunks with their places, and the size it claims."""
    line = "96 x 11x11, stride 4 -> 55x55x96"
    size = parse_size("55x55x96")
    short = parse_short(line)
    eleven = Axis(Num(11))
    assert short.chunks == (
        Chunk(None, Value((Axis(Num(96)), eleven, eleven), (True, False)), 0, 10),
        Chunk("stride", Value((Axis(Num(4)),)), 12, 20),
    )
    assert short.claim is not None
    assert line[short.claim.start : short.claim.end] == short.claim.text == "55x55x96"
    assert short.claim.size == size
    assert size.dims == (55, 55, 96)


def test_a_claim_alone():
    """Where an op takes nothing, only what it gives may be written."""
    short = parse_short("-> 9216")
    assert short.chunks == ()
    assert short.claim is not None
    assert short.claim.size.dims == (9216,)


def test_expressions_know_their_place_in_the_line():
    """An expression's span counts from the start of the line, so that an error can point at it."""
    line = "64 x 3x3, pad k//2"
    value = parse_short(line).chunks[1].value
    assert value is not None
    start, end = value.axes[0].before.span
    assert line[start:end] == "k//2"


def test_the_same_text_is_read_once():
    """Repeated blocks ask for the same text again and again, and get the very same answer."""
    assert parse_short("64 x 3x3, pad 1, bn") is parse_short("64 x 3x3, pad 1, bn")


def test_single_values():
    """A mapping's value is read alone."""
    assert parse_value("3x3") == Value((Axis(Num(3)), Axis(Num(3))), (False,))
    assert parse_value("2:2x0:2").axes == (Axis(Num(2), Num(2)), Axis(Num(0), Num(2)))
    assert parse_value("off") == Value((Axis(Flag(False)),))
    assert parse_value("same") == Value((Axis(Name("same")),))


@pytest.mark.parametrize(
    ("line", "message", "at", "help"),
    [
        ("3x3 stride 2", "expected `,` before `stride`", "stride", "write `3x3, stride 2`"),
        ("64 x 3x3, pad 1 relu", "expected `,` before `relu`", "relu", "write `64 x 3x3, pad 1, relu`"),
        ("2x2 of 3", "expected `,` before `of`", "of", ""),
        ("64, , relu", "expected a value, not `,`", ",", ""),
        ("64,", "expected a value, not the end", "", ""),
        ("64 x", "expected a value, not the end", "", ""),
        ("3x3, pad 1:", "expected a value, not the end", "", ""),
        ("stride =", "expected a value, not the end", "", ""),
        ("64 x 1xk", "the x of a size beside a name", "1xk", "put blanks: `1 x k`"),
        ("divisble(32) x 3x3", "no function `divisble`", "divisble", "did you mean `divisible`?"),
        ("64 x 3x3;", "`;` has no meaning here", ";", ""),
        ("64 -> ", "expected a number or a single letter, not the end", "", "a size is written"),
        ("64 -> 3x3 -> 5", "or the end, not `->`", "->", ""),
        ("64 -> 55x55x", "expected a number or a single letter, not the end", "", ""),
        ("64 -> 55x2*k", r"or the end, not `\*k`", "*k", ""),
    ],
)
def test_errors_in_a_short_text(line, message, at, help):
    """What cannot be read is named, with its place in the whole line and what to write instead."""
    with pytest.raises(ExprError, match=message) as caught:
        parse_short(line)
    error = caught.value
    assert error.code == "syntax"
    assert line[error.start : error.end] == at
    assert help in " ".join(error.help)


@pytest.mark.parametrize(
    ("line", "dims", "letters"),
    [
        ("227x227x3", (227, 227, 3), None),
        ("784", (784,), None),
        ("8000x1 LC", (8000, 1), "LC"),
        ("3x224x224 CHW", (3, 224, 224), "CHW"),
        ("1x3x224x224 NCHW", (1, 3, 224, 224), "NCHW"),
        ("100x50x3 WHD", (100, 50, 3), "WHD"),
        ("NxNx3", ("N", "N", 3), None),
        ("nxnxc", ("n", "n", "c"), None),
        ("n x n X 3 HWC", ("n", "n", 3), "HWC"),
        (" 61_706×0 ", (61706, 0), None),
        ("2x3xN", (2, 3, "N"), None),
    ],
)
def test_sizes(line, dims, letters):
    """A size is numbers and single letters joined by x, and then the letters of its axes."""
    size = parse_size(line)
    assert (size.dims, size.letters, size.text) == (dims, letters, line.strip())


@pytest.mark.parametrize(
    ("line", "message", "at"),
    [
        ("", "expected a number or a single letter, not the end", ""),
        ("32.5x3", "or the end, not `.5x3`", ".5x3"),
        ("-1x2", "expected a number or a single letter, not `-1x2`", "-1x2"),
        ("ab x 3", "expected a number or a single letter, not `ab`", "ab"),
        ("3x3 CHW again", "or the end, not `again`", "again"),
        ("xxx", "expected a number or a single letter, not `xxx`", "xxx"),
        ("28 28", "or the end, not `28`", "28"),
        ("28*28", r"or the end, not `\*28`", "*28"),
    ],
)
def test_what_is_no_size(line, message, at):
    """The first character that cannot go on a size is where the error points."""
    with pytest.raises(ExprError, match=message) as caught:
        parse_size(line)
    assert line[caught.value.start : caught.value.end] == at


def test_sizes_are_bounded():
    """A size is no larger than other programs hold exactly, and no longer than anyone writes."""
    with pytest.raises(ExprError, match=r"the size is beyond 2\^53") as caught:
        parse_size("3x99999999999999999999")
    assert (caught.value.code, caught.value.start) == ("value", 2)
    with pytest.raises(ExprError, match="2,001 characters") as caught:
        parse_size("1" + "x1" * 1000)
    assert caught.value.code == "expr-long"
    with pytest.raises(ExprError, match="1,004 characters"):
        parse_short("-> " + "7" * 1001)


@pytest.mark.parametrize(
    ("key", "header"),
    [
        (
            "bottleneck(t, c, s=1)",
            Header("bottleneck", (Parameter("t"), Parameter("c"), Parameter("s", Num(1)))),
        ),
        ("unit", Header("unit")),
        ("classifier()", Header("classifier")),
        (
            "mbconv(c, k = 3, mid=c*k)",
            Header("mbconv", (Parameter("c"), Parameter("k", Num(3)), Parameter("mid", parse("c*k")))),
        ),
    ],
)
def test_headers(key, header):
    """The key of a block reads like the head of a function."""
    assert parse_header(key) == header


@pytest.mark.parametrize(
    ("key", "message", "at"),
    [
        ("f(x)", "expected the name of a parameter, not `x`", "x"),
        ("f(a, a)", "`f` has two parameters called `a`", "a"),
        ("f(a", r"expected `\)` after the parameters, not the end", ""),
        ("f(a,)", r"expected the name of a parameter, not `\)`", ")"),
        ("f(off)", "expected the name of a parameter, not `off`", "off"),
        ("f a", "`a` does not belong here", "a"),
        ("3", "expected the name of a block, not `3`", "3"),
        ("", "expected the name of a block, not the end", ""),
    ],
)
def test_what_is_no_header(key, message, at):
    """A key that does not read like the head of a function says where it stops doing so."""
    with pytest.raises(ExprError, match=message) as caught:
        parse_header(key)
    assert key[caught.value.start : caught.value.end] == at


WORDS = "64 x 3x3 , stride 2 pad 1:2 = of n.0 in//2 -> 5x5 k ( ) - off relu not if min(1,2) × CHW NxN"


@settings(deadline=1000)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join)))
def test_any_text_is_read_or_refused(line):
    """Whatever stands in a spec, each reader gives its result or a placed error."""
    for reader in (parse_short, parse_size, parse_header, parse_value):
        try:
            reader(line)
        except ExprError as error:
            place = error.start, error.end
        else:
            place = 0, 1
        assert place[0] is not None
        assert 0 <= place[0] < place[1] <= len(line) + 1


@given(st.lists(st.sampled_from(["64 x 3x3", "stride 2", "relu", "pad 1:2", "s=k//2", "n - 1"]), max_size=6))
def test_chunks_are_where_they_were_written(chunks):
    """The places of the chunks cut the line into what was joined."""
    line = ", ".join(chunks)
    short: Short = parse_short(line)
    assert [line[chunk.start : chunk.end] for chunk in short.chunks] == chunks
