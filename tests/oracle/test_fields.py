"""Receptive fields held against gradients: which pixels a unit really depends on, in random branching nets.

The nets are linear and their weights positive, so no gradient cancels: a maximum is replaced by a mean or a sum, and
a gate is held fixed. The program does not clip what a unit sees to the maps in between: what lies in a map's padding
counts as if the map went on there. So a mark is added to all padding but that of the image. A unit whose gradient has
no mark sees exactly the pixels that the program says, and one that has a mark sees no others. Axes stand for
themselves: a unit that sees nothing along one of them (between the taps of a transposed convolution) sees nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest

import cnncalc
from tests.oracle.layer_cases import by
from tests.oracle.net_draw import Draw
from tests.oracle.net_trees import SHORT, Branches, Chain, Join, Leaf, Line, Net, Tree, spec

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here: pip install torch")
nn, functional = torch.nn, torch.nn.functional

NETS = 96
SHARES = 4
LONGEST_KERNEL = 5


class Linear(Draw):
    """Draws nets without norms and activations, and without layers that drop channels."""

    def behind(self, channels: int) -> tuple[Leaf, ...]:
        """Return nothing."""
        return ()

    def enlarged(self) -> Line:
        """Return a layer that enlarges or pads a map."""
        while (line := self.move()).ops[0].op not in ("upsample", "pad"):
            pass
        return line

    def uneven(self) -> Branches:
        """Return branches of one size whose units move differently: a convolution, and a pool to its size."""
        moved = self.chain(lambda: self.keeping(stride=2))
        size = tuple(moved.run(self.x, {}).shape[2:])
        pooled = Line((Leaf("adaptive_avgpool", self.nn("AdaptiveAvgPool", size), (by(size),)),))
        return Branches(Leaf("concat", Join("concat")), (moved, Chain((pooled,))))

    def net(self) -> Chain:
        """Return a net of maps."""
        makes: tuple[Callable[[], Tree], ...] = (
            *(self.convolution, self.convolution, self.convolution, self.transposed, self.pool, self.enlarged),
            *(self.residual, self.branches, self.gate, self.repeated, self.hourglass, self.uneven),
        )
        return Chain(tuple(self.attempt(*makes) for _ in range(self.rng.randint(2, 5))))


class Marks:
    """Computes what a net's modules compute, with a mark on what lies beside every map but the image."""

    def __init__(self, image: Any) -> None:
        self.image = image
        self.mark = torch.ones((), dtype=image.dtype, requires_grad=True)

    def around(self, x: Any, sides: list[int]) -> Any:
        """Return a map with so much around it, in the order of `functional.pad`: zeros, and the mark on them."""
        padded = functional.pad(x, sides)
        if x is self.image:
            return padded
        return padded + self.mark * (1 - functional.pad(torch.ones_like(x), sides))

    def mean(self, pool: Any, x: Any) -> Any:
        """Return the means of a pool's windows, also of those that run past the end."""
        places = type(pool).forward(pool, x).shape[2:]
        axes = len(places)
        pads = pool.padding if isinstance(pool.padding, tuple) else (pool.padding,) * axes
        wide = self.around(x, [side for pad in reversed(pads) for side in (pad, pad + LONGEST_KERNEL)])
        means = getattr(functional, f"avg_pool{axes}d")(wide, pool.kernel_size, pool.stride)
        return means[(..., *(slice(n) for n in places))]

    def compute(self, module: Any, *inputs: Any) -> Any:
        """Return what a module gives, with marks."""
        x, *others = inputs
        axes = x.ndim - 2
        match module:
            case Join(op="mul"):
                return x * others[0].detach()
            case Join():
                return torch.cat(inputs, dim=1) if module.op == "concat" else sum(inputs)
            case nn.Sequential():
                for part in module:
                    x = self.compute(part, x)
                return x
            case nn.ZeroPad1d() | nn.ZeroPad2d() | nn.ZeroPad3d():
                return self.around(x, list(module.padding))
            case nn.ConvTranspose1d() | nn.ConvTranspose2d() | nn.ConvTranspose3d():
                reach = [d * k for d, k in zip(module.dilation, module.kernel_size, strict=True)]
                more = zip(module.padding, reach, module.stride, strict=True)
                cut = [pad + n * stride for pad, n, stride in more]
                wide = self.around(x, [n for n in reversed(reach) for _ in range(2)])
                run = getattr(functional, f"conv_transpose{axes}d")
                rest = {"output_padding": module.output_padding, "dilation": module.dilation}
                return run(wide, module.weight, module.bias, module.stride, cut, **rest)
            case nn.Conv1d() | nn.Conv2d() | nn.Conv3d():
                wide = self.around(x, [n for n in reversed(module.padding) for _ in range(2)])
                run = getattr(functional, f"conv{axes}d")
                return run(wide, module.weight, module.bias, module.stride, 0, module.dilation, module.groups)
            case nn.Upsample() if module.mode != "nearest":
                factor = int(module.scale_factor)
                wide = functional.interpolate(self.around(x, [1, 1] * axes), scale_factor=factor, mode=module.mode)
                return functional.pad(wide, [-factor, -factor] * axes)
            case _ if hasattr(module, "kernel_size"):
                return self.mean(module, x)
            case _ if hasattr(module, "output_size"):
                return getattr(functional, f"adaptive_avg_pool{axes}d")(x, module.output_size)
            case _:
                return type(module).forward(module, x)


