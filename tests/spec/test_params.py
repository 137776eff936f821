"""What a file leaves open and another may set: parameters, variants, defaults, rounding, the input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnncalc.errors import UsageError
from cnncalc.spec.read import read_document
from cnncalc.spec.settle import Request, settle

Net = Callable[..., Any]


CHAIN = """
input: 8x8x4
params: {a: 2, b: 3*a, c: a + b}
variants: {v: {a: 5}, w: {b: 1}}
layers:
  - fc: a
  - fc: b
  - fc: c
"""


def sizes(report: Any) -> list[str]:
    """The output of every layer."""
    return [row.output.text for row in report.layers]


@pytest.mark.parametrize(
    ("request_", "gives"),
    [
        ({}, ["2", "6", "8"]),
        ({"variant": "v"}, ["5", "15", "20"]),
        ({"variant": "w"}, ["2", "1", "3"]),
        ({"params": {"a": "4"}}, ["4", "12", "16"]),
        ({"params": {"b": "4"}}, ["2", "4", "6"]),
        ({"variant": "v", "params": {"a": "7"}}, ["7", "21", "28"]),
        ({"variant": "v", "params": {"b": "a"}}, ["5", "5", "10"]),
    ],
)
def test_precedence(request_: dict[str, Any], gives: list[str], net: Net) -> None:
    """The file, then the variant, then the command line; after overriding, values are worked out from top to bottom."""
    assert sizes(net(CHAIN, **request_)) == gives


def test_values(net: Net) -> None:
    """Parameters are numbers, truth values, lists of lists, and ops by name."""
    report = net(
        "input: 8x8x4\nparams: {n: [2, [3, 4]], flag: on, act: gelu, half: 0.5, big: 1_000}\n"
        "layers:\n  - conv: n.0 x 3x3, act, dropout half\n  - {fc: n.1.1, when: flag}\n  - fc: big*half\n"
    )
    assert [row.node.layer.kind for row in report.layers] == ["conv", "gelu", "dropout", "fc", "fc"]
    assert sizes(report)[3:] == ["4", "500"]


def test_a_parameter_may_hold_an_op_with_its_value(net: Net) -> None:
    """`norm 2` is a group norm of 2 groups where norm is gn, and on the command line it may be another op."""
    text = "input: 8x8x4\nparams: {norm: gn}\nlayers:\n  - conv: 4 x 3x3, norm 2\n"
    assert net(text).layers[1].node.layer.kind == "gn"
    assert net(text.replace("norm 2", "norm"), params={"norm": "bn"}).layers[1].node.layer.kind == "bn"


@pytest.mark.parametrize(
    ("given", "gives"), [("[7, 9]", ["7", "9"]), ("[7, 9, 11]", ["7", "9"]), ("[2*3, 3]", ["6", "3"])]
)
def test_a_list_on_the_command_line(given: str, gives: list[str], net: Net) -> None:
    """A list is written in brackets, as in the file."""
    text = "input: 8x8x4\nparams: {n: [1, 2]}\nlayers: [fc: n.0, fc: n.1]\n"
    assert sizes(net(text, params={"n": given})) == gives


def test_an_unknown_is_given_later(net: Net) -> None:
    """`?` is a parameter without a value: it is a letter until it is given, and so is what follows from it."""
    text = 'input: 8x8x4\nparams: {k: "?", m: 2*k}\nlayers: [fc: m]\n'
    assert sizes(net(text)) == ["2*k"]
    assert sizes(net(text, params={"k": "3"})) == ["6"]


def test_a_variant_sets_all_it_may(net: Net) -> None:
    """A variant has its own input, rounding, texts and expectations; what it does not set is the file's."""
    text = (
        "name: Base\ninput: 8x8x4\nrounding: strict\nexpect: {params: 1}\nlayers: [relu]\n"
        "variants:\n  v: {input: 9x9x4, rounding: floor, name: Vee, about: a, source: s, expect: {macs: 2}}\n  w: {}\n"
    )
    document = read_document(text, "f.yaml")
    base, vee, same = (settle(document, Request(name)) for name in (None, "v", "w"))
    assert [s.name for s in (base, vee, same)] == ["Base", "Vee", "Base w"]
    assert [s.input.text for s in (base, vee, same)] == ["8x8x4", "9x9x4", "8x8x4"]
    assert [s.rounding for s in (base, vee, same)] == ["strict", "floor", "strict"]
    assert [{k: v.value for k, v in s.expect.items()} for s in (base, vee, same)] == [
        {"params": "1"},
        {"macs": "2"},
        {},
    ]


