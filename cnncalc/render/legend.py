"""The lines below a table: facts with their units, at most seven, and what the signs in the table mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from cnncalc.algebra.collect import added
from cnncalc.algebra.expr import Dim, Expr, Name
from cnncalc.explain.counted import USUAL_FLOPS, flops
from cnncalc.model.reach import WHOLE
from cnncalc.model.report import LayerReport, Report, Row
from cnncalc.model.volume import Layout, numbers
from cnncalc.render import remainders
from cnncalc.render.columns import Column, sees_beside, written

MOST_LINES: Final = 7
"""More lines than this are no longer read; what can best be missed goes first."""


_DECIMAL: Final = ("bytes", *(f"{prefix}B" for prefix in "kMGTPEZYRQ"))
_BINARY: Final = ("bytes", *(f"{prefix}iB" for prefix in "KMGTPEZYRQ"))


class Note(NamedTuple):
    """A line below a table; `explains` is the sign or the letters in the table that it is about."""

    text: str
    explains: str = ""
    spare: int = 0
    """What goes first where there are too many lines: the highest number; -1 never goes."""
    equal: tuple[Expr, Expr] | None = None
    """The two sides, where the line is an equation."""


def legend(report: Report, rows: Sequence[Row], columns: Iterable[Column], layout: Layout = "hwc") -> tuple[Note, ...]:
    """Return the lines below the table of these rows and columns."""
    names = {column.name for column in columns}
    notes = [
        *letters(report),
        *_outputs(report, layout),
        *_parameters(report),
        *_memory(report),
        *_sharing(report),
        *_operations(report),
        *_fits(report),
        *(_activations(report) if "activations" in names else ()),
        *(_fields(report, rows) if "rf" in names else ()),
        *_opening(report, rows),
    ]
    while len(notes) > MOST_LINES and (last := max(notes, key=lambda note: note.spare)).spare >= 0:
        notes.remove(last)
    return tuple(notes)


def letters(report: Report) -> Iterable[Note]:
    """On what condition everything is true, and what letters stand for long sizes on the way."""
    if not report.lettered:
        return
    for condition in report.conditions:
        yield Note(f"if {condition}", explains="letters", spare=-1)
    for letter, size_on_the_way in report.graph.letters.items():
        sides = Name(letter), size_on_the_way
        yield Note(f"{letter} = {size_on_the_way}", explains="letters", spare=-1, equal=sides)


def _outputs(report: Report, layout: Layout) -> Iterable[Note]:
    """What comes out, where that is more than the last row."""
    if len(report.outputs) > 1:
        named = (f"{name} {written(tap.output, layout)}" for name, tap in report.outputs)
        yield Note(f"outputs: {', '.join(named)}", spare=-1)


def _parameters(report: Report) -> Iterable[Note]:
    """What the parameters consist of, and where they sit."""
    params, totals = report.totals.params, report.totals
    norm = _norm(report.layers, lambda layer: layer.params.norm)
    parts = [
        f"{count:,} {what}"
        for count, what in ((params.weights, "weights"), (params.biases, "biases"), (params.norm, f"of {norm}"))
        if count != 0
    ]
    if parts:
        yield Note(f"{' + '.join(parts)}; {size(totals.param_bytes)} as {report.setting.dtype}")
    else:
        yield Note("no parameters: nothing is learned")
    if params.buffers != 0:
        norm = _norm(report.layers, lambda layer: layer.params.buffers)
        yield Note(f"not counted: {params.buffers:,} running statistics of {norm}, kept but not learned", spare=4)
    connected = [layer for layer in report.layers if _connects_all(layer) and not layer.node.aux]
    counts = numbers(added(layer.params.total for layer in connected), params.total)
    macs = numbers(added(layer.macs for layer in connected), totals.macs)
    if counts is not None and 0 < counts[0] < counts[1]:
        shares = f"{_percent(*counts)} of the parameters"
        if macs is not None and macs[1]:
            shares += f", {_percent(*macs)} of the MACs"
        yield Note(f"fully connected layers: {shares}", spare=5)


def _connects_all(layer: LayerReport) -> bool:
    """Tell whether every unit has a weight of its own for each number of the layer's input."""
    node = layer.node
    return node.layer.reach(*node.volumes) is WHOLE and any(weight.role == "weight" for weight in layer.shapes)


