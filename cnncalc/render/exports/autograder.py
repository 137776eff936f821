"""The archive that makes Gradescope mark answer sheets: it reads what is handed in, and runs none of it."""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Mapping
from typing import Final

from cnncalc.render.exports.gradescope import Visibility

_DATE: Final = (1980, 1, 1, 0, 0, 0)
_FOLDER: Final = "key"

_SETUP: Final = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: cnncalc in an environment of its own.
set -euo pipefail

python=""
for name in python3 python3.13 python3.12 python3.11; do
    if command -v "$name" > /dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python="$name"
        break
    fi
done
apt-get update
if [ -n "$python" ]; then
    apt-get install -y "$python-venv" || true # it may be there already, under another name
elif apt-get install -y python3.11 python3.11-venv; then
    python=python3.11
else
    echo "cnncalc needs Python 3.11: choose a newer base image (Ubuntu 22.04 has it)" >&2
    exit 1
fi
"$python" -m venv /opt/cnncalc

# A wheel in this archive is taken before the released version.
package="cnncalc==VERSION"
for wheel in /autograder/source/cnncalc-*.whl; do
    if [ -f "$wheel" ]; then
        package="$wheel"
    fi
done
/opt/cnncalc/bin/pip install "$package" openpyxl
"""

_RUN: Final = """\
#!/usr/bin/env bash
# Runs for every submission. It is data: files are read as answer sheets, and nothing in them is run.
set -uo pipefail
cd /autograder/source/key || exit 2
/opt/cnncalc/bin/cnncalc grade KEY_FILE /autograder/submission --one \\
    --to gradescope=/autograder/results/results.json OPTIONS
code=$?
# 1 is a sheet that is not all right, which is no failure of this program
[ "$code" -le 1 ]
"""


def archive(
    files: Mapping[str, bytes],
    key: str,
    version: str,
    reveal: bool = False,
    visibility: Visibility = "visible",
) -> bytes:
    """Return the zip: `setup.sh`, `run_autograder`, and in `key/` the files of the key; the same ones, the same bytes.

    `files` are the key and what it reads, by their paths from the key's folder; `key` is the one of them that is it.
    """
    options = [f"--visibility {visibility}", *(["--reveal"] if reveal else [])]
    run = _RUN.replace("KEY_FILE", shlex.quote(f"./{key}")).replace("OPTIONS", " ".join(options))
    members = {"setup.sh": _SETUP.replace("VERSION", version).encode(), "run_autograder": run.encode()}
    members |= {f"{_FOLDER}/{name}": content for name, content in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in sorted(members.items()):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 3  # so that the permissions are read as those of Unix
            info.external_attr = (0o100755 if "/" not in name else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, content)
    return out.getvalue()
