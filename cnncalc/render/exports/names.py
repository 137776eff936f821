"""Names of files from the names of students, which may be anything at all."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 100
"""As many bytes as a name may have, without its ending."""
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names that mean no file on Windows."""


def file_names(students: Iterable[str]) -> dict[str, str]:
    """Return a name for each student: letters, digits and `-_.` only, and no two alike but for their capitals.

    A letter that the file system cannot write is no letter here.
    """
    names: dict[str, str] = {}
    used: set[str] = set()
    for student in students:
        plain = name = _plain(student)
        number = 1
        while name.casefold() in used:
            number += 1
            name = f"{plain}-{number}"
        used.add(name.casefold())
        names[student] = name
    return names


def _plain(student: str) -> str:
    encoding = sys.getfilesystemencoding()
    text = unicodedata.normalize("NFC", student).encode(encoding, "replace").decode(encoding)
    name = "".join(char if char.isalnum() or char in "-_." else "_" for char in text).strip(".")
    name = name.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").rstrip(".")
    return f"_{name}" if not name or name.partition(".")[0].casefold() in _DEVICES else name
