"""From what a command line calls KEY to a key: a key file, or simply a spec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.key import USUAL, key_of, read_key
from cnncalc.grading.key_nets import load
from cnncalc.model.report import Setting
from cnncalc.spec import source
from cnncalc.spec.settle import Request
from cnncalc.spec.tree import Mapping

_SIGNS: Final = frozenset({"ask", "questions", "spec", "title", "points", "accept"})
"""What a file has that is a key and no spec."""
_SHEETS: Final = frozenset({".csv", ".md", ".xlsx", ".zip"})
"""How files end that hold answers, and never a key."""


def key(name: str, columns: Sequence[str] | None = None) -> Key:
    """Return the key of a file, or of a spec: then `columns` are asked of every row of its table.

    Raises:
        UsageError: there is no such file or spec, or a column that does not exist.
        SpecError: with everything that is wrong in it.
    """
    if is_key(name):
        if columns:
            raise UsageError(f"{name} is a key, and says itself which columns are asked")
        return read_key(Path(name))
    return key_of(load(name, Path(), Request(), Setting()), columns or USUAL)


def is_key(name: str) -> bool:
    """Tell whether a name means a key file, and not a spec.

    Raises:
        UsageError: the file cannot be read, or is an answer sheet.
        SpecError: it is no YAML.
    """
    path = Path(name)
    if not path.is_file():
        return False
    if path.suffix.lower() in _SHEETS:
        line = (f"cnncalc grade alexnet {name}", "the key comes first, or the net")
        raise UsageError(f"{name} is no key but an answer sheet; write e.g.", (line,))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    tree = source.read(content, name)
    return isinstance(tree, Mapping) and any(entry.key.value in _SIGNS for entry in tree.entries)
