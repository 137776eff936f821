"""Paths and their joins: residuals, branches, taps, side outputs, shared weights, several outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Net = Callable[..., Any]


def wires(report: Any) -> dict[str, list[str]]:
    """Every layer with the names of what goes into it."""
    return {row.name: [source.name for source in row.node.inputs] for row in report.layers}


def test_a_residual_adds_its_input(layers: Net) -> None:
    """Without `skip:`, what goes in is added to what the layers make of it; the join is one `add` at the end."""
    report = layers("residual: [conv: '3 x 3x3, pad 1', relu]")
    assert wires(report) == {"conv1": ["input"], "relu1": ["conv1"], "add1": ["relu1", "input"]}


@pytest.mark.parametrize(
    "skip", ["{conv: '8 x 1x1, stride 2'}", "[{conv: '8 x 1x1, stride 2'}]", "\n        - conv: 8 x 1x1, stride 2"]
)
def test_a_skip_is_a_layer_or_a_list(skip: str, net: Net) -> None:
    """A projection may be one mapping, a list in brackets or one with dashes, and stands before the `add`."""
    report = net(
        "input: 8x8x4\nlayers:\n  - residual:\n      - conv: 8 x 3x3, stride 2, pad 1\n" + f"      \n    skip: {skip}\n"
    )
    assert wires(report) == {"conv1": ["input"], "conv2": ["input"], "add1": ["conv1", "conv2"]}


@pytest.mark.parametrize(
    ("stride", "channels", "kinds"), [(1, 4, "conv add"), (1, 8, "conv conv add"), (2, 4, "conv conv add")]
)
def test_when_makes_a_projection_conditional(stride: int, channels: int, kinds: str, net: Net) -> None:
    """ResNet's rule: the projection is there only where the shapes differ."""
    report = net(
        "input: 8x8x4\nblocks:\n  b(c, s):\n"
        "    - residual: [conv: 'c x 3x3, stride s, pad 1']\n"
        "      skip: {conv: 'c x 1x1, stride s', when: s > 1 or in != c}\n"
        f"layers: [b: '{channels}, {stride}']\n"
    )
    assert " ".join(row.node.layer.kind for row in report.layers) == kinds


@pytest.mark.parametrize(("stride", "kinds"), [(1, "conv add relu"), (2, "conv relu")])
def test_skip_if_takes_the_skip_away(stride: int, kinds: str, net: Net) -> None:
    """MobileNet's rule: without its skip, a residual is just its main path."""
    report = net(
        f"input: 8x8x4\nparams: {{s: {stride}}}\nlayers:\n"
        "  - residual: [conv: '4 x 3x3, stride s, pad 1']\n    skip_if: s == 1\n  - relu\n"
    )
    assert " ".join(row.node.layer.kind for row in report.layers) == kinds


@pytest.mark.parametrize(
    "branches",
    [
        "{a: {conv: '8 x 1x1'}, b: [relu, {conv: '4 x 1x1'}], c: identity}",
        "[{conv: '8 x 1x1'}, [relu, {conv: '4 x 1x1'}], identity]",
        "\n      a: {conv: 8 x 1x1}\n      b:\n        - relu\n        - conv: 4 x 1x1\n      c: identity",
    ],
)
def test_branches_all_start_from_the_current_volume(branches: str, layers: Net) -> None:
    """A join's branches are a mapping with labels or a list; each is a layer, a list, or the identity."""
    report = layers("relu", f"concat: {branches}")
    assert wires(report)["concat1"] == ["conv1", "conv2", "relu1"]
    assert wires(report)["conv1"] == wires(report)["relu2"] == ["relu1"]
    assert report.outputs[0][1].output.text == "32x32x15"


def test_joining_by_name(layers: Net) -> None:
    """`concat: a` joins the current volume and the tap; with `from: [b, a]` exactly those are joined, in that order."""
    report = layers(
        "{relu: , name: a}", "{gap: , name: g}", "{mul: a}", "{add: , from: [a, input]}", "{concat: 'a, input'}"
    )
    assert wires(report) == {
        "a": ["input"], "g": ["a"], "mul1": ["g", "a"], "add1": ["a", "input"], "concat1": ["add1", "a", "input"],
    }  # fmt: skip
    assert [row.output.text for row in report.layers][2:] == ["32x32x3", "32x32x3", "32x32x9"]


