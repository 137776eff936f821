"""Blocks: parameters, defaults, repeats, tables, the standard ones, and what may not go on for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

Net = Callable[..., Any]

FANNED = "{a: [b, b, b, b], b: [c, c, c, c, c, c], c: [d, d, d, d, d, d], d: [e, e, e, e, e], e: [f, f, f, f], f: []}"

BLOCK = """
input: 16x16x4
params: {wide: 1}
blocks:
  b(c, k=3, s=1, p=k//2):
    - conv: c*wide x k x k, stride s, pad p
  pair(c):
    - b: c
    - b: 2*c, k=1
layers:
"""


def texts(report: Any) -> list[str]:
    """What is written of each layer."""
    return [row.node.text for row in report.layers]


@pytest.mark.parametrize(
    "call",
    [
        "b: 8, 5, 2",
        "b: 8, k=5, s=2",
        "b: 8, k 5, s 2",
        "b: 4 + 4, s=1 + 1, k=5",
        "b: {c: 8, k: 5, s: 2}",
        "b: {columns: [c, k, s], rows: [[8, 5, 2]]}",
        "{b: '8, k=5', first: {s: 2}}",
    ],
)
def test_arguments(call: str, net: Net) -> None:
    """Arguments stand by place, then by name; in a mapping; in a table; and a default may use those before it."""
    assert texts(net(f"{BLOCK}  - {call}\n")) == ["8 x 5x5, stride 2, pad 2"]


def test_blocks_see_their_own_names_only(net: Net) -> None:
    """Inside a block `in` is what enters it, and taps are its own: the same names may stand in each call."""
    report = net(
        "input: 8x8x4\nblocks:\n  b(c):\n    - {conv: in*2 x 1x1, name: t}\n    - {conv: in x 1x1, name: u}\n"
        "    - {add: , from: [u, input]}\n"
        "layers:\n  - conv: 4 x 1x1\n  - {b: 1}\n"
    )
    assert texts(report)[1:3] == ["8 x 1x1", "4 x 1x1"]
    assert [row.name for row in report.layers] == ["conv1", "b#1/t", "b#1/u", "add1"]


def test_calls_are_counted_over_the_file(net: Net) -> None:
    """Names inside calls count the calls of a block from 1, wherever they stand."""
    report = net(
        "input: 8x8x4\nblocks:\n  b: [{conv: 4 x 1x1, name: c}]\n  twice: [b, b]\n"
        "layers:\n  - b\n  - twice\n  - {b: , repeat: 2}\n"
    )
    assert [row.name for row in report.layers] == [
        "b#1/c", "twice#1/b#2/c", "twice#1/b#3/c", "b#4/c", "b#5/c",
    ]  # fmt: skip
    assert [call.label for call in report.layers[1].node.line.calls] == ["twice#1", "b#2"]


def test_repeat_counts_and_i(net: Net) -> None:
    """`repeat` is an expression, 0 is none, and `i` counts the turns from 0, in the innermost repeat."""
    report = net(
        "input: 8x8x4\nparams: {n: 3}\nlayers:\n  - {conv: 4 + i x 1x1, repeat: n}\n  - {relu: , repeat: n - 3}\n"
        "  - {seq: [{fc: 10*(i + 1)}, {fc: i + 1, repeat: 2}], repeat: 2}\n"
    )
    assert texts(report) == ["4 x 1x1", "5 x 1x1", "6 x 1x1", "10", "1", "2", "20", "1", "2"]


def test_i_as_an_argument(net: Net) -> None:
    """The turn may be handed to a block."""
    assert texts(net(f"{BLOCK}  - {{b: '2*(i + 1)', repeat: 2}}\n")) == ["2 x 3x3, pad 1", "4 x 3x3, pad 1"]


def test_i_in_a_table(net: Net) -> None:
    """In a row with a `repeat` cell `i` is the turn, from 0 in every row; in one without, that of the repeat around."""
    table = "b: {columns: [repeat, c, k], rows: [[2, 4 + i, 1], [3, 1 + i, 1 + 2*i]]}"
    assert texts(net(f"{BLOCK}  - {table}\n")) == [
        "4 x 1x1", "5 x 1x1", "1 x 1x1", "2 x 3x3, pad 1", "3 x 5x5, pad 2",
    ]  # fmt: skip
    rows = "b: {columns: [c, k], rows: [[1 + i, 1], [3 + i, 1]]}"
    assert texts(net(f"{BLOCK}  - seq: [{{{rows}}}]\n    repeat: 2\n")) == [
        "1 x 1x1", "3 x 1x1", "2 x 1x1", "4 x 1x1",
    ]  # fmt: skip


def test_first_overrides_in_the_first_turn(net: Net) -> None:
    """`first` is for the first turn only."""
    report = net(f"{BLOCK}  - {{b: 8, repeat: 3, first: {{s: 2, c: 6}}}}\n")
    assert texts(report) == ["6 x 3x3, stride 2, pad 1", "8 x 3x3, pad 1", "8 x 3x3, pad 1"]


def test_a_table_calls_the_block_once_a_row(net: Net) -> None:
    """Columns are parameters, `repeat` and `first.NAME`, in any order; cells are expressions."""
    report = net(
        f"{BLOCK}  - b:\n      columns: [repeat, c, first.s]\n"
        "      rows:\n        - [2, 8, 2]\n        - [1 + wide, 2*4, 1]\n"
    )
    assert texts(report) == ["8 x 3x3, stride 2, pad 1", "8 x 3x3, pad 1", "8 x 3x3, pad 1", "8 x 3x3, pad 1"]
    items = [row.node.line.calls[0] for row in report.layers]
    assert items[0].item == items[1].item != items[2].item == items[3].item
    assert [items[0].arguments, items[2].arguments] == ["c=8, first s=2", "c=8"]


def test_blocks_call_blocks(net: Net) -> None:
    """Parameters of the file are known everywhere, also with another value."""
    report = net(f"{BLOCK}  - pair: 8\n", params={"wide": "2"})
    assert texts(report) == ["16 x 3x3, pad 1", "32 x 1x1"]


def test_a_block_of_the_file_wins(net: Net) -> None:
    """A file's own block hides the standard one of the same name."""
    report = net(
        "input: 8x8x4\nblocks: {squeeze_excite(r=16): [relu]}\nlayers: [squeeze_excite, {squeeze_excite: 4}]\n"
    )
    assert [row.node.layer.kind for row in report.layers] == ["relu", "relu"]


@pytest.mark.parametrize(
    ("call", "gives", "weights"),
    [
        ("separable: 16", "30x30x16", 9 * 32 + 32 * 16),
        ("separable: 16, k=5, s=2, p=2", "16x16x16", 25 * 32 + 32 * 16),
        ("spatial_separable: 8", "30x30x8", 3 * 32 * 8 + 3 * 8 * 8),
        ("spatial_separable: 8, p=1", "32x32x8", 3 * 32 * 8 + 3 * 8 * 8),
        ("flattened: 8, k=5, p=2", "32x32x8", 32 * 8 + 5 * 8 + 5 * 8),
        ("squeeze_excite", "32x32x32", 32 * 2 + 2 * 32),
        ("squeeze_excite: 4", "32x32x32", 32 * 8 + 8 * 32),
        ("cross_channel: 4, 16, p=1", "32x32x16", 32 * 4 + 9 * 4 * 16),
    ],
)
def test_standard_blocks(call: str, gives: str, weights: int, layers: Net) -> None:
    """The blocks that come with the language have the shapes and the weights of their papers."""
    report = layers(call, on="32x32x32")
    assert report.outputs[0][1].output.text == gives
    assert report.totals.params.weights == weights


def test_defaults_hold_inside_standard_blocks(net: Net) -> None:
    """A file's `defaults:` are the options of every layer, also inside the blocks that come with the language."""
    report = net("input: 8x8x4\ndefaults: {conv: bias off, dwconv: {bias: off}}\nlayers: [separable: 8]\n")
    assert report.totals.params.biases == 0


@pytest.mark.parametrize(
    ("blocks", "call", "code"),
    [
        ("b: []", "{b: , repeat: 1_000_000_000}", "too-many"),
        ("b: []", "b: {columns: [repeat], rows: [[1_000_000_000]]}", "too-many"),
        ("b: []", "{seq: [], repeat: 9_007_199_254_740_992}", "too-many"),
        ("b: [{conv: '4 x 3x3, pad 1, bn, relu'}]", "{b: , repeat: 1_000_000}", "too-many"),
        ("b: [relu]", "{seq: [{b: , repeat: 100}], repeat: 10_000}", "too-many"),
        ("{b: [], c: [{b: , repeat: 1000}], d: [{c: , repeat: 1000}]}", "d", "too-many"),
        ("b: [relu]", "{conv: '4 x 1x1, relu', repeat: 6000}", "too-many"),
        ("{a: [b], b: [a]}", "a", "recursion"),
        ("b(n): [{b: n - 1, when: n > 0}]", "b: 3", "recursion"),
        (FANNED, "{a: , repeat: 40}", "too-many"),
    ],
)  # fmt: skip
def test_nothing_goes_on_for_ever(blocks: str, call: str, code: str, problems: Net) -> None:
    """Endless or enormous nets are refused in about a second of work, at the call that asks for too much."""
    head = f"blocks: {blocks}" if blocks.startswith("{") else f"blocks:\n  {blocks}"
    problems("input: 8x8x4\nlayers: [{conv: '4 x 3x3, pad 1, bn, relu'}, squeeze_excite]\n")  # everything is imported
    start = time.process_time()
    (problem,) = problems(f"input: 8x8x4\n{head}\nlayers:\n  - {call}\n")
    assert problem.code == code
    assert time.process_time() - start < 2.0
