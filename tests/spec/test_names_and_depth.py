"""Names that give way to others, blocks that call each other too deeply, and sizes as others write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnncalc.algebra.errors import ExprError
from cnncalc.errors import SpecError
from cnncalc.spec.chain import read_chain
from cnncalc.spec.sizes import read_volume

Problems = Callable[..., Any]


def _nested(blocks: int, lists: int) -> str:
    """A net of blocks that call each other, each call in so many lists."""
    calls = "".join(f"  b{n}: {'[' * lists}b{n + 1}{']' * lists}\n" for n in range(blocks))
    return f"input: 8x8x1\nblocks:\n{calls}  b{blocks}: [relu]\nlayers: [b0]\n"


@pytest.mark.parametrize(("blocks", "lists"), [(40, 1), (200, 1), (39, 35)])
def test_blocks_that_call_each_other_too_deeply(blocks: int, lists: int, problems: Problems) -> None:
    """Calls within calls are limited, and what needs too much of Python's stack is refused as well."""
    (problem,) = problems(_nested(blocks, lists))
    assert problem.code == "too-many"
    assert problem.origin.line > 2
    assert "call fewer blocks from each other" in problem.help[0]
    assert not problems(_nested(39, 1))


def test_running_names_give_way_to_names_that_are_taken(net: Problems) -> None:
    """A running name that is taken is skipped, whoever has it."""
    report = net(f"input: 8x8x1\nlayers: [relu6, {', '.join(['relu'] * 61)}]\n")
    assert [row.name for row in report.layers][-2:] == ["relu60", "relu62"]
    report = net("input: 8x8x1\nlayers: [{bn: , name: bn2}, bn, bn]\n")
    assert [row.name for row in report.layers] == ["bn2", "bn3", "bn4"]


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("(28, 28, 1)", "write `28x28x1`"),
        ("[28, 28, 1]", "write `28x28x1`"),
        ("32,32,3", "write `32x32x3`"),
        ("32*32*3", "write `32x32x3`"),
        ("32 by 32 by 3", "write `32x32x3`"),
        ("32 by 32", "a map of one channel is `32x32x1`"),
        ("3,32,32", "3 channels are `32x32x3`, or `3x32x32 CHW`"),
        ("3x32x32CHW", "write `3x32x32 CHW`"),
        ("28x28x1e6", "write 1_000_000"),
    ],
)
def test_sizes_as_others_write_them(written: str, help: str) -> None:
    """The error of a size holds the right spelling, also where no file is read."""
    with pytest.raises(ExprError, match="expected") as caught:
        read_volume(written)
    assert caught.value.help[0] == help


def test_the_problems_of_a_chain_are_in_its_order() -> None:
    """What is no YAML in a late layer is told behind what is wrong in an early one."""
    with pytest.raises(SpecError, match="option") as caught:
        read_chain("32x32x3", ["conv: 6 x 5x5, sride 2", "{relu"])
    assert [problem.origin and problem.origin.file for problem in caught.value.problems] == ["layer 1", "layer 2"]


def test_problems_of_branches_are_in_the_order_of_the_file(problems: Problems) -> None:
    """A skip that is written above its main path is told first."""
    found = problems("input: 8x8x1\nlayers:\n  - skip: {conv: 1 x 9x9}\n    residual: [relu, conv: 1 x 10x10]\n")
    assert [(problem.origin.line, problem.code) for problem in found] == [(3, "kernel-too-big"), (4, "kernel-too-big")]
