"""Parameters, arguments and cells that hold an op instead of a number, and words that mean nothing where they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Net = Callable[..., Any]

BLOCK = """
input: 16x16x4
blocks:
  b(k, nl=relu, norm=bn):
    - conv: 4 x k x k, norm, nl
layers:
"""


def kinds(report: Any) -> str:
    """The ops of a net, in order."""
    return " ".join(row.node.layer.kind for row in report.layers)


@pytest.mark.parametrize(
    ("call", "ops"),
    [
        ("b: 3", "conv bn relu"),
        ("b: 3, hswish", "conv bn hswish"),
        ("b: 3, norm=ln", "conv ln relu"),
        ("b: {k: 3, nl: silu, norm: instnorm}", "conv instnorm silu"),
        ("b: 3, identity", "conv bn"),
        ("b: 3, identity, identity", "conv"),
        ("b: {columns: [k, nl], rows: [[1, hswish], [3, identity]]}", "conv bn hswish conv bn"),
        ("{b: 3, repeat: 2, first: {nl: tanh}}", "conv bn tanh conv bn relu"),
    ],
)
def test_an_argument_may_be_an_op(call: str, ops: str, net: Net) -> None:
    """By place, by name, in a cell, as a default and for the first turn; `identity` is no layer at all."""
    assert kinds(net(f"{BLOCK}  - {call}\n")) == ops


def test_an_op_is_handed_on(net: Net) -> None:
    """A block hands an op that it was given to another one; `let` names one too."""
    text = "input: 8x8x4\nblocks: {a(nl): [{b: nl}], b(f): [{conv: '4 x 1x1, f'}]}\nlayers:\n"
    assert kinds(net(f"{text}  - a: gelu\n  - let: act = tanh\n  - a: act\n")) == "conv gelu conv tanh"


def test_the_number_of_an_op_stands_where_it_is_used(net: Net) -> None:
    """`norm 2` is a group norm of 2 groups where norm is gn, and still nothing where it is identity."""
    text = "input: 8x8x4\nparams: {norm: gn}\nlayers:\n  - conv: 4 x 3x3, norm 2, relu\n"
    assert kinds(net(text)) == "conv gn relu"
    assert kinds(net(text, params={"norm": "identity"})) == "conv relu"


def test_a_named_line_loses_a_layer_and_keeps_its_names(net: Net) -> None:
    """Without its norm, the tap of a named line is still its last layer."""
    text = "input: 8x8x4\nparams: {norm: identity}\nlayers:\n  - {conv: '4 x 1x1, norm, relu', name: c}\n  - add: c\n"
    assert [row.name for row in net(text).layers] == ["c", "c.relu", "add1"]


def test_the_calls_of_a_block_say_which_op(net: Net) -> None:
    """A folded row names the op; one that is the default is left out."""
    report = net(f"{BLOCK}  - b: 3, nl=hswish\n  - b: 3, nl=relu\n")
    calls = dict.fromkeys(row.node.line.calls[0].arguments for row in report.layers)
    assert list(calls) == ["3, nl=hswish", "3"]


@pytest.mark.parametrize(
    ("call", "code", "says", "help"),
    [
        ("b: 3, realu", "name", "nothing here is called `realu`", "did you mean `relu`"),
        ("b: 3, conv", "op", "nl is conv, which is no layer that can follow another", "a parameter may hold"),
        ("b: relu", "value", "kernel must be a whole number, not relu", ""),
        ("b: 3, leaky_relu 0.1", "arg", "b has no parameter `leaky_relu`", "where it is used"),
        ("{b: 3, repeat: relu}", "name", "nothing here is called `relu`", "declare it"),
        ("{b: 3, when: relu}", "name", "nothing here is called `relu`", "declare it"),
        ("conv: relu x 3x3", "name", "nothing here is called `relu`", "declare it"),
        ("[{let: act = relu, when: off}, {conv: '4 x 1x1, act'}]", "op", "act has no value here", "may hold"),
        ("b: null", "arg", "`null` is no word of the language", "leave it out"),
        ("relu: null", "arg", "`null` is no word of the language", "leave it out"),
        ("conv: 2*in x 1x1", "name", "nothing here is called `in`", "outside of blocks write their number"),
        ("b: in", "name", "nothing here is called `in`", "outside of blocks"),
        ("{relu: , when: in > 3}", "name", "nothing here is called `in`", "outside of blocks"),
        ("b: i", "value", "nothing here is called `i`", "`i` is the turn of a repeat"),
        ("reshape: 2x-1", "syntax", "a size is 1 or more", "write the size itself"),
    ],
)
def test_words_out_of_place(call: str, code: str, says: str, help: str, problems: Net) -> None:
    """An op where a number belongs, and words that are known elsewhere only, are refused with what helps."""
    (problem,) = problems(f"{BLOCK}  - {call}\n")
    assert (problem.code, problem.message) == (code, says)
    assert help in "\n".join(problem.help)


def test_a_misspelt_argument_is_where_it_stands(problems: Net) -> None:
    """The carets are below the argument itself."""
    (problem,) = problems(f"{BLOCK}  - b: 3, realu\n")
    assert problem.origin.text[problem.origin.column - 1 :][: problem.origin.length] == "realu"


def test_in_is_the_channels_of_the_block_around(net: Net) -> None:
    """Inside a block `in` stays what entered it, and is a default's too."""
    report = net(
        "input: 8x8x4\nblocks:\n  a(c=2*in): [{conv: c x 1x1}, {conv: in x 1x1}, {b: in + c}]\n"
        "  b(c): [{conv: c x 1x1}]\nlayers: [a]\n"
    )
    assert [row.output.channels for row in report.layers] == [8, 4, 12]
