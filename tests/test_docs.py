"""Every console block of the documentation is run in a terminal of 80 columns and compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)

IN_TERMINAL = """
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    os.execvp("bash", ["bash", "-c", sys.argv[1]])
out = b""
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    out += data
os.waitpid(pid, 0)
sys.stdout.buffer.write(out.replace(b"\\r\\n", b"\\n"))
"""


@dataclass(frozen=True)
class Session:
    """A command of the documentation and what it is said to print."""

    page: str
    command: str
    output: str


def sessions() -> list[Session]:
    """Return every command of every console block."""
    found = []
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append(Session(page.name, command, output.rstrip() + "\n"))
    return found


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="needs bash and a terminal")
@pytest.mark.parametrize("session", sessions(), ids=lambda session: f"{session.page}: {session.command}")
def test_console_blocks_are_what_is_printed(session: Session, tmp_path: Path) -> None:
    """What the documentation shows is what the program prints in a terminal of 80 columns."""
    scripts = tmp_path / "bin"
    scripts.mkdir()
    (scripts / "cnncalc").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cnncalc "$@"\n')
    (scripts / "cnncalc").chmod(0o755)
    env = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS", "LINES")}
    env |= {
        "PATH": f"{scripts}{os.pathsep}{env['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), env.get("PYTHONPATH")))),
        "NO_COLOR": "1",
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
    }
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", IN_TERMINAL, session.command], env=env, cwd=work, capture_output=True, check=True
    )
    assert done.stdout.decode().rstrip() + "\n" == session.output


def test_python_blocks_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The Python of the documentation runs, and its comments that begin with `#>` are what it gives."""
    monkeypatch.chdir(tmp_path)
    for page in PAGES:
        for block in PYTHON.findall(page.read_text(encoding="utf-8")):
            names: dict[str, object] = {}
            for line in block.splitlines():
                code, marker, expected = line.partition("  #> ")
                if marker:
                    assert str(eval(code, names)) == expected, line
                else:
                    exec(line, names)


def test_readme_has_the_two_setup_commands() -> None:
    """A machine with only Python and pip needs two commands: one runs the main job, one the tests."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install . && cnncalc alexnet.yaml" in readme
    assert 'pip install -e ".[test]" && pytest' in readme


def test_every_command_is_documented() -> None:
    """README and its pages name every command."""
    from cnncalc.cli.app import GROUPS

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for names in GROUPS.values() for name in names if f"cnncalc {name}" not in text]
    assert not missing