def positive(tree: Chain) -> Net:
    """Return a drawn net with real weights, none below a half."""
    net = Net(tree).to_empty(device="cpu").double()
    for weights in net.parameters():
        weights.data.uniform_(0.5, 1.5)
    return net


def seen_by(output: Any, unit: tuple[int, ...], marks: Marks) -> tuple[list[set[int]], bool]:
    """Return which positions of each axis of the image a unit depends on, and whether it depends on a mark."""
    total = output[(0, slice(None), *unit)].sum()
    sources = (marks.image, marks.mark)
    gradient, mark = torch.autograd.grad(total, sources, retain_graph=True, allow_unused=True, materialize_grads=True)
    pixels = gradient[0].sum(dim=0)
    assert bool((pixels >= 0).all())
    axes = range(pixels.ndim)
    rest = [[other for other in axes if other != axis] for axis in axes]
    flat = [pixels.sum(dim=others) if others else pixels for others in rest]
    return [set(torch.nonzero(line).flatten().tolist()) for line in flat], bool(mark != 0)


@pytest.mark.parametrize("share", range(SHARES))
def test_a_unit_sees_the_pixels_that_its_gradient_reaches(share: int) -> None:
    """The pixels of every unit of a random net are the program's, holes included; of one at a border, no others."""
    torch.manual_seed(share)
    exact = units = holes = 0
    for number in range(share, NETS, SHARES):
        rng = random.Random(f"field {number}")
        axes = rng.choice((1, 1, 2))
        space = [rng.randint(20, 40) if axes == 1 else rng.randint(10, 22) for _ in range(axes)]
        with torch.device("meta"):
            tree = Linear(rng, torch.empty(1, 2, *space)).net()
        net = positive(tree)
        text = spec(tree, "x".join(map(str, (*space, 2))) + (" LC" if axes == 1 else ""), SHORT, "rounding: floor\n")
        last = cnncalc.read(text).report().layers[-1]
        marks = Marks(torch.ones(1, 2, *space, dtype=torch.float64, requires_grad=True))
        for leaf in tree.leaves():
            leaf.module.forward = partial(marks.compute, leaf.module)
        output = net(marks.image)
        assert tuple(output.shape[2:]) == last.output.space, f"{text}\n{net}"
        assert last.field.axes is not None
        for unit in product(*map(range, output.shape[2:])):
            seen, marked = seen_by(output, unit, marks)
            said = [set(field.at(i).positions) for field, i in zip(last.field.axes, unit, strict=True)]
            for axis, size in enumerate(space):
                pixels = {p for p in said[axis] if 0 <= p < size} if all(said) else set()
                where = f"net {number}, unit {unit}, axis {axis}\n{text}\n{net}"
                assert seen[axis] <= pixels if marked else seen[axis] == pixels, where
            units += 1
            exact += not marked
        holes += not last.field.dense
    assert 4 * exact > units
    assert holes > 0
