"""Many files that are written whole, and never over what was read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from cnncalc.cli.front import width_of
from cnncalc.cli.whole_file import write_whole
from cnncalc.errors import UsageError

T = TypeVar("T")
_SHORT: Final = 200
"""So many sheets take no longer than a blink: no bar is shown."""


class Place(NamedTuple):
    """A file and what it will hold; `over` is set where it is meant to replace what was read."""

    file: str
    content: bytes
    over: bool = False


def watched(things: Sequence[T], doing: str) -> Iterable[T]:
    """Hand things on, with a bar on standard error where somebody waits for them."""
    if len(things) < _SHORT or width_of(sys.stderr) is None:
        return things
    from cnncalc.render.console import progress

    return progress(things, doing)


def inside_inputs(file: str, inputs: Iterable[str]) -> None:
    """Refuse a file, or a folder of files, that is read or lies in a folder that is.

    Raises:
        UsageError: it would be lost, or read as a sheet the next time.
    """
    place = Path(file).resolve()
    for name in inputs:
        read = Path(name).resolve()
        if place == read:
            raise UsageError(f"{file} is what is read here, and would be lost; choose another name")
        if read.is_dir() and place.is_relative_to(read):
            raise UsageError(f"{file} lies in {name}, and would be read as a sheet the next time; choose another place")


def written_files(places: Iterable[Place], inputs: Iterable[str], folder: str | None = None) -> int:
    """Write files, make the folder they go to, where there is one, and return how many there are.

    Raises:
        UsageError: one cannot be written, or is what was read.
    """
    read = {Path(name).resolve() for name in inputs}
    if folder is not None:
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"the folder {folder} cannot be made: {error.strerror}") from None
    written = 0
    for place in places:
        if not place.over and Path(place.file).resolve() in read:
            raise UsageError(f"{place.file} is what is read here, and would be lost; choose another name")
        write_whole(place.file, place.content)
        written += 1
    return written


def in_place_of(file: str, old: bytes, new: bytes) -> list[Place]:
    """Return a file's new content, behind a copy of the old one under a name that is not taken."""
    backup, number = f"{file}.bak", 1
    while Path(backup).exists():
        number += 1
        backup = f"{file}.bak{number}"
    return [Place(backup, old), Place(file, new, over=True)]
