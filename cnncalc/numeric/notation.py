"""Written numbers to arrays: `1 2; 3 4`, a CSV file's text, or nested lists.

`;` or a line's end ends a row, `|` or an empty line a map, `||` a filter. Decimals and fractions stay exact. What is
not a rectangle of numbers is refused, with the place where it goes wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple, NoReturn, TypeAlias, cast

from cnncalc.algebra.errors import counted
from cnncalc.algebra.expr import LARGEST, exact
from cnncalc.errors import UsageError
from cnncalc.numeric.tensor import Number

MOST_NUMBERS: Final = 10_000
"""As many numbers as a matrix may have: 100 rows of 100."""
MOST_TEXT: Final = 1 << 20
"""As long as a text of numbers may be."""

Nested: TypeAlias = "str | int | float | Fraction | Sequence[Nested]"
"""Numbers as a person gives them: a text, a number, or lists of them."""
Matrix: TypeAlias = tuple[tuple[Number, ...], ...]

_NUMBER = re.compile(r"([+-]?)((?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?)(?:/(\d{1,40}))?")
_ANY_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:/\d+)?")
_LONGEST: Final = 10_000
"""A longer text is not looked at to tell whether it is a number."""
_TOKEN = re.compile(r"[\[\](){},;\s]|[^\[\](){},;\s]+")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class Written(NamedTuple):
    """Filters of maps of rows; `levels` is how deep they were written: 1 a row, 2 a matrix, 3 maps, 4 filters."""

    filters: tuple[tuple[Matrix, ...], ...]
    levels: int

    @property
    def matrices(self) -> list[Matrix]:
        """All matrices, one after the other."""
        return [matrix for maps in self.filters for matrix in maps]


def read(given: Nested, what: str, csv: bool = False) -> Written:
    """Return written numbers; `what` is how messages call them, and in `csv` a `;` separates like a comma.

    Raises:
        UsageError: they are no rectangle of numbers, or too many.
    """
    if (tolist := getattr(given, "tolist", None)) is not None:  # an array of another library
        given = cast(Nested, tolist())
    if isinstance(given, str):
        _check_length(given, what)
        text = given.strip().translate(_MINUS)
        if text.startswith("[") and ";" not in text and "|" not in text:
            return _of_lists(_brackets(text, what), what)
        if text.startswith("[") and text.endswith("]") and "[" not in text[1:]:
            text = text[1:-1]
        return _of_text(text, what, csv)
    return _of_lists(given, what)


def number(given: object, what: str) -> Number:
    """Return one written number exactly: `-3`, `0.25`, `1/9`, `1e-3`.

    Raises:
        UsageError: it is none.
    """
    if isinstance(given, (int, Fraction)) and not isinstance(given, bool):
        return _limited(given, str(given), what)
    text = str(given).strip().translate(_MINUS)
    match = _NUMBER.fullmatch(text)
    if match is None and len(text) < _LONGEST and _ANY_NUMBER.fullmatch(text):
        _refuse(f"{what}: `{_short(text)}` is too large or too long: numbers reach to 2^53, with at most 40 digits")
    if match is None:
        _refuse(f"{what}: `{_short(text)}` is no number", ("numbers are written -3, 0.25 or 1/9", ""))
    sign, digits, below = match.groups()
    if below is not None and not int(below):
        _refuse(f"{what}: `{_short(text)}` divides by zero")
    value = Fraction(digits) / int(below or 1)
    return _limited(-value if sign == "-" else value, text, what)


def _limited(value: int | Fraction, text: str, what: str) -> Number:
    if not -LARGEST <= value <= LARGEST:
        _refuse(f"{what}: `{_short(text)}` is beyond 2^53")
    return exact(value)


def _refuse(message: str, *lines: tuple[str, str]) -> NoReturn:
    raise UsageError(message, lines)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _check_length(text: str, what: str) -> None:
    if len(text) > MOST_TEXT:
        _refuse(f"{what} is a text of {len(text):,} characters; a matrix has at most {MOST_NUMBERS:,} numbers")


def _of_text(text: str, what: str, csv: bool) -> Written:
    """Return the numbers of a text without brackets."""
    if not text:
        _refuse(f"{what} is empty", ('"1 2; 3 4"', "two rows of two numbers"))
    body = text.replace(";", ",") if csv else text
    body = re.sub(r"\r\n?", "\n", body)
    filters = []
    for part in body.split("||"):
        maps = [_rows(chunk) for chunk in re.split(r"\||\n[ \t,]*\n", part)]
        filters.append([rows for rows in maps if rows] if "\n" in part else maps)
    levels = 4 if len(filters) > 1 else 3 if len(filters[0]) > 1 else 2 if re.search(r"[;\n]", body) else 1
    return _checked(filters, levels, what)


def _rows(text: str) -> list[list[str]]:
    rows = [re.findall(r"[^\s,]+", line) for line in re.split("[;\n]", text)]
    return [row for row in rows if row]


def _brackets(text: str, what: str) -> Nested:
    """Return the lists of a text in brackets, as Python, numpy and JSON write them; commas may be left out."""
    stack: list[list[Nested]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "[":
            stack.append([])
            if len(stack) > 6:
                _refuse(f"{what} is nested too deeply: filters of maps of rows are 4 levels")
        elif token == "]":
            if len(stack) == 1:
                _refuse(f"{what}: a bracket is closed that was never opened")
            done = stack.pop()
            stack[-1].append(done)
        elif token in "(){}":
            _refuse(f"{what}: `{token}` has no meaning here", ("[[1, 2], [3, 4]]", ""), ('"1 2; 3 4"', ""))
        elif token != "," and not token.isspace():
            stack[-1].append(token)
    if len(stack) > 1:
        _refuse(f"{what}: a bracket is never closed")
    return stack[0][0] if len(stack[0]) == 1 else stack[0]


def _of_lists(given: Nested, what: str) -> Written:
    """Return the numbers of nested lists; a text among them is a row, or a whole matrix."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        return read(given, what) if isinstance(given, str) else _checked([[[[given]]]], 1, what)
    if all(isinstance(item, str) for item in given) and any(re.search(r"[\s,;|]", str(item)) for item in given):
        texts = [str(item) for item in given]
        return _of_text((" | " if any(";" in text for text in texts) else "; ").join(texts), what, csv=False)
    depth: Nested = given
    levels = 0
    while isinstance(depth, Sequence) and not isinstance(depth, str):
        levels += 1
        if not depth:
            _refuse(f"{what} is empty", ("[[1, 2], [3, 4]]", "two rows of two numbers"))
        depth = depth[0]
    if levels > 4:
        _refuse(f"{what} is nested {levels} deep; filters of maps of rows are 4 levels")
    whole: Nested = given
    for _ in range(4 - levels):
        whole = [whole]
    return _checked(whole, levels, what)


