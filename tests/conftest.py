"""What several test modules share: running a command line as in a terminal, or as in a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from cnncalc.__main__ import main

settings.register_profile("cnncalc", deadline=None, derandomize=True)
settings.load_profile("cnncalc")

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Answer:
    """What a command line gave: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


class Screen(io.TextIOWrapper):
    """A standard output that says whether it is a terminal."""

    def __init__(self, terminal: bool, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process: `run("conv", "--in", "7x7", terminal=True)`."""

    def run(*words: str, terminal: bool = False, width: int = 80, encoding: str = "utf-8", **env: str) -> Answer:
        out, err = Screen(terminal, encoding), Screen(terminal, encoding)
        code = 0
        with monkeypatch.context() as patch:
            for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
                patch.delenv(name, raising=False)
            for name, value in {"COLUMNS": str(width), "LINES": "50", "TERM": "xterm", "NO_COLOR": "1", **env}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["cnncalc", *words])
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                main()
            except SystemExit as stop:
                code = int(stop.code or 0)
        return Answer(code, out.text(), err.text())

    return run


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
