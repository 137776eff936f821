"""A layer that does not fit is changed, and the net behind it is held against the same net written by hand."""

from __future__ import annotations

import pytest

from cnncalc import api
from cnncalc.errors import UsageError
from cnncalc.solve.repairs import Outcome, Repairs, solve_changes

HEAD = ("maxpool: 3x3, stride 2", "conv: 8 x 3x3, pad 1", "maxpool: 3x3, stride 2", "fc: 10")


def only(repairs: tuple[Repairs, ...]) -> Repairs:
    """Return the repairs of the only layer."""
    (found,) = repairs
    return found


def told(outcome: Outcome) -> tuple[str, str, int, tuple[str, ...]]:
    """Return a change, the last map, the parameters and the windows that do not fit."""
    assert outcome.change is not None
    return outcome.change.what, outcome.last.text, outcome.params, outcome.misfits


def test_alexnet_on_224() -> None:
    """Of the changes of AlexNet's stem, padding of 3 on one side gives the published net: 6x6x256 and 62,378,344."""
    repairs = only(solve_changes(api.load("alexnet"), "conv1", "224x224"))
    assert (repairs.into, repairs.rounded.last.text, repairs.rounded.params) == ("fc6", "5x5x256", 50_844_008)
    assert repairs.others == ("maxpool1", "maxpool2", "maxpool3")
    changed = {told(outcome)[0]: told(outcome)[1:] for outcome in repairs.changed}
    assert changed["pad 0:3"] == ("6x6x256", 62_378_344, ())
    assert changed["input 227x227"] == ("6x6x256", 62_378_344, ())
    assert changed["kernel 12x12"][0] == "5x5x256"
    assert changed["kernel 12x12"][2] == ("maxpool1", "maxpool2", "maxpool3")


@pytest.mark.parametrize("size", [224, 113, 62, 229])
def test_each_change_is_the_net_written_with_it(size: int) -> None:
    """The report of the net with the change written into its first line has the same sizes, parameters and misfits."""
    spec = api.chain(f"{size}x{size}x3", "conv: 4 x 11x11, stride 4", *HEAD)
    text = "".join(f"  - {line}\n" for line in ("conv: 4 x 11x11, stride 4", *HEAD))
    repairs = solve_changes(api.read(f"input: {size}x{size}x3\nlayers:\n{text}"))
    assert [repaired.layer for repaired in repairs] == [layer.name for layer in spec.layers if layer.misfits]
    first = repairs[0]
    assert first.layer == "conv1"
    for outcome in first.changed:
        assert outcome.change is not None
        options = {"kernel": "11x11", "stride": "4", "pad": "0", "input": f"{size}x{size}"}
        options[outcome.change.option] = outcome.change.value
        line = f"conv: 4 x {options['kernel']}, stride {options['stride']}, pad {options['pad']}"
        written = api.chain(f"{options['input']}x3", line, *HEAD)
        assert outcome.output == written["conv1"].output
        assert outcome.last == written["maxpool2"].output
        assert outcome.params == written.totals.params.total
        assert outcome.misfits == tuple(layer.name for layer in written.layers if layer.misfits)
        assert outcome.later == outcome.misfits
        assert {layer: now for layer, _, now in outcome.resized} == {
            layer.name: layer.output
            for layer, before in zip(written.layers[1:], spec.layers[1:], strict=True)
            if layer.output != before.output
        }


def test_one_turn_of_a_repeat_is_changed_alone() -> None:
    """Of a layer that is repeated, only the turn that does not fit is changed; its own input is no choice."""
    spec = api.read('input: 13x13x3\nlayers:\n  - {conv: "8 x 3x3, stride 2", repeat: 2}\n  - gap\n')
    assert [layer.output.space for layer in spec.report().layers[:2]] == [(6, 6), (2, 2)]
    repairs = only(solve_changes(spec))
    assert (repairs.layer, repairs.into) == ("conv2", "gap1")
    found = [told(outcome)[0] for outcome in repairs.changed]
    assert found == ["pad 0:1", "pad 1:0", "kernel 2x2", "kernel 4x4", "stride 1", "stride 3"]
    for outcome in repairs.changed:
        assert outcome.misfits == ()
        assert outcome.resized == () or outcome.resized[0].layer == "gap1"


def test_a_change_that_breaks_the_net() -> None:
    """Where the net cannot be carried out with a change, the layer that stops it and its reason are told."""
    repairs = only(solve_changes(api.load("unet"), "maxpool2", "570x570"))
    assert repairs.rounded.problem.startswith("concat1: input 1 is 54x54x512")
    outcomes = {outcome.change.what: outcome for outcome in repairs.changed if outcome.change}
    assert outcomes["stride 1"].problem.startswith("concat1: ")
    assert (outcomes["pad 0:1"].problem, outcomes["pad 0:1"].last.text) == ("", "388x388x2")


def test_only_padding_is_left_over() -> None:
    """ResNet-50's stem leaves only padding over: with a zero less, all sizes and all later misfits stay."""
    repairs = only(solve_changes(api.load("resnet50"), "conv1"))
    for outcome in repairs.changed:
        assert outcome.params == repairs.rounded.params == 25_557_032
    assert repairs.changed[0].resized == ()
    assert repairs.changed[0].later == repairs.rounded.later == repairs.others


def test_a_short_name_is_understood() -> None:
    """A layer is named as everywhere: `pool1` is `maxpool1`."""
    assert only(solve_changes(api.load("alexnet"), "pool1", "224")).layer == "maxpool1"


def test_nothing_to_repair() -> None:
    """A net that fits has no repairs."""
    assert solve_changes(api.load("alexnet")) == ()


@pytest.mark.parametrize(
    ("layer", "size", "message"),
    [
        ("conv2", "224", "conv2 fits; on 224x224x3 these do not: conv1, maxpool1, maxpool2"),
        ("conv1", None, "conv1 fits; on 227x227x3 every window does"),
        ("conv11", "224", "no layer called conv11"),
        ("conv1", "200..224", "is a range; a change is carried through on one input"),
        ("conv1", "224x224x224x3", "has 4 sizes"),
    ],
)
def test_refusals(layer: str, size: str | None, message: str) -> None:
    """A layer that fits or is not there is refused with those that do not fit, and so is a range."""
    with pytest.raises(UsageError, match=message):
        solve_changes(api.load("alexnet"), layer, size)
