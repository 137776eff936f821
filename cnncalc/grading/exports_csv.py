"""A table that somebody else's program wrote, filled in place: what is not filled keeps every byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cnncalc.errors import UsageError
from cnncalc.grading.tables_text import Unreadable, magic

_DELIMITERS: Final = ",;\t"
_BOM: Final = codecs.BOM_UTF8


class Field(NamedTuple):
    """One field: its text, and where its bytes stand, quotes included."""

    text: str
    start: int
    end: int
    quoted: bool


class Book:
    """The fields of a CSV file by row, and how the file writes them: its delimiter and its encoding."""

    def __init__(self, data: bytes, name: str) -> None:
        """Read the file.

        Raises:
            UsageError: it is no CSV, or a quote in it is never closed.
        """
        self.name = name
        self._data = data
        if (what := magic(data)) is not None or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UsageError(f"{name} is {what or 'in UTF-16'}; it is filled as the CSV file that was exported")
        self._encoding = _encoding(data)
        self._signs = data.decode("latin-1")  # one sign a byte, so that places in it are places in the file
        self.delimiter = self._delimiter()
        self.rows = tuple(self._rows())

    def filled(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with new texts in some fields, given by row and column."""
        parts: list[bytes] = []
        at = 0
        for (row, column), text in sorted(changes.items()):
            field = self.rows[row][column]
            parts += [self._data[at : field.start], self._written(text, field.quoted)]
            at = field.end
        return b"".join([*parts, self._data[at:]])

    def _written(self, text: str, quoted: bool) -> bytes:
        """Return a text as bytes; signs that the encoding lacks are written as in HTML."""
        if quoted or any(sign in text for sign in f'{self.delimiter}"\r\n'):
            text = '"' + text.replace('"', '""') + '"'
        return text.encode(self._encoding, "xmlcharrefreplace")

    def _delimiter(self) -> str:
        heading = re.split(r"[\r\n]", self._signs, maxsplit=1)[0]
        return max(_DELIMITERS, key=heading.count)

    def _rows(self) -> Iterator[tuple[Field, ...]]:
        sign = re.escape(self.delimiter)
        field = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^{sign}"\r\n][^{sign}\r\n]*|))({sign}|\r\n|\n|\r|\Z)')
        at = len(_BOM) if self._data.startswith(_BOM) else 0
        row: list[Field] = []
        while at < len(self._signs) or row:
            found = field.match(self._signs, at)
            if found is None:
                line = 1 + len(re.findall(r"\r\n|\r|\n", self._signs[:at]))
                raise UsageError(f"{self.name}, line {line}: a quote that is never closed, or text behind one")
            quoted = found[1] is not None
            text = found[1].replace('""', '"') if quoted else found[2]
            row.append(Field(self._text(text), at, found.start(3), quoted))
            at = found.end()
            if found[3] != self.delimiter:
                yield tuple(row)
                row = []

    def _text(self, signs: str) -> str:
        return signs if signs.isascii() else signs.encode("latin-1").decode(self._encoding, "replace")


def _encoding(data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def opened(data: bytes, name: str) -> Book:
    """Return the table of a file.

    Raises:
        UsageError: it is none, or has no line of students.
    """
    try:
        book = Book(data, name)
    except Unreadable as error:
        raise UsageError(f"{name} cannot be read: {error.why}") from None
    if len(book.rows) < 2:
        raise UsageError(f"{name} has no line of students")
    return book
