"""Every kind with letters for its sizes: the formulas, with numbers put in, give what the report in numbers says."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cnncalc.algebra.conditions import gathering
from cnncalc.algebra.undecided import Condition
from cnncalc.engine.propagate import report
from cnncalc.errors import RuleError, SpecError
from cnncalc.layers.base import Example, Layer
from cnncalc.layers.catalogue import KINDS
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line
from cnncalc.model.report import Report, Setting, Title
from cnncalc.model.volume import Volume
from tests.letters.lettered import EXAMPLES, FROM_NOTHING, Facts, Sizes, counts, fits, holds, totals, worth

NO_FORMULA = "chunk"
"""How many parts there are depends on the number of channels, so that must be a number."""

REPEATS = "mul"
"""What has size 1 is repeated: a letter is taken to stand for more, where it may stand for 1 too."""

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.layer} on {example.on}")


def reported(layer: Layer, inputs: Sequence[Volume]) -> Report:
    """The report of a layer on its only input."""
    builder = GraphBuilder(Input(inputs[0]), seals=False)
    node = builder.add(layer, (builder.input,), None, Line(1, ""))
    return report(Graph(builder.input, (node,), (("output", node),)), Title(), Setting())


class Told(NamedTuple):
    """What is told of a layer, on which conditions, and whether everything fits."""

    facts: Facts
    conditions: tuple[Condition, ...]
    fitting: bool


def joined(layer: Layer, inputs: Sequence[Volume]) -> Told:
    """What is told of a join: what comes out, and what it costs."""
    with gathering() as conditions:
        output = layer.output(*inputs)
    facts: Facts = {f"size {axis}": size for axis, size in enumerate((*output.space, output.channels))}
    return Told(facts | layer.cost(output, *inputs)._asdict(), tuple(conditions), True)


def open_sizes(sizes: Sizes) -> list[str]:
    """The letters of an example that may be left open."""
    only = ("space",) if sizes.layer.kind == NO_FORMULA else ("",)
    return sorted(letter for letter in sizes.numbers if letter.startswith(only))


@st.composite
def questions(draw: st.DrawFn, example: Example) -> tuple[Sizes, list[str], dict[str, int]]:
    """An example, which of its sizes are letters, and numbers for them: its own, or any others."""
    sizes = Sizes.of(example)
    chosen = draw(st.lists(st.sampled_from(open_sizes(sizes)), unique=True)) if open_sizes(sizes) else []
    own = draw(st.booleans())
    least = {letter: int(not letter.startswith(FROM_NOTHING)) for letter in chosen}
    some = {letter: draw(st.integers(least[letter], 12)) for letter in chosen if not own}
    return sizes, chosen, {letter: some.get(letter, sizes.numbers[letter]) for letter in chosen}


def told(layer: Layer, inputs: Sequence[Volume]) -> Told:
    """What is told of a layer, all of it."""
    if len(inputs) > 1:
        return joined(layer, inputs)
    made = reported(layer, inputs)
    (node,) = made.graph.nodes
    return Told(counts(made.layers[0]) | totals(made), node.conditions, fits(made))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_formula_gives_the_number(kind: str, data: st.DataObject) -> None:
    """Every quantity agrees for numbers that fulfil the conditions; for all others, numbers do not fit either."""
    example = data.draw(st.sampled_from([each for each in EXAMPLES if each.layer.partition(":")[0] == kind]))
    sizes, chosen, values = data.draw(questions(example))
    facts: Facts = {}
    fitting = False
    with suppress(RuleError, SpecError, ValidationError):
        facts, _, fitting = told(*sizes.put(values))
    in_letters = None
    with suppress(RuleError, SpecError):
        in_letters = told(*sizes.lettered(chosen))
    if in_letters is None:
        assert not fitting
        return
    kept = in_letters.fitting and all(holds(condition, values) for condition in in_letters.conditions)
    assume(kind != REPEATS or kept or 1 not in values.values())
    assert kept == fitting
    for name in facts.keys() & in_letters.facts.keys() if kept else ():
        assert worth(in_letters.facts[name], values) == facts[name], name


@every_example
def test_an_example_with_letters_for_its_sizes(example: Example) -> None:
    """With letters for the sizes of its input, an example tells everything but, where units differ, what they see."""
    sizes = Sizes.of(example, rounding="floor")
    numbers = sizes.numbers
    inputs = [
        letter for letter in open_sizes(sizes) if letter.startswith(("space", "channels")) and numbers[letter] > 1
    ]
    found = told(*sizes.lettered(inputs))
    assert all(holds(condition, numbers) for condition in found.conditions)
    facts = told(sizes.layer, sizes.inputs).facts
    missing = {name.rstrip(" 0123456789") for name in facts.keys() - found.facts.keys()}
    assert missing <= {"kernel", "field size", "field jump", "field start"}
    for name in facts.keys() & found.facts.keys():
        assert worth(found.facts[name], numbers) == facts[name], name
