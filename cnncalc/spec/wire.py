"""The bodies with several paths: residuals, joins of branches and taps, side outputs, plain lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from cnncalc.errors import Problem, SpecError
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.graph import Tap
from cnncalc.model.volume import Volume, sizes_text, whole
from cnncalc.spec.bind import build
from cnncalc.spec.items import Item, Located, Machine, Scope, Turn
from cnncalc.spec.places import traced
from cnncalc.spec.tree import Text


class Seq(NamedTuple):
    """A list in a list."""

    items: tuple[Item, ...]

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Carry out the inner list."""
        return machine.run(self.items, scope, current)


class Branches(NamedTuple):
    """A join: of taps with the current volume, of the taps under `from:`, or of branches.

    Branches start at the current volume, or at the tap that `from:` names.
    """

    kind: str
    branches: tuple[tuple[Item, ...], ...] = ()
    taps: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Append every branch, then the join."""
        starts = [machine.tap(name, scope) for name in self.sources] or [current]
        if self.branches:
            inputs = machine.gather([partial(machine.run, branch, scope, starts[0]) for branch in self.branches])
        else:
            inputs = [*starts, *(machine.tap(name, scope) for name in self.taps)]
        layer = build(layer_class(self.kind), {})
        return machine.add(layer, inputs, item.origin, scope, machine.line(layer.title, scope), "", item.name)


class Residual(NamedTuple):
    """A main path and a skip path, added; without its skip, just the main path."""

    main: tuple[Item, ...]
    skip: tuple[Item, ...] = ()
    skip_if: Located | None = None

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Append the main path, the skip path and their sum."""
        paths: list[Callable[[], Tap]] = [partial(machine.run, self.main, scope, current)]
        if self.skip_if is None or machine.condition(self.skip_if, scope):
            paths.append(partial(machine.run, self.skip, scope, current))
        main, *skips = machine.gather(paths)
        if not skips:
            return main
        if main.output != skips[0].output:
            raise SpecError((traced(_mismatch(main.output, skips[0].output), item.origin, scope),))
        layer = build(layer_class("add"), {})
        line = machine.line(layer.title, scope)
        return machine.add(layer, (main, skips[0]), item.origin, scope, line, "", item.name)


def _inside(small: Volume, large: Volume) -> bool:
    """Return whether a map can be cut out of another."""
    sizes = zip(small.space, large.space, strict=False)
    return len(small.space) == len(large.space) and all(whole(a) <= whole(b) for a, b in sizes)


def _mismatch(main: Volume, skip: Volume) -> Problem:
    """Say that the two paths of a residual do not fit, and which projection would make them."""
    message = f"the main path gives {main} but the skip path carries {skip}"
    strides = {
        whole(size) // whole(to) if whole(size) % whole(to) == 0 else 0
        for size, to in zip(skip.space, main.space, strict=False)
    }
    help = ["make the two paths the same size, or leave the skip out with `skip_if:`"]
    if len(main.space) == len(skip.space) and len(strides) == 1 and (stride := strides.pop()):
        kernel = "x".join("1" * len(main.space))
        conv = f"{main.channels} x {kernel}" + (f", stride {stride}" if stride > 1 else "")
        help = [f'give the skip path a projection, e.g. `skip: {{conv: "{conv}"}}`']
    elif main.channels == skip.channels and _inside(main, skip):
        crop = f"cut the skip path, `skip: {{crop: {sizes_text(main.space)}}}`"
        help = [f"keep the size of the main path with `same` or padding, or {crop}"]
    return Problem("add-shape", message, tuple(help))
