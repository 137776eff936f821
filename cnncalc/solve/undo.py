"""The layer that takes a convolution or a pool back to the size it came from."""

from __future__ import annotations

from dataclasses import dataclass

from cnncalc.errors import RuleError, UsageError
from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.transposed import Transposed
from cnncalc.layers.windowed import Dilated, Windowed
from cnncalc.model.volume import Volume, whole
from cnncalc.solve.found import Solution
from cnncalc.spec.bind import Option, build, read_layer
from cnncalc.spec.sizes import read_volume


@dataclass(frozen=True, slots=True)
class Undone:
    """A layer, what it makes of its input, and the layer that makes the input's size of that again.

    `left` is what the layer's last window leaves over on each axis, which the extra output gives back.
    """

    layer: Layer
    input: Volume
    output: Volume
    left: tuple[int, ...]
    solution: Solution


def undo(layer: str, input: str, *, layout: str = "hwc") -> Undone:
    """Return the transposed layer that undoes the sizes of a layer: `undo("conv: 64 x 3x3, stride 2, pad 1", "8x8x3")`.

    It has the same kernel, stride, padding and dilation; its extra output is the remainder of the layer's window.

    Raises:
        UsageError: no layer undoes such a kind.
        RuleError, ExprError: the layer or the input cannot be read, or do not suit each other.
    """
    rules, volume = read_layer(layer), read_volume(input, layout=layout)
    if not rules.undone_by or not isinstance(rules, Windowed):
        undone = ", ".join(kind for kind in KINDS if layer_class(kind).undone_by)
        raise UsageError(
            f"no transposed layer undoes {rules.kind}; {undone} can be undone",
            (("cnncalc solve --undo 'conv: 64 x 3x3, stride 2, pad 1' --in 32x32x3", "for example"),),
        )
    output = rules.output(volume)
    left = _extra(rules, volume)
    cls = layer_class(rules.undone_by)
    assert issubclass(cls, Transposed), "what undoes a window"
    windows = rules.windows(volume)
    values: dict[str, tuple[Option, ...]] = {
        "kernel": tuple(whole(w.kernel) for w in windows),
        "stride": tuple(whole(w.stride) for w in windows),
        "pad": tuple((whole(w.before), whole(w.after)) for w in windows),
        "dilation": tuple(whole(w.dilation) for w in windows),
        "output_pad": left,
    }
    if not issubclass(cls, Dilated) and set(values.pop("dilation")) != {1}:
        raise UsageError(f"no transposed layer undoes a {rules.kind} with dilation")
    options: dict[str, Option] = {name: _short(name, value) for name, value in values.items()}
    if cls.tiles and values["stride"] == values["kernel"]:
        del options["stride"]
    if cls.counted:
        options[cls.counted] = whole(volume.channels)
        options["groups"] = getattr(rules, "groups", 1)
    back = build(cls, options)
    made = back.output(output)
    if made != volume:
        raise RuleError("shape", f"{back.kind} gives {made.text}, not {volume.text}")
    given = tuple((name, str(value)) for name, value in options.items())
    return Undone(rules, volume, output, left, Solution(back, given, output, volume))


def _extra(rules: Windowed, volume: Volume) -> tuple[int, ...]:
    """Return what the last window leaves over on each axis, of the window as it is padded."""
    windows, made = rules.windows(volume), rules.output(volume)
    return tuple(
        whole(n) + whole(w.before) + whole(w.after) - whole(w.dilation) * (whole(w.kernel) - 1) - 1
        - (whole(places) - 1) * whole(w.stride)
        for n, w, places in zip(volume.space, windows, made.space, strict=True)
    )  # fmt: skip


def _short(name: str, values: tuple[Option, ...]) -> tuple[Option, ...]:
    return values if name == "kernel" or len(set(values)) > 1 else values[:1]
