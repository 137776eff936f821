"""What each kind says about itself for the search, held against its options and its examples."""

from __future__ import annotations

import pytest

from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.windowed import Kernel
from cnncalc.spec.bind import read_layer
from cnncalc.spec.sizes import read_volume

SLIDING = [kind for kind in KINDS if issubclass(layer_class(kind), Kernel)]


@pytest.mark.parametrize("kind", SLIDING)
def test_windows_side_by_side(kind: str) -> None:
    """A kind says of itself that its windows stand side by side exactly if its stride is the kernel by default."""
    cls = layer_class(kind)
    assert issubclass(cls, Kernel)
    assert cls.tiles == (cls.model_fields["stride"].default is None)


@pytest.mark.parametrize("kind", SLIDING)
def test_examples_keep_the_depth_or_not(kind: str) -> None:
    """In every example of a kind that keeps the depth, as many channels come out as go in; in others not always."""
    cls = layer_class(kind)
    assert issubclass(cls, Kernel)
    cases = [(read_volume(example.inputs[0]), read_layer(example.layer)) for example in cls.examples]
    kept = [layer.output(volume).channels == volume.channels for volume, layer in cases]
    assert all(kept) == cls.keeps_depth


@pytest.mark.parametrize("kind", SLIDING)
def test_what_enlarges(kind: str) -> None:
    """The examples of a kind whose windows are laid over the output make no map smaller but by padding."""
    cls = layer_class(kind)
    assert issubclass(cls, Kernel)
    sizes = []
    for example in cls.examples:
        volume, layer = read_volume(example.inputs[0]), read_layer(example.layer)
        if not any(map(any, (window[2:4] for window in layer.windows(volume)))):  # type: ignore[arg-type]
            pairs = zip(layer.output(volume).space, volume.space, strict=True)
            sizes.append(all(int(after) >= int(before) for after, before in pairs))  # type: ignore[arg-type]
    assert sizes
    assert all(sizes) == cls.enlarges


@pytest.mark.parametrize("kind", KINDS)
def test_counts_and_reversals_exist(kind: str) -> None:
    """The option that counts filters or units is one of the kind's, and the kind that undoes it enlarges."""
    cls = layer_class(kind)
    assert not cls.counted or cls.counted in cls.model_fields
    if cls.undone_by:
        back = layer_class(cls.undone_by)
        assert issubclass(back, Kernel)
        assert back.enlarges
