"""What windows leave over, in words: how many do not fit, and whether that costs anything.

```
* rounded down: 8 of 54 windows leave a remainder (rounding: floor).
  5 drop only padding; 3 drop a row and a column: the 1x1, stride 2 skips
```
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from cnncalc.model.graph import Graph, Node
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import line_names, sizes_text

WIDEST: Final = 80
"""A line that would be longer leaves out which layers it is about."""


def lines(report: Report) -> list[str]:
    """Return what there is to say: that everything fits, or how much does not. Nothing of a net without windows."""
    moving = [layer for layer in report.layers if layer.fits]
    short = [layer for layer in moving if layer.misfits]
    past = [layer for layer in moving if any(fit.over for fit in layer.fits)]
    said = []
    if short:
        rule = f"rounding: {report.rounding or 'not set'}"
        verb = "leaves" if len(short) == 1 else "leave"
        said.append(f"* rounded down: {len(short)} of {_windows(moving)} {verb} a remainder ({rule}).")
        said.append(_costs(report.graph, short))
    if past:
        verb = "runs" if len(past) == 1 else "run"
        said.append(f"rounded up: {len(past)} of {_windows(moving)} {verb} past the end: {some(_names(past))}")
    if moving and not said and report.complete:
        said.append("every window fits")
    return said


def some(names: Sequence[str], most: int = 3) -> str:
    """Return names as a list in words, of many only the first ones: `conv1, conv2 and 4 others`."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} others"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _costs(graph: Graph, short: Iterable[LayerReport]) -> str:
    """Say what is dropped, the harmless first, and in which layers where something in the input is never looked at."""
    groups: dict[str, list[LayerReport]] = {}
    for layer in sorted(short, key=lambda layer: any(fit.unseen for fit in layer.fits)):
        groups.setdefault(_dropped(layer), []).append(layer)
    parts = []
    for what, layers in groups.items():
        part = f"{len(layers)} {'drops' if len(layers) == 1 else 'drop'} {what}"
        unseen = any(fit.unseen for fit in layers[0].fits)
        parts.append((part, f"{part}: {_which(graph, layers)}" if unseen else part))
    long = "  " + "; ".join(part for _, part in parts)
    return long if len(long) <= WIDEST else "  " + "; ".join(part for part, _ in parts)


def _dropped(layer: LayerReport) -> str:
    """Say what lies behind a layer's last window: only padding, or rows and columns of its input."""
    axes = line_names(len(layer.fits))
    parts = [
        f"a {axis}" if fit.unseen == 1 else f"{fit.unseen} {axis}s"
        for axis, fit in zip(axes, layer.fits, strict=True)
        if fit.unseen
    ]
    return " and ".join(parts) or "only padding"


def _which(graph: Graph, layers: Sequence[LayerReport]) -> str:
    """Name layers: by their window where several share it, and as skips where they are all skip paths."""
    windows = set(map(_window, layers))
    if len(layers) == 1 or len(windows) > 1:
        return some(_names(layers))
    skips = _skips(graph)
    noun = "skips" if all(layer.node.line.number in skips for layer in layers) else "windows"
    return f"the {windows.pop()} {noun}"


def _window(layer: LayerReport) -> str:
    windows = layer.node.layer.windows(*layer.node.volumes)
    strides = {str(window.stride) for window in windows}
    stride = strides.pop() if len(strides) == 1 else sizes_text(window.stride for window in windows)
    return f"{sizes_text(window.kernel for window in windows)}, stride {stride}"


def _skips(graph: Graph) -> set[int]:
    """Return the numbers of the lines whose end is joined, as it is, to a main path of the same volume."""
    return {
        source.line.number
        for node in graph.nodes
        if node.layer.joins
        for source in node.inputs[1:]
        if isinstance(source, Node) and source.output == node.output
    }


def _windows(moving: Sequence[LayerReport]) -> str:
    return f"{len(moving)} {'window' if len(moving) == 1 else 'windows'}"


def _names(layers: Iterable[LayerReport]) -> list[str]:
    return [layer.name for layer in layers]
