"""How each question is answered: calls of the Python API, by the name of its row in the corpus."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

import cnncalc
from cnncalc.api import Report
from cnncalc.model.graph import Rounding
from cnncalc.model.report import LayerReport
from tests.homework.corpus import Facts, by, line, volume


class Refused(Exception):
    """The layers of a question are wrong; with the codes of the problems."""


def net(facts: Facts, *, rounding: Rounding = "strict", **others: object) -> Report:
    """The report of a question's layers, which must fit unless rounding is asked for."""
    report = cnncalc.chain(volume(facts), *(line(layer, **others) for layer in facts["layers"]), rounding=rounding)
    if errors := [problem.code for problem in report.problems if problem.severity == "error"]:
        raise Refused(*errors)
    return report


def size(layer: LayerReport) -> list[int]:
    """The output of a layer as the corpus writes it."""
    return [*layer.output.space, layer.output.channels]


def out(facts: Facts, **keywords: Any) -> list[int]:
    """What comes out in the end."""
    return size(net(facts, **keywords).layers[-1])


def outs(facts: Facts, **keywords: Any) -> list[list[int]]:
    """What comes out of each layer."""
    return [size(layer) for layer in net(facts, **keywords).layers]


def params(facts: Facts, **keywords: Any) -> int:
    """The parameters of all layers."""
    return net(facts, **keywords).totals.params.total


def params_of_each(facts: Facts, **keywords: Any) -> list[int]:
    """The parameters of each layer."""
    return [layer.params.total for layer in net(facts, **keywords).layers]


def seen(facts: Facts) -> list[int]:
    """What a unit of the last layer sees."""
    return list(net(facts).layers[-1].field.size)


def dense_on_channels(facts: Facts) -> int:
    """Keras' Dense works on the last axis: a convolution of 1x1."""
    return cnncalc.conv(volume(facts), filters=10, kernel=1).totals.params.total


def one_neuron(facts: Facts, bias: bool) -> int:
    """The parameters of one unit that sees everything."""
    return cnncalc.fc(volume(facts), units=facts["neurons"], bias=bias).totals.params.total


def one_window(facts: Facts, bias: bool) -> int:
    """The connections of one unit of a convolution."""
    report = cnncalc.conv(volume(facts), filters=1, kernel=facts["kernel"], bias=bias)
    return report.layers[0].connections // report.layers[0].activations


def inception(_: Facts, bias: bool) -> int:
    """The parameters of four branches on 256 channels."""
    off = "" if bias else ", bias off"
    return cnncalc.read(f"""
        input: 28x28x256
        layers:
          - concat:
            - conv: 64 x 1x1{off}
            - [conv: "96 x 1x1{off}", conv: "128 x 3x3, pad 1{off}"]
            - [conv: "16 x 1x1{off}", conv: "32 x 5x5, pad 2{off}"]
            - [maxpool: "3x3, stride 1, pad 1", conv: "32 x 1x1{off}"]
    """).report().totals.params.total  # fmt: skip


def locally_connected(facts: Facts) -> int:
    """The parameters of windows that share nothing."""
    options = {"filters": facts["maps"], "kernel": facts["kernel"], "stride": facts["stride"]}
    return cnncalc.local(volume(facts), **options).totals.params.total


def batch_norm(facts: Facts, statistics: bool) -> int:
    """What batch norm keeps: what it learns, and its running statistics."""
    counts = cnncalc.bn(str(facts["dense_out"])).totals.params
    return counts.total + counts.buffers if statistics else counts.total


def operations(on: str, *layers: str) -> Callable[..., int]:
    """The operations of these layers, by a convention of `--flops`, or their connections."""

    def total(_: Facts, count: str) -> int:
        if count == "connections":
            return sum(layer.connections for layer in cnncalc.chain(on, *layers).layers)
        return cnncalc.chain(on, *layers, flops=count).totals.flops

    return total


def kilobytes(facts: Facts, bytes: int) -> float:
    """The memory of the output of AlexNet's first layer, with 64 filters."""
    report = cnncalc.chain("227x227x3", "conv: 64 x 11x11, stride 4, pad 2")
    assert size(report["conv1"]) == facts["out"]
    (section,) = report.explain("conv1", of=["memory"]).explanations[0].sections
    assert isinstance(section.value, int)
    return section.value / bytes


def pool_connections(_: Facts, op: str) -> int:
    """The connections of LeNet-5's S2."""
    return cnncalc.layer(op, "28x28x6", kernel=2, stride=2).layers[0].connections


def matrices(facts: Facts) -> list[list[int]]:
    """A convolution as a product of matrices: windows in columns, filters in rows, places by filters."""
    options = {name: facts[name] for name in ("filters", "kernel", "stride")}
    (layer,) = cnncalc.conv(volume(facts), **options).layers
    filters, places = layer.output.channels, prod(layer.output.space)
    window = layer.params.weights // filters
    return [[window, places], [filters, window], [filters, places]]


def quotient(facts: Facts, rounding: Rounding) -> str:
    """The size that comes out, and where rounding is forbidden whether that is one."""
    options = {"kernel": facts["k"], "pad": facts["p"], "stride": facts["s"]}
    report = cnncalc.conv(f"{facts['w']}x1 LC", filters=1, **options, rounding=rounding)
    (layer,) = report.layers
    if any(problem.severity == "error" for problem in report.problems):
        return f"{float(layer.fits[0].exact or 0)}, invalid"
    return str(layer.output.space[0])


def extent(_: Facts, dilation: int) -> int:
    """How much a kernel of 3 spans."""
    return cnncalc.conv("9x1 LC", filters=1, kernel=3, dilation=dilation).layers[0].kernel[0]


