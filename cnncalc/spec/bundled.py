"""The specs that come with the program, and how a name finds one: an index beside them says which file to read.

The index is written by `python -m cnncalc.cli.index`, and a test holds it against the specs.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import UsageError

_PACKAGE = Path(__file__).parent.parent


class Found(NamedTuple):
    """A spec file, and the variant of it that a name means."""

    path: Path
    variant: str | None
    bundled: bool


class Net(NamedTuple):
    """A line of the index: a bundled net's name, where it stands, and its main numbers."""

    name: str
    file: str
    variant: str | None
    input: str
    params: int
    macs: int
    title: str


def folder() -> Path:
    """Return where the bundled specs are: in the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "bundled"
    return installed if installed.is_dir() else _PACKAGE.parent / "specs"


def files() -> tuple[Path, ...]:
    """Return the files of the bundled specs, by name."""
    return tuple(sorted(folder().glob("*.yaml")))


@cache
def nets() -> tuple[Net, ...]:
    """Return every bundled net and variant, as the index lists them."""
    with (folder() / "index.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return tuple(
        Net(name, file, variant or None, size, int(params), int(macs), title)
        for name, file, variant, size, params, macs, title in rows
    )


def find(text: str) -> Found:
    """Return the file that a command line's SPEC means.

    An existing file by the full text wins, then `FILE:VARIANT`, split at the last colon; only a bare name falls back to
    a bundled spec, or to a variant of one. Case and hyphens of bundled names do not matter, and underscores do not
    where only one net can be meant.

    Raises:
        UsageError: there is no such file or name.
    """
    whole, (stem, _, variant) = Path(text), text.rpartition(":")
    if whole.is_file():
        return Found(whole, None, False)
    if stem and Path(stem).is_file():
        return Found(Path(stem), variant, False)
    if whole.is_dir():
        raise UsageError(f"{text} is a folder, not a spec")
    name = stem or text
    net = None if "/" in name or "\\" in name else _named(name)
    if net is None or (stem and net.variant):
        raise _missing(text, name)
    return Found(folder() / net.file, variant if stem else net.variant, True)


def _named(name: str) -> Net | None:
    """Return the net of that name: as it is written, or else without its underscores."""
    for spelled in (_spelled, _joined):
        if same := [net for net in nets() if spelled(net.name) == spelled(name)]:
            return same[0] if len(same) == 1 else None
    return None


def _spelled(name: str) -> str:
    return name.removesuffix(".yaml").lower().replace("-", "_")


def _joined(name: str) -> str:
    return _spelled(name).replace("_", "")


def _missing(text: str, name: str) -> UsageError:
    message = f"there is no file and no bundled spec called {text}"
    same = [net.name for net in nets() if _joined(net.name) == _joined(name)]
    near = (f"did you mean {' or '.join(same)}?",) if same else did_you_mean(_spelled(name), [n.name for n in nets()])
    if near:
        return UsageError(f"{message}; {near[0]}")
    return UsageError(
        message,
        (("cnncalc specs", "lists the nets that come with it"), (f"cnncalc init {_joined(name)}.yaml", "starts one")),
    )
