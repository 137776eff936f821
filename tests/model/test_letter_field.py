"""Receptive fields in letters: with numbers put in, those in numbers; where there are no such, nothing is told."""

from __future__ import annotations

from itertools import product

import pytest

import cnncalc
from cnncalc.algebra.expr import Dim, Name, lift
from cnncalc.model.field import ReceptiveField
from cnncalc.model.letter_field import UNSEEN, LetterField
from cnncalc.model.reach import UNKNOWN, LetterSpan, Span
from tests.letters.lettered import worth

K, S, P, D = map(Name, "KSPD")


def through(*spans: Span | LetterSpan) -> LetterField:
    """The field of one axis behind these layers."""
    field = ReceptiveField.of_input((Name("N"),))
    for span in spans:
        field = field.through((span,), (None,))
    assert field.axes is not None
    (axis,) = field.axes
    assert isinstance(axis, LetterField)
    return axis


def texts(field: LetterField) -> tuple[str, ...]:
    """Size, jump and start as text."""
    return tuple(str(value) for value in (field.size, field.jump, field.start))


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ([LetterSpan(K)], ("K", "1", "0")),
        ([LetterSpan(K, S, P)], ("K", "S", "-P")),
        ([LetterSpan(K, S, P, D)], ("D*(K - 1) + 1", "S", "-P")),
        ([LetterSpan(K)] * 3, ("3*K - 2", "1", "0")),
        ([LetterSpan(K, S), Span.window(3, 2, 1)], ("K + 2*S", "2*S", "-S")),
        ([Span.window(3, 2, 1), LetterSpan(K, S, P)], ("2*K + 1", "2*S", "-2*P - 1")),
        ([LetterSpan(1, before=-P)], ("1", "1", "P")),
    ],
)
def test_the_formulas(spans: list[Span | LetterSpan], told: tuple[str, ...]) -> None:
    """Windows in letters and in numbers, one behind the other."""
    assert texts(through(*spans)) == told


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_numbers_put_in_give_the_field_in_numbers(layers: int) -> None:
    """For every small window, the formula behind some layers is what the layers in numbers see."""
    field = through(*[LetterSpan(K, S, P, D)] * layers)
    for k, s, p, d in product((1, 2, 3, 5), (1, 2, 3), (0, 1, 2), (1, 2)):
        seen = ReceptiveField.of_input((10**6,))
        for _ in range(layers):
            seen = seen.through((Span.window(k, s, p, d),), (10**6,))
        values = {"K": k, "S": s, "P": p, "D": d}
        told: list[Dim | None] = [field.size, field.jump, field.start]
        assert [worth(lift(each), values) for each in told if each is not None] == [
            *seen.size, *seen.jump, *seen.start
        ]  # fmt: skip


@pytest.mark.parametrize(
    "spans",
    [
        [LetterSpan(K), Span.transposed(3, 2)],
        [Span.transposed(3, 2), LetterSpan(K)],
        [Span.window(2, 2), Span.transposed(4, 2), LetterSpan(K)],
        [LetterSpan(K), Span.nearest(1, 2)],
        [Span.nearest(1, 2), Span.window(3), LetterSpan(1, before=P)],
    ],
)
def test_where_units_differ_nothing_is_told(spans: list[Span | LetterSpan]) -> None:
    """Behind or before a layer whose units see different things, letters tell nothing rather than something wrong."""
    assert through(*spans) == UNSEEN


def test_branches_that_see_the_same_are_told() -> None:
    """A join of equal fields is that field; of different ones, nothing is told, as it depends on the letters."""
    three, five = through(LetterSpan(K)), through(LetterSpan(K), LetterSpan(K))
    assert three.joined(three, None) == three
    assert three.joined(five, None) == UNSEEN


def test_an_unknown_reach_makes_everything_behind_it_unknown() -> None:
    """What a layer sees that does not tell is not known, nor what those behind it see, until one sees everything."""
    report = cnncalc.chain("NxNx3", "deconv: 4 x 3x3, stride s", "conv: 4 x 3x3", "relu", "fc: 10")
    assert [layer.field.size for layer in report.layers] == [(None, None)] * 3 + [report.layers[-1].field.size]
    assert report.layers[-1].field.axes is None
    assert report.layers[0].node.layer.reach(*report.layers[0].node.volumes) is UNKNOWN
    assert report.layers[0].kernel == (None, None)
    assert report.layers[1].kernel == (3, 3)


def test_holes_are_not_forgotten() -> None:
    """A dilated layer in numbers leaves holes that stay when letters come in behind it."""
    assert not through(Span.window(3, 1, 0, 2), LetterSpan(K)).dense
    assert through(Span.window(3), LetterSpan(K)).dense
