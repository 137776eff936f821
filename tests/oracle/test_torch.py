"""Random layers held against PyTorch: shapes and parameters on the meta device, receptive fields by gradients.

Without torch these tests are skipped: they need a package of hundreds of megabytes, and CI runs them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import pytest

import cnncalc
from cnncalc.errors import RuleError

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")

CASES_PER_KIND = 400


@dataclass(frozen=True)
class Case:
    """A layer in both languages: ours as options, torch's as a module's arguments."""

    op: str
    module: str
    ours: dict[str, object]
    theirs: dict[str, object]


def sizes(rng: random.Random, axes: int, low: int, high: int) -> tuple[int, ...]:
    """Return one random size an axis."""
    return tuple(rng.randint(low, high) for _ in range(axes))


def convolution(rng: random.Random, axes: int, channels: int) -> Case:
    """Return a random convolution."""
    groups = rng.choice([g for g in range(1, channels + 1) if channels % g == 0])
    filters = groups * rng.randint(1, 3)
    kernel, stride, dilation = sizes(rng, axes, 1, 5), sizes(rng, axes, 1, 4), sizes(rng, axes, 1, 3)
    pad, bias = sizes(rng, axes, 0, 4), rng.random() < 0.5
    ours = {"filters": filters, "kernel": kernel, "stride": stride, "dilation": dilation, "groups": groups}
    theirs = {"in_channels": channels, "out_channels": filters, "kernel_size": kernel, "stride": stride}
    return Case(
        "conv",
        f"Conv{axes}d",
        {**ours, "pad": pad, "bias": bias},
        {**theirs, "dilation": dilation, "groups": groups, "padding": pad, "bias": bias},
    )


def transposed(rng: random.Random, axes: int, channels: int) -> Case:
    """Return a random transposed convolution."""
    base = convolution(rng, axes, channels)
    stride, dilation = base.theirs["stride"], base.theirs["dilation"]
    assert isinstance(stride, tuple)
    assert isinstance(dilation, tuple)
    extra = tuple(rng.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True))
    return Case(
        "deconv",
        f"ConvTranspose{axes}d",
        {**base.ours, "output_pad": extra},
        {**base.theirs, "output_padding": extra},
    )


def pool(rng: random.Random, axes: int, channels: int) -> Case:
    """Return a random pool; torch pads by at most half a kernel."""
    kernel, stride = sizes(rng, axes, 1, 5), sizes(rng, axes, 1, 4)
    pad = tuple(rng.randint(0, k // 2) for k in kernel)
    up = rng.random() < 0.5
    ours: dict[str, object] = {"kernel": kernel, "stride": stride, "pad": pad, "rounding": "ceil" if up else None}
    theirs: dict[str, object] = {"kernel_size": kernel, "stride": stride, "padding": pad, "ceil_mode": up}
    if rng.random() < 0.5:
        dilation = sizes(rng, axes, 1, 3)
        return Case("maxpool", f"MaxPool{axes}d", {**ours, "dilation": dilation}, {**theirs, "dilation": dilation})
    return Case("avgpool", f"AvgPool{axes}d", ours, theirs)


def answers(case: Case, space: tuple[int, ...], channels: int) -> tuple[object, object]:
    """Return the output and parameters of both, or None for what refuses the layer."""
    try:
        rounding = case.ours.get("rounding")
        options = {k: v for k, v in case.ours.items() if k != "rounding"}
        size = "x".join(map(str, (*space, channels))) + " " + "DHW"[3 - len(space) :] + "C"
        size = size.replace(" WC", " LC")
        report = cnncalc.layer(case.op, size, rounding=rounding, **options)  # type: ignore[arg-type]
        ours: object = ((*report.layers[0].output.space, report.layers[0].output.channels), report.totals.params.total)
    except RuleError:
        ours = None
    module = getattr(torch.nn, case.module)(**case.theirs, **({} if "Pool" in case.module else {"device": "meta"}))
    try:
        out = module(torch.empty((1, channels, *space), device="meta"))
        shape = tuple(out.shape)
        theirs: object = ((*shape[2:], shape[1]), sum(p.numel() for p in module.parameters()))
        if 0 in shape:  # torch hands on an empty map; here an output of 0 is an error
            theirs = None
    except RuntimeError:
        theirs = None
    return ours, theirs


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("make", [convolution, transposed, pool])
def test_random_layers_agree_with_torch(axes: int, make: Callable[[random.Random, int, int], Case]) -> None:
    """Output, parameters and refusals of random layers are torch's."""
    rng = random.Random(f"{make.__name__} {axes}")
    for _ in range(CASES_PER_KIND):
        channels = rng.choice([1, 2, 3, 4, 6, 8])
        case, space = make(rng, axes, channels), sizes(rng, axes, 1, 17)
        if case.module == "AvgPool3d" and any(k > n for k, n in zip(case.ours["kernel"], space, strict=True)):  # type: ignore[call-overload]
            continue  # torch holds a 3-D average pool's kernel against the input without its padding
        ours, theirs = answers(case, space, channels)
        assert ours == theirs, (case, space, channels)


