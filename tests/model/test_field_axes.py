"""Receptive fields of nets with several axes, of vectors, and of what joins both."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from cnncalc.model.field import ReceptiveField
from cnncalc.model.reach import POINTWISE, UNORDERED, WHOLE, Span
from tests.model.field_samples import Chain, chains, readings, through

IMAGE = ReceptiveField.of_input((32, 24))
THREE = (Span.window(3, 2, 1), Span.window(3, 2, 1))


def test_the_input_sees_itself() -> None:
    """In the input each unit is its own field, and pointwise layers leave it at that."""
    assert readings(IMAGE) == ((1, 1), (1, 1), (1, 1), (0, 0), False, True)
    assert IMAGE.through(POINTWISE, (32, 24)) is IMAGE


@settings(max_examples=50, deadline=None)
@given(chains, chains)
def test_axes_stand_for_themselves(rows: Chain, columns: Chain) -> None:
    """Along each axis a field is what it would be alone."""
    length = min(len(rows), len(columns))
    net = IMAGE
    for row, column in zip(rows, columns, strict=False):
        net = net.through((row.span, column.span), (7, 9))
    assert net.axes == (through(rows[:length], count=7), through(columns[:length], count=9))


def test_a_whole_layer_sees_the_input() -> None:
    """After global pooling the size is the input's, without jump and start, and windows add nothing."""
    net = IMAGE.through(THREE, (16, 12)).through(WHOLE, (1, 1))
    assert readings(net) == ((32, 24), (32, 24), (None, None), (None, None), True, True)
    assert net.exact
    assert net.through(THREE, (1, 1)) is net.through(WHOLE, ()) is net.broadcast((1, 1), (16, 12)) is net


def test_joining_a_whole_path_keeps_the_windowed_one() -> None:
    """After a squeeze-and-excite, sizes are those of the windows, and whole says that there is another path."""
    net = IMAGE.through(THREE, (16, 12))
    squeezed = net.through(WHOLE, (1, 1))
    for scaled in (net.joined(squeezed, (16, 12)), squeezed.joined(net, (16, 12))):
        assert readings(scaled) == ((3, 3), (3, 3), (2, 2), (-1, -1), True, True)
        assert scaled.through(THREE, (8, 6)).whole
        assert scaled.joined(net, (16, 12)).whole
        assert net.joined(scaled, (16, 12)).whole
    assert squeezed.joined(squeezed, (1, 1)) == squeezed


def test_joining_unites_axis_by_axis() -> None:
    """Branches of different kernels give the larger field; of different jumps, none along that axis."""
    net = IMAGE.through(THREE, (16, 12))
    other = IMAGE.through((Span.window(5, 2, 2), Span.window(5, 1, 2)), (16, 12))
    assert net.joined(other, (16, 12)).jump == (Fraction(2), None)
    assert net.joined(other, (16, 12)).start == (-2, -2)
    assert net.joined(other, (16, 12)).size == (5, 15)


def test_flattening_keeps_the_size() -> None:
    """A flattened map has sizes and a start, but no jump, and a window along it counts as whole."""
    flat = IMAGE.through(THREE, (16, 12)).through(UNORDERED, ())
    assert readings(flat) == ((3, 3), (3, 3), (None, None), (-1, -1), False, True)
    assert flat.through(POINTWISE, ()) is flat
    window_along = flat.through((Span.window(3),), (190,))
    assert (window_along.whole, window_along.size) == (True, (32, 24))


def test_joining_vectors_keeps_the_larger_field() -> None:
    """Flattened heads of different jumps, put in a row: the size is that of the largest, and whole is remembered."""
    fine = IMAGE.through(THREE, (16, 12)).flattened()
    coarse = IMAGE.through(THREE, (16, 12)).through(THREE, (8, 6)).flattened()
    for heads in (fine.joined(coarse, ()), coarse.joined(fine, ())):
        assert readings(heads) == ((7, 7), (7, 7), (None, None), (-3, -3), False, True)
    scaled = coarse.joined(coarse.through(WHOLE, ()), ())
    assert fine.joined(scaled, ()).whole


def test_a_vector_that_gates_a_map_counts_as_whole() -> None:
    """A flattened map that is repeated over another map: the windows stay, and whole says that there is more."""
    net = IMAGE.through(THREE, (16, 12))
    gate = net.flattened()
    assert gate.broadcast((), ()) is gate
    gated = net.joined(gate.broadcast((), (16, 12)), (16, 12))
    assert readings(gated) == ((3, 3), (3, 3), (2, 2), (-1, -1), True, True)
    assert ReceptiveField.of_input(()).broadcast((), (4,)).whole


def test_a_map_of_one_position_is_broadcast() -> None:
    """Axes of size 1 are repeated to fit, the others are left alone."""
    net = IMAGE.through((Span.adaptive(32, 1), Span.window(3, 1, 1)), (1, 24)).broadcast((1, 24), (32, 24))
    assert net.size == (32, 3)
    assert net.jump == (Fraction(0), Fraction(1))
    assert net.joined(IMAGE, (32, 24)).size == (32, 3)
    assert IMAGE.broadcast((1, 24), (1, 24)) is IMAGE
    assert IMAGE.broadcast((1, 1), (1, 24)).jump == (Fraction(1), Fraction(0))


def test_holes_and_limits_of_any_axis_count() -> None:
    """A field has holes, or is not exact, if it is so along one axis."""
    assert not IMAGE.through((Span.window(3), Span.window(3, dilation=2)), (30, 20)).dense
    assert IMAGE.exact
    assert not IMAGE.through((Span.window(3), Span.adaptive(10**9, 10**9 - 1)), (30, 10**9 - 1)).exact


def test_inputs_without_common_axes() -> None:
    """Of two inputs with different numbers of axes, the field with more axes is kept, and whole is remembered."""
    vector = ReceptiveField.of_input(()).through(WHOLE, ())
    for net in (IMAGE.joined(vector, (32, 24)), vector.joined(IMAGE, (32, 24))):
        assert (net.size, net.whole) == ((1, 1), True)


def test_an_input_of_unknown_size() -> None:
    """Windows have a field on an input of unknown size; only a layer that sees everything does not."""
    net = ReceptiveField.of_input((None, None)).through(THREE, (None, None))
    assert net.size == (3, 3)
    assert net.through(WHOLE, (1, 1)).size == (None, None)


def test_a_span_for_each_axis() -> None:
    """A layer with fewer spans than there are axes is a mistake of the caller."""
    with pytest.raises(ValueError, match="shorter than"):
        IMAGE.through((Span.window(3),), (30, 22))
