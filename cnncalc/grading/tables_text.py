"""Bytes of a file to text: which encoding it is in, what it is when it is no text, and how long reading may take."""

from __future__ import annotations

import codecs
import re
import time
from pathlib import Path
from typing import Final, NamedTuple

from cnncalc.errors import CnncalcError, UsageError

LARGEST: Final = 1_000_000
"""As many bytes as a sheet may have."""
LARGEST_CLASS: Final = 100_000_000
"""As many bytes as a table with a row a student may have."""
MOST_CELLS: Final = 10_000
"""As many cells as a sheet may have."""
SECONDS: Final = 5.0
"""As long as the reading of one sheet may take."""

_MAGIC: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text with formatting (RTF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
_SHEETS: Final = (".csv", ".tsv", ".txt", ".md", ".yaml", ".yml", ".json", ".xlsx")
_HTML: Final = re.compile(rb"\s*<(?:!doctype html|html|head|body|table|div|p)\b", re.IGNORECASE)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Unreadable(CnncalcError):
    """A file is no sheet; `why` fits behind its name."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Row(NamedTuple):
    """The fields of a line, without the blanks around them, and the line's number from 1."""

    line: int
    fields: tuple[str, ...]


class Clock:
    """Ends the reading of a file that takes too long."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.monotonic() + seconds
        self._seconds = seconds

    def check(self) -> None:
        """Raise `Unreadable` where the time is over."""
        if time.monotonic() > self._end:
            raise Unreadable(f"reading it takes longer than {self._seconds:g} seconds")


def content(file: str, largest: int = LARGEST_CLASS) -> bytes:
    """Return the bytes of a file that was named on the command line.

    Raises:
        UsageError: it cannot be read, or is too large.
    """
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(largest + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if len(data) > largest:
        raise UsageError(f"{file} is larger than {largest // 10**6:,} MB")
    return data


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file, and a note where its encoding had to be guessed; raise `Unreadable` if it is none."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) or b"\0\0\0" in (data[:3], data[1:4]):
        raise Unreadable("a text in UTF-32; save it as UTF-8")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(_utf16(data, "utf-16")), ""
    if (what := magic(data)) is not None:
        suffix = Path(name).suffix.lower()
        raise Unreadable(f"{what} named {suffix}" if suffix in _SHEETS else what)
    if (order := _unmarked(data[:200])) is not None:
        return _checked(_utf16(data, order)), "read as UTF-16"
    try:
        return _checked(data.decode()), ""
    except UnicodeDecodeError:
        lines = [_line(line) for line in data.splitlines(keepends=True)]
        return _checked("".join(lines)), "not in UTF-8: read as Latin-1"


def magic(data: bytes) -> str | None:
    """Return what a file is that is no text, or None."""
    if _HTML.match(data[:300]):
        return "a web page"
    return next((what for start, what in _MAGIC if data.startswith(start)), None)


def _unmarked(start: bytes) -> str | None:
    """Return the order of UTF-16 without a mark: its plain characters, which are most, have a NUL on the same side."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if bool(first) == bool(second) or max(first, second) * 4 < len(start):
        return None
    return "utf-16-be" if first else "utf-16-le"


def _utf16(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise Unreadable("not a text file: UTF-16 that breaks off or is damaged") from None


def _line(line: bytes) -> str:
    for codec in ("utf-8", "cp1252"):
        try:
            return line.decode(codec)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _checked(text: str) -> str:
    if (control := _CONTROL.search(text)) is not None:
        what = "a NUL byte" if control[0] == "\0" else f"the character U+{ord(control[0]):04X}"
        raise Unreadable(f"not a text file: it holds {what}")
    return text.removeprefix("\ufeff")
