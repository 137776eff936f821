"""Files that are written whole or not at all, and never over what was read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cnncalc.errors import UsageError


def write_whole(file: str, content: bytes, inputs: Iterable[str] = ()) -> None:
    """Write a file beside its place and move it there; `inputs` are the files that it must not replace.

    Raises:
        UsageError: it cannot be written, or is an input.
    """
    target = Path(file)
    if any(_same(target, Path(name)) for name in inputs if name):
        raise UsageError(f"{file} is what is read here, and would be lost; choose another name")
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _mode(target: Path) -> int:
    """Return the permissions of a file: those that it has, or those of a new one."""
    with suppress(OSError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
