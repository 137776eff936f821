"""What convolutions and transposed convolutions share: filters, with a bias each."""

from typing import ClassVar

from cnncalc.algebra.expr import Dim
from cnncalc.layers.fields import Count, Sizes
from cnncalc.layers.groups import need_groups
from cnncalc.layers.windowed import Dilated
from cnncalc.model.layer_facts import Weight
from cnncalc.model.volume import Volume, whole


class Filters(Dilated):
    """A layer of filters: one weight for each place of the kernel and each channel that it looks at, one bias each."""

    follows = False

    stride: Sizes = (1,)
    bias: bool = True

    def filter_shape(self, volume: Volume) -> tuple[Dim, ...]:
        """Return the shape of all filters: the kernel, the depth of one filter, and how many there are."""
        return (*self.kernel_of(volume), self.filter_depth(volume), self.channels(volume))

    def weights(self, *inputs: Volume) -> tuple[Weight, ...]:
        (volume,) = inputs
        weight = Weight("weight", self.filter_shape(volume))
        return (weight, Weight("bias", (self.channels(volume),), "bias")) if self.bias else (weight,)


class FilterBank(Filters):
    """As many filters as written, in groups that each look at their share of the channels."""

    head = "filters x kernel"
    letters: ClassVar[dict[str, str]] = {**Filters.letters, "filters": "K", "groups": "G"}
    one_kernel_for_all = False

    filters: Count
    groups: Count = 1

    def channels(self, volume: Volume) -> Dim:
        return self.filters

    def filter_depth(self, volume: Volume) -> Dim:
        return volume.channels if self.groups == 1 else volume.channels // self.groups

    def check(self, volume: Volume) -> None:
        if self.groups != 1:
            need_groups(self.groups, **{"input channels": whole(volume.channels), "filters": self.filters})

    def remark(self, output: Volume) -> str:
        return "1 filter makes 1 map" if self.filters == 1 else f"{self.filters} filters make {self.filters} maps"
