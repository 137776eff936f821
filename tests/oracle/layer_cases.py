"""Random single layers, each as a line of a spec and as the modules of torch that do the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import pytest

from cnncalc.model.volume import Volume, whole

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
nn = torch.nn

Sizes: TypeAlias = tuple[int, ...]
Pairs: TypeAlias = tuple[tuple[int, int], ...]


class Step(NamedTuple):
    """A module of torch, not yet built: torch refuses some options only then."""

    module: Callable[..., Any]
    options: dict[str, Any]

    def __str__(self) -> str:
        name = getattr(self.module, "__name__", str(self.module))
        return f"{name}({', '.join(f'{key}={value}' for key, value in self.options.items())})"


class Case(NamedTuple):
    """A layer in both languages: `conv: 8 x 3x3, pad 1`, and the modules that do the same one after the other."""

    layer: str
    on: Volume
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"\n  ours:  {self.layer}  on {self.on}\n  torch: {', then '.join(map(str, self.steps))}"


class Unshared(nn.Module):  # type: ignore[misc]
    """A locally connected layer, which torch lacks: unfolded patches, and a matrix of weights for each of them."""

    def __init__(self, channels: int, filters: int, bias: bool, **window: Any) -> None:
        super().__init__()
        self.channels, self.filters, self.bias, self.window = channels, filters, bias, window

    def forward(self, x: Any) -> Any:
        """Return the map; weights are made when it is known how many places there are."""
        patches = nn.functional.unfold(x, **self.window).permute(2, 0, 1)
        places, _, depth = patches.shape
        self.weight = nn.Parameter(torch.empty(places, depth, self.filters, device="meta"))
        if self.bias:
            self.shift = nn.Parameter(torch.empty(places, self.filters, device="meta"))
        window = self.window
        column = {name: (window[name][0], 1) for name in ("kernel_size", "stride", "dilation")}
        rows = nn.functional.unfold(x[:, :1, :, :1], padding=(window["padding"][0], 0), **column).shape[2]
        return torch.bmm(patches, self.weight).permute(1, 2, 0).unflatten(2, (rows, -1))


class Unpool(nn.Module):  # type: ignore[misc]
    """torch's MaxUnpool with so much more than its usual output."""

    def __init__(self, extra: Sizes, **window: Any) -> None:
        super().__init__()
        self.extra, self.window = extra, window

    def forward(self, x: Any) -> Any:
        """Return the enlarged map; its usual size is asked of a longer map, as torch refuses to name one below 0."""
        kernel, stride, pad = self.window.values()
        longer = x.new_empty(1, 1, *(n + 9 for n in x.shape[2:]))
        usual = nn.functional._unpool_output_size(longer, kernel, stride, pad, None)
        size = [n - 9 * s + more for n, s, more in zip(usual, stride, self.extra, strict=True)]
        unpool = getattr(nn, f"MaxUnpool{len(kernel)}d")(kernel, stride, pad)
        return unpool(x, torch.empty_like(x, dtype=torch.int64), output_size=size)


def sizes(rng: random.Random, axes: int, low: int, high: int) -> Sizes:
    """Return one random size an axis."""
    return tuple(rng.randint(low, high) for _ in range(axes))


def by(values: Sizes) -> str:
    """Write sizes as a spec does: `3x3`."""
    return "x".join(map(str, values))


def margins_text(margins: Pairs) -> str:
    """Write paddings before and after each axis as a spec does: `1:0x2:2`."""
    return "x".join(f"{before}:{after}" for before, after in margins)


def zeros(margins: Pairs, sign: int = 1) -> Step:
    """Return the step that adds zeros on each side of each axis, or with a sign of -1 cuts the map there."""
    sides = [sign * side for pair in reversed(margins) for side in pair]
    return Step(getattr(nn, f"ZeroPad{len(margins)}d"), {"padding": tuple(sides)})


def picture(rng: random.Random, axes: int, channels: int | None = None) -> Volume:
    """Return a random small map."""
    return Volume(sizes(rng, axes, 1, 17), channels or rng.choice((1, 2, 3, 4, 6, 8)))


def grouped(rng: random.Random, channels: int) -> tuple[int, int]:
    """Return groups and filters: mostly such that the groups divide the channels and the filters, not always."""
    if rng.random() < 0.1:
        return rng.randint(1, 6), rng.randint(1, 12)
    groups = rng.choice([g for g in range(1, channels + 1) if channels % g == 0])
    return groups, groups * rng.randint(1, 4)


