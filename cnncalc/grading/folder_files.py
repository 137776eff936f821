"""The files that were handed in: single ones, a folder, or a zip archive, which is never unpacked on disk."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from cnncalc.errors import UsageError
from cnncalc.grading.tables_text import Unreadable

MOST_FILES: Final = 100_000
"""As many files as are read from a folder or an archive."""
EMPTY: Final = "nothing was handed in"
"""The problem of a folder without a file."""
MOST_INSIDE: Final = 100
"""As many as are read from an archive that a student handed in."""

_DIGITS: Final = re.compile("([0-9]{1,18})")
_IGNORED: Final = frozenset({"__macosx", "thumbs.db", "desktop.ini", "__pycache__"})


class Found(NamedTuple):
    """A file: how messages call it, the folders around it with its name, and how its first bytes are read."""

    name: str
    parts: tuple[str, ...]
    read: Callable[[int], bytes]
    problem: str = ""
    """Why it is not even opened."""


@contextmanager
def files(path: str) -> Iterator[list[Found]]:
    """Give the files of a path, in the order of their names; they can be read until the context ends.

    Raises:
        UsageError: there is no such file, it cannot be read, or it holds too many files.
    """
    place = Path(path)
    with ExitStack() as stack:
        if place.is_dir():
            yield _limited(path, _of_folder(place))
        elif not place.exists():
            raise UsageError(f"there is no file {path}")
        elif zipfile.is_zipfile(place):
            try:
                archive = stack.enter_context(zipfile.ZipFile(place))
            except Exception as error:  # on damaged bytes the library raises more than it names
                raise UsageError(f"{path} is a damaged archive: {error}") from None
            found = _limited(path, _of_archive(archive, path))
            yield [Found(str(place), (place.name,), _reader(path))] if is_document(found) else found
        else:
            yield [Found(str(place), (place.name,), _reader(path))]


def inside(data: bytes, name: str) -> list[Found]:
    """Return the files of an archive that a student handed in; raise `Unreadable` where it is damaged."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        found = list(_of_archive(archive, name))
    except Exception as error:  # on damaged bytes the library raises more than it names
        raise Unreadable(f"a damaged zip archive: {error}") from None
    if len(found) > MOST_INSIDE:
        raise Unreadable(f"a zip archive of more than {MOST_INSIDE} files")
    return found


def is_document(members: Sequence[Found]) -> bool:
    """Tell whether an archive with these files is one of Excel, Word or PowerPoint."""
    return any(member.parts[:1] in (("xl",), ("word",), ("ppt",)) for member in members)


def natural(text: str) -> tuple[tuple[str | int, ...], str]:
    """Return what sorts texts as people count: s2 before s10."""
    parts = _DIGITS.split(text.casefold())
    return tuple(part if at % 2 == 0 else int(part) for at, part in enumerate(parts)), text


def _limited(path: str, found: Iterator[Found]) -> list[Found]:
    listed = []
    for each in found:
        listed.append(each)
        if len(listed) > MOST_FILES:
            raise UsageError(f"{path} holds more than {MOST_FILES:,} files")
    return sorted(listed, key=lambda each: natural("/".join(each.parts)))


def _of_folder(folder: Path) -> Iterator[Found]:
    """Yield the files below a folder; links are named, and not followed."""
    for around, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        above = Path(around).relative_to(folder).parts
        if above and not folders and all(map(_hidden, names)):
            yield Found(around, above, _nothing, EMPTY)
        for name in (*names, *(name for name in folders if os.path.islink(os.path.join(around, name)))):
            place = os.path.join(around, name)
            if os.path.islink(place):
                yield Found(place, (*above, name), _nothing, "a link to another file, which is not followed")
            elif not _hidden(name):
                problem = "" if os.path.isfile(place) else "no ordinary file"
                yield Found(place, (*above, name), _reader(place), problem)


def _of_archive(archive: zipfile.ZipFile, name: str) -> Iterator[Found]:
    members = archive.infolist()
    used = {str(above) for member in members for above in PurePosixPath(member.filename).parents}
    for member in members:
        path = member.filename.replace("\\", "/")
        parts = tuple(part for part in path.split("/") if part not in ("", "."))
        if not parts or (any(map(_hidden, parts)) and ".." not in parts):
            continue
        problem = ""
        if member.is_dir():
            if path.rstrip("/") in used:
                continue
            problem = EMPTY
        elif ".." in parts or path.startswith("/") or ":" in parts[0]:
            problem = "its name leads out of the archive"
        elif member.flag_bits & 1:
            problem = "it is encrypted"
        yield Found(f"{name}/{'/'.join(parts)}", parts, _member(archive, member), problem)


def _hidden(name: str) -> bool:
    return (name.startswith((".", "~$")) and name != "..") or name.casefold() in _IGNORED


def _nothing(_: int) -> bytes:
    return b""


def _reader(place: str) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            with open(place, "rb", buffering=0) as opened:
                return opened.read(most)
        except OSError as error:
            raise Unreadable(f"it cannot be read: {error.strerror}") from None

    return read


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes]:
    """Return how a member is read: as far as it may go, whatever the archive says it holds."""

    def read(most: int) -> bytes:
        try:
            with archive.open(member) as opened:
                return opened.read(most)
        except Exception as error:  # every decompressor has errors of its own
            raise Unreadable(f"it cannot be unpacked: {error}") from None

    return read