def wavenet(facts: Facts) -> int:
    """What blocks of dilated layers see."""
    block = [f"conv: 1 x 2, dilation {2**power}" for power in range(10)]
    return cnncalc.chain("4096x1 LC", *block * facts["blocks"]).layers[-1].field.size[0]


def padding(facts: Facts) -> int:
    """The only padding that keeps the size."""
    options = {"kernel": facts["kernel"], "stride": facts["stride"]}
    (solution,) = cnncalc.solve_layer("conv", by(facts["input"]), facts["want"], **options).solutions
    return int(dict(solution.found)["pad"])


def convolved(facts: Facts, **keywords: Any) -> object:
    """A matrix under a kernel."""
    (values,) = cnncalc.apply("conv", input=facts["x"], kernel=facts["k"], **keywords).values()
    return values


def cells(facts: Facts) -> list[object]:
    """Three numbers of a matrix under a kernel."""
    result = cnncalc.apply("conv", input=facts["x"], kernel=facts["k"])
    return [result.cell(*place).value for place in ((0, 0), (0, 2), (2, 0))]


def transposed(facts: Facts) -> object:
    """A matrix through a transposed convolution."""
    (values,) = cnncalc.apply("deconv", input=facts["x"], kernel=facts["k"], stride=facts["stride"]).values()
    return values


def pooled(facts: Facts, **keywords: Any) -> object:
    """A matrix, pooled."""
    text = f"{facts.get('how', 'max')}pool: {by(facts['pool'])}"
    (values,) = cnncalc.apply(text, input=facts["x"], **keywords).values()
    return values


def full(facts: Facts, flip: bool) -> object:
    """A sequence under a kernel that may hang out by all but one of its taps."""
    kernel = facts["kernel"]
    (values,) = cnncalc.apply("conv", input=facts["x"], kernel=kernel, flip=flip, pad=len(kernel) - 1).values()
    return values


ANSWERS: dict[str, Callable[..., object]] = {
    **dict.fromkeys(
        ("dlai-03", "dlai-06", "dlai-09", "dlai-12", "nptel-02", "nptel-05", "rb-3", "utm-09", "231n-07", "231n-19",
         "eva-2", "bank-13", "leyaa-5", "leyaa-8", "leyaa-11", "d2l-1", "d2l-4", "i224-2"),
        out,
    ),
    **dict.fromkeys(("sm-17", "sm-26", "rb-6", "hkbu-06", "hkbu-09", "bank-01", "mgpt-1"), outs),
    **dict.fromkeys(
        ("dlai-01", "unicamp-1", "crucial-1", "ib-1", "dlai-sum-2", "deepml-2", "sm-11", "utm-15", "231n-13",
         "fastai-1", "speaker-2", "lenet-1", "bank-16", "udacity-2"),
        params,
    ),
    **dict.fromkeys(("rb-9", "231n-22", "bank-04"), params_of_each),
    **dict.fromkeys(("rmit-4", "cs-se-1w"), seen),
    **dict.fromkeys(("leyaa-2", "gaviki-1"), padding),
    **dict.fromkeys(("rmit-1", "sm-20", "utm-03", "utm-06"), convolved),
    **dict.fromkeys(("sm-02", "sm-05"), pooled),
    "utm-18": transposed,
    "hkbu-03": cells,
    "bank-07": full,
    "so-keras-2": dense_on_channels,
    "sm-08": operations("128x128x3", "conv: 32 x 3x3, pad 1"),
    "sm-14": operations("56x56x256", "conv: 256 x 3x3, pad 1", "conv: 256 x 3x3, pad 1"),
    "nndl-2": operations("100x100x256", "conv: 64 x 1x1", "conv: 256 x 3x3, pad 1"),
    "sm-23": inception,
    "231n-01": one_neuron,
    "231n-04": one_window,
    "231n-10": quotient,
    "231n-16": matrices,
    "231n-25": extent,
    "wavenet-2": wavenet,
    "eecs498-2": kilobytes,
    "lenet-4": pool_connections,
    "bn-1": batch_norm,
    "bank-10": locally_connected,
}  # fmt: skip


class Convention(NamedTuple):
    """The keywords that say what a course's convention means, and those of the other way to count."""

    keywords: dict[str, Any]
    other: dict[str, Any]


NO_BIAS = Convention({"bias": False}, {"bias": True})
FLOOR = Convention({"rounding": "floor"}, {"rounding": "strict"})
MACS = Convention({"count": "macs"}, {"count": "2macs"})

CONVENTIONS: dict[str, Convention] = {
    "no-bias": NO_BIAS,
    "no-bias (asked)": NO_BIAS,
    "floor": FLOOR,
    "MACs": MACS,
    "MACs called FLOPs": MACS,
    "MAC + one op for the bias": Convention({"count": "connections"}, {"count": "macs"}),
    "cross-correlation": Convention({"flip": False}, {"flip": True}),
    "true convolution (kernel flipped), full padding": Convention({"flip": True}, {"flip": False}),
    "pool-stride-1 chosen because stride 2 does not fit": Convention({"stride": 1}, {}),
    "strict fit: non-integer is an error": Convention({"rounding": "strict"}, {"rounding": "floor"}),
    "dilation counted from 0: note dilation 1 = framework dilation 2": Convention({"dilation": 2}, {"dilation": 1}),
    "KB = 1024 bytes; output only": Convention({"bytes": 1024}, {"bytes": 1000}),
    "trainable pooling": Convention({"op": "dwconv"}, {"op": "avgpool"}),
    "counts 2 trainable + 2 moving statistics per channel": Convention({"statistics": True}, {"statistics": False}),
}
"""Every convention that a question names, in the corpus' words."""
