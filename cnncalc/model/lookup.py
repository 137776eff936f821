"""What to say where a net has no layer of a name: which ones are meant."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.algebra.errors import counted, did_you_mean, listed
from cnncalc.errors import UsageError

if TYPE_CHECKING:
    from cnncalc.model.graph import Node


def no_layer(name: str, nodes: Sequence[Node], file: str = "") -> UsageError:
    """Return the error about a name that no layer has; of a block, it tells the layers in it.

    `file` is where the net stands, if that is a file or a bundled spec.
    """
    block = name.partition(" x")[0].strip()  # as the table writes it: `bottleneck x3`
    inside = [
        (level, call, node)
        for node in nodes
        for level, call in enumerate(node.line.calls, start=1)
        if block in (call.name, call.label)
    ]
    if not inside:
        names = [node.name for node in nodes]
        blocks = {call.name for node in nodes for call in node.line.calls}
        near = did_you_mean(name, [*names, *blocks]) or (f"its layers are {listed(names)}",)
        return UsageError(f"there is no layer called {name}; {near[0]}")
    level, first, _ = inside[0]
    calls = dict.fromkeys(call.label for _, call, _ in inside)
    names = [node.name for _, call, node in inside if call.label == first.label]
    said = "is a block" if len(calls) == 1 else f"is a block, called {counted(len(calls), 'time')}"
    where = "its layers are" if len(calls) == 1 else "the layers of its first call are"
    line = f"cnncalc {shlex.quote(file)} --open {level}"
    lines = ((line, "lists the layers of all"),) if len(calls) > 1 and file and not file.startswith("<") else ()
    return UsageError(f"{block} {said}, and no layer; {where} {listed(names)}", lines)