def test_max_joins_equal_shapes(layers: Net) -> None:
    """`max` takes the larger of equal shapes, number by number."""
    assert layers("{relu: , name: a}", "max: a").outputs[0][1].output.text == "32x32x3"


def test_from_starts_a_layer_at_a_tap(layers: Net) -> None:
    """All that has one input may start anywhere before, branches too; in a repeat only the first turn does."""
    report = layers(
        "{conv: 3 x 1x1, name: a}",
        "{relu: , from: input}",
        "{seq: [relu], from: a}",
        "{separable: 3, from: a}",
        "{residual: [relu], from: a}",
        "{concat: [relu, identity], from: a}",
        "{conv: 3 x 1x1, from: a, repeat: 2}",
    )
    found = wires(report)
    assert found["relu1"] == ["input"]
    assert found["relu2"] == found["dwconv1"] == found["relu3"] == found["relu4"] == ["a"]
    assert found["add1"] == ["relu3", "a"]
    assert found["concat1"] == ["relu4", "a"]
    assert (found["conv3"], found["conv4"]) == (["a"], ["conv3"])


def test_a_report_finds_the_end_of_what_has_a_name(net: Net) -> None:
    """The name of a call, a list or a repeat stands for its last layer, inside blocks with the call before it."""
    report = net(
        "input: 8x8x3\nblocks:\n  b(c): [{conv: c x 3x3}, {seq: [relu, bn], name: z}]\n"
        "layers:\n  - {b: 4, name: x}\n  - {seq: [gap, relu], name: s}\n  - {relu: , repeat: 2, name: y}\n"
        "  - {identity: , from: input, name: start}\n"
    )
    assert [report[name].name for name in ("x", "b#1/z", "s", "y", "y#1")] == ["bn1", "bn1", "relu2", "y#2", "y#1"]
    for name in ("start", "b", "z"):
        with pytest.raises(KeyError, match=name):
            report[name]


def test_a_tap_on_a_line_is_its_last_layer(layers: Net) -> None:
    """On a line the tap is the last op, on a block, list or repeat its end."""
    report = layers(
        "{conv: '3 x 1x1, bn, relu', name: c}",
        "{separable: '3, p=1', name: s}",
        "{conv: 3 x 1x1, repeat: 3, name: r}",
        "{add: , from: [c, s, r]}",
    )
    assert wires(report)["add1"] == ["c.relu", "conv2", "r#3"]


def test_the_same_tap_in_every_turn(layers: Net) -> None:
    """Names inside a repeated list carry the turn, and the tap is that of the turn, later of the last."""
    report = layers("{seq: [{conv: 3 x 1x1, name: c}, {add: c}], repeat: 2}", "{add: c}")
    assert wires(report) == {
        "c#1": ["input"], "add1": ["c#1", "c#1"], "c#2": ["add1"], "add2": ["c#2", "c#2"], "add3": ["add2", "c#2"],
    }  # fmt: skip


def test_a_side_output_is_apart(layers: Net) -> None:
    """`aux:` counts in `params_with_aux` only, and the main path goes on from before it."""
    report = layers("{relu: , name: r}", "{aux: [gap, fc: 10], name: side}", "fc: 2")
    assert wires(report) == {"r": ["input"], "gap1": ["r"], "fc1": ["gap1"], "fc2": ["r"]}
    assert [row.node.aux for row in report.layers] == [False, True, True, False]
    assert (report.totals.params.total, report.totals.params_with_aux) == (6146, 6186)


def test_identity_let_and_seq_make_no_layer(layers: Net) -> None:
    """What only names or groups leaves no entry."""
    report = layers("identity", "{identity: , name: x}", "let: n = 2*3, m = n + 1", "seq: [[fc: m]]")
    assert [(row.name, row.output.text) for row in report.layers] == [("fc1", "7")]


