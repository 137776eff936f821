"""What the shared options of the commands mean."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict, get_args

from cnncalc.errors import UsageError
from cnncalc.model.graph import Rounding
from cnncalc.model.report import Open, Setting
from cnncalc.model.volume import Layout

Format = Literal["table", "plain", "json", "csv", "markdown", "latex", "html"]
CardFormat = Literal["table", "plain", "json"]
"""The formats of an answer that is no table."""
MatrixFormat = Literal["table", "plain", "json", "csv", "markdown", "latex"]
"""The formats of numbers in rows."""
ListFormat = Literal["table", "plain", "json", "csv", "markdown"]
"""The formats of a list."""
PageFormat = Literal["table", "plain", "json", "markdown", "latex", "html"]
"""The formats of an explanation."""
When = Literal["auto", "always", "never"]


class Asked(TypedDict):
    """What every call of the API is asked beside its input, by keyword."""

    rounding: Rounding | None
    batch: int
    dtype: str
    flops: str
    layout: Layout


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a net: its input, parameters, rounding, and the conventions of the answer."""

    input: str | None = None
    params: tuple[str, ...] = ()
    rounding: Rounding | None = None
    batch: int = 1
    dtype: str = "float32"
    flops: str | None = None
    """How FLOPs are counted; None if they were not asked for, and are counted as usual."""
    layout: Layout = "hwc"

    @property
    def asked(self) -> Asked:
        """The same as keywords of the API."""
        return Asked(
            rounding=self.rounding,
            batch=self.batch,
            dtype=self.dtype,
            flops=self.flops or Setting().flops,
            layout=self.layout,
        )

    @property
    def named_params(self) -> dict[str, str]:
        """The parameters, read from NAME=VALUE."""
        named = {}
        for text in self.params:
            name, equals, value = text.partition("=")
            if not equals or not value:
                raise UsageError(f"-p {text} is not NAME=VALUE", ((f"-p {name.strip() or 'width'}=0.5", ""),))
            named[name.strip()] = value.strip()
        return named


class Display(NamedTuple):
    """How the answer is shown: the format, where it goes, its columns and open blocks."""

    format: Format
    file: str | None = None
    color: bool = False
    columns: tuple[str, ...] | None = None
    open: Open = None
    layout: Layout = "hwc"

    @classmethod
    def of(
        cls,
        format: Format | None,
        json: bool,
        file: str | None,
        color: When,
        columns: str | None,
        open: str | None,
        layout: Layout,
    ) -> Display:
        """Return the display that the options ask for: a table in a terminal, plain text elsewhere."""
        file = None if file == "-" else file
        terminal = file is None and sys.stdout.isatty()
        if json and format not in (None, "json"):
            raise UsageError(f"--json and --format {format} contradict each other; write one of them")
        chosen: Format = "json" if json else format or _of_suffix(file) or ("table" if terminal else "plain")
        names = tuple(name.strip() for name in columns.split(",")) if columns else None
        return cls(chosen, file, _color(color, terminal), names, _levels(open), layout)

    def among(self, answer: str, formats: Sequence[Format]) -> Display:
        """Return the display, if the answer has its format.

        Raises:
            UsageError: with the formats that it has.
        """
        if self.format in formats:
            return self
        *others, last = formats
        ending = f" ({self.file})" if self.file and _of_suffix(self.file) == self.format else ""
        raise UsageError(f"{answer} has no format {self.format}{ending}; it has {', '.join(others)} and {last}")


class Telling(NamedTuple):
    """How numbers are explained: of which layers and what, in whose hand, and on slides or not."""

    explain: bool = False
    layers: tuple[str, ...] = ()
    of: str | None = None
    course: str | None = None
    steps: bool = False

    @staticmethod
    def names(text: str | None) -> tuple[str, ...]:
        """Return names that are separated by commas."""
        return tuple(name.strip() for name in text.split(",")) if text else ()

    @property
    def needless(self) -> str:
        """The first option that says how to explain though nothing is to be explained; empty if there is none."""
        given = {"--layers": self.layers, "--of": self.of, "--course": self.course, "--steps": self.steps}
        return "" if self.explain else next((name for name, value in given.items() if value), "")


class Answered(NamedTuple):
    """A number that somebody has got, whether the lines behind it are shown, what it is to be, and of which layer."""

    text: str
    reveal: bool = False
    of: str | None = None
    layer: str | None = None

    @classmethod
    def given(cls, text: str | None, reveal: bool, telling: Telling) -> Answered | None:
        """Return the number, with what the options of an explanation say of it; None where there is none.

        Raises:
            UsageError: one of the options does not go with a number, or with none.
        """
        if text is None:
            if reveal:
                raise UsageError("--reveal shows the line behind a number; add", (("--got 7600", "the number"),))
            return None
        if telling.explain:
            raise UsageError("--got and --explain answer different questions; write one of them")
        if telling.course or telling.steps:
            raise UsageError("--course and --steps say how to explain; they do not go with --got")
        if len(telling.layers) > 1:
            raise UsageError("--got is one number; name one layer, e.g.", ((f"--layers {telling.layers[0]}", ""),))
        return cls(text, reveal, telling.of, telling.layers[0] if telling.layers else None)


UNTOLD = Telling()
"""Numbers without an explanation."""

CARD: tuple[Format, ...] = get_args(CardFormat)
MATRIX: tuple[Format, ...] = get_args(MatrixFormat)
LIST: tuple[Format, ...] = get_args(ListFormat)
PAGE: tuple[Format, ...] = get_args(PageFormat)

_SUFFIXES: dict[str, Format] = {".json": "json", ".csv": "csv", ".md": "markdown", ".tex": "latex", ".html": "html"}
"""What a file's name says of its format, where no option does."""


def _of_suffix(file: str | None) -> Format | None:
    return _SUFFIXES.get(Path(file).suffix.lower()) if file else None


def _color(when: When, terminal: bool) -> bool:
    """Tell whether to use colours; NO_COLOR and FORCE_COLOR speak where the option does not."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")


def _levels(open: str | None) -> Open:
    """Return how many levels of blocks to open."""
    if open is None:
        return None
    if open == "all":
        return "all"
    if open.isdecimal():
        return int(open)
    raise UsageError(f"--open is a number of levels or all, not {open}", (("--open 1", "opens the blocks"),))
