"""How a window moves along one axis. Sizes, kernels, strides and paddings are in positions of that axis.

Letters: N size, F kernel, S stride, P padding, D dilation. Source: Dumoulin & Visin, "A guide to convolution arithmetic
for deep learning" (2016), relationships 6, 14 and 15; CS231n, "Convolutional Networks".
"""

from __future__ import annotations

from fractions import Fraction
from typing import overload

from cnncalc.algebra.expr import Dim, ceil, known, maximum, minimum, ratio


def extent(kernel: Dim, dilation: Dim) -> Dim:
    """Return the positions between a kernel's first and last tap, both included: D*(F - 1) + 1."""
    return kernel if known(dilation) == 1 else dilation * (kernel - 1) + 1


@overload
def slack(size: int, kernel: int, before: int, after: int, dilation: int) -> int: ...
@overload
def slack(size: Dim, kernel: Dim, before: Dim, after: Dim, dilation: Dim) -> Dim: ...
def slack(size: Dim, kernel: Dim, before: Dim, after: Dim, dilation: Dim) -> Dim:
    """Return the steps that a window can go from its first place: N + 2P - F, or N + P1 + P2 - D*(F - 1) - 1.

    What has no effect (no padding, dilation 1) does not stand in the written formula.
    """
    if type(size) is type(kernel) is type(before) is type(after) is type(dilation) is int:
        return size + before + after - dilation * (kernel - 1) - 1
    padded = size
    if before != after:
        padded = padded + before + after
    elif known(before) != 0:
        padded = padded + 2 * before
    return padded - kernel if known(dilation) == 1 else padded - dilation * (kernel - 1) - 1


def quotient(size: Dim, kernel: Dim, stride: Dim, before: Dim, after: Dim, dilation: Dim) -> Dim | Fraction:
    """Return the exact number of window positions, (N + 2P - F)/S + 1, which need not be whole."""
    return ratio(slack(size, kernel, before, after, dilation), stride) + 1


@overload
def ceiled(size: int, kernel: int, stride: int, before: int, after: int, dilation: int) -> int: ...
@overload
def ceiled(size: Dim, kernel: Dim, stride: Dim, before: Dim, after: Dim, dilation: Dim) -> Dim: ...
def ceiled(size: Dim, kernel: Dim, stride: Dim, before: Dim, after: Dim, dilation: Dim) -> Dim:
    """Return the window positions of a pool that rounds up.

    A window must start inside the input or the padding before it, else it is dropped (torch's rule for `ceil_mode`;
    Caffe drops it only when there is padding).
    """
    positions = ceil(ratio(slack(size, kernel, before, after, dilation), stride)) + 1
    return minimum(positions, ceil(ratio(size + before, stride)))


def same_output(size: Dim, stride: Dim) -> Dim | Fraction:
    """Return the exact positions of a window with `same` padding, N/S, of which the output is the ceiling."""
    return ratio(size, stride)


def same_padding(size: Dim, kernel: Dim, stride: Dim, dilation: Dim) -> Dim:
    """Return the total padding of `same`: max((ceil(N/S) - 1)*S + D*(F - 1) + 1 - N, 0).

    Source: TensorFlow's `SAME`; the odd one of it goes after.
    """
    return maximum((ceil(ratio(size, stride)) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)


def transposed(size: Dim, kernel: Dim, stride: Dim, before: Dim, after: Dim, dilation: Dim, output_pad: Dim) -> Dim:
    """Return the output size of a transposed convolution: (N - 1)*S - 2P + D*(F - 1) + output_pad + 1."""
    grown = (size - 1) * stride
    if before != after:
        grown = grown - before - after
    elif known(before) != 0:
        grown = grown - 2 * before
    grown = grown + kernel if known(dilation) == 1 else grown + dilation * (kernel - 1) + 1
    return grown if known(output_pad) == 0 else grown + output_pad


def transposed_same_padding(kernel: Dim, stride: Dim, dilation: Dim) -> Dim:
    """Return the total padding with which a transposed convolution gives N*S: what the kernel exceeds the stride by."""
    return maximum(dilation * (kernel - 1) + 1 - stride, 0)


def stacked(kernel: Dim, layers: Dim, dilation: Dim) -> Dim:
    """Return the positions that a unit behind so many equal layers of stride 1 sees: 1 + L*D*(F - 1)."""
    step = kernel - 1 if known(dilation) == 1 else dilation * (kernel - 1)
    return 1 + layers * step
