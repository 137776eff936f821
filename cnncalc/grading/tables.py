"""A sheet's text to rows of fields: CSV with commas, semicolons or tabs, or a Markdown table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cnncalc.grading.tables_text import MOST_CELLS, Clock, Row, Unreadable

_RULE: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BAR: Final = re.compile(r"(?<!\\)\|")
_SEPARATOR: Final = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
_KEY: Final = re.compile(r"[#*\s]*(\w[\w .]{0,40}?)[*\s]*:[*\s]*(.*)")
_DELIMITERS: Final = (",", ";", "\t")
_GROUP: Final = re.compile(r"-?\d{1,3}")
_THREE: Final = re.compile(r"\d{3}(?:\.\d+)?")
_MOST_MERGES: Final = 12


class Table(NamedTuple):
    """Rows with the sign that separates their fields, which a field of a Markdown table cannot hold."""

    rows: tuple[Row, ...]
    delimiter: str
    notes: tuple[str, ...] = ()


def rows(text: str, clock: Clock | None = None, most: int = MOST_CELLS) -> Table:
    """Return the rows of a table, empty ones left out; raise `Unreadable` where there are too many cells."""
    clock = clock or Clock()
    if "|" in text and (lines := text.splitlines()) and _is_markdown(lines):
        return Table(tuple(_limited(_of_markdown(lines), clock, most)), "|")
    delimiter, body, skipped = _delimiter(text)
    loose = text.count('"') % 2 == 1
    read = csv.reader(
        io.StringIO(body, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE if loose else csv.QUOTE_MINIMAL
    )
    brackets = any(sign in body for sign in "([{")
    try:
        found = tuple(_limited(_of_csv(read, skipped, loose, delimiter if brackets else ""), clock, most))
    except csv.Error as error:
        raise Unreadable(f"not a table: {error}") from None
    return Table(found, delimiter, ("a quote is never closed: read without quotes",) if loose else ())


def _limited(found: Iterator[Row], clock: Clock, most: int) -> Iterator[Row]:
    cells = 0
    for number, row in enumerate(found):
        cells += len(row.fields)
        if cells > most:
            raise Unreadable(f"more than {most:,} cells")
        if not number % 64:
            clock.check()
        yield row


def _of_csv(read: Iterator[list[str]], skipped: int, loose: bool, brackets: str) -> Iterator[Row]:
    """Yield the rows; where `brackets` are to be watched, it is the delimiter at which they may fall apart."""
    for line, fields in enumerate(read, 1 + skipped):
        stripped = tuple([field.strip(' \t"') if loose else field.strip() for field in fields])
        if any(stripped):
            yield Row(line, _bracketed(stripped, brackets) if brackets else stripped)


def _delimiter(text: str) -> tuple[str, str, int]:
    """Return what separates fields, the text without a line that says so, and the number of lines taken away."""
    first, _, rest = text.partition("\n")
    if (named := _SEPARATOR.fullmatch(first)) is not None:
        return named[1], rest, 1
    for line in text[:5000].splitlines():
        counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
        if any(counts.values()):
            return max(_DELIMITERS, key=counts.__getitem__), text, 0
    return ",", text, 0


def _is_markdown(lines: list[str]) -> bool:
    return any("|" in line and "-" in line and _RULE.fullmatch(line) for line in lines[:500] if len(line) < 1000)


def _of_markdown(lines: list[str]) -> Iterator[Row]:
    """Yield the rows of tables, and lines beside them that name something: `id: s05`."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if "|" in text:
            if len(text) < 1000 and _RULE.fullmatch(text):
                continue
            cells = _BAR.split(text.removeprefix("|").removesuffix("|"))
            yield Row(number, tuple(cell.replace("\\|", "|").strip(" *`\t") for cell in cells))
        elif (named := _KEY.fullmatch(text)) is not None:
            yield Row(number, (named[1], named[2].strip()))


def fitted(fields: tuple[str, ...], columns: int, delimiter: str) -> tuple[str, ...] | None:
    """Return the fields of a row that has too many, or None where it is not certain which belong together.

    `34,944` without quotes falls apart at its comma; it is put together again where that can be done in one way only.
    """
    if delimiter != "," or len(fields) - columns > _MOST_MERGES:
        return None
    ways = _merged(fields, columns)
    return ways[0] if len(ways) == 1 else None


def _bracketed(fields: tuple[str, ...], delimiter: str) -> tuple[str, ...]:
    """Return fields with those put together that one pair of brackets has around it: `(55,55,96)` without quotes."""
    parts: list[str] = []
    depth = 0
    for field in fields:
        if depth > 0:
            parts[-1] += f"{delimiter} {field}"
        else:
            parts.append(field)
        depth += sum(map(field.count, "([{")) - sum(map(field.count, ")]}"))
    return fields if depth or len(parts) == len(fields) else tuple(parts)


def _merged(fields: tuple[str, ...], columns: int) -> list[tuple[str, ...]]:
    """Return the ways, at most two, to put groups of three digits behind the number they belong to."""
    ways: list[tuple[str, ...]] = [()]
    for at, field in enumerate(fields):
        following = []
        for way in ways:
            joins = bool(way) and _THREE.fullmatch(field) and _GROUP.fullmatch(fields[at - 1].rpartition(",")[2])
            if joins and (_GROUP.fullmatch(way[-1]) or "," in way[-1]):
                following.append((*way[:-1], f"{way[-1]},{field}"))
            following.append((*way, field))
        rest = len(fields) - at - 1
        ways = [way for way in following if len(way) <= columns <= len(way) + rest][:64]
    return [way for way in ways if len(way) == columns][:2]
