"""A course's own hand: the letters, signs and conventions of its sheets. It changes words, never numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from cnncalc.model.volume import Layout, Volume, sizes_text

Times: TypeAlias = Literal["*", "·", "×"]
Order: TypeAlias = Literal["hwc", "chw", "whc"]
Biases: TypeAlias = Literal["counted", "left out"]
Misfit: TypeAlias = Literal["refused", "rounded down"]
FlopsWord: TypeAlias = Literal["2macs", "macs"]

FILE: Final = "course.yaml"
"""The file that is found by itself in the working folder."""

VOLUME_LETTERS: Final = {
    "input": "N",
    "inputs": "N",
    "depth": "C",
    "length": "L",
    "slices": "T",
    "height": "H",
    "width": "W",
    "field": "R",
    "jump": "J",
    "start": "Z",
    "bytes": "B",
    "batch": "I",
}
"""The letters of what is no option of a layer: the input, the output, the receptive field, the memory."""

OUTPUT_ROLES: Final = ("length", "slices", "height", "width")
"""The sizes that come out: where a course uses such a letter for something else, they give way (`W_out`)."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The conventions that a course's marks follow; None where it says nothing."""

    biases: Biases | None = None
    flops: FlopsWord | None = None
    misfit: Misfit | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How a course writes: a letter for each thing that has one, the sign of a product, the order of sizes."""

    name: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    times: Times = "*"
    sizes: Order | None = None
    marking: Marking = Marking()
    file: str = ""

    def volume(self, volume: Volume, layout: Layout = "hwc") -> str:
        """Write a volume in the order of the course; of a course that names none, in that of the layout."""
        order = self._order(layout)
        if order == "chw":
            return volume.channels_first
        return volume.text if order == "hwc" else sizes_text((*reversed(volume.space), volume.channels))

    def input(self, volume: Volume, layout: Layout = "hwc") -> str:
        """Write the volume of an input: that of a sequence has letters, without which it would be refused."""
        letters = (" CL" if self._order(layout) == "chw" else " LC") if len(volume.space) == 1 else ""
        return self.volume(volume, layout) + letters

    def _order(self, layout: Layout) -> Order:
        return "chw" if layout == "chw" else self.sizes or "hwc"


USUAL: Final = Course()
"""The hand of the formulas themselves: `(N + 2*P - F)/S + 1`, sizes with the channels last."""
