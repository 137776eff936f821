"""The long form of a net: one item for every elementary op, with all its options and its name. It reads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cnncalc.layers.base import Layer
from cnncalc.model.graph import Graph, Node, Tap
from cnncalc.spec.sizes import size_text


def long_form(graph: Graph, expect: Mapping[str, str] | None = None) -> str:
    """Return a net as a spec that has nothing left to expand.

    Blocks, repeats, conditions and parameters are worked out; shared weights, side outputs, several outputs, the
    rounding and what is expected stay. Of a net that does not fit, it is what there is up to there.
    """
    lines = [f"name: {_quoted(graph.name)}"] if graph.name else []
    lines.append(f"input: {size_text(graph.input.output)}")
    if graph.rounding:
        lines.append(f"rounding: {graph.rounding}")
    lines += ["", "layers:" if graph.nodes else "layers: []", *_items(graph)]
    outputs = [name for name, _ in graph.outputs]
    if outputs != ["output"]:
        lines += ["", f"outputs: [{', '.join(outputs)}]"]
    if expect:
        lines += ["", f"expect: {{{', '.join(f'{name}: {number}' for name, number in expect.items())}}}"]
    return "\n".join(lines) + "\n"


def _items(graph: Graph) -> Iterator[str]:
    """Yield the lines of all items; `current` is what an item without `from:` starts from."""
    current: Tap = graph.input
    side: Tap | None = None
    for node in graph.nodes:
        if not node.aux:
            yield from _item(node, current, "  ")
            current, side = node, None
            continue
        if side is None:
            yield "  - aux:"
        yield from _item(node, current if side is None else side, "      ")
        side = node
    names = {node.name for node in graph.nodes}
    for name, tap in graph.outputs:
        if name == "output":
            if not graph.problems and tap is not current:
                yield from ("  - identity:", f"    from: {tap.name}")
        elif name != tap.name and name not in names:
            yield from ("  - aux:", "      - identity:", f"        from: {tap.name}", f"        name: {name}")


def _item(node: Node, current: Tap, indent: str) -> Iterator[str]:
    """Yield the lines of one op."""
    options = _options(node)
    if node.shares is not None:
        yield f"{indent}- use: {node.shares.name}"
    elif options:
        yield f"{indent}- {node.layer.kind}: {{{', '.join(f'{name}: {value}' for name, value in options.items())}}}"
    else:
        yield f"{indent}- {node.layer.kind}:"
    if node.layer.joins:
        yield f"{indent}  from: [{', '.join(source.name for source in node.inputs)}]"
    elif node.inputs[0] is not current:
        yield f"{indent}  from: {node.inputs[0].name}"
    yield f"{indent}  name: {node.name}"
    if node.note and node.shares is None:
        yield f"{indent}  note: {_quoted(node.note)}"


def _options(node: Node) -> dict[str, str]:
    """Return what a layer's options are, as text: those that the short text begins with first; what is unset, not."""
    layer = node.layer
    assert isinstance(layer, Layer)
    head = layer.head.split()
    fields = sorted(type(layer).model_fields, key=lambda name: head.index(name) if name in head else len(head))
    return {name: _value(value) for name in fields if (value := getattr(layer, name)) is not None}


def _value(value: object) -> str:
    """Write an option's value: (5, 5) is `5x5`, ((0, 1), (2, 2)) is `0:1x2`, False is `off`."""
    match value:
        case bool():
            return "on" if value else "off"
        case float():
            return format(Decimal(repr(value)), "f")
        case tuple():
            return _sizes(value)
        case _:
            return str(value)


def _sizes(values: Iterable[object]) -> str:
    text = "x".join(map(_axis, values))
    return f'"{text}"' if ":" in text else text


def _axis(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    before, after = value
    return str(before) if before == after else f"{before}:{after}"


def _quoted(text: str) -> str:
    """Write a text in quotes, which YAML reads back whatever it holds."""
    return "'" + text.replace("'", "''") + "'"