def _checked(filters: Nested, levels: int, what: str) -> Written:
    """Return filters of maps of rows of texts as numbers, once they are known to be rectangles of equal sizes."""
    count = 0
    found: list[tuple[Matrix, ...]] = []
    first: tuple[int, int] | None = None
    for f, maps in enumerate(_list(filters, what), 1):
        made = []
        for m, rows in enumerate(_list(maps, what), 1):
            place = what + (f", filter {f}" if levels == 4 else "") + (f", map {m}" if levels >= 3 else "")
            matrix = []
            for r, row in enumerate(_list(rows, place), 1):
                numbers = _list(row, f"{place}, row {r}")
                count += len(numbers)
                if count > MOST_NUMBERS:
                    _refuse(f"{what} has more than {MOST_NUMBERS:,} numbers, which is no longer worked out by hand")
                where = place if levels == 1 else f"{place}, row {r}"
                matrix.append(tuple(number(item, f"{where}, number {n}") for n, item in enumerate(numbers, 1)))
                if len(matrix[0]) != len(numbers):
                    much = f"has {counted(len(numbers), 'number')}, but row 1 has {len(matrix[0])}"
                    _refuse(f"{place}, row {r} {much}: every row needs as many")
            if not matrix or not matrix[0]:
                _refuse(f"{place} is empty", ('"1 2; 3 4"', "two rows of two numbers"))
            first = first or (len(matrix), len(matrix[0]))
            if first != (size := (len(matrix), len(matrix[0]))):
                _refuse(f"{place} is {size[0]}x{size[1]}, but the first is {first[0]}x{first[1]}: all need one size")
            made.append(tuple(matrix))
        found.append(tuple(made))
        if len(found[0]) != len(made):
            _refuse(f"{what}, filter {f} has {counted(len(made), 'map')}, but filter 1 has {len(found[0])}")
    return Written(tuple(found), levels)


def _list(given: Nested, place: str) -> Sequence[Nested]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        _refuse(f"{place}: `{_short(str(given))}` stands where a list of numbers is expected")
    return given
