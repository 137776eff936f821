"""A sheet's text to rows of fields: CSV with commas, semicolons or tabs, or a Markdown table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cnncalc.grading.tables_text import MOST_CELLS, Clock, Row, Unreadable

_RULE: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BAR: Final = re.compile(r"(?<!\\)\|")
_ESCAPED: Final = re.compile(r"\\([\\`*|<>\[\]_])")
"""A sign in which Markdown finds nothing to format."""
_AROUND: Final = re.compile(r"^[ *`\t]+|(?<!\\)[ *`\t]+$")
"""What stands around the text of a cell: blanks, and the marks of bold and code."""
_SEPARATOR: Final = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
_KEY: Final = re.compile(r"[#*\s]*(\w[\w .]{0,40}?)[*\s]*:[*\s]*(.*)")
_DELIMITERS: Final = (",", ";", "\t")
_GROUP: Final = re.compile(r"-?[1-9]\d{0,2}")
_SIZE: Final = re.compile(r"\d{1,6}")
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
    except csv.Error:  # of all that is wrong with a table, the only thing that the library does not take
        raise Unreadable(f"a field has more than {csv.field_size_limit():,} characters") from None
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
            yield Row(number, tuple(_ESCAPED.sub(r"\1", _AROUND.sub("", cell)) for cell in cells))
        elif (named := _KEY.fullmatch(text)) is not None:
            yield Row(number, (named[1], named[2].strip()))


def aligned(fields: tuple[str, ...], longest: Sequence[int], delimiter: str) -> list[tuple[str, ...]]:
    """Return, for each column of a row with too many fields, what can stand in it: one text where that is certain.

    Without quotes `34,944` falls apart at its comma, and so does `28,28,6`. `longest` says of each column how many
    fields a size in it may take, 0 of one whose fields stay alone. Where no way is found, there are no columns at all.
    """
    count, columns = len(fields), len(longest)
    if delimiter != "," or count - columns > _MOST_MERGES:
        return []
    ends = [{0}]
    for column, most in enumerate(longest):
        last = count - (columns - column - 1)
        ends.append({end for at in ends[-1] for end in range(at + 1, last + 1) if _joins(fields[at:end], most)})
    candidates: list[tuple[str, ...]] = []
    after = {count} & ends[-1]
    for column in reversed(range(columns)):
        spans = [
            (at, end)
            for at in sorted(ends[column])
            for end in sorted(after)
            if at < end and _joins(fields[at:end], longest[column])
        ]
        candidates.insert(0, tuple(dict.fromkeys(",".join(fields[at:end]) for at, end in spans)))
        after = {at for at, _ in spans}
    return candidates if after else []


def _joins(parts: tuple[str, ...], longest: int) -> bool:
    """Tell whether fields can be one answer: a size of at most so many numbers, or groups of three digits."""
    if len(parts) == 1:
        return True
    if not longest:
        return False
    more = longest > 1 and (parts[0] == "1" or len(parts[-1]) == 3)  # a batch of one, or a depth with thousands
    if len(parts) <= longest + more and all(map(_SIZE.fullmatch, parts)):
        return True
    groups = all(part.isdecimal() for part in parts[1:-1]) and all(len(part) == 3 for part in parts[1:-1])
    return groups and bool(_GROUP.fullmatch(parts[0]) and _THREE.fullmatch(parts[-1]))


def _bracketed(fields: tuple[str, ...], delimiter: str) -> tuple[str, ...]:
    """Return fields with those put together that one pair of brackets has around it: `(55,55,96)` without quotes."""
    parts: list[list[str]] = []
    depth = 0
    for field in fields:
        if depth > 0:
            parts[-1].append(field)
        else:
            parts.append([field])
        depth += sum(map(field.count, "([{")) - sum(map(field.count, ")]}"))
    return fields if depth or len(parts) == len(fields) else tuple(map(f"{delimiter} ".join, parts))
