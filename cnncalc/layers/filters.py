"""What convolutions and transposed convolutions share: filters, with a bias each."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from cnncalc.algebra.expr import Dim
from cnncalc.layers.fields import Count, Sizes
from cnncalc.layers.groups import need_groups
from cnncalc.layers.windowed import Dilated
from cnncalc.model.layer_facts import Weight
from cnncalc.model.volume import Volume, sizes_text


class Filters(Dilated):
    """A layer of filters: one weight for each place of the kernel and each channel that it looks at, one bias each."""

    follows = False
    tiles = False
    keeps_depth = False

    stride: Sizes = (1,)
    bias: bool = True

    ideas: ClassVar[Mapping[str, str]] = {
        "macs": "One multiply-add a weight and output number; zeros of the padding count, biases do not."
    }
    depth_idea: ClassVar[str] = "A filter is as deep as its input"
    """How deep a filter is, and why."""

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        if about != "params":
            return super().idea(about, output, write)
        bias = " and has one bias" if self.bias else "; biases are switched off"
        return f"{self.depth_idea}{bias}. Image size, stride and padding do not change the count."

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
    counted = "filters"
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
            need_groups(self.groups, **{"input channels": volume.channels, "filters": self.filters})

    def idea(self, about: str, output: Volume, write: Callable[[Volume], str] = str) -> str:
        said = super().idea(about, output, write)
        if about == "params" and self.groups != 1:
            return said.replace(self.depth_idea, "A filter is as deep as its group of the input", 1)
        if about != "output":
            return said
        each = f"{sizes_text(output.space)} map" if len(output.space) > 1 else f"map of length {output.space[0]}"
        made = (
            f"1 filter makes {write(output)}" if self.filters == 1 else f"{self.filters} filters make {write(output)}"
        )
        return f"Each filter makes one {each}; {made}."

    def remark(self, output: Volume) -> str:
        return "1 filter makes 1 map" if self.filters == 1 else f"{self.filters} filters make {self.filters} maps"
