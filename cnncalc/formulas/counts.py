"""How many: weights, biases, operations. All counts are exact, for one input (no batch).

Letters: F kernel, C depth of one filter, K filters. Source: CS231n, "Convolutional Networks"; He & Sun,
"Convolutional Neural Networks at Constrained Time Cost" (2015) for the operations.
"""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.algebra.expr import Dim, product


def tensor(shape: Sequence[Dim]) -> Dim:
    """Return the numbers in a tensor of this shape: F*F*C*K."""
    return product(shape)


def with_biases(shape: Sequence[Dim]) -> Dim:
    """Return the weights of K filters with a bias each: (F*F*C + 1)*K, the filters being the last axis of `shape`."""
    return (product(shape[:-1]) + 1) * shape[-1]


def held(shapes: Sequence[Sequence[Dim]]) -> Dim:
    """Return the numbers in several tensors as a person counts them: of none, 0.

    Equal tensors are a multiple of one, filters with a bias each (at each place) are (F*F*C + 1)*K, others a sum.
    """
    if not shapes:
        return 0
    first, *others = map(tuple, shapes)
    if others and all(shape == first for shape in others):
        return len(shapes) * tensor(first)
    places = len(others[0]) - 1 if others else 0
    if others == [first[:places] + first[-1:]]:
        return product((*first[:places], with_biases(first[places:])))
    return sum((tensor(shape) for shape in others), tensor(first))


def window_macs(kernel: Sequence[Dim], depth: Dim, outputs: Sequence[Dim]) -> Dim:
    """Return the multiply-accumulates of a filter at every place: F*F*C for each of H*W*K output numbers.

    Zeros of the padding count, biases do not.
    """
    return product((*kernel, depth)) * product(outputs)
