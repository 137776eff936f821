"""The specs that come with the program, and how a name finds one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import UsageError
from cnncalc.spec import source
from cnncalc.spec.tree import Mapping

_PACKAGE = Path(__file__).parent.parent


class Found(NamedTuple):
    """A spec file, and the variant of it that a name means."""

    path: Path
    variant: str | None
    bundled: bool


def folder() -> Path:
    """Return where the bundled specs are: in the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "bundled"
    return installed if installed.is_dir() else _PACKAGE.parent / "specs"


def names() -> tuple[str, ...]:
    """Return the names of the bundled specs, without their variants."""
    return tuple(sorted(path.stem for path in folder().glob("*.yaml")))


def find(text: str) -> Found:
    """Return the file that a command line's SPEC means.

    An existing file by the full text wins, then `FILE:VARIANT`, split at the last colon; only a bare name falls back to
    a bundled spec, or to a variant of one. Case and hyphens of bundled names do not matter.

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
    name, variant = (stem, variant) if stem else (text, None)  # type: ignore[assignment]
    if "/" not in name and "\\" not in name:
        for path in sorted(folder().glob("*.yaml")):
            if _plain(path.stem) == _plain(name):
                return Found(path, variant or None, True)
        if not stem:
            for path, key in _variants(name):
                if _plain(key) == _plain(name):
                    return Found(path, key, True)
    raise _missing(text, name)


def _plain(name: str) -> str:
    return name.removesuffix(".yaml").lower().replace("-", "").replace("_", "")


def _variants(name: str = "") -> Iterator[tuple[Path, str]]:
    """Yield every variant of the bundled specs in which a name occurs at all; only those are read in full."""
    for path in sorted(folder().glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if _plain(name) not in _plain(text):
            continue
        tree = source.read(text, path.name)
        for entry in tree.entries if isinstance(tree, Mapping) else ():
            if entry.key.value == "variants" and isinstance(entry.value, Mapping):
                for variant in entry.value.entries:
                    yield path, variant.key.value


def _missing(text: str, name: str) -> UsageError:
    known = [*names(), *(key for _, key in _variants())]
    near = did_you_mean(_plain(name), known)
    if near:
        return UsageError(f"there is no file and no bundled spec called {text}; {near[0]}")
    return UsageError(
        f"there is no file and no bundled spec called {text}",
        (("cnncalc specs", "lists the nets that come with it"), (f"cnncalc init {_plain(name)}.yaml", "starts one")),
    )