class Window(NamedTuple):
    """Random options of a window, in both languages."""

    ours: str
    theirs: dict[str, Any]
    first: tuple[Step, ...] = ()


def window(rng: random.Random, axes: int, kernel: Sizes, same: bool = True) -> Window:
    """Return a random stride, dilation and padding: equal on both sides, unequal, or `same`."""
    stride, dilation = sizes(rng, axes, 1, 4), sizes(rng, axes, 1, 3)
    if rng.random() < 0.3:
        stride = (1,) * axes
    ours = f"stride {by(stride)}, dilation {by(dilation)}"
    theirs = {"kernel_size": kernel, "stride": stride, "dilation": dilation}
    match rng.choice(("none", "equal", "equal", "unequal", "same" if same else "equal")):
        case "none":
            return Window(ours, theirs)
        case "equal":
            pad = sizes(rng, axes, 0, 4)
            return Window(f"{ours}, pad {by(pad)}", {**theirs, "padding": pad})
        case "unequal":
            margins = tuple((rng.randint(0, 4), rng.randint(0, 4)) for _ in range(axes))
            return Window(f"{ours}, pad {margins_text(margins)}", theirs, (zeros(margins),))
        case _:
            return Window(f"{ours}, same", {**theirs, "padding": "same"})


def conv(rng: random.Random, axes: int) -> Case:
    """Return a random convolution."""
    on, kernel, bias = picture(rng, axes), sizes(rng, axes, 1, 5), rng.random() < 0.5
    groups, filters = grouped(rng, whole(on.channels))
    moves = window(rng, axes, kernel)
    line = f"conv: {filters} x {by(kernel)}, {moves.ours}, groups {groups}, bias {'on' if bias else 'off'}"
    options = {"in_channels": on.channels, "out_channels": filters, **moves.theirs, "groups": groups, "bias": bias}
    return Case(line, on, (*moves.first, Step(getattr(nn, f"Conv{axes}d"), options)))


def dwconv(rng: random.Random, axes: int) -> Case:
    """Return a random depthwise convolution."""
    on, kernel, bias, multiplier = picture(rng, axes), sizes(rng, axes, 1, 5), rng.random() < 0.5, rng.randint(1, 3)
    moves = window(rng, axes, kernel)
    line = f"dwconv: {by(kernel)}, {moves.ours}, multiplier {multiplier}, bias {'on' if bias else 'off'}"
    channels = {"in_channels": on.channels, "out_channels": on.channels * multiplier, "groups": on.channels}
    return Case(line, on, (*moves.first, Step(getattr(nn, f"Conv{axes}d"), {**channels, **moves.theirs, "bias": bias})))


def local(rng: random.Random, axes: int) -> Case:
    """Return a random locally connected layer; torch unfolds maps of two axes only."""
    on, kernel, bias, filters = picture(rng, axes), sizes(rng, axes, 1, 5), rng.random() < 0.5, rng.randint(1, 6)
    moves = window(rng, axes, kernel, same=False)
    line = f"local: {filters} x {by(kernel)}, {moves.ours}, bias {'on' if bias else 'off'}"
    options = {"channels": on.channels, "filters": filters, "bias": bias, "padding": (0,) * axes, **moves.theirs}
    return Case(line, on, (*moves.first, Step(Unshared, options)))


