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


def window_macs(kernel: Sequence[Dim], depth: Dim, outputs: Sequence[Dim]) -> Dim:
    """Return the multiply-accumulates of a filter at every place: F*F*C for each of H*W*K output numbers.

    Zeros of the padding count, biases do not.
    """
    return product((*kernel, depth)) * product(outputs)
