"""Random nets: trees that are drawn while torch runs them, so that torch alone says which sizes go together."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.oracle.layer_cases import Pairs, Sizes, by, margins_text, sizes, zeros
from tests.oracle.net_trees import Branches, Chain, Join, Leaf, Line, Repeat, Residual, Tree, WithTap

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
nn = torch.nn

LARGEST = 40
"""No map of a random net is longer than this along any axis."""


class ChannelNorm(nn.LayerNorm):  # type: ignore[misc]
    """Layer normalization of a map: over the channels of each place."""

    def forward(self, x: Any) -> Any:
        """Return the normalized map."""
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class Part(nn.Module):  # type: ignore[misc]
    """One of several parts of the channels."""

    def __init__(self, index: int, of: int) -> None:
        super().__init__()
        self.index, self.of = index, of

    def forward(self, x: Any) -> Any:
        """Return the part; torch makes fewer parts where the channels do not suffice."""
        parts = x.chunk(self.of, dim=1)
        if self.index > len(parts):
            raise ValueError("there is no such part")
        return parts[self.index - 1]


class Draw:
    """Draws a net node by node; `x` is the map that has come out so far, on the meta device or with real numbers."""

    def __init__(self, rng: random.Random, x: Any) -> None:
        self.rng, self.x = rng, x
        self.axes = x.ndim - 2
        self.taps: dict[str, Any] = {}

    @property
    def channels(self) -> int:
        """The channels of the current map."""
        return int(self.x.shape[1])

    def nn(self, name: str, *args: Any, **options: Any) -> Any:
        """Return a module of torch for so many axes: `nn("Conv")` is a Conv2d on a map of two."""
        return getattr(nn, f"{name}{self.axes}d")(*args, **options)

    def attempt(self, *makes: Callable[[], Tree]) -> Tree:
        """Return the first drawn node that torch runs and that gives a map of a reasonable size."""
        start, taps = self.x, dict(self.taps)
        for _ in range(100):
            self.x, self.taps = start, dict(taps)
            try:
                node = self.rng.choice(makes)()
                self.x = node.run(start, self.taps)
            except (RuntimeError, ValueError):
                continue
            if self.x.numel() and max(self.x.shape[2:], default=0) <= LARGEST and self.channels <= 64:
                return node
        raise AssertionError(f"nothing fits a map of {tuple(start.shape)}")

    def sides(self, most: int) -> Pairs:
        """Return a random padding before and after each axis."""
        return tuple((self.rng.randint(0, most), self.rng.randint(0, most)) for _ in range(self.axes))

    def behind(self, channels: int) -> tuple[Leaf, ...]:
        """Return the norm and the activation that stand behind a layer, if any."""
        ops = [self.norm(channels)] if self.rng.random() < 0.5 else []
        ops += [self.activation(channels)] if self.rng.random() < 0.6 else []
        return tuple(ops)

    def norm(self, channels: int) -> Leaf:
        """Return a random normalization."""
        groups = self.rng.choice([g for g in (1, 2, 3, 4) if channels % g == 0])
        return self.rng.choice(
            (
                Leaf("bn", self.nn("BatchNorm", channels)),
                Leaf("gn", nn.GroupNorm(groups, channels), (str(groups),)),
                Leaf("ln", ChannelNorm(channels)),
                Leaf("lrn", nn.LocalResponseNorm(3), ("3",)),
            )
        )

    def activation(self, channels: int) -> Leaf:
        """Return a random activation."""
        modules = {
            "relu": nn.ReLU(), "relu6": nn.ReLU6(), "leaky_relu": nn.LeakyReLU(), "elu": nn.ELU(), "gelu": nn.GELU(),
            "silu": nn.SiLU(), "hswish": nn.Hardswish(), "hsigmoid": nn.Hardsigmoid(), "sigmoid": nn.Sigmoid(),
            "tanh": nn.Tanh(), "softmax": nn.Softmax(dim=1), "prelu": nn.PReLU(channels),
        }  # fmt: skip
        op = self.rng.choice(list(modules))
        return Leaf(op, modules[op])

    def filters(self, op: str, filters: int, kernel: Sizes, stride: Sizes, dilation: Sizes, pad: Pairs) -> Leaf:
        """Return a convolution or a depthwise one; of unequal padding torch makes a layer of its own."""
        bias, even = self.rng.random() < 0.5, all(before == after for before, after in pad)
        groups = self.channels if op == "dwconv" else self.rng.choice((1, 1, 2))
        options = [("stride", by(stride)), ("dilation", by(dilation)), ("bias", "on" if bias else "off")]
        options.append(("pad", by(tuple(before for before, _ in pad)) if even else margins_text(pad)))
        kept = {"stride": stride, "dilation": dilation, "groups": groups, "bias": bias}
        if op == "conv":
            options.append(("groups", str(groups)))
        else:
            options.append(("multiplier", str(filters // self.channels)))
        inside = {"padding": tuple(before for before, _ in pad)} if even else {}
        module = self.nn("Conv", self.channels, filters, kernel, **kept, **inside)
        if not even:
            around = zeros(pad)
            module = nn.Sequential(around.module(**around.options), module)
        return Leaf(op, module, (str(filters), by(kernel)) if op == "conv" else (by(kernel),), tuple(options))

    def convolution(self) -> Line:
        """Return any convolution, dense or depthwise, with what stands behind it."""
        rng, axes = self.rng, self.axes
        op = rng.choice(("conv", "conv", "dwconv"))
        filters = 2 * rng.randint(1, 6) if op == "conv" else self.channels * rng.randint(1, 2)
        pad = self.sides(2) if rng.random() < 0.3 else tuple((p, p) for p in sizes(rng, axes, 0, 2))
        moves = sizes(rng, axes, 1, 4), sizes(rng, axes, 1, 2), sizes(rng, axes, 1, 2)
        return Line((self.filters(op, filters, *moves, pad), *self.behind(filters)))

    def keeping(self, stride: int = 1, filters: int | None = None, kernel: int | None = None) -> Line:
        """Return a convolution that keeps the size, or divides it by the stride and rounds up."""
        kernel, dilation = kernel or self.rng.choice((1, 3, 5)), self.rng.randint(1, 2)
        filters, pad = filters or 2 * self.rng.randint(1, 6), dilation * (kernel - 1) // 2
        every = ((kernel,) * self.axes, (stride,) * self.axes, (dilation,) * self.axes, ((pad, pad),) * self.axes)
        return Line((self.filters("conv", filters, *every), *self.behind(filters)))

    def transposed(self) -> Line:
        """Return any transposed convolution."""
        rng, axes, filters = self.rng, self.axes, 2 * self.rng.randint(1, 4)
        kernel, stride, dilation = sizes(rng, axes, 1, 4), sizes(rng, axes, 1, 2), sizes(rng, axes, 1, 2)
        pad = sizes(rng, axes, 0, 2)
        extra = tuple(rng.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True))
        given = {"stride": stride, "padding": pad, "output_padding": extra, "dilation": dilation}
        options = [("stride", by(stride)), ("pad", by(pad)), ("output_pad", by(extra)), ("dilation", by(dilation))]
        module = self.nn("ConvTranspose", self.channels, filters, kernel, **given)
        return Line((Leaf("deconv", module, (str(filters), by(kernel)), tuple(options)), *self.behind(filters)))

    def pool(self) -> Line:
        """Return any pool, or a pool to a size."""
        rng, axes = self.rng, self.axes
        op = rng.choice(("max", "avg", "adaptive_avg", "adaptive_max"))
        if op.startswith("adaptive"):
            size = sizes(rng, axes, 2, 12)
            module = self.nn(f"Adaptive{op[9:].title()}Pool", size)
            return Line((Leaf(f"{op}pool", module, (by(size),)),))
        kernel, stride, up = sizes(rng, axes, 1, 3), sizes(rng, axes, 1, 2), rng.random() < 0.4
        pad = tuple(rng.randint(0, k // 2) for k in kernel)
        options = [("stride", by(stride)), ("pad", by(pad)), *([("rounding", "ceil")] if up else [])]
        module = self.nn(f"{op.title()}Pool", kernel, stride, pad, ceil_mode=up)
        return Line((Leaf(f"{op}pool", module, (by(kernel),), tuple(options)),))

    def move(self) -> Line:
        """Return a layer that moves numbers: enlarging, padding, shuffling, taking a part, dropping."""
        factor, pad = self.rng.randint(1, 3), self.sides(2)
        around, linear = zeros(pad), ("linear", "bilinear", "trilinear")[self.axes - 1]
        return Line(
            (
                self.rng.choice(
                    (
                        Leaf("upsample", nn.Upsample(scale_factor=factor), (str(factor),)),
                        Leaf(
                            "upsample",
                            nn.Upsample(scale_factor=factor, mode=linear),
                            (str(factor),),
                            (("mode", "bilinear"),),
                        ),
                        Leaf("pad", around.module(**around.options), (margins_text(pad),)),
                        Leaf("shuffle", nn.ChannelShuffle(2), ("2",)),
                        Leaf("chunk", Part(2, 2), ("2", "2"), between=" of "),
                        Leaf("dropout", nn.Dropout(0.5), ("0.5",)),
                        *([Leaf("pixel_shuffle", nn.PixelShuffle(2), ("2",))] if self.axes == 2 else []),
                    )
                ),
            )
        )

    def chain(self, *makes: Callable[[], Tree]) -> Chain:
        """Return nodes that are drawn one after the other; the current map stays what it was."""
        start, nodes = self.x, []
        for make in makes:
            nodes.append(make())
            self.x = nodes[-1].run(self.x, self.taps)
        self.x = start
        return Chain(tuple(nodes))

    def residual(self) -> Residual:
        """Return a residual block: the identity where the shapes allow it, else a projection."""
        stride = self.rng.randint(1, 2)
        filters = self.channels if stride == 1 and self.rng.random() < 0.6 else 2 * self.rng.randint(1, 6)
        body = self.chain(self.keeping, lambda: self.keeping(stride, filters))
        if stride == 1 and filters == self.channels:
            return Residual(body, Chain())
        return Residual(body, self.chain(lambda: self.keeping(stride, filters, kernel=1)))

    def branches(self) -> Branches:
        """Return branches of one size and their join; the first of a concatenation may be the map itself."""
        op = self.rng.choice(("concat", "concat", "add", "max"))
        stride, filters = self.rng.randint(1, 2), None if op == "concat" else 2 * self.rng.randint(1, 4)
        made = [self.chain(lambda: self.keeping(stride, filters)) for _ in range(self.rng.randint(2, 3))]
        if op == "concat" and stride == 1 and self.rng.random() < 0.5:
            made[0] = Chain()
        return Branches(Leaf(op, Join(op)), tuple(made))

    def gate(self) -> Branches:
        """Return a squeeze-and-excite block."""
        inside = max(self.channels // 2, 1)
        one = by((1,) * self.axes)

        def conv(channels: int, filters: int, act: Leaf) -> Callable[[], Line]:
            module = self.nn("Conv", channels, filters, 1)
            return lambda: Line((Leaf("conv", module, (str(filters), one)), act))

        squeezed = self.chain(
            lambda: Line((Leaf("gap", self.nn("AdaptiveAvgPool", 1)),)),
            conv(self.channels, inside, Leaf("relu", nn.ReLU())),
            conv(inside, self.channels, Leaf("sigmoid", nn.Sigmoid())),
        )
        call = "squeeze_excite: 2" if self.axes == 2 and self.channels > 1 else None
        return Branches(Leaf("mul", Join("mul")), (Chain(), squeezed), call)

    def repeated(self) -> Repeat:
        """Return a convolution that is repeated, with what stands behind it; each turn draws the same numbers."""
        filters, state = 2 * self.rng.randint(1, 6), self.rng.getstate()

        def turn() -> Line:
            self.rng.setstate(state)
            return self.keeping(filters=filters)

        turns = self.chain(*[turn] * self.rng.randint(2, 3))
        return Repeat(tuple(Chain((line,)) for line in turns.nodes))

    def hourglass(self) -> Chain:
        """Return a way down and up again that ends in a concatenation with the map before it."""
        name = f"t{len(self.taps)}"
        fine = Line(self.keeping().ops, name)
        down = Line((Leaf("maxpool", self.nn("MaxPool", 2), (by((2,) * self.axes),)),))

        def up() -> Line:
            filters = 2 * self.rng.randint(1, 4)
            module = self.nn("ConvTranspose", self.channels, filters, 2, 2)
            return Line((Leaf("deconv", module, (str(filters), by((2,) * self.axes)), (("stride", "2"),)),))

        return self.chain(
            lambda: fine, lambda: down, self.keeping, up, lambda: WithTap(Leaf("concat", Join("concat")), name)
        )

    def head(self) -> Chain:
        """Return the end of a classifier."""
        units, classes = self.rng.randint(2, 20), self.rng.randint(2, 10)

        def fc(units: int) -> Line:
            linear = nn.Linear(self.x[0].numel(), units)
            return Line((Leaf("fc", nn.Sequential(nn.Flatten(), linear), (str(units),)),))

        first = self.rng.choice((Leaf("gap", self.nn("AdaptiveAvgPool", 1)), Leaf("flatten", nn.Flatten())))
        behind = (Leaf("bn", nn.BatchNorm1d(units)), Leaf("relu", nn.ReLU()))
        return self.chain(lambda: Line((first,)), lambda: Line((*fc(units).ops, *behind)), lambda: fc(classes))

    def net(self) -> Chain:
        """Return a whole net, and leave its output in `x`."""
        makes = (self.convolution, self.convolution, self.keeping, self.transposed, self.pool, self.move, self.residual)
        makes += (self.residual, self.branches, self.gate, self.repeated, self.hourglass)  # type: ignore[assignment]
        nodes = [self.attempt(*makes) for _ in range(self.rng.randint(3, 7))]
        if self.rng.random() < 0.6:
            nodes.append(self.attempt(self.head))
        return Chain(tuple(nodes))