def deconv(rng: random.Random, axes: int) -> Case:
    """Return a random transposed convolution, now and then with more output padding than is allowed."""
    on, kernel, bias = picture(rng, axes), sizes(rng, axes, 1, 5), rng.random() < 0.5
    groups, filters = grouped(rng, whole(on.channels))
    stride, dilation = sizes(rng, axes, 1, 4), sizes(rng, axes, 1, 3)
    line = f"deconv: {filters} x {by(kernel)}, stride {by(stride)}, dilation {by(dilation)}, groups {groups}"
    line += f", bias {'on' if bias else 'off'}"
    module = getattr(nn, f"ConvTranspose{axes}d")
    options = {"in_channels": on.channels, "out_channels": filters, "kernel_size": kernel, "stride": stride}
    options |= {"dilation": dilation, "groups": groups, "bias": bias}
    form = rng.choice(("equal", "equal", "extra", "extra", "unequal", "same"))
    if form == "equal":
        pad = sizes(rng, axes, 0, 5)
        return Case(f"{line}, pad {by(pad)}", on, (Step(module, {**options, "padding": pad}),))
    if form == "extra":
        pad, beyond = sizes(rng, axes, 0, 3), int(rng.random() < 0.15)
        most = (max(s, d) - 1 + beyond for s, d in zip(stride, dilation, strict=True))
        extra = tuple(rng.randint(0, more) for more in most)
        written = f"{line}, pad {by(pad)}, output_pad {by(extra)}"
        return Case(written, on, (Step(module, {**options, "padding": pad, "output_padding": extra}),))
    if form == "unequal":
        margins = tuple((rng.randint(0, 5), rng.randint(0, 5)) for _ in range(axes))
        return Case(f"{line}, pad {margins_text(margins)}", on, (Step(module, options), zeros(margins, -1)))
    extents = (d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    more = [max(extent - s, 0) for extent, s in zip(extents, stride, strict=True)]
    short = [max(s - d * (k - 1) - 1, 0) for k, s, d in zip(kernel, stride, dilation, strict=True)]
    cut = tuple((total // 2, total - total // 2) for total in more)
    return Case(f"{line}, same", on, (Step(module, {**options, "output_padding": tuple(short)}), zeros(cut, -1)))


def unpool(rng: random.Random, axes: int) -> Case:
    """Return a random unpooling, now and then with more output padding than is allowed."""
    on, kernel, stride = picture(rng, axes), sizes(rng, axes, 1, 4), sizes(rng, axes, 1, 4)
    pad, extra = sizes(rng, axes, 0, 2), tuple(rng.randint(0, s if rng.random() < 0.1 else s - 1) for s in stride)
    line = f"unpool: {by(kernel)}, stride {by(stride)}, pad {by(pad)}, output_pad {by(extra)}"
    options = {"extra": extra, "kernel_size": kernel, "stride": stride, "padding": pad}
    return Case(line, on, (Step(Unpool, options),))


def pool(rng: random.Random, axes: int) -> Case:
    """Return a random pooling; a sum is held against torch's mean, which has its shape.

    Padding beyond torch's limit of half a kernel is drawn with rounding down only, for then it can be added first.
    """
    on, kernel = picture(rng, axes), sizes(rng, axes, 1, 5)
    op = rng.choice(("maxpool", "maxpool", "avgpool", "sumpool"))
    theirs: dict[str, Any] = {"kernel_size": kernel}
    line, steps = f"{op}: {by(kernel)}", ()
    if rng.random() < 0.7:
        theirs["stride"] = sizes(rng, axes, 1, 4)
        line += f", stride {by(theirs['stride'])}"
    if op == "maxpool" and rng.random() < 0.5:
        theirs["dilation"] = sizes(rng, axes, 1, 3)
        line += f", dilation {by(theirs['dilation'])}"
    module = getattr(nn, f"{'Max' if op == 'maxpool' else 'Avg'}Pool{axes}d")
    form = rng.choice(("none", "equal", "equal", "ceil", "ceil", "beyond", "unequal", "same"))
    if form in ("equal", "ceil"):
        theirs["padding"] = tuple(rng.randint(0, k // 2) for k in kernel)
    if form == "beyond":
        theirs["padding"] = tuple(rng.randint(0, k) for k in kernel)
    if "padding" in theirs:
        line += f", pad {by(theirs['padding'])}"
    if form == "ceil":
        theirs["ceil_mode"] = True
        line += ", ceil"
    if form == "unequal":
        margins = tuple((rng.randint(0, 4), rng.randint(0, 4)) for _ in range(axes))
        line, steps = f"{line}, pad {margins_text(margins)}", (zeros(margins),)
    if form == "same":  # as many places as a window of 1 has
        theirs = {"kernel_size": (1,) * axes, "stride": theirs.get("stride", kernel)}
        line += ", same"
    return Case(line, on, (*steps, Step(module, theirs)))


def adaptive(rng: random.Random, axes: int) -> Case:
    """Return a random pooling to a size, also to one larger than the map, or a global pooling."""
    on, size, name = picture(rng, axes), sizes(rng, axes, 1, 20), rng.choice(("Avg", "Max"))
    module = getattr(nn, f"Adaptive{name}Pool{axes}d")
    if rng.random() < 0.2:
        return Case("gap" if name == "Avg" else "gmp", on, (Step(module, {"output_size": 1}),))
    return Case(f"adaptive_{name.lower()}pool: {by(size)}", on, (Step(module, {"output_size": size}),))
