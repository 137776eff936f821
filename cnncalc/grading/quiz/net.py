"""The layers of a question: as a spec writes them, in words, and with the engine's numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnncalc.algebra.errors import counted
from cnncalc.engine import propagate
from cnncalc.errors import SpecError
from cnncalc.grading.asked import Case
from cnncalc.grading.key_questions import cases
from cnncalc.model.graph import Input, Rounding
from cnncalc.model.report import Report, Setting, Title
from cnncalc.spec.expand import Expansion
from cnncalc.spec.read import read_document
from cnncalc.spec.settle import Request, settle


class Piece(NamedTuple):
    """A layer: its op and text as in a spec, and what it is in words."""

    op: str
    text: str
    words: str

    @property
    def item(self) -> str:
        """The layer as an item of a flow list in YAML: `conv: "10 x 5x5, pad 2"`."""
        return f'{self.op}: "{self.text}"' if self.text else self.op


def conv(
    filters: int, kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True
) -> Piece:
    """Return a convolution."""
    options = {"stride": (stride, 1), "pad": (pad, 0), "dilation": (dilation, 1), "groups": (groups, 1)}
    text = [f"{filters} x {kernel}x{kernel}", *_given(options)] + ([] if bias else ["bias off"])
    words = f"a convolution with {counted(filters, 'filter')} of {kernel}x{kernel}"
    said: dict[str, int | tuple[int, int]] = {
        "stride": stride,
        "padding": pad,
        "dilation": (dilation, 1),
        "groups": (groups, 1),
    }
    return Piece("conv", ", ".join(text), words + _said(said) + ("" if bias else ", without biases"))


def depthwise(kernel: int, stride: int = 1, pad: int = 0) -> Piece:
    """Return a depthwise convolution."""
    text = [f"{kernel}x{kernel}", *_given({"stride": (stride, 1), "pad": (pad, 0)})]
    words = f"a depthwise convolution of {kernel}x{kernel}"
    return Piece("dwconv", ", ".join(text), words + _said({"stride": stride, "padding": pad}))


def transposed(filters: int, kernel: int, stride: int, pad: int) -> Piece:
    """Return a transposed convolution."""
    text = [f"{filters} x {kernel}x{kernel}", *_given({"stride": (stride, 1), "pad": (pad, 0)})]
    words = f"a transposed convolution with {counted(filters, 'filter')} of {kernel}x{kernel}"
    return Piece("deconv", ", ".join(text), words + _said({"stride": stride, "padding": pad}))


def pool(op: str, kernel: int, stride: int) -> Piece:
    """Return a pooling: `maxpool` or `avgpool`."""
    words = f"{'max' if op == 'maxpool' else 'average'} pooling of {kernel}x{kernel}, stride {stride}"
    return Piece(op, f"{kernel}x{kernel}, stride {stride}", words)


def dense(units: int) -> Piece:
    """Return a fully connected layer."""
    return Piece("fc", str(units), f"a fully connected layer of {counted(units, 'unit')}")


FLATTEN = Piece("flatten", "", "flattening")


def report_of(input: str, pieces: Sequence[Piece], rounding: Rounding | None = None) -> Report:
    """Return the engine's numbers of layers that follow each other; a window that does not fit is rounded down.

    Raises:
        SpecError: they cannot follow each other.
    """
    items = "\n".join(f"  - {piece.item}" for piece in pieces)
    document = read_document(f"input: {input}\nlayers:\n{items}\n", "<question>")
    settled = settle(document, Request(rounding=rounding))
    machine = Expansion(Input(settled.input), document.blocks, settled.params, settled.defaults)
    graph = machine.whole(document.items, document.outputs).graph
    if graph.problems:
        raise SpecError(graph.problems)
    return propagate.report(replace(graph, rounding=settled.rounding), Title(), Setting())


def case_of(report: Report) -> Case:
    """Return the last layer of a net as a case."""
    return cases(report)[report.layers[-1].name]


def fits(report: Report) -> bool:
    """Tell whether every window fits."""
    return not any(layer.misfits for layer in report.layers)


def told(input: str, pieces: Sequence[Piece]) -> str:
    """Say in words what runs over which input."""
    if len(pieces) == 1:
        words = pieces[0].words
        return f"{words[0].upper()}{words[1:]} on an input of {input}"
    return f"On an input of {input}, one after the other: {'; '.join(piece.words for piece in pieces)}"


def entry(input: str, pieces: Sequence[Piece]) -> str:
    """Return the layers as entries of a question in a key."""
    items = ", ".join(f"{{{piece.item}}}" if piece.text else piece.op for piece in pieces)
    return f"in: {input}, layers: [{items}]"


def _given(options: dict[str, tuple[int, int]]) -> list[str]:
    return [f"{name} {value}" for name, (value, usual) in options.items() if value != usual]


def _said(options: Mapping[str, int | tuple[int, int]]) -> str:
    """Say options: what has a usual value is said only where it differs."""
    parts = []
    for name, value in options.items():
        number, usual = value if isinstance(value, tuple) else (value, None)
        if name == "padding" and not number:
            parts.append("no padding")
        elif number != usual:
            parts.append(f"{number} groups" if name == "groups" else f"{name} {number}")
    return "".join(f", {part}" for part in parts)
