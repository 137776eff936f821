"""How plain text is laid out for a reader: the width, the signs, the order of sizes, what stands out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import wrap
from typing import Final, Literal, NamedTuple, TypeAlias

from cnncalc.model.graph import Node
from cnncalc.model.volume import Layout, Volume
from cnncalc.render.columns import input_text, lettered, written

Role: TypeAlias = Literal["title", "label", "result", "dim", "wrong"]
Style: TypeAlias = Callable[[Role, str], str]
"""What makes a piece of text stand out: it gets the role and the text, and returns the text as it is to be shown."""

NO_BREAK = "\N{NO-BREAK SPACE}"
"""A blank at which no line ends."""
_NARROWEST = 30
"""Text is not wrapped more narrowly than this."""
_GAP = 2
"""Blanks that part two texts on a line."""

UNBOUNDED: Final = 10_000
"""The width of a pipe, in which nothing is wrapped, ruled or pushed to the other end of a line."""

_ASCII = str.maketrans({"■": "#", "□": ".", "·": ".", "└": "[", "┘": "]", "─": " "})
"""Signs that every encoding has, for those of a drawing."""


def plain(role: Role, text: str) -> str:
    """Show a text as it is."""
    return text


class Look(NamedTuple):
    """How a card is written: its width, its signs, and the order of sizes."""

    width: int = 80
    ascii: bool = False
    layout: Layout = "hwc"
    style: Style = plain

    @property
    def bounded(self) -> bool:
        """Whether there is a page to fill: a line that ends somewhere."""
        return self.width < UNBOUNDED

    def volume(self, volume: Volume) -> str:
        """Write a volume."""
        return str(written(volume, self.layout))

    def input(self, volume: Volume) -> str:
        """Write the volume of an input so that it reads back."""
        return input_text(volume, self.layout)

    def lettered(self, volume: Volume) -> str:
        """Write a volume with a letter for each of its sizes."""
        return lettered(volume, self.layout)

    def ends(self, left: str, right: str) -> list[str]:
        """Return a title with words at the other end of its line, or below it where there is no room."""
        shown, room = self.style("title", left), self.width - len(left) - len(right)
        if not right:
            return [shown]
        if room < _GAP:
            return [shown, self.style("dim", right.rjust(self.width))]
        return [shown + " " * (room if self.bounded else _GAP) + self.style("dim", right)]

    def heading(self, node: Node) -> list[str]:
        """Return the line that says which layer it is, and on what."""
        return self.ends(node.written, f"on {self.input(node.volumes[0])}")

    def page(self, lines: Iterable[str]) -> str:
        """Return lines as a text, in the signs of the look."""
        text = "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
        return text.translate(_ASCII) if self.ascii else text

    def hanging(self, start: str, used: int, text: str) -> list[str]:
        """Return a text that begins behind `start`, which takes `used` columns, and goes on below itself."""
        lines = wrap(text, max(self.width - used, _NARROWEST), break_long_words=False, break_on_hyphens=False) or [""]
        below = [" " * used + line for line in lines[1:]]
        return [line.replace(NO_BREAK, " ").rstrip() for line in (start + lines[0], *below)]


PLAIN = Look()
"""Text of the usual width in which nothing stands out."""