NETS = {
    "strides and dilation": ("conv: 2 x 3x3, stride 2", "conv: 2 x 3x3, dilation 2", "maxpool: 2x2"),
    "transposed": ("conv: 2 x 3x3, stride 2, pad 1", "deconv: 2 x 3x3, stride 2, pad 1", "conv: 1 x 2x2"),
    "pool and upsample": ("avgpool: 2x2", "upsample: 2", "conv: 2 x 3x3, pad 1"),
    "asymmetric": ("conv: 2 x 5x3, pad 2:1x0:2, stride 1x2", "conv: 2 x 3x5, dilation 1x2"),
    "dilated transposed": ("deconv: 2 x 3x3, stride 2, dilation 2", "conv: 2 x 3x3, stride 2"),
}


def torch_layer(node: object) -> Callable[[object], object]:
    """Return what torch computes for a node, with weights of one, so that no gradient cancels."""
    layer, volume = node.layer, node.volumes[0]  # type: ignore[attr-defined]
    functional = torch.nn.functional
    windows = layer.windows(volume)
    pads = [edge for w in reversed(windows) for edge in (w.before, w.after)]
    if layer.kind == "upsample":
        space = node.output.space  # type: ignore[attr-defined]
        return lambda x: functional.interpolate(x, size=space, mode="nearest")
    if layer.kind == "deconv":
        crop = windows[0].before
        weight = torch.ones(volume.channels, layer.filters, *(w.kernel for w in windows), dtype=torch.float64)
        stride, dilation = windows[0].stride, windows[0].dilation
        return lambda x: functional.conv_transpose2d(x, weight, stride=stride, padding=crop, dilation=dilation)
    stride, dilation = [w.stride for w in windows], [w.dilation for w in windows]
    if layer.kind in ("maxpool", "avgpool"):  # a mean sees what a maximum may see
        kernel = [w.kernel for w in windows]
        return lambda x: functional.avg_pool2d(functional.pad(x, pads), kernel, stride)
    weight = torch.ones(layer.filters, volume.channels, *(w.kernel for w in windows), dtype=torch.float64)
    return lambda x: functional.conv2d(functional.pad(x, pads), weight, stride=stride, dilation=dilation)


@pytest.mark.parametrize("layers", NETS.values(), ids=NETS)
def test_receptive_fields_are_where_gradients_are(layers: tuple[str, ...]) -> None:
    """The pixels with a gradient are those of the receptive field, clipped to the image."""
    report = cnncalc.chain("24x24x1", *layers, rounding="floor")
    image = torch.zeros(1, 1, 24, 24, dtype=torch.float64, requires_grad=True)
    out = reduce(lambda x, layer: torch_layer(layer.node)(x), report.layers, image)
    field = report.layers[-1].field
    assert field.axes is not None
    height, width = out.shape[2:]
    assert (height, width) == report.layers[-1].output.space
    for row, column in {(0, 0), (height // 2, width // 2), (height - 1, width - 1), (height // 2, 1)}:
        (gradient,) = torch.autograd.grad(out[0, :, row, column].sum(), image, retain_graph=True)
        for axis, unit in enumerate((row, column)):
            seen = set(torch.nonzero(gradient[0, 0].abs().sum(dim=1 - axis)).flatten().tolist())
            assert seen == {p for p in field.axes[axis].at(unit).positions if 0 <= p < 24}
