"""Every bundled net on an input of unknown size: what is told in N is what the net in numbers has."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.spec import bundled
from tests.letters.lettered import counts, fits, holds, totals, worth

FILES = bundled.files()

VARY = (0, 1, 31, 32, 64, 96, 160)
"""The input is larger than the spec's by so many positions along each axis."""


def lettered(spec: cnncalc.Spec) -> str:
    """The input of a spec with a letter for each of its sizes: equal sizes have the same one."""
    volume = spec.report().input
    letters = dict(zip(dict.fromkeys(volume.space), "NMT", strict=False))
    axes = {1: " LC", 2: "", 3: ""}[len(volume.space)]
    return "x".join([*(letters[size] for size in volume.space), str(volume.channels)]) + axes


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_net_of_unknown_size(path: Path) -> None:
    """With numbers for the letters, every layer and every sum is what the net with that input has; else it says no."""
    spec = cnncalc.load(str(path))
    own = spec.report().input
    report = spec.report(input=lettered(spec))
    assert report.complete, report.problems
    conditions = [condition for node in report.graph.nodes for condition in node.conditions]
    compared = numbers = 0
    for more in VARY:
        space = tuple(size + more for size in own.space)
        written = "x".join(map(str, (*space, own.channels))) + {1: " LC", 2: " HWC", 3: " DHWC"}[len(space)]
        values = {str(letter): int(str(size)) for letter, size in zip(report.input.space, space, strict=True)}
        for letter, size in report.graph.letters.items():
            values[letter] = int(worth(size, values))
        kept = all(holds(condition, values) for condition in conditions)
        net = spec.report(input=written)
        assert kept == fits(net), written
        if not kept:
            continue
        compared += 1
        for layer, same in zip(report.layers, net.layers, strict=True):
            told = counts(layer)
            facts = counts(same)
            for name in told.keys() & facts.keys():
                assert worth(told[name], values) == facts[name], (layer.name, name)
                numbers += 1
        told = totals(report)
        for name, number in totals(net).items():
            assert worth(told[name], values) == number, name
    assert compared >= 1
    assert numbers > 10 * len(report.layers)
