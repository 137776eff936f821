"""Aligned columns of text: how wide each is, where the words wrap, and how a line is put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

GAP: Final = 2
"""The blanks between two columns."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The place of one column: its width, its side, and the blanks before it."""

    width: int
    align: Literal["left", "right"] = "left"
    gap: int = GAP


@dataclass(frozen=True, slots=True)
class Grid:
    """The lanes of a table, from left to right."""

    lanes: tuple[Lane, ...]

    @property
    def width(self) -> int:
        """How many columns of a screen the table takes."""
        return sum(lane.gap + lane.width for lane in self.lanes)

    def line(self, cells: Sequence[str]) -> str:
        """Return one line of text, without blanks at its end."""
        parts = []
        for lane, cell in zip(self.lanes, cells, strict=True):
            text = cell.rjust(lane.width) if lane.align == "right" else cell.ljust(lane.width)
            parts.append(" " * lane.gap + text)
        return "".join(parts).rstrip()

    def lines(self, cells: Sequence[str], wraps: int | None) -> Iterator[str]:
        """Yield the lines of one row, in which the cell of the lane `wraps` may need several."""
        if wraps is None:
            yield self.line(cells)
            return
        first, *rest = wrapped(cells[wraps], self.lanes[wraps].width)
        yield self.line([first if number == wraps else cell for number, cell in enumerate(cells)])
        for words in rest:
            yield self.line([words if number == wraps else "" for number in range(len(cells))])

    def resized(self, number: int, width: int) -> Grid:
        """Return the grid with another width of one lane."""
        lanes = list(self.lanes)
        lanes[number] = replace(lanes[number], width=width)
        return Grid(tuple(lanes))


def natural(rows: Sequence[Sequence[str]], aligns: Sequence[Literal["left", "right"]]) -> Grid:
    """Return the grid in which every cell of these rows has room."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    gaps = [0] + [GAP] * (len(widths) - 1)
    return Grid(tuple(map(Lane, widths, aligns, gaps)))


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines, behind commas where that is enough, else at blanks; what has neither stays whole."""
    lines: list[str] = []
    for piece in _pieces(text, width):
        if lines and len(lines[-1]) + 1 + len(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines or [""]


def narrowest(text: str) -> int:
    """Return the width below which a text does not wrap any further."""
    return max(map(len, text.split()), default=0)


def _pieces(text: str, width: int) -> Iterator[str]:
    parts = text.split(", ")
    for number, part in enumerate(parts):
        piece = part if number == len(parts) - 1 else f"{part},"
        if len(piece) <= width:
            yield piece
        else:
            yield from piece.split()
