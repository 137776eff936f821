"""What the lines and columns of a sheet mean: names as students copy them, found among those of the key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from cnncalc.grading.asked import Asked, Key
from cnncalc.grading.key_words import quantity_named
from cnncalc.model.volume import Volume

ANSWER: Final = "answer"
"""The column of single questions."""

_ROWS: Final = frozenset({"layer", "layers", "id", "question", "questions", "row", "op", "name", "q", "no", "nr"})
_STUDENTS: Final = frozenset(
    {
        "student", "id", "name", "email", "studentid", "studentname", "fullname", "emailaddress", "mail", "sid",
        "username", "user", "login", "idnumber", "matriculation", "matriculationnumber", "matrnr", "firstname",
        "lastname", "surname", "netid", "uid",
    }
)  # fmt: skip
_ANSWERS: Final = frozenset({"answers", "value", "result"})
"""What stands above the answers of single questions, besides `answer`."""
_LONGEST: Final = 100
"""As many characters as a name may have; a longer text names nothing."""
_ANY_SIZE: Final = 5
_DESCRIPTIONS: Final = frozenset(
    {
        "what", "whatitdoes", "description", "points", "note", "notes", "comment", "input", "in", "text", "asked",
        "ask", "choices", "unit", "timestamp", "section", "group", "title", "schemaversion", "columns", "net",
        "solution", "worked", "column", "head", "tables",
    }
)  # fmt: skip


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a name without what students change in it: capitals, blanks, dashes, a unit in brackets behind it."""
    if len(name) > _LONGEST:
        return ""
    if name.rstrip().endswith((")", "]")):
        name = name.replace("[", "(").partition("(")[0]
    return "".join(filter(str.isalnum, name.casefold()))


class Index:
    """The rows, columns and cells of a key by the names that people write; what was looked up once is remembered."""

    def __init__(self, key: Key) -> None:
        self.cells = {(asked.row, asked.column): asked.id for asked in key.cells}
        self.order = tuple(asked.id for asked in key.cells)
        self._longest = {asked.id: _numbers(asked) for asked in key.cells}
        self._ids = _unique((asked.id for asked in key.cells), lambda name: "".join(name.split()).casefold())
        self._rows = _unique((asked.row for asked in key.cells), plain)
        columns = dict.fromkeys(asked.column for asked in key.cells)
        self._columns = _unique(columns, plain)
        self._exact = {asked.row for asked in key.cells}
        self._seen: dict[str, str | None] = {}
        self.alone = {
            row: ids[0] for row in self._exact if len(ids := [i for (r, _), i in self.cells.items() if r == row]) == 1
        }
        """The cells that are the only one of their row."""

    def row(self, name: str) -> str | None:
        """Return the row of the key that a name means, or None."""
        if name in self._exact:
            return name
        if name not in self._seen:
            self._seen[name] = self._rows.get(plain(name))
        return self._seen[name]

    def column(self, name: str) -> str | None:
        """Return the column of the key that a heading means, or None."""
        if len(name) > _LONGEST:
            return None
        known = self._columns.get(plain(name))
        if known is None and plain(name) in _ANSWERS:
            return self._columns.get(ANSWER)
        return known or self._columns.get(quantity_named(name) or "")

    def cell(self, name: str) -> str | None:
        """Return the cell that a name such as `conv1.output` means, or None."""
        return self._ids.get("".join(name.split()).casefold()) if len(name) <= _LONGEST else None

    def longest(self, cell: str | None) -> int:
        """Return how many numbers a size can have that answers a cell; of a column that is not asked, any size."""
        return self._longest.get(cell or "", _ANY_SIZE)

    def means(self, name: str) -> bool:
        """Tell whether a name is one of a row or cell of the key."""
        return self.row(name) is not None or self.cell(name) is not None


def names_a_row(heading: str) -> bool:
    """Tell whether a heading stands above the names of layers or questions."""
    name = plain(heading)
    return name in _ROWS or name.startswith(("layer", "question"))


def names_a_student(heading: str) -> bool:
    """Tell whether a heading stands above, or a word in front of, what says who it is."""
    return plain(heading) in _STUDENTS


def heads_answers(heading: str) -> bool:
    """Tell whether a heading stands above the answers of single questions."""
    return plain(heading) in (ANSWER, *_ANSWERS)


def describes(heading: str) -> bool:
    """Tell whether a heading stands above what a sheet says itself, which is no answer."""
    return plain(heading) in _DESCRIPTIONS or names_a_row(heading)


def _numbers(asked: Asked) -> int:
    """Return how many numbers a written answer can have: a volume its sizes and its depth."""
    return max(
        len(truth.space) + 1 if isinstance(truth, Volume) else len(truth) if type(truth) is tuple else 1
        for truth in (asked.truth, *asked.also)
    )


def _unique(names: Iterable[str], short: Callable[[str], str]) -> dict[str, str]:
    """Return names by their short form; two with the same one are found by neither."""
    found: dict[str, str | None] = {}
    for name in dict.fromkeys(names):
        form = short(name)
        found[form] = None if form in found else name
    return {form: name for form, name in found.items() if name is not None}