def test_let_as_a_mapping(layers: Net) -> None:
    """`let` takes a text or a mapping, and each value may use those before it."""
    assert layers("let: {n: 2*3, m: n + 1}", "fc: m").outputs[0][1].output.text == "7"


def test_weights_are_shared(layers: Net) -> None:
    """`use` applies a named line again: its layers have no parameters of their own, and a note says whose they have."""
    report = layers("{conv: '3 x 3x3, pad 1, bn, relu', name: c}", "use: c", "{use: c, name: third, from: c}")
    assert [row.name for row in report.layers][3:] == ["conv2", "bn2", "relu2", "third", "third.bn", "third.relu"]
    assert [row.params.total for row in report.layers] == [84, 6, 0, 0, 0, 0, 0, 0, 0]
    assert [row.node.note for row in report.layers][3:6] == ["shared with c", "shared with c.bn", None]
    assert wires(report)["third"] == ["c.relu"]
    assert [row.macs for row in report.layers if row.macs] == [82_944] * 3


def test_whole_blocks_are_shared(net: Net) -> None:
    """`use` applies a block again, with all turns of its repeat; what is shared in it is shared with the first."""
    report = net(
        "input: 8x8x4\nblocks:\n  b:\n    - {conv: 4 x 1x1, name: c}\n    - use: c\n    - conv: 4 x 1x1\n"
        "layers:\n  - {b: , repeat: 2, name: two}\n  - use: two\n"
    )
    assert [row.params.total for row in report.layers] == [20, 0, 20, 20, 0, 20] + [0] * 6
    shared = [row.node.shares.name if row.node.shares else None for row in report.layers]
    assert shared == [None, "b#1/c", None, None, "b#2/c", None, "b#1/c", "b#1/c", "conv3", "b#2/c", "b#2/c", "conv6"]


def test_a_list_is_used_again(layers: Net) -> None:
    """Names inside a list that is used again carry whose they are."""
    report = layers("{seq: [{conv: 3 x 1x1, name: c}], name: s}", "use: s", "use: s")
    assert [row.name for row in report.layers] == ["c", "s#2/c", "s#3/c"]
    assert report.totals.params.total == 12


def test_what_names_stood_for_still_holds_when_a_layer_is_used_again(layers: Net) -> None:
    """A layer used again has the options that it had, whatever its names stand for by then."""
    report = layers("let: n = 3", "{conv: n x 1x1, name: c}", "let: n = 5", "use: c")
    assert report.outputs[0][1].output.text == "32x32x3"


def test_several_outputs(net: Net) -> None:
    """`outputs:` names what comes out, also of side outputs; all layers count."""
    report = net(
        "input: 8x8x4\nlayers:\n  - {conv: 4 x 1x1, name: a}\n  - {aux: [gap], name: s}\n  - {fc: 2, name: b}\n"
        "outputs: [a, s, b]\n"
    )
    assert [(name, tap.output.text) for name, tap in report.outputs] == [("a", "8x8x4"), ("s", "1x1x4"), ("b", "2")]
    assert report.totals.params.total == 20 + 514


def test_the_output_of_a_net_without_a_name_for_it(layers: Net) -> None:
    """Without `outputs:` the last volume is the output; of no layers, the input."""
    assert [(name, tap.name) for name, tap in layers("relu", "gap").outputs] == [("output", "gap1")]


def test_when_is_a_condition_on_any_layer(net: Net) -> None:
    """A layer, a block or a side output may depend on a condition; one that is not there leaves the volume as it is."""
    text = (
        "input: 8x8x4\nparams: {deep: off}\nlayers:\n  - {conv: 4 x 1x1, when: deep}\n  - {aux: [gap], when: deep}\n"
        "  - {separable: 4, when: not deep}\n  - {seq: [relu, relu], when: deep}\n"
    )
    assert [row.node.layer.kind for row in net(text).layers] == ["dwconv", "conv"]
    assert [row.node.layer.kind for row in net(text, params={"deep": "on"}).layers] == ["conv", "gap", "relu", "relu"]
