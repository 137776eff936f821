"""The counting formulas, by counting."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.expr import Name, known
from cnncalc.formulas import counts

shapes = st.lists(st.integers(1, 4), min_size=2, max_size=4)


@given(shapes)
def test_a_tensor_holds_as_many_numbers_as_it_has_indices(shape: list[int]) -> None:
    """All index tuples of a tensor, listed, are as many as the formula says, on numbers and on letters."""
    indices = list(product(*map(range, shape)))
    assert counts.tensor(shape) == len(indices)
    assert known(counts.tensor([Name(f"a{axis}", size) for axis, size in enumerate(shape)])) == len(indices)


@given(shapes)
def test_a_bias_is_one_number_a_filter(shape: list[int]) -> None:
    """The last axis counts the filters, and each of them has one number more."""
    assert counts.with_biases(shape) == len([*product(*map(range, shape)), *range(shape[-1])])


@given(shapes, st.integers(1, 4), shapes)
def test_macs_are_the_taps_at_every_output_number(kernel: list[int], depth: int, outputs: list[int]) -> None:
    """Every output number takes one multiplication for each tap and channel."""
    taps = list(product(*map(range, kernel), range(depth)))
    places = list(product(*map(range, outputs)))
    assert counts.window_macs(kernel, depth, outputs) == sum(1 for _ in product(taps, places))
