"""Write what is said of every wrong spec anew, and show what has changed: `python -m tests.wrong.record`.

Read the difference before you commit it: it is what a person will read.
"""

from __future__ import annotations

import difflib
import sys

from tests.wrong.golden import CASES, message, names


def main() -> None:
    """Write cases/NAME.txt for every case, and print the difference."""
    for name in names():
        path = CASES / f"{name}.txt"
        old, new = path.read_text(encoding="utf-8") if path.exists() else "", message(name)
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), path.name, path.name))
        path.write_text(new, encoding="utf-8")
    for path in CASES.glob("*.txt"):
        if path.stem not in names():
            sys.stdout.write(f"removed {path.name}\n")
            path.unlink()


if __name__ == "__main__":
    main()
