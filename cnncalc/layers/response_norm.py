"""Local response normalization: nothing learned, the neighbours on the channels divide."""

from cnncalc.layers.base import Example, Layer
from cnncalc.layers.fields import Count
from cnncalc.model.layer_facts import Cost
from cnncalc.model.volume import Volume

_USUAL = 5
"""The neighbours where none are written, as in Krizhevsky et al. 2012."""


class Lrn(Layer):
    """Local response normalization: each value is damped by its neighbours in `size` channels."""

    kind = "lrn"
    title = "local response norm"
    head = "size"

    size: Count | None = None

    examples = (
        Example("lrn: 5", "27x27x96", "27x27x96", "BVLC/caffe, CaffeNet norm1", 0, 0),
        Example("lrn: 3", "5x5x5", "5x5x5", "onnx/onnx, test_lrn", 0),
        Example("lrn: 2", "24x24x5", "24x24x5", "torch LocalResponseNorm(2), documentation example", 0),
    )

    def cost(self, output: Volume, *inputs: Volume) -> Cost:
        neighbours = _USUAL if self.size is None else self.size
        squares_and_factor, sum_and_shift = 2, neighbours - 1 + 1
        each = Cost(adds=sum_and_shift, multiplies=squares_and_factor, divides=1, functions=1)
        return each.times(output.numbers)

    def remark(self, output: Volume) -> str:
        return "nothing is learned"