def _norm(layers: Iterable[LayerReport], count: Callable[[LayerReport], Dim]) -> str:
    """Name what holds numbers of the role `norm`: `batch norm`, `norm layers and channel factors`."""
    titles = [layer.node.layer.title.replace("normalization", "norm") for layer in layers if count(layer) != 0]
    several = len({title for title in titles if title.endswith("norm")}) > 1
    return remainders.some(
        list(dict.fromkeys("norm layers" if several and title.endswith("norm") else title for title in titles))
    )


def _memory(report: Report) -> Iterable[Note]:
    if told := memory(report):
        yield Note(told, spare=1)


def memory(report: Report) -> str:
    """Return the memory of the activations, where a batch or a type of number was asked for; else nothing."""
    setting, totals = report.setting, report.totals
    if (setting.batch, setting.dtype) == (1, "float32"):
        return ""
    images = "one input" if setting.batch == 1 else f"a batch of {setting.batch:,}"
    kept, peak = binary(totals.activation_bytes), binary(totals.peak_activation_bytes)
    return f"activations of {images}: {kept}, at the peak {peak}"


def _sharing(report: Report) -> Iterable[Note]:
    shared = [layer.name for layer in report.layers if layer.node.shares is not None and layer.shapes]
    if shared:
        yield Note(f"weights used again are counted once: {remainders.some(shared)} share", spare=2)


def _operations(report: Report) -> Iterable[Note]:
    name = report.setting.flops
    option = "--flops all: how others count" if name == USUAL_FLOPS else f"--flops {name}"
    told = flops(report.totals.flops, report.setting)
    yield Note(told if report.lettered else f"{told} ({option})")


def _fits(report: Report) -> Iterable[Note]:
    if report.lettered and not any(layer.misfits for layer in report.layers):
        return  # whether a window fits depends on the letters, and that is said first
    first, *others = remainders.lines(report) or ("",)
    if first:
        yield Note(first, explains="*" if first.startswith("*") else "")
    for line in others:
        yield Note(line, explains="*", spare=1)


def _activations(report: Report) -> Iterable[Note]:
    yield Note(f"activations: the total includes the input's {report.input.numbers:,}", spare=3)


def _fields(report: Report, rows: Iterable[Row]) -> Iterable[Note]:
    last = [row.last.field for row in rows]
    axes = len(report.input.space)
    positions = {2: "pixels", 3: "voxels"}.get(axes, "positions")
    everything = "; all: the whole input" if any(field.axes is None for field in last) else ""
    yield Note(f"RF: {positions} of the input that a unit sees, per axis{everything}")
    if any(map(sees_beside, last)):
        yield Note("+ so many through windows, and on another path the whole input", explains="+")


def _opening(report: Report, rows: Sequence[Row]) -> Iterable[Note]:
    folded = [row for row in rows if row.times]
    if folded:
        level = min(_level(row) for row in folded)
        yield Note(f"--open {level} opens the blocks, --open all lists the {len(report.layers)} operations", spare=1)


def _level(row: Row) -> int:
    """Return how many levels of blocks must be opened to see into a folded row."""
    return 1 + [call.name for call in row.last.node.line.calls].index(row.name)


def size(count: Dim) -> str:
    """Return bytes in the largest unit of a thousand: `249.5 MB`."""
    return f"{count} bytes" if isinstance(count, Expr) else _scaled(count, 1000, _DECIMAL)


def binary(count: Dim) -> str:
    """Return bytes in units of a thousand and of 1,024: `249.5 MB (237.9 MiB)`."""
    if isinstance(count, Expr):
        return size(count)
    return f"{size(count)} ({_scaled(count, 1024, _BINARY)})" if count >= 1000 else size(count)


def _scaled(count: int, step: int, units: Sequence[str]) -> str:
    power = 0
    while power + 1 < len(units) and count >= step ** (power + 1):
        power += 1
    return f"{count} {units[0]}" if power == 0 else f"{count / step**power:,.1f} {units[power]}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"
