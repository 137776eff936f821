"""Layers that enlarge a map by spreading each position over a kernel: transposed convolution and unpooling."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

from cnncalc.algebra.collect import collected
from cnncalc.algebra.conditions import at_least, equal
from cnncalc.algebra.expr import Dim, maximum
from cnncalc.errors import RuleError
from cnncalc.formulas import counts
from cnncalc.formulas import windows as formulas
from cnncalc.layers.base import Example
from cnncalc.layers.fields import Amounts
from cnncalc.layers.filters import FilterBank
from cnncalc.layers.windowed import Kernel, axis_name, broadcast
from cnncalc.model.layer_facts import Cost
from cnncalc.model.reach import UNKNOWN, Reach, Span
from cnncalc.model.volume import Volume, numbers, whole


class Transposed(Kernel):
    """A window that slides over the output: each position of the input is spread over the kernel's taps.

    Its windows are laid over the output, and the padding is what is taken away from that.
    """

    output_pad: Amounts = (0,)

    enlarges = True

    letters: ClassVar[dict[str, str]] = {**Kernel.letters, "output_pad": "A"}

    def same_padding(self, size: Dim, kernel: Dim, stride: Dim, dilation: Dim) -> Dim:
        return formulas.transposed_same_padding(kernel, stride, dilation)

    def positions(self, *inputs: Volume) -> tuple[Dim | Fraction, ...]:
        (volume,) = inputs
        windows = self.windows(volume)
        if self.pad == "same":
            return tuple(n * w.stride for n, w in zip(volume.space, windows, strict=True))
        extra = broadcast(self.output_pad, volume, "output_pad")
        return tuple(
            formulas.transposed(n, w.kernel, w.stride, w.before, w.after, w.dilation, more)
            for n, w, more in zip(volume.space, windows, extra, strict=True)
        )

    def output(self, *inputs: Volume) -> Volume:
        (volume,) = inputs
        self._check_output_pad(volume)
        self.check(volume)
        space = tuple(self._sizes(volume))
        return Volume(space, self.channels(volume))

    def reach(self, *inputs: Volume) -> Reach:
        return _spans(self, *inputs)

    def _sizes(self, volume: Volume) -> Iterator[Dim]:
        for axis, exact in enumerate(self.positions(volume)):
            places, w = collected(exact), self.windows(volume)[axis]
            taken = collected(w.before + w.after)
            if taken != 0 and not at_least(places, 1):
                size = whole(places)
                most = size - 1 + whole(taken)
                raise RuleError(
                    "shape",
                    f"padding {w.before} + {w.after} takes away all of the output along {axis_name(axis, volume)}: "
                    f"its size would be {size}",
                    f"at most {most} can be taken away, e.g. `pad {most // 2}`",
                    field="pad",
                )
            yield places

    def _check_output_pad(self, volume: Volume) -> None:
        if all(more == 0 for more in self.output_pad):
            return
        if self.pad == "same":
            if all(equal(more, 0) for more in self.output_pad):
                return
            raise RuleError(
                "value",
                "`same` and output_pad contradict each other: `same` already says that the output is N*S",
                "leave output_pad out, or write the padding in numbers",
                field="output_pad",
            )
        extra = broadcast(self.output_pad, volume, "output_pad")
        for more, w in zip(extra, self.windows(volume), strict=True):
            limit = maximum(w.stride, w.dilation)
            if not at_least(limit - 1, more):
                raise RuleError(
                    "value",
                    f"output_pad {more} is not below the stride {w.stride} or the dilation {w.dilation}",
                    f"output_pad chooses among the {w.stride} sizes that shrink to the same one: at most {limit - 1}",
                    field="output_pad",
                )


class Deconv(FilterBank, Transposed):
    """A transposed convolution: the sizes of a convolution, read backwards."""

    kind = "deconv"
    title = "transposed convolution"
    letters: ClassVar[dict[str, str]] = {**FilterBank.letters, **Transposed.letters}
    ideas: ClassVar[Mapping[str, str]] = {
        "macs": "One multiply-add a weight and input place: each number of the input is spread over the kernel."
    }

    examples = (
        Example(
            "deconv: 1 x 3x3, stride 2, pad 1",
            "3x3x1",
            "5x5x1",
            "Dumoulin & Visin 2016, figure `padding_strides_transposed`",
            10,
            81,
        ),
        Example(
            "deconv: 1 x 3x3, stride 2, pad 1, output_pad 1",
            "3x3x1",
            "6x6x1",
            "Dumoulin & Visin 2016, figure `padding_strides_odd_transposed`",
            10,
            81,
        ),
        Example(
            "deconv: 1 x 4x4, pad 2",
            "6x6x1",
            "5x5x1",
            "Dumoulin & Visin 2016, figure `arbitrary_padding_no_strides_transposed`",
            17,
        ),
        Example(
            "deconv: 32 x 3x3, stride 2, same",
            "7x7x32",
            "14x14x32",
            "keras-io, convolutional autoencoder example",
            9_248,
        ),
        Example(
            "deconv: 16 x 7, stride 2, same",
            "72x16 LC",
            "144x16",
            "keras-io, timeseries anomaly detection example",
            1_808,
        ),
        Example("deconv: 512 x 2x2, stride 2", "28x28x1024", "56x56x512", "Ronneberger et al. 2015 (U-Net)", 2_097_664),
        Example("deconv: 2 x 3x3x3, bias off", "3x4x5x1 DHWC", "5x6x7x2", "onnx/onnx, test_convtranspose_3d", 54),
        Example("deconv: 3 x 3x3, stride 2, groups 3", "6x4x3", "13x9x3", "BVLC/caffe, DeconvolutionLayerTest", 30),
    )

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        (volume,) = inputs
        macs = counts.window_macs(self.kernel_of(volume), self.filter_depth(volume), (*volume.space, output.channels))
        return Cost(macs, output.numbers if self.bias else 0)


class Unpool(Transposed):
    """The reverse of a pooling: values go back to where they came from, zeros elsewhere."""

    kind = "unpool"
    title = "unpooling"
    head = "kernel"

    examples = (
        Example("unpool: 2x2", "2x2x1", "4x4x1", "onnx/onnx, test_maxunpool_export_without_output_shape", 0, 0),
        Example("unpool: 2x2, output_pad 1", "2x2x1", "5x5x1", "onnx/onnx, test_maxunpool_export_with_output_shape", 0),
        Example("unpool: 2", "4x1 LC", "8x1", "torch MaxUnpool1d(2, stride=2), documentation example", 0),
        Example(
            "unpool: 3, stride 2",
            "25x16x7x16",
            "51x33x15x16",
            "torch MaxUnpool3d(3, stride=2), documentation example",
            0,
        ),
    )

    def remark(self, output: Volume) -> str:
        return "each map is enlarged by itself, so the depth stays"


@lru_cache(maxsize=4096)
def _spans(layer: Transposed, volume: Volume) -> Reach:
    """Return which input positions add to an output position, axis by axis."""
    sizes = [numbers(w.kernel, w.stride, w.before, w.dilation) for w in layer.windows(volume)]
    return tuple(Span.transposed(*each) for each in sizes if each is not None) if None not in sizes else UNKNOWN