@pytest.mark.parametrize("changed", [{"params": {"a": "3"}}, {"input": "9x9x4"}, {"rounding": "floor"}])
def test_what_is_expected_is_not_expected_of_another_net(changed: dict[str, Any]) -> None:
    """Under other parameters, another input or rounding, `expect:` says nothing."""
    document = read_document("input: 8x8x4\nparams: {a: 1}\nexpect: {params: 1}\nlayers: [relu]\n", "f.yaml")
    assert settle(document, Request()).expect
    assert not settle(document, Request(**changed)).expect


@pytest.mark.parametrize(
    ("given", "layout", "gives"),
    [("16x16x3", "hwc", "16x16x3"), ("3x16x16 CHW", "hwc", "16x16x3"), ("3x16x20", "chw", "16x20x3")],
)
def test_another_input(given: str, layout: str, gives: str, net: Net) -> None:
    """The command line gives the input in its own layout."""
    assert net("input: 8x8x4\nlayers: [relu]\n", input=given, layout=layout).input.text == gives


def test_letters_in_the_file_and_numbers_on_the_command_line(net: Net) -> None:
    """A size with letters gives formulas, and numbers where it is given numbers."""
    text = "input: NxNx3\nlayers: [conv: 8 x 3x3]\n"
    assert net(text, input="9x9x3").outputs[0][1].output.text == "7x7x8"
    assert net(text).outputs[0][1].output.text == "(N - 2) x (N - 2) x 8"


@pytest.mark.parametrize(
    ("defaults", "line", "text"),
    [
        ("{conv: bias off}", "conv: 8 x 3x3", {"bias": False}),
        ("{conv: 'bias off, pad 1'}", "conv: 8 x 3x3, pad 0", {"bias": False, "pad": ((0, 0),)}),
        ("{conv: {bias: off, pad: same}}", "conv: 8 x 3x3, bias on", {"bias": True, "pad": "same"}),
        ("{maxpool: ceil}", "maxpool: 3x3", {"rounding": "ceil"}),
        ("{maxpool: ceil}", "maxpool: 3x3, floor", {"rounding": "floor"}),
        ("{conv: dilation d}", "conv: 8 x 3x3", {"dilation": (2,)}),
        ("{maxpool: kernel 3x3}", "maxpool", {"kernel": (3, 3)}),
    ],
)
def test_defaults(defaults: str, line: str, text: dict[str, object], net: Net) -> None:
    """Defaults are options of an op, as text or mapping, may use parameters, and give way to what a line says."""
    report = net(f"input: 8x8x4\nparams: {{d: 2}}\ndefaults: {defaults}\nlayers:\n  - {line}\n")
    layer = report.layers[0].node.layer
    assert {name: getattr(layer, name) for name in text} == text


def test_ceil_is_for_pools_only(net: Net) -> None:
    """Under `rounding: ceil` pools round up and convolutions down, as in Caffe."""
    text = "input: 7x7x4\nrounding: ceil\nlayers:\n  - conv: 4 x 2x2, stride 2\n  - maxpool: 2x2\n"
    assert sizes(net(text)) == ["3x3x4", "2x2x4"]
    assert sizes(net(text.replace("maxpool: 2x2", "maxpool: 2x2, floor"))) == ["3x3x4", "1x1x4"]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"variant": "vv"}, "no variant vv; did you mean `v`"),
        ({"variant": "resnet"}, "no variant resnet; its variants: v, w"),
        ({"params": {"aa": "1"}}, "no parameter aa; did you mean `a`"),
        ({"params": {"width": "1"}}, "no parameter width; it has a, b, c"),
    ],
)
def test_what_does_not_exist(request_: dict[str, Any], message: str, net: Net) -> None:
    """An unknown variant or parameter is wrong usage, and the answer says what there is."""
    with pytest.raises(UsageError, match=message):
        net(CHAIN, **request_)
